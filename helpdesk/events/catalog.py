"""The kinds of things that can happen, each declared once, in the app it happens in (`<app>/events.py`)."""

from dataclasses import dataclass

from django.utils.translation import gettext

_kinds: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """One kind of event: its dotted name, how it reads, whether outsiders see it, what in its data is personal.

    `names` are the words that name another subject, whose id stands beside each as `<word>_id`: they are withheld from
    readers who are not known to see it.
    """

    name: str
    says: str
    public: bool = False
    personal: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def sentence(self, data: dict) -> str:
        """How the event reads in the viewer's language, filled from its data; a missing value shows as a dash."""
        return gettext(self.says).format_map(_Blanks(data))


class _Blanks(dict):
    def __missing__(self, key):
        return "–"


def kind(
    name: str, *, says: str, public: bool = False, personal: tuple[str, ...] = (), names: tuple[str, ...] = ()
) -> Kind:
    """Declare a kind. `says` is a sentence with {placeholders} from the event's data (and {actor})."""
    if name in _kinds:
        raise ValueError(f"event kind {name!r} is declared twice")
    _kinds[name] = Kind(name, says, public, personal, names)
    return _kinds[name]


def kind_named(name: str) -> Kind:
    """The declared kind; an event of a kind that no longer exists still reads as its bare name."""
    return _kinds.get(name) or Kind(name, says=name)


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda each: each.name)
