"""Recurring tickets in the settings."""

import re

import pytest

from helpdesk.base import clock
from tickets.models import RecurringTicket

FORM = {
    "subject": "Access review", "text": "Go through the list.", "address": "grace@navy.test", "priority": "2",
    "every": "week", "step": "1", "weekdays": ["0", "4"], "month_day": "1", "at_time": "09:00",
    "starts_on": "2026-06-01", "is_active": "on",
}  # fmt: skip


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_made_looked_at_changed_and_removed(client_of, ada, monday_morning):
    desk = client_of(ada)
    assert "No recurring tickets yet" in text(desk.get("/settings/recurring/"))
    assert "every week, 09:00" in text(desk.post("/settings/recurring/new/", FORM, follow=True))
    made = RecurringTicket.objects.get()
    assert made.weekdays == [0, 4]
    page = text(desk.get(f"/settings/recurring/{made.pk}/"))
    assert "Next: " in page
    desk.post(f"/settings/recurring/{made.pk}/", FORM | {"every": "month", "month_day": "-1"})
    made.refresh_from_db()
    assert (made.every, made.month_day) == ("month", -1)
    desk.post(f"/settings/recurring/{made.pk}/removal/")
    assert not RecurringTicket.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"subject": ""}, "required"),
        ({"address": "nobody"}, "valid email"),
        ({"address": "support@acme.test"}, "one of our own mailboxes"),
        ({"step": "0"}, "greater than or equal to 1"),
        ({"month_day": "32"}, "valid choice"),
        ({"at_time": "25:00"}, "valid time"),
        ({"ends_on": "2026-05-01"}, "before the first"),
        ({"starts_on": "2020-01-01", "ends_on": "2020-02-01"}, "never come"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(client_of, ada, monday_morning, wrong, says):
    answer = client_of(ada).post("/settings/recurring/new/", FORM | wrong)
    assert (answer.status_code, says in text(answer)) == (422, True)
    assert not RecurringTicket.objects.exists()


def test_one_that_is_over_says_so(client_of, ada, monday_morning):
    client_of(ada).post("/settings/recurring/new/", FORM | {"ends_on": "2026-06-05"})
    made = RecurringTicket.objects.get()
    with clock.at(monday_morning.replace(month=7)):
        assert "does not come any more" in text(client_of(ada).get(f"/settings/recurring/{made.pk}/"))
