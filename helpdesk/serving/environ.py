"""An ASGI request described the way WSGI wants it (PEP 3333)."""

import sys
from typing import IO
from urllib.parse import unquote_to_bytes


def wsgi_environ(scope: dict, body: IO[bytes], length: int) -> dict:
    server_name, server_port = scope.get("server") or ("localhost", 80)
    client_name, client_port = scope.get("client") or ("", 0)
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        # The raw path: a decoded one has lost which bytes were not UTF-8, and Django answers those with 400.
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server_name,
        "SERVER_PORT": str(server_port or 0),
        "REMOTE_ADDR": client_name,
        "REMOTE_PORT": str(client_port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **_headers(scope["headers"]),
        "CONTENT_LENGTH": str(length),  # the true one: a chunked body announces none
    }


def _headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Repeated headers are joined. A name with `_` is dropped: it would pass for the one with `-` that a proxy sets."""
    found: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        if b"_" in raw_name or raw_name in {b"transfer-encoding", b"content-length"}:
            continue
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        separator = "; " if name == "COOKIE" else ","
        found[key] = f"{found[key]}{separator}{value}" if key in found else value
    return found
