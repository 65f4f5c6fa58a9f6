"""The composer's control "promise an update by …": its offers, what was chosen, and keeping it with the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from sla import commitments, update_offers
from sla.commitments import PromiseRefused
from tickets import answer_parts
from tickets.answer_parts import Part, PartRefused
from tickets.models import Message, Status, StatusCategory, Ticket

CHOICE, OWN = "update_by", "own"
OWN_MOMENT = "update_by_own"
DONE = (StatusCategory.RESOLVED, StatusCategory.CLOSED)


@dataclass(frozen=True)
class PromisedUpdate:
    """A moment that was chosen, ready to be said and kept."""

    by: datetime
    words: str

    def keep(self, message: Message, agent: Agent) -> None:
        """Make the promise with the answer it was said in."""
        commitments.promise(message, self.by, by=agent)


def shown(ticket: Ticket, typed: Mapping) -> dict:
    """The offers, and what was chosen before where the form comes back."""
    offers = [] if ticket.is_resolved else update_offers.offers(ticket)
    choice, own = typed.get(CHOICE, ""), typed.get(OWN_MOMENT, "")
    moment = _moment(choice) if choice and choice != OWN else None
    if moment and choice not in [offer.value for offer in offers]:
        # Chosen yesterday, say: that moment is not offered any more, and is still what was chosen.
        choice, own = OWN, timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")
    return {"offers": offers, "chosen": choice, "own": own, "is_offered": not ticket.is_resolved}


def read(typed: Mapping, ticket: Ticket, then: Status | None) -> PromisedUpdate | None:
    """What the agent promises. Raises PartRefused."""
    choice = typed.get(CHOICE, "")
    if not choice:
        return None
    if then is not None and then.category in DONE:
        raise PartRefused(
            _("Who solves a ticket owes no update: send without solving, or take the promise of an update away.")
        )
    moment = _moment(typed.get(OWN_MOMENT, "") if choice == OWN else choice)
    if moment is None:
        raise PartRefused(_("Give the date and time of the promised update, or take the promise away."))
    try:
        commitments.require(ticket, moment)
    except PromiseRefused as refused:
        raise PartRefused(str(refused)) from refused
    return PromisedUpdate(moment, commitments.words_of(ticket, moment))


def _moment(text: str) -> datetime | None:
    """A moment with its zone, or one as the agent's own clock shows it."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


answer_parts.register(Part("sla/promise_update.html", shown, read, fields=(CHOICE, OWN_MOMENT)))
