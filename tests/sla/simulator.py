"""A second, slow opinion on business time: no zone arithmetic, only looking at the wall clock.

It asks, for every minute of a window, what a wall clock of the zone shows, finds where each opening
and closing time first appears on it, and then counts open seconds one by one.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


class Simulator:
    """Open seconds of a calendar between two instants, one byte a second."""

    def __init__(self, zone: str, hours_on, start: datetime, days: int):
        self.start = start
        self.open = bytearray(days * 86_400)
        # Walls are scanned beyond the window, because dates overlap its edges.
        first = start - timedelta(days=3)
        minutes = [first + timedelta(minutes=n) for n in range((days + 6) * 1440)]
        tz = ZoneInfo(zone)
        self.walls = [(minute, minute.astimezone(tz).replace(tzinfo=None)) for minute in minutes]
        day = self.walls[0][1].date() + timedelta(days=1)
        while day < self.walls[-1][1].date():
            for opens, closes in hours_on(day):
                self._mark(self._instant(day, opens), self._instant(day, closes))
            day += timedelta(days=1)

    def elapsed(self, start: datetime, end: datetime) -> int:
        return sum(self.open[self._offset(start) : max(self._offset(start), self._offset(end))])

    def add(self, start: datetime, seconds: int) -> datetime | None:
        position = self._offset(start)
        while seconds and position < len(self.open):
            seconds -= self.open[position]
            position += 1
        return None if seconds else self.start + timedelta(seconds=position)

    def _instant(self, day: date, second: int) -> datetime:
        """Where a wall clock first shows this time, or would have, had it not been put forward."""
        wall = datetime.combine(day, datetime.min.time()) + timedelta(seconds=second)
        minute, rest = wall.replace(second=0), wall.second
        jump = None
        for (instant, shown), (_next, shown_next) in zip(self.walls, self.walls[1:], strict=False):
            if shown == minute:
                return instant + timedelta(seconds=rest)
            if shown < minute < shown_next and jump is None:
                jump = instant + (wall - shown)
        assert jump is not None, "the window is too short"
        return jump

    def _mark(self, opens: datetime, closes: datetime) -> None:
        for second in range(max(0, self._offset(opens)), min(len(self.open), self._offset(closes))):
            self.open[second] = 1

    def _offset(self, instant: datetime) -> int:
        return int((instant.astimezone(UTC) - self.start).total_seconds())
