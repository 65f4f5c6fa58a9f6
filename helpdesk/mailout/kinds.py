"""The kinds of mail whose words a company may choose. Each app declares its own when it starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from helpdesk.base.letters import Value

KINDS: dict[str, "MailKind"] = {}
Words = str | Promise


@dataclass(frozen=True)
class MailKind:
    """One kind: what we say where a company says nothing, the blanks there are, and the ones it cannot do without.

    `subject` and `text` answer in the active language. No subject: the mail keeps the one of its conversation.
    `sample(ticket, agent)` gives the values of a preview; the ticket may be None.
    """

    key: str
    label: Words
    says: Words  # when it is sent
    text: Callable[[], str]
    blanks: Mapping[str, Words]
    sample: Callable[[Any, Any], Callable[[str], Value]]
    subject: Callable[[], str] | None = None
    needs: tuple[str, ...] = ()
    blocks: frozenset[str] = frozenset()
    is_for_staff: bool = False
    is_letter: bool = False  # looks like what a person typed: as wide as the reader's window


def declare(kind: MailKind) -> MailKind:
    """Add a kind. Declaring it twice is a mistake of ours."""
    if kind.key in KINDS:
        raise ValueError(f"mail kind {kind.key!r} is declared twice")
    KINDS[kind.key] = kind
    return kind
