"""Doing one action of a rule: what came of it, in words, and no harm to the others where it fails."""

import logging
from typing import Any

from django.db import OperationalError, transaction

from tickets.automation.actions import registry
from tickets.automation.actions.registry import Doing, Values
from tickets.locking import locked
from tickets.models import Ticket

log = logging.getLogger(__name__)


def perform(action: Values, ticket: Ticket, doing: Doing) -> dict[str, Any]:
    """Do one stored action and return what it was to do, what it did, and whether it failed; then it undid itself.

    What the database refuses for the moment (a deadlock) is raised: whoever asked tries all of it again.
    """
    known, result = registry.action_named(action["do"]), {"do": registry.in_words(action), "failed": False}
    if known is None:
        return result | {"said": registry.in_words(action), "failed": True}
    try:
        with transaction.atomic():
            return result | {"said": known.act(locked(ticket), action, doing)}
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 whatever it is, it is kept in the trace and must not stop the other actions
        log.warning("%s failed on ticket %s: %s", doing.by.name, ticket.pk, error)
        return result | {"said": str(error) or type(error).__name__, "failed": True}
