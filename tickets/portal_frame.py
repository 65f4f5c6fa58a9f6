"""What all pages for customers share: who is signed in, and the clock they read."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.shortcuts import render
from django.utils import timezone

from tickets.contact_sessions import contact_in
from tickets.models import Contact

COOKIE = "portal_session"


def contact_of(request) -> Contact | None:
    """The customer who is signed in at this browser. A staff session makes nobody a customer, nor the reverse."""
    if not hasattr(request, "contact"):
        request.contact = contact_in(request.COOKIES.get(COOKIE, ""))
    return request.contact


def show(request, template: str, context: dict | None = None, *, status: int = 200):
    """Render a page for customers, its times on their clock; pages of a signed-in customer are in no cache."""
    contact = contact_of(request)
    with timezone.override(_zone(contact, request.tenant)):
        response = render(request, template, {"contact": contact, **(context or {})}, status=status)
    if contact:
        response["Cache-Control"] = "private, no-store"
    return response


def _zone(contact: Contact | None, tenant) -> ZoneInfo:
    for name in (contact.time_zone if contact else "", tenant.time_zone):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")
