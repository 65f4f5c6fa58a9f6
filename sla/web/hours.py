"""`/desk/hours/`: when it is open, so that an open page can count down by itself."""

from datetime import timedelta

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.base import clock
from sla import opening_hours
from tickets import ticking

BEHIND, AHEAD = timedelta(days=14), timedelta(days=35)
FRESH_SECONDS = 600


@require_safe
@agent_required("ticket.read")
def show(request):
    """Each calendar's open stretches around now, in whole seconds since 1970, and the words of a countdown."""
    now = clock.now()
    start, end = now - BEHIND, now + AHEAD
    standing = opening_hours.now_standing()
    calendars = {pk: _stretches(one.calendar.open_intervals(start, end)) for pk, one in standing.items()}
    known = {"from": round(start.timestamp()), "to": round(end.timestamp()), "calendars": calendars}
    answer = JsonResponse(known | {"words": ticking.words()})
    answer["Cache-Control"] = f"private, max-age={FRESH_SECONDS}"
    return answer


def _stretches(intervals) -> list[list[int]]:
    return [[round(opens.timestamp()), round(closes.timestamp())] for opens, closes in intervals]
