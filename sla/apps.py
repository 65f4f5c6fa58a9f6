from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "sla"

    def ready(self):
        from sla import panels, subscribers, watching  # noqa: F401 register themselves
