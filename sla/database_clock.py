"""Whether the database's clock may be believed: one that jumps ahead would break every promise at once (sla.md §11.5).

Due instants are compared with the database's clock alone. How much time *passed* between two sweeps any machine can
tell, whatever time it thinks it is: by a clock that only counts, also while the machine sleeps.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_AHEAD = timedelta(seconds=60)
# Linux leaves the time a machine slept out of CLOCK_MONOTONIC; macOS has no CLOCK_BOOTTIME and counts it.
COUNTING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def seconds_counted() -> float:
    """Seconds since some moment, sleep included; nobody can set it."""
    return time.clock_gettime(COUNTING)


@dataclass
class Guard:
    """Remembers what the database's clock said last, and how far it has run ahead since. One for each process.

    The first look of a process believes the clock: whether it was wrong before cannot be told from an outage.
    """

    counted: Callable[[], float] = seconds_counted
    _believed: tuple[datetime, float] | None = None

    def ahead(self, now: datetime, trusted_at: datetime | None = None) -> timedelta:
        """Return by how much the clock has jumped ahead of the time that passed, zero where it may be believed.

        It stays unbelieved until it is back, or until somebody has trusted it, at `trusted_at` by its own time.
        """
        counted = self.counted()
        if self._believed is not None:
            before, then = self._believed
            jump = now - before - timedelta(seconds=counted - then)
            is_trusted = trusted_at is not None and trusted_at > now - jump + MOST_AHEAD
            if jump > MOST_AHEAD and not is_trusted:
                return jump
        self._believed = now, counted
        return timedelta(0)
