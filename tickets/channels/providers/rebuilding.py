"""Mails that a provider took apart, put together again: words, files and head are the sender's, the frame is ours."""

import re
from email.message import Message

from django.utils.crypto import salted_hmac

_NAME = re.compile(r"[!-9;-~]{1,200}")
_OF_THE_FRAME = frozenset(["mime-version", "content-type", "content-transfer-encoding"])


def put_together(headers: dict, message: Message, call: bytes) -> bytes:
    """The mail's bytes: the head as it was told, above the words and files of `message`, which has no head of its own.

    The same call gives the same bytes, so that a mail brought again is known; and nobody who writes a mail can guess
    where its parts will begin.
    """
    for number, part in enumerate(message.walk()):
        if part.get_content_maintype() == "multipart" and part.get_boundary() is None:
            part.set_boundary(f"{number}-{salted_hmac('mail/boundary', call).hexdigest()}")
    return _head(headers) + message.as_bytes()


def named(headers: dict, name: str) -> str:
    """The first header of that name, however it is written; "" for none."""
    return next((value for field, value in _fields(headers) if field.lower() == name), "")


def _head(headers: dict) -> bytes:
    """Written by hand: the library reads what it is given, some of it in squared time (decision 20)."""
    kept = (
        f"{name}: {value}\n"
        for name, value in _fields(headers)
        if _NAME.fullmatch(name) and name.lower() not in _OF_THE_FRAME
    )
    return "".join(kept).encode("utf-8", "surrogatepass")


def _fields(headers: dict) -> list[tuple[str, str]]:
    """Name and value of each: one that comes several times is told as a list."""
    told = ((name, one) for name, value in headers.items() for one in (value if isinstance(value, list) else [value]))
    return [(str(name), " ".join(str(value).splitlines())) for name, value in told]
