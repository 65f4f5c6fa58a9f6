"""To whom we talk at all, in every disguise an address can wear (spec/security.md row 22)."""

import socket
import time

import pytest

from helpdesk.base import http
from helpdesk.base.http import AddressRefused, NoAnswer

INSIDE = [
    "127.0.0.1", "127.1", "127.0.0.1.", "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0", "0.0.0.0",  # noqa: S104 refused, not bound
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
    "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]",
    "localhost", "LOCALHOST", "localhost.",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_inside_is_ever_talked_to(host, scheme):
    with pytest.raises((AddressRefused, NoAnswer)) as refused:
        http.post(f"{scheme}://{host}/", b"", {})
    # what is not refused by its look did not resolve, or was refused once it had
    assert "Connection" not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fe80::1%eth0"]
)
def test_a_public_name_with_an_inside_address_is_refused(monkeypatch, address):
    public, family = ("93.184.216.34", 443), socket.AF_INET
    rows = [(family, 1, 6, "", public), (socket.AF_INET6, 1, 6, "", (address, 443, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: rows)
    with pytest.raises(AddressRefused, match="public internet"):
        http.post("https://rebind.example/", b"", {})


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch):
    looked, asked = [], []

    def look(host, *_a, **_k):
        looked.append(host)
        return [(socket.AF_INET, 1, 6, "", ("93.184.216.34", 443))]

    def connect(address, *_a):
        asked.append(address)
        raise OSError("stop here")

    monkeypatch.setattr(socket, "getaddrinfo", look)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NoAnswer):
        http.post("https://hooks.example/", b"", {})
    assert (looked, asked) == (["hooks.example"], [("93.184.216.34", 443)])


@pytest.mark.parametrize(
    "url",
    ["", "hooks.example", "ftp://hooks.example/", "file:///etc/passwd", "https://", "https://a:b@hooks.example/",
     "https://hooks.example:8443/", "http://hooks.example:443/", "https://[::1", "https://hooks.example:x/", "gopher://x/"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused_in_words(url):
    with pytest.raises(AddressRefused):
        http.checked(url)


def test_redirects_are_not_followed_and_little_is_read(receiver):
    def away(handler):
        handler.send_response(302)
        handler.send_header("Location", "http://169.254.169.254/latest/")
        handler.end_headers()
        handler.wfile.write(b"x" * 1_000_000)

    receiver.answers = [away]
    answer = http.post(receiver.url, b"{}", {})
    assert (answer.status, len(answer.body)) == (302, http.MOST_READ_BYTES)
    assert len(receiver.heard) == 1


def test_a_server_that_trickles_is_left_after_the_time(receiver, monkeypatch):
    monkeypatch.setattr(http, "TIMEOUT_SECONDS", 0.5)

    def trickle(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(40):
            handler.wfile.write(f"X-{number}: y\r\n".encode())
            time.sleep(0.1)

    receiver.answers = [trickle]
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        http.post(receiver.url, b"{}", {})
    assert time.monotonic() - began < 2
