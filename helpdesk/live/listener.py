"""One open stream's side of the hub: what it may hear, and a short queue of what it has still to say."""

import asyncio
from collections import deque
from enum import Enum

from helpdesk.live.channel import EVERYBODY, Event, position
from helpdesk.live.tokens import Ticket

QUEUE_LIMIT = 100


class Word(Enum):
    """What a stream says besides events."""

    READY = "ready"
    RESYNC = "resync"
    BYE = "bye"


class Listener:
    """Never makes the hub wait: a page too slow for its events loses them and is told to look at everything again."""

    def __init__(self, ticket: Ticket):
        self.ticket = ticket
        self._queue: deque[Event | Word] = deque()
        self._something = asyncio.Event()
        self.has_begun = False
        self._position = (0, 0)
        self.last_id = ""

    def begin(self, event_id: str) -> None:
        """Nothing up to `event_id` will be heard: the page has it, or starts from there."""
        self.has_begun = True
        self._position, self.last_id = position(event_id), event_id
        self._say(Word.READY)

    def hear(self, event: Event) -> None:
        if not self.has_begun or event.topic not in self.ticket.topics | {EVERYBODY}:
            return  # before the beginning nothing is lost: the replay reads it from the stream
        if position(event.id) <= self._position:
            return  # replayed and published at once
        self._position = position(event.id)
        if len(self._queue) >= QUEUE_LIMIT:
            self.resync()
        else:
            self._say(event)

    def resync(self) -> None:
        """Have the page fetch again all it shows; what was still to be said is in that."""
        self.has_begun = True
        self._queue.clear()
        self._say(Word.RESYNC)

    def dismiss(self) -> None:
        self._say(Word.BYE)

    def _say(self, what: Event | Word) -> None:
        self._queue.append(what)
        self._something.set()

    async def next(self, patience_seconds: float) -> Event | Word | None:
        """The next thing to say, or None when nothing happened for so long."""
        if not self._queue:
            self._something.clear()
            try:
                async with asyncio.timeout(patience_seconds):
                    await self._something.wait()
            except TimeoutError:
                return None
        return self._queue.popleft()
