"""What reading a mail yields: plain values that travel between processes."""

import base64
import re
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from tickets.channels.base import Address, File

from .bounces import Bounce
from .forwarded import Forwarded

_NOT_KEPT = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Parsed:
    """A mail as read. `review` says why a person should look at it first; "" when nobody need."""

    subject: str = ""
    sender: Address = Address("")
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""  # what the sender wrote now
    quoted_text: str = ""
    html: str = ""  # sanitised; inline pictures are named by `cid:` and the content id of a file
    quoted_html: str = ""
    files: tuple[File, ...] = ()
    # An invitation, how it is signed or sealed (enclosed.py): values that JSON can carry.
    enclosed: dict = field(default_factory=dict)
    headers: dict[str, list[str]] = field(default_factory=dict)
    machine: str = ""
    bounce: Bounce | None = None
    forwarded: Forwarded | None = None  # the original, where this mail only passes one on
    defects: tuple[str, ...] = ()
    review: str = ""

    def to_wire(self) -> dict:
        """Return the value as JSON can carry it: the child that read hostile bytes never sends a pickle."""
        data = _storable(asdict(self))
        data["date"] = self.date.isoformat() if self.date else None
        for file in (*data["files"], *((data["forwarded"] or {}).get("files") or ())):
            file["content"] = base64.b64encode(file["content"]).decode()
        return data

    @classmethod
    def from_wire(cls, data: dict) -> "Parsed":
        """Return the value that `to_wire` sent."""
        addresses = {name: tuple(Address(**a) for a in data[name]) for name in ("reply_to", "to", "cc")}
        bounce, forwarded = data["bounce"], data["forwarded"]
        return cls(
            **{
                **data,
                **addresses,
                "sender": Address(**data["sender"]),
                "date": datetime.fromisoformat(data["date"]) if data["date"] else None,
                "files": _files(data["files"]),
                "forwarded": Forwarded(
                    **{**forwarded, "sender": Address(**forwarded["sender"]), "files": _files(forwarded["files"])}
                )
                if forwarded
                else None,
                "bounce": Bounce(**{**bounce, "message_ids": tuple(bounce["message_ids"])}) if bounce else None,
                "in_reply_to": tuple(data["in_reply_to"]),
                "references": tuple(data["references"]),
                "defects": tuple(data["defects"]),
            }
        )

    def for_review(self, reason: str) -> "Parsed":
        """Return the same mail, held for a person to look at."""
        return replace(self, review=reason[:300])


def _storable(value: object) -> Any:
    """The value without what no database keeps as text: calendars and Outlook's packages are read by others' rules."""
    if isinstance(value, str):
        return _NOT_KEPT.sub("", value)
    if isinstance(value, dict):
        return {key: _storable(each) for key, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list | tuple) else value


def _files(told: list[dict]) -> tuple[File, ...]:
    return tuple(File(**{**file, "content": base64.b64decode(file["content"])}) for file in told)
