"""Founding and changing a company: its tenant, its first owner, what the apps give a new one to start with."""

from django.db import transaction

from helpdesk.accounts.events import COMPANY_CHANGED, COMPANY_FOUNDED
from helpdesk.accounts.models import Agent, User
from helpdesk.accounts.permissions import Role
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from helpdesk.tenancy import directory
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant


@transaction.atomic
def found_company(slug: str, name: str, *, owner_email: str, owner_name: str, password: str | None = None, **columns):
    """Make a tenant with its owner; statuses, calendars, policies and the like come from subscribers of the event.

    `columns` are further columns of Tenant (ticket_prefix, time_zone, language …). A bad slug or prefix raises
    ValidationError naming the field. An owner who has a login already keeps it and its password.
    """
    tenant = Tenant(slug=slug, name=name, **{"ticket_prefix": slug.upper().replace("-", "")[:10], **columns})
    tenant.full_clean()
    tenant.save()
    with use_tenant(tenant):
        user = User.objects.filter(email=owner_email.lower()).first()
        user = user or User.objects.create_user(owner_email, password, name=owner_name)
        owner = Agent.objects.create(user=user, name=owner_name, role=Role.OWNER, is_on_duty=False)
        record(COMPANY_FOUNDED, tenant, by=Actor.agent(owner), name=name)
    return tenant


@transaction.atomic
def change_company(tenant: Tenant, values: dict, *, by: Actor) -> Tenant:
    """Change the company's name, language and habits. Every process sees it within seconds."""
    tenant = Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    changes = take_over(tenant, values)
    if changes:
        tenant.save(update_fields=list(values))
        record(COMPANY_CHANGED, tenant, by=by, changes=changes)
        directory.forget()
    return tenant
