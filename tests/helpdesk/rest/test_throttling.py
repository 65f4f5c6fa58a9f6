"""Rates: each token has its own share, and a dead Redis stops nobody."""

import time

import pytest

from helpdesk.rest import throttling
from helpdesk.rest.throttling import Bucket


@pytest.fixture
def three_at_once(settings):
    # One more every ten seconds: a slow machine must not earn one within a story.
    settings.API_REQUESTS_PER_MINUTE, settings.API_BURST = 6, 3


def test_what_is_left_is_said_with_every_answer(api_of, bo, three_at_once):
    api = api_of(bo)
    answers = [api.get("me") for _ in range(3)]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0"]
    assert {answer["RateLimit-Limit"] for answer in answers} == {"3"}
    assert 20 <= int(answers[-1]["RateLimit-Reset"]) <= 31


def test_too_many_are_told_when_to_go_on(api_of, bo, three_at_once):
    api = api_of(bo)
    answers = [api.get("me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["type"] == "urn:helpdesk:problem:throttled"
    assert 1 <= int(answers[-1]["Retry-After"]) <= 11


def test_refused_requests_count_too(api_of, lin, three_at_once):
    api = api_of(lin)
    answers = [api.post("tickets", {}).status_code for _ in range(4)]
    assert answers == [403, 403, 403, 429]


def test_one_tokens_rush_leaves_others_alone(api_of, bo, ada, three_at_once):
    api = api_of(bo)
    assert [api.get("me").status_code for _ in range(4)][-1] == 429
    assert (api_of(bo).get("me").status_code, api_of(ada).get("me").status_code) == (200, 200)


def test_the_bucket_fills_steadily(settings):
    bucket, key = Bucket(settings.REDIS_URL), f"test:{time.monotonic_ns()}"
    assert [bucket.take(key, 60, 2)[0] for _ in range(3)] == [True, True, False]
    time.sleep(1.05)
    assert [bucket.take(key, 60, 2)[0] for _ in range(2)] == [True, False]


def test_a_dead_redis_stops_nobody(api_of, bo, settings, monkeypatch):
    monkeypatch.setattr(throttling, "_buckets", {})
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    api = api_of(bo)
    answers = [api.get("me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert not answers[0].has_header("RateLimit-Limit")
