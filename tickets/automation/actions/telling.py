"""Telling another server what happened to a ticket."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.directory import base_url
from helpdesk.webhooks import endpoints
from helpdesk.webhooks.models import Endpoint
from tickets.automation import things
from tickets.automation.actions.registry import Action, Doing, Refused, action
from tickets.models import Ticket
from tickets.numbering import reference


def facts(ticket: Ticket) -> dict:
    """A ticket as other servers are told of it: what it is and where, and nothing that was said in it."""
    requester = ticket.requester
    return {
        "number": ticket.number,
        "reference": reference(ticket),
        "url": f"{base_url(current_tenant())}/desk/tickets/{ticket.number}/",
        "subject": ticket.subject,
        "status": ticket.status.name,
        "status_category": ticket.status_category,
        "priority": ticket.priority_key,
        "category": ticket.category.path if ticket.category_id else None,
        "team": ticket.team.name if ticket.team_id else None,
        "assignee": ticket.assignee.name if ticket.assignee_id else None,
        "requester": {"name": requester.name, "address": requester.primary_address},
        "tags": sorted(ticket.ticket_tags.values_list("tag__name", flat=True)),
        "created_at": ticket.created_at.isoformat(),
        "due_at": ticket.due_at.isoformat() if ticket.due_at else None,
    }


def _endpoint(values) -> Endpoint | None:
    pk = str(values.get("endpoint") or "")
    return Endpoint.objects.filter(pk=pk).first() if pk.isascii() and pk.isdigit() else None


def _fields() -> dict[str, forms.Field]:
    offered = [(str(pk), name) for pk, name in Endpoint.objects.order_by("name").values_list("pk", "name")]
    empty = _("Choose a webhook") if offered else _("There is none yet: Settings, Webhooks")
    return {"endpoint": forms.ChoiceField(label=_("Webhook"), choices=[("", empty), *offered])}


def _read(values) -> dict:
    endpoint = _endpoint(values)
    if endpoint is None:
        raise Refused("endpoint", _("Choose a webhook. Add one under Settings, Webhooks."))
    return {"endpoint": endpoint.pk}


def _says(values) -> str:
    return _("tell %s") % (things.ENDPOINTS.name(values["endpoint"]) or _("a webhook that is gone"))


def _broken(values) -> str:
    if not things.ENDPOINTS.name(values["endpoint"]):
        return _("“%s”: choose another webhook.") % _says(values)
    return (
        ""
        if things.ACTIVE_ENDPOINTS.name(values["endpoint"])
        else _("“%s”: that webhook is switched off.") % _says(values)
    )


def _act(ticket: Ticket, values, doing: Doing) -> str:
    endpoint = _endpoint(values)
    if endpoint is None or not endpoint.is_active:
        return _("nobody told: the webhook is gone or switched off")
    happened = {"kind": doing.event.kind, "at": doing.event.occurred_at.isoformat()} if doing.event else None
    about = {"by": doing.by.name, "because": doing.because, "event": happened, "ticket": facts(ticket)}
    endpoints.call(endpoint, "ticket.rule", about)
    return _("%s is told") % endpoint.name


def _spoken_of(values) -> list:
    return [(rows, str(values["endpoint"])) for rows in (things.ENDPOINTS, things.ACTIVE_ENDPOINTS)]


action(
    Action(
        "webhook", gettext_lazy("Tell another server"), _fields, _read, _says, _act, broken=_broken,
        speaks_of=_spoken_of,
    )
)  # fmt: skip
