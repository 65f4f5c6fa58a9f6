"""Files of a tenant: under a random name below the tenant's prefix, on the disk before anybody is told they are
kept."""

import os
import secrets
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from helpdesk.tenancy.context import current_tenant_id


class ForeignFile(LookupError):
    """The key lies below another tenant's prefix."""


def keep(kind: str, content: bytes) -> str:
    """Store bytes and return the key to read them by. `kind` is the folder: raw, attachments, outgoing …

    A file whose row is rolled back afterwards stays as an orphan, until it is cleaned away (tickets/orphans.py).
    """
    name = secrets.token_hex(16)
    key = default_storage.save(f"{place(kind)}{name[:2]}/{name}", ContentFile(content))
    _sync(key)
    return key


def read(key: str) -> bytes:
    """Return the bytes of a key of the open tenant. Raises ForeignFile, FileNotFoundError."""
    with default_storage.open(_own(key)) as file:
        return file.read()


def place(kind: str) -> str:
    """Where the folders of that kind lie."""
    return f"{_prefix()}{kind}/"


def keys(kind: str, folder: str) -> list[str]:
    """The keys of all that lies in a folder, two letters of 256, of that kind."""
    try:
        _folders, names = default_storage.listdir(f"{place(kind)}{folder}")
    except FileNotFoundError:
        return []
    return [f"{place(kind)}{folder}/{name}" for name in names]


def drop(key: str) -> None:
    """Delete the file; one that is gone already changes nothing. Raises ForeignFile."""
    default_storage.delete(_own(key))


def _prefix() -> str:
    return f"tenants/{current_tenant_id()}/"


def _own(key: str) -> str:
    if not key.startswith(_prefix()):
        raise ForeignFile
    return key


def _sync(key: str) -> None:
    """A commit promises that the row survives a power cut; so must the file it names. Object stores do this
    themselves."""
    try:
        path = Path(default_storage.path(key))
    except NotImplementedError:  # Django's word for a storage that is no file system
        return
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
