"""The one way in: whatever the channel, a message finds its ticket or opens one, once.

Who may do what with a ticket by mail is decided in email/threading.py (security rows 1–4); here it is carried out.
"""

from dataclasses import dataclass, replace

from django.conf import settings

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from tickets import contacts, conversation, lifecycle, opening, side_conversations
from tickets.channels import copying, crediting, inline, passing_on
from tickets.channels.base import Address, Inbound
from tickets.channels.belonging import Belonging, belonging_of
from tickets.channels.email.directory import own_addresses
from tickets.channels.email.threading import Key, Sender, Verdict, decide, may_copy
from tickets.channels.loops import is_answering_too_often
from tickets.channels.spam.judging import Judgement, judge, settings_of_company
from tickets.conversation import Letter, Words
from tickets.models import Channel, Contact, Message, SideConversation, Ticket

SPAM_FILTER = Actor.system("spam filter")
_ASKS_NOTHING = ("auto_reply", "calendar", "reaction")  # so a closed ticket keeps it among its notes


class Held(Exception):
    """The message is not let in by itself; a person decides. Its text says why."""


@dataclass(frozen=True)
class Received:
    """What became of a message."""

    ticket: Ticket
    message: Message
    is_new_ticket: bool


def receive(inbound: Inbound) -> Received:
    """Bring a message to its ticket, or open one, in the open scope's transaction.

    The same external id again changes nothing. Raises Held, before anything is written.
    """
    if (known := _known(inbound)) is not None:
        return Received(known.ticket, known, is_new_ticket=False)
    agent = _agent_of(inbound.sender)
    contact = contacts.find_writer(inbound.sender.email)
    judged = _judged(inbound, agent, contact)
    if (side := side_conversations.of_mail(inbound.addressed, inbound.refers_to)) is not None:
        return _blocked_beside(inbound, judged, contact) if judged.is_blocked else _beside(inbound, side)
    belonging = belonging_of(inbound, agent=agent, contact=contact)
    inbound = inbound if inbound.mailbox else replace(inbound, mailbox=belonging.mailbox)
    sender = _sender(inbound, belonging, agent, contact)
    verdict = decide(sender, belonging.key, inbound.dmarc)
    if agent is None and inbound.answer_to and verdict is not Verdict.JOIN and (meant := crediting.credited(inbound)):
        return _for_another(meant, belonging, judged)
    if verdict is Verdict.HOLD:
        raise Held("sent from an address of our own")
    if judged.is_blocked or (judged.is_spam and verdict is not Verdict.JOIN):
        return _as_spam(inbound, belonging.ticket, judged, contact)
    if agent is not None and inbound.forwarded is not None and verdict in (Verdict.NEW, Verdict.NEW_LINKED):
        return _passed_on(inbound, belonging, verdict, agent, contact)
    if verdict in (Verdict.PUBLIC_REPLY, Verdict.UNVERIFIED_NOTE) and agent is not None:
        return _from_agent(inbound, belonging.ticket, agent, verdict)
    return _from_customer(inbound, belonging, verdict, contact, judged)


def _judged(inbound: Inbound, agent: Agent | None, contact: Contact | None) -> Judgement:
    """Colleagues are no spam, and what an agent fetches from quarantine by hand is judged already."""
    if inbound.opinions is None or agent is not None:
        return Judgement()
    return judge(inbound.sender.email, contact, inbound.opinions, dmarc=inbound.dmarc)


def _known(inbound: Inbound) -> Message | None:
    if not inbound.external_id:
        return None
    same = Message.objects.filter(channel=inbound.channel, external_id=inbound.external_id)
    found = list(same.values_list("pk", flat=True)[:1])  # seldom any: nothing more is read for a new one
    return Message.objects.select_related("ticket").get(pk=found[0]) if found else None


def _agent_of(sender: Address) -> Agent | None:
    agents = Agent.objects.active().filter(user__email=sender.email)
    found = list(agents.values_list("pk", flat=True))  # seldom any: nothing more is read for a customer
    return Agent.objects.select_related("user").get(pk=found[0]) if found else None


def _sender(inbound: Inbound, belonging: Belonging, agent: Agent | None, contact: Contact | None) -> Sender:
    if own_addresses([inbound.sender.email], reply_domain=settings.REPLY_DOMAIN):
        return Sender.OWN
    if contact is not None and belonging.includes(contact):
        return Sender.PARTICIPANT
    return Sender.AGENT if agent is not None else Sender.STRANGER


def _beside(inbound: Inbound, side: SideConversation) -> Received:
    """Whoever has the address of a side conversation is heard in it, and nowhere else."""
    if own_addresses([inbound.sender.email], reply_domain=settings.REPLY_DOMAIN):
        raise Held("sent from an address of our own")
    is_known = side_conversations.knows(side, inbound.sender.email)
    letter = _letter(inbound, Verdict.JOIN if is_known else Verdict.UNVERIFIED_NOTE)
    files, sender = inline.keep_files(inbound.files), inbound.sender
    message = side_conversations.receive(side, sender.name or sender.email, _words(inbound), letter, files)
    return Received(message.ticket, message, is_new_ticket=False)


def _blocked_beside(inbound: Inbound, judged: Judgement, contact: Contact | None) -> Received:
    if own_addresses([inbound.sender.email], reply_domain=settings.REPLY_DOMAIN):
        raise Held("sent from an address of our own")
    return _as_spam(inbound, None, judged, contact)


def _for_another(inbound: Inbound, belonging: Belonging, judged: Judgement) -> Received:
    """A new ticket of whom the mail was sent for."""
    contact = contacts.find_writer(inbound.sender.email)
    if judged.by != "list":
        judged = judged if judged.is_spam else _judged(inbound, None, contact)
    if judged.is_spam:
        return _as_spam(inbound, belonging.ticket, judged, contact)
    verdict = Verdict.NEW_LINKED if belonging.ticket is not None else Verdict.NEW
    return _from_customer(inbound, belonging, verdict, contact, judged)


def _as_spam(inbound: Inbound, claims: Ticket | None, judged: Judgement, contact: Contact | None) -> Received:
    """Kept as a ticket that is spam from the start: nobody is told, nothing is answered, an agent can release it."""
    contact = contact or contacts.make_for(inbound.sender.email, inbound.sender.name)
    ticket, message = opening.open_with(
        contact,
        inbound.subject,
        _words(inbound),
        letter=_letter(inbound, Verdict.NEW_LINKED if claims else Verdict.NEW, judged=judged),
        attachments=inline.keep_files(inbound.files),
        channel=Channel.EMAIL,
        mailbox=inbound.mailbox,
        claims_ticket=claims,
        spam_score=judged.score,
    )
    return Received(lifecycle.mark_spam(ticket, by=SPAM_FILTER), message, is_new_ticket=True)


def _from_agent(inbound: Inbound, ticket: Ticket, agent: Agent, verdict: Verdict) -> Received:
    files = inline.keep_files(inbound.files)
    words, letter = _words(inbound), _letter(inbound, verdict)
    if not (words.text.strip() or words.html or files):
        raise Held("it says nothing")
    if verdict is Verdict.PUBLIC_REPLY and allow(agent, "ticket.reply", ticket) and not ticket.is_closed:
        letter = replace(letter, to=[], cc=None)  # not to whom the agent's mail went, but who gets the answer
        message = conversation.reply(ticket, words, by=agent, letter=letter, attachments=files)
    else:
        message = conversation.note(
            ticket, words, by=Actor.agent(agent), author_agent=agent, letter=letter, attachments=files
        )
    return Received(ticket, message, is_new_ticket=False)


def _passed_on(
    inbound: Inbound, belonging: Belonging, verdict: Verdict, agent: Agent, contact: Contact | None
) -> Received:
    """A colleague forwards somebody's mail: it is that person's request, where both can be told."""
    original = inbound.forwarded
    if why := passing_on.why_not(inbound, original):
        received = _from_customer(inbound, belonging, verdict, contact, Judgement())
        passing_on.say_why_not(received.ticket, why)
        return received
    ticket, message = passing_on.open_for_original(inbound, original, _letter(inbound, Verdict.NEW), by=agent)
    return Received(ticket, message, is_new_ticket=True)


def _from_customer(
    inbound: Inbound, belonging: Belonging, verdict: Verdict, contact: Contact | None, judged: Judgement
) -> Received:
    if verdict is Verdict.NEW_LINKED and _is_for_review(inbound, belonging):
        raise Held("it answers a conversation that its sender is not part of, or could not prove to be")
    if contact is not None and inbound.is_from_its_sender:
        contacts.heard_from(contact, inbound.sender.email)
    contact = contact or contacts.make_for(inbound.sender.email, inbound.sender.name)
    joins = verdict is Verdict.JOIN and belonging.ticket is not None
    ticket = belonging.ticket if joins else None
    follows_up = ticket if ticket is not None and ticket.is_closed else None
    files = inline.keep_files(inbound.files)
    if follows_up is not None and inbound.machine in _ASKS_NOTHING:
        return Received(ticket, _noted(ticket, inbound, contact, files), is_new_ticket=False)
    needs_no_reply = joins and follows_up is None and is_answering_too_often(ticket, contact)
    letter = _letter(inbound, verdict, needs_no_reply=needs_no_reply, judged=judged)
    letter = replace(letter, origin_id=belonging.written_to if joins and follows_up is None else None)
    if ticket is None or follows_up is not None:
        claims = belonging.ticket if verdict is Verdict.NEW_LINKED else None
        ticket, message = opening.open_with(
            contact,
            inbound.subject,
            _words(inbound),
            letter=letter,
            attachments=files,
            channel=Channel.EMAIL,
            mailbox=inbound.mailbox,
            claims_ticket=claims,
            follows_up=follows_up,
            spam_score=judged.score,
        )
    else:
        message = conversation.receive(ticket, contact, _words(inbound), letter=letter, attachments=files)
    if not inbound.machine and may_copy(verdict, inbound.dmarc):
        copying.put_in_copy(ticket, (*inbound.to, *inbound.cc), by=contact)
    return Received(ticket, message, is_new_ticket=not joins or follows_up is not None)


def _noted(ticket: Ticket, inbound: Inbound, contact: Contact, files: list) -> Message:
    words = _words(inbound) if inbound.text.strip() or inbound.html else Words(inbound.subject or "–")
    letter, by = _letter(inbound, Verdict.JOIN), Actor.system(contact.name)
    return conversation.note(ticket, words, by=by, letter=letter, attachments=files)


def _is_for_review(inbound: Inbound, belonging: Belonging) -> bool:
    """Whether the company wants to see such mail first. A number in the subject claims nothing; what somebody fetched
    from quarantine by hand, or brought as a file, was seen."""
    return belonging.key is not Key.HINT and inbound.opinions is not None and settings_of_company().holds_claims


def _words(inbound: Inbound) -> Words:
    return Words(inbound.text, inbound.html, inbound.quoted_text, inbound.quoted_html)


def _letter(
    inbound: Inbound, verdict: Verdict, *, needs_no_reply: bool = False, judged: Judgement = Judgement()
) -> Letter:
    # What mail authentication found is kept as it is; a warning is shown where there is a reason to doubt.
    is_doubtful = inbound.dmarc == "fail" or verdict in (Verdict.NEW_LINKED, Verdict.UNVERIFIED_NOTE)
    return Letter(
        channel=inbound.channel,
        subject=inbound.subject,
        external_id=inbound.external_id,
        in_reply_to=next(iter(reversed(inbound.refers_to)), "")[:250],
        machine=inbound.machine,
        needs_no_reply=needs_no_reply,
        is_verified=not is_doubtful,
        verdict={
            **inbound.verdict,
            "dmarc": inbound.dmarc,
            "distribution": inbound.distribution,
            "sent_at": inbound.sent_at.isoformat() if inbound.sent_at else "",
            **judged.as_verdict(),
        },
        to=[{"name": a.name, "address": a.email} for a in inbound.to],
        cc=[{"name": a.name, "address": a.email} for a in inbound.cc],
        raw_id=inbound.raw_id,
        enclosed=inbound.enclosed,
    )
