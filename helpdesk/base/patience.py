"""Waits for Postgres only while it gives a sign of life; psycopg2 by itself waits for ever.

`statement_timeout` is kept by the server, so a server that is frozen, or behind a network that swallows packets, keeps
no thread of ours longer than about four seconds: a statement that is silent for two makes us ask the server, by a
connection of its own, whether it lives. If it does, the statement may go on until its `statement_timeout` has passed.
If not, the connection is given up like a broken one (OperationalError), and from then on each wait of this process is
given up after half a second, until the server answers again.
"""

import re
import select
import time
from contextlib import closing

import psycopg2
from psycopg2.extensions import POLL_OK, POLL_READ, POLL_WRITE, STATUS_BEGIN, STATUS_READY, set_wait_callback

CONNECT_SECONDS = 3.0  # libpq's connect_timeout does not count where the waiting is ours
SILENCE_SECONDS = 2.0
GLANCE_SECONDS = 0.5
GRACE_SECONDS = 5.0
_INTEREST = {POLL_READ: select.POLLIN, POLL_WRITE: select.POLLOUT}
_TIMEOUT_OPTION = re.compile(r"statement_timeout=(\d+)\b")


class NoSignOfLife(psycopg2.OperationalError):
    """The server did not answer in time. Whether it did what it was last asked is unknown."""


class _Probe(psycopg2.extensions.connection):
    """A connection that only asks whether the server lives."""


class _Server:
    silent = False  # what this process last heard of it


def wait_with_patience() -> None:
    """Make every psycopg2 connection of this process wait like this."""
    set_wait_callback(_wait)


def _wait(connection) -> None:
    """Called for every statement, so the usual way through it is short. What it raises closes the connection."""
    while (state := connection.poll()) != POLL_OK:
        answer = select.poll()
        answer.register(connection.fileno(), _INTEREST[state])
        if not answer.poll(_patience(connection) * 1000):
            _wait_on(connection, answer)
        if state == POLL_READ:  # to be taken from is no sign of life: the system does that for a frozen process
            _Server.silent = False


def _patience(connection) -> float:
    if _Server.silent:
        return GLANCE_SECONDS
    if _is_connecting(connection) and not isinstance(connection, _Probe):
        return CONNECT_SECONDS
    return SILENCE_SECONDS


def _wait_on(connection, answer: select.poll) -> None:
    """Go on as long as the server lives. Raises NoSignOfLife."""
    begin, limit = time.monotonic(), _limit_seconds(connection)
    while True:
        if _Server.silent or isinstance(connection, _Probe) or _is_connecting(connection) or not _lives(connection):
            _Server.silent = True
            raise NoSignOfLife("the database server gives no sign of life")
        if answer.poll(SILENCE_SECONDS * 1000):
            return
        if time.monotonic() - begin > limit:
            raise NoSignOfLife("the database server lives, but this statement does not end")


def _is_connecting(connection) -> bool:
    return connection.status not in {STATUS_READY, STATUS_BEGIN}


def _lives(connection) -> bool:
    """Whether the server answers a new connection in time, if only to refuse it."""
    known = connection.info
    where = known.dsn_parameters | ({"password": known.password} if known.password else {})
    try:
        with closing(psycopg2.connect(**where, connection_factory=_Probe)) as probe, probe.cursor() as cursor:
            cursor.execute("select 1")
    except NoSignOfLife:
        return False
    except psycopg2.OperationalError:
        return True  # full, starting or stopping; what it does to our statement we shall hear
    return True


def _limit_seconds(connection) -> float:
    """A server that can ends a statement at its timeout, so one that is still running a while later never ends."""
    told = _TIMEOUT_OPTION.search(connection.info.options or "")
    timeout_ms = int(told[1]) if told else 0
    return timeout_ms / 1000 + GRACE_SECONDS if timeout_ms else float("inf")
