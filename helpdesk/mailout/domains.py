"""The domains a company's mail leaves in the name of: a key for each, read again and again whether it is published."""

from dataclasses import asdict

from django.conf import settings
from django.utils import translation

from helpdesk.base import clock, dns
from helpdesk.base.sealing import seal, unseal
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout import dkim
from helpdesk.mailout.dnschecks import Finding, Records, findings
from helpdesk.mailout.events import MAIL_DOMAIN_CHECKED
from helpdesk.mailout.models import MailDomain
from helpdesk.tenancy.context import current_tenant, current_tenant_id, use_tenant

SELECTOR = "helpdesk"


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def provide(domain: str) -> MailDomain:
    """Return the domain's row; the first time a key is made for it."""
    known = MailDomain.objects.filter(domain=domain).first()
    if known is not None:
        return known
    private, public = dkim.new_key()
    values = {"selector": SELECTOR, "private_key": seal(_owner(), private), "public_key": public}
    return MailDomain.objects.get_or_create(domain=domain, defaults=values)[0]


def check(tenant_id: int, domain_id: int) -> list[Finding]:
    """Read the domain's records and keep what they mean. Name servers that give no answer change no signing."""
    with use_tenant(tenant_id):
        row = MailDomain.objects.get(pk=domain_id)
        language = current_tenant().language
    records = _read(row)
    with translation.override(language):
        found = findings(
            row.domain, records, selector=row.selector, public_key=row.public_key, spf_needs=settings.OUTBOUND_SPF
        )
    with use_tenant(tenant_id):
        _keep(domain_id, found, knows_key=records.dkim is not None)
    return found


def _read(row: MailDomain) -> Records:
    names = dns.names()

    def ask(question, name):
        try:
            return question(name)
        except dns.NoAnswer:
            return None

    return Records(
        texts=ask(names.texts, row.domain),
        dmarc=ask(names.texts, f"_dmarc.{row.domain}"),
        dkim=ask(names.texts, f"{row.selector}._domainkey.{row.domain}"),
        mail_servers=ask(names.mail_servers, row.domain),
    )


def _keep(domain_id: int, found: list[Finding], *, knows_key: bool) -> None:
    row = MailDomain.objects.select_for_update().get(pk=domain_id)
    before = {finding["name"]: finding["tone"] for finding in row.findings}
    after = {finding.name: finding.tone for finding in found}
    row.findings, row.checked_at = [asdict(finding) for finding in found], clock.now()
    if knows_key:
        row.is_signing = after.get("DKIM") == "ok"
    row.save(update_fields=["findings", "checked_at", "is_signing"])
    if after != before:
        summary = ", ".join(f"{name} {tone}" for name, tone in after.items())
        record(MAIL_DOMAIN_CHECKED, row, by=Actor.system("mail"), domain=row.domain, summary=summary)


def signed(content: bytes, sender: str) -> bytes:
    """Return the mail with its domain's signature, or as it is where the key is not published."""
    row = MailDomain.objects.filter(domain=domain_of(sender), is_signing=True).one()
    key = unseal(_owner(), row.private_key) if row else ""
    if row is None or not key:
        return content
    return dkim.sign(content, domain=row.domain, selector=row.selector, private_key=key, at=clock.now())


def _owner() -> str:
    return f"tenant/{current_tenant_id()}/dkim"
