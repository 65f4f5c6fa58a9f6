"""What an agent looked for: the last lines, forgotten by and by, and those kept under a name."""

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.tenancy.context import current_tenant_id
from tickets.models import SavedSearch
from tickets.search_line import LONGEST_LINE

MOST_RECENT, MOST_SAVED = 8, 30
RECENT_SECONDS = 30 * 24 * 3600


class CannotSave(ValueError):
    """The search is not kept; the text says why."""


def recent(agent: Agent) -> list[str]:
    """The lines the agent looked for last, the newest first. They are a convenience: a cache may lose them."""
    return cache.get(_place(agent)) or []


def remember(agent: Agent, line: str) -> None:
    """Put a line in front; whoever refines it letter by letter is remembered with the last one."""
    line = line[:LONGEST_LINE]
    others = [other for other in recent(agent) if other != line and not line.startswith(other)]
    cache.set(_place(agent), [line, *others][:MOST_RECENT], RECENT_SECONDS)


def forget_recent(agent: Agent) -> None:
    cache.delete(_place(agent))


def saved(agent: Agent) -> list[SavedSearch]:
    """The agent's own, by name."""
    return list(SavedSearch.objects.filter(agent=agent).order_by("name", "id"))


@transaction.atomic
def save(agent: Agent, name: str, line: str) -> SavedSearch:
    """Keep a line under a name; a name that is there gets the new line. Raises CannotSave."""
    name, line = " ".join(name.split())[:60], line.strip()[:LONGEST_LINE]
    if not name or not line:
        raise CannotSave(_("A saved search needs a name and something to look for."))
    own = SavedSearch.objects.filter(agent=agent)
    if own.exclude(name=name).count() >= MOST_SAVED:
        raise CannotSave(_("At most %s saved searches. Remove one first.") % MOST_SAVED)
    row, _is_new = SavedSearch.objects.update_or_create(agent=agent, name=name, defaults={"line": line})
    return row


def remove(agent: Agent, pk: int) -> None:
    SavedSearch.objects.filter(agent=agent, pk=pk).delete()


def _place(agent: Agent) -> str:
    return f"searches:{current_tenant_id()}:{agent.pk}"
