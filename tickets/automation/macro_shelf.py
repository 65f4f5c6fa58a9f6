"""The company's macros: which there are, for everybody, for a team, or for one agent alone."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from tickets.events import SETTING_CHANGED
from tickets.models import Macro


def editable_by(agent: Agent) -> QuerySet:
    """Those the agent may change: its own, and with `macro.share` everybody's but other agents' own."""
    macros = Macro.objects.select_related("team", "owner")
    return macros.filter(owner=agent) | (macros.filter(owner=None) if allow(agent, "macro.share") else macros.none())


@transaction.atomic
def make(values: dict, *, by: Actor) -> Macro:
    """Add a macro. `values`: name, text, is_note, changes, team, owner (neither: for everybody)."""
    macro = Macro.objects.create(**values)
    _tell(macro, by, _("made"))
    return macro


@transaction.atomic
def change(macro: Macro, values: dict, *, by: Actor) -> Macro:
    macro = Macro.objects.select_for_update().get(pk=macro.pk)
    changes = take_over(macro, values)
    if changes:
        macro.save(update_fields=list(values))
        _tell(macro, by, changes)
    return macro


@transaction.atomic
def remove(macro: Macro, *, by: Actor) -> None:
    """Throw the macro away; what was written with it stays."""
    macro = Macro.objects.select_for_update().get(pk=macro.pk)
    _tell(macro, by, _("removed"))
    macro.delete()


def _tell(macro: Macro, by: Actor, changes: str):
    record(SETTING_CHANGED, macro, by=by, what=_("the macro %(name)s") % {"name": macro.name}, changes=changes)
