"""Telling agents: a line on their notices page, a hint to their open pages, and a mail where they want one."""

from collections.abc import Iterable
from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.models import Event
from helpdesk.live.publish import publish
from helpdesk.notices import bundling, pushing
from helpdesk.notices.models import MailWish, Notice
from helpdesk.tenancy.context import current_tenant, current_tenant_id
from helpdesk.tenancy.directory import base_url

# Kinds that come by mail unless the agent switched it off: what cannot wait until somebody looks at the page.
MAILED_BY_HABIT = frozenset({Notice.Kind.PROMISED, Notice.Kind.APPROVAL, Notice.Kind.ESCALATED, Notice.Kind.SYSTEM})


@transaction.atomic
def tell(
    agents: Iterable[Agent], kind: str, event: Event, *, text: str, path: str, ticket_number: int | None = None
) -> list[Notice]:
    """Tell `agents` of `event` in one sentence, with the page to look at; returns the notices that are new.

    Nobody hears twice of one event, however often this is called, nor of what they did themselves. What belongs to an
    unread notice stands with it and sends no mail of its own (notices.bundling). Inactive agents are left out. Call it
    with texts already translated; `path` begins with a slash.
    """
    told = []
    for agent in agents:
        if not agent.is_active or (event.actor_kind == "agent" and event.actor_id == agent.pk):
            continue
        values = {"kind": kind, "text": text[:300], "path": path[:300], "ticket_number": ticket_number}
        notice, is_new = Notice.objects.get_or_create(
            agent=agent, event=event, defaults=values | {"created_at": clock.now()}
        )
        if is_new:
            told.append(notice)
            bundling.join(notice, event)
            _hint(agent, notice)
            if notice.bundle_id is None:
                _wake_browsers(agent, notice)
                if wants_mail(agent, kind):
                    _mail(agent, notice)
    return told


def wants_push(agent: Agent, kind: str) -> bool:
    """Whether the agent's browsers are woken: always, where nobody said otherwise."""
    return not MailWish.objects.filter(agent=agent, kind=kind, by_push=False).exists()


def wants_mail(agent: Agent, kind: str) -> bool:
    wish = MailWish.objects.filter(agent=agent, kind=kind).first()
    return wish.by_mail if wish else kind in MAILED_BY_HABIT


def habits(agent: Agent) -> list[tuple[str, str, bool, bool]]:
    """Each kind with its name and whether this agent gets it by mail, and in closed browsers."""
    wishes = {wish.kind: (wish.by_mail, wish.by_push) for wish in MailWish.objects.filter(agent=agent)}
    usual = {kind.value: (kind in MAILED_BY_HABIT, True) for kind in Notice.Kind}
    return [(kind.value, kind.label, *wishes.get(kind.value, usual[kind.value])) for kind in Notice.Kind]


@transaction.atomic
def withdraw(events: QuerySet, *, keepers: Iterable[int]) -> None:
    """Take back what was told of these events, but from the agents with these ids. What stood with it stands alone."""
    gone = Notice.objects.filter(event__in=events).exclude(agent__in=keepers)
    ids = list(gone.values_list("pk", flat=True))
    heads = list(gone.exclude(bundle=None).values_list("bundle", flat=True))
    Notice.objects.filter(bundle__in=ids).exclude(pk__in=ids).update(bundle=None)
    Notice.objects.filter(pk__in=ids).delete()
    for head in Notice.objects.filter(pk__in=heads).annotate(standing=Count("more")):
        Notice.objects.filter(pk=head.pk).update(count=1 + head.standing)


def read(notices: QuerySet) -> int:
    """Mark notices as read with all that stand with them; returns how many were not yet."""
    ids = list(notices.unread().values_list("pk", flat=True))
    Notice.objects.filter(bundle__in=ids).unread().update(read_at=clock.now())
    return Notice.objects.filter(pk__in=ids).unread().update(read_at=clock.now())


def wish_by_mail(agent: Agent, kind: str, by_mail: bool, *, by_push: bool = True) -> None:
    """Keep whether the agent wants notices of the kind by mail, and in closed browsers, as well."""
    MailWish.objects.update_or_create(agent=agent, kind=kind, defaults={"by_mail": by_mail, "by_push": by_push})


def _hint(agent: Agent, notice: Notice):
    tenant_id = current_tenant_id()

    def publish_hint():
        publish(tenant_id, f"agent:{agent.pk}", "notice", notice.pk, 0)

    transaction.on_commit(publish_hint, robust=True)


def _wake_browsers(agent: Agent, notice: Notice) -> None:
    device_ids = [device.pk for device in pushing.devices(agent)]
    if device_ids and wants_push(agent, notice.kind):
        ring = partial(pushing.ring, current_tenant_id(), notice.pk, device_ids)
        transaction.on_commit(ring, robust=True)


def _mail(agent: Agent, notice: Notice):
    with translation.override(agent.language or current_tenant().language):
        link = base_url(current_tenant()) + notice.path
        body = "\n".join([notice.text, "", link, "", _("You can switch these mails off on your notices page.")])
        EmailMessage(notice.text, body, to=[agent.email], headers={"Auto-Submitted": "auto-generated"}).send()
