"""Whatever happens in whatever order: what was counted step by step is what the event log says as a whole."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from metrics import backlog, rebuilding, refreshing
from metrics.models import OpenSpan, ResolveFact, TicketFact
from tests.factories.tickets import make_ticket
from tickets import assignment, conversation, lifecycle, merging, triage
from tickets.conversation import Letter, Words
from tickets.models import Priority, Status, StatusCategory, Ticket

BEGIN = datetime(2026, 6, 1, 7, 0, tzinfo=UTC)
HAPPENINGS = (
    *("customer", "reply", "wait", "hold", "resolve", "close", "reopen"),
    *("spam", "restore", "urgent", "take", "drop", "move", "count"),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 1), st.integers(0, 40 * 3600)), min_size=1, max_size=14
)


def act(name, ticket, bo, teams):
    agent, to = Actor.agent(bo), Status.objects.default_of
    doing = {
        "customer": lambda: conversation.receive(ticket, ticket.requester, Words(text="Hello?")),
        "reply": lambda: conversation.reply(ticket, Words(text="Yes."), by=bo),
        "wait": lambda: lifecycle.set_status(ticket, to(StatusCategory.PENDING), by=agent),
        "hold": lambda: lifecycle.set_status(ticket, to(StatusCategory.ON_HOLD), by=agent),
        "resolve": lambda: lifecycle.resolve(ticket, by=agent),
        "close": lambda: lifecycle.close(ticket, by=agent),
        "reopen": lambda: lifecycle.reopen(ticket, by=agent),
        "spam": lambda: lifecycle.mark_spam(ticket, by=agent),
        "restore": lambda: lifecycle.restore(ticket, by=agent),
        "urgent": lambda: triage.set_priority(ticket, Priority.URGENT, by=agent),
        "take": lambda: assignment.assign(ticket, bo, by=agent),
        "drop": lambda: assignment.unassign(ticket, by=agent),
        "move": lambda: assignment.hand_over(ticket, teams[ticket.team_id == teams[0].pk], by=agent),
        "count": count,
    }
    doing[name]()


def count():
    deliver_all()
    refreshing.refresh()


def play(steps, grace, bo, teams):
    now = BEGIN
    with clock.at(now):
        tickets = [make_ticket(grace, subject=name) for name in ("One", "Two")]
    for name, which, seconds in steps:
        now += timedelta(seconds=seconds)
        with clock.at(now):
            ticket = Ticket.objects.select_related("requester").get(pk=tickets[which].pk)
            try:
                act(name, ticket, bo, teams)
            except lifecycle.TicketClosed:
                continue
    with clock.at(now):
        count()
    return now


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# A midnight passed uncounted, and then a change of the next day came first.
@example(steps=[("count", 0, 0), ("customer", 0, 60_000), ("spam", 0, 0), ("customer", 0, 83_000)])
@given(steps=STEPS)
def test_counted_step_by_step_is_counted_as_a_whole(acme, grace, bo, steps):
    from django.db import transaction

    from helpdesk.accounts.models import Team

    with transaction.atomic():
        teams = [Team.objects.get(is_default=True), Team.objects.create(name="Second")]
        now = play(steps, grace, bo, teams)
        with clock.at(now + timedelta(seconds=1)):
            assert rebuilding.check() == []
            the_flow_explains_the_backlog(BEGIN, clock.now())
            every_stretch_joins_the_next()
        transaction.set_rollback(True)


def the_flow_explains_the_backlog(begin, end):
    assert backlog.flow(begin, end).end == Ticket.objects.open().count()
    assert TicketFact.objects.counted().unresolved().count() == Ticket.objects.open().count()
    for fact in TicketFact.objects.select_related("ticket"):
        assert (fact.reopen_count, fact.version) <= (fact.ticket.reopened_count, fact.ticket.version)
        standing = ResolveFact.objects.filter(ticket=fact.ticket, is_standing=True).count()
        assert standing == fact.ticket.is_resolved
    for row in ResolveFact.objects.all():
        assert row.wait_seconds <= row.active_seconds <= row.seconds
        assert row.business_seconds <= row.seconds


def every_stretch_joins_the_next():
    for ticket in Ticket.objects.all():
        spans = list(OpenSpan.objects.filter(ticket=ticket).order_by("number"))
        assert all(one.to_at <= two.from_at for one, two in zip(spans, spans[1:], strict=False))
        assert all(span.to_at for span in spans[:-1])


def test_what_tells_nothing_of_the_figures_leaves_them_true(acme, bo, mia, grace, monday_morning):
    ticket = make_ticket(grace)
    conversation.reply(ticket, Words(text="Yes."), by=bo)
    count()
    assignment.follow(ticket, mia, by=Actor.agent(bo))
    triage.change_tags(ticket, add=["vip"], by=Actor.agent(bo))
    assert rebuilding.check() == []


def test_mail_that_went_back_to_its_ticket_is_counted_there(acme, bo, grace, monday_morning):
    ended, other = make_ticket(grace), make_ticket(grace)
    done = merging.merge(ended, other, by=bo)
    with clock.at(monday_morning + timedelta(hours=1)):
        conversation.reply(other, Words(text="Yes."), by=bo)
    with clock.at(monday_morning + timedelta(hours=2)):
        conversation.receive(other, grace, Words(text="And?"), letter=Letter(origin_id=ended.pk))
        count()
    with clock.at(monday_morning + timedelta(hours=3)):
        merging.undo(done, by=bo)
        count()
        assert rebuilding.check() == []
    waits = dict(TicketFact.objects.values_list("ticket", "waiting_since"))
    assert waits == {ended.pk: monday_morning, other.pk: None}
