"""Mail that is sent for somebody: forms of web sites, groups that write in their own name. It is theirs whom it says to
answer.

Only for what opens a ticket: inside a conversation the one who wrote counts. Nobody proved whom it names, so they are
neither let into a conversation nor may they put anybody in copy.
"""

from dataclasses import replace

from django.conf import settings

from tickets.channels.base import Address, Inbound
from tickets.channels.email.addresses import read_addresses, without_tag
from tickets.channels.email.directory import own_addresses
from tickets.channels.email.machines import answers_nobody
from tickets.channels.email.parsed import Parsed

_WRITES_FOR_PEOPLE = ("", "auto_generated", "list", "bulk")


def named_in(parsed: Parsed) -> tuple[Address, ...]:
    """Whom the mail says to answer instead of its From, best first. A list means itself, unless it writes as From."""
    if parsed.machine not in _WRITES_FOR_PEOPLE:
        return ()
    written = " ".join(parsed.headers.get("x-original-from", []))[:2_000]
    named = [*parsed.reply_to, *read_addresses(written.encode())]
    if parsed.machine == "list":
        rest = {without_tag(address.email) for address in (*parsed.to, *parsed.cc)}
        if without_tag(parsed.sender.email) not in rest:
            return ()
        named = [address for address in named if without_tag(address.email) not in rest]
    return tuple(one for one in named[:3] if without_tag(one.email) != without_tag(parsed.sender.email))


def credited(inbound: Inbound) -> Inbound | None:
    """The mail as the one of whom it says to answer; None where that is nobody but its sender, or one of ours."""
    named = [address for address in inbound.answer_to if not answers_nobody(address.email)]
    ours = own_addresses([address.email for address in named], reply_domain=settings.REPLY_DOMAIN)
    who = next((address for address in named if address.email not in ours), None)
    if who is None:
        return None
    sent_by = inbound.sender.email
    return replace(
        inbound,
        sender=who,
        dmarc="fail" if inbound.dmarc == "fail" else "none",  # what was proved is who sent it
        enclosed={**inbound.enclosed, "sent_by": sent_by},
    )
