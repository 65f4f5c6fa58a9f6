"""What mails say is the company's to choose: per language and mailbox, tried before, taken back after."""

from email import message_from_bytes
from email.policy import default

import pytest

from helpdesk.events.models import Event
from helpdesk.mailout import wordings
from helpdesk.mailout.kinds import KINDS
from helpdesk.mailout.models import MailWording, OutgoingMail
from helpdesk.tenancy import storage
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets import conversation
from tickets.conversation import Words
from tickets.models import Mailbox

ACK = "/settings/mail-texts/acknowledgement/{}/{}/"
REPLY = "/settings/mail-texts/reply/{}/{}/"
WORDS = {"subject": "Got it: {{ticket.number}}", "text": "Hello,\n\nwe have **{{ticket.number}}**. {{reply.expected}}"}


@pytest.fixture
def browser(client_of, ada):
    return client_of(ada)


def mails(purpose):
    rows = OutgoingMail.objects.filter(purpose=purpose).order_by("pk")
    return [message_from_bytes(storage.read(row.content_key), policy=default) for row in rows]


def said(mail, kind="plain"):
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_what_is_saved_is_what_the_next_mail_says_in_that_language_only(browser, acme, grace, deliver, monday_morning):
    assert browser.post(ACK.format("de", 0), WORDS).status_code == 302
    deliver_letter(acme, a_letter())
    deliver()
    type(grace).objects.filter(pk=grace.pk).update(language="de-AT")
    OutgoingMail.objects.update(recipient_digest="x")  # the cap of an hour is not this test's
    row = deliver_letter(acme, a_letter("again"))
    deliver()
    english, german = mails("acknowledgement")
    assert english["Subject"].startswith("We have received your request")
    assert german["Subject"] == f"Got it: ACME-{row.ticket.number}"
    assert f"<strong>ACME-{row.ticket.number}</strong>" in said(german, "html")
    assert 'lang="de"' in said(german, "html")
    assert Event.objects.get(kind="mail_wording.changed").data["where"] == "Deutsch"


def test_a_mailbox_may_greet_in_its_own_words(browser, acme, a_ticket, bo, deliver):
    box = Mailbox.objects.get()
    box.signature = "Acme, Berlin"
    box.save()
    Mailbox.objects.create(address="sales@acme.test", name="Sales")
    browser.post(REPLY.format("en", 0), {"text": "Dear {{contact.first_name}},\n\n{{message}}"})
    browser.post(REPLY.format("en", box.pk), {"text": "Hi {{contact.first_name}}!\n{{message}}\nYours, "
                                              "{{agent.name}}\n\n{{mailbox.signature}}"})  # fmt: skip
    conversation.reply(a_ticket(mailbox=box), Words("Restart it, {{contact.name}}."), by=bo)
    conversation.reply(a_ticket(mailbox=Mailbox.objects.get(name="Sales")), Words("<b>Buy</b>"), by=bo)
    deliver()
    ours, sales = mails("reply")
    assert said(ours).split("\n\n") == ["Hi Grace!", "Restart it, {{contact.name}}.", "Yours, Bo",
                                       "-- \nAcme, Berlin\n"]  # fmt: skip
    assert said(sales) == "Dear Grace,\n\n<b>Buy</b>\n"
    assert "&lt;b&gt;Buy" in said(sales, "html")


@pytest.mark.parametrize(
    ("_case", "address", "values", "field", "says"),
    [
        ("unknown", ACK, {"text": "{{ticket.nubmer}}"}, "text", "{{ticket.nubmer}}"),
        ("of the sender", ACK, {"text": "Dear {{contact.name}}"}, "text", "{{contact.name}}"),
        ("unknown in the subject", ACK, {"subject": "{{x}}"}, "subject", "{{x}}"),
        ("template code", ACK, {"text": "{{ settings.SECRET_KEY }}"}, "text", "SECRET_KEY"),
        ("no answer in it", REPLY, {"text": "Hello"}, "text", "{{message}}"),
        ("a block within a line", REPLY, {"text": "Hello {{message}} there"}, "text", "line of its own"),
        ("empty", ACK, {"text": ""}, "text", "required"),
        ("too long", ACK, {"text": "x" * 20_001}, "text", "20000"),
    ],
)
def test_words_that_cannot_be_filled_in_are_refused_by_name(browser, acme, _case, address, values, field, says):
    for page in ("", "trial/"):
        answer = browser.post(address.format("en", 0) + page, WORDS | values)
        assert answer.status_code == 422
        assert says in str(answer.context["form"].errors[field])
    assert says in browser.post(address.format("en", 0) + "preview/", WORDS | values).content.decode()
    assert not MailWording.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_draft_is_looked_at_on_a_real_ticket_and_sent_to_oneself_without_being_saved(browser, acme, a_ticket, ada):
    ticket = a_ticket()
    sent = WORDS | {"ticket": str(ticket.number)}
    page = browser.post(ACK.format("en", 0) + "preview/", sent)
    assert f"<strong>ACME-{ticket.number}</strong>" in page.content.decode()
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert browser.post(ACK.format("en", 0) + "trial/", sent).status_code == 200
    (mail,) = mails("trial")
    assert (mail["To"].addresses[0].addr_spec, mail["Subject"]) == (ada.email, f"Got it: ACME-{ticket.number}")
    assert not MailWording.objects.exists()


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_every_mail_has_default_words_that_can_be_saved_as_they_are(browser, acme, a_ticket, kind, language):
    address = f"/settings/mail-texts/{kind}/{language}/0/"
    empty = browser.get(address + "preview/").content.decode()
    a_ticket()
    page = browser.get(address + "preview/").content.decode()
    for html in (page, empty):
        assert "{{" not in html
        assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in html
        assert "<img" not in html
    form = browser.get(address).context["form"]
    words = {name: form.initial[name] for name in form.fields}
    english = wordings.ours(wordings.Place(KINDS[kind], "en"))
    assert kind == "reply" or (words["text"] != english.text) is (language != "en")
    assert browser.post(address, words).status_code == 302


def test_default_words_come_back_and_what_was_written_stays_to_be_read(browser, acme, ada):
    browser.post(ACK.format("en", 0), WORDS)
    browser.post(ACK.format("en", 0), WORDS)
    browser.post(ACK.format("en", 0) + "default/")
    assert list(MailWording.objects.order_by("number").values_list("is_ours", "written_by")) == [
        (False, "Ada"), (True, "Ada")
    ]  # fmt: skip
    assert "Thank you for writing" in browser.get(ACK.format("en", 0)).context["form"].initial["text"]
    assert "we have" in browser.get(ACK.format("en", 0) + "?version=1").context["form"].initial["text"]
    assert Event.objects.filter(kind="mail_wording.changed").count() == 2


@pytest.mark.parametrize("path", ["nothing/en/0/", "reply/xx/0/", "reply/en/999999/"])
def test_places_that_are_not_there_are_not_found(browser, acme, path):
    assert browser.get(f"/settings/mail-texts/{path}").status_code == 404


def test_a_removed_mailbox_takes_its_words_along(browser, acme):
    box = Mailbox.objects.create(address="sales@acme.test", name="Sales")
    browser.post(ACK.format("en", box.pk), WORDS)
    browser.post(f"/settings/mailboxes/{box.pk}/removal/")
    assert not MailWording.objects.exists()
