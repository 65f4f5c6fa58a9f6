import asyncio
import threading

import pytest

from tickets.channels.email.receiver import Handler, serve


class Receiver:
    """The SMTP receiver, running for the test; `rung` collects the bells it rang."""

    def __init__(self, ring=None):
        self.rung = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ring,), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def _run(self, ring):
        asyncio.set_event_loop(self._loop)
        handler = Handler(ring or (lambda tenant_id, raw_id: self.rung.append((tenant_id, raw_id))))
        server = self._loop.run_until_complete(serve(handler, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        conversations = asyncio.all_tasks(self._loop)
        for each in conversations:
            each.cancel()
        self._loop.run_until_complete(asyncio.gather(*conversations, return_exceptions=True))
        handler.close()
        self._loop.close()

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


@pytest.fixture
def receiver(committed_db):
    server = Receiver()
    yield server
    server.close()
