"""Who may do what: one table, role → capabilities. Everything that asks, asks `allow`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Administrator")
    MANAGER = "manager", _("Manager")
    AGENT = "agent", _("Agent")
    LIGHT = "light", _("Light agent")


_LIGHT = frozenset({"desk.open", "ticket.read", "ticket.note", "ticket.follow", "queue.own", "knowledge.read"})
_AGENT = _LIGHT | {
    "ticket.create",
    "ticket.reply",
    "ticket.edit",
    "ticket.resolve",
    "ticket.spam",
    "ticket.take",
    "contact.edit",
    "knowledge.write",
    "macro.own",
}
_MANAGER = _AGENT | {
    "metrics.read",
    "knowledge.publish",
    "macro.share",
    "queue.share",
    "sla.waive",
    "team.read",
    "leave.grant",
    "audit.read",
}
_ADMIN = _MANAGER | {
    "ticket.delete",
    "ticket.see_private",
    "settings.open",
    "settings.mail",
    "settings.people",
    "settings.tickets",
    "settings.sla",
    "settings.company",
    "api.tokens",
}
_OWNER = _ADMIN | {"company.own"}

CAPABILITIES: dict[str, frozenset[str]] = {
    Role.LIGHT: _LIGHT,
    Role.AGENT: frozenset(_AGENT),
    Role.MANAGER: frozenset(_MANAGER),
    Role.ADMIN: frozenset(_ADMIN),
    Role.OWNER: frozenset(_OWNER),
}
EVERY_CAPABILITY = CAPABILITIES[Role.OWNER]


def allow(agent, to: str, thing=None) -> bool:
    """Whether the agent's role has the capability `to`. Seeing `thing` at all is its access door's business.

    Raises ValueError for a capability that no role has: a misspelt one must not read as "no".
    """
    if to not in EVERY_CAPABILITY:
        raise ValueError(f"unknown capability {to!r}")
    return agent is not None and agent.is_active and to in CAPABILITIES[agent.role]
