"""The calendars of sla.md §9, and local times written the way its tables write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sla.calendar_reading import read


def every(days, *hours):
    """One line for a week: every("mon tue", ("09:00", "17:00"))."""
    return {day: [list(pair) for pair in hours] for day in days.split()}


WORKDAYS = "mon tue wed thu fri"
ALL_DAYS = "mon tue wed thu fri sat sun"
NINE_TO_FIVE = every(WORKDAYS, ("09:00", "17:00"))
BERLIN_HOLIDAYS = ("2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25", "2026-12-26", "2027-01-01")
NEW_YORK_HOLIDAYS = ("2026-07-03", "2026-11-26", "2026-12-25")
HALF_DAY = {"2026-12-24": [["09:00", "12:00"]]}

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
FORMS = {
    "BER": {"tz": BERLIN, "weekly": NINE_TO_FIVE, "exceptions": {day: [] for day in BERLIN_HOLIDAYS}},
    "LUN": {"tz": BERLIN, "weekly": every(WORKDAYS, ("09:00", "12:00"), ("13:00", "17:00"))},
    "SAT": {"tz": BERLIN, "weekly": NINE_TO_FIVE | every("sat", ("10:00", "14:00"))},
    "MWF": {"tz": BERLIN, "weekly": every("mon wed fri", ("09:00", "17:00"))},
    "NYC": {
        "tz": NEW_YORK,
        "weekly": NINE_TO_FIVE,
        "exceptions": {day: [] for day in NEW_YORK_HOLIDAYS} | HALF_DAY,
    },
    "NGT": {"tz": BERLIN, "weekly": every(ALL_DAYS, ("22:00", "06:00"))},
    "NNY": {"tz": NEW_YORK, "weekly": every(ALL_DAYS, ("00:00", "04:00"), ("20:00", "24:00"))},
    "ALL": {"tz": BERLIN, "weekly": every(ALL_DAYS, ("00:00", "24:00"))},
    "ANY": {"tz": NEW_YORK, "weekly": every(ALL_DAYS, ("00:00", "24:00"))},
    "KOL": {"tz": "Asia/Kolkata", "weekly": every("mon tue wed thu fri sat", ("10:00", "18:30"))},
    "GAP": {"tz": BERLIN, "weekly": every("sun", ("02:30", "06:00"))},
    "GNY": {"tz": NEW_YORK, "weekly": every("sun", ("02:30", "03:15"))},
    "FLD": {"tz": BERLIN, "weekly": every("sun", ("00:00", "02:30"))},
    "CAL": "calendar",
}
CALENDARS = {name: read(form) for name, form in FORMS.items()}
ZONES = {name: ZoneInfo(form["tz"] if form != "calendar" else BERLIN) for name, form in FORMS.items()}


def local(calendar: str, text: str) -> datetime:
    """Read "06-01 10:00[:SS]" (of 2026), or with its year, as the calendar's local time (its first occurrence)."""
    text = text if text[4] == "-" else f"2026-{text}"
    return datetime.fromisoformat(text).replace(tzinfo=ZONES[calendar]).astimezone(UTC)


def utc(text: str) -> datetime:
    """Read "06-01 10:00[:SS]" (of 2026), or with its year, as UTC."""
    return datetime.fromisoformat(text if text[4] == "-" else f"2026-{text}").replace(tzinfo=UTC)
