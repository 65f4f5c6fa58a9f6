"""What a domain's records mean for mail that leaves in its name, and what to publish. Pure: records in, words out."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from helpdesk.mailout import dkim

MOST_LOOKUPS = 10  # RFC 7208 §4.6.4
_LOOKUPS = re.compile(r"\b(?:include|a|mx|ptr|exists|redirect)(?=[:=/ ]|$)")


@dataclass(frozen=True)
class Records:
    """What was found; None where the name servers gave no answer."""

    texts: list[str] | None
    dmarc: list[str] | None
    dkim: list[str] | None
    mail_servers: list[str] | None


@dataclass(frozen=True)
class Finding:
    """One check: `tone` is ok, warn or late; `record` is what to publish, as (type, name, value)."""

    name: str
    tone: str
    says: str
    record: tuple[str, str, str] | None = None


def findings(domain: str, records: Records, *, selector: str, public_key: str, spf_needs: str) -> list[Finding]:
    """Return what to know of the domain, what is wrong first explained by what follows from it."""
    signs = _dkim(domain, records.dkim, selector, public_key)
    return [signs, _dmarc(domain, records.dmarc, is_signed=signs.tone == "ok"), _spf(domain, records.texts, spf_needs),
            _mx(records.mail_servers)]  # fmt: skip


def _unknown(name: str) -> Finding:
    return Finding(name, "warn", _("The name servers gave no answer. Check again later."))


def _dkim(domain: str, found: list[str] | None, selector: str, public_key: str) -> Finding:
    wanted = ("TXT", f"{selector}._domainkey.{domain}", dkim.record(public_key))
    if found is None:
        return _unknown("DKIM")
    keys = [re.sub(r"\s", "", text) for text in found]
    published = [match[1] for key in keys if (match := re.search(r"(?:^|;)p=([^;]*)", key))]
    if public_key in published:
        return Finding("DKIM", "ok", _("Mail is signed, and everybody can check the signature."))
    if not published:
        return Finding("DKIM", "late", _("The key is not published, so mail leaves unsigned. Add this record."), wanted)
    return Finding("DKIM", "late", _("Another key is published under this name. Replace the record."), wanted)


def _dmarc(domain: str, found: list[str] | None, *, is_signed: bool) -> Finding:
    if found is None:
        return _unknown("DMARC")
    policies = [text for text in found if text.lower().replace(" ", "").startswith("v=dmarc1")]
    start = ("TXT", f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}")
    if not policies:
        return Finding("DMARC", "warn", _("No policy: anybody can write in your name. Begin with this one."), start)
    if len(policies) > 1:
        return Finding("DMARC", "late", _("There are several policies, so none counts. Leave one."))
    policy = (re.search(r"(?:^|;)\s*p\s*=\s*(\w+)", policies[0], re.IGNORECASE) or ["", ""])[1].lower()
    if policy in ("reject", "quarantine") and not is_signed:
        return Finding("DMARC", "late", _("The policy (%s) has our mail refused until DKIM is in order.") % policy)
    if policy == "none":
        return Finding(
            "DMARC", "warn", _("The policy only watches. Once reports look right, go on to p=quarantine."), None
        )
    if policy not in ("reject", "quarantine"):
        return Finding("DMARC", "late", _("The policy cannot be read. Put a valid one in its place."), start)
    return Finding("DMARC", "ok", _("Forged mail in your name is refused or put aside."))


def _spf(domain: str, found: list[str] | None, needs: str) -> Finding:
    if found is None:
        return _unknown("SPF")
    rules = [text for text in found if text.lower().split(" ")[0] == "v=spf1"]
    suggestion = ("TXT", domain, f"v=spf1 {needs + ' ' if needs else ''}~all")
    if not rules:
        return Finding("SPF", "warn", _("No record says which servers may send for you."), suggestion)
    if len(rules) > 1:
        return Finding("SPF", "late", _("There are several SPF records, so none counts. Join them to one."))
    rule = rules[0].lower()
    if needs and needs.lower() not in rule:
        wanted = ("TXT", domain, rules[0].replace("v=spf1", f"v=spf1 {needs}", 1))
        return Finding("SPF", "warn", _("Our servers are not named. Put the record in this form."), wanted)
    if len(_LOOKUPS.findall(rule)) > MOST_LOOKUPS:
        return Finding("SPF", "late", _("The record asks for more than ten look-ups, so it does not count."))
    if re.search(r"\+all\b| all\b", rule):
        return Finding("SPF", "late", _("The record lets everybody send in your name. End it with ~all."))
    return Finding("SPF", "ok", _("The record says which servers may send for you."))


def _mx(found: list[str] | None) -> Finding:
    if found is None:
        return _unknown("MX")
    if not found:
        return Finding("MX", "late", _("No server takes mail for this domain: answers of customers cannot arrive."))
    return Finding("MX", "ok", _("Mail for the domain goes to %s.") % ", ".join(found[:3]))
