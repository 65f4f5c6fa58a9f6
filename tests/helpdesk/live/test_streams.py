"""What an open page hears, and what it must never hear."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
import redis
from django.conf import settings

from helpdesk.live import channel, stream
from helpdesk.live.publish import Publisher, publish
from helpdesk.live.tokens import stream_token
from tests.helpdesk.live.conftest import ACME, GLOBEX
from tests.helpdesk.live.reading import Page


def ada() -> str:
    return stream_token(ACME, "agent:1", ["desk", "agent:1"])


def test_a_page_hears_of_a_change_as_type_id_and_version_only(in_the_loop):
    async def story(live):
        async with Page(live, ada()) as page:
            await page.reads("event: ready")
            publish(ACME, "desk", "ticket.updated", 12, 7)
            text = await page.reads("ticket.updated")
            assert 'data: {"type": "ticket.updated", "id": 12, "version": 7}' in text
            assert page.status == 200

    in_the_loop(story)


def test_another_tenants_and_another_topics_events_are_never_heard(in_the_loop):
    async def story(live):
        gus = stream_token(GLOBEX, "agent:9", ["desk"])
        async with Page(live, gus) as page:
            await page.reads("event: ready")
            publish(ACME, "desk", "ticket.updated", 1, 1)
            publish(GLOBEX, "ticket:5", "ticket.updated", 2, 1)
            publish(GLOBEX, "desk", "ticket.updated", 3, 1)
            text = await page.reads('"id": 3')
            assert '"id": 1' not in text
            assert '"id": 2' not in text

    in_the_loop(story)


@pytest.mark.parametrize(("_case", "token"), [("none", ""), ("forged", ada()[:-2] + "xx"), ("garbled", "§§")])
def test_without_a_valid_token_there_is_no_stream(in_the_loop, _case, token):
    async def story(live):
        async with Page(live, token) as page:
            assert page.status == 401

    in_the_loop(story)


def test_a_token_of_a_minute_ago_opens_nothing(in_the_loop, time_machine):

    async def story(live):
        token = ada()
        time_machine.move_to(datetime.now(UTC) + timedelta(seconds=62))
        async with Page(live, token) as page:
            assert page.status == 401

    in_the_loop(story)


@pytest.mark.parametrize("_case", ["after", "last_event_id"])
def test_what_happened_while_a_page_was_away_is_replayed_once(in_the_loop, _case):
    async def story(live):
        async with Page(live, ada()) as page:
            await page.reads("event: ready")
            publish(ACME, "desk", "ticket.updated", 1, 1)
            await page.reads('"id": 1')
        last = page.text.rsplit("id: ", 1)[1].split("\n")[0]
        publish(ACME, "desk", "ticket.updated", 2, 1)
        publish(ACME, "ticket:77", "ticket.updated", 3, 1)
        async with Page(live, ada(), **{_case: last}) as page:
            await page.reads('"id": 2')
            publish(ACME, "desk", "ticket.updated", 4, 1)
            text = await page.reads('"id": 4')
            assert text.count('"id": 2') == 1
            assert '"id": 1,' not in text
            assert '"id": 3' not in text
            assert "resync" not in text

    in_the_loop(story)


def test_what_happened_between_drawing_a_page_and_opening_its_stream_is_told(in_the_loop):
    async def story(live):
        publish(ACME, "desk", "ticket.updated", 1, 1)
        await asyncio.sleep(0.01)
        drawn = str(int(time.time() * 1000))
        publish(ACME, "desk", "ticket.updated", 2, 1)
        async with Page(live, ada(), drawn=drawn) as page:
            text = await page.reads('"id": 2')
            assert '"id": 1' not in text
            assert "resync" not in text

    in_the_loop(story)


@pytest.mark.parametrize(
    ("_case", "drawn"),
    [
        ("just now", lambda: time.time()),
        ("by a clock ahead of Redis", lambda: time.time() + 60),
        ("garbled", lambda: 0),
    ],
)
def test_a_page_that_missed_nothing_hears_only_what_comes(in_the_loop, _case, drawn):
    async def story(live):
        publish(ACME, "desk", "ticket.updated", 1, 1)
        await asyncio.sleep(0.01)
        async with Page(live, ada(), drawn=str(int(drawn() * 1000)) if drawn() else "now%20§") as page:
            await page.reads("event: ready")
            publish(ACME, "desk", "ticket.updated", 2, 1)
            text = await page.reads('"id": 2')
            assert '"id": 1' not in text
            assert "resync" not in text

    in_the_loop(story)


def test_the_first_hint_a_company_ever_had_is_no_reason_to_look_at_everything(in_the_loop):
    async def story(live):
        async with Page(live, ada(), drawn=str(int(time.time() * 1000))) as page:
            await page.reads("event: ready")
            assert await page.reads_nothing_more()

    in_the_loop(story)


def test_a_page_drawn_before_all_that_is_kept_looks_at_everything(in_the_loop):
    async def story(live):
        publish(ACME, "desk", "ticket.updated", 1, 1)
        async with Page(live, ada(), drawn="1000") as page:
            await page.reads("event: resync")

    in_the_loop(story)


def test_a_redis_slower_than_anybody_waits_for_is_made_good_for(in_the_loop, slow_redis, monkeypatch):
    monkeypatch.setattr("helpdesk.live.publish.AGAIN_SECONDS", 0.05)
    monkeypatch.setattr("helpdesk.live.publish.PATIENCE_SECONDS", 0.04)

    async def story(live):
        async with Page(live, ada()) as page, slow_redis() as (url, answers):
            await page.reads("event: ready")
            publisher = Publisher(url)
            # when two hints run into a Redis that is too slow for them
            for number in (1, 2):
                await asyncio.to_thread(publisher.publish, ACME, channel.pack("desk", "ticket.updated", number, 1))
            assert await page.reads_nothing_more()
            # then, as soon as it answers, the page looks at everything, and hints come as ever
            answers.set()
            await page.reads('"type": "resync"')
            monkeypatch.setattr("helpdesk.live.publish.PATIENCE_SECONDS", 5.0)
            await asyncio.to_thread(Publisher(url).publish, ACME, channel.pack("desk", "ticket.updated", 3, 1))
            await page.reads('"id": 3')

    in_the_loop(story)


@pytest.mark.parametrize("after", ["1-0", "99999999999999-0"])
def test_a_place_that_redis_does_not_know_any_more_means_look_at_everything_again(in_the_loop, after):
    async def story(live):
        publish(ACME, "desk", "ticket.updated", 1, 1)
        async with Page(live, ada(), after=after) as page:
            text = await page.reads("event: resync")
            assert '"id": 1' not in text

    in_the_loop(story)


def test_a_page_too_slow_for_its_events_is_told_to_look_at_everything_again(in_the_loop):
    async def story(live):
        blocked, sent = asyncio.Event(), []

        async def send(message):
            sent.append(message.get("body", b"").decode())
            if "ready" in sent[-1]:
                await blocked.wait()

        async def receive():
            await asyncio.sleep(3600)

        scope = {"query_string": f"token={ada()}".encode(), "headers": []}
        task = asyncio.create_task(live(scope, receive, send))
        while not sent or "ready" not in sent[-1]:
            await asyncio.sleep(0.01)
        for number in range(150):
            publish(ACME, "desk", "ticket.updated", number, 1)
        await asyncio.sleep(0.3)
        blocked.set()
        await asyncio.sleep(0.1)
        task.cancel()
        heard = "".join(sent)
        assert heard.count("event: resync") == 1
        assert heard.count('data: {"type"') < 150

    in_the_loop(story)


def test_a_quiet_stream_shows_that_it_lives_and_ends_after_its_time(in_the_loop, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(stream, "LIFE_SECONDS", 0.3)

    async def story(live):
        async with Page(live, ada()) as page:
            text = await page.reads("event: bye")
            assert ": still here\n\n" in text
            while not page.ended:
                await page._take()

    in_the_loop(story)


def test_a_stopping_server_says_goodbye_at_once(in_the_loop):
    async def story(live):
        async with Page(live, ada()) as page:
            await page.reads("event: ready")
            live._hub.dismiss()
            await page.reads("event: bye")

    in_the_loop(story)


def test_a_page_that_leaves_is_forgotten(in_the_loop):
    async def story(live):
        async with Page(live, ada()) as page:
            await page.reads("event: ready")
            assert live._hub.size == 1
        assert live._hub.size == 0

    in_the_loop(story)


def test_a_lost_connection_to_redis_is_found_again_and_the_pages_look_at_everything(in_the_loop, monkeypatch):
    monkeypatch.setattr("helpdesk.live.hub.CONNECT_AGAIN_SECONDS", 0.05)

    async def story(live):
        async with Page(live, ada()) as page:
            await page.reads("event: ready")
            with redis.Redis.from_url(channel.client_url(settings.REDIS_URL)) as client:
                client.client_kill_filter(_type="pubsub")
            await page.reads("event: resync")
            publish(ACME, "desk", "ticket.updated", 5, 1)
            await page.reads('"id": 5')

    in_the_loop(story)


def test_without_redis_a_stream_stays_open(in_the_loop, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr("helpdesk.live.hub.ANSWER_SECONDS", 0.1)

    async def story(live):
        async with Page(live, ada()) as page:
            await page.reads("event: resync")
            await page.reads(": still here")
            assert page.status == 200

    in_the_loop(story, url="redis://127.0.0.1:1/0")
