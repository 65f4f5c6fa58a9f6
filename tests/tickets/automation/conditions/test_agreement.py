"""A ticket looked at by itself and the database asked for many give the same answers, whatever the conditions."""

import unicodedata
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.accounts.models import Skill
from helpdesk.base import clock
from tests.factories.tickets import make_ticket
from tickets import contacts
from tickets.automation.conditions import reading
from tickets.automation.conditions.compiling import compiled
from tickets.automation.conditions.folding import fold
from tickets.automation.conditions.judging import judge
from tickets.automation.conditions.kinds import SET_OPERATORS
from tickets.automation.conditions.registry import known_fields
from tickets.models import Category, Contact, Field, Message, Organization, SkillNeed, Tag, Ticket, TicketTag

WORDS = [
    "",
    "gold",
    "Gold",
    "GOLD",
    "straße",
    "STRASSE",
    "Ünal",
    "ünal",
    "İzmir",
    "izmir",
    "Σίσυφος",
    "σίσυφοσ",
    "100%",
    "a_b",
]
SPANS = ["90 min", "3 h", "2 d", "40 d"]


@pytest.fixture
def many_tickets(acme, grace, bo, monday_morning):
    """Two dozen tickets that differ in everything a condition may look at, absent values among them."""
    for key, kind, choices in (
        ("seats", "number", []), ("plan", "choice", ["Gold", "Silver"]), ("city", "text", []), ("beta", "check", []),
        ("until", "date", []),
    ):  # fmt: skip
        Field.objects.create(key=key, label=key.title(), kind=kind, choices=choices)
    for belongs_to in ("contact", "organization"):
        for key, kind in (("seats", "number"), ("city", "text"), ("beta", "check")):
            Field.objects.create(belongs_to=belongs_to, key=f"{belongs_to}_{key}", label=key.title(), kind=kind)
    root = Category.objects.create(name="Product", path="Product")
    leaf = Category.objects.create(name="Exports", parent=root, path="Product › Exports")
    Category.objects.create(name="Products", path="Products")
    tags = [Tag.objects.create(name=name) for name in ("vip", "late", "bug")]
    for name, what in (
        ("Exports", {"category": root}),
        ("Late ones", {"tag": tags[1]}),
        ("German", {"language": "de"}),
    ):
        SkillNeed.objects.create(skill=Skill.objects.create(name=name), **what)
    other = Organization.objects.create(
        name="Globe, Ltd", tier="Gold", created_at=clock.now(), custom_fields={"organization_seats": 5}
    )
    odd = {"contact_seats": 12.5, "contact_city": "Straße", "contact_beta": False}
    asking = [grace, contacts.make_for("odd@globe.test", "Odd")]
    Contact.objects.filter(pk=asking[1].pk).update(custom_fields=odd)
    customs = [{}, {"seats": 5}, {"seats": 12.5, "plan": "Gold"}, {"city": "Straße"}, {"beta": True}, {"beta": False},
               {"seats": 0, "city": "ÜNAL"}, {"plan": "Silver", "until": "2026-01-01"}]  # fmt: skip
    for n in range(24):
        ticket = make_ticket(
            asking[n % 2], subject=f"{WORDS[n % len(WORDS)]} no {n}", text=f"{WORDS[-1 - n % len(WORDS)]} text"
        )
        now = clock.now()
        columns = {
            "kind": WORDS[n % len(WORDS)], "language": ["", "de", "DE"][n % 3], "priority": 1 + n % 4,
            "channel": ["email", "chat", "phone"][n % 3], "category": [None, root, leaf][n % 3],
            "organization": [None, other, grace.organization][n % 3], "assignee": bo if n % 2 else None,
            "team": None if n % 5 == 0 else ticket.team, "custom_fields": customs[n % len(customs)],
            "reopened_count": n % 4, "created_at": now - timedelta(hours=7 * n),
            "last_message_at": now - timedelta(minutes=45 * n),
            "last_agent_message_at": now - timedelta(days=n) if n % 2 else None,
        }  # fmt: skip
        Ticket.objects.filter(pk=ticket.pk).update(**columns)
        TicketTag.objects.bulk_create(TicketTag(ticket=ticket, tag=tag) for i, tag in enumerate(tags) if n & (1 << i))
        spf = ["fail", "softfail", "neutral", "hardfail", "pass", "none"][n % 6]
        verdict = [{}, {"dmarc": "pass", "spf": spf}, {"dmarc": "fail", "spf": spf, "dkim": spf}, {"dmarc": "none"}][
            n % 4
        ]
        Message.objects.filter(ticket=ticket).update(verdict=verdict)
        if n % 6 == 0:
            Message.objects.filter(ticket=ticket).delete()
    return Ticket.objects.all()


@st.composite
def predicates(draw):
    name, field = draw(st.sampled_from(sorted(known_fields().items())))
    op = draw(st.sampled_from(field.kind.operators))
    row = {"field": name, "op": op}
    if op in SET_OPERATORS:
        return row
    return row | {"value": draw(_values(field, op))}


def _values(field, op):
    most = 1 if field.kind.takes_one or op in ("more", "less") else 3
    if field.offered:
        texts = st.sampled_from([value for value, _name in field.offered.first(20)])
    elif field.kind.name == "instant":
        texts = st.sampled_from(SPANS)
    elif field.kind.name == "number":
        texts = st.one_of(st.sampled_from(["5", "0", "12.5", "1"]), st.decimals(-20, 20, places=2).map(str))
    else:
        texts = st.one_of(st.sampled_from([word for word in WORDS if word]), st.text(min_size=1, max_size=3)).filter(
            lambda text: text.replace("\x00", "").strip()
        )
    return st.lists(texts, min_size=1, max_size=most)


@st.composite
def conditions(draw):
    rows = draw(st.lists(predicates(), min_size=1, max_size=4))
    cut = draw(st.integers(0, len(rows)))
    return reading.read({"all": rows[:cut], "any": rows[cut:]})


def test_both_ways_of_asking_agree(many_tickets):
    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(conditions())
    def agree(asked):
        one_by_one = {ticket.pk for ticket in TICKETS if judge(asked, ticket).holds}
        together = set(many_tickets.filter(compiled(asked)).values_list("pk", flat=True))
        assert one_by_one == together, asked

    TICKETS = list(many_tickets.select_related("requester", "organization", "category"))
    agree()


def test_no_letter_of_any_script_is_folded_differently(db):
    """Letters that are younger than this Python are left out: it does not know their lower case yet."""
    letters = [chr(code) for code in range(1, 0x2FFFF) if unicodedata.category(chr(code)) not in ("Cn", "Cs")]
    with connection.cursor() as cursor:
        cursor.execute('select array(select lower(l collate "pg_c_utf8") from unnest(%s::text[]) l)', [letters])
        stored = cursor.fetchone()[0]
    assert [letter for letter, low in zip(letters, stored, strict=True) if fold(letter) != low] == []


def test_numbers_are_compared_as_they_are_stored(many_tickets):
    ticket = many_tickets.filter(custom_fields={"seats": 12.5, "plan": "Gold"}).first()
    for value in ("12.5", "12,50"):
        asked = reading.read({"all": [{"field": "field.seats", "op": "in", "value": [value]}], "any": []})
        assert judge(asked, ticket).holds
    assert known_fields()["field.seats"].value(ticket) == Decimal("12.5")
