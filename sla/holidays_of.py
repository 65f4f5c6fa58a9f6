"""Public holidays by country and region, from the `holidays` library: the choices there are, and the days."""

from functools import cache

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from holidays.registry import COUNTRIES

from sla.calendar_reading import CalendarRefused
from sla.day_offers import Closing

MOST_YEARS = 10
FIRST_YEAR, LAST_YEAR = 2000, 2100


@cache
def countries() -> list[tuple[str, str]]:
    """Return (code, English name) of every country, by name. The library names its countries in code only."""
    found = [(codes[1], " ".join(map(_as_written, key.split("_")))) for key, codes in COUNTRIES.items()]
    return sorted(found, key=lambda pair: pair[1])


@cache
def regions(country: str) -> list[tuple[str, str]]:
    """Return (code, name) of a country's regions that have holidays of their own, by name; none for unknown ones."""
    if country not in dict(countries()):
        return []
    known = holidays.country_holidays(country)
    names = {code: name for name, code in getattr(known, "subdivisions_aliases", {}).items()}
    return sorted(((code, names.get(code, code)) for code in known.subdivisions), key=lambda pair: pair[1])


def closings(country: str, region: str, first: int, last: int) -> list[Closing]:
    """Return the public holidays of those years, region included. Raises CalendarRefused naming the field."""
    if country not in dict(countries()):
        raise CalendarRefused("country", _("“%s” is no country we know; choose one of the list.") % country)
    if region and region not in dict(regions(country)):
        message = _("“%(region)s” is no region of %(country)s; choose one of the list, or none.")
        raise CalendarRefused("region", message % {"region": region, "country": dict(countries())[country]})
    check_years(first, last)
    years = range(first, last + 1)
    found = holidays.country_holidays(country, subdiv=region or None, years=years, language=_language(country))
    days = sorted(day for day in found if first <= day.year <= last)
    if not days:
        raise CalendarRefused("first", _("No holidays are known for these years; choose others."))
    return [Closing(day, found[day]) for day in days]


def _as_written(word: str) -> str:
    return {"and": "and", "of": "of", "the": "the", "dr": "DR"}.get(word, word.capitalize())


def _language(country: str) -> str | None:
    """The reader's language where the country's holidays have names in it, else the country's own."""
    known = holidays.country_holidays(country)
    mine = (get_language() or "").split("-")[0]
    spoken = [language for language in known.supported_languages if language.split("_")[0] == mine]
    return spoken[0] if spoken else known.default_language


def check_years(first: int, last: int) -> None:
    """Refuse years that are not known or too many, naming the field."""
    if not FIRST_YEAR <= first <= LAST_YEAR:
        message = _("Choose a year between %(first)s and %(last)s.")
        raise CalendarRefused("first", message % {"first": FIRST_YEAR, "last": LAST_YEAR})
    if last < first:
        raise CalendarRefused("last", _("The last year comes before the first; choose the same or a later one."))
    if last - first >= MOST_YEARS:
        raise CalendarRefused("last", _("At most %s years at once.") % MOST_YEARS)
