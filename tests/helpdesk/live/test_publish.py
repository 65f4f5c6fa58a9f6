import socket
import time

from helpdesk.live.publish import Publisher, publish


def test_a_dead_redis_costs_one_publication_little_and_the_next_ones_nothing():
    # given a server that accepts and then never answers, the slowest way of being dead
    with socket.create_server(("127.0.0.1", 0)) as dead:
        publisher = Publisher(f"redis://127.0.0.1:{dead.getsockname()[1]}/0")
        assert _seconds(publisher) < 0.2
        assert _seconds(publisher) < 0.001


def test_publishing_never_raises(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    publish(900_001, "desk", "ticket.updated", 1, 1)


def _seconds(publisher: Publisher) -> float:
    begin = time.perf_counter()
    publisher.publish(900_001, "{}")
    return time.perf_counter() - begin
