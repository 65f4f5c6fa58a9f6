"""Which part of the company's work a figure is about, and what its reader may see at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from helpdesk.accounts.models import Team
from tickets.models import Channel, Priority
from tickets.models.visibility import hidden_teams, teams_without

CALENDAR, BUSINESS = "calendar", "business"


@dataclass(frozen=True)
class Scope:
    """Filters as columns, the teams whose work does not exist for the reader, and which time durations count in."""

    wanted: dict = field(default_factory=dict)
    left_out_teams: tuple[int, ...] = ()
    teams: tuple[Team, ...] = ()
    time: str = BUSINESS

    @property
    def seconds(self) -> str:
        """The column of durations in this scope's time."""
        return "business_seconds" if self.time == BUSINESS else "seconds"


def asked_for(agent, query: Mapping[str, str]) -> Scope:
    """The scope that an address names: ?team=3&channel=email&priority=4&time=calendar. What makes no sense is ignored.

    A team the agent does not see is no team.
    """
    hidden = hidden_teams(agent)
    seen = tuple(teams_without(hidden))
    wanted: dict = {}
    if query.get("team") in {str(team.pk) for team in seen}:
        wanted["team_id"] = int(query["team"])
    if query.get("channel") in Channel.values:
        wanted["channel"] = query["channel"]
    if query.get("priority") in {str(value) for value in Priority.values}:
        wanted["priority"] = int(query["priority"])
    time = CALENDAR if query.get("time") == CALENDAR else BUSINESS
    return Scope(wanted, hidden, seen, time)
