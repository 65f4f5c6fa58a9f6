"""The embedded Valkey (speaks Redis): broker, cache and live streams, on a unix socket beside Postgres's."""

import signal
from pathlib import Path
from urllib.parse import quote

import redis

from helpdesk.devstack.privileges import Place
from helpdesk.devstack.service import Service

DURABLE = ["--appendonly", "yes", "--save", "300 1000"]
FORGETFUL = ["--appendonly", "no", "--save", ""]


class Valkey:
    def __init__(self, place: Place, log: Path, test: bool):
        self._place, self._log, self._test = place, log, test
        self._socket = place.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"redis+socket://{quote(str(self._socket))}"

    def service(self) -> Service:
        data = self._place.data / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        self._place.account.give(data)
        return Service(
            name="valkey",
            argv=[
                str(self._place.valkey.path),
                *("--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700"),
                *("--dir", str(data), "--daemonize", "no"),
                *(FORGETFUL if self._test else DURABLE),
            ],
            env={"PATH": "/usr/bin:/bin"},
            folder="/",
            log=self._log,
            account=self._place.account,
            stop_signal=signal.SIGTERM,
            grace_seconds=20,
            stage=1,
            is_ready=self._answers,
            patience_seconds=120,
        )

    def _answers(self) -> bool:
        with redis.Redis(unix_socket_path=str(self._socket), socket_timeout=2) as client:
            return client.ping()
