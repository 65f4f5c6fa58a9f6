"""Leave: entered, asked for, granted, taken back, with somebody who stands in. Each change is recorded."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant_id
from helpdesk.tenancy.keeping import kept
from sla.models import Leave, StaffingRules
from sla.staffing import duty
from sla.staffing.events import LEAVE_ASKED, LEAVE_CHANGED, LEAVE_DECIDED, LEAVE_RULES_CHANGED

LONGEST = timedelta(days=400)
MOST_IN_A_ROW = 12


class NotYours(ValueError):
    """Somebody else decides that, or it is decided already; the text says which."""


@transaction.atomic
def grant(agent: Agent, values: dict, *, by: Actor) -> Leave:
    """Enter leave. `values`: kind, first_day, last_day, begins_at_noon, ends_at_noon, deputy.

    Raises ValidationError naming the field, also for a deputy who is away then as well.
    """
    return _enter(agent, values, by, is_granted=True)


@transaction.atomic
def enter_own(agent: Agent, values: dict) -> Leave:
    """Enter one's own leave; where the company wants a manager's word first it is asked for. Raises as `grant` does."""
    is_granted = allow(agent, "leave.grant") or not needs_word()
    return _enter(agent, values, Actor.agent(agent), is_granted=is_granted)


@transaction.atomic
def decide(leave: Leave, *, granted: bool, because: str = "", by: Agent) -> None:
    """Grant or refuse what somebody asked for. Raises NotYours, and ValidationError where it cannot be any more."""
    _one_at_a_time()
    asked = Leave.objects.select_for_update(of=("self",)).select_related("agent", "deputy").filter(pk=leave.pk).first()
    if asked is None or asked.is_granted:
        raise NotYours(_("This is decided already."))
    if asked.agent_id == by.pk:
        raise NotYours(_("Nobody grants their own leave."))
    actor, agent, words = Actor.agent(by), asked.agent, in_words(asked)
    if granted:
        _refuse(asked)
        asked.is_granted = True
        asked.save(update_fields=["is_granted"])
        _tell_granted(asked, actor)
    else:
        asked.delete()
    decision = _("granted") if granted else _("refused")
    changes = f"{words}: {because}" if because else words
    record(LEAVE_DECIDED, agent, by=actor, name=agent.name, decision=decision, changes=changes[:300], granted=granted)


@transaction.atomic
def cancel(leave: Leave, *, by: Actor) -> None:
    """Take leave back, also one that has begun or is only asked for."""
    agent = Agent.objects.select_for_update().get(pk=leave.agent_id)
    changes = _("no longer: %(leave)s") % {"leave": in_words(leave)}
    deputy = {"deputy": leave.deputy_id if leave.is_granted else None, "stands_in": False}
    leave.delete()
    record(LEAVE_CHANGED, agent, by=by, name=agent.name, changes=changes, **deputy)
    duty.settle(agent)


def needs_word() -> bool:
    """Whether agents only ask for leave, and a manager grants it."""
    return kept(StaffingRules, "leave", lambda: StaffingRules.objects.filter(leave_needs_word=True).exists())


@transaction.atomic
def set_rules(*, leave_needs_word: bool, by: Actor) -> StaffingRules:
    """Say whether leave needs a manager's word. The same again changes nothing; what is asked for stays asked."""
    rules, is_new = StaffingRules.objects.select_for_update().get_or_create(defaults={"leave_needs_word": False})
    if rules.leave_needs_word != leave_needs_word:
        rules.leave_needs_word = leave_needs_word
        rules.save(update_fields=["leave_needs_word"])
        word = _("needs a manager's word") if leave_needs_word else _("is entered by everybody for themselves")
        record(LEAVE_RULES_CHANGED, rules, by=by, changes=word)
    return rules


def in_words(leave: Leave) -> str:
    """`Holiday, 1 Dec 2026 to 3 Dec 2026, Bo stands in`."""
    first, last = date_format(leave.first_day, "j M Y"), date_format(leave.last_day, "j M Y")
    days = first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    said = [str(leave.get_kind_display()), days]
    if leave.begins_at_noon:
        said.append(_("from noon"))
    if leave.ends_at_noon:
        said.append(_("until noon"))
    if leave.deputy_id:
        said.append(_("%(name)s stands in") % {"name": leave.deputy.name})
    return ", ".join(said)


def _enter(agent: Agent, values: dict, by: Actor, *, is_granted: bool) -> Leave:
    _one_at_a_time()
    Agent.objects.select_for_update().get(pk=agent.pk)
    leave = Leave(agent=agent, is_granted=is_granted, **values)
    _refuse(leave)
    leave.save()
    if is_granted:
        _tell_granted(leave, by)
    else:
        record(LEAVE_ASKED, agent, by=by, name=agent.name, changes=in_words(leave), leave=leave.pk)
    return leave


def _tell_granted(leave: Leave, by: Actor) -> None:
    deputy = {"deputy": leave.deputy_id, "stands_in": True}
    record(LEAVE_CHANGED, leave.agent, by=by, name=leave.agent.name, changes=in_words(leave), **deputy)
    duty.settle(leave.agent)


def _one_at_a_time() -> None:
    """Two who make each other their deputy at the same moment: the second sees what the first entered."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{current_tenant_id()}/leave"])


def _refuse(leave: Leave) -> None:
    if leave.last_day < leave.first_day:
        raise ValidationError({"last_day": _("The last day comes before the first.")})
    if leave.last_day - leave.first_day > LONGEST:
        raise ValidationError({"last_day": _("At most %(days)s days at once.") % {"days": LONGEST.days}})
    if leave.first_day == leave.last_day and leave.begins_at_noon and leave.ends_at_noon:
        raise ValidationError({"ends_at_noon": _("From noon until noon of the same day is nothing.")})
    own = Leave.objects.filter(agent=leave.agent_id).touching(leave.first_day, leave.last_day).exclude(pk=leave.pk)
    if (standing := own.first()) is not None:
        raise ValidationError({"first_day": _("Overlaps: %(leave)s.") % {"leave": in_words(standing)}})
    if leave.deputy_id == leave.agent_id:
        raise ValidationError({"deputy": _("Nobody stands in for itself.")})
    if leave.deputy is not None and not leave.deputy.is_active:
        raise ValidationError({"deputy": _("%(name)s does not work here any more.") % {"name": leave.deputy.name}})
    _refuse_circle(leave)


def _refuse_circle(leave: Leave) -> None:
    """A deputy who is away on the same days may have a deputy of its own, but the way must not lead back here."""
    step, passed = leave.deputy, [leave.agent.name]
    while step is not None:
        passed.append(step.name)
        if step.pk == leave.agent_id or len(passed) > MOST_IN_A_ROW:
            text = _("They would stand in for each other: %(names)s.") % {"names": " → ".join(passed)}
            raise ValidationError({"deputy": text})
        away = Leave.objects.granted().filter(agent=step).touching(leave.first_day, leave.last_day)
        behind = away.exclude(deputy=None).select_related("deputy").first()
        if behind is None and away.exists():
            words = {"name": step.name, "leave": in_words(away.first())}
            raise ValidationError({"deputy": _("%(name)s is away then: %(leave)s.") % words})
        step = behind.deputy if behind else None
