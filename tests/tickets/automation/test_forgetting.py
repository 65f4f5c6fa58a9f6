"""Old looks that came to nothing are forgotten, what rules did is not; and nobody else can delete either."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from helpdesk.base import clock
from tickets.automation import forgetting
from tickets.models import Rule, RuleRun


@pytest.fixture
def looks(acme, a_ticket):
    ticket = a_ticket()
    rule = Rule.objects.create(name="Old", position=99, events=["opened"], changed_at=clock.now())
    for days in (10, 100):
        for outcome in ("no_match", "once", "fired", "failed"):
            at = clock.now() - timedelta(days=days)
            RuleRun.objects.create(
                rule=rule, rule_version=1, ticket=ticket, anchor_at=at, at=at, outcome=outcome, because="x"
            )
    return RuleRun.objects.filter(rule=rule)


def test_old_looks_that_did_nothing_go(looks):
    assert forgetting.forget_looks() == 2
    assert looks.count() == 6
    assert looks.filter(outcome__in=["fired", "failed"]).count() == 4


def test_the_app_itself_deletes_no_trace(looks):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        looks.all()._raw_delete("default")
