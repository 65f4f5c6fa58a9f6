"""The moments of tickets itself; imported when the app starts."""

from django.utils.translation import gettext_lazy as _

from tickets import events
from tickets.automation.moments import moment

moment(
    "opened", _("A ticket is opened"), events.TICKET_OPENED, events.RESTORED,
    # What was taken for spam when it came begins once somebody releases it.
    is_it=lambda event: event.kind == events.TICKET_OPENED.name or bool(event.data.get("is_new")),
)  # fmt: skip
moment(
    "customer_wrote",
    _("A customer writes again"),
    events.MESSAGE_RECEIVED,
    is_it=lambda event: not event.data.get("is_first"),
)
moment("agent_replied", _("An agent answers"), events.MESSAGE_SENT, is_it=lambda event: event.actor_kind == "agent")
moment("note", _("A note is added"), events.NOTE_ADDED)
moment(
    "status", _("The status changes"),
    events.STATUS_CHANGED, events.TICKET_RESOLVED, events.TICKET_REOPENED, events.TICKET_CLOSED,
)  # fmt: skip
moment("priority", _("The priority changes"), events.PRIORITY_CHANGED)
moment("category", _("The category changes"), events.CATEGORY_CHANGED)
moment("type", _("The type changes"), events.KIND_CHANGED)
moment("tags", _("The tags change"), events.TAGS_CHANGED)
moment("fields", _("One of your own fields changes"), events.FIELDS_CHANGED)
moment("team", _("The team changes"), events.TEAM_CHANGED)
moment("owner", _("The owner changes"), events.TICKET_ASSIGNED, events.TICKET_UNASSIGNED)
