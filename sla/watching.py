"""What operators are told of the sweep: when it last worked, what waits too long, what failed, what is wrong."""

from datetime import datetime, timedelta

from django.db import connection

from helpdesk.base.figures import figures
from sla.database_clock import Guard
from sla.models import SweepState

LATE_AFTER = timedelta(minutes=2)
guard = Guard()


def database_now() -> datetime:
    """The database's clock at this very moment, outside any company."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        return cursor.fetchone()[0]


def is_clock_believed() -> bool:
    """Whether deadlines may be compared with the database's clock; where not, says so in the sweep's state."""
    state, now = _state(), database_now()
    jump = guard.ahead(now, state.trusted_at)
    if jump:
        SweepState.objects.filter(pk=1).update(stopped_at=now, seconds_ahead=jump.total_seconds())
    elif state.stopped_at:
        SweepState.objects.filter(pk=1).update(stopped_at=None, seconds_ahead=0)
    return not jump


def swept(handled: int, took: timedelta) -> None:
    """Note a round of the sweep."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update sla_sweepstate set last_at = clock_timestamp(), took_ms = %s, "
            "minute = date_trunc('minute', clock_timestamp()), "
            "handled_in_minute = %s + case when minute = date_trunc('minute', clock_timestamp()) "
            "then handled_in_minute else 0 end, "
            "handled_in_minute_before = case when minute = date_trunc('minute', clock_timestamp()) "
            "then handled_in_minute_before else handled_in_minute end where id = 1",
            [round(took / timedelta(milliseconds=1)), handled],
        )


def trust_the_clock() -> SweepState:
    """Believe the database's clock as it is now, whatever it said before."""
    state = _state()
    state.trusted_at = database_now()
    state.save(update_fields=["trusted_at"])
    return state


@figures("promises")
def sweep_figures() -> dict:
    """The sweep's health over all companies, and under `alerts` what somebody should look at."""
    state, now = _state(), database_now()
    with connection.cursor() as cursor:
        cursor.execute("select oldest_due, failed, drifting from sla_health()")
        oldest, failed, drifting = cursor.fetchone()
    waits = now - oldest if oldest and oldest < now else timedelta(0)
    alerts = {
        "the database's clock jumped ahead: see docs/operating.md": state.stopped_at is not None,
        "deadlines wait for more than two minutes": waits > LATE_AFTER,
        "deadlines failed at every attempt": failed > 0,
        "clocks differ from their event log: manage.py sla_audit": drifting > 0,
    }
    return {
        "last_sweep_at": state.last_at and state.last_at.isoformat(),
        "last_sweep_ms": state.took_ms,
        "oldest_due_waits_s": round(waits.total_seconds()),
        "handled_in_the_minute_before": state.handled_in_minute_before,
        "failed_deadlines": failed,
        "drifting_tickets": drifting,
        "alerts": [text for text, is_so in alerts.items() if is_so],
    }


def _state() -> SweepState:
    state, _is_new = SweepState.objects.get_or_create(pk=1)
    return state
