"""The eight tickets of spec/metrics.md §9, played through the real actions under a moved clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from sla import policies, sweeping
from sla.engine.terms import Target
from sla.models import EscalationRule, Policy, PriorityKey
from tests.factories.tickets import make_ticket
from tickets import conversation, lifecycle, opening
from tickets.conversation import Words
from tickets.models import Status, StatusCategory, Ticket

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600


def june(day: int, time: str) -> datetime:
    """An instant of June 2026 by the clock of Berlin."""
    hour, minute = map(int, time.split(":"))
    return datetime(2026, 6, day, hour, minute, tzinfo=BERLIN)


AS_OF = june(10, "12:00")


class Play:
    """T1 to T8 by name, in the order in which things happen to them."""

    def __init__(self, requester, agent):
        self.requester, self.agent = requester, agent
        self.tickets: dict[str, Ticket] = {}

    def run(self) -> "Play":
        with clock.at(june(1, "08:00")):
            promise_as_in_the_spec(self.agent)
        for day, time, name, *acts in SCRIPT:
            with clock.at(june(day, time)):
                sweeping.fire_all_due()
                for act in acts:
                    getattr(self, act)(name)
                deliver_all()
        with clock.at(AS_OF):
            sweeping.fire_all_due()
            deliver_all()
        return self

    def name_of(self, ticket_id: int) -> str:
        return next(name for name, ticket in self.tickets.items() if ticket.pk == ticket_id)

    def created(self, name):
        self.tickets[name] = make_ticket(self.requester, subject=name)

    def started_by_agent(self, name):
        ticket = opening.open_ticket(self.requester, name, by=Actor.agent(self.agent), channel="agent")
        conversation.reply(ticket, Words(text="We noticed something."), by=self.agent)
        self.tickets[name] = ticket

    def reply(self, name):
        conversation.reply(self.tickets[name], Words(text="Answer"), by=self.agent)

    def reply_and_resolve(self, name):
        self._reply_then(name, StatusCategory.RESOLVED)

    def reply_and_wait(self, name):
        self._reply_then(name, StatusCategory.PENDING)

    def customer(self, name):
        conversation.receive(self.tickets[name], self.requester, Words(text="And this?"))

    def resolved(self, name):
        lifecycle.resolve(Ticket.objects.get(pk=self.tickets[name].pk), by=Actor.agent(self.agent))

    def spam(self, name):
        lifecycle.mark_spam(self.tickets[name], by=Actor.agent(self.agent))

    def _reply_then(self, name, category):
        status = Status.objects.default_of(category)
        conversation.reply(self.tickets[name], Words(text="Answer"), by=self.agent, then=status)


SCRIPT = (
    (1, "09:00", "T1", "created"),
    (1, "09:45", "T1", "reply_and_resolve"),
    (1, "10:00", "T2", "created"),
    (1, "13:00", "T2", "reply_and_wait"),
    (2, "08:00", "T4", "created"),
    (2, "09:30", "T2", "customer"),
    (2, "10:30", "T4", "resolved"),
    (2, "11:00", "T2", "reply_and_resolve"),
    (3, "10:00", "T5", "started_by_agent"),
    (3, "11:00", "T5", "customer"),
    (3, "15:30", "T5", "reply_and_resolve"),
    (4, "09:00", "T6", "created"),
    (4, "09:10", "T6", "spam"),
    (5, "16:30", "T3", "created"),
    (8, "09:15", "T3", "reply_and_resolve"),
    (8, "10:00", "T8", "created"),
    (8, "10:30", "T8", "reply_and_wait"),
    (9, "10:00", "T3", "customer"),
    (9, "10:20", "T3", "reply_and_resolve"),
    (9, "15:00", "T7", "created"),
)


def promise_as_in_the_spec(agent) -> None:
    """first_response 2 h, next_response 4 h, requester_wait 8 h, all in business time; nothing escalates."""
    EscalationRule.objects.update(is_active=False)
    hours = {"first_response": 2, "next_response": 4, "requester_wait": 8}
    targets = {(metric, key): Target(h * HOUR) for metric, h in hours.items() for key in PriorityKey.values}
    policies.publish(Policy.objects.get(is_default=True), policies.Draft(targets), by=Actor.agent(agent))
