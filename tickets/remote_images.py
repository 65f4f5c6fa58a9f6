"""Pictures that a mail only points at: not fetched until somebody asks; then fetched by us, never by the reader.

The sender learns that the company looked, not who, from where and with what. Counting pixels are never fetched.
"""

import html
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import urljoin

from django.db.models import Q

from helpdesk.accounts.models import Agent
from helpdesk.base import http, pictures
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.keeping import kept
from tickets import events
from tickets.models import Contact, ImageTrust, Message

MOST_BYTES = 5 * 1024 * 1024
MOST_HOPS = 3
# The sanitiser wrote the tag: each attribute in double quotes, "<" never bare. Text of the mail cannot look like it.
_IMAGE = re.compile(r'<img((?:\s+[\w-]+="[^"]*")*?)\s+data-remote-src="([^"]*)"((?:\s+[\w-]+="[^"]*")*)\s*/?>')
_PIXEL = re.compile(r'\s(?:width|height)="[01](?:px)?"|style="[^"]*(?:display:\s*none|(?:width|height):\s*[01]px)')


def addresses(text: str) -> list[str]:
    """The addresses of pictures in stored HTML, in order; counting pixels left out."""
    return [html.unescape(found[2]) for found in _IMAGE.finditer(text) if not _is_pixel(found)]


def shown(text: str, message_id: int) -> str:
    """The HTML with its pictures coming from us (`tickets/web/originals.py`)."""
    numbers = iter(range(len(text)))

    def one(found: re.Match) -> str:
        if _is_pixel(found):
            return ""
        return f'<img{found[1]} src="/desk/messages/{message_id}/images/{next(numbers)}/"{found[3]}>'

    return _IMAGE.sub(one, text)


def _is_pixel(found: re.Match) -> bool:
    return bool(_PIXEL.search(found[1] + found[3]))


def fetch(address: str) -> Iterator[bytes]:
    """The picture there, if it is one; nothing otherwise. It runs when the answer is written, outside of any
    transaction."""
    for _hop in range(MOST_HOPS):
        try:
            answer = http.get(address, {"Accept": "image/*", "User-Agent": "Mozilla/5.0"}, most_bytes=MOST_BYTES + 1)
        except (http.AddressRefused, http.NoAnswer):
            return
        if answer.status in (301, 302, 303, 307, 308) and answer.location:
            address = urljoin(address, answer.location)
            continue
        if answer.status == 200 and len(answer.body) <= MOST_BYTES:
            yield from _drawn(answer.body)
        return


def _drawn(content: bytes) -> Iterator[bytes]:
    with suppress(pictures.NotDrawn):
        if picture := pictures.redrawn(content):
            yield picture


def trusted(messages: Iterable[Message], agent: Agent) -> set[int]:
    """The contacts among the writers of these messages whose pictures the agent sees without asking."""
    writers = {one.author_contact_id for one in messages if one.author_contact_id and "data-remote-src" in one.html}
    return writers & kept(ImageTrust, ("trusted by", agent.pk), lambda: _all_trusted(agent)) if writers else set()


def _all_trusted(agent: Agent) -> set[int]:
    return set(ImageTrust.objects.filter(Q(agent=agent) | Q(agent=None)).values_list("contact_id", flat=True))


def trust(contact: Contact, agent: Agent, *, for_everybody: bool) -> None:
    """Show this sender's pictures from now on. Twice changes nothing."""
    _row, is_new = ImageTrust.objects.get_or_create(contact=contact, agent=None if for_everybody else agent)
    if is_new and for_everybody:
        record(events.IMAGES_TRUSTED, contact, by=Actor.agent(agent))


def distrust(contact: Contact, agent: Agent, *, for_everybody: bool) -> None:
    """Ask again before this sender's pictures are shown, me or, where it was so for all, everybody."""
    whose = Q(agent=agent) | Q(agent=None) if for_everybody else Q(agent=agent)
    gone = ImageTrust.objects.filter(whose, contact=contact)
    was_for_all = gone.filter(agent=None).exists()
    gone.delete()
    if was_for_all:
        record(events.IMAGES_DISTRUSTED, contact, by=Actor.agent(agent))
