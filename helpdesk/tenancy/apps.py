from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "helpdesk.tenancy"
    label = "tenancy"

    def ready(self):
        import helpdesk.celery  # noqa: F401 tasks rung from web, mail and commands need the configured app
