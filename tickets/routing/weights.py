"""How much a ticket of each channel weighs in what an agent carries. Limits count in the same unit."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.keeping import kept
from tickets.events import SETTING_CHANGED
from tickets.models import Channel, ChannelWeight

USUAL = 1


def of(channel: str) -> int:
    return by_channel().get(channel, USUAL)


def by_channel() -> Mapping[str, int]:
    """The channels that weigh something else than 1. Shared; not to be changed."""
    return kept(ChannelWeight, "weights", _read)


def heavier_than(weight: int) -> list[str]:
    return [channel for channel, its in by_channel().items() if its > weight]


@transaction.atomic
def set_all(weights: Mapping[str, int], *, by: Actor) -> None:
    """Say what each channel weighs, from 1 to 100. A channel that is not named weighs 1."""
    new = {channel: weight for channel, weight in weights.items() if weight != USUAL}
    old = dict(by_channel())
    if new == old:
        return
    ChannelWeight.objects.all().delete()
    ChannelWeight.objects.bulk_create(ChannelWeight(channel=each, weight=weight) for each, weight in new.items())
    changed = sorted(each for each in {*new, *old} if new.get(each) != old.get(each))
    said = [f"{Channel(each).label}: {old.get(each, USUAL)} → {new.get(each, USUAL)}" for each in changed]
    record(SETTING_CHANGED, current_tenant(), by=by, what=_("what channels weigh"), changes="; ".join(said))


def _read() -> dict[str, int]:
    return dict(ChannelWeight.objects.exclude(weight=USUAL).values_list("channel", "weight"))
