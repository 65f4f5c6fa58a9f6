"""Agents and teams by API: who works here, as far as one may know."""

from helpdesk.accounts.models import Agent, Team


def test_agents_are_listed_with_their_teams(api_of, lin):
    people = {row["name"]: row for row in api_of(lin).get("agents").json()["results"]}
    assert set(people) == {"Olga", "Ada", "Mia", "Bo", "Lin"}
    assert (people["Bo"]["email"], people["Bo"]["role"], people["Bo"]["is_on_duty"]) == ("bo@acme.test", "agent", True)
    assert [team["name"] for team in people["Bo"]["teams"]] == ["Support"]


def test_agents_are_found_by_what_they_are(api_of, bo):
    api = api_of(bo)
    team = Team.objects.get(is_default=True)
    assert [row["name"] for row in api.get("agents", email="Mia@acme.test").json()["results"]] == ["Mia"]
    assert [row["name"] for row in api.get("agents", role="light,owner").json()["results"]] == ["Olga", "Lin"]
    assert [row["name"] for row in api.get("agents", team=team.pk, order="name").json()["results"]] == [
        "Ada",
        "Bo",
        "Mia",
    ]
    assert [row["name"] for row in api.get("agents", is_on_duty="true").json()["results"]] == ["Bo"]


def test_a_restricted_team_is_known_to_its_members_only(api_of, mia, ada):
    hidden = Team.objects.create(name="People", is_restricted=True)
    hidden.memberships.create(agent=mia)
    for agent, knows in ((mia, True), (ada, False)):
        api = api_of(agent)
        assert ("People" in [team["name"] for team in api.get("teams").json()["results"]]) == knows
        assert (api.get(f"teams/{hidden.pk}").status_code == 200) == knows
        assert ("People" in [team["name"] for team in api.get(f"agents/{mia.pk}").json()["teams"]]) == knows
        assert bool(api.get("agents", team=hidden.pk).json()["results"]) == knows


def test_nobody_is_known_across_companies(api_of, gus, bo):
    there = api_of(gus)
    assert "Bo" not in [row["name"] for row in there.get("agents").json()["results"]]
    assert there.get(f"agents/{bo.pk}").status_code == 404
    assert there.get(f"teams/{Team.objects.get(is_default=True).pk}").status_code == 404


def test_nothing_secret_is_told_of_anybody(api_of, ada):
    whole = api_of(ada).get("agents").content + api_of(ada).get("me").content
    assert Agent.objects.get(name="Bo").user.password.encode() not in whole
    assert b"password" not in whole
    assert b"digest" not in whole
