"""Which promise applies to a ticket, why, and why not those before it; and how a promise is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant_id
from helpdesk.tenancy.keeping import kept
from sla import conditions
from sla.engine.terms import Target as Aim
from sla.engine.terms import Terms
from sla.events import POLICY_CHANGED
from sla.models import ApplyTo, Calendar, Policy, PolicyVersion, Target
from tickets.models import Ticket


class PolicyRefused(ValueError):
    """The policy cannot be published; `field` says where, the message what to do."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


@dataclass(frozen=True)
class Choice:
    """The version that applies (None: no clocks), and what was tried on the way to it."""

    version: PolicyVersion | None
    tried: list[dict]


@dataclass(frozen=True)
class Draft:
    """What a policy is to promise: targets by (metric, priority), and how its clocks behave."""

    targets: Mapping[tuple[str, str], Aim]
    calendar: Calendar | None = None
    on_reopen: str = "continue"
    bot_reply_counts: bool = False


def choose(ticket: Ticket, policies: Sequence[Policy] | None = None) -> Choice:
    """Try the policies in order; the first that matches wins, never the best or strictest."""
    tried = []
    for policy in in_force() if policies is None else policies:
        verdict = conditions.judge(policy.conditions, ticket)
        tried.append({"policy": policy.pk, "name": policy.name, "matched": verdict.holds, "because": verdict.because})
        if verdict.holds:
            return Choice(policy.current, tried)
    return Choice(None, tried)


def judge_all(ticket: Ticket) -> list[dict]:
    """What every policy would say to the ticket as it is now, in order; the first that matches is the one."""
    found: list[dict] = []
    for policy in in_force():
        verdict = conditions.judge(policy.conditions, ticket)
        is_first = verdict.holds and not any(row["matched"] for row in found)
        found.append(
            {"policy": policy.pk, "name": policy.name, "matched": verdict.holds, "because": verdict.because}
            | {"is_chosen": is_first}
        )
    return found


def in_force() -> list[Policy]:
    """Return the policies as they are tried, each with its newest version."""
    return kept(Policy, "in force", lambda: list(Policy.objects.in_force().in_order().select_related("current")))


def terms_of(version: PolicyVersion | None, default_calendar: int | None) -> Terms | None:
    """Return what a version promises, business time counted by its calendar or else the tenant's default.

    Business targets promise nothing where there is no calendar at all.
    """
    if version is None:
        return None
    calendar = version.calendar_id or default_calendar
    aims = _aims(current_tenant_id(), version.pk, version.published_at.isoformat())
    if calendar is None:
        aims = {key: aim for key, aim in aims.items() if aim.basis == "calendar"}
    return Terms(version.pk, calendar, aims, version.on_reopen, version.bot_reply_counts)


@transaction.atomic
def publish(policy: Policy, draft: Draft, *, by: Actor, apply_to: str = ApplyTo.NEW_AND_CHANGED) -> PolicyVersion:
    """Make the draft the policy's newest version. New and changed tickets follow it; others keep theirs, unless it is
    to apply to all open ones: a worker then goes round, and each ticket chooses anew among all policies.

    Raises PolicyRefused. Publishing what is in force already makes no new version.
    """
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    _require_targets(draft)
    if apply_to == ApplyTo.ALL_OPEN:
        policy.applied_up_to = 0
        policy.save(update_fields=["applied_up_to"])
        record(POLICY_CHANGED, policy, by=by, name=policy.name, changes=_("applied to all open tickets"))
    if policy.current and _same(policy.current, draft):
        return policy.current
    version = PolicyVersion.objects.create(
        policy=policy,
        number=policy.current.number + 1 if policy.current else 1,
        published_at=clock.now(),
        published_by=by.name,
        calendar=draft.calendar,
        on_reopen=draft.on_reopen,
        bot_reply_counts=draft.bot_reply_counts,
    )
    _keep_targets(version, draft)
    policy.current = version
    policy.save(update_fields=["current"])
    record(POLICY_CHANGED, policy, by=by, name=policy.name, changes=_("published version %s") % version.number)
    return version


@transaction.atomic
def make(name: str, where: Mapping, *, by: Actor, is_default: bool = False) -> Policy:
    """Add a policy before the default one. Raises PolicyRefused where it would take every ticket without being it."""
    where = _read_conditions(where, is_default)
    last = Policy.objects.order_by("-position").values_list("position", flat=True).first()
    policy = Policy.objects.create(name=name, conditions=where, is_default=is_default, position=(last or 0) + 1)
    record(POLICY_CHANGED, policy, by=by, name=name, changes=_("added"))
    return policy


@transaction.atomic
def edit(policy: Policy, *, name: str, where: Mapping, is_active: bool, by: Actor) -> Policy:
    """Change for which tickets a policy is meant. Open tickets follow at their next change. Raises PolicyRefused."""
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    where = _read_conditions(where, policy.is_default)
    changes = [
        label
        for label, differs in (
            (_("name"), name != policy.name),
            (_("conditions"), where != policy.conditions),
            (_("switched on") if is_active else _("switched off"), is_active != policy.is_active),
        )
        if differs
    ]
    if changes:
        policy.name, policy.conditions, policy.is_active = name, where, is_active
        policy.save(update_fields=["name", "conditions", "is_active"])
        record(POLICY_CHANGED, policy, by=by, name=name, changes=", ".join(changes))
    return policy


@transaction.atomic
def save(
    pk: int | None,
    name: str,
    where: Mapping,
    is_active: bool,
    draft: Draft,
    *,
    by: Actor,
    apply_to: str = ApplyTo.NEW_AND_CHANGED,
) -> PolicyVersion:
    """Add or change a policy and publish what it promises, both or nothing. Raises PolicyRefused."""
    policy = Policy.objects.get(pk=pk) if pk else make(name, where, by=by)
    policy = edit(policy, name=name, where=where, is_active=is_active, by=by)
    return publish(policy, draft, by=by, apply_to=apply_to)


@transaction.atomic
def move(policy: Policy, *, up: bool, by: Actor) -> None:
    """Try the policy one place earlier or later; at either end nothing changes. The default one stays last."""
    others = list(Policy.objects.select_for_update().filter(is_default=False).order_by("position"))
    places = [one.pk for one in others]
    here = places.index(policy.pk) if policy.pk in places else -1
    there = here - 1 if up else here + 1
    if here < 0 or not 0 <= there < len(others):
        return
    one, other = others[here], others[there]
    one.position, other.position = other.position, one.position
    Policy.objects.bulk_update([one, other], ["position"])
    changes = _("is tried before “%s” now") if up else _("is tried after “%s” now")
    record(POLICY_CHANGED, one, by=by, name=one.name, changes=changes % other.name)


def _read_conditions(where: Mapping, is_default: bool) -> dict:
    clean = conditions.read(where)
    is_empty = not clean["all"] and not clean["any"]
    if is_default and not is_empty:
        raise PolicyRefused("conditions", _("The default policy takes every ticket: remove its conditions."))
    if not is_default and is_empty:
        raise PolicyRefused("conditions", _("Say for which tickets: only the default policy takes every ticket."))
    return clean


def _require_targets(draft: Draft) -> None:
    if not draft.targets:
        raise PolicyRefused("targets", _("Give at least one target."))
    for (metric, priority), aim in draft.targets.items():
        if aim.seconds < 1:
            raise PolicyRefused(f"{metric}.{priority}", _("A target is at least one second."))


def _keep_targets(version: PolicyVersion, draft: Draft) -> None:
    Target.objects.bulk_create(
        Target(version=version, metric=metric, priority=priority, target_seconds=aim.seconds, basis=aim.basis)
        for (metric, priority), aim in draft.targets.items()
    )


def _same(version: PolicyVersion, draft: Draft) -> bool:
    stands = version.calendar_id, version.on_reopen, version.bot_reply_counts
    wanted = draft.calendar.pk if draft.calendar else None, draft.on_reopen, draft.bot_reply_counts
    return stands == wanted and aims_of(version) == dict(draft.targets)


def aims_of(version: PolicyVersion) -> dict[tuple[str, str], Aim]:
    """Return the targets of a version by metric and priority."""
    return dict(_aims(current_tenant_id(), version.pk, version.published_at.isoformat()))


@lru_cache(maxsize=1024)
def _aims(tenant_id: int, version_id: int, published_at: str) -> dict[tuple[str, str], Aim]:
    """Versions never change, so each process reads the targets of one once."""
    rows = Target.objects.filter(version_id=version_id)
    return {(row.metric, row.priority): Aim(row.target_seconds, row.basis) for row in rows}
