from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self):
        from metrics import panels, rule_actions, rule_fields, subscribers  # noqa: F401 each registers itself
        from metrics.surveys import mail_kind  # noqa: F401
