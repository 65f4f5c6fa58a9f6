"""Which part of the company's work a figure is about, and what its reader may see at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from helpdesk.accounts.models import Team
from tickets.models import Channel, Priority

CALENDAR, BUSINESS = "calendar", "business"


@dataclass(frozen=True)
class Scope:
    """Filters as columns, the teams whose work does not exist for the reader, and which time durations count in."""

    wanted: dict = field(default_factory=dict)
    hidden_team_ids: tuple[int, ...] = ()
    teams: tuple[Team, ...] = ()
    time: str = BUSINESS

    @property
    def seconds(self) -> str:
        """The column of durations in this scope's time."""
        return "business_seconds" if self.time == BUSINESS else "seconds"


def asked_for(agent, query: Mapping[str, str]) -> Scope:
    """The scope that an address names: ?team=3&channel=email&priority=4&time=calendar. What makes no sense is ignored.

    A team the agent does not see is no team. One query, whatever is asked.
    """
    hidden = Team.objects.hidden_from(agent).filter(pk=OuterRef("pk"))
    teams = list(Team.objects.by_name().annotate(is_hidden=Exists(hidden)))
    # The same list says which teams are hidden: whoever asks the agent need not read it again.
    agent.hidden_team_ids = tuple(team.pk for team in teams if team.is_hidden)
    seen = tuple(team for team in teams if not team.is_hidden)
    wanted: dict = {}
    if query.get("team") in {str(team.pk) for team in seen}:
        wanted["team_id"] = int(query["team"])
    if query.get("channel") in Channel.values:
        wanted["channel"] = query["channel"]
    if query.get("priority") in {str(value) for value in Priority.values}:
        wanted["priority"] = int(query["priority"])
    time = CALENDAR if query.get("time") == CALENDAR else BUSINESS
    return Scope(wanted, agent.hidden_team_ids, seen, time)
