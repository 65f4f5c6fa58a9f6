"""Teams: who is in them, who leads, which one gets what nobody claimed, and which keep their tickets to themselves."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts import uses
from helpdesk.accounts.events import TEAM_CHANGED, TEAM_MADE, TEAM_REMOVED
from helpdesk.accounts.models import Agent, Team, TeamMembership
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record


@transaction.atomic
def make(values: dict, members: Iterable[Agent], *, by: Actor) -> Team:
    """Make a team with its members. `values`: name, lead, is_default, is_restricted, and how it is routed to."""
    _pass_default_on(values)
    team = Team.objects.create(**values)
    record(TEAM_MADE, team, by=by, name=team.name)
    _set_members(team, members, by)
    return team


@transaction.atomic
def change(team: Team, values: dict, members: Iterable[Agent], *, by: Actor) -> Team:
    """Change a team and who is in it. Raises ValidationError on `is_default` where no team would be the default."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.is_default and not values.get("is_default", True):
        raise ValidationError({"is_default": _("Make another team the default instead.")})
    if not team.is_default:
        _pass_default_on(values)
    changes = take_over(team, values)
    if changes:
        team.save()
        record(TEAM_CHANGED, team, by=by, name=team.name, changes=changes)
    _set_members(team, members, by)
    return team


@transaction.atomic
def set_routing(team: Team, values: dict, *, by: Actor) -> Team:
    """Change how the team's tickets are given out. Raises ValidationError where they would fall back in a circle."""
    # All teams are held, in id order: two teams made each other's fallback at once must not both succeed.
    every = {each.pk: each for each in Team.objects.select_for_update().order_by("pk")}
    team = every[team.pk]
    _refuse_circle(team, values.get("fallback_team"), every)
    changes = take_over(team, values)
    if changes:
        team.save(update_fields=list(values))
        record(TEAM_CHANGED, team, by=by, name=team.name, changes=changes)
    return team


@transaction.atomic
def remove(team: Team, *, by: Actor) -> None:
    """Remove a team: its tickets stay and belong to no team.

    Raises ValidationError for the default team, and naming what speaks of the team: mailboxes, rules, other teams.
    """
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.is_default:
        raise ValidationError(_("The default team cannot be removed. Make another team the default first."))
    uses.require_none("team", team.pk)
    record(TEAM_REMOVED, team, by=by, name=team.name)
    team.delete()


@uses.finds_uses
def of_other_teams(thing: str, value: str) -> Iterable[uses.Use]:
    for team in Team.objects.filter(fallback_team=value).by_name() if thing == "team" else ():
        yield uses.Use(_("the team %s, which falls back to it") % team.name, f"/settings/routing/{team.pk}/")


def _refuse_circle(team: Team, fallback: Team | None, every: dict[int, Team]):
    if fallback and team.is_restricted and not fallback.is_restricted:
        text = _("Everybody would see the tickets of this restricted team there. Choose a restricted team.")
        raise ValidationError({"fallback_team": text})
    step, passed = fallback, [team.name]
    while step is not None:
        passed.append(step.name)
        if step.pk == team.pk or len(passed) > len(every) + 1:
            text = _("Tickets would go round in a circle: %(teams)s.") % {"teams": " → ".join(passed)}
            raise ValidationError({"fallback_team": text})
        step = every.get(every[step.pk].fallback_team_id)


def _pass_default_on(values: dict):
    # The old default is locked and cleared first: the database allows one a tenant.
    if values.get("is_default"):
        for old in Team.objects.select_for_update().filter(is_default=True):
            old.is_default = False
            old.save(update_fields=["is_default"])


def _set_members(team: Team, members: Iterable[Agent], by: Actor):
    wanted = {agent.pk: agent for agent in members}
    present = {row.agent_id: row for row in team.memberships.select_related("agent")}
    added = [wanted[pk] for pk in wanted.keys() - present.keys()]
    gone = [present[pk] for pk in present.keys() - wanted.keys()]
    TeamMembership.objects.bulk_create(TeamMembership(team=team, agent=agent) for agent in added)
    TeamMembership.objects.filter(pk__in=[row.pk for row in gone]).delete()
    if added or gone:
        names = [f"+{agent.name}" for agent in added] + [f"−{row.agent.name}" for row in gone]
        record(TEAM_CHANGED, team, by=by, name=team.name, changes=" ".join(sorted(names)))
