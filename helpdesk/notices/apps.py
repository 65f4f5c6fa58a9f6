from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "helpdesk.notices"
    label = "notices"

    def ready(self):
        from helpdesk.notices import noticing  # noqa: F401 registers itself
