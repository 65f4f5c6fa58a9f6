"""The company's own statuses inside the six fixed categories."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from tickets import ordering
from tickets.events import SETTING_CHANGED
from tickets.models import Status


@transaction.atomic
def make(values: dict, *, by: Actor) -> Status:
    """Add a status. `values`: name, customer_label, category, is_default (of its category)."""
    if values.get("is_default"):
        _clear_default(values["category"])
    status = Status.objects.create(position=ordering.place_last(Status.objects.all()), **values)
    _tell(status, by, _("made"))
    return status


@transaction.atomic
def change(status: Status, values: dict, *, by: Actor) -> Status:
    """Rename a status or make it its category's default. Its category stays: tickets carry it.

    Raises ValidationError on `is_default` where the category would be left without a default.
    """
    status = Status.objects.select_for_update().get(pk=status.pk)
    if status.is_default and not values.get("is_default", True):
        raise ValidationError({"is_default": _("Make another status of this category the default instead.")})
    if values.get("is_default") and not status.is_default:
        _clear_default(status.category)
    changes = take_over(status, values)
    if changes:
        status.save(update_fields=list(values))
        _tell(status, by, changes)
    return status


@transaction.atomic
def deactivate(status: Status, *, by: Actor) -> Status:
    """Offer the status no more; tickets that have it keep it. Raises ValidationError for a default."""
    status = Status.objects.select_for_update().get(pk=status.pk)
    if status.is_default:
        raise ValidationError(_("A default status stays: make another one of its category the default first."))
    if status.is_active:
        status.is_active = False
        status.save(update_fields=["is_active"])
        _tell(status, by, _("deactivated"))
    return status


@transaction.atomic
def reactivate(status: Status, *, by: Actor) -> Status:
    status = Status.objects.select_for_update().get(pk=status.pk)
    if not status.is_active:
        status.is_active = True
        status.save(update_fields=["is_active"])
        _tell(status, by, _("offered again"))
    return status


@transaction.atomic
def move(status: Status, *, up: bool, by: Actor) -> None:
    if ordering.move(Status.objects.all(), status, up=up):
        _tell(status, by, _("moved up") if up else _("moved down"))


def _clear_default(category: str):
    for old in Status.objects.select_for_update().filter(category=category, is_default=True):
        old.is_default = False
        old.save(update_fields=["is_default"])


def _tell(status: Status, by: Actor, changes: str):
    record(SETTING_CHANGED, status, by=by, what=_("the status %(name)s") % {"name": status.name}, changes=changes)
