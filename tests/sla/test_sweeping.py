"""Due deadlines are worked off exactly once, in order, with any number of workers, whatever happened before."""

from contextlib import closing
from datetime import timedelta
from threading import Thread

import psycopg2
import pytest
from django.db import connection

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from sla import escalation_rules, escalations, opening_hours, recounting, sweeping
from sla.models import Calendar, Clock, Deadline, EscalationRule, Firing
from tests.factories.tickets import make_ticket
from tests.sla.worlds import utc
from tickets.models import Contact, Ticket

LONG_AGO = utc("06-01 08:00")


def open_tickets(slug: str, count: int) -> None:
    with use_tenant(Tenant.objects.get(slug=slug)), clock.at(LONG_AGO):
        for number in range(count):
            make_ticket(Contact.objects.first(), subject=f"Question {number}")


@pytest.fixture
def ada_of_acme(committed_db) -> Agent:
    with use_tenant(Tenant.objects.get(slug="acme")):
        return Agent.objects.get(name="Ada")


def in_threads(count, work) -> None:
    def run():
        try:
            work()
        finally:
            connection.close()

    threads = [Thread(target=run) for _n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_workers_and_two_companies_mark_each_breach_once(committed_db):
    # given 24 tickets, both clocks of each long overdue, each first one with a rule on it
    open_tickets("acme", 12)
    open_tickets("globex", 12)
    # when two workers sweep at the same time, twice
    in_threads(2, sweeping.sweep)
    in_threads(2, sweeping.sweep)
    # then
    for slug, first_due in (("acme", utc("06-02 08:00")), ("globex", utc("06-01 21:00"))):
        with use_tenant(Tenant.objects.get(slug=slug)):
            assert Clock.objects.filter(breached_at=first_due, metric="first_response").count() == 12
            assert Event.objects.filter(kind="clock.breached").count() == 24
            assert Firing.objects.count() == 24
            assert not Deadline.objects.pending().filter(fire_at__lte=clock.now()).exists()


def test_a_ticket_in_use_is_left_to_the_next_sweep(committed_db):
    open_tickets("acme", 2)
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        busy, free = Ticket.objects.order_by("number")
        Ticket.objects.select_for_update().get(pk=busy.pk)
        # when the sweep runs while somebody works on one of the two tickets
        in_threads(1, sweeping.sweep)
        assert set(Clock.objects.breached().values_list("ticket", flat=True)) == {free.pk}
    sweeping.sweep()
    with use_tenant(acme):
        assert set(Clock.objects.breached().values_list("ticket", flat=True)) == {busy.pk, free.pk}


def test_sweeps_side_by_side_never_stand_in_each_others_way(committed_db, monkeypatch, caplog):
    """Each ticket has several points due, and a batch ends amidst them: two sweeps once waited for each other."""
    open_tickets("acme", 40)
    monkeypatch.setattr(sweeping.fire_due, "__defaults__", (3,))
    in_threads(4, sweeping.sweep)
    sweeping.sweep()
    with use_tenant(Tenant.objects.get(slug="acme")):
        assert not Deadline.objects.due(clock.now()).exists()
        assert set(Deadline.objects.values_list("attempts", flat=True)) == {0}
        assert Clock.objects.breached().count() == Event.objects.filter(kind="clock.breached").count() == 80
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_row_that_fails_never_holds_up_the_others_and_is_given_up_in_the_end(acme, a_ticket, monkeypatch):
    with clock.at(LONG_AGO):
        broken, sound = a_ticket(subject="broken"), a_ticket(subject="sound")
    really_fire = escalations.fire

    def fire(deadline, ticket):
        if ticket.pk == broken.pk:
            raise RuntimeError("a rule nobody can run")
        return really_fire(deadline, ticket)

    monkeypatch.setattr(escalations, "fire", fire)
    for _sweep in range(sweeping.MOST_ATTEMPTS + 2):
        sweeping.fire_due()
    assert Firing.objects.filter(ticket=sound).count() == 2
    failed = Deadline.objects.filter(ticket=broken, state="failed")
    assert {(one.attempts, one.error) for one in failed} == {(8, "RuntimeError: a rule nobody can run")}


def test_no_more_tickets_than_asked_for_are_taken_and_the_oldest_first(acme, a_ticket):
    EscalationRule.objects.update(is_active=False)
    tickets = []
    for minute in (2, 1, 0):
        with clock.at(LONG_AGO + timedelta(minutes=minute)):
            tickets.append(a_ticket())
    assert sweeping.fire_due(most=2) == 4  # both clocks of each
    assert set(Clock.objects.breached().values_list("ticket", flat=True)) == {tickets[1].pk, tickets[2].pk}


@pytest.fixture
def rules_at_50_75_100(acme):
    EscalationRule.objects.update(is_active=False)
    for share in (100, 50, 75):
        rule = EscalationRule(
            name=f"At {share} %",
            trigger="percent",
            metric="first_response",
            amount=share,
            actions=[{"do": "tag", "text": f"at-{share}"}],
        )
        escalation_rules.save(rule, by=Actor.system("test"))


@pytest.fixture
def four_hours_to_answer(acme):
    """The default policy promises an answer within four business hours."""
    from sla import policies
    from sla.engine.terms import Target
    from sla.models import Policy

    draft = policies.Draft({("first_response", "normal"): Target(4 * 3600)})
    policies.publish(Policy.objects.get(is_default=True), draft, by=Actor.system("test"))


def test_c35_after_an_outage_the_points_fire_once_each_in_their_order(
    four_hours_to_answer, rules_at_50_75_100, a_ticket
):
    with clock.at(utc("06-01 07:00")):
        ticket = a_ticket()
    for later in ("06-01 12:00", "06-01 12:01"):
        with clock.at(utc(later)):
            sweeping.fire_all_due()
    fired = [(one.point_at, one.results[0]) for one in Firing.objects.order_by("id")]
    assert [result for _at, result in fired] == ["tagged at-50", "tagged at-75", "tagged at-100"]
    assert [at for at, _result in fired][:2] == [utc("06-01 09:00"), utc("06-01 10:00")]
    row = Clock.objects.get(ticket=ticket)
    assert (row.breached_at, row.detected_at) == (utc("06-01 11:00"), utc("06-01 12:00"))


def test_c36_answered_during_the_outage_no_point_fires(four_hours_to_answer, rules_at_50_75_100, a_ticket, bo):
    from tickets import conversation

    with clock.at(utc("06-01 07:00")):
        ticket = a_ticket()
    with clock.at(utc("06-01 11:30")):
        conversation.reply(ticket, conversation.Words("Late, sorry."), by=bo)
    with clock.at(utc("06-01 12:00")):
        sweeping.fire_all_due()
    assert Clock.objects.get(ticket=ticket).breached_at == utc("06-01 11:00")
    assert not Firing.objects.exists()


def test_fired_points_stay_fired_and_pending_ones_move(four_hours_to_answer, rules_at_50_75_100, a_ticket, bo):
    from tickets import triage

    with clock.at(utc("06-01 07:00")):
        ticket = a_ticket()
    with clock.at(utc("06-01 09:30")):
        sweeping.fire_all_due()
        # no target at this priority: the clock ends; and begins anew, with points of its own
        triage.set_priority(ticket, 4, by=Actor.agent(bo))
    assert set(Deadline.objects.filter(rule__amount=75).values_list("state", flat=True)) == {"cancelled"}
    with clock.at(utc("06-01 10:30")):
        triage.set_priority(ticket, 2, by=Actor.agent(bo))
        sweeping.fire_all_due()
    assert Firing.objects.filter(rule__amount=50).count() == 2
    assert Firing.objects.filter(rule__amount=75).count() == 1


def test_a_new_rule_does_not_act_on_what_was_before_it(four_hours_to_answer, a_ticket, bo):
    EscalationRule.objects.update(is_active=False)
    with clock.at(utc("06-01 07:00")):
        ticket = a_ticket()
    with clock.at(utc("06-01 09:30")):
        for share in (50, 75):
            rule = EscalationRule(
                name=f"At {share} %",
                trigger="percent",
                metric="first_response",
                amount=share,
                actions=[{"do": "tag", "text": f"at-{share}"}],
            )
            escalation_rules.save(rule, by=Actor.agent(bo))
            assert recounting.place_some(rule.pk, after=0) is None
    with clock.at(utc("06-01 10:30")):
        sweeping.fire_all_due()
    assert list(Firing.objects.values_list("rule__amount", flat=True)) == [75]
    assert list(ticket.ticket_tags.values_list("tag__name", flat=True)) == ["at-75"]


def test_a_ticket_nobody_took_is_escalated_by_its_own_rule(acme, a_ticket, bo):
    from tickets import assignment

    EscalationRule.objects.update(is_active=False)
    rule = EscalationRule(name="Nobody took it", trigger="unassigned", amount=120, actions=[{"do": "raise_priority"}])
    with clock.at(utc("06-01 13:00")):
        escalation_rules.save(rule, by=Actor.agent(bo))
    with clock.at(utc("06-01 14:00")):  # 16:00 in Berlin, as in C27
        left, taken = a_ticket(), a_ticket()
        assignment.assign(taken, bo, by=Actor.agent(bo))
    assert Deadline.objects.pending().get(ticket=left, rule=rule).fire_at == utc("06-02 08:00")
    with clock.at(utc("06-02 08:01")):
        sweeping.fire_all_due()
    assert [one.ticket_id for one in Firing.objects.all()] == [left.pk]


def test_who_recounts_steps_over_what_another_worker_holds_and_takes_a_full_share(committed_db, ada_of_acme):
    """Workers that shared one batch took crumbs of each other's: four of them were slower than one."""
    open_tickets("acme", 4)
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme), clock.at(LONG_AGO + timedelta(hours=1)):
        calendar = Calendar.objects.get(is_default=True)
        closed = calendar.form | {"exceptions": {"2026-06-02": []}}
        opening_hours.edit(calendar, name=calendar.name, form=closed, is_default=True, by=Actor.agent(ada_of_acme))
    went_on: list[int | None] = []

    def recount_two():
        with use_tenant(acme):
            went_on.append(recounting.recount_some(calendar.pk, most=2))

    with use_tenant(acme):
        first, *rest = Ticket.objects.order_by("pk")
        Ticket.objects.select_for_update().get(pk=first.pk)
        # when another worker holds the first of four tickets
        in_threads(1, recount_two)
        current = Clock.objects.filter(calendar_revision=2).values_list("ticket", flat=True).distinct()
        assert set(current) == {one.pk for one in rest[:2]}
        assert went_on == [rest[1].pk]


def test_what_is_due_is_searched_for_by_its_index(db):
    """With the wall's time, which may change from row to row, Postgres would read every deadline there is."""
    address = connection.settings_dict
    with closing(psycopg2.connect(
        host=address["HOST"], port=address["PORT"] or 5432, dbname=address["NAME"], user="helpdesk_owner"
    )) as owner, owner.cursor() as cursor:  # fmt: skip
        cursor.execute("select prosrc from pg_proc where proname = 'due_deadlines'")
        question = cursor.fetchone()[0].replace("moment", "null::timestamptz")
        cursor.execute("set enable_seqscan = off")
        cursor.execute(f"explain {question}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond: (fire_at <= COALESCE(statement_timestamp()))" in plan
