from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "sla"

    def ready(self):
        from sla import subscribers  # noqa: F401 registers itself
