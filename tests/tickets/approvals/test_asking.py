"""Decisions that not everybody takes alone: who is asked, who may answer, and what the ticket says meanwhile."""

from datetime import timedelta
from decimal import Decimal

import pytest

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from tickets import assignment, lifecycle
from tickets.approvals import asking, kinds
from tickets.approvals.asking import NotDecided
from tickets.models import Approval, ApprovalKind, Ticket


@pytest.fixture
def credit(acme):
    """The starter set's example, switched on: agents up to 50 EUR, managers up to 500, administrators up to 5,000."""
    credit = ApprovalKind.objects.get(name="Goodwill credit")
    credit.is_active = True
    credit.save()
    return credit


@pytest.fixture
def ask(a_ticket, credit, bo):
    """Bo asks for an amount on a new ticket: `ask(120)`."""
    ticket = a_ticket()

    def asked(amount, by=bo):
        return asking.ask(ticket, credit, Decimal(amount), "The export failed twice.", by=by)

    return asked


def told(agent):
    return list(Notice.objects.to(agent).filter(kind=Notice.Kind.APPROVAL).values_list("text", flat=True))


def waits(approval):
    return Ticket.objects.get(pk=approval.ticket_id).approval_due_at


def test_asked_twice_in_the_same_words_one_decision_waits(ask, mia):
    assert ask(120) == ask(120)
    assert len(told(mia)) == 1
    assert ask(130) != ask(120)


def test_within_the_own_limit_it_is_granted_at_once_and_written_down(ask, bo):
    granted = ask(50)
    assert (granted.state, granted.decided_by) == ("granted", bo)
    assert "granted Goodwill credit 50 EUR" in Event.objects.filter(kind="approval.granted").get().sentence
    assert waits(granted) is None


def test_above_it_those_whose_limit_reaches_are_asked_and_the_ticket_waits(ask, bo, mia, ada, olga, lin):
    asked = ask("50.01")
    assert (asked.state, asked.asked_of) == ("waiting", f"{ada.name}, {mia.name}, {olga.name}")
    assert waits(asked) == asked.asked_at + timedelta(hours=24)
    assert "asks you to decide" in told(mia)[0]
    assert told(bo) == told(lin) == []


@pytest.mark.parametrize(("granted", "word"), [(True, "Granted"), (False, "Refused")])
def test_the_answer_reaches_who_asked_and_the_ticket_goes_on(ask, bo, mia, granted, word):
    asked = ask(120)
    done = asking.decide(asked, granted=granted, answer="Once.", by=mia)
    assert (done.state, done.decided_by, done.answer) == (word.lower(), mia, "Once.")
    assert told(bo) == [f"Goodwill credit 120 EUR on ACME-{done.ticket.number}: {word}"]
    assert waits(done) is None


def test_it_is_decided_once(ask, mia, olga):
    asked = ask(120)
    asking.decide(asked, granted=True, answer="", by=mia)
    with pytest.raises(NotDecided, match=f"Granted, by {mia.name}"):
        asking.decide(asked, granted=False, answer="No.", by=olga)


def test_nobody_decides_beyond_their_limit_or_for_themselves(ask, bo, mia, ada, olga):
    asked = ask(5_001, by=ada)
    for agent, says in ((bo, "beyond"), (mia, "beyond"), (ada, "themselves")):
        with pytest.raises(NotDecided, match=says):
            asking.decide(asked, granted=True, answer="", by=agent)
    assert asking.decide(asked, granted=True, answer="", by=olga).state == "granted"


@pytest.mark.parametrize(
    ("present", "absent", "asked"), [("ada", "mia", "ada"), ("mia", "ada", "mia"), ("", "ada mia", "ada, mia")]
)
def test_the_deputy_is_asked_while_the_approver_is_away(ask, credit, ada, mia, request, present, absent, asked):
    credit.approver, credit.deputy = ada, mia
    credit.save()
    for name, on_duty in [*((n, True) for n in present.split()), *((n, False) for n in absent.split())]:
        agent = request.getfixturevalue(name)
        agent.is_on_duty = on_duty
        agent.save()
    assert ask(120).asked_of.lower() == asked


def test_the_approver_and_the_deputy_decide_whatever_their_role(ask, credit, ada, mia):
    credit.approver, credit.deputy = ada, mia
    credit.save()
    assert asking.decide(ask(9_999), granted=True, answer="", by=ada).state == "granted"
    assert asking.decide(ask(9_999), granted=True, answer="", by=mia).state == "granted"


def test_what_nobody_decides_in_time_lapses_once_and_who_asked_hears(ask, bo, mia):
    asked = ask(120)
    with clock.move_by(timedelta(hours=23, minutes=59)):
        assert asking.lapse_due([asked.pk]) == 0
    with clock.move_by(timedelta(hours=24, seconds=1)):
        assert asking.lapse_due([asked.pk]) == 1
        assert asking.lapse_due([asked.pk]) == 0
        with pytest.raises(NotDecided, match="Nobody decided in time"):
            asking.decide(asked, granted=True, answer="", by=mia)
    assert told(bo) == [f"Goodwill credit 120 EUR on ACME-{asked.ticket.number}: Nobody decided in time"]
    assert waits(asked) is None


def test_only_who_asked_takes_it_back(ask, bo, mia):
    asked = ask(120)
    with pytest.raises(NotDecided, match="Only who asked"):
        asking.withdraw(asked, by=mia)
    assert asking.withdraw(asked, by=bo).state == "withdrawn"
    assert waits(asked) is None


def test_of_two_questions_the_ticket_waits_for_the_later(ask, mia):
    first = ask(120)
    with clock.move_by(timedelta(hours=1)):
        second = ask(130)
    assert waits(first) == second.decide_by
    asking.decide(second, granted=True, answer="", by=mia)
    assert waits(first) == first.decide_by


def test_who_may_not_see_the_ticket_is_not_asked(ask, a_ticket, credit, bo, mia, olga):
    ticket = a_ticket()
    secret = Team.objects.create(name="Security", is_restricted=True)
    secret.memberships.create(agent=bo)
    assignment.hand_over(ticket, secret, by=Actor.agent(bo))
    with pytest.raises(NotDecided, match="Nobody who sees this ticket"):
        asking.ask(ticket, credit, Decimal(120), "x", by=bo)
    assert not Approval.objects.exists()


def test_a_kind_that_is_off_or_a_ticket_that_is_spam_decides_nothing(ask, credit, bo):
    approval = ask(10)
    lifecycle.mark_spam(approval.ticket, by=Actor.agent(bo))
    with pytest.raises(NotDecided, match="on this ticket any more"):
        ask(10)


def test_without_an_amount_a_limit_of_nothing_decides_alone(a_ticket, bo, lin):
    kind = ApprovalKind.objects.create(name="Delete the account", limits={"agent": "0"})
    assert asking.ask(a_ticket(), kind, Decimal(7), "Asked for.", by=bo).amount == 0
    assert not kinds.reaches(kind, lin, Decimal(0))


def test_a_change_of_the_limits_is_in_the_audit_log(credit, ada):
    kinds.change(credit, {"limits": {"agent": "80"}}, by=Actor.agent(ada))
    assert "the approval Goodwill credit" in Event.objects.filter(kind="setting.changed").latest("id").sentence
