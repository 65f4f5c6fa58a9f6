"""The stored clocks of a whole company can be proved right, and what is wrong is named."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from helpdesk.base import clock
from sla import auditing
from sla.models import Clock, Deadline, Drift
from tests.sla.worlds import utc
from tickets import conversation
from tickets.conversation import Words
from tickets.models import Ticket

MONDAY = utc("06-01 07:00")


@pytest.fixture
def three_tickets(acme, a_ticket, bo):
    with clock.at(MONDAY):
        tickets = [a_ticket(subject=f"Question {n}") for n in range(3)]
    with clock.at(MONDAY + timedelta(minutes=30)):
        conversation.reply(tickets[0], Words("Like this."), by=bo)
    return tickets


@pytest.fixture
def at_noon(three_tickets):
    with clock.at(utc("06-01 10:00")):
        yield


def test_nothing_is_wrong_with_sound_clocks(at_noon):
    assert list(auditing.check(auditing.some_ids())) == []


def test_whoever_moves_a_due_time_past_the_log_is_found_out(three_tickets, at_noon):
    # given a due time, a deadline and a column of a list, each changed behind the engine's back
    later = timedelta(hours=1)
    moved, unwatched, misshown = three_tickets
    row = Clock.objects.get(ticket=moved, metric="requester_wait")
    Clock.objects.filter(pk=row.pk).update(due_at=row.due_at + later)
    Deadline.objects.pending().filter(ticket=unwatched, kind="breach", clock__metric="first_response").update(
        state="cancelled"
    )
    Ticket.objects.filter(pk=misshown.pk).update(due_at=utc("06-09 09:00"))
    # when the company is audited
    found = {ticket.pk: says for ticket, says in auditing.check(auditing.some_ids())}
    # then each is named with what is stored and what is right
    assert found[moved.pk][0].startswith("requester_wait 1 due_at: stored ")
    assert found[unwatched.pk] == [
        f"first_response 1: its breach is looked for at None, to be at {utc('06-01 15:00:05')}"
    ]
    shown, right = utc("06-09 09:00"), utc("06-01 15:00")
    assert found[misshown.pk] == [f"the ticket's due_at: shown {shown}, by its clocks {right}"]


def test_a_sample_is_drawn_from_all_times(acme, a_ticket):
    with clock.at(MONDAY):
        tickets = [a_ticket().pk for _n in range(12)]
    seen = set()
    for _night in range(40):
        sample = auditing.sample_ids(4)
        assert set(tickets[-2:]) <= set(sample)
        seen |= set(sample)
    assert len(seen) > 8


def test_a_sample_keeps_what_is_wrong_until_it_is_right_again(three_tickets, at_noon):
    row = Clock.objects.get(ticket=three_tickets[0], metric="requester_wait")
    Clock.objects.filter(pk=row.pk).update(target_seconds=1)
    assert auditing.check_sample() == 1
    assert auditing.check_sample() == 1
    drift = Drift.objects.get()
    assert (drift.ticket_id, drift.settled_at) == (three_tickets[0].pk, None)
    Clock.objects.filter(pk=row.pk).update(target_seconds=row.target_seconds)
    assert auditing.check_sample() == 0
    assert not Drift.objects.standing().exists()


def test_the_command_proves_a_company_and_ends_in_an_error_where_it_cannot(committed_db, capsys):
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from tests.sla.test_sweeping import open_tickets

    open_tickets("acme", 2)
    open_tickets("globex", 1)
    call_command("sla_audit", all_tenants=True)
    said = capsys.readouterr().out
    assert "acme: 2 tickets, all as their events say" in said
    assert "globex: 1 tickets, all as their events say" in said
    with use_tenant(Tenant.objects.get(slug="acme")):
        Clock.objects.filter(metric="first_response").update(basis="business", target_seconds=7)
    with pytest.raises(CommandError, match="2 tickets do not stand"):
        call_command("sla_audit", tenant="acme")
    assert "ACME-1 first_response 1 target_seconds: stored 7, by the log 28800" in capsys.readouterr().out


def test_a_sample_of_nothing_is_refused(acme):
    with pytest.raises(CommandError, match="--sample: give a number"):
        call_command("sla_audit", tenant="acme", sample=0)
