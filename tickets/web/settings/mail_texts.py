"""`/settings/mail-texts/`: what the company's mails say, for each language and mailbox; looked at and tried before."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.mailout import wordings
from helpdesk.mailout.kinds import KINDS
from helpdesk.mailout.wordings import EVERY_MAILBOX, Place, Wording
from helpdesk.ui.csp import SEALED, header
from helpdesk.ui.settings_pages import confirm_page, form_page, with_errors
from tickets.channels import mail_trial
from tickets.models import Mailbox, Ticket


class WordingForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=wordings.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
        help_text=gettext_lazy("An empty line begins a paragraph. **bold**, [words](address) and “- ” for lists work."),
    )

    def __init__(self, *args, place: Place, **kwargs):
        super().__init__(*args, **kwargs)
        if place.kind.subject is None:
            del self.fields["subject"]

    def wording(self) -> Wording:
        return Wording(self.cleaned_data.get("subject", ""), self.cleaned_data["text"])


@agent_required("settings.mail")
def index(request):
    rows = [(kind, [_language(kind, code, name) for code, name in settings.LANGUAGES]) for kind in _customers_first()]
    return render(request, "tickets/settings/mail_texts.html", {"title": _("Mail texts"), "rows": rows})


def _customers_first():
    return sorted(KINDS.values(), key=lambda kind: kind.is_for_staff)


@agent_required("settings.mail")
def edit(request, kind, language, mailbox):
    place = _place(kind, language, mailbox)
    form = WordingForm(request.POST or None, place=place, initial=_initial(request, place))
    if request.method == "POST" and form.is_valid():
        words = form.wording()
        try:
            wordings.write(place, words.subject, words.text, by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            messages.success(request, _("%(name)s was saved. The next mail says it.") % {"name": place.kind.label})
            return HttpResponseRedirect(request.path)
    return _page(request, place, form)


@agent_required("settings.mail")
@xframe_options_sameorigin
def preview(request, kind, language, mailbox):
    """The mail as a program shows it; POST looks at words that are not saved. Sealed: it is a page within a page."""
    place = _place(kind, language, mailbox)
    form = WordingForm(request.POST or None, place=place)
    try:
        words = _drafted(place, form) if request.method == "POST" else None
        letter = mail_trial.letter(place, request.agent, _ticket(request), words)
        response = HttpResponse(letter.html)
    except ValidationError as error:
        response = HttpResponse("\n".join(error.messages), content_type="text/plain; charset=utf-8", status=422)
    response["Content-Security-Policy"] = header(SEALED, "")
    return response


@require_POST
@agent_required("settings.mail")
def trial(request, kind, language, mailbox):
    """A mail to oneself, of the words as they stand in the form."""
    place = _place(kind, language, mailbox)
    form = WordingForm(request.POST, place=place)
    try:
        mail_trial.send(place, request.agent, _ticket(request), _drafted(place, form))
    except ValidationError as error:
        if form.is_valid():
            with_errors(form, error)
        return _page(request, place, form)
    messages.success(request, _("Sent to %(address)s. The words are not saved yet.") % {"address": request.agent.email})
    return _page(request, place, form, status=200)


@agent_required("settings.mail")
def default(request, kind, language, mailbox):
    place = _place(kind, language, mailbox)
    back = _address(place)
    if request.method == "POST":
        wordings.take_back(place, by=Actor.agent(request.agent))
        messages.success(request, _("%(name)s has its default words again.") % {"name": place.kind.label})
        return HttpResponseRedirect(back)
    return confirm_page(
        request,
        title=_("Back to the default words?"),
        text=_("Mails say it from then on. What was written stays among the earlier versions."),
        label=_("Use the default words"),
        back=back,
        crumbs=[*_crumbs(), (back, place.kind.label)],
    )


def _place(kind, language, mailbox) -> Place:
    if kind not in KINDS or language not in dict(settings.LANGUAGES):
        raise Http404
    if mailbox != EVERY_MAILBOX:
        get_object_or_404(Mailbox, pk=mailbox)
    return Place(KINDS[kind], language, mailbox)


def _drafted(place, form) -> Wording:
    if not form.is_valid():
        raise ValidationError([f"{form.fields[name].label}: {text}" for name, texts in form.errors.items()
                               for text in texts])  # fmt: skip
    words = form.wording()
    wordings.check(place.kind, words.subject, words.text)
    return words


def _ticket(request):
    """The ticket a preview is filled from: the one asked for, else the newest that this agent sees."""
    rows = Ticket.objects.visible_to(request.agent).select_related("requester", "organization", "mailbox")
    number = request.POST.get("ticket") or request.GET.get("ticket") or ""
    found = rows.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    return found or rows.open().newest_activity_first().first()


def _initial(request, place):
    chosen = request.GET.get("version", "")
    row = next((row for row in wordings.versions(place) if str(row.number) == chosen and not row.is_ours), None)
    words = row or wordings.in_force(place)
    return {"subject": words.subject, "text": words.text}


def _page(request, place, form, status=None):
    own, ticket = wordings.written_at(place), _ticket(request)
    page = form_page(
        request, form, title=place.kind.label, back=reverse("settings-mail-texts"), crumbs=_crumbs(),
        template="tickets/settings/mail_text.html",
        lead=place.kind.says, languages=_languages(place), mailboxes=_mailboxes(place), ticket=ticket,
        blanks=[(f"{{{{{word}}}}}", label) for word, label in place.kind.blanks.items()],
        addresses={name: _address(place, name) for name in ("preview", "trial", "edit")},
        versions=wordings.versions(place), danger=_ways_back(place) if own else [], is_own=own is not None,
    )  # fmt: skip
    page.status_code = status or page.status_code
    return page


def _language(kind, code, name):
    place = Place(kind, code)
    return {"href": _address(place), "name": name, "is_own": wordings.written_at(place) is not None}


def _languages(place):
    return [{"href": _address(Place(place.kind, code, place.mailbox_id)), "label": name,
             "current": code == place.language} for code, name in settings.LANGUAGES]  # fmt: skip


def _mailboxes(place):
    """Where a company has several mailboxes, each may say it in its own words."""
    boxes = list(Mailbox.objects.in_order()) if place.kind.key in mail_trial.OF_MAILBOXES else []
    rows = [(EVERY_MAILBOX, _("every mailbox")), *((box.pk, box.address) for box in boxes)]
    return [{"href": _address(Place(place.kind, place.language, pk)), "label": label,
             "current": pk == place.mailbox_id} for pk, label in rows] if len(boxes) > 1 else []  # fmt: skip


def _address(place, page="edit"):
    name = "settings-mail-text" if page == "edit" else f"settings-mail-text-{page}"
    return reverse(name, args=[place.kind.key, place.language, place.mailbox_id])


def _ways_back(place):
    text = _("Mails say what they said before it was written here.")
    return [{"href": _address(place, "default"), "label": _("Use the default words"), "text": text}]


def _crumbs():
    return [(reverse("settings-mail-texts"), _("Mail texts"))]
