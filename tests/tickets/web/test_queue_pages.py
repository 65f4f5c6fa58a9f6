"""Making a queue at its page, and finding it in the desk as it was made."""

import pytest
from django.core.cache import cache

from helpdesk.accounts.models import Team
from helpdesk.events.actors import Actor
from tickets import own_queues, triage
from tickets.models import OwnQueue, Snooze


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def form(**values) -> dict:
    """A sent form with one condition: priority is urgent."""
    return {
        "name": "On fire",
        "work": "awake",
        "whose": "anybody",
        "order": "oldest",
        "grouping": "priority",
        "columns": ["requester", "tags"],
        "circle": "mine",
        "conditions-TOTAL_FORMS": "1",
        "conditions-INITIAL_FORMS": "0",
        "conditions-0-part": "all",
        "conditions-0-field": "priority",
        "conditions-0-op": "in",
        "conditions-0-value": ["urgent"],
    } | values


def test_a_queue_is_made_found_counted_and_looks_as_wished(desk, a_ticket, bo):
    for priority in (2, 4):
        ticket = triage.set_priority(a_ticket(), priority, by=Actor.agent(bo))
        triage.change_tags(ticket, add=["vip"], by=Actor.agent(bo))
    answer = desk.post("/settings/queues/new/", form(), follow=True)
    own = OwnQueue.objects.get()
    assert answer.redirect_chain == [(f"/desk/queues/own-{own.pk}/", 302)]
    page = answer.content.decode()
    assert page.count('class="row"') == 1
    assert '<span class="row-extra">vip</span>' in page
    assert '<li class="rows-group">Urgent</li>' in page
    assert "row-priority" not in page  # not among its columns
    assert f'href="/desk/queues/own-{own.pk}/" aria-current="page"' in page
    assert (own.owner, own.conditions["all"][0]["value"]) == (bo, ["urgent"])


def test_what_cannot_be_is_said_beside_its_field(desk, bo):
    own_queues.make({"name": "on FIRE", "owner": bo}, by=bo)
    answer = desk.post("/settings/queues/new/", form())
    assert answer.status_code == 422
    assert "exists already" in answer.content.decode()
    answer = desk.post("/settings/queues/new/", form(name="Other", **{"conditions-0-value": ["enormous"]}))
    assert "There is no “enormous”" in answer.content.decode()
    assert OwnQueue.objects.count() == 1


@pytest.mark.parametrize(
    ("work", "order", "status"), [("solved", "resolved", 302), ("solved", "oldest", 422), ("awake", "resolved", 422)]
)
def test_a_queue_is_sorted_by_what_its_work_has_an_index_for(desk, work, order, status):
    answer = desk.post("/settings/queues/new/", form(work=work, order=order))
    assert answer.status_code == status
    assert ("Such work cannot be sorted like that." in answer.content.decode()) is (status == 422)


def test_an_order_that_is_asked_for_by_address_is_one_of_the_offered(desk):
    page = desk.get("/desk/queues/resolved/?order=oldest").content.decode()
    offered = 'href="/desk/queues/resolved/?order={}"'
    assert [order for order in ("resolved", "latest", "due", "oldest", "quiet") if offered.format(order) in page] == [
        "resolved",
        "latest",
        "quiet",
    ]


def test_an_agent_shares_nothing_and_a_manager_does(desk, client_of, mia):
    assert desk.post("/settings/queues/new/", form(circle="everybody")).status_code == 422
    client_of(mia).post("/settings/queues/new/", form(circle="everybody"))
    assert (OwnQueue.objects.get().owner, OwnQueue.objects.get().team) == (None, None)


def test_a_queue_is_changed_and_removed(desk, bo):
    own = own_queues.make({"name": "Old", "owner": bo}, by=bo)
    desk.post(f"/settings/queues/{own.pk}/", form(name="New"))
    assert OwnQueue.objects.get().name == "New"
    desk.post(f"/settings/queues/{own.pk}/removal/")
    assert desk.get(f"/desk/queues/own-{own.pk}/").status_code == 404


@pytest.mark.parametrize("grouping", ["status", "assignee", "team", "category", "organization"])
def test_every_grouping_draws(desk, a_ticket, bo, grouping):
    a_ticket()
    own = own_queues.make({"name": "Grouped", "owner": bo, "grouping": grouping}, by=bo)
    assert "rows-group" in desk.get(f"/desk/queues/own-{own.pk}/").content.decode()


def test_a_ticket_is_snoozed_and_woken_at_its_page(desk, a_ticket):
    ticket = a_ticket()
    base = f"/desk/tickets/{ticket.number}/"
    assert "In an hour" in desk.get(f"{base}snooze/").content.decode()
    desk.post(f"{base}snooze/", {"until": "answer", "reason": "logs are asked for"})
    page = desk.get(base).content.decode()
    assert "Asleep until the customer answers" in page
    assert "logs are asked for" in page
    assert "Snoozed" in desk.get("/desk/queues/snoozed/").content.decode()
    desk.post(f"{base}waking/")
    assert not Snooze.objects.exists()


@pytest.mark.parametrize("until", ["", "soon", "2020-01-01T10:00"])
def test_a_snooze_without_a_moment_says_so(desk, a_ticket, until):
    answer = desk.post(f"/desk/tickets/{a_ticket().number}/snooze/", {"until": until, "reason": "kept"})
    assert answer.status_code == 422
    assert 'value="kept"' in answer.content.decode()
    assert not Snooze.objects.exists()


def test_names_of_restricted_teams_are_offered_only_to_whoever_may_know_them(bo, ada, client_of):
    team = Team.objects.create(name="Works council", is_restricted=True)
    asked = {"prefix": "conditions-0", "conditions-0-field": "team"}
    row = form() | {"conditions-0-field": "team", "conditions-0-op": "in"}
    seen = {}
    for who in (bo, ada):
        values = client_of(who).get("/settings/condition-values/", asked).content.decode()
        guessed = client_of(who).post("/settings/queues/new/", row | {"conditions-0-value": str(team.pk)})
        seen[who.name] = ("Works council" in values, guessed.status_code, OwnQueue.objects.filter(owner=who).count())
    assert seen == {"Bo": (False, 422, 0), "Ada": (True, 302, 1)}
