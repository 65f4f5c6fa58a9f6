"""The benchmark's own database: migrated, filled once per scale, found again by later runs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql

from helpdesk.settings.environment import env

ROOT = Path(__file__).resolve().parent.parent


def name_for(scale: float) -> str:
    """One database a scale and schema: a changed migration builds a new one."""
    digest = subprocess.run(
        ["git", "hash-object", "--stdin"],
        input="".join(sorted(p.read_text() for p in ROOT.glob("**/migrations/*.py") if ".venv" not in p.parts)),
        capture_output=True, text=True, check=True,
    ).stdout[:8]  # fmt: skip
    return f"hd_bench_{scale:g}_{digest}".replace(".", "_")


@contextmanager
def connected(user: str, database: str) -> Iterator:
    """A cursor in autocommit, as one of the roles or as the embedded superuser `postgres`."""
    connection = psycopg2.connect(host=env("PGHOST"), port=env("PGPORT") or 5432, user=user, dbname=database)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def exists(name: str) -> bool:
    with connected("helpdesk_owner", "postgres") as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        return cursor.fetchone() is not None


def create(name: str) -> None:
    with connected("helpdesk_owner", "postgres") as cursor:
        cursor.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    env = {**os.environ, "PGDATABASE": name, "HELPDESK_AS_OWNER": "1", "PGUSER": "helpdesk_owner"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)


def drop(name: str) -> None:
    with connected("postgres", "postgres") as cursor:
        cursor.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
