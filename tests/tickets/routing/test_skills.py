"""A ticket that asks for a skill goes to somebody who has it; who knows it best first; nobody waits for ever."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from helpdesk.accounts import skills
from helpdesk.accounts.models import Agent, Level, Skill, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tickets import categories, tasks, triage
from tickets.models import Category, RoutingDecision, Tag, Ticket
from tickets.routing import needs, waiting
from tickets.routing.next import route

TEST = Actor.system("test")


@pytest.fixture
def support(acme) -> Team:
    Agent.objects.filter(name__in=["Ada", "Bo", "Mia"]).update(is_on_duty=True)
    return Team.objects.get(is_default=True)


@pytest.fixture
def skill(support):
    """`skill("German", {bo: Level.GOOD}, languages=["de"])`"""

    def make(name, holders, categories=(), tags=(), languages=()) -> Skill:
        made = skills.make(name, holders, by=TEST)
        needs.set_for(made, categories, tags, languages, by=TEST)
        return made

    return make


def newest() -> RoutingDecision:
    return RoutingDecision.objects.latest("id")


@pytest.mark.parametrize(
    ("_case", "language", "asks"),
    [("the language", "de", True), ("a kind of it", "de-AT", True), ("another", "den", False), ("none", "", False)],
)
def test_a_language_asks(a_ticket, skill, bo, _case, language, asks):
    skill("German", {bo: Level.BASIC}, languages=["de"])
    assert bool(needs.of(a_ticket(language=language))) is asks


def test_a_category_asks_for_itself_and_what_is_below_and_a_tag_for_its_tickets(a_ticket, skill, bo):
    billing = categories.make("Money", by=TEST)
    invoices = categories.make("Invoices", parent=billing, by=TEST)
    other = categories.make("Moneyless", by=TEST)
    vip = Tag.objects.create(name="vip")
    skill("Books", {bo: Level.GOOD}, categories=[billing], tags=[vip])
    tagged = triage.change_tags(a_ticket(), add=["vip"], by=TEST)
    found = [needs.of(each) for each in (a_ticket(category=invoices), a_ticket(category=other), tagged, a_ticket())]
    assert [[need.what for need in each] for each in found] == [["Money"], [], ["vip"], []]


def test_only_who_has_all_skills_gets_it_and_the_page_says_so(a_ticket, skill, ada, bo, mia, client_of):
    # given
    skill("German", {ada: Level.GOOD, bo: Level.BASIC}, languages=["de"])
    money = categories.make("Money", by=TEST)
    skill("Books", {bo: Level.GOOD, mia: Level.EXPERT}, categories=[money])
    # when
    ticket = a_ticket(language="de", category=money)
    assert route(ticket) == bo
    # then
    said = {row["name"]: row.get("lacks") for row in newest().candidates}
    assert said == {"Bo": None, "Ada": ["Books"], "Mia": ["German"]}
    page = client_of(ada).get(f"/desk/tickets/{ticket.number}/reasons/").content.decode()
    assert "lacks Books" in page
    assert "Asks for German (de)." in page


def test_whoever_knows_it_best_comes_first_as_long_as_there_is_room(a_ticket, skill, support, ada, bo):
    Team.objects.filter(pk=support.pk).update(routing="skill_fit", most_open_tickets=1)
    skill("German", {ada: Level.BASIC, bo: Level.EXPERT}, languages=["de"])
    given = [route(a_ticket(language="de")) for _ in range(3)]
    assert given == [bo, ada, None]
    assert RoutingDecision.objects.order_by("id").first().why == "best_fit"
    # What asks for nothing goes by room, and to whoever has any.
    assert route(a_ticket(language="")).name == "Mia"


def test_without_anybody_it_waits_then_anybody_gets_it_and_the_reason_is_kept(a_ticket, skill, ada, support, bo):
    skill("German", {}, languages=["de"])
    ticket = a_ticket(language="de")
    assert route(ticket) is None
    assert {row["why"] for row in newest().candidates} == {"lacks_skill"}
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert route(ticket) is not None
    assert newest().asked == {"needs": [{"skill": "German", "what": "de"}], "waived": True, "weight": 1}


def test_a_team_may_wait_for_the_skill_however_long(a_ticket, skill, support):
    Team.objects.filter(pk=support.pk).update(skills_waived_after_minutes=None)
    skill("German", {}, languages=["de"])
    ticket = a_ticket(language="de")
    with clock.at(clock.now() + timedelta(days=30)):
        assert route(ticket) is None


def test_many_that_ask_for_what_nobody_has_hold_up_no_other(a_ticket, skill, support):
    # given: more of them, and more urgent ones, than one look takes
    money = categories.make("Money", by=TEST)
    skill("German", {}, languages=["de"])
    skill("Books", {}, categories=[money], tags=[Tag.objects.create(name="vip")])
    for n in range(6):
        a_ticket(language="de" if n % 2 else "", category=None if n % 2 else money)
    plain = a_ticket(language="")
    Ticket.objects.exclude(pk=plain.pk).update(due_at=clock.now())
    # when
    given = waiting.drain(support, most=3)
    # then
    plain.refresh_from_db()
    assert (given, plain.assignee is not None) == (1, True)


def test_a_skill_given_to_somebody_lets_what_waited_go(a_ticket, skill, bo):
    german = skill("German", {}, languages=["de"])
    ticket = a_ticket(language="de")
    route(ticket)
    skills.change(german, "German", {bo: Level.BASIC}, by=TEST)
    tasks.sweep_waiting()
    ticket.refresh_from_db()
    assert ticket.assignee == bo


def test_a_skill_that_tickets_ask_for_is_not_removed_under_them(skill, bo):
    german = skill("German", {bo: Level.GOOD}, languages=["de"])
    with pytest.raises(ValidationError, match="de"):
        needs.remove_skill(german, by=TEST)
    needs.set_for(german, [], [], [], by=TEST)
    needs.remove_skill(german, by=TEST)
    assert not Skill.objects.exists()


def test_each_change_of_a_skill_is_in_the_audit_log(skill, ada, bo):
    german = skill("German", {bo: Level.GOOD}, languages=["de"])
    skills.change(german, "Deutsch", {ada: Level.EXPERT}, by=TEST)
    skills.change(german, "Deutsch", {ada: Level.EXPERT}, by=TEST)
    told = [event.data["changes"] for event in Event.objects.filter(kind="skill.changed").order_by("id")]
    assert told == ["made", "Bo good", "asked for by de", "German → Deutsch", "Ada expert, −Bo"]


def test_a_category_that_goes_takes_its_need_along(skill, bo, a_ticket):
    money = categories.make("Money", by=TEST)
    books = skill("Books", {bo: Level.GOOD}, categories=[money])
    Category.objects.filter(pk=money.pk).delete()
    assert needs.in_words(books) == []
