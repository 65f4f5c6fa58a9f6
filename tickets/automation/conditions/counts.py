"""How much and how long: numbers, and moments of a ticket's life."""

from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tickets.automation.conditions.kinds import INSTANT, NUMBER
from tickets.automation.conditions.registry import Field, field


def _moment(name: str, column: str, label, is_always_set: bool = False) -> None:
    field(Field(name, label, INSTANT, lambda ticket: getattr(ticket, column), column, None, is_always_set))


def _number(name: str, column: str, label) -> None:
    field(Field(name, label, NUMBER, lambda ticket: Decimal(getattr(ticket, column)), F(column), is_always_set=True))


def _spam_score(ticket) -> Decimal | None:
    return None if ticket.spam_score is None else Decimal(str(ticket.spam_score))


field(Field("spam_score", _("Spam score of its first mail"), NUMBER, _spam_score, F("spam_score")))
_moment("created", "created_at", _("Opened"), is_always_set=True)
_moment("said", "last_message_at", _("Last message"), is_always_set=True)
_moment("customer_said", "last_customer_message_at", _("Last message of the customer"))
_moment("agent_said", "last_agent_message_at", _("Last answer of an agent"))
_moment("solved", "resolved_at", _("Solved"))
_number("reopened", "reopened_count", _("Times reopened"))
_number("escalation_level", "escalation_level", _("Escalation level"))
