"""`python -m helpdesk.serving.check PORT`: exit 0 when the service on this port of the container works.

A health check without curl. Port 2525 must greet as a mail server, any other must answer /healthz.
"""

import http.client
import socket
import sys
from contextlib import closing

MAIL_PORT = 2525
PATIENCE_SECONDS = 4


def works(port: int) -> bool:
    try:
        return _greets(port) if port == MAIL_PORT else _serves(port)
    except OSError:
        return False


def _greets(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as talk:
        return talk.recv(4).startswith(b"220")


def _serves(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)) as connection:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200


if __name__ == "__main__":
    sys.exit(not works(int(sys.argv[1])))
