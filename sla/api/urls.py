from helpdesk.rest.endpoints import endpoint
from sla.api.clocks import TicketClocks

urlpatterns = [endpoint(r"tickets/(?P<number>[0-9]{1,9})/clocks", TicketClocks, {"get": "list"}, "api-clocks")]
