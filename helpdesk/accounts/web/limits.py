"""How much work routing may give to one agent, as the forms of teams and of agents ask for it."""

from django import forms
from django.utils.translation import gettext_lazy

LARGEST = 1000


class MostOpenTickets(forms.IntegerField):
    """A number of tickets from 1, or nothing for no limit. Somebody who is to get none goes off duty instead."""

    default_error_messages = {
        "min_value": gettext_lazy("At least one ticket. Who is to get none is set to away, or leaves the team."),
    }

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Open tickets at most"), min_value=1, max_value=LARGEST, required=False, **kwargs
        )
