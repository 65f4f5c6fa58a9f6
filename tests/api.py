"""Programs that call the API: `api_of(bo)` is a client with a token of Bo's."""

import json

import pytest
from django.test import Client

from helpdesk.accounts import tokens
from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import use_tenant


class Api:
    """Speaks JSON to /api/v1/ at the agent's company; paths are written without the prefix."""

    def __init__(self, agent, scope="write", secret=None, host=None):
        self.secret = secret or a_token(agent, scope)
        self.client = Client(SERVER_NAME=host or f"{agent.tenant.slug}.localhost")

    def get(self, path, headers=None, **query):
        return self._send("get", path, headers, query)

    def post(self, path, body=None, headers=None):
        return self._send("post", path, headers, _encoded(body), content_type="application/json")

    def patch(self, path, body=None, headers=None):
        return self._send("patch", path, headers, _encoded(body), content_type="application/json")

    def delete(self, path, headers=None):
        return self._send("delete", path, headers, "")

    def upload(self, path, fields, headers=None):
        return self._send("post", path, headers, fields)

    def _send(self, method, path, headers, data, **extra):
        address = path if path.startswith("http") else f"/api/v1/{path}"
        headers = {"Authorization": f"Bearer {self.secret}", **(headers or {})}
        return getattr(self.client, method)(address, data, headers=headers, **extra)


def a_token(agent, scope="write", **values) -> str:
    """The secret of a new token of the agent's."""
    with use_tenant(agent.tenant_id):
        return tokens.make(agent, "Test", by=Actor.agent(agent), scope=scope, **values)[1]


def _encoded(body):
    return body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)


@pytest.fixture
def api_of(acme):
    """Makes clients: `api_of(bo)`, `api_of(bo, scope="read")`."""
    return Api


@pytest.fixture
def gus(globex):
    """Globex's administrator, who must never see anything of Acme."""
    from helpdesk.accounts.models import Agent
    from helpdesk.tenancy.context import use_tenant

    with use_tenant(globex):
        return Agent.objects.select_related("user", "tenant").get(name="Gus")


def fields_named(response) -> set:
    """The fields a problem document names."""
    return {error["field"] for error in response.json()["errors"]}
