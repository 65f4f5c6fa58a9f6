"""What some providers must find in a mail's head to name the mail as we do when they tell what became of it.

They put an id of their own in place of ours, or tell only theirs. The lines stand above what DKIM has signed.
"""

from helpdesk.base import ids

_PURPOSE = "mail/mark"
_LINES = {
    ".postmarkapp.com": "X-PM-KeepID: true\r\nX-PM-Metadata-helpdesk: {mark}\r\n",
    ".mailjet.com": "X-MJ-CustomID: {mark}\r\n",
}


def marked(content: bytes, host: str, tenant_id: int, mail_id: int) -> bytes:
    """The mail as it goes to that server."""
    lines = next((lines for ending, lines in _LINES.items() if f".{host.lower()}".endswith(ending)), "")
    return lines.format(mark=ids.sign(_PURPOSE, tenant_id, mail_id)).encode() + content if lines else content


def read_mark(text: str) -> tuple[int, int] | None:
    """The ids of tenant and mail in a mark of ours, None for any other."""
    numbers = ids.read(_PURPOSE, text)
    return (numbers[0], numbers[1]) if numbers and len(numbers) == 2 else None
