"""The pages of staffing and routing in a real browser: nothing for axe to find, nothing wider than a phone."""

from datetime import date, timedelta

import pytest

from tests.site import faults_by_path, walk

pytestmark = pytest.mark.browser

NAMES = ("Amara", "Bruno", "Chioma", "Dara", "Edda", "Faisal", "Greta", "Hiro", "Ines", "Jonas", "Kaya", "Luis")


@pytest.fixture
def _at_acme():
    """These stories commit; they open scopes of their own."""


@pytest.fixture
def paths(committed_db) -> list[str]:
    """The pages, of a team of sixty with shifts, leave, gaps and skills."""
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant

    with use_tenant(Tenant.objects.get(slug="acme")):
        bo, skill, team = _staffed()
    settings = [
        "staffing/?week=2026-06-01",
        f"staffing/{bo.pk}/",
        f"staffing/{bo.pk}/leave/",
        "routing/",
        f"routing/{team.pk}/",
        "routing/weights/",
        "skills/",
        f"skills/{skill.pk}/",
        "staffing/rules/",
    ]
    return [*(f"/settings/{path}" for path in settings), "/desk/working-time/", "/desk/calls/new/"]


def _staffed():
    from helpdesk.accounts import skills
    from helpdesk.accounts.models import Agent, Team, User
    from helpdesk.base import clock
    from helpdesk.events.actors import Actor
    from sla.staffing import leaving
    from tickets.routing import needs, weights

    test, team = Actor.system("test"), Team.objects.get(is_default=True)
    bo, ada = Agent.objects.get(name="Bo"), Agent.objects.get(name="Ada")
    for n in range(60):
        user = User.objects.create(email=f"n{n}@acme.test")
        agent = Agent.objects.create(user=user, name=f"{NAMES[n % 12]} Longname-Numbered {n}", role="agent")
        team.memberships.create(agent=agent)
        if n % 2:
            _works(agent, ("mon", "tue", "wed"), [["22:00", "06:00"]] if n % 4 == 1 else [["10:00", "12:30"]])
    _works(bo, ("mon", "tue", "thu", "fri"), [["08:00", "12:00"], ["13:00", "15:30"]])
    today = clock.now().date()
    leave = {"first_day": today - timedelta(days=1), "last_day": today + timedelta(days=3), "deputy": ada}
    leaving.grant(bo, leave, by=test)
    skill = skills.make("German", {bo: 3}, by=test)
    needs.set_for(skill, [], [], ["de"], by=test)
    skills.make("Juggling", {}, by=test)
    weights.set_all({"chat": 3, "phone": 5}, by=test)
    user = User.objects.create(email="alone@acme.test")
    Agent.objects.create(user=user, name="Robin Alone", role="agent")
    Team.objects.create(name="Nights", is_routed=False, fallback_team=team)
    return bo, skill, team


def _works(agent, days, hours):
    from helpdesk.events.actors import Actor
    from sla.staffing import planning

    week = dict.fromkeys(days, hours)
    begin = date(2026, 1, 1)
    planning.set_week(agent, week, effective_from=begin, zone="Europe/Berlin", by=Actor.system("test"))


def test_the_pages_of_staffing_and_routing_are_accessible_and_fit(paths, open_as):
    assert faults_by_path(walk(open_as, "Ada", paths)) == {}
