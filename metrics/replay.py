"""One ticket's events told again from the first: what was said when, how long it took, and when it was work.

Pure: events in, a story out. The same events always give the same story, which is how stored facts are proved.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.events.models import Event
from metrics.story import Reply, Resolve, Span, Standing, Story
from metrics.timekeeping import Stretch, Time, both, whole_second
from tickets.events import (
    CALL_ANSWERED,
    MARKED_SPAM,
    MERGE_GIVEN_BACK,
    MERGE_UNDONE,
    MESSAGE_RECEIVED,
    MESSAGE_SENT,
    PRIORITY_CHANGED,
    RESTORED,
    STATUS_CHANGED,
    TEAM_CHANGED,
    TICKET_ASSIGNED,
    TICKET_CLOSED,
    TICKET_IMPORTED,
    TICKET_MERGED,
    TICKET_OPENED,
    TICKET_REOPENED,
    TICKET_RESOLVED,
    TICKET_UNASSIGNED,
)
from tickets.models import Priority, StatusCategory
from tickets.models.status import UNRESOLVED

UNDONE_WITHIN = timedelta(minutes=5)  # a reopening that the same agent takes back counts for nothing
OUR_WAIT = (StatusCategory.NEW, StatusCategory.OPEN, StatusCategory.ON_HOLD)


def replay(events: Iterable[Event], time: Time, *, team_at_opening: int | None = None) -> Story:
    """Return the story of one ticket's events, given in their order; `time` is what business time is counted by.

    `team_at_opening` is for logs whose opening does not name the team.
    """
    story, events = Story(time), list(events)
    returned = {pk for one in events if one.kind == MERGE_GIVEN_BACK.name for pk in one.data.get("returned", ())}
    for event in events:
        if event.kind == MESSAGE_RECEIVED.name and event.data.get("message") in returned:
            continue  # written to another ticket, and went back there when a merge was undone
        if event.kind == TICKET_OPENED.name:
            _opened(story, event, team_at_opening)
        elif event.kind == TICKET_IMPORTED.name:
            _imported(story, event)
        elif story.created_at and event.kind in _TELLING:
            _TELLING[event.kind](story, event, whole_second(event.occurred_at))
        else:
            continue  # it tells nothing of the figures, so they stand as of the event before it
        story.version = event.seq
    return story


def _opened(story: Story, event: Event, team_at_opening: int | None) -> None:
    at = story.created_at = whole_second(event.occurred_at)
    data = event.data
    story.category = data["category"]
    team = data.get("team", team_at_opening)
    story.standing = Standing(team, None, Priority.from_key(data["priority"]))
    story.standings.append((at, story.standing))
    story.is_started_by_agent = event.actor_kind == "agent" and data.get("public", True)
    story.is_answered = story.is_started_by_agent
    story.asked_at = whole_second(datetime.fromisoformat(data["asked_at"])) if data.get("asked_at") else None
    story.waiting_since = None if story.is_answered or not story.is_unresolved else story.asked_at or at
    story.spans.append(Span(at, "created", story.category, story.standing))
    story.stretches.append(Stretch(at, story.category))
    if not story.is_unresolved:
        _finish(story, event, at)


def _imported(story: Story, event: Event) -> None:
    """Imported work counts for volume and backlog only, from its import on; what was done elsewhere counts nowhere."""
    if event.data["category"] in UNRESOLVED:
        story.is_imported = True
        _opened(story, event, None)
        story.is_answered, story.waiting_since = True, None


def _received(story: Story, event: Event, at: datetime) -> None:
    if event.data.get("needs_no_reply") or event.data.get("machine"):
        return
    asked_at = whole_second(datetime.fromisoformat(event.data["asked_at"])) if event.data.get("asked_at") else at
    story.waiting_since = min(asked_at, story.waiting_since or asked_at)


def _sent(story: Story, event: Event, at: datetime) -> None:
    """Only what a person wrote is an answer; the message an agent opened the ticket with answers nothing."""
    if event.actor_kind != "agent":
        return
    if story.is_started_by_agent and not story.has_opening_message:
        story.has_opening_message = True
        return
    story.public_replies += 1
    if story.waiting_since is not None:
        start = story.waiting_since if story.is_answered else story.asked_at or story.created_at
        seconds, business = both(story.time, [(start, at)])
        is_first = not story.is_answered
        story.replies.append(Reply(event.seq, at, event.actor_id, story.standing, is_first, seconds, business))
    story.is_answered, story.waiting_since = True, None


def _moved(story: Story, event: Event, at: datetime) -> None:
    was_unresolved, story.category = story.is_unresolved, event.data["category"]
    _turn_stretch(story, at)
    if was_unresolved and not story.is_unresolved:
        _finish(story, event, at)
    elif story.is_unresolved and not was_unresolved:
        _take_up(story, event, at)
    else:
        _turn_span(story, at)


def _finish(story: Story, event: Event, at: datetime) -> None:
    if story.is_imported:
        _end_span(story, at, "resolved")
        return
    _settle_reopening(story, event, at)
    for earlier in story.resolves:
        earlier.is_standing = False
    story.resolves.append(
        Resolve(
            seq=event.seq,
            at=at,
            by="automation" if event.data.get("automatic") or event.actor_kind == "system" else event.actor_kind,
            by_agent=event.actor_id if event.actor_kind == "agent" else None,
            standing=story.standing,
            is_first=not story.resolves,
            public_replies=story.public_replies,
            total=both(story.time, [(story.created_at, at)]),
            active=both(story.time, _stretches_in(story, UNRESOLVED, at)),
            wait=both(story.time, _stretches_in(story, OUR_WAIT, at)),
        )
    )
    story.waiting_since = None
    _end_span(story, at, "resolved")


def _take_up(story: Story, event: Event, at: datetime) -> None:
    if story.resolves:
        _reopened(story, event, at)
    if not story.is_answered:
        # Nobody ever answered: what was asked at first is open again.
        story.waiting_since = story.waiting_since or at
    if not story.is_hidden:
        story.spans.append(Span(at, "reopened", story.category, story.standing))


def _reopened(story: Story, event: Event, at: datetime) -> None:
    story.resolves[-1].is_standing = False
    if not event.data.get("merged"):  # what another ticket's wait takes up again does not count as reopened
        story.resolves[-1].is_reopened = True
        story.reopen_count += 1
        story.reopened = at, event.actor_id if event.actor_kind == "agent" else None


def _settle_reopening(story: Story, event: Event, at: datetime) -> None:
    """Forget a reopening that the same agent took back at once."""
    if story.reopened is None:
        return
    when, agent_id = story.reopened
    if agent_id is not None and event.actor_id == agent_id and at - when <= UNDONE_WITHIN:
        story.resolves[-1].is_reopened = False
        story.reopen_count -= 1
    story.reopened = None


def _assigned(story: Story, event: Event, at: datetime) -> None:
    _stand(story, at, agent_id=event.data["agent"])


def _unassigned(story: Story, event: Event, at: datetime) -> None:
    _stand(story, at, agent_id=None)


def _handed_over(story: Story, event: Event, at: datetime) -> None:
    _stand(story, at, team_id=event.data["team"])


def _reprioritised(story: Story, event: Event, at: datetime) -> None:
    _stand(story, at, priority=Priority.from_key(event.data["new"]))


def _stand(story: Story, at: datetime, **changes) -> None:
    story.standing = replace(story.standing, **changes)
    story.standings.append((at, story.standing))
    _turn_span(story, at)


def _hidden(story: Story, event: Event, at: datetime) -> None:
    if not story.is_hidden:
        story.is_hidden = True
        _turn_stretch(story, at)
        _end_span(story, at, "removed")


def _restored(story: Story, event: Event, at: datetime) -> None:
    if story.is_hidden:
        story.is_hidden = False
        _turn_stretch(story, at)
        if story.is_unresolved:
            story.spans.append(Span(at, "restored", story.category, story.standing))


def _turn_stretch(story: Story, at: datetime) -> None:
    story.stretches[-1].to_at = at
    story.stretches.append(Stretch(at, "" if story.is_hidden else story.category))


def _turn_span(story: Story, at: datetime) -> None:
    """End the running span and begin the next where something about it changed."""
    span = story.spans[-1] if story.spans and not story.spans[-1].ended_by else None
    if span is None or (span.category, span.standing) == (story.category, story.standing):
        return
    if span.from_at == at:
        span.category, span.standing = story.category, story.standing
        return
    span.to_at, span.ended_by = at, "changed"
    story.spans.append(Span(at, "changed", story.category, story.standing))


def _end_span(story: Story, at: datetime, why: str) -> None:
    if story.spans and not story.spans[-1].ended_by:
        story.spans[-1].to_at, story.spans[-1].ended_by = at, why


def _stretches_in(story: Story, categories, until: datetime) -> list[tuple[datetime, datetime]]:
    return [(one.from_at, one.to_at or until) for one in story.stretches if one.category in categories]


_TELLING: dict[str, Callable[[Story, Event, datetime], None]] = {
    MESSAGE_RECEIVED.name: _received,
    MESSAGE_SENT.name: _sent,
    CALL_ANSWERED.name: _sent,
    STATUS_CHANGED.name: _moved,
    TICKET_RESOLVED.name: _moved,
    TICKET_REOPENED.name: _moved,
    TICKET_CLOSED.name: _moved,
    TICKET_ASSIGNED.name: _assigned,
    TICKET_UNASSIGNED.name: _unassigned,
    TEAM_CHANGED.name: _handed_over,
    PRIORITY_CHANGED.name: _reprioritised,
    MARKED_SPAM.name: _hidden,
    RESTORED.name: _restored,
    TICKET_MERGED.name: _hidden,
    MERGE_UNDONE.name: _restored,
}
