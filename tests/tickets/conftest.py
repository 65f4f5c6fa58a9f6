"""What most tests of tickets begin with: Bo signed in at the desk, and a ticket."""

import pytest


@pytest.fixture
def desk(client_of, bo):
    return client_of(bo)


@pytest.fixture
def ticket(a_ticket):
    return a_ticket()
