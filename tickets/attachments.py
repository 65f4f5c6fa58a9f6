"""Files beside the words: kept under a random key below the tenant's prefix, typed by what they are, not by claim."""

import hashlib

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from helpdesk.tenancy import storage
from tickets.channels.email.files import safe_name, sniff
from tickets.models import Attachment, Draft

LARGEST_BYTES = 20 * 1024 * 1024
LARGEST_AMONG_WORDS_BYTES = 5 * 1024 * 1024
MOST_FILES = 20


class FileRefused(ValueError):
    """The file is too large, or one too many; the message says which and what would do."""


def keep(content: bytes, filename: str, claimed_type: str = "", *, draft: Draft | None = None) -> Attachment:
    """Store a file that an agent or a customer sent; it belongs to a message once one is written with it."""
    if len(content) > LARGEST_BYTES:
        raise FileRefused(
            _("“%(name)s” is larger than %(mb)s MB. Send a link to it instead.")
            % {"name": safe_name(filename), "mb": LARGEST_BYTES // (1024 * 1024)}
        )
    return Attachment.objects.create(
        draft=draft,
        storage_key=storage.keep("attachments", content),
        filename=safe_name(filename),
        content_type=sniff(content, claimed_type),
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def keep_uploads(uploads) -> list[Attachment]:
    """Store what a form brought along. Raises FileRefused before anything is kept."""
    if len(uploads) > MOST_FILES:
        raise FileRefused(_("At most %(count)s files at once.") % {"count": MOST_FILES})
    for upload in uploads:
        if upload.size > LARGEST_BYTES:
            raise FileRefused(
                _("“%(name)s” is larger than %(mb)s MB. Send a link to it instead.")
                % {"name": safe_name(upload.name), "mb": LARGEST_BYTES // (1024 * 1024)}
            )
    return [keep(upload.read(), upload.name, upload.content_type or "") for upload in uploads]


def open_file(attachment: Attachment):
    """The stored bytes, as a file. Older ones lie under `<tenant>/attachments/`: the row knows where."""
    return default_storage.open(attachment.storage_key)
