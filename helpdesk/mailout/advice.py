"""What somebody can do about a mail that did not arrive: in words, from what the other server said."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# In this order: the first that fits. Codes of RFC 3463, reply codes of RFC 5321, and our own words.
_HELP = [
    (r"^552|\b5\.3\.4\b|\b5\.2\.3\b", gettext_lazy(
        "The mail is too large for their server. Send fewer or smaller files, or put them where a link leads.")),
    (r"^452|\b[45]\.2\.2\b", gettext_lazy(
        "Their mailbox is full. Ask for another address, or ring them.")),
    (r"connect the mailbox again", gettext_lazy(
        "Our leave to use the mailbox has ended. An administrator connects it again under Settings, Mailboxes.")),
    (r"^sign-in refused|^53[0-8]", gettext_lazy(
        "The mail server does not let us in. An administrator checks the sign-in; waiting mail leaves after that.")),
    (r"\b5\.6\.7\b|^553 5\.6\.7", gettext_lazy(
        "Their server cannot take an address with such letters. Ask for one in English letters.")),
    (r"\b5\.1\.[1236]\b|no such user|user unknown|nobody here", gettext_lazy(
        "The address does not exist. Check how it is spelled, or ask for another one.")),
    (r"\b5\.7\.(1|23|25|26|27)\b|spf|dkim|dmarc", gettext_lazy(
        "Their server does not believe that the mail is ours. See what Settings, Domains says.")),
    (r"\b5\.7\.\d+\b|^554|spam|blocked|blacklist", gettext_lazy(
        "Their server refuses mail like this. Ask them to allow your address, or ring them.")),
    (r"greylist|\b4\.7\.1\b|^45[01]", gettext_lazy(
        "Their server asks us to come again later. We do so by ourselves, for about three days.")),
    (r"it may have arrived", gettext_lazy(
        "Ask whether the mail is there before it is sent again.")),
]  # fmt: skip


def advice(error: str) -> str:
    """Return what to do, in the active language; empty where the other server's own words have to do."""
    return next((str(words) for pattern, words in _HELP if re.search(pattern, error.strip(), re.IGNORECASE)), "")


def with_advice(error: str) -> str:
    """The server's words and ours, in one line."""
    return " – ".join(filter(None, (error, advice(error)))) or _("no reason given")
