"""Clients of the API."""

from tests.api import api_of, gus  # noqa: F401 fixtures
