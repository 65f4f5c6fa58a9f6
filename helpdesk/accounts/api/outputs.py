"""How agents and teams look from outside."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from helpdesk.accounts.permissions import CAPABILITIES, Role
from helpdesk.rest.serializers import Instant, Output


class TeamRef(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()


class AgentRef(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()


class Agent(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.EmailField()
    role = serializers.ChoiceField(Role.choices)
    is_active = serializers.BooleanField()
    is_on_duty = serializers.BooleanField(help_text="Takes new tickets now.")
    time_zone = serializers.CharField()
    teams = serializers.SerializerMethodField()

    @extend_schema_field(TeamRef(many=True))
    def get_teams(self, agent):
        return [{"id": each.team_id, "name": each.team.name} for each in agent.seen_memberships]


class Team(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    lead = AgentRef(allow_null=True)
    is_default = serializers.BooleanField()
    is_restricted = serializers.BooleanField(help_text="Only members see its tickets.")
    members = serializers.SerializerMethodField()

    @extend_schema_field(AgentRef(many=True))
    def get_members(self, team):
        return [{"id": each.agent_id, "name": each.agent.name} for each in team.seen_memberships]


class Token(Output):
    name = serializers.CharField()
    scope = serializers.ChoiceField(["read", "write"])
    expires_at = Instant(allow_null=True)


class Me(Output):
    agent = Agent()
    token = Token()
    capabilities = serializers.SerializerMethodField(help_text="What the agent's role may do.")

    def get_capabilities(self, me) -> list[str]:
        return sorted(CAPABILITIES[me["agent"].role])
