"""A message's files kept, and its inline pictures sent along inside the mail."""

import re
from collections.abc import Sequence

from helpdesk.tenancy import storage
from tickets.channels.base import File
from tickets.models import Attachment
from tickets.pictures_in_words import content_id as content_id_of

_PAGE_ADDRESS = re.compile(r'(<img\b[^>]*?) src="(?:/desk|/requests)?/attachments/(\d+)/(?:inline/)?"')


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


def for_mail(html: str, attachments: Sequence[Attachment]) -> tuple[str, dict[int, str]]:
    """Return HTML whose pictures point into the mail instead of to our pages, and the content ids of those shown."""
    known = {attachment.pk: attachment.content_id or content_id_of(attachment.pk) for attachment in attachments}
    shown: dict[int, str] = {}

    def content_id(match: re.Match) -> str:
        pk = int(match[2])
        if pk not in known:
            return match[1]
        shown[pk] = known[pk]
        return f'{match[1]} src="cid:{known[pk]}"'

    html = _PAGE_ADDRESS.sub(content_id, html)
    shown |= {pk: cid for pk, cid in known.items() if f'src="cid:{cid}"' in html}
    return html, shown
