"""Settings of people, teams, tokens and the company, as an administrator uses them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from helpdesk.accounts import tokens
from helpdesk.accounts.models import Agent, ApiToken, Invitation, Team, User
from helpdesk.base import clock
from helpdesk.events.models import Event
from helpdesk.tenancy.models import Tenant


@pytest.fixture
def office(client_of, ada):
    return client_of(ada)


def said(kind):
    return Event.objects.filter(kind=kind).latest("id").sentence


@pytest.mark.parametrize(
    "path",
    [
        "", "people/", "people/invitations/new/", "teams/", "teams/new/",
        "company/", "tokens/", "tokens/new/", "audit/",
    ],
)  # fmt: skip
def test_each_page_opens(office, path):
    assert office.get(f"/settings/{path}").status_code == 200


def test_the_overview_finds_pages_by_their_words(office):
    page = office.get("/settings/?q=invitations").content.decode()
    assert 'class="door" href="/settings/people/"' in page
    assert 'class="door" href="/settings/company/"' not in page
    assert "No setting is called that" in office.get("/settings/?q=zebra").content.decode()


def test_inviting_somebody_to_their_first_sign_in(office, stranger, mailoutbox):
    # given an invitation on its way
    team = Team.objects.get()
    office.post(
        "/settings/people/invitations/new/",
        {"email": "Nia@Acme.test", "name": "Nia", "role": "agent", "team": team.pk},
    )
    link = re.search(r"http://acme\.localhost:\d+(/accounts/invitation/\S+)", mailoutbox[0].body)[1]
    # when Nia looks at it twice, then joins
    stranger.get(link)
    assert "nia@acme.test" in stranger.get(link).content.decode()
    assert stranger.post(link, {"name": "Nia", "password": "password"}).status_code == 422
    stranger.post(link, {"name": "Nia Okafor", "password": "a quiet harbour"})
    # then she is in, in her team, and the link is used up
    assert stranger.get("/accounts/security/").status_code == 200
    nia = Agent.objects.get(user__email="nia@acme.test")
    assert (nia.name, nia.role, nia.memberships.get().team) == ("Nia Okafor", "agent", team)
    assert stranger.get(link).status_code == 410
    assert said("agent.joined") == "Nia Okafor joined as Agent"


def test_somebody_with_a_login_joins_without_losing_its_password(office, stranger, mailoutbox):
    office.post("/settings/people/invitations/new/", {"email": "gus@globex.test", "role": "light"})
    link = re.search(r"/accounts/invitation/\S+", mailoutbox[0].body)[0]
    assert stranger.post(link)["Location"] == "/accounts/login/"
    stranger.post("/accounts/login/", {"login": "gus@globex.test", "password": "demo-gus"})
    assert stranger.get("/accounts/security/").status_code == 200
    assert User.objects.filter(email="gus@globex.test").count() == 1


@pytest.mark.parametrize(("seconds", "status"), [(72 * 3600 - 1, 200), (72 * 3600 + 1, 410)])
def test_row_30_an_invitation_is_good_for_72_hours(office, stranger, mailoutbox, monday_morning, seconds, status):
    office.post("/settings/people/invitations/new/", {"email": "nia@acme.test", "role": "agent"})
    link = re.search(r"/accounts/invitation/\S+", mailoutbox[0].body)[0]
    with clock.at(monday_morning + timedelta(seconds=seconds)):
        assert stranger.get(link).status_code == status


def test_a_withdrawn_and_a_resent_invitation_kill_the_old_link(office, stranger, mailoutbox):
    office.post("/settings/people/invitations/new/", {"email": "nia@acme.test", "role": "agent"})
    invitation = Invitation.objects.get()
    office.post(f"/settings/people/invitations/{invitation.pk}/resent/")
    first, second = (re.search(r"/accounts/invitation/\S+", mail.body)[0] for mail in mailoutbox)
    assert (stranger.get(first).status_code, stranger.get(second).status_code) == (410, 200)
    office.post(f"/settings/people/invitations/{invitation.pk}/withdrawal/")
    assert stranger.get(second).status_code == 410


def test_an_invitation_of_somebody_here_is_refused_at_the_field(office):
    answer = office.post("/settings/people/invitations/new/", {"email": "bo@acme.test", "role": "agent"})
    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors


def test_an_administrator_makes_no_owners(office, bo, olga):
    answer = office.post(f"/settings/people/{bo.pk}/", {"name": "Bo", "role": "owner"})
    assert "role" in answer.context["form"].errors
    assert office.post(f"/settings/people/{olga.pk}/", {"name": "Olga", "role": "agent"}).status_code == 403
    bo.refresh_from_db()
    assert bo.role == "agent"


def test_the_last_owner_stays_one(client_of, olga):
    browser = client_of(olga)
    answer = browser.post(f"/settings/people/{olga.pk}/", {"name": "Olga", "role": "admin"})
    assert "only owner" in str(answer.context["form"].errors["role"])
    browser.post(f"/settings/people/{olga.pk}/deactivation/")
    olga.refresh_from_db()
    assert olga.is_active


def test_a_change_of_role_is_told_in_the_audit_log(office, bo):
    office.post(f"/settings/people/{bo.pk}/", {"name": "Bo", "role": "manager"})
    assert said("agent.changed") == "Ada changed Bo: role: agent → manager"
    assert "role: agent → manager" in office.get("/settings/audit/").content.decode()


def test_a_deactivated_agent_comes_back_as_it_was(office, client_of, bo):
    _, key = tokens.make(bo, "laptop", by=_actor(bo))
    office.post(f"/settings/people/{bo.pk}/deactivation/")
    assert tokens.token_for(key) is None
    office.post(f"/settings/people/{bo.pk}/return/")
    assert tokens.token_for(key) is not None
    assert said("agent.reactivated") == "Ada reactivated Bo"


def test_a_team_with_its_members(office, ada, bo, mia):
    office.post(
        "/settings/teams/new/", {"name": "Billing", "lead": mia.pk, "members": [bo.pk, mia.pk], "is_default": "on"}
    )
    billing = Team.objects.get(name="Billing")
    assert {row.agent for row in billing.memberships.all()} == {bo, mia}
    assert [team.name for team in Team.objects.filter(is_default=True)] == ["Billing"]
    answer = office.post(f"/settings/teams/{billing.pk}/", {"name": "support", "members": [bo.pk]})
    assert set(answer.context["form"].errors) == {"name"}
    office.post(f"/settings/teams/{billing.pk}/", {"name": "Billing", "members": [bo.pk], "is_default": "on"})
    assert said("team.changed") == "Ada changed the team Billing: −Mia"


def test_the_default_team_is_passed_on_and_never_dropped(office):
    support = Team.objects.get(is_default=True)
    answer = office.post(f"/settings/teams/{support.pk}/", {"name": "Support"})
    assert set(answer.context["form"].errors) == {"is_default"}
    assert office.post(f"/settings/teams/{support.pk}/removal/").status_code == 404


def test_the_company_speaks_in_its_own_units(office, acme):
    form = office.get("/settings/company/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    assert (values["survey_delay_seconds"], values["auto_close_hours"]) == ("1 d", "7 d")
    values |= {"survey_delay_seconds": "30 s", "auto_close_hours": "3 d", "survey_sample_share": "25"}
    assert office.post("/settings/company/", values).status_code == 302
    acme.refresh_from_db()
    assert (acme.survey_delay_seconds, acme.auto_close_hours, float(acme.survey_sample_share)) == (30, 72, 0.25)
    wrong = office.post("/settings/company/", values | {"survey_delay_seconds": "soon", "ticket_prefix": "a1"})
    assert set(wrong.context["form"].errors) == {"survey_delay_seconds", "ticket_prefix"}


def test_a_token_is_shown_once_and_acts_until_revoked(office, bo):
    page = office.post("/settings/tokens/new/", {"name": "export", "agent": bo.pk, "scope": "read", "days": "30"})
    key = re.search(r'value="(hd_[^"]+)"', page.content.decode())[1]
    assert page["Cache-Control"].startswith("max-age=0")
    assert key not in office.get("/settings/tokens/").content.decode()
    token = tokens.token_for(key)
    assert (token.agent, token.scope) == (bo, "read")
    assert ApiToken.objects.filter(digest=key).count() == 0
    office.post(f"/settings/tokens/{token.pk}/revocation/")
    assert tokens.token_for(key) is None


def test_an_administrators_token_is_never_an_owners(office, olga):
    answer = office.post("/settings/tokens/new/", {"name": "x", "agent": olga.pk, "scope": "read", "days": "30"})
    assert "agent" in answer.context["form"].errors


def _actor(agent):
    from helpdesk.events.actors import Actor

    return Actor.agent(agent)


def test_an_owner_is_for_owners_to_change(office, olga):
    assert f'href="/settings/people/{olga.pk}/"' not in office.get("/settings/people/").content.decode()
    assert office.get(f"/settings/people/{olga.pk}/").status_code == 403
    assert office.get(f"/settings/people/{olga.pk}/deactivation/").status_code == 403


def test_without_a_time_zone_of_ones_own_the_companys_is_told(office, bo):
    # given the company in Berlin, and Ada, who has no zone of her own
    Agent.objects.filter(pk=bo.pk).update(last_seen_at=datetime(2026, 1, 15, 12, 0, tzinfo=UTC))
    # then noon in London is one o'clock to her
    assert 'title="Thu 15 Jan 2026, 13:00"' in office.get("/settings/people/?q=bo").content.decode()


def test_a_colour_is_chosen_among_those_that_are_drawn_and_worn_where_customers_look(office, acme, stranger):
    Tenant.objects.filter(pk=acme.pk).update(hue=150)  # between two of the offered ones
    form = office.get("/settings/company/").context["form"]
    values = {field.html_name: field.value() for field in form}
    assert values["hue"] == 145
    office.post("/settings/company/", values | {"name": "Acme again"})
    assert Tenant.objects.get(pk=acme.pk).hue == 150
    office.post("/settings/company/", values | {"hue": 345})
    assert Tenant.objects.get(pk=acme.pk).hue == 345
    for path in ("/", "/sign-in/", "/accounts/login/"):
        assert 'data-hue="11"' in stranger.get(path).content.decode().partition("<body")[2].partition(">")[0]
    assert "hue" in office.post("/settings/company/", values | {"hue": 12}).context["form"].errors
