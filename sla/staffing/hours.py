"""When somebody is expected at all: by the company's default business hours. Told to the alarm of routing."""

from datetime import datetime, timedelta

from sla import opening_hours
from tickets.routing import alarms


@alarms.during
def is_open(at: datetime) -> bool:
    """Whether the company is open. One without business hours always is."""
    opening = opening_of_company()
    return opening is None or bool(opening.elapsed(at, at + timedelta(seconds=1)))


def opening_of_company():
    """The calendar that coverage is measured against; None where the company has none."""
    standing = opening_hours.now_standing()
    default = opening_hours.default_of(standing)
    return standing[default].calendar if default is not None else None
