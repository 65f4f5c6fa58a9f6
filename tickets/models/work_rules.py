"""How a company works on tickets: its few wishes that belong to no queue, team or policy."""

from django.db import models

from helpdesk.tenancy.models import TenantModel

SHORTEST_IDLE, USUAL_IDLE, LONGEST_IDLE = 30, 60, 300  # seconds (spec/metrics.md §3)


class WorkRules(TenantModel):
    is_setting = True

    # After so long without a key or a pointer nobody is working on the ticket that is open.
    idle_seconds = models.PositiveSmallIntegerField(default=USUAL_IDLE)
    # Set with the first private ticket and never taken back: until then nobody's queries ask about them.
    has_private_tickets = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "work rules"
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="one_set_of_work_rules"),
            models.CheckConstraint(
                condition=models.Q(idle_seconds__gte=SHORTEST_IDLE, idle_seconds__lte=LONGEST_IDLE),
                name="idle_between_half_a_minute_and_five",
            ),
        ]

    def __str__(self):
        return f"idle after {self.idle_seconds} s"
