"""The database every test starts from: migrated once by the owner, with the cast living in it; cloned for each worker.

Tests run as helpdesk_app, in transactions on their clone. A clone takes a tenth of a second, so a test that must
commit (workers, browsers) simply gets a fresh one.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
SOURCES = (
    "*/migrations/*.py",
    "helpdesk/*/migrations/*.py",
    "**/starter.py",
    "helpdesk/accounts/companies.py",
    "helpdesk/tenancy/postgresql/*.py",
    "helpdesk/tenancy/operations.py",
    "tests/cast.py",
)


def template_name() -> str:
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(p for p in ROOT.glob(pattern) if ".venv" not in p.parts):
            digest.update(path.read_bytes())
    return f"hd_template_{digest.hexdigest()[:12]}"


@cache
def ensure_template() -> str:
    """Build the template unless it exists (one worker builds, the others wait); returns its name."""
    name = template_name()
    lock = Path(os.environ["HELPDESK_HOME"]) / "template.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held, as_owner() as cursor:
        fcntl.flock(held, fcntl.LOCK_EX)
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        if not cursor.fetchone():
            _build(cursor, name)
    return name


def clone(template: str, name: str) -> None:
    """A fresh copy under `name`; whoever is still connected to the old one is sent away."""
    with as_owner() as cursor:
        _drop(cursor, name)
        cursor.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template)))


def drop(name: str) -> None:
    with as_owner() as cursor:
        _drop(cursor, name)


@contextmanager
def as_owner():
    connection = psycopg2.connect(
        host=os.environ["PGHOST"], port=os.environ.get("PGPORT") or 5432, user="helpdesk_owner", dbname="postgres"
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _build(cursor, name: str) -> None:
    draft = f"{name}_draft"
    _drop(cursor, draft)
    cursor.execute(sql.SQL("create database {}").format(sql.Identifier(draft)))
    env = {**os.environ, "PGDATABASE": draft}
    # An empty database has no past to be checked, and the code was checked before the suite began.
    _run(["manage.py", "migrate", "-v0", "--skip-checks"], {**env, "HELPDESK_AS_OWNER": "1"})
    _run(["-m", "tests.cast"], env)
    # A template that was only half built must not be found by the next run.
    cursor.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(draft), sql.Identifier(name)))


def _run(arguments, env):
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")


def _drop(cursor, name: str) -> None:
    """Postgres' own vacuum may be in the database for a moment, and the owner may not send it away: try again."""
    for attempt in range(40):
        try:
            cursor.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            return
        except psycopg2.errors.InsufficientPrivilege:
            if attempt == 39:
                raise
            time.sleep(0.25)
