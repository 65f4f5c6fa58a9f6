"""Starts real stacks in folders of their own, and sees to it that none outlives its test."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg2

from helpdesk.devstack import processes
from helpdesk.devstack.home import ROOT, Home
from helpdesk.devstack.processes import Record


class Stack:
    """Postgres and Valkey under a supervisor, as `python -m helpdesk.devstack db --test` starts them."""

    def __init__(self, home: Path):
        self.home = home
        self.output = home.parent / f"{home.name}.output"
        self.supervisor: subprocess.Popen | None = None

    @property
    def _environment(self) -> dict[str, str]:
        foreign = {"PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "REDIS_URL"}
        return {k: v for k, v in os.environ.items() if k not in foreign} | {"HELPDESK_HOME": str(self.home)}

    def command(self, *arguments: str) -> subprocess.CompletedProcess:
        argv = [sys.executable, "-m", "helpdesk.devstack", *arguments]
        return subprocess.run(argv, cwd=ROOT, env=self._environment, capture_output=True, text=True, timeout=120)

    def start(self) -> "Stack":
        with self.output.open("w") as output:
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "helpdesk.devstack", "db", "--test"],
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        eventually(self._is_up, "the servers are up")
        return self

    def _is_up(self) -> bool:
        assert self.supervisor.poll() is None, self.said
        return "are ready" in self.said

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def facts(self) -> dict:
        return json.loads((self.home / "stack.json").read_text())

    def published(self) -> dict:
        return Home(self.home).published()

    def children(self) -> list[Record]:
        return processes.load(self.home / "pids.json")

    def child(self, name: str) -> Record:
        return next(row for row in self.children() if row.name == name)

    def query(self, statement: str, user: str = "postgres") -> list:
        where = {"host": self.facts["PGHOST"], "port": self.facts["PGPORT"], "dbname": "helpdesk", "user": user}
        with closing(psycopg2.connect(**where)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def end(self) -> None:
        if self.supervisor and self.supervisor.poll() is None:
            self.supervisor.send_signal(signal.SIGTERM)
            self.supervisor.wait(30)
        processes.stop(self.children())
        eventually(lambda: Home(self.home).owner() is None and not self.children(), "everything has ended")


def eventually(happens: Callable[[], bool], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happens():
            return
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")
