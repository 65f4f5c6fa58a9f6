"""Looks of rules that came to nothing are forgotten after a while: there are many, and nobody asks about old ones."""

from django.db import connection

KEPT_DAYS = 90
AT_ONCE = 5_000


def forget_looks(*, rounds: int = 1_000) -> int:
    """Delete old looks of all companies that did nothing, some at a time; returns how many. What acted stays."""
    gone = 0
    for _round in range(rounds):
        with connection.cursor() as cursor:
            cursor.execute("select forget_rule_looks(%s, %s)", [AT_ONCE, KEPT_DAYS])
            now = cursor.fetchone()[0]
        gone += now
        if now < AT_ONCE:
            break
    return gone
