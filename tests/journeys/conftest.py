"""One product for all journeys of a worker: started once, as a person starts it, with its demo companies."""

import pytest

from tests.journeys.product import Product


@pytest.fixture(scope="session")
def product(tmp_path_factory):
    running = Product(tmp_path_factory.mktemp("journey") / "a home")
    running.start()
    yield running
    assert running.stop() == 0
