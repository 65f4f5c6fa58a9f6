"""`/hooks/<token>/…`: providers bring mail for one mailbox, and say what became of the mail that left.

The token names the mailbox and the host its company; nothing in the call does. What does not prove itself is refused,
counted at the mailbox, and nothing of it is kept.
"""

import logging
from collections.abc import Callable
from functools import wraps

from anymail.exceptions import AnymailError
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tickets.channels.email import rawmail
from tickets.channels.email.rawmail import Envelope
from tickets.channels.providers import amazon, calls, freshness, hooks, tracking, whole_mails
from tickets.models import RawMail
from tickets.tasks import confirm_sns_subscription, fetch_sns_certificate, process_raw_mail

log = logging.getLogger(__name__)
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, AnymailError)


def _call(kind: str) -> Callable:
    """A page for calls of that kind: `take(mailbox, view, request, fields)` does what a proved one asks for."""

    def of(take: Callable) -> Callable:
        @csrf_exempt
        @require_POST
        @wraps(take)
        def page(request, token):
            mailbox, provider, view = _whose(token, kind)
            if provider.asks_for_password and "Authorization" not in request.headers:
                return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="helpdesk"'})
            try:
                fields = _proved(request, provider, view)
            except amazon.NotYet as missing:
                fetch_sns_certificate.ring(missing.address)
                return HttpResponse(status=503, headers={"Retry-After": "5"})
            except (RequestDataTooBig, *_UNREADABLE) as error:
                return _refused(mailbox, str(error) or "not proved")
            if provider.greeting is not None and (place := provider.greeting(request)) is not None:
                return _greeted(place)
            return _taken(take, mailbox, view, request, fields)

        return page

    return of


@_call("mail")
def mail(mailbox, view, request, fields):
    """Store the mails, as by SMTP: the provider hears 200 once they are committed, and not before."""
    stored = [_stored(mailbox, one) for one in whole_mails.of_call(mailbox.provider, request, fields, view)]

    def ring():
        for raw_id in stored:
            process_raw_mail.ring(mailbox.tenant_id, raw_id)

    transaction.on_commit(ring, robust=True)


@_call("events")
def events(_mailbox, view, request, _fields):
    """Note what became of outgoing mail. Mail of others that leaves by the same account is none of ours."""
    for event in view.parse_events(request):
        tracking.note(event)


def _stored(mailbox, delivered) -> int:
    envelope = Envelope(delivered.sender, delivered.recipients or (mailbox.address,), RawMail.PROVIDED)
    return rawmail.store(mailbox.tenant_id, delivered.raw, envelope, mailbox_id=mailbox.pk)[0]


def _whose(token, kind):
    mailbox = hooks.mailbox_at(token)
    provider = hooks.provider_of(mailbox) if mailbox else None
    view = provider.view(kind, key=hooks.key_of(mailbox), password=hooks.password(mailbox)) if provider else None
    if view is None:
        raise Http404
    return mailbox, provider, view


def _proved(request, provider, view):
    """The fields of a call that has proved itself. Raises one of _UNREADABLE, RequestDataTooBig, amazon.NotYet."""
    fields = calls.take_in(request)
    view.run_validators(request)
    if provider.signed_at is not None and not freshness.is_fresh(provider.signed_at(request)):
        raise ValueError("its signature is too old")
    return fields


def _greeted(place):
    if place:
        transaction.on_commit(lambda: confirm_sns_subscription.ring(place), robust=True)
    return _thanks()


def _taken(take, mailbox, view, request, fields):
    try:
        take(mailbox, view, request, fields)
    except whole_mails.NotWhole as error:
        return _refused(mailbox, str(error), status=422)
    except _UNREADABLE as error:
        return _refused(mailbox, f"could not be read ({type(error).__name__})", status=422)
    return _thanks()


def _thanks():
    return HttpResponse("ok", content_type="text/plain")


def _refused(mailbox, why, *, status=403):
    log.warning("a call of %s for mailbox %s was refused: %s", mailbox.provider, mailbox.pk, why)
    hooks.note_refused(mailbox, why)
    return HttpResponse(status=status)
