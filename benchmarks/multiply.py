"""From a few hundred played tickets to a million: every row of them copied, shifted in id, number and time.

The seeds went through the real actions, so each copy has the clocks, events and facts a real ticket has; the catalogue
says which columns point at copied tables. Words drawn from a long tail are added to every message, because a search
over a thousand identical texts would measure nothing.
"""

import time

from psycopg2 import sql

# Rows of these tables are copied with their ticket. Deliveries, drafts and the like are done with and stay single.
TABLES = (
    "tickets_ticket",
    "tickets_message",
    "tickets_tickettag",
    "events_event",
    "sla_clock",
    "sla_watch",
    "sla_deadline",
    "metrics_ticketfact",
    "metrics_replyfact",
    "metrics_resolvefact",
    "metrics_promisefact",
    "metrics_ratingfact",
    "metrics_openspan",
)
STRIDE = 1_000_000_000  # between the ids of one copy and the next there is room for every table's own
WORDS = 30_000
YEARS = 2


def multiply(cursor, tenant_id: int, copies: int, open_copies: int, say) -> None:
    """Copy the tenant's tickets `copies` times into the past, the open ones only `open_copies` times.

    `cursor` is the superuser's: triggers that check foreign keys are switched off, secondary indexes made afterwards.
    """
    cursor.execute("set session_replication_role = replica; set maintenance_work_mem = '1GB'; set work_mem = '256MB'")
    cursor.execute("set synchronous_commit to off")
    tables = [table for table in TABLES if _exists(cursor, table)]
    indexes = _drop_indexes(cursor, tables)
    for table in tables:
        begin = time.perf_counter()
        rows = _copy(cursor, table, tables, tenant_id, copies, open_copies)
        say(f"{table}: {rows:,} rows in {time.perf_counter() - begin:.0f} s")
    begin = time.perf_counter()
    for definition in indexes:
        cursor.execute(definition)
    say(f"{len(indexes)} indexes in {time.perf_counter() - begin:.0f} s")
    cursor.execute("update tickets_ticketcounter set last_number = (select max(number) from tickets_ticket t "
                   "where t.tenant_id = tickets_ticketcounter.tenant_id)")  # fmt: skip
    for table in tables:
        cursor.execute(sql.SQL("select setval(pg_get_serial_sequence(%s, 'id'), (select max(id) from {}))").format(
            sql.Identifier(table)), [table])  # fmt: skip
    cursor.execute("vacuum analyze")


def _copy(cursor, table, tables, tenant_id, copies, open_copies) -> int:
    columns = _columns(cursor, table)
    shifted = _references(cursor, table, tables)
    values = [_value(table, name, kind, shifted) for name, kind in columns.items()]
    ticket = {"tickets_ticket": "r.id", "events_event": "r.subject_id"}.get(table, "r.ticket_id")
    only_tickets = sql.SQL("and r.subject_kind = 'ticket'") if table == "events_event" else sql.SQL("")
    statement = sql.SQL(
        "insert into {table} ({names}) select {values} from generate_series(1, %(copies)s) k "
        "join {table} r on r.tenant_id = %(tenant)s and r.id < {stride} {only_tickets} "
        "join tickets_ticket seed on seed.tenant_id = r.tenant_id and seed.id = {ticket} "
        "where k <= %(open)s or not seed.is_open"
    ).format(
        table=sql.Identifier(table),
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values),
        stride=sql.Literal(STRIDE),
        only_tickets=only_tickets,
        ticket=sql.SQL(ticket),
    )
    cursor.execute(statement, {"copies": copies, "tenant": tenant_id, "open": open_copies})
    return cursor.rowcount


def _value(table: str, name: str, kind: str, shifted: set[str]):
    column = sql.SQL("r.{}").format(sql.Identifier(name))
    if name == "id" or name in shifted or (table == "events_event" and name == "subject_id"):
        return sql.SQL("{} + k * {}::bigint").format(column, sql.Literal(STRIDE))
    if (table, name) == ("tickets_ticket", "number"):
        return sql.SQL("{} + k * 10000").format(column)
    if (table, name) == ("tickets_message", "search"):
        # floor(n ^ random()) is distributed like words are: the first ones everywhere, the last ones hardly anywhere.
        words = " ".join(["w%%s"] * 12)
        drawn = ", ".join([f"floor({WORDS} ^ random())::int"] * 12)
        return sql.SQL(f"{{}} || format('{words}', {drawn})::tsvector").format(column)
    if (table, name) == ("tickets_message", "external_id"):
        return sql.SQL("case when {0} = '' then '' else {0} || k end").format(column)
    if (table, name) == ("metrics_ratingfact", "survey_id"):
        return sql.SQL("{} + k * {}::bigint").format(column, sql.Literal(STRIDE))
    if (kind.startswith("timestamp") or kind == "date") and (table, name) != ("sla_deadline", "fire_at"):
        # Whole days, so that a fact's day stays the day of its instant. Open tickets stay within a week.
        back = "case when seed.is_open then mod(k, 7) else k * {} / %(copies)s end * interval '1 day'"
        moved = sql.SQL("({} - " + back + ")::{}").format(column, sql.Literal(365 * YEARS), sql.SQL(kind))
        return moved
    return column


def _columns(cursor, table: str) -> dict[str, str]:
    cursor.execute(
        "select column_name, data_type from information_schema.columns where table_name = %s and "
        "table_schema = 'public' order by ordinal_position",
        [table],
    )
    return dict(cursor.fetchall())


def _references(cursor, table: str, tables) -> set[str]:
    """The columns of `table` that point at a copied table (composite keys: the second column)."""
    cursor.execute(
        "select a.attname from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid "
        "and a.attnum = any(c.conkey) where c.contype = 'f' and c.conrelid = %s::regclass "
        "and c.confrelid = any(%s::text[]::regclass[]) and a.attname <> 'tenant_id'",
        [table, list(tables)],
    )
    return {name for (name,) in cursor.fetchall()}


def _drop_indexes(cursor, tables) -> list[str]:
    """Drop what is not a constraint; returns the statements that make it again."""
    cursor.execute(
        "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i "
        "where i.indrelid = any(%s::text[]::regclass[]) and not exists "
        "(select from pg_constraint c where c.conindid = i.indexrelid)",
        [list(tables)],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(sql.SQL("drop index {}").format(sql.SQL(name)))
    return [definition for _, definition in found]


def _exists(cursor, table: str) -> bool:
    cursor.execute("select to_regclass(%s) is not null", [table])
    return cursor.fetchone()[0]
