from helpdesk.rest.endpoints import endpoint
from sla.api.clocks import TicketClocks
from sla.api.commitments import TicketCommitments
from sla.api.staffing import AgentLeave, AgentShifts

OF_AGENT = r"agents/(?P<agent_id>[0-9]{1,18})"
LIST_AND_ADD, TAKE_AWAY = {"get": "list", "post": "create"}, {"delete": "destroy"}
OF_TICKET = r"tickets/(?P<number>[0-9]{1,9})"

urlpatterns = [
    endpoint(f"{OF_TICKET}/clocks", TicketClocks, {"get": "list"}, "api-clocks"),
    endpoint(f"{OF_TICKET}/commitments", TicketCommitments, LIST_AND_ADD, "api-commitments"),
    endpoint(f"{OF_AGENT}/shifts", AgentShifts, LIST_AND_ADD, "api-agent-shifts"),
    endpoint(rf"{OF_AGENT}/shifts/(?P<shifts_id>[0-9]{{1,18}})", AgentShifts, TAKE_AWAY, "api-agent-week"),
    endpoint(f"{OF_AGENT}/leave", AgentLeave, LIST_AND_ADD, "api-agent-leave"),
    endpoint(
        rf"{OF_AGENT}/leave/(?P<leave_id>[0-9]{{1,18}})",
        AgentLeave,
        {"patch": "partial_update", **TAKE_AWAY},
        "api-leave",
    ),
]
