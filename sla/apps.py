from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "sla"

    def ready(self):
        from sla import (  # noqa: F401 register themselves
            actions,
            explaining_breaches,
            moments,
            noticing,
            panels,
            promising,
            rule_hours,
            subscribers,
            update_panels,
            uses,
            watching,
        )
        from sla.staffing import hours, telling  # noqa: F401 register themselves
