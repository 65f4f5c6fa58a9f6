"""What is said of a ticket in one word: type, channel, priority, status, language, and its customer's group."""

from django.db.models import Case, CharField, F, Value, When
from django.utils.translation import gettext_lazy as _

from tickets.automation.conditions.kinds import WORD
from tickets.automation.conditions.offers import Fixed
from tickets.automation.conditions.registry import Field, field
from tickets.models import Channel, Priority, StatusCategory, Ticket

PRIORITY_KEY = Case(
    *(When(priority=each.value, then=Value(each.key)) for each in Priority), output_field=CharField(max_length=8)
)


def _choices(choices) -> Fixed:
    return Fixed(lambda: [(value, str(label)) for value, label in choices])


def _tier(ticket: Ticket) -> str:
    return ticket.organization.tier if ticket.organization_id else ""


STATUSES = _choices(StatusCategory.choices)
# The starter policies speak of social networks before any of them is connected.
CHANNELS = Fixed(lambda: [*((value, str(label)) for value, label in Channel.choices), ("social", str(_("Social")))])
PRIORITIES = Fixed(lambda: [(each.key, str(each.label)) for each in Priority])

field(Field("type", _("Type"), WORD, lambda ticket: ticket.kind, F("kind")))
field(Field("channel", _("Channel"), WORD, lambda ticket: ticket.channel, F("channel"), CHANNELS, is_always_set=True))
field(
    Field(
        "priority", _("Priority"), WORD, lambda ticket: ticket.priority_key, PRIORITY_KEY, PRIORITIES,
        is_always_set=True,
    )
)  # fmt: skip
field(
    Field(
        "status", _("Status"), WORD, lambda ticket: ticket.status_category, F("status_category"), STATUSES,
        is_always_set=True,
    )
)  # fmt: skip
field(Field("language", _("Language"), WORD, lambda ticket: ticket.language, F("language")))
field(Field("segment", _("Customer segment"), WORD, lambda ticket: ticket.requester.segment, F("requester__segment")))
field(Field("tier", _("Organisation tier"), WORD, _tier, F("organization__tier")))
