"""Sending later: the moments a composer offers, reading the one chosen, and taking it back."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.base import clock
from tickets import scheduling
from tickets.access import ticket_for
from tickets.models import Draft
from tickets.scheduling import NotScheduled
from tickets.web import tickets as ticket_page

MORNING = time(9)


def offers() -> list[tuple[str, str]]:
    """The usual moments as (value, words), in the reader's time zone."""
    now = timezone.localtime(clock.now())
    tomorrow = _morning(now + timedelta(days=1))
    monday = _morning(now + timedelta(days=7 - now.weekday()))
    moments = [
        (_("In an hour"), (now + timedelta(hours=1)).replace(second=0, microsecond=0)),
        (_("Tomorrow"), tomorrow),
    ]
    if monday != tomorrow:
        moments.append((_("On Monday"), monday))
    return [(moment.isoformat(), f"{words}, {in_words(moment)}") for words, moment in moments]


def is_chosen(typed: Mapping) -> bool:
    """Whether the form asks for sending later: by one of the offers, or by the button beside an own moment."""
    return "send_at" in typed


def read(typed: Mapping) -> datetime:
    """The moment chosen, aware. Raises NotScheduled where it is none."""
    text = typed.get("send_at") or typed.get("send_moment", "")
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else timezone.make_aware(moment)
    except (ValueError, OverflowError) as error:
        raise NotScheduled(_("Say when it is to be sent.")) from error


def in_words(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "D j N H:i")


@require_POST
@agent_required("ticket.reply")
def schedule(request, number):
    """Take back what I scheduled, or have just sent, to change it. A 404 where it is gone already."""
    ticket = ticket_for(request.agent, number, to="ticket.reply")
    draft = scheduling.scheduled_by(request.agent, ticket)
    if draft is None:
        raise Http404
    try:
        scheduling.drop(draft, by=request.agent)
    except Draft.DoesNotExist:
        raise Http404 from None
    return ticket_page.page_redirect(request, ticket)


def _morning(day: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(day.date(), MORNING))
