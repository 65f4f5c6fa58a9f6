"""The mails customers get of us, and what stands between double braces in each."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.base.html import text_to_html
from helpdesk.base.letters import Block, Link, Value
from helpdesk.mailout.kinds import MailKind, declare
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.directory import base_url
from tickets.automation.variables import VARIABLES
from tickets.contact_sessions import CONFIRMATION_LASTS, LINK_LASTS
from tickets.models import Mailbox, Message, Ticket

# With a forged sender these would carry the forger's words to somebody else (security row 5).
_OF_THE_SENDER = ("contact.", "ticket.subject", "organization.", "agent.")
_LABELS = {word: variable.label for word, variable in VARIABLES.items()}
_OURS = {word: label for word, label in _LABELS.items() if not word.startswith(_OF_THE_SENDER)}
_MORE = {
    "mailbox.name": gettext_lazy("Sender name of the mailbox"),
    "mailbox.signature": gettext_lazy("Signature of the mailbox"),
    "reply.expected": gettext_lazy("By when we answer, in a sentence"),
    "message": gettext_lazy("What the agent wrote"),
    "link": gettext_lazy("The link"),
    "link.minutes": gettext_lazy("How many minutes the link works"),
    "link.days": gettext_lazy("How many days the link works"),
}


def _more(*words: str) -> dict:
    return {word: _MORE[word] for word in words}


def of_ticket(ticket: Ticket, mailbox: Mailbox, **special: Value) -> Callable[[str], Value]:
    """The value of each blank on a ticket; `special` wins (with "__" for the dot)."""
    given = {word.replace("__", "."): value for word, value in special.items()}

    def value(word: str) -> Value:
        if word in given:
            return given[word]
        if word == "ticket.link":
            return Link(f"{base_url(current_tenant())}/requests/{ticket.number}/")
        if word.startswith("mailbox."):
            return mailbox.name if word == "mailbox.name" else signature_of(mailbox)
        return VARIABLES[word].value(ticket, None)

    return value


def signature_of(mailbox: Mailbox) -> Block:
    text = mailbox.signature.strip()
    return Block(f"-- \n{text}", text_to_html(text)) if text else Block("", "")


def _sample_of(**special: Value) -> Callable:
    """The values on the ticket that a preview was asked for, else on one that nobody has."""

    def sample(ticket: Ticket | None, agent) -> Callable[[str], Value]:
        if ticket is None:
            known = special | {"company__name": current_tenant().name}
            return lambda word: known.get(word.replace(".", "__"), _("(of a ticket)"))
        mailbox = ticket.mailbox or Mailbox.objects.in_order().first() or Mailbox(name=current_tenant().name)
        return of_ticket(ticket, mailbox, **special)

    return sample


def _reply_sample(ticket: Ticket | None, agent) -> Callable[[str], Value]:
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.AGENT).order_by("-pk").first() if ticket else None
    text = said.text if said else _("Thank you for writing to us. This is how an answer reads.")
    words = Block(text, said.html if said and said.html else text_to_html(text))
    names: Mapping[str, Value] = {"agent__name": agent.name, "agent__first_name": agent.name.split(" ")[0]}
    return _sample_of(message=words, **names)(ticket, agent)


def _acknowledged(ticket, agent):
    from tickets.channels.acknowledging import expected_reply

    return _sample_of(reply__expected=expected_reply(ticket) if ticket else _("We will answer as soon as we can."))(
        ticket, agent
    )


def _link_sample(ticket, agent):
    link = Link(f"{base_url(current_tenant())}/sign-in/example/")
    minutes, days = str(int(LINK_LASTS.total_seconds() // 60)), str(CONFIRMATION_LASTS.days)
    values = {"link": link, "link__minutes": minutes, "link__days": days}
    return _sample_of(**values, reply__expected=_("We will answer as soon as we can."))(ticket, agent)


REPLY = declare(MailKind(
    key="reply",
    label=gettext_lazy("Answer"),
    says=gettext_lazy("Around what an agent writes: a greeting above, a closing below."),
    text=lambda: "{{message}}\n\n{{mailbox.signature}}",
    blanks=_more("message", "mailbox.signature", "mailbox.name") | _LABELS,
    needs=("message",),
    blocks=frozenset(["message", "mailbox.signature"]),
    sample=_reply_sample,
    is_letter=True,
))  # fmt: skip


def _acknowledgement_text() -> str:
    number = {"reference": "{{ticket.number}}"}
    return "\n\n".join([
        _("Thank you for writing to us. Your request has the number %(reference)s.") % number,
        "{{reply.expected}}",
        _("To add something, answer this mail. You can also follow your request here: %(address)s")
        % {"address": "{{ticket.link}}"},
        "{{mailbox.name}}",
    ])  # fmt: skip


ACKNOWLEDGEMENT = declare(MailKind(
    key="acknowledgement",
    label=gettext_lazy("Acknowledgement"),
    says=gettext_lazy("When a request came in. Nothing the sender wrote can stand in it, their name included: "
                      "with a forged sender it would carry the forger's words."),
    subject=lambda: _("We have received your request [%(reference)s]") % {"reference": "{{ticket.number}}"},
    text=_acknowledgement_text,
    blanks=_OURS | _more("reply.expected", "mailbox.name", "mailbox.signature"),
    blocks=frozenset(["mailbox.signature"]),
    sample=_acknowledged,
))  # fmt: skip


def _confirmation_text() -> str:
    names = {"company": "{{company.name}}", "reference": "{{ticket.number}}"}
    received = _("%(company)s has received your request %(reference)s.") % names
    lasts = _("The link works once, for %(days)s days.") % {"days": "{{link.days}}"}
    closing = _("If you wrote no request, somebody else entered your address. There is nothing to do.")
    return "\n\n".join([
        received + " {{reply.expected}}",
        _("Confirm that it came from you, and follow it here:") + "\n{{link}}",
        f"{lasts} {closing}",
    ])  # fmt: skip


CONFIRMATION = declare(MailKind(
    key="confirmation",
    label=gettext_lazy("Confirmation of a request"),
    says=gettext_lazy("When somebody asked in the help centre without being signed in. Nothing they wrote can stand "
                      "in it."),
    subject=lambda: _("We have received your request %(reference)s") % {"reference": "{{ticket.number}}"},
    text=_confirmation_text,
    blanks=_OURS | _more("link", "link.days", "reply.expected"),
    needs=("link",),
    sample=_link_sample,
))  # fmt: skip


def _sign_in_text() -> str:
    lasts = _("It works once, for %(minutes)s minutes.") % {"minutes": "{{link.minutes}}"}
    closing = _("If you did not ask for it, there is nothing to do: without the link nobody gets in.")
    return "\n\n".join([
        _("Open this link to sign in to the help centre of %(company)s:") % {"company": "{{company.name}}"},
        "[" + _("Sign in") + "]({{link}})",
        f"{lasts} {closing}",
    ])  # fmt: skip


SIGN_IN = declare(MailKind(
    key="sign_in",
    label=gettext_lazy("Sign-in link"),
    says=gettext_lazy("When a customer wants to sign in to the help centre."),
    subject=lambda: _("Sign in to %(company)s") % {"company": "{{company.name}}"},
    text=_sign_in_text,
    blanks={"company.name": _LABELS["company.name"]} | _more("link", "link.minutes"),
    needs=("link",),
    sample=_link_sample,
))  # fmt: skip
