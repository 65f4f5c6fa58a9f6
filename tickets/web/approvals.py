"""`/desk/tickets/<number>/approvals/`: what was decided on a ticket and what is asked; `/desk/approvals/`: what waits
for me."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.permissions import allow
from helpdesk.ui.htmx import go
from tickets.access import ticket_for
from tickets.approvals import asking, kinds
from tickets.approvals.asking import NotDecided
from tickets.models import Approval, ApprovalKind, Ticket
from tickets.numbering import reference

MOST_SHOWN = 100


class AskForm(forms.Form):
    kind = forms.ModelChoiceField(label=gettext_lazy("What"), queryset=None, empty_label=gettext_lazy("Choose"))
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    because = forms.CharField(label=gettext_lazy("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = ApprovalKind.objects.filter(is_active=True).order_by("name")

    def clean(self):
        values = super().clean()
        kind = values.get("kind")
        if kind and kind.unit and values.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Say how many %(unit)s.") % {"unit": kind.unit})
        return values


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.read")
def of_ticket(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.edit" if request.method == "POST" else "ticket.read")
    form = AskForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            done = asking.ask(ticket, said["kind"], said["amount"] or 0, said["because"], by=request.agent)
        except NotDecided as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _done_words(done))
            return go(request, request.path)
    rows = Approval.objects.filter(ticket=ticket).select_related("kind", "asked_by", "decided_by", "ticket")
    back = f"/desk/tickets/{ticket.number}/"
    values = {
        "ticket": ticket,
        "title": _("Approvals of %s") % reference(ticket),
        "crumbs": [(back, f"{reference(ticket)} · {ticket.subject}"), ("", _("Approvals"))],
        "rows": [_row(one, request.agent) for one in rows.newest_first()[:MOST_SHOWN]],
        "form": form if allow(request.agent, "ticket.edit") and ticket.is_present else None,
        "has_kinds": form.fields["kind"].queryset.exists(),
        "may_set": allow(request.agent, "settings.tickets"),
    }
    return render(request, "tickets/approvals.html", values, status=422 if form.is_bound else 200)


@require_safe
@agent_required("ticket.read")
def index(request):
    """What waits for a decision that is mine to take, the most pressing first."""
    seen = Ticket.objects.visible_to(request.agent).values("pk")
    waiting = Approval.objects.waiting().filter(ticket__in=seen).exclude(asked_by=request.agent)
    rows = waiting.select_related("kind", "asked_by", "decided_by", "ticket").order_by("decide_by")[:MOST_SHOWN]
    mine = [_row(one, request.agent) for one in rows]
    values = {"title": _("Decisions that wait for you"), "rows": [row for row in mine if row["may_decide"]]}
    return render(request, "tickets/approvals_waiting.html", values)


@require_POST
@agent_required("ticket.read")
def decide(request, approval_id):
    """Grant, refuse or withdraw: `decision` says which."""
    approval = Approval.objects.select_related("ticket").filter(pk=approval_id).first()
    if approval is None:
        raise Http404
    ticket = ticket_for(request.agent, approval.ticket.number, to="ticket.read")
    decision, answer = request.POST.get("decision"), request.POST.get("answer", "").strip()
    try:
        if decision == "withdrawn":
            done = asking.withdraw(approval, by=request.agent)
        elif decision in ("granted", "refused"):
            if decision == "refused" and not answer:
                raise NotDecided(_("Say why: %(who)s has to tell the customer.") % {"who": approval.asked_by or ""})
            done = asking.decide(approval, granted=decision == "granted", answer=answer, by=request.agent)
        else:
            raise NotDecided(_("Choose whether to grant or to refuse it."))
        messages.success(request, _done_words(done))
    except NotDecided as refused:
        messages.error(request, str(refused))
    return go(request, f"/desk/tickets/{ticket.number}/approvals/")


def _row(approval, agent) -> dict:
    is_waiting = approval.state == Approval.State.WAITING
    is_mine = approval.asked_by_id == agent.pk
    return {
        "approval": approval,
        "what": kinds.in_words(approval.kind, approval.amount),
        "name": reference(approval.ticket),
        "is_waiting": is_waiting,
        "may_decide": is_waiting and not is_mine and kinds.may_decide(approval.kind, agent, approval.amount),
        "may_withdraw": is_waiting and is_mine,
    }


def _done_words(approval) -> str:
    what = kinds.in_words(approval.kind, approval.amount)
    if approval.state != Approval.State.WAITING:
        return f"{what}: {approval.get_state_display()}."
    return _("%(what)s: asked of %(names)s.") % {"what": what, "names": approval.asked_of}
