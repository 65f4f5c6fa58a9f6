"""The rules of spec/metrics.md §4.2: who is asked, when, and what a survey not sent leaves behind."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from helpdesk.events.models import Event
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import directory
from helpdesk.tenancy.models import Tenant
from metrics.models import Survey
from metrics.surveys import eligibility, planning, sending
from tickets import conversation, lifecycle
from tickets.conversation import Words
from tickets.models import ContactAddress, Ticket

DAY = timedelta(days=1)


def outcome(survey):
    return survey.state, survey.reason


def test_an_answered_and_solved_ticket_is_asked_about_a_day_later(solved, survey_of, monday_morning):
    survey = survey_of(solved())
    assert outcome(survey) == ("planned", "")
    assert survey.due_at == monday_morning + DAY


def test_nothing_leaves_before_its_time(solved, survey_of, monday_morning):
    survey = survey_of(solved())
    with clock.at(monday_morning + DAY - timedelta(seconds=1)):
        assert sending.send(survey).state == "planned"
    assert not OutgoingMail.objects.filter(purpose="survey").exists()


def test_it_leaves_once_and_the_ticket_says_so(solved, survey_of, a_day_later):
    ticket = solved()
    for _ in range(2):
        survey = a_day_later(survey_of(ticket))
    assert survey.state == "sent"
    assert OutgoingMail.objects.filter(purpose="survey").count() == 1
    assert Event.objects.about(ticket).filter(kind="survey.sent").count() == 1


@pytest.mark.parametrize(
    ("_case", "how", "reason"),
    [
        ("nobody answered", {"answered": False}, "no_reply"),
        ("solved for inactivity", {"automatic": True, "by": Actor.system("auto-close")}, "auto_resolved"),
    ],
)
def test_some_solved_tickets_are_not_asked_about(solved, survey_of, _case, how, reason):
    assert outcome(survey_of(solved(**how))) == ("skipped", reason)


def test_our_own_agents_are_not_asked(solved, survey_of, grace):
    ContactAddress.objects.filter(contact=grace).update(address="bo@acme.test")
    assert outcome(survey_of(solved())) == ("skipped", "agent")


def test_a_ticket_reopened_in_the_meantime_is_not_asked_about(solved, survey_of, a_day_later, grace):
    ticket = solved()
    conversation.receive(ticket, grace, Words(text="Still broken."))
    assert outcome(a_day_later(survey_of(ticket))) == ("cancelled", "reopened")


def test_a_ticket_solved_twice_is_asked_about_its_last_solving(
    solved, survey_of, a_day_later, grace, bo, monday_morning
):
    ticket = solved()
    first = survey_of(ticket)
    with clock.at(monday_morning + timedelta(hours=1)):
        conversation.receive(ticket, grace, Words(text="Still broken."))
        lifecycle.resolve(Ticket.objects.get(pk=ticket.pk), by=Actor.agent(bo))
        deliver_all()
    assert outcome(a_day_later(first)) == ("cancelled", "reopened")
    assert survey_of(ticket).state == "planned"
    with clock.at(monday_morning + DAY + timedelta(hours=1)):
        assert sending.send(survey_of(ticket)).state == "sent"


def test_spam_is_not_asked_about(solved, survey_of, a_day_later, bo):
    ticket = solved()
    lifecycle.mark_spam(ticket, by=Actor.agent(bo))
    assert outcome(a_day_later(survey_of(ticket))) == ("cancelled", "removed")


def test_who_opted_out_is_not_asked(solved, survey_of, a_day_later, grace):
    survey = survey_of(solved())
    type(grace).objects.filter(pk=grace.pk).update(wants_surveys=False)
    assert outcome(a_day_later(survey)) == ("skipped", "opted_out")


def test_a_bounced_address_is_not_written_to(solved, survey_of, a_day_later, grace):
    survey = survey_of(solved())
    ContactAddress.objects.filter(contact=grace).update(suspended_because="no such mailbox")
    assert outcome(a_day_later(survey)) == ("skipped", "no_address")


def test_nobody_is_asked_twice_within_the_quiet_days(solved, survey_of, a_day_later):
    first, second = solved(), solved()
    assert a_day_later(survey_of(first)).state == "sent"
    assert outcome(a_day_later(survey_of(second))) == ("skipped", "quiet")


def test_after_a_long_outage_nobody_hears_of_old_tickets(solved, survey_of, monday_morning):
    survey = survey_of(solved())
    with clock.at(monday_morning + 16 * DAY):
        assert outcome(sending.send(survey)) == ("skipped", "too_late")


def test_a_chat_is_asked_about_after_five_minutes(solved, survey_of, monday_morning):
    assert survey_of(solved(channel="chat")).due_at == monday_morning + timedelta(minutes=5)


def test_closing_a_solved_ticket_is_no_second_solving(solved, bo):
    ticket = solved()
    lifecycle.close(ticket, by=Actor.agent(bo))
    deliver_all()
    assert Survey.objects.filter(ticket=ticket).count() == 1


def test_being_told_twice_plans_once(solved):
    ticket = solved()
    event = Event.objects.about(ticket).get(kind="ticket.resolved")
    planning.plan(event)
    assert Survey.objects.filter(ticket=ticket).count() == 1


def test_the_sample_is_the_same_in_every_run_and_about_as_large_as_asked_for(acme):
    Tenant.objects.filter(pk=acme.pk).update(survey_sample_share="0.25")
    directory.forget()
    chosen = [eligibility.is_in_sample(Ticket(pk=number)) for number in range(1, 2001)]
    assert chosen == [eligibility.is_in_sample(Ticket(pk=number)) for number in range(1, 2001)]
    assert 430 < sum(chosen) < 570


def test_who_is_not_in_the_sample_leaves_the_reason(acme, solved, survey_of):
    Tenant.objects.filter(pk=acme.pk).update(survey_sample_share=0)
    directory.forget()
    assert outcome(survey_of(solved())) == ("skipped", "not_in_sample")


def test_the_sweep_names_due_surveys_of_every_company(solved, survey_of):
    from helpdesk.tenancy.sweeping import due_by_tenant

    survey = survey_of(solved())
    assert due_by_tenant("due_surveys", 10) == {survey.tenant_id: [survey.pk]}
