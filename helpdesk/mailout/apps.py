from django.apps import AppConfig


class MailoutConfig(AppConfig):
    name = "helpdesk.mailout"
    label = "mailout"
