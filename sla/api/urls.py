from helpdesk.rest.endpoints import endpoint
from sla.api.clocks import TicketClocks
from sla.api.commitments import TicketCommitments

OF_TICKET = r"tickets/(?P<number>[0-9]{1,9})"

urlpatterns = [
    endpoint(f"{OF_TICKET}/clocks", TicketClocks, {"get": "list"}, "api-clocks"),
    endpoint(f"{OF_TICKET}/commitments", TicketCommitments, {"get": "list", "post": "create"}, "api-commitments"),
]
