"""Attached pictures and PDFs as browsers get them: drawn by us once, and kept beside the file they were made of."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from helpdesk.base import pictures
from tickets.models import Attachment

MOST_PAGES = 20  # of a PDF, to look at; whoever reads on downloads it
# Counted up when drawing changes what it leaves out: everything is drawn anew when it is next looked at.
_KIND = "shown1"
_SEAL_BYTES = 32


def shown(attachment: Attachment, page: int = 1) -> bytes | None:
    """The picture to show, of a PDF one of its first pages; None where there is none: without a first one the file is
    only a file from then on. Raises helpdesk.base.pictures.NotDrawn, FileNotFoundError."""
    if not 1 <= page <= _pages(attachment):
        return None
    key = _key(attachment, page)
    drawn = _kept(key)
    if drawn is None:
        drawn = _draw(attachment, page)
        if drawn is not None:
            _keep(key, drawn)
        elif page == 1:
            _take_back(attachment)
    return drawn


def _pages(attachment: Attachment) -> int:
    return MOST_PAGES if attachment.is_document else int(attachment.is_picture)


def _draw(attachment: Attachment, page: int) -> bytes | None:
    with default_storage.open(attachment.storage_key) as file:
        content = file.read()
    return pictures.page_drawn(content, page) if attachment.is_document else pictures.redrawn(content)


def _key(attachment: Attachment, page: int) -> str:
    return f"{attachment.storage_key}.{_KIND}" + (f".{page}" if page > 1 else "")


def _kept(key: str) -> bytes | None:
    """What was drawn before. Its sum goes first: somebody else may be half through writing it."""
    try:
        with default_storage.open(key) as file:
            content = file.read()
    except FileNotFoundError:
        return None
    seal, drawn = content[:_SEAL_BYTES], content[_SEAL_BYTES:]
    return drawn if hashlib.sha256(drawn).digest() == seal else None


def _keep(key: str, drawn: bytes) -> None:
    default_storage.delete(key)
    default_storage.save(key, ContentFile(hashlib.sha256(drawn).digest() + drawn))


def _take_back(attachment: Attachment) -> None:
    """Its first bytes looked like something to show; the rest is not."""
    attachment.is_drawable = False
    Attachment.objects.filter(pk=attachment.pk).update(is_drawable=False)
