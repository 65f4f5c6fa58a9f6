from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"

    def ready(self):
        from tickets import noticing, own_panels, subscribers  # noqa: F401 register themselves
        from tickets.automation import panel as rules_panel  # noqa: F401
        from tickets.automation import schedules, ticket_moments, uses  # noqa: F401
        from tickets.automation.actions import every as every_action  # noqa: F401
        from tickets.automation.conditions import every  # noqa: F401
        from tickets.channels import connecting, greeting, mail_kinds  # noqa: F401 greeting comes after the rules
        from tickets.routing import lines, panel, skill_field  # noqa: F401
