"""Subject, tags and the company's own fields: the properties that are typed, not chosen."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from tickets import lifecycle, staleness, triage
from tickets.access import ticket_for
from tickets.fields import FieldErrors
from tickets.models import Tag
from tickets.web import tickets as ticket_page
from tickets.web.detail_forms import FieldsForm, SubjectForm
from tickets.web.properties import answer, problem_words, version_of


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.edit")
def tags(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    if request.method == "POST":
        try:
            lifecycle.require_unmerged(ticket)
        except lifecycle.TicketMerged as merged:
            return ticket_page.changed(request, ticket, toast=problem_words(merged))
        add = [name for name in request.POST.get("add", "").split(",") if name.strip()]
        triage.change_tags(ticket, add=add, remove=request.POST.getlist("remove"), by=Actor.agent(request.agent))
        return ticket_page.changed(request, ticket)
    context = {
        "ticket": ticket,
        "title": _("Tags"),
        "tags": list(ticket.ticket_tags.values_list("tag__name", flat=True).order_by("tag__name")),
        "known": list(Tag.objects.values_list("name", flat=True).order_by("name")[:200]),
        "query_key": ticket_page.queue_key(request),
    }
    return answer(request, "tickets/tags.html", context, 200)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.edit")
def subject(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    form = SubjectForm(request.POST or None, initial={"subject": ticket.subject})
    return _save(
        request,
        ticket,
        form,
        "subject",
        _("Subject"),
        lambda t: triage.rename(t, form.cleaned_data["subject"], by=Actor.agent(request.agent)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.edit")
def fields(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    form = FieldsForm(request.POST if request.method == "POST" else None, ticket=ticket)
    return _save(
        request,
        ticket,
        form,
        "fields",
        _("Fields"),
        lambda t: triage.set_fields(t, form.cleaned_data, by=Actor.agent(request.agent)),
    )


def _save(request, ticket, form, name, title, change):
    """Check the form, judge the version, change; every refusal shows the form again with its reason."""
    more = {}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                change(staleness.require_fresh(ticket, version_of(request), to_change=name, by=request.agent))
                return ticket_page.changed(request, ticket, toast=_("Saved."))
            except staleness.ChangedMeanwhile as stale:
                status, more = 409, {"changes": stale.events}
            except lifecycle.TicketMerged as merged:
                form.add_error(None, problem_words(merged))
            except FieldErrors as wrong:
                for key, words in wrong.errors.items():
                    form.add_error(key if key in form.fields else None, words)
    context = {
        "ticket": ticket,
        "title": title,
        "form": form,
        "version": ticket.version if status == 409 else (version_of(request) or ticket.version),
        "query_key": ticket_page.queue_key(request),
        **more,
    }
    return answer(request, "tickets/details.html", context, status)
