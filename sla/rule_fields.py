"""What sla adds to the fields of conditions: whether the next promise is missed, and whether the company is open."""

from datetime import timedelta

from django.db.models import Case, CharField, Value, When
from django.utils.translation import gettext_lazy as _

from helpdesk.base import clock
from sla import opening_hours
from tickets.automation.conditions.kinds import WORD
from tickets.automation.conditions.own import YES_OR_NO
from tickets.automation.conditions.registry import Field, field

SECOND = timedelta(seconds=1)


def _word(is_so: bool) -> str:
    return "true" if is_so else "false"


def _is_open_now() -> str:
    """By the company's default hours; a company without any is always open."""
    standing = opening_hours.now_standing()
    default = standing.get(opening_hours.default_of(standing))
    now = clock.now().replace(microsecond=0)
    return _word(default is None or default.calendar.elapsed(now, now + SECOND) > 0)


BREACHED = Case(
    When(is_breached=True, then=Value("true")), default=Value("false"), output_field=CharField(max_length=5)
)

field(Field("breached", _("Promise missed"), WORD, lambda ticket: _word(ticket.is_breached), BREACHED, YES_OR_NO))
field(
    Field(
        "open_now",
        _("Within business hours"),
        WORD,
        lambda ticket: _is_open_now(),
        lambda: Value(_is_open_now(), output_field=CharField(max_length=5)),
        YES_OR_NO,
    )
)
