"""Looking at a mail's words before customers do: filled in from a real ticket, or sent to oneself."""

from django.conf import settings
from django.utils import translation

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.base.mail import Draft
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout import wordings
from helpdesk.mailout.events import MAIL_WORDING_TRIED
from helpdesk.mailout.models import OutgoingMail
from helpdesk.mailout.wordings import Letter, Place, Wording
from helpdesk.mailout.writing import new_message_id, write
from helpdesk.tenancy.context import current_tenant
from tickets.models import Mailbox, Ticket

PURPOSE = "trial"
OF_MAILBOXES = ("reply", "acknowledgement", "survey")  # the others are the company's, whichever mailbox sends them


def letter(place: Place, agent: Agent, ticket: Ticket | None, wording: Wording | None = None) -> Letter:
    """The mail as it would be on this ticket, in the place's language; `wording` is a draft of its words."""
    with translation.override(place.language):
        return wordings.letter(place, place.kind.sample(ticket, agent), wording)


def send(place: Place, agent: Agent, ticket: Ticket | None, wording: Wording) -> OutgoingMail | None:
    """Mail it to the agent's own address. Its links and its reply address lead nowhere that matters."""
    words = letter(place, agent, ticket, wording)
    box = Mailbox.objects.filter(pk=place.mailbox_id).first() or Mailbox.objects.in_order().first()
    draft = Draft(
        sender=(box.name, box.address) if box else (current_tenant().name, settings.DEFAULT_FROM_EMAIL),
        to=[(agent.name, agent.email)],
        subject=words.subject or str(place.kind.label),
        message_id=new_message_id(),
        date=clock.now(),
        text=words.text,
        html=words.html,
        is_automatic=True,
    )
    mail = write(draft, agent.email, purpose=PURPOSE, subject_id=agent.pk)
    if mail is not None:
        record(MAIL_WORDING_TRIED, mail, by=Actor.agent(agent), what=str(place.kind.label), address=agent.email)
    return mail
