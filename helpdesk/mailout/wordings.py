"""What the mails of a company say: its own words for a mailbox, else its own for all, else ours in that language."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.base import blanks, clock, letters
from helpdesk.base.letters import Value
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout.events import MAIL_WORDING_CHANGED
from helpdesk.mailout.kinds import MailKind
from helpdesk.mailout.models import MailWording
from helpdesk.tenancy.keeping import kept

EVERY_MAILBOX = 0
LONGEST_TEXT = 20_000
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@dataclass(frozen=True)
class Place:
    """Where words are in force: for one kind of mail, in one language, of one mailbox or of every one."""

    kind: MailKind
    language: str
    mailbox_id: int = EVERY_MAILBOX


@dataclass(frozen=True)
class Wording:
    """A subject and a text with blanks; `is_own` where the company wrote them."""

    subject: str
    text: str
    is_own: bool = False


@dataclass(frozen=True)
class Letter:
    """What one mail says: its subject, and the same words as text and as a whole HTML page."""

    subject: str
    text: str
    html: str


def language_for(*wanted: str) -> str:
    """The first of these languages that we write mails in ("de-AT" finds "de"), else the product's."""
    known = {code for code, _name in settings.LANGUAGES}
    found = (one.lower().replace("_", "-").partition("-")[0] for one in wanted if one)
    return next((language for language in found if language in known), settings.LANGUAGE_CODE)


def in_force(place: Place) -> Wording:
    """The words in use at a place: those of the mailbox, else those of every mailbox, else ours."""
    own = _all_own()
    for mailbox_id in (place.mailbox_id, EVERY_MAILBOX):
        row = own.get((place.kind.key, place.language, mailbox_id))
        if row is not None:
            return row
    return ours(place)


def written_at(place: Place) -> Wording | None:
    """What the company wrote for this very place; None where it wrote nothing."""
    return _all_own().get((place.kind.key, place.language, place.mailbox_id))


def ours(place: Place) -> Wording:
    with translation.override(place.language):
        return Wording(place.kind.subject() if place.kind.subject else "", place.kind.text())


def letter(place: Place, value_of: Callable[[str], Value], wording: Wording | None = None) -> Letter:
    """Return the mail with its blanks filled; `wording` is a draft to look at instead of what is in force."""
    words = wording or in_force(place)
    with translation.override(place.language):
        subject = letters.in_a_line(words.subject, value_of)
        text, content = letters.rendered(words.text, value_of)
        is_rtl = place.language in _RIGHT_TO_LEFT
        frame = {"content": content, "subject": subject, "language": place.language, "is_rtl": is_rtl,
                 "is_letter": place.kind.is_letter}  # fmt: skip
        return Letter(subject, text, render_to_string("mail/frame.html", frame))


def check(kind: MailKind, subject: str, text: str) -> None:
    """Raise ValidationError, naming the field, for words that could not be filled in or would lack what they need."""
    errors = {"subject": _unknown(kind, subject), "text": _unknown(kind, text) + _missing(kind, text)}
    if misplaced := [word for word in blanks.words_in(subject) if word in kind.blocks]:
        errors["subject"].append(_("%s does not fit into a subject.") % _braced(misplaced))
    for word in kind.blocks & set(blanks.words_in(text)):
        if any(f"{{{{{word}}}}}" != line.replace(" ", "") for line in text.splitlines() if word in line):
            errors["text"].append(_("%s stands on a line of its own.") % _braced([word]))
    if errors := {field: found for field, found in errors.items() if found}:
        raise ValidationError(errors)


@transaction.atomic
def write(place: Place, subject: str, text: str, *, by: Actor) -> None:
    """Put words in force from the next mail on. Raises ValidationError; the same words again change nothing."""
    text = text.replace("\r\n", "\n").strip()
    check(place.kind, subject, text)
    if written_at(place) != Wording(subject, text, is_own=True):
        number = _add(place, by, subject=subject, text=text)
        _tell(place, by, _("version %s") % number)


@transaction.atomic
def take_back(place: Place, *, by: Actor) -> None:
    """Return to the words of every mailbox, or to ours. Without words of its own nothing changes."""
    if written_at(place) is not None:
        _add(place, by, is_ours=True)
        _tell(place, by, _("back to the default words"))


def versions(place: Place) -> list[MailWording]:
    """All that was ever in force at this place, newest first."""
    return list(_rows(place).order_by("-number"))


def forget_mailbox(mailbox_id: int) -> None:
    """Drop the words of a mailbox that is removed."""
    MailWording.objects.filter(mailbox_id=mailbox_id).delete()


def where(place: Place) -> str:
    """The place in words, as the audit log names it."""
    return dict(settings.LANGUAGES).get(place.language, place.language)


def _all_own() -> dict[tuple[str, str, int], Wording]:
    return kept(MailWording, "in force", _read)


def _read() -> dict[tuple[str, str, int], Wording]:
    places = ("kind", "language", "mailbox_id")
    rows = MailWording.objects.order_by(*places, "-number").distinct(*places)
    return {
        (row.kind, row.language, row.mailbox_id): Wording(row.subject, row.text, is_own=True)
        for row in rows
        if not row.is_ours
    }


def _rows(place: Place):
    return MailWording.objects.filter(kind=place.kind.key, language=place.language, mailbox_id=place.mailbox_id)


def _add(place: Place, by: Actor, **words) -> int:
    # The newest is locked: two who save at once get two numbers. Two first ones meet in the constraint.
    newest = _rows(place).order_by("-number").select_for_update().first()
    number = newest.number + 1 if newest else 1
    MailWording.objects.create(
        kind=place.kind.key, language=place.language, mailbox_id=place.mailbox_id, number=number,
        written_by=by.name, written_at=clock.now(), **words,
    )  # fmt: skip
    return number


def _tell(place: Place, by: Actor, changes: str) -> None:
    row = _rows(place).order_by("-number").first()
    record(MAIL_WORDING_CHANGED, row, by=by, what=str(place.kind.label), where=where(place), changes=changes)


def _unknown(kind: MailKind, source: str) -> list[str]:
    unknown = blanks.unknown_in(source, kind.blanks)
    if not unknown:
        return []
    says = _("%(words)s cannot be filled in. There are: %(known)s.")
    return [says % {"words": _braced(unknown), "known": _braced(kind.blanks)}]


def _missing(kind: MailKind, text: str) -> list[str]:
    there = blanks.words_in(text)
    return [
        _("%s is missing: without it the mail would be of no use.") % _braced([word])
        for word in kind.needs
        if word not in there
    ]


def _braced(words) -> str:
    return ", ".join(f"{{{{{word}}}}}" for word in words)
