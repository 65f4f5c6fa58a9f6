"""/api/v1/agents, /api/v1/teams, /api/v1/me: who works here, read only"""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view

from helpdesk.accounts.api import outputs
from helpdesk.accounts.api.filters import AgentFilters
from helpdesk.accounts.models import Agent, Team, TeamMembership
from helpdesk.rest.endpoints import Endpoint


@extend_schema_view(
    list=extend_schema(summary="List agents"),
    retrieve=extend_schema(summary="Read an agent"),
)
class Agents(Endpoint):
    """Everybody who works here, those who left included (`is_active=false`)."""

    queryset = Agent.objects.none()
    serializer_class = outputs.Agent
    filterset_class = AgentFilters
    orders = {"name": "name", "id": "id"}
    default_order = "id"
    capabilities = {"list": "ticket.read", "retrieve": "ticket.read"}

    def list(self, request):
        return self.page_of(with_teams(Agent.objects.all(), seen_by=self.agent))

    def retrieve(self, request, agent_id):
        agents = with_teams(Agent.objects.all(), seen_by=self.agent)
        return self.one(get_object_or_404(agents, pk=int(agent_id)))


@extend_schema_view(
    list=extend_schema(summary="List teams"),
    retrieve=extend_schema(summary="Read a team"),
)
class Teams(Endpoint):
    """Teams, without the restricted ones the token's agent is not in."""

    queryset = Team.objects.none()
    serializer_class = outputs.Team
    orders = {"name": "name", "id": "id"}
    default_order = "id"
    capabilities = {"list": "ticket.read", "retrieve": "ticket.read"}

    def list(self, request):
        return self.page_of(self._seen())

    def retrieve(self, request, team_id):
        return self.one(get_object_or_404(self._seen(), pk=int(team_id)))

    def _seen(self):
        members = TeamMembership.objects.select_related("agent").order_by("agent__name", "id")
        teams = Team.objects.visible_to(self.agent).select_related("lead")
        return teams.prefetch_related(Prefetch("memberships", members, to_attr="seen_memberships"))


class Me(Endpoint):
    """Who a token acts as, and what it may do: the first thing to ask when something is refused."""

    queryset = Agent.objects.none()
    serializer_class = outputs.Me
    capabilities = {"retrieve": "desk.open"}

    @extend_schema(summary="Read who you are")
    def retrieve(self, request):
        agent = with_teams(Agent.objects.filter(pk=self.agent.pk), seen_by=self.agent).get()
        return self.one({"agent": agent, "token": request.auth})


def with_teams(agents, *, seen_by: Agent):
    """Agents with their logins and those of their teams that `seen_by` may know of."""
    memberships = TeamMembership.objects.filter(team__in=Team.objects.visible_to(seen_by)).select_related("team")
    prefetch = Prefetch("memberships", memberships.order_by("team__name"), to_attr="seen_memberships")
    return agents.select_related("user").prefetch_related(prefetch)
