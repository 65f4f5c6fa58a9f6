"""Private tickets: who sees them, how that changes, and that nothing of them comes before more eyes by itself."""

import pytest

from helpdesk.accounts import teams
from helpdesk.accounts.models import Agent, Team, User
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from tests.api import Api
from tests.factories.tickets import make_ticket
from tickets import (
    assignment,
    conversation,
    lifecycle,
    merging,
    opening,
    privacy,
    queue_counts,
    queues,
    search_line,
    splitting,
)
from tickets.conversation import Words
from tickets.models import Message, OwnQueue, Status, Ticket
from tickets.models.visibility import those_who_see
from tickets.routing.next import route


@pytest.fixture
def lead(mia):
    """Mia leads the team that tickets come to."""
    Team.objects.filter(is_default=True).update(lead=mia)
    return mia


@pytest.fixture
def eve(acme):
    """An agent without further rights, in the same team as Bo."""
    user = User.objects.create_user("eve@acme.test", "demo-eve", name="Eve")
    Agent.objects.create(user=user, name="Eve")
    return Agent.objects.select_related("user").get(name="Eve")


@pytest.fixture
def api_of(acme):
    return Api


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def sees(agent, ticket) -> bool:
    """As a list finds it, and as it is asked of one ticket: both must say the same."""
    agent = Agent.objects.get(pk=agent.pk)
    listed = Ticket.objects.visible_to(agent).filter(pk=ticket.pk).exists()
    assert listed == bool(those_who_see(fresh(ticket), [agent]))
    return listed


def test_its_circle_is_its_owner_its_lead_who_follows_and_administrators(grace, bo, eve, lead, ada, lin):
    # given
    ticket = make_ticket(grace)
    assert all(sees(agent, ticket) for agent in (bo, eve, lead, ada, lin))
    # when
    privacy.make_private(ticket, by=bo)
    # then
    assert [sees(agent, ticket) for agent in (bo, eve, lead, ada, lin)] == [True, False, True, True, False]
    assert ticket.followers.get().agent == bo  # whoever closes the door stays inside
    # when
    assignment.assign(ticket, eve, by=Actor.agent(bo))
    assignment.follow(ticket, lin, by=Actor.agent(bo))
    # then
    assert sees(eve, ticket)
    assert sees(lin, ticket)
    # when
    assignment.unassign(ticket, by=Actor.agent(bo))
    privacy.make_public(privacy.make_private(ticket, by=bo), by=Actor.agent(bo))
    # then
    assert sees(eve, ticket)
    told = Event.objects.about(ticket).filter(kind__startswith="ticket.made_p").in_order()
    assert [event.kind for event in told] == ["ticket.made_private", "ticket.made_public"]


def test_a_restricted_team_keeps_out_who_may_see_all_that_is_private(grace, ada, bo):
    """Both doors have to be open: being an administrator opens one of them."""
    team = Team.objects.create(name="Works council", is_restricted=True)
    team.memberships.create(agent=bo)
    ticket = make_ticket(grace, team=team)
    privacy.make_private(ticket, by=bo)
    assert (sees(bo, ticket), sees(ada, ticket)) == (True, False)
    assert privacy.outsiders(fresh(ticket)) == []


def test_counts_are_of_what_one_sees_also_where_they_are_shared(grace, bo, eve, ada):
    own = OwnQueue.objects.create(name="All", work="open", whose="anybody", conditions={"all": [], "any": []})
    ticket, _other = make_ticket(grace), make_ticket(grace)
    privacy.make_private(ticket, by=bo)

    def counted(agent):
        agent = Agent.objects.get(pk=agent.pk)
        return queues.counts(agent)["open"], queue_counts.counts(agent, [own]).words[own.pk]

    assert [counted(agent) for agent in (bo, eve, ada, eve)] == [(2, "2"), (1, "1"), (2, "2"), (1, "1")]


def test_a_company_without_private_tickets_asks_nothing_about_them(grace, bo):
    make_ticket(grace)
    assert "is_private" not in str(Ticket.objects.visible_to(bo).values("pk").query)
    privacy.make_private(make_ticket(grace), by=bo)
    assert "is_private" in str(Ticket.objects.visible_to(Agent.objects.get(pk=bo.pk)).values("pk").query)


def test_calling_a_colleague_by_name_lets_them_in_and_they_are_told(grace, bo, eve, deliver):
    ticket = make_ticket(grace)
    privacy.make_private(ticket, by=bo)
    conversation.note(ticket, Words("@eve, what do you think?"), by=Actor.agent(bo), author_agent=bo)
    deliver()
    assert sees(eve, ticket)
    assert Notice.objects.get(agent=eve).kind == Notice.Kind.MENTIONED
    added = Event.objects.about(ticket).get(kind="ticket.follower_added", data__name="Eve")
    assert added.actor_name == "Bo"


def test_what_others_were_told_is_taken_back(grace, bo, eve, deliver):
    # given
    ticket, other = make_ticket(grace, subject="A quiet matter"), make_ticket(grace)
    for one in (ticket, other):
        conversation.note(one, Words("@eve @bo look"), by=Actor.system("test"), author_agent=None)
    deliver()
    assert Notice.objects.filter(agent=eve).count() == 2
    # when
    privacy.make_private(ticket, by=bo)
    deliver()
    # then
    assert list(Notice.objects.filter(agent=eve).values_list("ticket_number", flat=True)) == [other.number]
    assert Notice.objects.filter(agent=bo, kind=Notice.Kind.MENTIONED).count() == 2
    # when
    conversation.receive(ticket, grace, Words("Still there?"))
    deliver()
    # then
    assert not Notice.objects.filter(agent=eve, ticket_number=ticket.number).exists()


def test_a_notice_that_others_stood_with_goes_alone(grace, bo, eve, deliver):
    """Notices that one cause set off are one line; the ones of other tickets stay when the first is taken back."""
    first, second, third = (make_ticket(grace) for _n in range(3))
    for one in (first, second, third):
        conversation.note(one, Words("@eve"), by=Actor.system("test"), author_agent=None)
    deliver()
    head = Notice.objects.filter(agent=eve).order_by("id").first()
    Notice.objects.filter(agent=eve).exclude(pk=head.pk).update(bundle=head)
    Notice.objects.filter(pk=head.pk).update(count=3)
    privacy.make_private(second, by=bo)
    deliver()
    assert fresh(head).count == 2
    privacy.make_private(first, by=bo)
    deliver()
    left = Notice.objects.filter(agent=eve).shown()
    assert list(left.values_list("ticket_number", "count")) == [(third.number, 1)]


def test_merging_never_brings_its_words_before_more_eyes(grace, bo, eve):
    ticket, into = make_ticket(grace), make_ticket(grace)
    privacy.make_private(ticket, by=bo)
    done = merging.merge(ticket, into, by=bo)
    assert not sees(eve, into)
    assert sees(bo, into)
    merging.undo(done, by=bo)
    assert sees(eve, into)
    assert not sees(eve, ticket)


def test_a_merge_into_what_one_does_not_see_is_not_undone_by_them(grace, bo, eve, api_of, client_of):
    """Undoing changes both tickets: whoever sees one of them only leaves that to others."""
    ticket, into = make_ticket(grace), make_ticket(grace)
    done = merging.merge(ticket, into, by=bo)
    privacy.make_private(into, by=bo)
    assert api_of(eve).delete(f"tickets/{ticket.number}/merges/{done.pk}").status_code == 409
    client_of(eve).post(f"/desk/tickets/{ticket.number}/merge/", {"undo": "1"})
    assert fresh(done).undone_at is None
    assert api_of(bo).delete(f"tickets/{ticket.number}/merges/{done.pk}").status_code == 204


def test_what_is_split_off_or_follows_up_is_private_as_well(grace, bo, eve):
    ticket = make_ticket(grace)
    second = conversation.receive(ticket, grace, Words("And the other thing?"))
    privacy.make_private(ticket, by=bo)
    split = splitting.split(second, "The other thing", by=bo)
    lifecycle.set_status(ticket, Status.objects.default_of("closed"), by=Actor.agent(bo))
    again, _message = opening.open_with(grace, "Again", Words("It is back."), follows_up=fresh(ticket))
    for one in (split, again):
        assert (sees(bo, one), sees(eve, one)) == (True, False), one


def test_routing_gives_it_to_nobody(grace, bo):
    Agent.objects.update(is_on_duty=True)
    ticket = make_ticket(grace)
    privacy.make_private(ticket, by=bo)
    assert route(ticket) is None
    privacy.make_public(ticket, by=Actor.agent(bo))
    assert route(ticket) is not None


def test_its_page_names_who_sees_it_lets_in_and_sends_away(grace, bo, eve, lead, client_of):
    # given
    ticket = make_ticket(grace)
    path, desk = f"/desk/tickets/{ticket.number}/privacy/", client_of(bo)
    # when
    assert "Make it private" in desk.get(path).content.decode()
    desk.post(path, {"private": "1"})
    page = desk.get(path).content.decode()
    # then
    assert all(words in page for words in ("Follows it", "Leads its team", "Administrator", f'value="{eve.pk}"'))
    assert client_of(eve).get(path).status_code == 404
    assert "Private" in desk.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert 'title="Private"' in desk.get("/desk/queues/open/").content.decode()
    # when
    desk.post(path, {"let_in": eve.pk})
    # then
    assert client_of(eve).get(path).status_code == 200
    assert client_of(eve).post(path, {"let_in": "999999"}).status_code == 404
    # when
    gone = client_of(eve).post(path, {"send_away": eve.pk}, follow=True)
    # then
    assert gone.redirect_chain[-1][0] == "/desk/queues/mine/"
    assert client_of(eve).get(path).status_code == 404


def test_whoever_writes_while_it_becomes_private_is_told_and_keeps_the_text(grace, bo, eve, client_of):
    ticket, desk = make_ticket(grace), client_of(eve)
    base = f"/desk/tickets/{ticket.number}/"
    assert desk.get(base).status_code == 200
    privacy.make_private(ticket, by=bo)
    part = {"HX-Request": "true"}
    news = desk.get(f"{base}news/", headers=part)
    assert (news.status_code, "It was made private" in news.content.decode()) == (410, True)
    assert ticket.subject not in news.content.decode()
    sent = desk.post(f"{base}messages/", {"kind": "reply", "text": "My long answer"}, headers=part)
    assert (sent.status_code, "Nothing was sent" in sent.content.decode()) == (410, True)
    assert not Message.objects.filter(text="My long answer").exists()


def test_giving_up_ones_place_leads_back_to_the_queue(grace, bo, eve, client_of):
    ticket = make_ticket(grace)
    privacy.make_private(ticket, by=bo)
    left = client_of(bo).post(
        f"/desk/tickets/{ticket.number}/following/", {"undo": "1"}, headers={"HX-Request": "true"}
    )
    assert left["HX-Redirect"] == "/desk/queues/mine/"


def test_a_program_reads_and_changes_it_within_its_agents_rights(grace, bo, eve, lin, api_of):
    ticket = make_ticket(grace)
    path, now = f"tickets/{ticket.number}", {"If-Match": "*"}
    changed = api_of(bo).patch(path, {"is_private": True}, headers=now)
    assert (changed.status_code, changed.json()["is_private"]) == (200, True)
    assert api_of(eve).get(path).status_code == 404
    assert [row["number"] for row in api_of(bo).get("tickets", is_private="true").json()["results"]] == [ticket.number]
    assert api_of(eve).get("tickets", is_private="true").json()["results"] == []
    assert api_of(bo).post(f"{path}/followers", {"agent": eve.pk}).status_code == 201
    assert api_of(eve).patch(path, {"is_private": False}, headers=now).json()["is_private"] is False
    assert api_of(lin).patch(path, {"is_private": True}, headers=now).status_code == 403


def test_search_finds_private_ones_by_name(bo):
    assert search_line.read("is:private", bo).conditions


def test_whoever_leaves_a_restricted_team_keeps_nothing_it_was_told_there(a_ticket, bo, ada, deliver):
    values = {"name": "Legal", "is_restricted": True}
    legal = teams.make(values, [bo, ada], by=Actor.agent(ada))
    for ticket in (a_ticket(subject="A dismissal"), a_ticket(subject="A printer")):
        assignment.assign(ticket, bo, by=Actor.agent(ada))
    assignment.hand_over(Ticket.objects.get(subject="A dismissal"), legal, by=Actor.agent(ada))
    deliver()
    assert Notice.objects.to(bo).count() == 2
    teams.change(legal, values, [ada], by=Actor.agent(ada))
    deliver()
    [kept] = Notice.objects.to(bo)
    assert "A printer" in kept.text
