import socket

import pytest

from helpdesk.devstack.console import StartFailed
from helpdesk.devstack.ports import free_port


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_busy_port_gives_the_next_one(family, host):
    try:
        taken = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with taken:
        port = taken.getsockname()[1]
        assert free_port(port) > port


def test_no_port_is_invented_beyond_the_last():
    with socket.create_server(("127.0.0.1", 65535)), pytest.raises(StartFailed, match="no free port"):
        free_port(65535)
