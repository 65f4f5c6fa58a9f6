from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "sla"

    def ready(self):
        from sla import actions, moments, noticing, panels, promising, subscribers, update_panels, watching  # noqa: F401 register themselves
