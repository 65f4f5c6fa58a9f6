"""What the sweep does when a promised update is near, or was not sent: once each, with the row held."""

from datetime import datetime

from helpdesk.events.recording import record
from sla import clocks, commitments
from sla.deadlines import GRACE
from sla.events import UPDATE_MISSED, UPDATE_NEARS
from sla.models import Deadline
from tickets.locking import locked


def look(deadline: Deadline, now: datetime) -> None:
    """Remind of a promise, or mark it as missed at the moment it was made for. The ticket's row is held."""
    one, ticket = deadline.commitment, locked(deadline.ticket)
    is_reminder = deadline.point_key.startswith(commitments.REMIND)
    # After an outage both are due at once: who is told that it was missed needs no reminder.
    is_wanted = one.is_open and not (is_reminder and one.promised_for + GRACE <= now)
    deadline.state = Deadline.State.FIRED if is_wanted else Deadline.State.SUPERSEDED
    deadline.fired_at = now
    deadline.save(update_fields=["state", "fired_at"])
    if not is_wanted:
        return
    said = {"commitment": one.pk, "by_agent": one.by_name, "until": clocks.local(one.promised_for)}
    if not is_reminder:
        one.missed_at = one.promised_for
        one.save(update_fields=["missed_at"])
    record(UPDATE_NEARS if is_reminder else UPDATE_MISSED, ticket, by=commitments.SYSTEM, **said)
