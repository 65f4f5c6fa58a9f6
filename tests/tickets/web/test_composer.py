"""The composer: what it offers while one writes, what it asks once, and what it never does twice or loses."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from knowledge import sections, writing
from tickets import attachments, contacts, drafts, triage
from tickets.models import Attachment, Macro, Message


def press(desk, ticket, **form):
    address = f"/desk/tickets/{ticket.number}/messages/"
    return desk.post(address, {"kind": "reply"} | form, headers={"HX-Request": "true"})


def offered(desk, ticket, sign, wish=""):
    return desk.get(f"/desk/tickets/{ticket.number}/inserts/", {"sign": sign, "wish": wish}).content.decode()


def said(ticket):
    return list(Message.objects.filter(ticket=ticket).exclude(kind="customer").values_list("text", flat=True))


def test_a_slash_offers_macros_with_what_they_would_do(desk, ticket):
    Macro.objects.create(name="Ask for a log file", text="Hello {{contact.first_name}}", changes={"priority": "high"})
    Macro.objects.create(name="Refund granted", text="x")
    page = offered(desk, ticket, "/", "log")
    assert "Ask for a log file" in page
    assert "Hello Grace" in page
    assert "Refund" not in page
    assert "Refund granted" in offered(desk, ticket, "/", "rfnd")


def test_a_slash_offers_articles_that_customers_may_read(desk, ticket, ada):
    section = sections.add("Help", by=Actor.agent(ada))
    shown = writing.publish(writing.draft("Restart the proxy", "Open **Settings**.", section=section, by=ada), by=ada)
    hidden = writing.draft("Proxy secrets", "Only we know.", section=section, by=ada)
    page = offered(desk, ticket, "/", "proxy")
    assert f"/help/articles/{shown.slug}/" in page
    assert "Open &lt;strong&gt;Settings" in page
    assert hidden.title not in page


def test_an_at_offers_colleagues_who_may_see_the_ticket(desk, ticket):
    page = offered(desk, ticket, "@", "ad")
    assert 'data-mention="@Ada"' in page
    assert "Mia" not in page
    assert "@Bo" not in offered(desk, ticket, "@")


@pytest.mark.parametrize(
    ("_case", "text", "words"),
    [
        ("a blank", "Dear {{contact.first_name}}, hello", "“{{contact.first_name}}” is not filled in"),
        ("a bracket", "Your number is [[number]].", "“[[number]]” is not filled in"),
        ("a file", "See the attached log.", "“attached”"),
        ("a file in other words", "I attach nothing, but the attachments tell.", "“attachments”"),
    ],
)
def test_what_looks_unfinished_is_asked_once(desk, ticket, _case, text, words):
    answer = press(desk, ticket, text=text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert said(ticket) == []
    asked = "blank" if 'name="asked" value="blank"' in page else "file"
    assert press(desk, ticket, text=text, asked=asked).status_code == 200
    assert said(ticket) == [text]


def test_a_file_that_is_there_and_one_that_is_quoted_ask_nothing(desk, ticket):
    assert press(desk, ticket, text="See above.\n> it is attached").status_code == 200
    file = SimpleUploadedFile("log.txt", b"x")
    assert press(desk, ticket, text="It is attached.", files=file).status_code == 200


def test_what_was_sent_is_not_sent_again_when_its_answer_got_lost(desk, ticket):
    form = {"text": "Restart it.", "drawn_at": clock.now().isoformat()}
    press(desk, ticket, **form)
    again = press(desk, ticket, **form)
    assert "That was sent already." in again["HX-Trigger"]
    assert said(ticket) == ["Restart it."]
    # the same words from a composer that was drawn afterwards are meant
    with clock.move_by(timedelta(seconds=5)):
        press(desk, ticket, text="Restart it.")
    assert said(ticket) == ["Restart it."] * 2
    # and other words that begin like the last ones
    press(desk, ticket, **form | {"text": "Restart"})
    assert "Restart" in said(ticket)


def test_a_message_that_is_refused_keeps_its_files(desk, ticket, bo, monkeypatch):
    monkeypatch.setattr(attachments, "LARGEST_BYTES", 10)
    files = [SimpleUploadedFile("small.txt", b"x"), SimpleUploadedFile("film.mp4", b"x" * 11)]
    answer = press(desk, ticket, text="Look", files=files)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“film.mp4” is larger than" in page
    assert "Look" in page
    kept = Attachment.objects.get(draft__agent=bo)
    assert f'name="attachment" value="{kept.pk}" checked' in page
    press(desk, ticket, text="Look", attachment=kept.pk)
    assert [one.filename for one in Message.objects.get(ticket=ticket, kind="agent").attachments.all()] == ["small.txt"]
    assert drafts.drafts_of(ticket, bo) == {}


def test_who_is_signed_out_comes_back_to_the_ticket(stranger, ticket):
    here = f"http://acme.localhost/desk/tickets/{ticket.number}/?queue=open"
    headers = {"HX-Request": "true", "HX-Current-URL": here}
    answer = stranger.post(f"/desk/tickets/{ticket.number}/messages/", {"text": "x"}, headers=headers)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == f"/accounts/login/?next=%2Fdesk%2Ftickets%2F{ticket.number}%2F%3Fqueue%3Dopen"
    elsewhere = {"HX-Request": "true", "HX-Current-URL": "http://evil.test/desk/"}
    assert stranger.get("/desk/rail/", headers=elsewhere)["HX-Redirect"] == "/accounts/login/"


def test_a_ticket_with_many_in_copy_is_answered_all_the_same(desk, ticket):
    known = [f"ida{n}@northwind.test" for n in range(25)]
    for address in known:
        triage.put_in_copy(ticket, contacts.find_or_make(address), by=Actor.system("mail"))
    assert press(desk, ticket, text="To all of you", cc=", ".join(known)).status_code == 200
    strangers = ", ".join(f"new{n}@elsewhere.test" for n in range(21))
    assert "At most 20 people" in press(desk, ticket, text="To others", cc=strangers).content.decode()
