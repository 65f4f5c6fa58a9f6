"""Random days of real actions on a ticket: whatever happened, the event log alone gives the stored clocks again."""

import random
from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla import clocks, opening_hours, replay, sweeping
from sla.models import Calendar, Clock, Deadline
from tests.sla.worlds import utc
from tickets import conversation, lifecycle, triage
from tickets.conversation import Letter, Words
from tickets.models import Message, Status

START = utc("06-01 06:00")


class Day:
    """Things that people do to a ticket."""

    def __init__(self, ticket, bo, grace, chance):
        self.ticket, self.bo, self.grace, self.chance = ticket, bo, grace, chance
        self.by = Actor.agent(bo)

    def customer_writes(self):
        conversation.receive(self.ticket, self.grace, Words("And now?"))

    def customer_thanks(self):
        conversation.receive(self.ticket, self.grace, Words("Thanks"), letter=Letter(needs_no_reply=True))

    def agent_replies(self):
        conversation.reply(self.ticket, Words("Like this."), by=self.bo, then=self._status())

    def agent_notes(self):
        conversation.note(self.ticket, Words("Hm."), by=self.by)

    def status_changes(self):
        lifecycle.set_status(self.ticket, self._status(), by=self.by)

    def priority_changes(self):
        triage.set_priority(self.ticket, self.chance.randint(1, 4), by=self.by)

    def spam(self):
        lifecycle.mark_spam(self.ticket, by=self.by)

    def restore(self):
        lifecycle.restore(self.ticket, by=self.by)

    def holiday_is_added(self):
        calendar = Calendar.objects.get(is_default=True)
        day = (clock.now() + timedelta(days=self.chance.randint(-1, 2))).date().isoformat()
        form = calendar.form | {"exceptions": calendar.form["exceptions"] | {day: [["10:00", "12:00"]]}}
        opening_hours.edit(calendar, name=calendar.name, form=form, is_default=True, by=self.by)

    def worker_sweeps(self):
        sweeping.fire_all_due()

    def worker_recounts(self):
        clocks.recount(self.ticket)

    def _status(self):
        category = self.chance.choice(["open", "open", "pending", "on_hold", "resolved"])
        return Status.objects.default_of(category)


DEEDS = [name for name in vars(Day) if not name.startswith("_")]


@pytest.mark.parametrize("seed", range(25))
def test_the_log_gives_the_stored_clocks_again(seed, acme, a_ticket, bo, grace):
    chance = random.Random(seed)  # noqa: S311 a story, no secret
    at = START
    with clock.at(at):
        day = Day(a_ticket(), bo, grace, chance)
    for _turn in range(14):
        at += timedelta(seconds=chance.choice([1, 59, 1_800, 3_600, 7_200, 30_000, 90_000]))
        with clock.at(at):
            getattr(day, chance.choice(DEEDS))()
    day.ticket.refresh_from_db()
    with clock.at(at + timedelta(minutes=1)):
        assert replay.differences(day.ticket, clock.now()) == []
        sweeping.fire_all_due()
        day.ticket.refresh_from_db()
        assert replay.differences(day.ticket, clock.now()) == []
        assert not Deadline.objects.due(clock.now()).exists()
    assert Message.objects.filter(ticket=day.ticket).exists()
    assert Clock.objects.filter(ticket=day.ticket).exists()
