"""Free ports: the wished one, or the next that nobody uses."""

import errno
import socket

from helpdesk.devstack.console import StartFailed

TRIES = 50


def free_port(wished: int) -> int:
    for port in range(wished, min(wished + TRIES, 65536)):
        if _is_free(socket.AF_INET, "127.0.0.1", port) and _is_free(socket.AF_INET6, "::1", port):
            return port
    raise StartFailed(f"no free port between {wished} and {wished + TRIES - 1}")


def any_port() -> int:
    """A free loopback port that nobody wished for; two stacks side by side do not choose the same."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_free(family: int, host: str, port: int) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError:
        raise StartFailed(f"port {port} needs root: choose one above 1023 (PORT, SMTP_PORT)") from None
    except OSError as error:
        # A machine without IPv6 has nobody listening there either.
        return error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
    return True


def answers(port: int, greeting: bytes) -> bool:
    """Whether a server on this loopback port opens the talk with `greeting`."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as talk:
        return talk.recv(len(greeting)) == greeting
