"""How old a call's signature may be, where it says nothing of when it is used."""

import json

from django.http import HttpRequest

from helpdesk.base import clock

LONGEST_SECONDS = 12 * 3600  # Mailgun comes again for eight hours, and warns that its calls may be late
AHEAD_SECONDS = 300


def of_mailgun(request: HttpRequest) -> float:
    """When the call was signed: forms bring mail, JSON events. Raises ValueError for what has no such moment."""
    said = request.POST.get("timestamp") or json.loads(request.body)["signature"]["timestamp"]
    return float(said)


def is_fresh(signed_at: float) -> bool:
    age = clock.now().timestamp() - signed_at
    return -AHEAD_SECONDS <= age <= LONGEST_SECONDS
