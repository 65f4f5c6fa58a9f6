"""Keeping the company's labels in order: renaming, merging, removing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts import uses
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets.events import SETTING_CHANGED
from tickets.models import Tag, TicketTag
from tickets.triage import tag_name


@transaction.atomic
def make(name: str, *, by: Actor) -> Tag:
    """Add a tag before any ticket has it. Raises ValidationError on `name` where there is one, or two."""
    tag, is_new = Tag.objects.get_or_create(name=_alone(name))
    if not is_new:
        raise ValidationError({"name": _("“%(name)s” exists already.") % {"name": tag.name}})
    _tell(tag, by, tag.name, _("made"))
    return tag


@transaction.atomic
def rename(tag: Tag, name: str, *, by: Actor) -> Tag:
    """Give the tag another name on all its tickets, and where rules name it.

    Raises ValidationError on `name` where that tag exists.
    """
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    old, new = tag.name, _alone(name)
    if Tag.objects.filter(name=new).exclude(pk=tag.pk).exists():
        raise ValidationError({"name": _("“%(name)s” exists already: merge the two instead.") % {"name": new}})
    if new != old:
        tag.name = new
        tag.save(update_fields=["name"])
        _tell(tag, by, old, f"{old} → {new}")
        uses.renamed("tag", old, new, by=by)
    return tag


@transaction.atomic
def merge(tag: Tag, into: Tag, *, by: Actor) -> Tag:
    """Let tickets with `tag` carry `into` instead, and rules name that, and remove `tag`.

    Merging a tag into itself changes nothing.
    """
    if tag.pk == into.pk:
        return into
    # Both rows are locked in id order, so that two merges crossing each other wait instead of deadlocking.
    locked = {row.pk: row for row in Tag.objects.select_for_update().filter(pk__in=[tag.pk, into.pk]).order_by("pk")}
    tag, into = locked[tag.pk], locked[into.pk]
    has_both = TicketTag.objects.filter(tag=into).values("ticket")
    TicketTag.objects.filter(tag=tag).exclude(ticket__in=has_both).update(tag=into)
    _tell(tag, by, tag.name, _("merged into %(name)s") % {"name": into.name})
    uses.renamed("tag", tag.name, into.name, by=by)
    tag.delete()
    return into


@transaction.atomic
def remove(tag: Tag, *, by: Actor) -> None:
    """Take the tag off all its tickets and out of the list. Raises ValidationError naming what speaks of it."""
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    uses.require_none("tag", tag.name)
    _tell(tag, by, tag.name, _("removed"))
    tag.delete()


def _alone(name: str) -> str:
    if "," in name:
        raise ValidationError({"name": _("A comma stands between tags, never in one.")})
    return tag_name(name)


def _tell(tag: Tag, by: Actor, name: str, changes: str):
    record(SETTING_CHANGED, tag, by=by, what=_("the tag %(name)s") % {"name": name}, changes=changes)
