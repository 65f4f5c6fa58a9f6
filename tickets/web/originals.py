"""`/desk/messages/<id>/`: a message as it was sent, sealed in a frame; its pictures from elsewhere when asked."""

import re

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.permissions import allow
from helpdesk.ui.csp import SEALED, header
from tickets import remote_images
from tickets.access import ticket_for
from tickets.models import Message

# The frame runs nothing, whatever it holds. It keeps our origin, so that pictures come with the reader's session and
# no address of them works for anybody else (docs/decisions/0095).
SANDBOX = ["allow-popups", "allow-popups-to-escape-sandbox", "allow-same-origin"]
_CID = re.compile(r' src="cid:([^"]*)"')


@require_safe
@agent_required("ticket.read")
@xframe_options_sameorigin
def body(request, message_id):
    """A mail's own HTML, sealed: no script, nothing fetched from elsewhere, no way out of its frame (row 12)."""
    message = _message(request, message_id)
    if not message.html:
        raise Http404
    text = _with_files(message, message.html + message.quoted_html)
    if "images" in request.GET or _is_trusted(message, request.agent):
        text = remote_images.shown(text, message.pk)
    response = HttpResponse(f'<!doctype html><meta charset="utf-8"><base target="_blank">{text}')
    response["Content-Security-Policy"] = header(SEALED | {"sandbox": SANDBOX}, "")
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@agent_required("ticket.read")
def original(request, message_id):
    """The message framed, beside its plain form."""
    message = _message(request, message_id)
    waiting = len(remote_images.addresses(message.html + message.quoted_html))
    is_shown = "images" in request.GET or _is_trusted(message, request.agent)
    context = {"message": message, "ticket": message.ticket, "waiting": waiting, "is_shown": is_shown}
    return render(request, "tickets/original.html", context)


@require_safe
@agent_required("ticket.read")
def image(request, message_id, index):
    """One of the pictures a mail points at, fetched by us when the answer is written: outside the transaction."""
    message = _message(request, message_id)
    found = remote_images.addresses(message.html + message.quoted_html)
    if index >= len(found):
        raise Http404
    # Browsers look at the bytes of a picture; what is none is never sent.
    response = StreamingHttpResponse(remote_images.fetch(found[index]), content_type="image/png")
    response["Content-Security-Policy"] = header(SEALED, "")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=86400"
    return response


@require_POST
@agent_required("ticket.reply")
def trust(request, message_id):
    """Always show the pictures of whoever wrote this, to me or to everybody; or ask again (`undo`)."""
    message = _message(request, message_id)
    if message.author_contact is None:
        raise Http404
    for_everybody = allow(request.agent, "settings.mail")
    if request.POST.get("for") == "everybody" and not for_everybody:
        raise PermissionDenied
    if request.POST.get("undo"):
        remote_images.distrust(message.author_contact, request.agent, for_everybody=for_everybody)
    else:
        for_all = request.POST.get("for") == "everybody"
        remote_images.trust(message.author_contact, request.agent, for_everybody=for_all)
    return HttpResponseRedirect(f"/desk/tickets/{message.ticket.number}/#m{message.pk}", status=303)


def _with_files(message, text: str) -> str:
    """The mail's own pictures, which came with it, from where its reader may fetch them."""
    files = {one.content_id: one for one in message.attachments.all() if one.is_picture}

    def one(found: re.Match) -> str:
        file = files.get(found[1].strip("<> "))
        return f' src="/desk/attachments/{file.pk}/inline/"' if file else ""

    return _CID.sub(one, text)


def _is_trusted(message, agent) -> bool:
    return message.is_verified and bool(remote_images.trusted([message], agent))


def _message(request, message_id) -> Message:
    found = Message.objects.select_related("ticket", "author_contact").defer("search")
    message = get_object_or_404(found, pk=message_id)
    ticket_for(request.agent, message.ticket.number, to="ticket.read")
    return message
