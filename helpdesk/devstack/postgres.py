"""The embedded Postgres: a data folder made once, a server on a unix socket, the product's roles and database."""

import shutil
import signal
from contextlib import closing
from pathlib import Path

import psycopg2

from helpdesk.devstack.home import ROOT, Home
from helpdesk.devstack.privileges import Place
from helpdesk.devstack.processes import ON_LINUX
from helpdesk.devstack.service import Service

SUPERUSER, OWNER, DATABASE, PORT = "postgres", "helpdesk_owner", "helpdesk", "5432"
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}
ROLES = ROOT / "helpdesk" / "tenancy" / "roles.sql"
# The wheel is built without ICU. This locale sorts and folds Unicode the same way on every platform.
LOCALE = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
SMALL_SHARED_MEMORY_BYTES = 256 * 1024 * 1024  # a container's default /dev/shm holds 64 MB

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_duration_statement": "1s",
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_checkpoints": "off",
}
if ON_LINUX:
    # After a kill -9 Postgres first flushes every file of its data folder: one call instead of thousands (3 s → 0.2 s).
    SETTINGS["recovery_init_sync_method"] = "syncfs"
# Tests may lose everything with the machine; they only must not wait for its disk.
UNSAFE_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",  # its workers cannot be ended by the role that drops test databases
    "log_min_duration_statement": "-1",
}


class Postgres:
    def __init__(self, place: Place, home: Home, test: bool):
        self._place, self._home, self._test = place, home, test
        self._data = place.data / "postgres"

    def draft_to_fill(self) -> Path | None:
        """An empty folder for initdb; None when there is data. What an interrupted attempt left has another name."""
        if (self._data / "PG_VERSION").exists():
            return None
        draft = self._data.with_suffix(".init")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._place.account.give(draft)
        return draft

    def initdb(self, draft: Path) -> Service:
        program = str(self._place.postgres.path.with_name("initdb"))
        options = ["-U", SUPERUSER, "--auth=trust", "--no-instructions", *LOCALE]
        if self._test:
            options.append("--no-sync")
        return Service(
            name="initdb",
            argv=[program, "-D", str(draft), *options],
            env=ENVIRONMENT,
            folder="/",
            log=self._home.log("postgres"),
            account=self._place.account,
            stage=0,
        )

    def accept(self, draft: Path) -> None:
        draft.replace(self._data)

    def service(self) -> Service:
        settings = SETTINGS | {"unix_socket_directories": str(self._place.sockets)} | _shared_memory()
        if self._test:
            settings |= UNSAFE_SETTINGS
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Service(
            name="postgres",
            argv=[str(self._place.postgres.path), "-D", str(self._data), *options],
            env=ENVIRONMENT,
            folder="/",
            log=self._home.log("postgres"),
            account=self._place.account,
            stop_signal=signal.SIGINT,  # "fast": rolls back, writes a checkpoint, leaves nothing to recover
            grace_seconds=60,
            stage=0,
            is_ready=self._answers,
            patience_seconds=300,  # crash recovery after a long bulk load
        )

    def _answers(self) -> bool:
        with closing(self._connect("postgres")):
            return True

    def _connect(self, database: str):
        # `with connection` would end the transaction, not the connection
        connection = psycopg2.connect(
            host=str(self._place.sockets), port=PORT, user=SUPERUSER, dbname=database, connect_timeout=3
        )
        connection.autocommit = True
        return connection

    def provide_database(self) -> None:
        """Make the roles and the database, as the containers' first start does; repeating it changes nothing."""
        with closing(self._connect("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute(ROLES.read_text())
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def drop_database(self) -> None:
        with closing(self._connect("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")

    def has_tenants(self) -> bool:
        with closing(self._connect(DATABASE)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM tenancy_tenant)")
            return cursor.fetchone()[0]


def _shared_memory() -> dict[str, str]:
    folder = Path("/dev/shm")  # noqa: S108 - only its size is read
    try:
        small = shutil.disk_usage(folder).total < SMALL_SHARED_MEMORY_BYTES
    except OSError:
        return {}
    return {"dynamic_shared_memory_type": "mmap"} if small else {}
