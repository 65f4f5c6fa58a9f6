"""Listed senders by the API: for administrators, the same errors as on the page."""

import pytest

from tickets.models import ListedSender


@pytest.fixture
def api(api_of, ada):
    return api_of(ada)


def test_a_sender_is_blocked_read_and_taken_off(api, acme):
    made = api.post("listed-senders", {"pattern": "@Pills.test", "is_allowed": False})
    assert (made.status_code, made.json()["pattern"]) == (201, "pills.test")
    moved = api.post("listed-senders", {"pattern": "pills.test", "is_allowed": True}).json()
    assert (moved["id"], moved["is_allowed"]) == (made.json()["id"], True)
    assert [row["pattern"] for row in api.get("listed-senders").json()["results"]] == ["pills.test"]
    assert api.delete(f"listed-senders/{moved['id']}").status_code == 204
    assert not ListedSender.objects.exists()


def test_what_is_no_sender_is_refused_by_its_field(api, acme):
    refused = api.post("listed-senders", {"pattern": "nonsense", "is_allowed": False})
    assert refused.status_code == 400
    assert "pattern" in refused.content.decode()
