"""Mail in a company's name is signed once its key is published, and the page says what to publish until then."""

import base64
import hashlib
import re
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from helpdesk.events.models import Event
from helpdesk.mailout import dkim, domains
from helpdesk.mailout.dnschecks import Records, findings
from helpdesk.mailout.models import MailDomain
from helpdesk.mailout.sending import send
from tests.helpdesk.mailout.dns_server import DnsServer
from tests.helpdesk.mailout.test_sending import a_mail


@pytest.fixture
def names(settings):
    """The name server everybody asks in this test."""
    server = DnsServer()
    settings.DNS_SERVERS, settings.DNS_PORT = ["127.0.0.1"], server.port
    yield server
    server.close()


AT = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def key():
    return dkim.new_key()


def verifies(content: bytes, public: str) -> bool:
    """Check a signature as RFC 6376 says, apart from the code that made it."""
    head, body = content.split(b"\r\n\r\n", 1)
    fields = re.split(rb"\r\n(?![ \t])", head)
    own = next(field for field in fields if field.lower().startswith(b"dkim-signature:"))
    tags = dict(re.findall(r"(\w+)=([^;]*)", re.sub(r"\s+", "", own.decode().partition(":")[2])))
    if base64.b64decode(tags["bh"]) != hashlib.sha256(dkim.relaxed_body(body)).digest():
        return False
    left = [field for field in fields if field is not own]
    told = b""
    for name in tags["h"].split(":"):
        at = next((n for n in reversed(range(len(left))) if left[n].partition(b":")[0].lower() == name.encode()), None)
        if at is not None:
            told += dkim.relaxed_field(*left.pop(at).partition(b":")[::2]) + b"\r\n"
    unsigned = re.sub(rb"(;\s*b=)[A-Za-z0-9+/=\s]+$", rb"\1", own)
    told += dkim.relaxed_field(*unsigned.partition(b":")[::2])
    checker = serialization.load_der_public_key(base64.b64decode(public))
    try:
        checker.verify(base64.b64decode(tags["b"]), told, padding.PKCS1v15(), hashes.SHA256())
    except Exception:  # noqa: BLE001 - whatever it is, it does not verify
        return False
    return True


@pytest.mark.parametrize("body", [b"Hello\r\n", b"two  spaces \t\r\n\r\n\r\n", b"", b"no end"])
def test_a_signature_holds_and_breaks_with_the_mail(key, body):
    raw = b"From: Acme <support@acme.test>\r\nTo: grace@northwind.test\r\nSubject: A long\r\n subject\r\n\r\n" + body
    signed = dkim.sign(raw, domain="acme.test", selector="s", private_key=key[0], at=AT)
    assert signed.endswith(raw)
    assert verifies(signed, key[1])
    assert not verifies(signed.replace(b"support@", b"evil@"), key[1])
    assert not verifies(signed + b"more\r\n", key[1])
    assert not verifies(signed.replace(b"Subject:", b"From: evil@x.test\r\nSubject:"), key[1])


def test_mail_is_signed_from_the_moment_the_key_is_published(acme, names, sink):
    row = domains.provide("acme.test")
    assert domains.provide("acme.test") == row
    domains.check(acme.pk, row.pk)
    send(acme.pk, a_mail().pk)
    assert sink.mails[0]["DKIM-Signature"] is None
    names.records["TXT", "helpdesk._domainkey.acme.test"] = [dkim.record(row.public_key)]
    domains.check(acme.pk, row.pk)
    send(acme.pk, a_mail().pk)
    assert "d=acme.test; s=helpdesk;" in sink.mails[1]["DKIM-Signature"]
    assert Event.objects.filter(kind="mail_domain.checked").count() == 2


def test_name_servers_that_are_away_change_nothing(acme, names):
    row = domains.provide("acme.test")
    MailDomain.objects.filter(pk=row.pk).update(is_signing=True)
    names.is_broken = True
    found = domains.check(acme.pk, row.pk)
    assert {finding.tone for finding in found} == {"warn"}
    assert MailDomain.objects.get(pk=row.pk).is_signing


def test_a_private_key_lies_sealed_in_the_database(acme):
    assert "PRIVATE" not in domains.provide("acme.test").private_key


SIGNED, ALL = "v=DKIM1; k=rsa; p=KEY", {"texts": ["v=spf1 include:us.test ~all"], "dmarc": ["v=DMARC1; p=reject"], "dkim": ["v=DKIM1; p=KEY"], "mail_servers": ["mx.test"]}  # fmt: skip  # noqa: E501


@pytest.mark.parametrize(
    ("change", "tones", "says"),
    [
        ({}, "ok ok ok ok", ""),
        ({"dkim": []}, "late late ok ok", "not published"),
        ({"dkim": ["v=DKIM1; p=OTHER"]}, "late late ok ok", "Another key"),
        ({"dkim": ["v=DKIM1; k=rsa; p=K EY"]}, "ok ok ok ok", ""),
        ({"dmarc": []}, "ok warn ok ok", "No policy"),
        ({"dmarc": ["v=DMARC1; p=none"]}, "ok warn ok ok", "only watches"),
        ({"dmarc": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, "ok late ok ok", "several policies"),
        ({"dmarc": ["v=DMARC1; p=what"]}, "ok late ok ok", "cannot be read"),
        ({"texts": []}, "ok ok warn ok", "which servers"),
        ({"texts": ["v=spf1 mx -all"]}, "ok ok warn ok", "not named"),
        ({"texts": ["v=spf1 include:us.test -all", "v=spf1 -all"]}, "ok ok late ok", "several SPF"),
        ({"texts": ["v=spf1 include:us.test +all"]}, "ok ok late ok", "everybody"),
        ({"texts": ["v=spf1 include:us.test " + "include:x.test " * 10 + "-all"]}, "ok ok late ok", "ten look-ups"),
        ({"mail_servers": []}, "ok ok ok late", "No server"),
        ({"mail_servers": None}, "ok ok ok warn", "no answer"),
    ],
)
def test_each_fault_is_named_with_the_way_out(change, tones, says):
    found = findings(
        "acme.test", Records(**{**ALL, **change}), selector="s", public_key="KEY", spf_needs="include:us.test"
    )
    assert " ".join(finding.tone for finding in found) == tones
    assert says in " ".join(finding.says for finding in found)
