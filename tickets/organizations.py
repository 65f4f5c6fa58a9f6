"""The companies that contacts belong to, known by the domains of their mail."""

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets import fields
from tickets.contacts import PUBLIC_MAIL_DOMAINS
from tickets.customer_columns import take_over
from tickets.events import ORGANIZATION_CHANGED, ORGANIZATION_MADE
from tickets.models import Organization, OrganizationDomain


class NameTaken(ValueError):
    """Another organisation has that name."""


class DomainRefused(ValueError):
    """The domain belongs to another organisation, or to everybody."""


@transaction.atomic
def make(name: str, domains: list[str], *, by: Actor, **columns) -> Organization:
    """A new organisation. Raises NameTaken, DomainRefused, FieldErrors."""
    columns["custom_fields"] = fields.cleaned(columns.get("custom_fields", {}), of=Organization)
    organization, is_new = Organization.objects.get_or_create(
        name=name, defaults={**columns, "created_at": clock.now()}
    )
    if not is_new:
        raise NameTaken(_("There is an organisation of that name already."))
    _set_domains(organization, domains)
    record(ORGANIZATION_MADE, organization, by=by, name=name)
    return organization


@transaction.atomic
def change(organization: Organization, values: dict, *, by: Actor) -> Organization:
    """Set columns, some "custom_fields", and with "domains" all domains. What changes nothing says nothing.

    Raises NameTaken, DomainRefused, FieldErrors, and changes nothing then.
    """
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if organization.merged_into_id:
        raise NameTaken(_("This organisation was merged into another one. Change that one, or undo the merge."))
    columns = {name: value for name, value in values.items() if name != "domains"}
    name = columns.get("name", organization.name)
    if name != organization.name and Organization.objects.filter(name=name).exists():
        raise NameTaken(_("There is an organisation of that name already."))
    changed = take_over(organization, columns)
    if "domains" in values and _set_domains(organization, values["domains"]):
        changed.append("domains")
    if changed:
        record(ORGANIZATION_CHANGED, organization, by=by, name=organization.name, labels=", ".join(changed))
    return organization


def _set_domains(organization: Organization, domains: list[str]) -> bool:
    """Give it exactly these domains; whether anything changed."""
    wanted = {domain.strip().lower().rstrip(".") for domain in domains}
    had = set(organization.domains.values_list("domain", flat=True))
    organization.domains.exclude(domain__in=wanted).delete()
    for domain in sorted(wanted - had):
        if domain in PUBLIC_MAIL_DOMAINS:
            raise DomainRefused(_("Anybody may have an address at %(domain)s.") % {"domain": domain})
        row, _is_new = OrganizationDomain.objects.get_or_create(domain=domain, defaults={"organization": organization})
        if row.organization_id != organization.pk:
            raise DomainRefused(_("%(domain)s belongs to another organisation.") % {"domain": domain})
    return wanted != had
