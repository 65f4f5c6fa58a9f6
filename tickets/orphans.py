"""Files that no row names any more: of drafts thrown away, uploads taken back, work that was rolled back."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models.functions import Substr

from helpdesk.base import clock
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from helpdesk.tenancy.context import use_tenant
from tickets.models import Attachment, RawMail

GRACE = timedelta(days=7)  # what was stored lately may belong to a transaction that still runs
ROUND_DAYS = 32  # so many nights until every folder was looked into: eight of 256 each
_NAMED_BY = {
    # An upload that came to belong to nothing names nothing either.
    "attachments": (lambda: Attachment.objects.exclude(message=None, draft=None), "storage_key"),
    "raw": (RawMail.objects.all, "storage_key"),
    "outgoing": (OutgoingMail.objects.all, "content_key"),
}


def clean(tenant_id: int, *, day: int) -> int:
    """Delete what lies unnamed in the folders of that day; returns how many files went. Again finds nothing more."""
    folders = [f"{number:02x}" for number in range(day % ROUND_DAYS, 256, ROUND_DAYS)]
    with use_tenant(tenant_id):
        unnamed = [key for kind in _NAMED_BY for key in _unnamed(kind, folders)]
        Attachment.objects.filter(storage_key__in=unnamed).delete()
    with use_tenant(tenant_id):  # the rows are gone for good before their files are
        for key in unnamed:
            storage.drop(key)
    return len(unnamed)


def _unnamed(kind: str, folders: list[str]) -> list[str]:
    """Listed before the rows are asked: what is stored meanwhile is not in question."""
    found = [key for folder in folders for key in storage.keys(kind, folder)]
    if not found:
        return []
    rows, column = _NAMED_BY[kind]
    lies_in = Substr(column, len(storage.place(kind)) + 1, 2)
    named = set(rows().alias(lies_in=lies_in).filter(lies_in__in=folders).values_list(column, flat=True))
    before = clock.now() - GRACE
    # What we drew of a file lies beside it, as `<its key>.shown1`.
    unnamed = (key for key in found if key.partition(".")[0] not in named)
    return [key for key in unnamed if default_storage.get_modified_time(key) < before]
