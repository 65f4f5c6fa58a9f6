"""Random days of real actions on a ticket, and the same days told to `sla_probe`: both say the same."""

import random
from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla import clocks, opening_hours, policies, sweeping
from sla.engine.terms import Target
from sla.measures import MEASURES
from sla.models import Calendar, Clock, EscalationRule, Policy
from tests.sla.probe.talking import ask, z
from tests.sla.worlds import utc
from tickets import conversation, lifecycle, triage
from tickets.conversation import Letter, Words
from tickets.models import Priority, Status, Ticket

START = utc("06-01 06:00")
HOURS = {"low": 16, "normal": 8, "high": 3, "urgent": 1}
PAUSES = [1, 59, 1_800, 3_600, 7_200, 30_000, 90_000]
SHOWN = ("state", "due_at", "satisfied_at", "breached_at")


class Days:
    """Things that people do to a ticket, each with the event of a request that says the same."""

    def __init__(self, ticket, bo, grace, chance):
        self.ticket, self.bo, self.grace, self.chance = ticket, bo, grace, chance
        self.by = Actor.agent(bo)

    def customer_writes(self):
        conversation.receive(self.ticket, self.grace, Words("And now?"))
        return {"type": "customer_message"}

    def customer_thanks(self):
        conversation.receive(self.ticket, self.grace, Words("Thanks"), letter=Letter(needs_no_reply=True))
        return {"type": "no_reply_needed"}

    def agent_replies(self):
        conversation.reply(self.ticket, Words("Like this."), by=self.bo)
        return {"type": "agent_reply"}

    def agent_replies_and_sets_a_status(self):
        status = self._status()
        conversation.reply(self.ticket, Words("Like that."), by=self.bo, then=status)
        return {"type": "agent_reply", "status": status.category}

    def agent_notes(self):
        conversation.note(self.ticket, Words("Hm."), by=self.by)
        return {"type": "note"}

    def status_changes(self):
        status = self._status()
        lifecycle.set_status(self.ticket, status, by=self.by)
        return {"type": "status", "to": status.category}

    def priority_changes(self):
        priority = Priority(self.chance.randint(1, 4))
        triage.set_priority(self.ticket, priority, by=self.by)
        return {"type": "priority", "to": priority.key}

    def spam(self):
        lifecycle.mark_spam(self.ticket, by=self.by)
        return {"type": "spam"}

    def restore(self):
        lifecycle.restore(self.ticket, by=self.by)
        return {"type": "restore"}

    def hours_change(self):
        calendar = Calendar.objects.get(is_default=True)
        day = (clock.now() + timedelta(days=self.chance.randint(-1, 2))).date().isoformat()
        form = calendar.form | {"exceptions": calendar.form["exceptions"] | {day: [["10:00", "12:00"]]}}
        opening_hours.edit(calendar, name=calendar.name, form=form, is_default=True, by=self.by)
        return {"type": "calendar_changed", "name": "c", "to": form}

    def _status(self):
        return Status.objects.default_of(self.chance.choice(["open", "open", "pending", "on_hold", "resolved"]))


DEEDS = [name for name in vars(Days) if not name.startswith("_")]


def promise_everything(on_reopen, ada):
    targets = {(metric, name): Target(3_600 * hours) for metric in MEASURES for name, hours in HOURS.items()}
    policy = Policy.objects.get(is_default=True)
    policies.publish(policy, policies.Draft(targets, on_reopen=on_reopen), by=Actor.agent(ada))
    row = {name: 3_600 * hours for name, hours in HOURS.items()}
    return {"calendar": "c", "on_reopen": on_reopen, "targets": dict.fromkeys(MEASURES, row)}


def stored(ticket):
    return {(one.metric, one.instance): one for one in Clock.objects.filter(ticket=ticket)}


@pytest.mark.parametrize("seed", range(12))
def test_a_ticket_and_the_probe_say_the_same(seed, acme, a_ticket, ada, bo, grace):
    # given
    chance = random.Random(seed)  # noqa: S311 a story, no secret
    EscalationRule.objects.update(is_active=False)  # a request knows of no rule that would raise a priority
    policy = promise_everything(chance.choice(["continue", "restart"]), ada)
    hours, at = Calendar.objects.get(is_default=True).form, START
    with clock.at(at):
        days = Days(a_ticket(), bo, grace, chance)
    events = [{"at": z(at), "type": "created"}]
    # when
    for _turn in range(14):
        at += timedelta(seconds=chance.choice(PAUSES))
        with clock.at(at):
            events.append({"at": z(at)} | getattr(days, chance.choice(DEEDS))())
    until = at + timedelta(minutes=1)
    with clock.at(until):
        clocks.recount(days.ticket)
        sweeping.fire_all_due()
    # then
    request = {"op": "clock", "calendars": {"c": hours}, "policies": {"p": policy}, "policy": "p"}
    (answer,) = ask(request | {"events": events, "until": z(until)})
    rows = stored(days.ticket)
    assert answer["status"] == Ticket.objects.get(pk=days.ticket.pk).status_category
    assert {(one["metric"], one["instance"]) for one in answer["timers"]} == rows.keys()
    for one in answer["timers"]:
        row = rows[one["metric"], one["instance"]]
        # A hidden clock is not due in the database, because nothing is to fire; the probe tells when it was.
        shown = [name for name in SHOWN if not (row.hidden and name == "due_at")]
        found = {name: one[name] for name in shown}
        assert found == {name: row.state if name == "state" else z(getattr(row, name)) for name in shown}
