"""Who else has a ticket open, and who writes on it: told, never locked (spec/ui.md, collision)."""

from dataclasses import dataclass

from helpdesk.accounts.models import Agent
from helpdesk.live import roll
from helpdesk.live.publish import publish
from helpdesk.tenancy.context import current_tenant_id
from tickets.models import Draft, Ticket
from tickets.models.visibility import those_who_see

EXPIRY_SECONDS = 30  # two beats of a page, which come every fifteen
DOINGS = ("look", "reply", "note")


@dataclass(frozen=True)
class Others:
    """The names of the colleagues at a ticket: who writes an answer, who a note, who looks on; whose answer is
    already sent and held for the seconds in which it can be taken back."""

    replying: list[str]
    noting: list[str]
    looking: list[str]
    sending: list[str]

    def __bool__(self):
        return bool(self.replying or self.noting or self.looking or self.sending)


def come(ticket: Ticket, agent: Agent, doing: str) -> None:
    """Say that `agent` is there and does that. The others' open pages hear of it where it is new."""
    before = roll.enter(_name(ticket), agent.pk, doing, seconds=EXPIRY_SECONDS)
    if before != doing:
        _tell_others(ticket, agent)


def go(ticket: Ticket, agent: Agent) -> None:
    """Say that `agent` has left the ticket. Saying it twice is no matter."""
    if roll.leave(_name(ticket), agent.pk):
        _tell_others(ticket, agent)


def _tell_others(ticket: Ticket, agent: Agent) -> None:
    """Mostly there is nobody else: then no page hears of it, the agent's own neither."""
    if roll.present(_name(ticket)).keys() - {agent.pk}:
        tell(ticket)


def tell(ticket: Ticket) -> None:
    """Have open pages of the ticket ask again who is there."""
    publish(current_tenant_id(), "desk", "attendance", ticket.pk, 0)


def others(ticket: Ticket, agent: Agent) -> Others:
    """Who else is at the ticket, as far as anybody knows."""
    doing = {pk: word for pk, word in roll.present(_name(ticket)).items() if pk != agent.pk}
    held = [draft.agent_id for draft in answers_underway(ticket, agent)]
    names = _names(ticket, {*doing, *held})
    called = {word: sorted(names[pk] for pk, does in doing.items() if does == word and pk in names) for word in DOINGS}
    sending = sorted(names[pk] for pk in held if pk in names)
    return Others(called["reply"], called["note"], called["look"], sending)


def _names(ticket: Ticket, pks: set[int]) -> dict[int, str]:
    """Of those who still see it: who was there a moment ago may have lost the ticket since."""
    there = Agent.objects.active().filter(pk__in=pks) if pks else ()
    return {agent.pk: agent.name for agent in those_who_see(ticket, there)}


def answers_underway(ticket: Ticket, agent: Agent) -> list[Draft]:
    """Answers of others that were sent and are held for a moment: the conversation does not show them yet."""
    waiting = Draft.objects.filter(ticket=ticket, is_held=True, send_at__isnull=False)
    return list(waiting.exclude(agent=agent).select_related("agent").order_by("pk"))


def _name(ticket: Ticket) -> str:
    return f"{current_tenant_id()}:ticket:{ticket.pk}"
