from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "helpdesk.rest"

    def ready(self):
        from helpdesk.rest import schema_security  # noqa: F401 tells the schema how callers sign in
