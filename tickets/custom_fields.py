"""The company's own fields: which there are, and of what. What may stand in them is tickets.fields' business."""

import re
import unicodedata

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from tickets import ordering
from tickets.events import SETTING_CHANGED
from tickets.models import Field


@transaction.atomic
def make(values: dict, *, by: Actor) -> Field:
    """Add a field. `values`: belongs_to, label, kind, choices, is_required_to_resolve, is_shown_to_customer.

    Its key, under which its values are kept and the API knows them, is made of the label and never changes.
    """
    key = _free_key(values["label"], values["belongs_to"])
    last = ordering.place_last(Field.objects.filter(belongs_to=values["belongs_to"]))
    field = Field.objects.create(key=key, position=last, **values)
    _tell(field, by, _("made"))
    return field


@transaction.atomic
def change(field: Field, values: dict, *, by: Actor) -> Field:
    """Change a field; its kind, its key and what it belongs to stay, because values depend on them."""
    field = Field.objects.select_for_update().get(pk=field.pk)
    changes = take_over(field, values)
    if changes:
        field.save(update_fields=list(values))
        _tell(field, by, changes)
    return field


@transaction.atomic
def set_active(field: Field, active: bool, *, by: Actor) -> Field:
    """Ask for the field, or ask no more; its values stay either way."""
    field = Field.objects.select_for_update().get(pk=field.pk)
    if field.is_active != active:
        field.is_active = active
        field.save(update_fields=["is_active"])
        _tell(field, by, _("asked for again") if active else _("deactivated"))
    return field


@transaction.atomic
def move(field: Field, *, up: bool, by: Actor) -> None:
    if ordering.move(Field.objects.filter(belongs_to=field.belongs_to), field, up=up):
        _tell(field, by, _("moved up") if up else _("moved down"))


def _free_key(label: str, belongs_to: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30]
    stem = stem if stem[:1].isalpha() else f"field_{stem}".rstrip("_")
    taken = set(Field.objects.values_list("key", flat=True))
    wished = (stem, f"{belongs_to}_{stem}"[:36], *(f"{stem}_{n}" for n in range(2, 1000)))
    return next(key for key in wished if key not in taken)


def _tell(field: Field, by: Actor, changes: str):
    record(SETTING_CHANGED, field, by=by, what=_("the field %(name)s") % {"name": field.label}, changes=changes)
