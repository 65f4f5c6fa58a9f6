"""The shape of live events in Redis: one capped stream a tenant for replay, one pub/sub channel for now.

Both have the same name and are written in one script, so that an event's id in the stream is the id everybody hears.
"""

import json
from dataclasses import dataclass

KEPT_EVENTS = 1000
KEPT_SECONDS = 24 * 3600
EVERYBODY = "*"  # a topic that every listener of the tenant hears
RESYNC = "resync"  # a type: look again at all that is on the page

PUBLISH_SCRIPT = f"""
for _, event in ipairs(ARGV) do
    local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', {KEPT_EVENTS}, '*', 'e', event)
    redis.call('PUBLISH', KEYS[1], id .. ' ' .. event)
end
redis.call('EXPIRE', KEYS[1], {KEPT_SECONDS})
"""


def key(tenant_id: int) -> str:
    return f"live:{tenant_id}"


def tenant_of(name: str) -> int:
    return int(name.removeprefix("live:"))


def client_url(redis_url: str) -> str:
    """The same address as redis-py writes it; Celery has a scheme of its own for unix sockets."""
    return redis_url.replace("redis+socket://", "unix://")


def position(event_id: str) -> tuple[int, int]:
    """An event id as something that compares. Raises ValueError for anything else."""
    moment, _, number = event_id.partition("-")
    return int(moment), int(number or 0)


@dataclass(frozen=True)
class Event:
    id: str
    topic: str
    body: str  # what a page receives: {"type": …, "id": …, "version": …}

    @classmethod
    def read(cls, event_id: str, packed: str) -> "Event":
        facts = json.loads(packed)
        return cls(event_id, facts.pop("topic"), json.dumps(facts))


def pack(topic: str, type: str, id: int, version: int) -> str:
    return json.dumps({"topic": topic, "type": type, "id": id, "version": version}, separators=(",", ":"))
