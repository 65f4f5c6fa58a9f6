"""Finding tickets: words through the messages' index, operators beside them, newest first, within what one may see."""

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest, EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from helpdesk.accounts.models import Agent
from helpdesk.tenancy.context import current_tenant_id
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.search import CONFIGURATION
from tickets.search_hits import Among, Hit, Place, Query, further, look, newest
from tickets.search_line import Wish, read

FIRST_HITS = 100  # with so many nearly every page is full
FEW_TICKETS = 500  # up to so many the words are looked for among the tickets, not the tickets among the words' hits
# Beyond that, operators can make a search for a common word look far back: then the page ends early and says where to
# go on.
LEAST_FURTHER, MOST_FURTHER = 1000, 4000
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
    `before`. `rows_of` says what is read of each ticket: rows with `pk`, `number` and `created_at`.
    """
    wish = read(text, agent)
    tickets = Ticket.objects.visible_to(agent).filter(*wish.conditions, deleted_at=None)
    place = _read_place(before)
    query, few = _asked(wish, tickets)
    if not query:
        return _by_age(rows_of(tickets), wish, limit, place) if wish.conditions else Found(wish=wish)
    if few is not None:
        hits, older = _among(few, query, limit, place)
    else:
        hits, older = _by_words(tickets, query, limit, place)
    number = wish.number if not place else None
    return _found(hits, _rows(rows_of, tickets, hits, number), number, Found(wish=wish, older=older), query)


def ids_with(words: str, most: int = 1000) -> list[int]:
    """Ids of tickets whose newest messages hold all the words (the last may be only begun), newest first."""
    query, _few = _asked(Wish(words=words.replace("\x00", " ").split()))
    return list(dict.fromkeys(hit.ticket_id for hit in newest(query, most))) if query else []


def _by_words(tickets: TicketQuerySet, query: Query, limit: int, place: Place | None) -> tuple[list[Hit], str]:
    """The newest hit of each ticket of a page, and where to go on. Two statements, however few of the hits' tickets
    are meant."""
    among = _meant(tickets, query, place)
    first = look(query, FIRST_HITS, place, among=among, enough=limit)
    chosen, place, is_more = _chosen(first.hits, limit)
    if is_more or first.stop is None or len(chosen) == limit:
        return chosen, _place(*place) if is_more or (place and first.stop) else ""
    # Twice as many as it takes if the others are like these.
    wanted = 2 * (limit - len(chosen)) * len(first.hits) // max(len(chosen), 1)
    most = min(max(wanted, LEAST_FURTHER), MOST_FURTHER)
    hits = further(query, most, first, among=among)
    chosen, place, is_more = _chosen([*first.hits, *hits], limit)
    return chosen, _place(*place) if place and (is_more or len(hits) == most) else ""


def _chosen(hits: list[Hit], limit: int) -> tuple[list[Hit], Place | None, bool]:
    """The newest hit of each ticket that is meant; the place of the last hit that was used; whether others
    follow."""
    chosen: dict[int, Hit] = {}
    passed: set[int] = set()
    place = None
    for hit in hits:
        if len(chosen) == limit and hit.ticket_id not in passed:
            return [*chosen.values()], place, True
        place = (hit.at, hit.message_id)
        passed.add(hit.ticket_id)
        if hit.is_among:
            chosen.setdefault(hit.ticket_id, hit)
    return [*chosen.values()], place, False


def _meant(tickets: TicketQuerySet, query: Query, place: Place | None) -> Among:
    """Those of the hits' tickets that fit, without the ones of the pages before."""
    narrowed = tickets.filter(_true("tickets_ticket.id = any(array(select ticket_id from hits))"))
    if place is not None:
        earlier = (
            "not exists (select from tickets_message m where m.tenant_id = %s and m.ticket_id = tickets_ticket.id"
            " and (m.created_at, m.id) >= (%s, %s) and m.search @@ %s::tsquery)"
        )
        narrowed = narrowed.filter(_true(earlier, current_tenant_id(), *place, str(query)))
    return Among(*_statement(narrowed))


def _true(sql: str, *values) -> RawSQL:
    return RawSQL(sql, values, output_field=BooleanField())  # noqa: S611  the text is ours, the values apart


def _statement(tickets: TicketQuerySet) -> tuple[str, tuple]:
    """The statement that gives the tickets' ids, with its values."""
    try:
        sql, values = tickets.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "select id from tickets_ticket where false", ()
    return sql, tuple(values)


def _rows(rows_of, tickets: TicketQuerySet, hits: list[Hit], number: int | None) -> dict[int, Any]:
    wanted = Q(pk__in=[hit.ticket_id for hit in hits])
    wanted |= Q(number=number) if number else Q()
    return {row.pk: row for row in rows_of(tickets.filter(wanted))} if hits or number else {}


def _found(hits: list[Hit], rows: dict[int, Any], number: int | None, found: Found, query: Query) -> Found:
    """The ticket of that number comes first."""
    named = [pk for pk, row in rows.items() if number and row.number == number]
    order = dict.fromkeys([*named, *(hit.ticket_id for hit in hits)])
    found.tickets = [rows[pk] for pk in order if pk in rows]
    found.snippets = _snippets(hits, query)
    return found


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


def _by_age(tickets: TicketQuerySet, wish: Wish, limit: int, place) -> Found:
    if place:
        at, pk = place
        tickets = tickets.filter(Q(created_at__lte=at) & (Q(created_at__lt=at) | Q(pk__lt=pk)))
    rows = list(tickets.order_by("-created_at", "-id")[: limit + 1])
    shown = rows[:limit]
    older = _place(shown[-1].created_at, shown[-1].pk) if len(rows) > limit else ""
    return Found(tickets=shown, wish=wish, older=older)


_ASKED = """
select (plainto_tsquery(%s, %s) && coalesce((
    select string_agg('(' || q::text || ')', ' & ')
    from (select phraseto_tsquery(%s, p) q from unnest(%s::text[]) p) each
    where numnode(q) > 0
), '')::tsquery)::text, to_tsquery(%s, %s)::text, array({few} limit %s)
"""


def _asked(wish: Wish, tickets: TicketQuerySet | None = None) -> tuple[Query, list[int] | None]:
    """The words as tsqueries: all of them, phrases in order, the last word as a beginning; empty for nothing. And the
    tickets the operators leave, where those are few."""
    *whole, last = wish.words or [""]
    last = last.strip(".,;:!?()[]{}<>&|*'\\\"").replace("'", "''").replace("\\", "")
    counts = tickets is not None and wish.conditions and (wish.words or wish.phrases)
    few_sql, few_values = _statement(tickets) if counts else ("select null::bigint where false", ())
    with connection.cursor() as cursor:
        cursor.execute(
            _ASKED.format(few=few_sql),
            [
                *(CONFIGURATION, " ".join(whole), CONFIGURATION, wish.phrases),
                *(CONFIGURATION, f"'{last}':*" if last else "", *few_values, max(FEW_TICKETS, 0) + 1),
            ],
        )
        whole, beginning, few = cursor.fetchone()
    return Query(whole, beginning), few if counts and len(few) <= FEW_TICKETS else None


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
