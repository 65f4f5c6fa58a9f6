"""What agents can be narrowed by."""

import django_filters

from helpdesk.accounts.models import Team
from helpdesk.accounts.permissions import Role
from helpdesk.rest.filtering import Filters, Flag, Id, Words


class AgentFilters(Filters):
    email = django_filters.CharFilter(method="by_email", help_text="The exact mail address, in any case.")
    role = Words(field_name="role", choices=Role.choices)
    team = Id(method="by_team")
    is_active = Flag(field_name="is_active")
    is_on_duty = Flag(field_name="is_on_duty")

    def by_email(self, agents, _name, email):
        return agents.filter(user__email=email.strip().lower())

    def by_team(self, agents, _name, team_id):
        return agents.filter(memberships__team__in=Team.objects.visible_to(self.agent).filter(pk=team_id))
