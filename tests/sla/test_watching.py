"""The sweep stops where the database's clock cannot be believed, and says how it does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from sla import sweeping, watching
from sla.database_clock import Guard
from sla.models import Clock, SweepState
from tests.sla.test_sweeping import open_tickets

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
NO_JUMP = timedelta(0)


class Counter:
    """Seconds that pass as the story says."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def counter():
    return Counter()


def after(counter, guard, counted: int, database: int, trusted_at=None) -> timedelta:
    counter.seconds += counted
    return guard.ahead(NOON + timedelta(seconds=database), trusted_at)


def test_a_clock_that_goes_as_time_goes_is_believed(counter):
    guard = Guard(counter)
    assert [after(counter, guard, 5, 5 * n) for n in range(4)] == [NO_JUMP] * 4


def test_an_outage_is_no_jump(counter):
    """Four hours without a sweep are four hours on both clocks."""
    guard = Guard(counter)
    guard.ahead(NOON)
    assert after(counter, guard, 4 * 3600, 4 * 3600 + 2) == NO_JUMP


def test_a_clock_set_back_is_believed(counter):
    """Deadlines come later then, none twice."""
    guard = Guard(counter)
    guard.ahead(NOON)
    assert after(counter, guard, 5, -3600) == NO_JUMP


def test_a_jump_ahead_is_not_believed_until_the_clock_is_back(counter):
    guard = Guard(counter)
    guard.ahead(NOON)
    assert after(counter, guard, 5, 5 + 61) == timedelta(seconds=61)
    assert after(counter, guard, 5, 10 + 61) == timedelta(seconds=61)
    assert after(counter, guard, 5, 15) == NO_JUMP


def test_a_jump_somebody_has_said_yes_to_is_believed(counter):
    guard = Guard(counter)
    guard.ahead(NOON)
    assert after(counter, guard, 5, 3605) == timedelta(hours=1)
    # trusted before the jump is no yes to it
    assert after(counter, guard, 5, 3610, trusted_at=NOON + timedelta(seconds=6)) == timedelta(hours=1)
    assert after(counter, guard, 5, 3615, trusted_at=NOON + timedelta(seconds=3612)) == NO_JUMP
    assert after(counter, guard, 5, 3620) == NO_JUMP


def test_nothing_fires_by_a_clock_that_jumped_and_everything_once_it_is_trusted(committed_db, monkeypatch, counter):
    # given a sweep that has looked at the clock once, and two tickets long overdue
    monkeypatch.setattr(watching, "guard", Guard(counter))
    sweeping.sweep()
    open_tickets("acme", 2)
    # when two minutes go by on the database's clock and none in the world
    counter.seconds -= 120
    assert sweeping.sweep() == 0
    # then no promise was broken, and operators are told
    with use_tenant(Tenant.objects.get(slug="acme")):
        assert not Clock.objects.breached().exists()
    assert "the database's clock jumped ahead: see docs/operating.md" in watching.sweep_figures()["alerts"]
    # when an operator trusts it
    call_command("sla_trust_clock")
    assert sweeping.sweep() > 0
    with use_tenant(Tenant.objects.get(slug="acme")):
        assert Clock.objects.breached().count() == 4
    assert SweepState.objects.get().stopped_at is None


def test_the_figures_tell_what_waits_what_failed_and_how_it_went(committed_db, monkeypatch):
    monkeypatch.setattr(watching, "guard", Guard())
    open_tickets("acme", 1)
    waiting = watching.sweep_figures()
    assert waiting["oldest_due_waits_s"] > 120
    assert waiting["alerts"] == ["deadlines wait for more than two minutes"]
    sweeping.sweep()
    swept = watching.sweep_figures()
    assert (swept["oldest_due_waits_s"], swept["alerts"]) == (0, [])
    assert swept["last_sweep_at"] is not None
    with use_tenant(Tenant.objects.get(slug="acme")):
        from sla.models import Deadline

        Deadline.objects.update(state="failed")
    assert watching.sweep_figures()["alerts"] == ["deadlines failed at every attempt"]
