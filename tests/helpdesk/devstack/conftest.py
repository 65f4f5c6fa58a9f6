import shutil
import tempfile
from pathlib import Path

import pytest

from tests.helpdesk.devstack.launching import Stack


@pytest.fixture
def open_folder():
    """A folder every account may pass through; pytest's own are closed to all others."""
    folder = Path(tempfile.mkdtemp(prefix="hd-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def a_stack(open_folder):
    """`a_stack()` is a stack with a home of its own, not started; `a_stack("name")` puts the home there."""
    made = []

    def make(name: str = "home") -> Stack:
        stack = Stack(open_folder / name)
        stack.home.mkdir(parents=True, exist_ok=True)
        made.append(stack)
        return stack

    yield make
    for stack in made:
        stack.end()
