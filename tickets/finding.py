"""Finding tickets: words through the messages' index, operators beside them, newest first, within what one may see."""

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.db import connection
from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from helpdesk.accounts.models import Agent
from helpdesk.tenancy.context import current_tenant_id
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.search import CONFIGURATION
from tickets.search_hits import Hit, Query, newest
from tickets.search_line import Wish, read

FIRST_BATCH, NEXT_BATCH = 100, 1000
FEW_TICKETS = 500  # up to so many the words are looked for among the tickets, not the tickets among the words' hits
# Beyond that, operators can make a search for a common word look far back: then the page ends early and says where to
# go on.
MOST_BATCHES = 5
LONGEST_EXCERPT = 4000
START, STOP = "\ue000", "\ue001"  # private-use characters, which no text contains after they are taken out of it


@dataclass
class Found:
    """Tickets in order, newest hit first; the lines around the words; how the search was read; where to go on."""

    tickets: list = field(default_factory=list)
    snippets: dict[int, SafeString] = field(default_factory=dict)  # by ticket id
    wish: Wish = field(default_factory=Wish)
    older: str = ""


def find(agent: Agent, text: str, *, limit: int = 50, before: str = "", rows_of=TicketQuerySet.all) -> Found:
    """The tickets that `agent` may see and that fit `text`. `before` goes on where a page's `older` said.

    A line that is a number finds that ticket first, then what contains the number. Raises BadRequest for a damaged
    `before`. `rows_of` says what is read of each ticket: rows with `pk` and `created_at`.
    """
    wish = read(text, agent)
    tickets = Ticket.objects.visible_to(agent).filter(*wish.conditions, deleted_at=None)
    place = _read_place(before)
    query = _query(wish)
    if query:
        return _numbered(rows_of(tickets), wish, place, _by_words(tickets, wish, query, limit, place, rows_of))
    return _by_age(rows_of(tickets), wish, limit, place) if wish.conditions else Found(wish=wish)


def ids_with(words: str, most: int = 1000) -> list[int]:
    """Ids of tickets whose newest messages hold all the words (the last may be only begun), newest first."""
    query = _query(Wish(words=words.replace("\x00", " ").split()))
    return list(dict.fromkeys(hit.ticket_id for hit in newest(query, most))) if query else []


def _by_words(tickets: TicketQuerySet, wish: Wish, query: Query, limit: int, place, rows_of) -> Found:
    if wish.conditions:
        few = list(tickets.values_list("pk", flat=True)[: FEW_TICKETS + 1])
        if len(few) <= FEW_TICKETS:
            hits, older = _among(few, query, limit, place)
            rows = _rows(rows_of, tickets, {hit.ticket_id for hit in hits})
            return _found(hits, rows, wish, query, older)
    chosen: dict[int, Hit] = {}
    rows: dict[int, Any] = {}
    seen: set[int] = set()
    is_over = False
    for batch in (FIRST_BATCH, *[NEXT_BATCH] * (MOST_BATCHES - 1)):
        hits = newest(query, batch, place)
        rows |= _rows(rows_of, tickets, _not_seen_before(hits, seen, query, place))
        for hit in hits:
            if len(chosen) == limit and hit.ticket_id not in seen:
                break
            place, _ = (hit.at, hit.message_id), seen.add(hit.ticket_id)
            if hit.ticket_id in rows:
                chosen.setdefault(hit.ticket_id, hit)
        else:
            is_over = len(hits) < batch
        if is_over or len(chosen) == limit:
            break
    return _found([*chosen.values()], rows, wish, query, "" if is_over or place is None else _place(*place))


def _rows(rows_of, tickets: TicketQuerySet, ids: set[int]) -> dict[int, Any]:
    return {row.pk: row for row in rows_of(tickets.filter(pk__in=ids))} if ids else {}


def _found(hits: list[Hit], rows: dict[int, Any], wish: Wish, query: Query, older: str) -> Found:
    return Found([rows[hit.ticket_id] for hit in hits], _snippets(hits, query), wish, older)


def _among(ids: list[int], query: Query, limit: int, place) -> tuple[list[Hit], str]:
    """The other way round where the operators leave few tickets: those of them whose messages hold the words, and
    where to go on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, ticket_id, created_at from (select distinct on (ticket_id) id, ticket_id, created_at "
            "from tickets_message where tenant_id = %s and ticket_id = any(%s) and search @@ %s::tsquery "
            "order by ticket_id, created_at desc, id desc) newest "
            "where %s::timestamptz is null or (created_at, id) < (%s, %s) order by created_at desc, id desc limit %s",
            [current_tenant_id(), ids, str(query), place and place[0], *(place or (None, None)), limit + 1],
        )
        hits = [Hit(*row) for row in cursor.fetchall()]
    last = hits[limit - 1] if len(hits) > limit else None
    return hits[:limit], _place(last.at, last.message_id) if last else ""


def _not_seen_before(hits: list[Hit], seen: set[int], query: Query, place) -> set[int]:
    """The hits' tickets without those of this page, and, going on from an earlier one, of the pages before."""
    new = {hit.ticket_id for hit in hits} - seen
    if place is None or not new or seen:
        return new
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct ticket_id from tickets_message where tenant_id = %s and ticket_id = any(%s) "
            "and (created_at, id) >= (%s, %s) and search @@ %s::tsquery",
            [current_tenant_id(), [*new], *place, str(query)],
        )
        return new - {row[0] for row in cursor.fetchall()}


def _by_age(tickets: TicketQuerySet, wish: Wish, limit: int, place) -> Found:
    if place:
        at, pk = place
        tickets = tickets.filter(Q(created_at__lte=at) & (Q(created_at__lt=at) | Q(pk__lt=pk)))
    rows = list(tickets.order_by("-created_at", "-id")[: limit + 1])
    shown = rows[:limit]
    older = _place(shown[-1].created_at, shown[-1].pk) if len(rows) > limit else ""
    return Found(tickets=shown, wish=wish, older=older)


def _numbered(tickets: TicketQuerySet, wish: Wish, place, found: Found) -> Found:
    """Put the ticket of that number first on the first page."""
    named = tickets.filter(number=wish.number).first() if wish.number and not place else None
    if named:
        found.tickets = [named, *(ticket for ticket in found.tickets if ticket.pk != named.pk)]
    return found


def _query(wish: Wish) -> Query:
    """The words as tsqueries: all of them, phrases in order, the last word as a beginning. Empty for nothing."""
    *whole, last = wish.words or [""]
    last = last.strip(".,;:!?()[]{}<>&|*'\\\"").replace("'", "''").replace("\\", "")
    with connection.cursor() as cursor:
        cursor.execute(
            "select (plainto_tsquery(%(c)s, %(words)s) && coalesce((select string_agg('(' || q::text || ')', ' & ')"
            " from (select phraseto_tsquery(%(c)s, p) q from unnest(%(phrases)s::text[]) p) each"
            " where numnode(q) > 0), '')::tsquery)::text, to_tsquery(%(c)s, %(last)s)::text",
            {
                "c": CONFIGURATION,
                "words": " ".join(whole),
                "phrases": wish.phrases,
                "last": f"'{last}':*" if last else "",
            },
        )
        return Query(*cursor.fetchone())


def _snippets(hits: list[Hit], query: Query) -> dict[int, SafeString]:
    """For each ticket the lines of its newest fitting message around the words, hits in `<mark>`, the rest escaped."""
    if not hits:
        return {}
    options = f"StartSel={START}, StopSel={STOP}, MaxFragments=1, MinWords=8, MaxWords=24"
    with connection.cursor() as cursor:
        cursor.execute(
            "select ticket_id, ts_headline(%s, translate(left(text, %s), %s, ''), %s::tsquery, %s) "
            "from tickets_message where tenant_id = %s and id = any(%s)",
            [
                CONFIGURATION,
                LONGEST_EXCERPT,
                START + STOP,
                str(query),
                options,
                current_tenant_id(),
                [hit.message_id for hit in hits],
            ],
        )
        return {pk: _marked(text) for pk, text in cursor.fetchall()}


def _marked(text: str) -> SafeString:
    return mark_safe(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))


def marked(text: str, wish: Wish) -> SafeString:
    """A text with the words of the search in `<mark>`, where a word of it begins with them; the rest escaped."""
    wanted = [re.escape(word) for word in (*wish.phrases, *wish.words) if word.strip()]
    if not wanted:
        return mark_safe(escape(text))
    pattern = re.compile(rf"\b({'|'.join(sorted(wanted, key=len, reverse=True))})", re.IGNORECASE)
    return _marked(pattern.sub(lambda hit: f"{START}{hit[1]}{STOP}", str(text).translate({0xE000: None, 0xE001: None})))


def _place(at: datetime, pk: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), pk]).encode()).decode().rstrip("=")


def _read_place(text: str) -> tuple[datetime, int] | None:
    if not text:
        return None
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return datetime.fromisoformat(at), int(pk)
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadRequest("This page address is damaged.") from error
