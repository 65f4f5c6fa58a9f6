"""Whether the process lives, and whether it can do its work: answered even when every thread for pages is held."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from helpdesk.base.figures import all_figures
from helpdesk.base.operators import may_see_figures

PATIENCE_SECONDS = 2
ALIVE_PATH = "/healthz"
HEALTH_PATHS = {ALIVE_PATH, "/readyz"}


class Health:
    """The ASGI application at `/healthz` and `/readyz`, whatever the host."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="readiness")
        self._looking: asyncio.Future | None = None

    async def __call__(self, scope: dict, receive, send) -> None:
        if scope["path"] == ALIVE_PATH:
            await _answer(send, 200, {"status": "alive"})
            return
        report = await self._report()
        is_ready = "error" not in report["database"]
        # A probe needs the status and no more; how the installation is doing is for those who run it.
        figures = report if may_see_figures(_authorization(scope)) else {}
        await _answer(send, 200 if is_ready else 503, {"status": "ready" if is_ready else "not ready", **figures})

    async def _report(self) -> dict:
        """What one look found, in time; who asks while a look lasts is told of that one."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().run_in_executor(self._thread, _look)
        try:
            return await asyncio.wait_for(asyncio.shield(self._looking), PATIENCE_SECONDS)
        except TimeoutError:
            return {"database": {"error": f"no answer within {PATIENCE_SECONDS} seconds"}}

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)


def _look() -> dict:
    """By a connection of its own, which no page waits for and which is not kept."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return {"database": {"reachable": True}, **all_figures()}
    except Exception as error:  # noqa: BLE001 whatever keeps it from the database: not ready, and says what
        return {"database": {"error": type(error).__name__}}
    finally:
        connection.close()


def _authorization(scope: dict) -> str:
    return next((value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"authorization"), "")


async def _answer(send, status: int, report: dict) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(report).encode()})
