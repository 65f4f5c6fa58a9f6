"""The mails of a conversation beside a ticket: one to each recipient, all answered to the one address we signed."""

from helpdesk.base import clock
from helpdesk.base.html import text_to_html
from helpdesk.base.mail import Draft
from helpdesk.mailout.writing import is_muted, write
from tickets import side_conversations
from tickets.channels import inline, outbox
from tickets.channels.email import threading
from tickets.models import Message
from tickets.side_conversations import MOST_PEOPLE

PURPOSE = "side"
_MOST_REFERENCES = 20


def send(message: Message) -> int:
    """Write the mails of what an agent said there; returns how many. Doing it again writes none twice."""
    if is_muted():
        return 0
    people = [*message.side.people, *(row["address"] for row in message.bcc)][:MOST_PEOPLE]
    mails = [write(_draft(message, place), people[place], purpose=PURPOSE, subject_id=message.pk)
             for place in range(len(people))]  # fmt: skip
    return sum(mail is not None for mail in mails)


def _draft(message: Message, place: int) -> Draft:
    side, mailbox = message.side, outbox.mailbox_of(message.ticket)
    files = list(message.attachments.order_by("pk"))
    html, shown = inline.for_mail(message.html or text_to_html(message.text), files)
    chain = _chain(message, place)
    return Draft(
        sender=(outbox.sender_name(message, mailbox), mailbox.address),
        to=[("", row["address"]) for row in message.to],
        cc=[("", row["address"]) for row in message.cc],
        reply_to=(mailbox.name, threading.reply_address(side_conversations.thread_of(side))),
        subject=side.subject,
        message_id=_id(message, place),
        date=clock.now(),
        text=outbox.with_signature(message.text, mailbox.signature, "\n-- \n"),
        html=outbox.with_signature(html, text_to_html(mailbox.signature), "\n<br>"),
        in_reply_to=chain[-1] if chain else "",
        references=chain,
        files=outbox.files_of(files, shown),
    )


def _chain(message: Message, place: int) -> list[str]:
    """What was said there before, as this recipient knows it, oldest first."""
    earlier = Message.objects.filter(side=message.side, pk__lt=message.pk).order_by("-pk")[:_MOST_REFERENCES]
    return [_id(one, place) if one.author_agent_id else one.external_id for one in reversed(earlier)
            if one.author_agent_id or "@" in one.external_id]  # fmt: skip


def _id(message: Message, place: int) -> str:
    """Each recipient's own, computed again whenever it is needed."""
    return threading.message_id(side_conversations.thread_of(message.side), message.pk * MOST_PEOPLE + place)
