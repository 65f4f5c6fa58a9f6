"""`/hooks/<token>/…`: providers bring mail for one mailbox, and say what became of the mail that left.

The token names the mailbox and the host its company; nothing in the call does. What does not prove itself is refused,
counted at the mailbox, and nothing of it is kept.
"""

import logging

from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tickets.channels.email import rawmail
from tickets.channels.email.rawmail import Envelope
from tickets.channels.providers import calls, hooks, tracking, whole_mails
from tickets.tasks import process_raw_mail

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def mail(request, token):
    """Store the mail, as by SMTP: the provider hears 200 once it is committed, and not before."""
    mailbox, view, fields = _proved(request, token, "mail")
    if view is None:
        return _refused(mailbox, fields)
    try:
        delivered = whole_mails.of_call(mailbox.provider, request, fields, view)
    except whole_mails.NotWhole as error:
        return _refused(mailbox, str(error), status=422)
    except (ValueError, KeyError, TypeError, AttributeError, AnymailConfigurationError) as error:
        return _refused(mailbox, f"could not be read ({type(error).__name__})", status=422)
    envelope = Envelope(delivered.sender, delivered.recipients or (mailbox.address,), "provider")
    raw_id, _is_new = rawmail.store(mailbox.tenant_id, delivered.raw, envelope, mailbox_id=mailbox.pk)
    transaction.on_commit(lambda: process_raw_mail.ring(mailbox.tenant_id, raw_id), robust=True)
    return HttpResponse("ok", content_type="text/plain")


@csrf_exempt
@require_POST
def events(request, token):
    """Note what became of outgoing mail. Mail of others that leaves by the same account is none of ours."""
    mailbox, view, why = _proved(request, token, "events")
    if view is None:
        return _refused(mailbox, why)
    try:
        told = view.parse_events(request)
    except (ValueError, KeyError, TypeError, AttributeError, AnymailConfigurationError) as error:
        return _refused(mailbox, f"could not be read ({type(error).__name__})", status=422)
    for event in told:
        tracking.note(event)
    return HttpResponse("ok", content_type="text/plain")


def _proved(request, token, kind):
    """The mailbox, the provider's view and the form's fields of a call; without the view the reason why not."""
    mailbox = hooks.mailbox_at(token)
    provider = hooks.provider_of(mailbox) if mailbox else None
    if provider is None:
        raise Http404
    view = provider.view(kind, key=hooks.key_of(mailbox), password=hooks.password(mailbox))
    if view is None:
        raise Http404
    try:
        fields = calls.take_in(request)
        view.run_validators(request)
    except RequestDataTooBig:
        return mailbox, None, "larger than a mail may be"
    except (calls.CannotRead, AnymailWebhookValidationFailure, ValueError) as error:
        return mailbox, None, str(error) or "not proved"
    return mailbox, view, fields


def _refused(mailbox, why, *, status=403):
    log.warning("a call of %s for mailbox %s was refused: %s", mailbox.provider, mailbox.pk, why)
    hooks.note_refused(mailbox, why)
    return HttpResponse(status=status)
