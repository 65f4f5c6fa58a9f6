from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "helpdesk.accounts"
    label = "accounts"

    def ready(self):
        from helpdesk.accounts import mail_kind  # noqa: F401 declares itself
