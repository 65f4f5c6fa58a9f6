import pytest

from helpdesk.base import clock
from metrics import refreshing
from tests.metrics.reference import AS_OF, Play


@pytest.fixture
def reference(acme, grace, bo):
    """The reference data set, played and counted, with the clock left at the report's instant."""
    play = Play(grace, bo).run()
    with clock.at(AS_OF):
        refreshing.refresh()
        yield play
