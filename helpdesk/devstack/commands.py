"""What a person or a Makefile asks of the embedded stack."""

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from helpdesk.devstack import processes
from helpdesk.devstack.console import StartFailed, say
from helpdesk.devstack.home import ROOT, Home
from helpdesk.devstack.stack import Stack
from helpdesk.devstack.supervisor import Supervisor

START_PATIENCE_SECONDS = 300
STOP_PATIENCE_SECONDS = 120
NOT_RUNNING = 3  # what `status` answers, as init scripts do


def run(only: set[str], demo: bool) -> int:
    """The whole product, until it is asked to stop."""
    home = Home.find()
    begin = time.perf_counter()
    with _owned(home), Supervisor(home) as supervisor:
        stack = Stack(home, supervisor)
        stack.start_servers()
        stack.choose_ports()
        stack.start_catcher()
        stack.publish()
        stack.prepare_product(demo)
        logins = stack.ask_demo_logins() if demo else None
        stack.start_product(only)
        say(f"\nHelpdesk is ready at {stack.address} ({time.perf_counter() - begin:.0f} s; Ctrl-C stops it)\n")
        if logins:
            say(logins.communicate()[0].rstrip())
        supervisor.watch(every_second=lambda: False)
    return 0


def db(options: argparse.Namespace) -> int:
    """Only the servers: in the foreground, detached, or lent to one command."""
    home = Home.find(options.test)
    if options.command:
        return _lend(home, options.test, options.command)
    if options.detach:
        _detach(home, options.test)
        return 0
    # Held by a name until all is down: with the last reference its lock would go, and who comes next would find servers
    # that are about to end.
    borrowers = _Borrowers(home) if options.while_borrowed else None
    with _owned(home), Supervisor(home) as supervisor:
        stack = Stack(home, supervisor, test=options.test)
        stack.start_servers()
        stack.publish()
        say(f"Postgres and Valkey are ready (addresses in {home.path / 'stack.json'})")
        supervisor.watch(every_second=borrowers.have_gone if borrowers else lambda: False)
    return 0


def stop(test: bool) -> int:
    """Ask the supervisor to stop and wait until all is down. Stopping what does not run is no error."""
    home = Home.find(test)
    owner = home.owner()
    if not owner:
        say("not running")
        return 0
    os.kill(owner, signal.SIGTERM)
    end = time.monotonic() + STOP_PATIENCE_SECONDS
    while home.owner() == owner:
        if time.monotonic() > end:
            raise StartFailed(f"the stack (process {owner}) does not stop; see {home.path / 'log'}")
        time.sleep(0.05)
    say("stopped")
    return 0


def status(test: bool) -> int:
    home = Home.find(test)
    if not home.owner():
        say("not running")
        return NOT_RUNNING
    for name, value in home.published().items():
        say(f"{name}={value}")
    for row in processes.load(home.pids):
        say(f"  {row.name:<12} process {row.pid}" + ("" if row.lives() else " (down)"))
    return 0


@contextmanager
def _owned(home: Home) -> Iterator[None]:
    home.prepare()
    lock = home.take()
    if lock is None:
        raise StartFailed(_already(home))
    try:
        home.withdraw()
        yield
    finally:
        home.withdraw()
        lock.close()


def _already(home: Home) -> str:
    port = home.published().get("PORT")
    where = f" at http://localhost:{port}/" if port else ""
    return f"it is already running{where} (process {home.owner()}, state in {home.path})"


def _detach(home: Home, test: bool, *extra: str) -> None:
    """Start the servers in a process of its own, or find them running already."""
    home.prepare()
    if home.is_up():
        return
    argv = [sys.executable, "-m", "helpdesk.devstack", "db", *(["--test"] if test else []), *extra]
    with open(home.log("supervisor"), "ab") as log:
        process = subprocess.Popen(
            argv, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    end = time.monotonic() + START_PATIENCE_SECONDS
    while not home.is_up():
        if process.poll() is not None and not home.owner():
            raise StartFailed(_tail(home.path / "log" / "supervisor.log"))
        if time.monotonic() > end:
            raise StartFailed(f"the servers do not come up; see {home.path / 'log'}")
        time.sleep(0.05)
    if home.owner() != process.pid:
        # Somebody was quicker. Ours would find that out by itself, or, if that one ends first, start all over again.
        process.terminate()
        process.wait()


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:])


def _lend(home: Home, test: bool, command: list[str]) -> int:
    """Run a command with the servers up. Who comes meanwhile shares them; the last to go turns them off."""
    home.prepare()
    with open(home.path / "borrowers", "w") as borrowed:
        fcntl.flock(borrowed, fcntl.LOCK_SH)
        _detach(home, test, "--while-borrowed")
        return subprocess.run(command, check=False, env=os.environ | {"HELPDESK_HOME": str(home.path)}).returncode


class _Borrowers:
    """Everyone who uses the servers holds a shared lock; getting the exclusive one means that all have gone.

    It is kept until this process ends, so that a newcomer waits for the end and then starts servers anew.
    """

    def __init__(self, home: Home):
        self._file: IO[str] = (home.path / "borrowers").open("w")

    def have_gone(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
