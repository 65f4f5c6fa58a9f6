from helpdesk.rest.endpoints import endpoint
from tickets.api.contacts import Contacts
from tickets.api.events import Events
from tickets.api.listening import Copies, Followers
from tickets.api.messages import Files, Messages
from tickets.api.organizations import Organizations
from tickets.api.tickets import Tickets
from tickets.api.vocabulary import Categories, Fields, Statuses, Tags

LIST, LIST_AND_ADD = {"get": "list"}, {"get": "list", "post": "create"}
TAKE_AWAY = {"delete": "destroy"}
READ_AND_CHANGE = {"get": "retrieve", "patch": "partial_update"}
NUMBER = r"tickets/(?P<number>[0-9]{1,9})"

urlpatterns = [
    endpoint("tickets", Tickets, LIST_AND_ADD, "api-tickets"),
    endpoint(NUMBER, Tickets, READ_AND_CHANGE, "api-ticket"),
    endpoint(f"{NUMBER}/messages", Messages, LIST_AND_ADD, "api-messages"),
    endpoint(f"{NUMBER}/events", Events, LIST, "api-events"),
    endpoint(f"{NUMBER}/followers", Followers, LIST_AND_ADD, "api-followers"),
    endpoint(rf"{NUMBER}/followers/(?P<agent_id>[0-9]{{1,18}})", Followers, TAKE_AWAY, "api-follower"),
    endpoint(f"{NUMBER}/copies", Copies, LIST_AND_ADD, "api-copies"),
    endpoint(rf"{NUMBER}/copies/(?P<contact_id>[0-9]{{1,18}})", Copies, TAKE_AWAY, "api-copy"),
    endpoint(r"attachments/(?P<attachment_id>[0-9]{1,18})", Files, {"get": "retrieve"}, "api-attachment"),
    endpoint("contacts", Contacts, LIST_AND_ADD, "api-contacts"),
    endpoint(r"contacts/(?P<contact_id>[0-9]{1,18})", Contacts, READ_AND_CHANGE, "api-contact"),
    endpoint("organizations", Organizations, LIST_AND_ADD, "api-organizations"),
    endpoint(r"organizations/(?P<organization_id>[0-9]{1,18})", Organizations, READ_AND_CHANGE, "api-organization"),
    endpoint("statuses", Statuses, LIST, "api-statuses"),
    endpoint("categories", Categories, LIST, "api-categories"),
    endpoint("tags", Tags, LIST, "api-tags"),
    endpoint("fields", Fields, LIST, "api-fields"),
]
