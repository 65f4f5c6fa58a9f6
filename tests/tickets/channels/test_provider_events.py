"""What became of our mail, told by providers that know it by ids of their own: our mark names it."""

import time

import pytest

from helpdesk.mailout import marking
from tests.tickets.channels.letters import a_letter
from tests.tickets.channels.test_providers import KEY, as_json, basic, mailbox_of, mailgun, where
from tickets.models import ContactAddress, RawMail

pytestmark = pytest.mark.usefixtures("acme")


def mark(host, mail, tenant_id=None):
    """What the mail's head says to that server."""
    head = marking.marked(b"", host, tenant_id or mail.tenant_id, mail.pk).decode()
    return head.rsplit(": ", 1)[1].strip()


def of_postmark(mail, said):
    named = {"helpdesk": mark("smtp.postmarkapp.com", mail)}
    return {"MessageID": "theirs", "Recipient": mail.recipient, "Metadata": named, **said}


def of_mailjet(mail, said):
    named = mark("in-v3.mailjet.com", mail)
    return [{"MessageID": 19421777835146490, "email": mail.recipient, "CustomID": named, "time": 1, **said}]


def after(http, mail, provider, **said):
    """The state of the mail after the provider said so, and why its address is suspended."""
    mailbox = mailbox_of(provider)
    call = {"postmark": of_postmark, "mailjet": of_mailjet}[provider](mail, said)
    assert http.post(where(mailbox, "events"), **as_json(call), **basic(mailbox)).status_code == 200
    mail.refresh_from_db()
    return mail.state, ContactAddress.objects.get(address=mail.recipient).suspended_because


@pytest.mark.parametrize(
    ("provider", "said", "state", "suspended"),
    [
        ("postmark", {"RecordType": "Delivery"}, "delivered", ""),
        ("postmark", {"RecordType": "Bounce", "Type": "HardBounce", "Details": "5.1.1 who?"}, "bounced", "5.1.1 who?"),
        ("postmark", {"RecordType": "Bounce", "Type": "SoftBounce", "Details": "4.2.2 full"}, "bounced", ""),
        ("postmark", {"RecordType": "Bounce", "Type": "AutoResponder"}, "sent", ""),
        ("postmark", {"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, "sent", "took our mail for spam"),
        ("mailjet", {"event": "sent"}, "delivered", ""),
        ("mailjet", {"event": "bounce", "hard_bounce": True, "error": "user unknown"}, "bounced", "user unknown"),
        ("mailjet", {"event": "bounce", "hard_bounce": False, "error": "quota exceeded"}, "bounced", ""),
        ("mailjet", {"event": "spam"}, "sent", "took our mail for spam"),
        ("mailjet", {"event": "bounce", "hard_bounce": True, "email": "eve@evil.test"}, "sent", ""),
        ("mailjet", {"event": "bounce", "hard_bounce": True, "CustomID": "somebody else's"}, "sent", ""),
    ],
)
def test_what_they_say_is_written_at_the_mail_that_our_mark_names(http, reply, provider, said, state, suspended):
    now, why = after(http, reply, provider, **said)
    assert (now, why[: len(suspended)]) == (state, suspended)
    assert bool(why) == bool(suspended)


def test_a_mark_of_another_company_names_nothing_here(http, reply, globex):
    foreign = mark("in-v3.mailjet.com", reply, globex.pk)
    assert after(http, reply, "mailjet", event="bounce", hard_bounce=True, CustomID=foreign) == ("sent", "")


def test_only_servers_that_need_a_mark_get_one():
    assert marking.marked(b"raw", "smtp.example.test", 1, 2) == b"raw"
    assert marking.marked(b"raw", "evilpostmarkapp.com", 1, 2) == b"raw"
    assert marking.marked(b"raw", "SMTP.postmarkapp.com", 1, 2).startswith(b"X-PM-KeepID: true\r\nX-PM-Metadata-")


@pytest.mark.parametrize(
    ("_case", "hours_ago", "status"),
    [("as it comes", 0, 200), ("after all its tries", 8.1, 200), ("next day", 24, 403), ("of tomorrow", -24, 403)],
)
def test_a_signature_of_mailguns_is_good_for_half_a_day(http, monkeypatch, _case, hours_ago, status):
    mailbox, then = mailbox_of("mailgun", KEY), time.time() - hours_ago * 3600
    with monkeypatch.context() as of_the_caller:
        of_the_caller.setattr(time, "time", lambda: then)
        call = mailgun(a_letter())
    assert http.post(where(mailbox, "mail"), **call).status_code == status
    assert RawMail.objects.count() == (status == 200)
