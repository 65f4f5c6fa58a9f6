"""What was recorded stays as it was: whoever changes, adds or takes away an event is found out."""

import contextlib
import os

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction

from helpdesk.accounts.events import TEAM_MADE
from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events import sealing, tasks, verifying
from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from helpdesk.events.models import Delivery, Event, Seal, SealCheck
from helpdesk.events.recording import record
from helpdesk.notices.models import Notice
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant

SOMEBODY = Actor.system("a test")


def happen(*names):
    team = Team.objects.first()
    return [record(TEAM_MADE, team, by=SOMEBODY, name=name) for name in names]


def in_words(event, kind=None):
    return f"{event.pk} ({kind or event.kind}, {event.occurred_at:%Y-%m-%d %H:%M:%S} UTC)"


def faults():
    return [fault for _seal, fault in verifying.check() if fault]


def verified(capsys, **options) -> str:
    """What the command prints; what it fails with stands in its last line."""
    failed = ""
    try:
        call_command("verify_audit", tenant="acme", **options)
    except CommandError as error:
        failed = f"failed: {error}"
    return capsys.readouterr().out + failed


def test_a_chain_grows_with_what_is_recorded(acme, monkeypatch):
    monkeypatch.setattr(sealing, "EVENTS_A_SEAL", 3)
    happen("A", "B")
    tasks.seal()
    first = Seal.objects.newest()
    assert first.upto == Event.objects.latest("id").pk
    events = happen("C", "D", "E", "F")
    tasks.seal()
    tasks.seal()
    later = list(Seal.objects.filter(number__gt=first.number).order_by("number"))
    assert [seal.upto for seal in later] == [events[2].pk, events[3].pk]
    assert faults() == []
    assert len({seal.hash for seal in later} | {first.hash}) == 3


def test_what_is_slipped_in_among_sealed_events_is_named(acme, a_ticket):
    a_ticket()
    tasks.seal()
    slipped = Event.objects.earliest("id")
    slipped.pk -= 1000
    slipped.seq = None
    slipped.save(force_insert=True)
    assert faults() == [f"Event {in_words(slipped)} was added later."]


@pytest.mark.parametrize("model", [Event, Seal])
def test_the_product_itself_can_change_neither_events_nor_seals(acme, model):
    happen("A")
    tasks.seal()
    for change in (lambda: model.objects.update(id=7), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_the_page_says_up_to_when_the_log_is_sealed_and_checked(acme, ada, client_of):
    browser = client_of(ada)
    assert "Nothing is sealed yet" in browser.get("/settings/audit/").content.decode()
    tasks.seal()
    tasks.check_seals()
    page = browser.get("/settings/audit/").content.decode()
    assert Seal.objects.newest().hash in page
    assert "Last checked" in page
    assert "not as it was sealed" not in page
    SealCheck.objects.update(wrong=1)
    assert "This log is not as it was sealed." in browser.get("/settings/audit/").content.decode()


@contextlib.contextmanager
def somebody_else(role, database):
    """Another connection to the same database."""
    other = psycopg2.connect(
        host=os.environ["PGHOST"], port=os.environ.get("PGPORT") or 5432, user=role, dbname=database
    )
    try:
        yield other
    finally:
        other.close()


def test_a_transaction_that_ends_late_is_neither_skipped_nor_breaks_the_chain(committed_db, monkeypatch):
    monkeypatch.setattr(sealing, "PATIENCE_SECONDS", 0.1)
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        [first] = happen("before")
    tasks.seal()
    with somebody_else("helpdesk_app", committed_db) as slow, slow.cursor() as cursor:
        # given an event with the smaller id that is not committed yet, and one with a larger id that is
        cursor.execute("select set_config('app.tenant_id', %s, true)", [str(acme.pk)])
        cursor.execute(
            "insert into events_event (tenant_id, kind, subject_kind, subject_id, occurred_at, actor_kind, actor_name, "
            "cause, data) select tenant_id, kind, subject_kind, subject_id, occurred_at, actor_kind, actor_name, "
            "cause, data from events_event where id = %s returning id",
            [first.pk],
        )
        [late] = cursor.fetchone()
        with use_tenant(acme):
            [quick] = happen("meanwhile")
        assert late < quick.pk
        # when it is sealed before and after the end of the slow one
        tasks.seal()
        with use_tenant(acme):
            assert Seal.objects.newest().upto == first.pk
        slow.commit()
    tasks.seal()
    # then both stand in the chain
    with use_tenant(acme):
        newest = Seal.objects.newest()
        assert (newest.upto, len(Seal.objects.get(pk=newest.pk).prints)) == (quick.pk, 2 * sealing.PRINT_BYTES)
        assert faults() == []


@pytest.fixture
def two_seals(committed_db):
    """Acme with a seal of what was there and one of three events, and the owner of the database at work."""
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        happen("A", "B")
    tasks.seal()
    with use_tenant(acme):
        events = happen("C", "D", "E")
        Delivery.objects.all().delete()
    tasks.seal()
    with somebody_else("helpdesk_owner", committed_db) as owner, owner.cursor() as cursor:

        def do(statement):
            cursor.execute(statement, {"first": events[0].pk, "middle": events[1].pk, "last": events[2].pk})
            owner.commit()

        with use_tenant(acme):
            yield events, do


def test_whatever_the_owner_of_the_database_does_to_events_is_named(two_seals):
    events, do = two_seals
    first, middle = in_words(events[0]), in_words(events[1])
    do("create temp table kept as select * from events_event; create temp table seals as select * from events_seal")
    for act, says in {
        """update events_event set data = '{"name": "X"}' where id = %(middle)s""": f"Event {middle} was changed.",
        "update events_event set actor_name = 'nobody' where id = %(middle)s": f"Event {middle} was changed.",
        "update events_event set actor_kind = 'agent' where id = %(middle)s": f"Event {middle} was changed.",
        "update events_event set actor_id = 7 where id = %(middle)s": f"Event {middle} was changed.",
        "update events_event set subject_kind = 'x' where id = %(middle)s": f"Event {middle} was changed.",
        "update events_event set subject_id = 0 where id = %(middle)s": f"Event {middle} was changed.",
        "update events_event set seq = 5 where id = %(middle)s": f"Event {middle} was changed.",
        "update events_event set cause = gen_random_uuid() where id = %(middle)s": f"Event {middle} was changed.",
        "update events_event set kind = 'x' where id = %(middle)s": f"Event {in_words(events[1], 'x')} was changed.",
        "delete from events_event where id = %(middle)s": f"After event {first} one was taken away.",
        "delete from events_event where id = %(last)s": f"After event {middle} one was taken away.",
        "update events_seal set prints = 'x' where number = 2": "Seal 2 was changed.",
        "update events_seal set sealed_at = now() where number = 2": "Seal 2 was changed.",
        "delete from events_seal where number = 1": "Seal 1 is missing.",
    }.items():
        do(act)
        assert faults() == [says], act
        do("delete from events_event; insert into events_event select * from kept")
        do("delete from events_seal; insert into events_seal select * from seals")
    assert faults() == []


def test_an_end_that_was_cut_off_shows_against_a_hash_that_was_kept_and_in_the_periodic_check(two_seals, capsys):
    _events, do = two_seals
    kept = Seal.objects.newest().hash
    assert "all as they were sealed" in verified(capsys, expect=kept)
    verifying.check_some(1)
    # when the last events go with their seal
    do("delete from events_event where id >= %(first)s; delete from events_seal where number = 2")
    # then what is left is whole in itself
    assert "all as they were sealed" in verified(capsys)
    assert verified(capsys, expect=kept).endswith("failed: 1 seals do not fit")
    # and the administrators hear of it once
    verifying.check_some(1)
    verifying.check_some(1)
    deliver_all()
    assert [event.data["what"] for event in Event.objects.filter(kind="audit.broken")] == ["Seal 2 is missing."]
    told = Notice.objects.filter(kind="system", path="/settings/audit/?area=audit")
    assert {notice.agent_id for notice in told} == {agent.pk for agent in Agent.objects.administrators()}


def test_a_long_chain_is_checked_bit_by_bit(acme, monkeypatch):
    monkeypatch.setattr(sealing, "EVENTS_A_SEAL", 1)
    happen("A", "B", "C")
    tasks.seal()
    last = Seal.objects.newest().number
    for number in range(1, last + 1):
        verifying.check_some(0)
        assert SealCheck.objects.get().reached == number
    verifying.check_some(0)
    state = SealCheck.objects.get()
    assert (state.newest, state.reached, state.wrong, state.checked_at) == (last, 0, 0, clock.now())
