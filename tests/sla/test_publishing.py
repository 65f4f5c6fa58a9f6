"""A new version of a policy: for whom it is, and what it would have done to the tickets of the last months."""

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from sla import calendar_reading, policies, recounting, replay, whatif
from sla.engine.terms import Target
from sla.models import Calendar, Clock, Policy
from tests.sla.worlds import utc
from tickets import conversation
from tickets.conversation import Words
from tickets.models import Ticket

BY = Actor.system("test")
MONDAY = utc("06-01 07:00")  # 09:00 in Berlin


def promise(hours: float, **options) -> None:
    default = Policy.objects.get(is_default=True)
    policies.publish(
        default, policies.Draft({("first_response", "normal"): Target(int(hours * 3600))}), by=BY, **options
    )


@pytest.fixture
def opened(acme, a_ticket):
    with clock.at(MONDAY):
        promise(4)
        return [a_ticket(subject=f"Question {number}") for number in range(3)]


def catch_up() -> None:
    """What a worker does where a policy is to be applied."""
    for policy in Policy.objects.exclude(applied_up_to=None):
        while recounting.apply_some(policy.pk):
            pass


def dues() -> set:
    return set(Clock.objects.values_list("due_at", flat=True))


def test_open_tickets_keep_what_they_were_promised(opened):
    with clock.at(utc("06-01 08:00")):
        promise(2)
        catch_up()
    assert dues() == {utc("06-01 11:00")}


def test_published_for_all_open_tickets_they_follow_and_the_log_says_so(opened, bo):
    with clock.at(utc("06-01 07:30")):
        conversation.reply(opened[0], Words("Like this."), by=bo)
    with clock.at(utc("06-01 08:00")):
        promise(2, apply_to="all_open")
        # a worker goes round, one ticket at a time, and may be stopped in between
        policy = Policy.objects.get(is_default=True)
        assert recounting.apply_some(policy.pk, most=1)
        catch_up()
        catch_up()
    assert set(Clock.objects.active().values_list("due_at", flat=True)) == {utc("06-01 09:00")}
    # each ticket was told once, and its log alone gives the same again
    assert Event.objects.filter(kind="ticket.policy_applied").count() == 3
    policy.refresh_from_db()
    assert policy.applied_up_to is None
    with clock.at(utc("06-01 08:30")):
        assert not any(replay.differences_among(Ticket.objects.all(), clock.now()).values())


def test_a_target_tightened_into_the_past_breaks_now(opened):
    with clock.at(utc("06-01 10:00")):
        promise(1, apply_to="all_open")
        catch_up()
    assert set(Clock.objects.values_list("breached_at", flat=True)) == {utc("06-01 10:00")}


def test_what_a_draft_would_have_done_is_counted_and_changes_nothing(opened, bo):
    with clock.at(utc("06-01 09:00")):
        conversation.reply(opened[0], Words("After two hours."), by=bo)
    with clock.at(utc("06-01 10:30")):
        conversation.reply(opened[1], Words("After three and a half."), by=bo)
    with clock.at(utc("06-02 10:00")):
        policy = Policy.objects.get(is_default=True)
        draft = policies.Draft({("first_response", "normal"): Target(3 * 3600)})
        effect = whatif.of_draft(policy, {}, draft)
        (line,) = effect.lines
        assert (effect.tickets, effect.is_all, line.label) == (3, True, "First response")
        assert (line.met_before, line.missed_before) == (2, 1)
        assert (line.met_then, line.missed_then) == (1, 2)
    assert Clock.objects.filter(target_seconds=4 * 3600).count() == 3


def test_other_hours_are_tried_in_the_same_way(opened, bo):
    with clock.at(utc("06-01 10:30")):
        conversation.reply(opened[0], Words("After three and a half hours."), by=bo)
    with clock.at(utc("06-02 10:00")):
        calendar = Calendar.objects.get(is_default=True)
        # open only from two o'clock on: three hours on Monday, and none yet on Tuesday
        late = {"tz": "Europe/Berlin", "weekly": {day: [["14:00", "17:00"]] for day in ("mon", "tue", "wed")}}
        (line,) = whatif.of_hours(calendar, calendar_reading.read_for_policies(late)).lines
    assert (line.met_before, line.missed_before) == (1, 2)
    assert (line.met_then, line.missed_then) == (1, 0)


def test_a_new_policy_is_tried_on_the_tickets_it_would_fit(opened):
    with clock.at(utc("06-02 10:00")):
        where = {"all": [{"field": "channel", "op": "in", "value": ["email"]}], "any": []}
        draft = policies.Draft({("next_response", "normal"): Target(3600), ("first_response", "normal"): Target(3600)})
        effect = whatif.of_draft(None, where, draft)
        assert (effect.tickets, effect.lines[0].missed_then) == (3, 3)
        nobody = {"all": [{"field": "channel", "op": "in", "value": ["phone"]}], "any": []}
        assert whatif.of_draft(None, nobody, draft).tickets == 0


def test_the_page_tries_and_publishes(opened, ada, client_of):
    policy = Policy.objects.get(is_default=True)
    path = f"/settings/policies/{policy.pk}/"
    browser = client_of(ada)
    written = {"name": policy.name, "is_active": "on", "on_reopen": "continue", "first_response-normal": "2 h"}
    with clock.at(utc("06-02 10:00")):
        tried = browser.post(path, written | {"try": "1"})
        assert tried.status_code == 200
        assert "On tickets of the last 90 days" in tried.content.decode()
        policy.refresh_from_db()
        assert policy.current.number == 2
        assert browser.post(path, written | {"apply_to": "all_open"}).status_code == 302
        assert browser.post(path, written | {"apply_to": "everybody"}).status_code == 422
    policy.refresh_from_db()
    assert (policy.current.number, policy.applied_up_to) == (3, 0)
