"""A Postgres that takes calls and never answers: real connections, through a wire that can be made to swallow."""

import selectors
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from helpdesk.base import patience


class Wire:
    """Stands between clients and Postgres and passes on what they say, until it is told otherwise."""

    def __init__(self, folder: Path, server: str):
        self.folder, self._server = folder, server
        self.calls = "pass"  # or "swallow" or "refuse": what becomes of new connections
        self._opposite: dict[socket.socket, socket.socket] = {}
        self._muted: list[socket.socket] = []
        self._asked = selectors.DefaultSelector()
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / ".s.PGSQL.5432"))
        self._listening.listen()
        self._asked.register(self._listening, selectors.EVENT_READ)
        self._is_open = True
        self._thread = threading.Thread(target=self._carry)
        self._thread.start()

    def mute(self) -> None:
        """Nothing that is said on the connections there are arrives any more."""
        for end in (ends := list(self._opposite)):
            self._asked.unregister(end)
        self._muted += ends
        self._opposite.clear()

    def close(self) -> None:
        self._is_open = False
        self._thread.join(5)
        for end in (self._listening, *self._opposite, *self._muted):
            end.close()

    def _carry(self) -> None:
        while self._is_open:
            for key, _ in self._asked.select(0.02):
                if key.fileobj is self._listening:
                    self._take()
                elif key.fileobj in self._opposite:
                    self._hand_on(key.fileobj)

    def _take(self) -> None:
        client, _ = self._listening.accept()
        if self.calls == "refuse":
            client.close()
        elif self.calls == "swallow":
            self._muted.append(client)
        else:
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            self._opposite |= {client: server, server: client}
            for end in (client, server):
                self._asked.register(end, selectors.EVENT_READ)

    def _hand_on(self, giver: socket.socket) -> None:
        with suppress(OSError):
            if block := giver.recv(65536):
                self._opposite[giver].sendall(block)
            else:
                self._asked.unregister(giver)
                self._opposite[giver].shutdown(socket.SHUT_WR)


@pytest.fixture
def wire(tmp_path_factory, django_db_setup, monkeypatch):
    """A wire to the suite's Postgres, and everybody five times as impatient as usual."""
    for name in ("CONNECT_SECONDS", "SILENCE_SECONDS", "GLANCE_SECONDS", "GRACE_SECONDS"):
        monkeypatch.setattr(patience, name, getattr(patience, name) / 5)
    monkeypatch.setattr(patience._Server, "silent", False)  # and what this process heard here is forgotten after it
    known = connection.settings_dict
    between = Wire(tmp_path_factory.mktemp("w"), f"{known['HOST']}/.s.PGSQL.{known['PORT'] or 5432}")
    yield between
    between.close()


@pytest.fixture
def connect(wire):
    """`connect()` is a connection by the wire."""
    opened = []

    def by_wire(timeout_ms=15_000):
        user, database = connection.settings_dict["USER"], connection.settings_dict["NAME"]
        options = f"-c statement_timeout={timeout_ms}"
        opened.append(psycopg2.connect(host=wire.folder, port=5432, user=user, dbname=database, options=options))
        return opened[-1]

    yield by_wire
    for each in opened:
        each.close()


def ask(to, sql="select 1"):
    with to.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def given_up_after(act) -> float:
    begin = time.monotonic()
    with pytest.raises(psycopg2.OperationalError):
        act()
    return time.monotonic() - begin


def test_a_statement_to_a_silent_server_is_given_up_and_the_next_ones_sooner(wire, connect):
    # given
    first, second = connect(), connect()
    assert ask(first) == ask(second) == 1
    # when
    wire.mute()
    wire.calls = "swallow"
    # then the server is asked whether it lives before the statement is given up
    assert 0.75 < given_up_after(lambda: ask(first)) < 1.5
    assert first.closed
    # and nobody waits that long again
    assert given_up_after(lambda: ask(second)) < 0.4
    assert given_up_after(connect) < 0.4


def test_a_commit_that_nobody_confirms_is_given_up_too(wire, connect):
    to = connect()
    assert ask(to) == 1
    wire.mute()
    wire.calls = "swallow"
    assert given_up_after(to.commit) < 1.5


def test_when_the_server_answers_again_all_is_as_before(wire, connect):
    # given
    to = connect()
    wire.mute()
    wire.calls = "swallow"
    given_up_after(lambda: ask(to))
    # when
    wire.calls = "pass"
    # then a statement may take its time again
    assert ask(connect(), "select 1 from pg_sleep(0.6)") == 1


@pytest.mark.parametrize("_case", ["pass", "refuse"])
def test_a_slow_statement_of_a_server_that_lives_is_waited_for(wire, connect, _case):
    """A server that refuses further connections lives too: it is full, or stopping."""
    to = connect(timeout_ms=0)
    wire.calls = _case
    assert ask(to, "select 1 from pg_sleep(1)") == 1


def test_a_statement_that_outlives_its_timeout_by_far_is_given_up_though_the_server_lives(wire, connect):
    to = connect(timeout_ms=200)
    assert ask(to) == 1
    wire.mute()
    assert 1.2 < given_up_after(lambda: ask(to)) < 3
    assert ask(connect()) == 1
