"""A new request: signed in, or with an address that a mailed link confirms afterwards."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from tickets import limits
from tickets.access import ticket_for_contact
from tickets.attachments import FileRefused, keep_uploads
from tickets.numbering import reference
from tickets.portal.doors import visitor
from tickets.portal.forms import Request
from tickets.portal_frame import contact_of, show
from tickets.requesting import Asked, ask, ask_unproved, said_once
from tickets.sign_in_mail import send_confirmation
from tickets.suggestions import suggest

UNPROVED_PER_VISITOR_AND_HOUR = 5
TEMPLATE = "portal/new.html"


def page(request):
    contact = contact_of(request)
    followed = _followed(request, contact)
    if request.method != "POST":
        prefilled = {"subject": request.GET.get("subject", "")[:300]}
        return _form(request, Request(initial=prefilled, contact=contact), followed)
    form = Request(request.POST, request.FILES, contact=contact)
    if not form.is_valid():
        return _form(request, form, followed, status=422)
    try:
        return _proved(contact, form, followed) if contact else _unproved(request, form)
    except FileRefused as refused:
        form.add_error("files", str(refused))
        return _form(request, form, followed, status=422)
    except limits.TooOften:
        # The challenge (security row 5): prove the address first. What was written stays in the form.
        return _form(request, form, followed, status=429, must_sign_in=True)


@require_safe
def suggestions(request):
    text = f"{request.GET.get('subject', '')} {request.GET.get('text', '')}"
    return show(request, f"{TEMPLATE}#suggestions", {"suggestions": suggest(text[:2000], most=4)})


@require_safe
def sent(request, reference):
    return show(request, "portal/sent.html", {"reference": reference[:20], "mailed": "mailed" in request.GET})


def _proved(contact, form, followed):
    known = said_once(form.cleaned_data["once"])
    ticket = known.ticket if known else ask(_asked(form, followed), contact=contact)[0]
    return HttpResponseRedirect(reverse("portal-request", args=[ticket.number]), status=303)


def _unproved(request, form):
    address, name = form.cleaned_data["address"], form.cleaned_data["name"]
    known = said_once(form.cleaned_data["once"])
    if known is None:
        limits.spend("request", visitor(request), most=UNPROVED_PER_VISITOR_AND_HOUR)
    ticket, message = (known.ticket, known) if known else ask_unproved(_asked(form), address=address, name=name)
    mailed = known is None and send_confirmation(ticket, message, address)
    there = reverse("portal-sent", args=[reference(ticket)])
    return HttpResponseRedirect(f"{there}?mailed" if mailed else there, status=303)


def _asked(form, followed=None) -> Asked:
    said = form.cleaned_data
    return Asked(
        subject=said["subject"],
        text=said["text"],
        once=said["once"],
        category=said.get("category"),
        custom_fields=form.custom_fields,
        files=keep_uploads(said["files"]),
        follows_up=followed,
    )


def _followed(request, contact):
    """The closed request this one follows up, where the customer may see it."""
    number = request.GET.get("follows", "")
    return ticket_for_contact(contact, int(number)) if contact and number.isdecimal() and len(number) < 10 else None


def _form(request, form, followed, *, status=200, must_sign_in=False):
    asked = form.data if form.is_bound else form.initial
    context = {
        "form": form,
        "followed": followed,
        "must_sign_in": must_sign_in,
        "suggestions": suggest(f"{asked.get('subject', '')} {asked.get('text', '')}"[:2000], most=4),
    }
    return show(request, TEMPLATE, context, status=status)
