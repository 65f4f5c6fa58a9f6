"""Attached pictures as browsers get them: drawn anew by us once, and kept beside the file they were made of."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from helpdesk.base import pictures
from tickets.models import Attachment

NO_PICTURE = "application/octet-stream"
# Counted up when drawing changes what it leaves out: everything is drawn anew when it is next looked at.
_KIND = "shown1"
_SEAL_BYTES = 32


def shown(attachment: Attachment) -> bytes | None:
    """The picture to show; None where there is none: the file is only a file from then on. Raises
    helpdesk.base.pictures.NotDrawn, FileNotFoundError."""
    if not attachment.is_picture:
        return None
    drawn = _kept(attachment)
    if drawn is None:
        with default_storage.open(attachment.storage_key) as file:
            drawn = pictures.redrawn(file.read())
        if drawn is None:
            _take_back(attachment)
        else:
            _keep(attachment, drawn)
    return drawn


def _key(attachment: Attachment) -> str:
    return f"{attachment.storage_key}.{_KIND}"


def _kept(attachment: Attachment) -> bytes | None:
    """What was drawn before. Its sum goes first: somebody else may be half through writing it."""
    try:
        with default_storage.open(_key(attachment)) as file:
            content = file.read()
    except FileNotFoundError:
        return None
    seal, drawn = content[:_SEAL_BYTES], content[_SEAL_BYTES:]
    return drawn if hashlib.sha256(drawn).digest() == seal else None


def _keep(attachment: Attachment, drawn: bytes) -> None:
    default_storage.delete(_key(attachment))
    default_storage.save(_key(attachment), ContentFile(hashlib.sha256(drawn).digest() + drawn))


def _take_back(attachment: Attachment) -> None:
    """Its first bytes looked like a picture; the rest is none that we show."""
    attachment.content_type = NO_PICTURE
    Attachment.objects.filter(pk=attachment.pk).update(content_type=NO_PICTURE)
