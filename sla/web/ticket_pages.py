"""`/desk/tickets/<number>/promises/` and `…/escalation/`: where a clock's time went, and the way up by hand."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk.accounts.access import agent_required
from sla import escalation_templates, explaining, levels, policies, update_panels
from sla.escalation_templates import LONGEST_ANSWER
from tickets.access import ticket_for
from tickets.numbering import reference


class EscalationForm(forms.Form):
    """Why the ticket goes up, and what the next level wants to know."""

    because = forms.CharField(
        label=gettext_lazy("What the next level must know"),
        help_text=gettext_lazy("What was tried, what the customer needs and by when."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, questions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        if questions:
            self.fields["because"] = forms.CharField(label=_("Why it goes up"), max_length=300)
        for n, asked in enumerate(questions):
            self.fields[f"answer-{n}"] = forms.CharField(
                label=asked["label"],
                help_text=asked["help"],
                required=asked["required"],
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("“%s” must be answered.") % asked["label"]},
            )

    @property
    def answers(self) -> dict[int, str]:
        return {n: self.cleaned_data[f"answer-{n}"] for n in range(len(self.questions))}


@require_safe
@agent_required("ticket.read")
def promises(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.read")
    return render(
        request,
        "sla/promises.html",
        {
            "ticket": ticket,
            "title": _("Promises of %s") % reference(ticket),
            "crumbs": [
                (f"/desk/tickets/{ticket.number}/", f"{reference(ticket)} · {ticket.subject}"),
                ("", _("Promises")),
            ],
            "accounts": explaining.accounts_of(ticket),
            "updates": update_panels.past(ticket),
            "choices": explaining.choices_of(ticket),
            "tried_now": policies.judge_all(ticket),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.edit")
def escalate(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    row, back = levels.next_row(ticket), f"/desk/tickets/{ticket.number}/"
    form = EscalationForm(request.POST or None, questions=escalation_templates.questions_for(row) if row else ())
    if row and request.method == "POST" and form.is_valid() and _escalate(request, ticket, form):
        return HttpResponseRedirect(back)
    context = {"ticket": ticket, "title": _("Escalate"), "form": form, "row": row, "back": back}
    context["crumbs"] = [(back, f"{reference(ticket)} · {ticket.subject}"), ("", _("Escalate"))]
    return render(request, "sla/escalate.html", context, status=422 if form.is_bound else 200)


def _escalate(request, ticket, form) -> bool:
    """Hand it up; says False where the level asks something else by now."""
    because = form.cleaned_data["because"]
    try:
        row = levels.escalate_by_hand(ticket, by=request.agent, because=because, answers=form.answers)
    except levels.Unanswered as missing:
        form.add_error(None, str(missing))
        return False
    if row:
        messages.success(request, _("Escalated to level %(level)s: %(team)s.") % {"level": row.level, "team": row.team})
    return True
