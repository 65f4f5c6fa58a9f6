"""Where a thing of the company's (a team, a skill, a tag) is spoken of, so that none is taken away under a rule.

Apps above say what they keep: `finds_uses`. Things that are kept by their name are followed when it changes: `follows`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from helpdesk.events.actors import Actor


@dataclass(frozen=True)
class Use:
    """One place that speaks of a thing: what it is called, and the page to change it on."""

    what: str
    href: str

    def __str__(self):
        return self.what


Finder = Callable[[str, str], Iterable[Use]]
Follower = Callable[[str, str, str, Actor], None]
_finders: list[Finder] = []
_followers: list[Follower] = []


def finds_uses(finder: Finder) -> Finder:
    """Let `finder(thing, value)` say where a thing is spoken of; `value` is its id, or its name where that is it."""
    _finders.append(finder)
    return finder


def follows(follower: Follower) -> Follower:
    """Let `follower(thing, old, new, by)` put the new name where the old one is kept, in the same transaction."""
    _followers.append(follower)
    return follower


def of(thing: str, value: object) -> list[Use]:
    """Every place that speaks of the thing, in the order in which apps have spoken."""
    return [use for finder in _finders for use in finder(thing, str(value))]


def require_none(thing: str, value: object) -> None:
    """Raises ValidationError naming the places that would be left speaking of what is gone."""
    if found := of(thing, value):
        text = _("It is used: %(places)s. Change that first.")
        raise ValidationError(text % {"places": ", ".join(map(str, found))})


def renamed(thing: str, old: str, new: str, *, by: Actor) -> None:
    """Tell those who keep the thing by its name that it has another one."""
    for follower in _followers:
        follower(thing, old, new, by)
