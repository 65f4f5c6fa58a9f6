from helpdesk.accounts.api.people import Agents, Me, Teams
from helpdesk.rest.endpoints import endpoint

urlpatterns = [
    endpoint("agents", Agents, {"get": "list"}, "api-agents"),
    endpoint(r"agents/(?P<agent_id>[0-9]{1,18})", Agents, {"get": "retrieve"}, "api-agent"),
    endpoint("teams", Teams, {"get": "list"}, "api-teams"),
    endpoint(r"teams/(?P<team_id>[0-9]{1,18})", Teams, {"get": "retrieve"}, "api-team"),
    endpoint("me", Me, {"get": "retrieve"}, "api-me"),
]
