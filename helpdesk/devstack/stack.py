"""Puts the parts together: the servers alone, or the whole product on top of them."""

import hashlib
import http.client
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from helpdesk.devstack import roster
from helpdesk.devstack.binaries import postgres_program, valkey_program
from helpdesk.devstack.console import line
from helpdesk.devstack.home import ROOT, Home, write_atomically
from helpdesk.devstack.ports import answers, any_port, free_port
from helpdesk.devstack.postgres import DATABASE, OWNER, PORT, Postgres
from helpdesk.devstack.privileges import settle
from helpdesk.devstack.service import Service, at_once
from helpdesk.devstack.supervisor import Child, Supervisor
from helpdesk.devstack.valkey import Valkey

CATCHER_STAGE, PRODUCT_STAGE = 2, 3
STATIC_SOURCES = tuple(ROOT / "helpdesk" / name for name in ("static", "ui/pages.py", "ui/sheets.py"))
DEFAULTS = {"DJANGO_SETTINGS_MODULE": "helpdesk.settings.dev", "PGUSER": "helpdesk_app", "WEB_CONCURRENCY": "2"}


class Stack:
    def __init__(self, home: Home, supervisor: Supervisor, *, test: bool = False):
        self._home, self._supervisor = home, supervisor
        self._begun: list[Child] = []
        place = settle(home, postgres_program(), valkey_program())
        self._postgres = Postgres(place, home, test)
        self._valkey = Valkey(place, home.log("valkey"), test)
        self._facts: dict[str, Any] = {
            "HELPDESK_HOME": str(home.path),
            "PGHOST": str(place.sockets),
            "PGPORT": PORT,
            "PGDATABASE": DATABASE,
            "REDIS_URL": self._valkey.url,
        }

    @property
    def address(self) -> str:
        return f"http://localhost:{self._facts['PORT']}/"

    def publish(self) -> None:
        self._home.publish(self._facts | {"pid": os.getpid()})

    def start_servers(self) -> None:
        """Postgres with the product's roles and database, and Valkey."""
        if draft := self._postgres.draft_to_fill():
            self._supervisor.run(self._postgres.initdb(draft))
            self._postgres.accept(draft)
        self._supervisor.start(self._postgres.service(), self._valkey.service())
        if self._unfinished_demo.exists():
            self._postgres.drop_database()
            self._unfinished_demo.unlink()
        self._postgres.provide_database()

    def choose_ports(self) -> None:
        for name, default in (("PORT", 8000), ("SMTP_PORT", 2525)):
            wished = int(os.environ.get(name) or default)
            port = free_port(wished)
            if port != wished:
                line("note", f"port {wished} is taken, {name} is {port}")
            self._facts[name] = port
        self._facts |= {"OUTBOUND_SMTP_HOST": "127.0.0.1", "OUTBOUND_SMTP_PORT": any_port()}

    def start_catcher(self) -> None:
        """Before the long part of a first start, so that nobody takes the port meanwhile."""
        self._supervisor.start(self._catcher())

    def prepare_product(self, demo: bool) -> None:
        """Bring the schema and the static files up to date; play the demo into an empty database."""
        migrate = self._manage("migrate", "migrate", "--no-input", PGUSER=OWNER, HELPDESK_AS_OWNER="1")
        if self._static_changed():
            self._supervisor.run(migrate, self._manage("static", "collectstatic", "--no-input", "--verbosity", "0"))
            write_atomically(self._static_stamp, _fingerprint(*STATIC_SOURCES))
        else:
            self._supervisor.run(migrate)
        if demo and not self._postgres.has_tenants():
            self._play_demo()

    def _play_demo(self) -> None:
        """All or nothing: a history that was interrupted is thrown away by the next start, before anybody saw it."""
        self._unfinished_demo.touch()
        # One company is done before the other: the pages use that time to load. Workers would act on half a history.
        self._begun = self._supervisor.begin(self._service("web"))
        self._supervisor.run(self._manage("demo", "seed_demo"))
        self._unfinished_demo.unlink()

    @property
    def _unfinished_demo(self) -> Path:
        return self._home.path / "demo-unfinished"

    @property
    def _static_stamp(self) -> Path:
        return self._home.path / "static-stamp"

    def _static_changed(self) -> bool:
        stamp = self._static_stamp
        return not stamp.exists() or stamp.read_text() != _fingerprint(*STATIC_SOURCES)

    def start_product(self, only: Collection[str] = ()) -> None:
        """The services of the roster, or only those that are named."""
        begun = {child.service.name for child in self._begun}
        names = [name for name in roster.ROSTER if (not only or name in only) and name not in begun]
        self._supervisor.wait_for(self._begun + self._supervisor.begin(*map(self._service, names)))

    def ask_demo_logins(self) -> subprocess.Popen:
        """The question under way; its answer is on stdout when the services are up."""
        argv = [sys.executable, "manage.py", "demo_logins"]
        return subprocess.Popen(
            argv, env=self._environment(), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def _manage(self, name: str, *arguments: str, **environment: str) -> Service:
        return self._own(name, [sys.executable, "manage.py", *arguments], environment=environment)

    def _catcher(self) -> Service:
        port = self._facts["OUTBOUND_SMTP_PORT"]
        argv = [sys.executable, "-m", "helpdesk.devstack.catcher", str(port), str(self._home.outbox)]
        return self._own("catcher", argv, partial(answers, port, b"220"), stage=CATCHER_STAGE)

    def _service(self, name: str) -> Service:
        command = roster.command(
            name,
            host="127.0.0.1",
            port=self._facts["PORT"],
            home=self._home.path,
            processes=os.environ.get("WORKER_PROCESSES", "2"),
        )
        return self._own(name, [sys.executable, *command], self._readiness(name))

    def _readiness(self, name: str) -> Callable[[], bool]:
        if text := roster.ROSTER[name].says_ready:
            log = self._home.log(name)
            return roster.has_said(log, text, since=log.stat().st_size if log.exists() else 0)
        if name == "smtp":
            return partial(answers, self._facts["SMTP_PORT"], b"220")
        return partial(_serves_pages, self._facts["PORT"])

    def _own(
        self,
        name: str,
        argv: list[str],
        is_ready: Callable[[], bool] = at_once,
        stage: int = PRODUCT_STAGE,
        environment: Mapping[str, str] | None = None,
    ) -> Service:
        return Service(
            name=name,
            argv=argv,
            env=self._environment() | dict(environment or {}),
            folder=str(ROOT),
            log=self._home.log(name),
            stage=stage,
            is_ready=is_ready,
        )

    def _environment(self) -> dict[str, str]:
        """The caller's environment with our addresses; foreign PG* variables would lead elsewhere."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        ours = {name: str(value) for name, value in self._facts.items()}
        return DEFAULTS | inherited | ours | {"PYTHONUNBUFFERED": "1"}


def _serves_pages(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    finally:
        connection.close()


def _fingerprint(*sources: Path) -> str:
    """Changes when a source or any file below it does, or an installed package brings other ones."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for source in sources:
        for path in sorted([source, *source.rglob("*")]):
            found = path.stat()
            digest.update(f"{path}{found.st_size}{found.st_mtime_ns}".encode())
    return digest.hexdigest()
