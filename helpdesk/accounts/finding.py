"""Telling a person by mail where it can sign in, without telling anybody else whether it can."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.signin import attempts
from helpdesk.base import causes
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.directory import base_url, tenant_by_id
from helpdesk.tenancy.sweeping import due_by_tenant


def mail_companies(email: str) -> int:
    """Each company where the address is an active agent's mails it its own address; returns how many did.

    Every company counts the wishes for one address itself, so that nobody's mailbox is filled from here.
    """
    sent = 0
    for tenant_id, agent_ids in due_by_tenant("companies_of_login", email).items():
        with causes.cause(), use_tenant(tenant_id):
            sent += _mail(tenant_by_id(tenant_id), Agent.objects.select_related("user").get(pk=agent_ids[0]))
    return sent


def _mail(tenant, agent: Agent) -> bool:
    try:
        attempts.spend("reset", agent.email, "finder")
    except attempts.TooManyAttempts:
        return False
    with translation.override(agent.language or tenant.language):
        values = {"company": tenant.name, "link": f"{base_url(tenant)}/desk/"}
        subject = _("Where to sign in: %(company)s") % {"company": tenant.name}
        EmailMessage(subject, render_to_string("accounts/mail/finder.txt", values), to=[agent.email]).send()
    return True
