"""Whether a mail is spam: the company's own lists first, then what filters say. What is spam is kept, never dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.keeping import kept
from tickets.channels.spam import senders
from tickets.channels.spam.opinions import Opinion
from tickets.events import SETTING_CHANGED
from tickets.models import Contact, SpamSettings


@dataclass(frozen=True)
class Judgement:
    """What a mail was taken for, and why in words."""

    is_spam: bool = False
    why: str = ""
    by: str = ""  # list, contact, marks, rspamd
    score: float | None = None
    limit: float | None = None
    signs: Sequence[str] = ()

    @property
    def is_blocked(self) -> bool:
        """By the company's own word, which counts inside conversations too."""
        return self.is_spam and self.by in ("list", "contact")

    def as_verdict(self) -> dict:
        """What is kept of it with the message; empty where nobody said anything."""
        if not self.by and self.score is None:
            return {}
        told = {"is_spam": self.is_spam, "why": self.why, "by": self.by, "score": self.score, "limit": self.limit}
        return {"spam": told | {"signs": list(self.signs)}}


def judge(address: str, contact: Contact | None, opinions: Sequence[Opinion], *, dmarc: str) -> Judgement:
    """Judge a mail by its sender and by the opinions about it, which come in order of their weight.

    Somebody on the list of the allowed is let in whatever filters say, unless mail authentication shows a forger.
    """
    listed = senders.listed(address)
    if contact is not None and contact.is_blocked:
        return Judgement(True, _("the sender is blocked"), "contact")
    if listed is not None and not listed.is_allowed:
        return Judgement(True, _("%(sender)s is blocked") % {"sender": listed.pattern}, "list")
    told = [_weighed(opinion) for opinion in opinions]
    if listed is not None and dmarc != "fail":
        best = told[0] if told else Judgement()
        return Judgement(False, _("%(sender)s is always let in") % {"sender": listed.pattern}, "list", best.score)
    return next((one for one in told if one.is_spam), told[0] if told else Judgement())


def settings_of_company() -> SpamSettings:
    """How far filters are believed."""
    return kept(SpamSettings, "one", lambda: SpamSettings.objects.first()) or SpamSettings()


@transaction.atomic
def set_for_company(values: dict, *, by: Actor) -> None:
    """Say how far filters are believed. The same again changes nothing."""
    row = SpamSettings.objects.select_for_update().first() or SpamSettings()
    changes = take_over(row, values)
    if changes:
        row.save()
        record(SETTING_CHANGED, current_tenant(), by=by, what=_("how spam is filtered"), changes=changes)


def _weighed(opinion: Opinion) -> Judgement:
    limit = settings_of_company().score_limit
    if limit is None or opinion.score is None:
        is_spam, limit = bool(opinion.is_spam), opinion.limit
    else:
        is_spam = opinion.score >= limit
    why = _why(opinion, limit) if is_spam else ""
    return Judgement(is_spam, why, opinion.by, opinion.score, limit, opinion.signs)


def _why(opinion: Opinion, limit: float | None) -> str:
    who = _("the mail server in front") if opinion.by == "marks" else "rspamd"
    if opinion.score is None:
        return _("%(who)s calls it spam") % {"who": who}
    if limit is None:
        return _("%(who)s calls it spam (score %(score)s)") % {"who": who, "score": round(opinion.score, 1)}
    words = _("%(who)s calls it spam (score %(score)s of %(limit)s)")
    return words % {"who": who, "score": round(opinion.score, 1), "limit": round(limit, 1)}
