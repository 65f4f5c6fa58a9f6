"""What an address of the metrics pages asks for: which days, which part of the work; and addresses that keep it."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from metrics import definitions, periods, scopes
from metrics.figures import Metric
from metrics.periods import Period
from metrics.scopes import BUSINESS, CALENDAR, Scope
from tickets.models import Channel, Priority

NAMES = ("period", "from", "to", "team", "channel", "priority", "time")


@dataclass(frozen=True)
class Asked:
    """Period and scope of a request; `error` says why the asked-for days were not taken."""

    request: HttpRequest
    period: Period
    scope: Scope
    error: str = ""

    @cached_property
    def query(self) -> str:
        return self.with_(**{})

    def with_(self, **changes) -> str:
        """The same address with some parts changed; empty ones are left out."""
        asked = {name: self.request.GET[name] for name in NAMES if self.request.GET.get(name)}
        return urlencode({name: value for name, value in {**asked, **changes}.items() if value})

    @property
    def presets(self) -> list[dict]:
        return [
            {
                "label": label,
                "href": "?" + self.with_(period=key, **{"from": "", "to": ""}),
                "current": self.period.key == key,
            }
            for key, label in periods.LABELS.items()
        ]

    @property
    def fields(self) -> list[dict]:
        """The filter form's selects, each with its choices."""
        wanted = self.scope.wanted
        return [
            _select(
                "team", _("Team"), _("All teams"), [(t.pk, t.name) for t in self.scope.teams], wanted.get("team_id")
            ),
            _select("channel", _("Channel"), _("All channels"), Channel.choices, wanted.get("channel")),
            _select("priority", _("Priority"), _("All priorities"), Priority.choices, wanted.get("priority")),
            _select(
                "time",
                _("Hours"),
                "",
                [(BUSINESS, _("Business")), (CALENDAR, _("All"))],
                self.scope.time,
            ),
        ]


def asked(request: HttpRequest) -> Asked:
    """Read the address; days that make no period are answered with the usual ones and a word about it."""
    scope = scopes.asked_for(request.agent, request.GET)
    try:
        return Asked(request, periods.asked_for(request.GET), scope)
    except periods.BadPeriod as error:
        return Asked(request, periods.preset(periods.DEFAULT), scope, str(error))


def metric_named(key: str) -> Metric:
    """Raises Http404 for a figure that does not exist."""
    metric = definitions.BY_KEY.get(key)
    if metric is None:
        raise Http404
    return metric


def _select(name: str, label: str, everything: str, choices, chosen) -> dict:
    options = [{"value": value, "label": words, "selected": value == chosen} for value, words in choices]
    return {"name": name, "label": label, "everything": everything, "options": options}
