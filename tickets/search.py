"""Finding tickets by words: each message carries its lexemes and its tenant's own, in one index (decisions.md, 8)."""

import re
from collections.abc import Iterable

from django.contrib.postgres.search import SearchVectorField
from django.db.models.expressions import RawSQL

from helpdesk.tenancy.context import current_tenant_id
from tickets.models import Message, Ticket

CONFIGURATION = "simple"  # one for all languages until a tenant's language decides (issue 4)
ADDRESSES = """coalesce((
    select string_agg(address, ' ') from tickets_contactaddress where tenant_id = %s and contact_id = %s
), '')"""
_SIGNS = re.compile(r"[^\w]+|_")
LONGEST_TEXT = 100_000  # a tsvector holds at most 1 MB; the end of a very long mail is not worth an error


def vector_of(message: Message, ticket: Ticket, *, is_first: bool | None = None, files: Iterable[str] = ()) -> RawSQL:
    """What makes the message findable: its words, the names of its `files`, and, if it is the ticket's first, subject,
    number and requester.

    Which is first shows in its time, but where a ticket was split off with an older message.
    """
    text = _storable(f"{message.text[:LONGEST_TEXT]} {message.author_name} {_words_of(files)}")
    sql, values = "to_tsvector(%s, %s) || %s::tsvector", [CONFIGURATION, text, tenant_lexeme()]
    if message.created_at == ticket.created_at if is_first is None else is_first:
        head = _storable(f"{ticket.subject} {ticket.number} {ticket.requester.name} ")
        sql = f"setweight(to_tsvector(%s, %s || {ADDRESSES}), 'A') || {sql}"
        values = [CONFIGURATION, head, ticket.tenant_id, ticket.requester_id, *values]
    return RawSQL(sql, values, output_field=SearchVectorField())  # noqa: S611  the text is ours, the values apart


def _words_of(files: Iterable[str]) -> str:
    """Each name as a whole and in its parts: “report-2026.pdf” is found by “report”, too."""
    return " ".join(f"{name} {_SIGNS.sub(' ', name)}" for name in files)


def reindex_subject(ticket: Ticket) -> None:
    """Follow a changed subject."""
    first = Message.objects.filter(ticket=ticket).in_order().first()
    if first:
        files = first.attachments.values_list("filename", flat=True)
        Message.objects.filter(pk=first.pk).update(search=vector_of(first, ticket, is_first=True, files=files))


def tenant_lexeme() -> str:
    """The word only this tenant's rows contain: `t42`."""
    return f"'t{current_tenant_id()}'"


def _storable(text: str) -> str:
    return text.replace("\x00", " ")
