"""A ticket's clocks as people and programs read them: time used and left, outcome, and under which policy."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk.tenancy.keeping import kept
from sla import ledger
from sla.engine import points
from sla.engine.clock import ClockState, lateness, outcome
from sla.models import Clock, Metric, PolicyVersion, Selection
from tickets.models import Ticket


@dataclass(frozen=True)
class Reading:
    """One clock as it stands at an instant. Seconds are clock time: business hours where its basis is."""

    row: Clock
    policy: str
    state: str
    outcome: str
    consumed_seconds: int
    late_seconds: int
    breached_at: datetime | None
    at_risk_from: datetime | None

    @property
    def label(self) -> str:
        """What people call the measure."""
        return str(Metric(self.row.metric).label)

    @property
    def remaining_seconds(self) -> int:
        """What is left of the target; negative after it is used up."""
        return self.row.target_seconds - self.consumed_seconds

    @property
    def used_share(self) -> float:
        """The part of the target that is used up; more than 1 after it."""
        return self.consumed_seconds / self.row.target_seconds


def clocks_of(ticket: Ticket, now: datetime) -> list[Reading]:
    """Return all clocks of a ticket, finished ones too, in the order they were started. Changes nothing."""
    page = ledger.open_page(ticket)
    return [] if page.is_new else readings_of(page, now)


def readings_of(page: ledger.Page, now: datetime) -> list[Reading]:
    """The same for a page that is open already, its clocks brought up to now."""
    page.clocks.look(now)
    page.clocks.count_up_to(now)
    names = kept(PolicyVersion, "names", lambda: dict(PolicyVersion.objects.values_list("pk", "policy__name")))
    return [_read(page, state, names) for state in page.clocks.clocks]


def why_this_policy(ticket: Ticket) -> list[dict]:
    """Return the policies that were tried when one was last chosen for the ticket, the chosen one last."""
    newest = Selection.objects.filter(ticket=ticket).order_by("-event_seq").first()
    return newest.tried if newest else []


def _read(page: ledger.Page, state: ClockState, names: dict[int, str]) -> Reading:
    row = page.row_of(state)
    business_seconds, calendar_seconds = lateness(state, page.clocks.time_of(state))
    return Reading(
        row=row,
        policy=names[row.policy_version_id],
        state=state.shown_state,
        outcome=outcome(state),
        consumed_seconds=state.consumed_s,
        late_seconds=max(0, business_seconds or calendar_seconds),
        breached_at=state.breached_at,
        at_risk_from=points.percent(state, page.clocks.time_of(state), points.AT_RISK_PERCENT),
    )
