"""A message's files kept, and its inline pictures shown from where they are kept."""

import re
from collections.abc import Sequence

from helpdesk.tenancy import storage
from tickets.channels.base import File
from tickets.models import Attachment

_PLACE = re.compile(r'(<img\b[^>]*?) src="cid-(\d{1,4})"')
_ADDRESS = re.compile(r'(<img\b[^>]*?) src="/attachments/(\d+)/"')


def keep_files(files: Sequence[File]) -> list[Attachment]:
    """Store the files under random names; they belong to a message once one is written with them."""
    return [
        Attachment.objects.create(
            storage_key=storage.keep("attachments", file.content),
            filename=file.filename[:255],
            content_type=file.content_type[:120],
            size_bytes=len(file.content),
            sha256=file.sha256,
            content_id=file.content_id[:250],
            is_inline=file.is_inline,
        )
        for file in files
    ]


def with_addresses(html: str, attachments: Sequence[Attachment]) -> str:
    """Return sanitised HTML whose pictures `cid-N` are shown from the address of the Nth attachment.

    The address still asks for permission; a page that shows it in a sandboxed frame signs it (security row 16).
    """

    def address(match: re.Match) -> str:
        place = int(match[2])
        return f'{match[1]} src="{url_of(attachments[place])}"' if place < len(attachments) else match[1]

    return _PLACE.sub(address, html)


def url_of(attachment: Attachment) -> str:
    """Return where an attachment is read, as it stands in stored HTML."""
    return f"/attachments/{attachment.pk}/"


def with_content_ids(html: str) -> tuple[str, set[int]]:
    """Return HTML for a mail: pictures point to parts of the mail instead of to our pages; and which they are."""
    shown: set[int] = set()

    def content_id(match: re.Match) -> str:
        shown.add(int(match[2]))
        return f'{match[1]} src="cid:attachment-{match[2]}@helpdesk"'

    return _ADDRESS.sub(content_id, html), shown
