"""Starts services in order, restarts what dies, and stops everything whatever happens to itself."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from typing import Self

from helpdesk.devstack import processes
from helpdesk.devstack.console import StartFailed, Stopping, line
from helpdesk.devstack.guard import Guard
from helpdesk.devstack.home import Home
from helpdesk.devstack.processes import Record
from helpdesk.devstack.service import Service

POLL_SECONDS = 0.1
BACK_OFF_SECONDS = (0.5, 1, 2, 4, 8, 15, 30)
HEALTHY_AFTER_SECONDS = 60
LOG_TAIL_LINES = 15


class Child:
    """A started service: its process now, and how often it had to be started again."""

    def __init__(self, service: Service):
        self.service = service
        self.process: subprocess.Popen
        self.record: Record
        self.failures = 0
        self.started_at = 0.0
        self.due_at: float | None = None  # when to start it again; None while it runs

    def spawn(self) -> None:
        service = self.service
        with open(service.log, "ab") as log:
            self.process = processes.spawn(
                list(service.argv),
                stop_signal=service.stop_signal,
                env=dict(service.env),
                cwd=service.folder,
                stdout=log,
                **service.account.popen_options(),
            )
        self.record = processes.record(
            service.name,
            self.process.pid,
            stop_signal=service.stop_signal,
            grace_seconds=service.grace_seconds,
            stage=service.stage,
        )
        self.started_at, self.due_at = time.monotonic(), None

    def log_tail(self) -> str:
        lines = self.service.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
        return "\n".join(f"    {text}" for text in lines)


class Supervisor:
    """Use as a context manager: leaving the block stops all children, even one that was half started."""

    def __init__(self, home: Home):
        self._home = home
        self._children: list[Child] = []
        self._stop_asked = threading.Event()

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stop_asked.set())
        self._clear_predecessor()
        self._guard = Guard(self._home.pids)
        return self

    def __exit__(self, *_) -> None:
        self._stop_asked.set()
        self.stop()
        self._home.pids.unlink(missing_ok=True)
        self._guard.release()

    def _clear_predecessor(self) -> None:
        orphans = [row for row in processes.load(self._home.pids) if row.lives() or row.group_lives()]
        if orphans:
            line("cleaning up", "after a crash: " + ", ".join(row.name for row in orphans))
            processes.stop(orphans)
        self._home.pids.unlink(missing_ok=True)

    def start(self, *services: Service) -> None:
        """Start the services side by side and wait until each answers. Raises StartFailed with the log's end."""
        self.wait_for(self.begin(*services))

    def begin(self, *services: Service) -> list[Child]:
        """Start the services; `wait_for` what is returned."""
        children = [Child(service) for service in services]
        for child in children:
            self._children.append(child)
            self._spawn(child)
        return children

    def wait_for(self, children: Iterable[Child]) -> None:
        """Wait until each of them answers. Raises StartFailed with the log's end."""
        waiting = list(children)
        while waiting:
            self._pause()
            waiting = [child for child in waiting if not self._is_up(child)]

    def _is_up(self, child: Child) -> bool:
        name, took = child.service.name, time.monotonic() - child.started_at
        if child.process.poll() is not None:
            raise StartFailed(f"{name} {_ending(child.process.returncode)}. The end of its log:\n{child.log_tail()}")
        if took > child.service.patience_seconds:
            raise StartFailed(f"{name} does not answer after {took:.0f} s. The end of its log:\n{child.log_tail()}")
        if not _answers(child.service.is_ready):
            return False
        line(name, f"{'ready':<34} {took:5.1f} s")
        return True

    def run(self, *services: Service) -> None:
        """Run services that end by themselves (a migration), side by side. Raises StartFailed when one fails."""
        running = self.begin(*services)
        while running:
            self._pause()
            running = [child for child in running if not self._has_ended(child)]
        self._remember()

    def _has_ended(self, child: Child) -> bool:
        code, name = child.process.poll(), child.service.name
        if code is None:
            return False
        if code:
            raise StartFailed(f"{name} {_ending(code)}. The end of its log:\n{child.log_tail()}")
        self._children.remove(child)
        line(name, f"{'done':<34} {time.monotonic() - child.started_at:5.1f} s")
        return True

    def watch(self, every_second: Callable[[], bool]) -> None:
        """Keep all services running until somebody asks to stop, or `every_second()` says that nobody needs us."""
        asked_at = time.monotonic()
        while not self._stop_asked.wait(POLL_SECONDS):
            for child in self._children:
                self._tend(child)
            if time.monotonic() - asked_at >= 1:
                asked_at = time.monotonic()
                if every_second():
                    return

    def _tend(self, child: Child) -> None:
        if child.due_at is not None:
            if time.monotonic() >= child.due_at:
                self._spawn(child)
            return
        if child.process.poll() is None:
            if child.failures and time.monotonic() - child.started_at > HEALTHY_AFTER_SECONDS:
                child.failures = 0
            return
        processes.clear_group(child.record)
        pause = BACK_OFF_SECONDS[min(child.failures, len(BACK_OFF_SECONDS) - 1)]
        child.failures += 1
        child.due_at = time.monotonic() + pause
        ending = _ending(child.process.returncode)
        line(child.service.name, f"{ending}; starting it again in {pause:g} s (see {child.service.log})")

    def _spawn(self, child: Child) -> None:
        child.spawn()
        self._remember()

    def _remember(self) -> None:
        processes.save(self._home.pids, [child.record for child in self._children])

    def _pause(self) -> None:
        if self._stop_asked.wait(POLL_SECONDS):
            raise Stopping

    def _collect(self) -> None:
        for child in self._children:
            child.process.poll()

    def stop(self) -> None:
        """Stop what still runs, the pages first and Postgres last, and say how each of them ended."""
        begin = time.monotonic()
        running = [child for child in self._children if child.process.poll() is None]
        processes.stop([child.record for child in self._children], collect=self._collect)
        unclean = [child for child in running if child.process.returncode not in (0, -child.service.stop_signal)]
        for child in unclean:
            line(child.service.name, f"{_ending(child.process.returncode)} while stopping (see {child.service.log})")
        if running:
            line("stopped", f"{len(running)} services in {time.monotonic() - begin:.1f} s")


def _answers(is_ready: Callable[[], bool]) -> bool:
    try:
        return is_ready()
    except Exception:  # noqa: BLE001 - a service that is coming up may fail in every way
        return False


def _ending(code: int) -> str:
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
