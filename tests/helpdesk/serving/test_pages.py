"""The thread pool under a real server: what must never hold a thread, and what must not get through."""

import contextvars
import http.client
import socket
import threading
import time
from contextlib import closing, contextmanager
from io import BytesIO

import pytest
import uvicorn

from helpdesk.serving import pages as pages_module
from helpdesk.serving.pages import Pages

LIMIT_BYTES = 1024 * 1024
who = contextvars.ContextVar("who", default="nobody")
events: dict[str, threading.Event] = {}


class Streamed:
    """Django marks its answers like this."""

    streaming = True

    def __iter__(self):
        try:
            for _ in range(10_000):
                yield b"x" * 65536
        finally:
            events["stream ended"].set()

    def close(self):
        events["stream closed"].set()


def site(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    match environ["PATH_INFO"]:
        case "/who":
            before = who.get()
            who.set("somebody")
            return Whole(before)
        case "/echo":
            return Whole(str(len(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))))
        case "/header":
            return Whole(environ.get("HTTP_X_FORWARDED_FOR", "none"))
        case "/file":
            return environ["wsgi.file_wrapper"](BytesIO(b"f" * 40_000_000), 4096)
        case "/small":
            return environ["wsgi.file_wrapper"](BytesIO(b"small"), 4096)
        case "/stream":
            return Streamed()
        case "/broken":
            raise RuntimeError("a bug that Django did not catch")
        case path:
            return Whole(path)


class Whole(list):
    def __init__(self, text: str):
        super().__init__([text.encode("latin-1")])

    def close(self):
        pass


@pytest.fixture
def port():
    events.update({name: threading.Event() for name in ("stream ended", "stream closed")})
    pages = Pages(site, threads=1, body_limit_bytes=LIMIT_BYTES)
    with socket.create_server(("127.0.0.1", 0)) as listening, closing(pages):
        config = uvicorn.Config(pages, lifespan="off", log_level="critical", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


@contextmanager
def raw(port: int, head: str):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as talk:
        talk.sendall(head.encode())
        yield talk


def ask(port: int, path: str, method: str = "GET", **options) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request(method, path, **options)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_a_request_never_sees_what_an_earlier_one_set(port):
    assert [ask(port, "/who")[1] for _ in range(3)] == [b"nobody"] * 3


def test_a_slow_sender_holds_no_thread(port):
    with raw(port, "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000\r\n\r\nabc") as slow:
        assert ask(port, "/quick") == (200, b"/quick")
        slow.sendall(b"d" * 997)
        assert b"1000" in slow.recv(4096) + slow.recv(4096)


def test_a_slow_reader_of_a_file_holds_no_thread(port):
    with raw(port, "GET /file HTTP/1.1\r\nHost: x\r\n\r\n") as slow:
        slow.recv(10)
        assert ask(port, "/quick") == (200, b"/quick")
    assert len(ask(port, "/file")[1]) == 40_000_000
    assert ask(port, "/small") == (200, b"small")


def test_a_streamed_answer_ends_when_its_reader_leaves(port):
    with raw(port, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n") as reader:
        reader.recv(10)
    assert events["stream closed"].wait(5)
    assert events["stream ended"].wait(5)
    assert ask(port, "/quick") == (200, b"/quick")


def test_a_streamed_answer_does_not_keep_the_server_from_stopping(port):
    reader = socket.create_connection(("127.0.0.1", port), timeout=5)
    reader.sendall(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
    reader.recv(10)
    time.sleep(0.2)  # the fixture now stops the server and fails if that takes long


@pytest.mark.parametrize(
    ("_case", "options"),
    [
        ("announced", {"body": b"x" * (LIMIT_BYTES + 1)}),
        ("chunked", {"body": iter([b"x" * 65536] * 17), "encode_chunked": True}),
    ],
)
def test_a_body_over_the_limit_is_refused(port, _case, options):
    status, text = ask(port, "/echo", "POST", **options)
    assert status == 413
    assert b"larger than 1 MB" in text


def test_a_chunked_body_arrives_whole(port):
    assert ask(port, "/echo", "POST", body=iter([b"abc"] * 5), encode_chunked=True) == (200, b"15")


def test_a_header_cannot_be_forged_by_its_other_spelling(port):
    assert ask(port, "/header", headers={"X_Forwarded_For": "6.6.6.6"}) == (200, b"none")
    assert ask(port, "/header", headers={"X-Forwarded-For": "1.2.3.4"}) == (200, b"1.2.3.4")


def test_the_path_arrives_as_the_bytes_it_was(port):
    assert ask(port, "/caf%C3%A9/%FF") == (200, b"/caf\xc3\xa9/\xff")


def test_a_bug_below_django_is_a_500_and_the_thread_lives(port):
    assert ask(port, "/broken")[0] == 500
    assert ask(port, "/quick") == (200, b"/quick")


def test_who_waits_too_long_for_a_thread_is_told_to_come_back(port, monkeypatch):
    monkeypatch.setattr(pages_module, "QUEUE_SECONDS", 0.3)
    with raw(port, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n") as reader:  # holds the only thread
        reader.recv(10)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", "/quick")
            answer = connection.getresponse()
            assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert events["stream ended"].wait(5)  # the one with a thread was waited for, and noticed to have left
    assert ask(port, "/quick") == (200, b"/quick")
