"""The one way out: what an agent said to a customer becomes a mail to each who gets it, frozen when it is written."""

import re

from django.conf import settings
from django.utils import translation

from helpdesk.base import clock
from helpdesk.base.html import text_to_html
from helpdesk.base.letters import Block
from helpdesk.base.mail import Draft, MailFile
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout import wordings
from helpdesk.mailout.advice import with_advice
from helpdesk.mailout.wordings import EVERY_MAILBOX, Letter, Place, language_for
from helpdesk.mailout.writing import is_muted, write
from helpdesk.tenancy.context import current_tenant, current_tenant_id
from tickets import recipients
from tickets.attachments import open_file
from tickets.channels import inline, mail_kinds
from tickets.channels.email import threading
from tickets.channels.email.threading import CONTACT, Thread
from tickets.events import DELIVERY_FAILED
from tickets.locking import locked
from tickets.models import Attachment, Channel, Contact, ContactAddress, Mailbox, Message, Ticket
from tickets.numbering import reference

PURPOSE = "reply"
_MOST_REFERENCES = 20
_SHARED = re.compile(r"#[0-9a-f]{16}\Z")  # what tells a second mail with the same Message-ID apart, here only


def send_reply(message: Message) -> int:
    """Write the mails of a public answer; returns how many. Doing it again writes none twice."""
    if is_muted():
        return 0
    ticket = message.ticket
    people = recipients.of(message)
    written = 0
    for _how, contact, address in people:
        if reason := _suspended(address):
            _tell_failure(ticket, address, reason)
            continue
        draft = _draft(message, contact, *_heads(people, address))
        written += write(draft, address, purpose=PURPOSE, subject_id=message.pk) is not None
    return written


def _heads(people: list[tuple[str, Contact, str]], address: str) -> tuple[list, list]:
    """To and Cc of the mail to `address`. Whoever is in copy gets one of their own; a blind copy is the requester's
    mail, in which nobody in blind copy is named."""
    named = {how: [(one.name, at) for each, one, at in people if each == how] for how in ("to", "cc")}
    own = next((how, [(one.name, at)]) for how, one, at in people if at == address)
    if own[0] == "cc":
        return own[1], []
    return (named["to"] or own[1]) if own[0] == "bcc" else own[1], named["cc"]


def _suspended(address: str) -> str:
    return ContactAddress.objects.filter(address=address).values_list("suspended_because", flat=True).first() or ""


def _tell_failure(ticket: Ticket, address: str, reason: str) -> None:
    record(DELIVERY_FAILED, locked(ticket), by=Actor.system("mail"), address=address, reason=reason)


def _draft(message: Message, contact: Contact, to: list[tuple[str, str]], copied: list[tuple[str, str]]) -> Draft:
    ticket = message.ticket
    thread = Thread(current_tenant_id(), ticket.pk, CONTACT, contact.pk)
    mailbox = mailbox_of(ticket)
    attachments = list(message.attachments.order_by("pk"))
    html, shown = inline.for_mail(message.html or text_to_html(message.text), attachments)
    letter = _letter(message, contact, mailbox, html)
    parent, chain = thread_ids(ticket, thread, before=message)
    return Draft(
        sender=(sender_name(message, mailbox), mailbox.address),
        to=to,
        cc=copied,
        reply_to=(mailbox.name, threading.reply_address(thread)),
        subject=subject_of(ticket),
        message_id=threading.message_id(thread, message.pk),
        date=clock.now(),
        text=letter.text,
        html=letter.html,
        in_reply_to=parent,
        references=chain,
        files=files_of(attachments, shown),
        is_automatic=message.author_agent_id is None,  # what a rule said (tickets.automation.announcing)
    )


def _letter(message: Message, contact: Contact, mailbox: Mailbox, html: str) -> Letter:
    """What the agent wrote, within the words the company puts around answers; each recipient by their own name."""
    ticket = message.ticket
    values = mail_kinds.of_ticket(
        ticket, mailbox, message=Block(message.text, html),
        contact__name=contact.name, contact__first_name=contact.name.split(" ")[0],
        agent__name=message.author_name, agent__first_name=message.author_name.split(" ")[0],
    )  # fmt: skip
    language = language_for(contact.language, ticket.language, current_tenant().language)
    return wordings.letter(Place(mail_kinds.REPLY, language, mailbox.pk or EVERY_MAILBOX), values)


def sender_name(message: Message, mailbox: Mailbox) -> str:
    return f"{message.author_name} ({mailbox.name})" if message.author_name else mailbox.name


def with_signature(body: str, signature: str, between: str) -> str:
    return f"{body}\n{between}{signature}" if signature.strip() else body


def mailbox_of(ticket: Ticket) -> Mailbox:
    """Return the mailbox that a ticket's mail is sent from: its own, or the company's default."""
    own = Mailbox.objects.filter(pk=ticket.mailbox_id, is_active=True).one() if ticket.mailbox_id else None
    return own or Mailbox.objects.filter(is_active=True).in_order().first() or _nobody()


def _nobody() -> Mailbox:
    """A company that has no mailbox yet still answers: from an address that leads to its reply addresses only."""
    return Mailbox(address=f"noreply@{settings.REPLY_DOMAIN}", name=current_tenant().name)


def subject_of(ticket: Ticket) -> str:
    """Return the subject of mail on a ticket: the customer's own, so that their program threads it, and our
    reference."""
    bare = ticket.subject[3:].strip() if ticket.subject[:3].lower() == "re:" else ticket.subject
    return f"Re: {bare} [{reference(ticket)}]"


def thread_ids(ticket: Ticket, thread: Thread, *, before: Message | None = None) -> tuple[str, list[str]]:
    """Return the Message-ID that a mail to this recipient answers, and the chain it belongs to, oldest first.

    Theirs as they came, ours as this recipient got them: our ids can be computed again, nothing is looked up.
    """
    said = Message.objects.filter(ticket=ticket).public().in_order()
    said = said.exclude(pk=before.pk) if before is not None else said
    rows = list(said.values_list("pk", "kind", "channel", "external_id").reverse()[:_MOST_REFERENCES])[::-1]
    chain, answers = [], ""
    for pk, kind, channel, external_id in rows:
        if kind == Message.Kind.AGENT:
            chain.append(threading.message_id(thread, pk))
        elif channel == Channel.EMAIL and _is_id(external_id):
            answers = _SHARED.sub("", external_id)
            chain.append(answers)
    return answers or (chain[-1] if chain else ""), chain


def _is_id(value: str) -> bool:
    return "@" in value and value.isprintable() and not set(' <>,;"()') & set(value)


def files_of(attachments: list[Attachment], shown: dict[int, str]) -> list[MailFile]:
    return [
        MailFile(
            filename=attachment.filename,
            content=_content(attachment),
            content_type=attachment.content_type,
            content_id=shown.get(attachment.pk, ""),
        )
        for attachment in attachments
    ]


def _content(attachment: Attachment) -> bytes:
    with open_file(attachment) as file:
        return file.read()


def note_failure(*, message_id: int, address: str, reason: str) -> None:
    """Show on the ticket that an answer did not reach somebody."""
    message = Message.objects.select_related("ticket").filter(pk=message_id).first()
    if message is not None:
        with translation.override(current_tenant().language):
            _tell_failure(message.ticket, address, with_advice(reason))
