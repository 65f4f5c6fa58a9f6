from django.apps import AppConfig
from django.core.checks import Tags, register

from helpdesk.tenancy.checks import no_database_stands_between


class TenancyConfig(AppConfig):
    name = "helpdesk.tenancy"
    label = "tenancy"

    def ready(self):
        import helpdesk.celery  # noqa: F401 tasks rung from web, mail and commands need the configured app

        register(no_database_stands_between, Tags.database)
