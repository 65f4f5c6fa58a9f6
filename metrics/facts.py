"""Facts of tickets, derived by telling their events again. Deriving twice changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Model

from helpdesk.events.models import Event
from helpdesk.tenancy.context import current_tenant
from metrics.differences import Difference, compare
from metrics.models import OpenSpan, PromiseFact, RatingFact, ReplyFact, ResolveFact, SurveyResponse, TicketFact
from metrics.promises import verdict
from metrics.replay import replay
from metrics.story import Standing, Story
from metrics.timekeeping import Calendars, local_day
from sla.models import Clock
from tickets.models import Ticket

MODELS: tuple[type[Model], ...] = (TicketFact, ReplyFact, ResolveFact, OpenSpan, PromiseFact, RatingFact)


@dataclass
class Touched:
    """Which days' sums are behind now: single days, and every midnight since `backlog_from`."""

    days: set[date] = field(default_factory=set)
    backlog_from: date | None = None

    def add(self, difference: Difference, zone: ZoneInfo) -> None:
        for row in difference.rows:
            if isinstance(row, OpenSpan):
                self.days.update(local_day(at, zone) for at in (row.from_at, row.to_at) if at)
            else:
                self.days.add(row.day)
        instants = _first_disagreement(difference)
        if instants:
            first = local_day(min(instants), zone)
            self.backlog_from = min(first, self.backlog_from or first)


def derive(ticket_ids: Iterable[int]) -> Touched:
    """Bring the facts of these tickets up to their newest events; returns the days whose sums this changes."""
    touched, zone = Touched(), ZoneInfo(current_tenant().time_zone)
    for model, difference in differences(list(ticket_ids)):
        difference.apply(model)
        touched.add(difference, zone)
    return touched


def differences(ticket_ids: list[int]) -> Iterator[tuple[type[Model], Difference]]:
    """How the stored facts of these tickets differ from what their events say, table by table."""
    wanted = _rows(ticket_ids)
    for model in MODELS:
        yield model, compare(model.objects.filter(ticket_id__in=ticket_ids), wanted[model])


def _first_disagreement(difference: Difference) -> list[datetime]:
    """A span that only ended agrees with the running one up to its end."""
    spans = [row for row in difference.rows if isinstance(row, OpenSpan)]
    if not spans:
        return []
    starts: dict[tuple, list[OpenSpan]] = defaultdict(list)
    for span in spans:
        starts[span.ticket_id, span.number, span.from_at, span.category, span.team_id, span.priority].append(span)
    found = []
    for twins in starts.values():
        ends = [twin.to_at for twin in twins if twin.to_at]
        found.append(min(ends) if len(twins) == 2 and ends else twins[0].from_at)
    return found


def _rows(ticket_ids: list[int]) -> dict[type[Model], list[Model]]:
    tickets = Ticket.objects.in_bulk(ticket_ids)
    events, clocks, ratings = _events(tickets), _clocks(tickets), _ratings(tickets)
    times = Calendars().of(tickets)
    zone = ZoneInfo(current_tenant().time_zone)
    rows: dict[type[Model], list[Model]] = {model: [] for model in MODELS}
    for pk, ticket in tickets.items():
        story = replay(events[pk], times[pk], team_at_opening=_team_at_opening(ticket, events[pk]))
        if story.created_at:
            for row in Telling(ticket, story, zone).rows(clocks[pk], ratings[pk]):
                rows[type(row)].append(row)
    return rows


def _events(tickets) -> dict[int, list[Event]]:
    found = defaultdict(list)
    rows = Event.objects.filter(subject_kind=Ticket.event_stream, subject_id__in=list(tickets))
    for event in rows.only("kind", "seq", "occurred_at", "actor_kind", "actor_id", "data", "subject_id").order_by(
        "seq"
    ):
        found[event.subject_id].append(event)
    return found


def _clocks(tickets) -> dict[int, list[Clock]]:
    found = defaultdict(list)
    for row in Clock.objects.filter(ticket_id__in=list(tickets)):
        found[row.ticket_id].append(row)
    return found


def _ratings(tickets) -> dict[int, list[SurveyResponse]]:
    found = defaultdict(list)
    for row in SurveyResponse.objects.filter(survey__ticket_id__in=list(tickets)).select_related("survey"):
        found[row.survey.ticket_id].append(row)
    return found


def _team_at_opening(ticket: Ticket, events: list[Event]) -> int | None:
    """For openings recorded without their team: that of a ticket which never changed it."""
    return None if any(event.kind == "ticket.team_changed" for event in events) else ticket.team_id


@dataclass(frozen=True)
class Telling:
    """Turns one ticket's story into rows."""

    ticket: Ticket
    story: Story
    zone: ZoneInfo

    def rows(self, clocks: Iterable[Clock], ratings: Iterable[SurveyResponse]) -> Iterator[Model]:
        yield self._ticket()
        yield from (self._reply(one) for one in self.story.replies)
        yield from (self._resolve(one) for one in self.story.resolves)
        yield from (self._span(number, one) for number, one in enumerate(self.story.spans, 1))
        yield from filter(None, (self._promise(one) for one in clocks))
        yield from (self._rating(one) for one in ratings)

    def _dated(self, at: datetime, standing: Standing) -> dict:
        return {
            **self._placed(standing),
            "at": at,
            "day": local_day(at, self.zone),
            "is_excluded": not self.ticket.is_present,
        }

    def _placed(self, standing: Standing) -> dict:
        return {
            "ticket_id": self.ticket.pk,
            "channel": self.ticket.channel,
            "team_id": standing.team_id,
            "agent_id": standing.agent_id,
            "priority": int(standing.priority),
        }

    def _ticket(self) -> TicketFact:
        story = self.story
        return TicketFact(
            **self._dated(story.created_at, story.standing),
            version=story.version,
            category_id=self.ticket.category_id,
            organization_id=self.ticket.organization_id,
            status_category=story.category,
            is_unresolved=story.is_unresolved and self.ticket.is_present,
            is_started_by_agent=story.is_started_by_agent,
            is_answered=story.is_answered,
            waiting_since=story.waiting_since,
            public_replies=story.public_replies,
            reopen_count=story.reopen_count,
            first_resolved_at=story.resolves[0].at if story.resolves else None,
        )

    def _reply(self, one) -> ReplyFact:
        return ReplyFact(
            **{**self._dated(one.at, one.standing), "agent_id": one.author_id},
            seq=one.seq,
            is_first=one.is_first,
            seconds=one.seconds,
            business_seconds=one.business_seconds,
        )

    def _resolve(self, one) -> ResolveFact:
        return ResolveFact(
            **self._dated(one.at, one.standing),
            seq=one.seq,
            resolved_by=one.by,
            is_first=one.is_first,
            is_standing=one.is_standing,
            is_reopened=one.is_reopened,
            public_replies=one.public_replies,
            seconds=one.total[0],
            business_seconds=one.total[1],
            active_seconds=one.active[0],
            active_business_seconds=one.active[1],
            wait_seconds=one.wait[0],
            wait_business_seconds=one.wait[1],
        )

    def _span(self, number: int, one) -> OpenSpan:
        return OpenSpan(
            **self._placed(one.standing),
            number=number,
            category=one.category,
            from_at=one.from_at,
            to_at=one.to_at,
            began_by=one.began_by,
            ended_by=one.ended_by,
        )

    def _promise(self, clock: Clock) -> PromiseFact | None:
        found = verdict(clock)
        if found is None:
            return None
        dated = self._dated(found.at, self.story.standing_at(found.at))
        return PromiseFact(**dated, metric=clock.metric, instance=clock.instance, is_met=found.is_met)

    def _rating(self, response: SurveyResponse) -> RatingFact:
        survey = response.survey
        asked_about = Standing(survey.team_id, survey.agent_id, self.story.standing_at(survey.resolved_at).priority)
        return RatingFact(
            **self._dated(response.answered_at, asked_about), survey_id=response.survey_id, score=response.score
        )
