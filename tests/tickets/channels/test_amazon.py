"""Amazon's calls: signed by Amazon, of our topic, and with the password of their address; anything less is refused."""

import base64
import datetime
import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from helpdesk.base import http as web
from helpdesk.tenancy import storage
from tests.tickets.channels.letters import a_letter
from tests.tickets.channels.test_providers import basic, mailbox_of, where
from tickets.channels.email.processing import process
from tickets.channels.providers import amazon
from tickets.models import ContactAddress, Mailbox, RawMail

TOPIC = "arn:aws:sns:eu-west-1:123456789012:mail"
CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-abc123.pem"
CONFIRM = f"https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=abc"
pytestmark = pytest.mark.usefixtures("acme")


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def pem(key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    today = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(today).not_valid_after(today + datetime.timedelta(days=999))
    return built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def amazons(monkeypatch, pem):
    """Amazon's side of the net: what is asked of it, and its certificate."""
    asked = []

    def get(address, _headers, *, most_bytes):
        asked.append(address)
        return web.Answer(200, pem if address.endswith(".pem") else b"<ok/>", 0.1)

    monkeypatch.setattr(web, "get", get)
    amazon.cache.delete(amazon._key(CERTIFICATE))
    yield asked
    amazon.cache.delete(amazon._key(CERTIFICATE))


def call(key, message, kind="Notification", version="2", **more):
    words = message if isinstance(message, str) else json.dumps(message)
    told = {"Type": kind, "MessageId": "m-1", "TopicArn": TOPIC, "Message": words, "SignatureVersion": version,
            "Timestamp": "2026-06-01T08:00:00.000Z", "SigningCertURL": CERTIFICATE}  # fmt: skip
    told |= more
    signed = amazon._told(told)
    algorithm = hashes.SHA1() if version == "1" else hashes.SHA256()  # noqa: S303 - Amazon's first version
    return told | {"Signature": base64.b64encode(key.sign(signed, padding.PKCS1v15(), algorithm)).decode()}


def post(http, told, kind="mail", **proof):
    mailbox = Mailbox.objects.get()
    headers = {"HTTP_X_AMZ_SNS_MESSAGE_TYPE": told["Type"], "HTTP_X_AMZ_SNS_MESSAGE_ID": told["MessageId"]}
    data = {"data": json.dumps(told), "content_type": "text/plain; charset=UTF-8"}
    return http.post(where(mailbox, kind), **data, **headers, **(proof or basic(mailbox))).status_code


def received(raw, encoding="BASE64", **more):
    content = base64.b64encode(raw).decode() if encoding == "BASE64" else raw.decode()
    receipt = {"recipients": ["support@acme.test"], "action": {"type": "SNS", "encoding": encoding}}
    mail = {"source": "grace@northwind.test"}
    return {"notificationType": "Received", "content": content, "mail": mail, "receipt": receipt} | more


def test_the_first_call_waits_for_the_certificate_and_then_the_mail_is_a_ticket(http, acme, amazons, key):
    mailbox_of("ses", TOPIC)
    raw = a_letter("Gr\u00fc\u00dfe")
    told = call(key, received(raw))
    assert (post(http, told), RawMail.objects.count()) == (503, 0)  # nothing is lost: SNS comes again
    amazon.fetch_certificate(CERTIFICATE)
    assert (post(http, told), post(http, told)) == (200, 200)
    row = RawMail.objects.get()
    assert (storage.read(row.storage_key), row.envelope_from) == (raw, "grace@northwind.test")
    assert process(acme.pk, row.pk) == "processed"
    assert amazons == [CERTIFICATE]


def test_both_ways_of_signing_and_of_carrying_mail_are_read(http, amazons, key):
    mailbox_of("ses", TOPIC)
    amazon.fetch_certificate(CERTIFICATE)
    assert post(http, call(key, received(a_letter("one"), "UTF-8"), version="1")) == 200
    assert post(http, call(key, received(a_letter("two")), Subject="Amazon SES Email Receipt Notification")) == 200
    assert RawMail.objects.count() == 2


def test_what_is_signed_is_what_amazons_page_says():
    fields = {"Type": "Notification", "MessageId": "4d4", "TopicArn": "arn:x", "Subject": "My subject",
              "Message": "My Test Message", "Timestamp": "2019-01-31T04:37:04.321Z", "Token": "no"}  # fmt: skip
    assert amazon._told(fields) == (
        b"Message\nMy Test Message\nMessageId\n4d4\nSubject\nMy subject\n"
        b"Timestamp\n2019-01-31T04:37:04.321Z\nTopicArn\narn:x\nType\nNotification\n"
    )


def test_a_subscription_of_our_topic_is_confirmed_and_amazons_greetings_are_heard(
    http, amazons, key, django_capture_on_commit_callbacks
):
    mailbox_of("ses", TOPIC)
    amazon.fetch_certificate(CERTIFICATE)
    greeting = call(key, "You have chosen to subscribe", "SubscriptionConfirmation", SubscribeURL=CONFIRM, Token="abc")
    with django_capture_on_commit_callbacks() as rung:
        assert post(http, greeting) == 200
    assert len(rung) == 1
    amazon.confirm(CONFIRM)
    assert amazons[-1] == CONFIRM
    for said in ("Successfully validated SNS topic for Amazon SES event publishing.",
                 {"notificationType": "AmazonSnsSubscriptionSucceeded", "message": "You have subscribed"}):  # fmt: skip
        assert post(http, call(key, said)) == 200
    assert not RawMail.objects.exists()


@pytest.mark.parametrize(
    ("_case", "change"),
    [
        ("other words than were signed", {"Message": "{}"}),
        ("another topic, well signed", {"TopicArn": TOPIC + "2"}),
        ("a certificate from elsewhere", {"SigningCertURL": "https://sns.evil.test/SimpleNotificationService-a.pem"}),
        ("a certificate behind a name that begins like Amazon's",
         {"SigningCertURL": "https://sns.eu-west-1.amazonaws.com.evil.test/SimpleNotificationService-a.pem"}),
        ("somebody's file at Amazon's",
         {"SigningCertURL": "https://sns.eu-west-1.amazonaws.com/../bucket/SimpleNotificationService-a.pem"}),
        ("no known way of signing", {"SignatureVersion": "3"}),
        ("no signature", {"Signature": "x"}),
    ],
)  # fmt: skip
def test_what_amazon_did_not_sign_for_us_is_refused_and_counted(http, amazons, key, _case, change):
    mailbox_of("ses", TOPIC)
    amazon.fetch_certificate(CERTIFICATE)
    told = call(key, received(a_letter()), **change) if "TopicArn" in change else call(key, received(a_letter()))
    assert post(http, told | change) == 403
    assert (RawMail.objects.count(), Mailbox.objects.get().hooks_refused) == (0, 1)
    assert amazons == [CERTIFICATE]  # and nobody was asked on a stranger's word


def test_without_the_password_amazon_is_asked_for_it_and_strangers_stay_out(http, amazons, key):
    mailbox = mailbox_of("ses", TOPIC)
    amazon.fetch_certificate(CERTIFICATE)
    told = call(key, received(a_letter()))
    assert post(http, told, HTTP_X="1") == 401
    assert post(http, told, **basic(mailbox, "guessed")) == 403


def test_mail_that_lies_in_a_bucket_is_refused_with_what_to_change(http, amazons, key):
    mailbox_of("ses", TOPIC)
    amazon.fetch_certificate(CERTIFICATE)
    assert post(http, call(key, received(a_letter(), content=None))) == 422
    assert "must be SNS" in Mailbox.objects.get().hook_refused_because


def happened(mail, kind, **more):
    head = [{"name": "Message-ID", "value": f"<{mail.message_id}>"}]
    return {"eventType": kind, "mail": {"messageId": "theirs", "destination": [mail.recipient], "headers": head}} | more


@pytest.mark.parametrize(
    ("_case", "kind", "words", "state", "is_suspended"),
    [
        ("delivered", "Delivery", {"delivery": {"recipients": ["{}"], "smtpResponse": "250 ok"}}, "delivered", False),
        ("unknown there", "Bounce", {"bounce": {"bounceType": "Permanent", "bounceSubType": "General",
         "bouncedRecipients": [{"emailAddress": "{}", "diagnosticCode": "550 5.1.1"}]}}, "bounced", True),
        ("full for now", "Bounce", {"bounce": {"bounceType": "Transient", "bounceSubType": "MailboxFull",
         "bouncedRecipients": [{"emailAddress": "{}", "diagnosticCode": "452 4.2.2"}]}}, "bounced", False),
        ("out of office", "Bounce", {"bounce": {"bounceType": "Transient", "bounceSubType": "General",
         "bouncedRecipients": [{"emailAddress": "{}"}]}}, "sent", False),
        ("spam", "Complaint", {"complaint": {"complainedRecipients": [{"emailAddress": "{}"}]}}, "sent", True),
    ],
)  # fmt: skip
def test_what_became_of_our_mail_is_written_at_it(http, amazons, key, reply, _case, kind, words, state, is_suspended):
    mailbox_of("ses", TOPIC)
    amazon.fetch_certificate(CERTIFICATE)
    words = json.loads(json.dumps(words).replace('"{}"', json.dumps(reply.recipient)))
    assert post(http, call(key, happened(reply, kind, **words)), "events") == 200
    reply.refresh_from_db()
    assert reply.state == state
    assert bool(ContactAddress.objects.get(address=reply.recipient).suspended_because) == is_suspended
