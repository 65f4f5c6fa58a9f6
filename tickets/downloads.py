"""Senders' files have a host of their own. An address there is good for one file and some minutes, and only as long as
whoever was given it is signed in and may read the file (security rows 15 and 16)."""

import json
from datetime import timedelta

from django.http import Http404

from helpdesk.accounts import staff_session
from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.base.sealing import seal, unseal
from helpdesk.tenancy.context import current_tenant_id, use_tenant
from helpdesk.tenancy.directory import files_url
from tickets import contact_sessions
from tickets.access import file_for_agent, ticket_for_contact
from tickets.customer_view import file_for
from tickets.models import Attachment

LASTS = timedelta(minutes=5)
_PURPOSE = "downloads"


def address_for_agent(file: Attachment, agent: Agent, session_key: str) -> str:
    """Where an agent who may read the file gets it, with that session."""
    return _address({"file": file.pk, "agent": agent.pk, "session": session_key})


def address_for_contact(file: Attachment, number: int, session_secret: str) -> str:
    """Where a customer who may read the file of that request gets it, with that session."""
    return _address({"file": file.pk, "number": number, "session": contact_sessions.digest(session_secret)})


def file_at(token: str) -> Attachment:
    """The file an address was made for. Raises Http404, PermissionDenied: it has run out, its session has ended, or the
    file is not its reader's any more."""
    told = json.loads(unseal(_PURPOSE, token) or "{}")
    if not told:
        raise Http404
    with use_tenant(told["tenant"]):
        if told["until"] < clock.now().timestamp():
            raise Http404
        return _agents(told) if "agent" in told else _contacts(told)


def _address(reader: dict) -> str:
    until = (clock.now() + LASTS).timestamp()
    token = seal(_PURPOSE, json.dumps({"tenant": current_tenant_id(), "until": until, **reader}))
    return f"{files_url()}/{token}/"


def _agents(told: dict) -> Attachment:
    agent = Agent.objects.active().filter(pk=told["agent"]).first()
    if agent is None or not staff_session.is_open(told["session"], agent):
        raise Http404
    return file_for_agent(agent, told["file"])


def _contacts(told: dict) -> Attachment:
    contact = contact_sessions.contact_by(told["session"])
    if contact is None:
        raise Http404
    return file_for(ticket_for_contact(contact, told["number"]), contact, told["file"])
