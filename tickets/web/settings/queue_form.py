"""The form of a queue: what it is about, how it looks, who finds it. Its conditions are rows beside it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Team
from helpdesk.accounts.permissions import allow
from helpdesk.ui.forms import Growing
from tickets import own_queues
from tickets.models import Grouping, OwnQueue, Whose, Work
from tickets.web.queues import ORDERS
from tickets.web.row_looks import EXTRAS, USUAL

EVERYBODY, TEAM, MINE = "everybody", "team", "mine"
COLUMNS = [(name, label) for name, (label, _how) in (*USUAL.items(), *EXTRAS.items())]


class QueueForm(Growing, forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    work = forms.ChoiceField(label=gettext_lazy("Which work"), choices=Work.choices)
    whose = forms.ChoiceField(label=gettext_lazy("Whose"), choices=Whose.choices)
    order = forms.ChoiceField(label=gettext_lazy("Order"))
    grouping = forms.ChoiceField(
        label=gettext_lazy("Grouped by"),
        choices=Grouping.choices,
        required=False,
        help_text=gettext_lazy("Within each page of the list."),
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("A row shows"), choices=COLUMNS, required=False, widget=forms.CheckboxSelectMultiple
    )
    circle = forms.ChoiceField(label=gettext_lazy("For"), widget=forms.RadioSelect)
    team = forms.ModelChoiceField(
        label=gettext_lazy("The team"), queryset=None, required=False, empty_label=gettext_lazy("Choose a team")
    )

    def __init__(self, *args, writer, own: OwnQueue, **kwargs):
        self.writer, self.own = writer, own
        super().__init__(*args, initial=_initial(own), **kwargs)
        shared = [(EVERYBODY, _("Everybody")), (TEAM, _("One team"))] if allow(writer, "queue.share") else []
        self.fields["circle"].choices = [(MINE, _("Only me")), *shared]
        self.fields["team"].queryset = Team.objects.visible_to(writer).by_name()
        self.fields["order"].choices = [(name, order.label) for name, order in ORDERS.items()]

    def clean(self):
        values = super().clean()
        if values.get("circle") == TEAM and not values.get("team"):
            self.add_error("team", _("Choose the team."))
        if values.get("order") and values["order"] not in own_queues.orders_of(values.get("work")):
            self.add_error("order", _("Such work cannot be sorted like that. Choose another order."))
        if not self.errors and self._is_taken(values):
            self.add_error("name", _("“%(value)s” exists already.") % {"value": values["name"]})
        return values

    def row(self, conditions: dict) -> dict:
        """The columns of the queue's row."""
        values = self.cleaned_data
        plain = {name: values[name] for name in ("name", "work", "whose", "order", "grouping", "columns")}
        return plain | self._circle(values) | {"conditions": conditions}

    def _circle(self, values) -> dict:
        circle = values["circle"]
        return {"team": values["team"] if circle == TEAM else None, "owner": self.writer if circle == MINE else None}

    def _is_taken(self, values) -> bool:
        same = OwnQueue.objects.filter(name__iexact=values["name"], **self._circle(values))
        return same.exclude(pk=self.own.pk).exists()


def _initial(own: OwnQueue) -> dict:
    stored = {name: getattr(own, name) for name in ("name", "work", "whose", "order", "grouping")}
    circle = MINE if own.owner_id or not own.pk else TEAM if own.team_id else EVERYBODY
    return stored | {"circle": circle, "team": own.team_id, "columns": own.columns or list(USUAL)}
