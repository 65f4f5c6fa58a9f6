"""The envelope sender of each mail, which says by itself which mail it was when that mail comes back."""

from django.conf import settings

from helpdesk.base import ids

_PURPOSE = "mail/bounce"


def bounce_address(tenant_id: int, mail_id: int) -> str:
    """Return the signed address to which a failed mail is returned (VERP)."""
    return f"b-{ids.sign(_PURPOSE, tenant_id, mail_id)}@{settings.REPLY_DOMAIN}"


def read_bounce_address(address: str) -> tuple[int, int] | None:
    """Return the ids of tenant and mail that an address of ours names, None for any other."""
    local, _, domain = address.strip().lower().rpartition("@")
    if domain != settings.REPLY_DOMAIN.lower() or not local.startswith("b-"):
        return None
    numbers = ids.read(_PURPOSE, local.removeprefix("b-"))
    return (numbers[0], numbers[1]) if numbers and len(numbers) == 2 else None
