"""Writing a request: signed in, or with no more than an address."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from helpdesk.mailout.models import OutgoingMail
from tickets.models import Attachment, Category, Contact, ContactAddress, Field, Message, Ticket


def filled(**changes):
    return {"subject": "The export stops", "text": "After 30 seconds.", "once": "once-1", **changes}


def as_stranger(**changes):
    return filled(**{"address": "New.Person@northwind.test", "name": "New Person", **changes})


def test_a_signed_in_customer_asks_and_lands_on_the_request(graces, grace):
    billing = Category.objects.get(name="Billing")
    answer = graces.post("/requests/new/", filled(category=billing.pk))
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/requests/{ticket.number}/"
    assert (ticket.requester, ticket.category, ticket.channel) == (grace, billing, "portal")
    assert ticket.team.name == "Support"
    assert Message.objects.get().is_verified


def test_the_same_form_sent_twice_is_one_request(graces):
    graces.post("/requests/new/", filled())
    graces.post("/requests/new/", filled())
    assert Ticket.objects.count() == 1


def test_a_stranger_needs_only_an_address_and_confirms_it_by_mail(stranger, link_in, mailed):
    # when
    answer = stranger.post("/requests/new/", as_stranger())
    # then
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/requests/sent/ACME-{ticket.number}/?mailed"
    assert not Message.objects.get().is_verified
    assert ticket.requester.organization.name == "northwind.test"
    # when the mailed link is opened and its button pressed
    path = link_in("confirmation")
    assert "Confirm" in stranger.get(path).content.decode()
    assert not Message.objects.get().is_verified
    assert stranger.post(path)["Location"] == f"/requests/{ticket.number}/"
    # then
    assert Message.objects.get().is_verified
    assert ContactAddress.objects.get(address="new.person@northwind.test").verified_at


def test_the_confirmation_says_nothing_that_the_sender_wrote(stranger, mailed):
    stranger.post("/requests/new/", as_stranger(subject="Buy cheap CANARY", text="CANARY", name="CANARY"))
    assert "CANARY" not in mailed("confirmation")[1]
    assert "CANARY" not in OutgoingMail.objects.get(purpose="confirmation").title


def test_asking_in_somebodys_name_shows_the_asker_nothing_of_theirs(stranger, a_ticket):
    a_ticket(subject="A secret of Grace's")
    stranger.post("/requests/new/", as_stranger() | {"address": "grace@northwind.test", "once": "once-2"})
    assert "portal_session" not in stranger.cookies
    assert stranger.get("/requests/").status_code == 302
    assert "secret" not in stranger.get("/").content.decode()


def test_confirming_one_request_proves_no_other(stranger, link_in, graces):
    stranger.post("/requests/new/", as_stranger() | {"address": "grace@northwind.test", "once": "forged"})
    assert not Message.objects.get(external_id="forged").is_verified
    graces.get("/requests/")
    assert not Message.objects.get(external_id="forged").is_verified


def test_after_five_an_hour_from_one_network_the_address_is_proved_first(stranger, monday_morning):
    for n in range(5):
        stranger.post("/requests/new/", as_stranger(once=f"once-{n}"))
    answer = stranger.post("/requests/new/", as_stranger(once="once-6", text="My long text"))
    assert answer.status_code == 429
    assert "My long text" in answer.content.decode()
    assert "sign in with a mailed link" in answer.content.decode()
    assert Ticket.objects.count() == 5


def test_one_victim_gets_few_mails_however_many_forms_are_sent(stranger, monday_morning, mailed):
    for n in range(5):
        stranger.post("/requests/new/", as_stranger(once=f"once-{n}"))
    assert OutgoingMail.objects.filter(purpose="confirmation").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("subject", ""), ("text", "  "), ("address", "no address"), ("address", "support@acme.test"), ("category", "999")],
)
def test_what_is_wrong_is_named_and_nothing_is_made(stranger, field, value):
    answer = stranger.post("/requests/new/", as_stranger() | {field: value})
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not Ticket.objects.exists()
    assert not Contact.objects.filter(name="New Person").exists()


def test_the_companys_own_fields_are_asked_and_judged(graces):
    Field.objects.create(
        key="edition", label="Edition", kind="choice", choices=["Pro", "Free"], is_shown_to_customer=True
    )
    Field.objects.create(key="seats", label="Seats", kind="number", is_shown_to_customer=True)
    Field.objects.create(key="margin", label="Margin", kind="number")
    page = graces.get("/requests/new/").content.decode()
    assert "Edition" in page
    assert "Margin" not in page
    wrong = graces.post("/requests/new/", filled(field_edition="Gold", field_seats="many"))
    assert wrong.status_code == 422
    graces.post("/requests/new/", filled(field_edition="Pro", field_seats="12", field_margin="99"))
    ticket = Ticket.objects.get()
    assert ticket.custom_fields == {"edition": "Pro", "seats": 12}
    Ticket.objects.update(custom_fields=ticket.custom_fields | {"margin": 99})
    shown = graces.get(f"/requests/{ticket.number}/").content.decode()
    assert "Edition" in shown
    assert "Margin" not in shown


def test_files_come_along_and_a_lying_type_is_seen_through(graces):
    page = SimpleUploadedFile("../../report.html", b"<script>alert(1)</script>", content_type="text/html")
    note = SimpleUploadedFile("note.txt", b"hello", content_type="text/plain")
    graces.post("/requests/new/", filled(files=[page, note]))
    ticket = Ticket.objects.get()
    files = {each.filename: each for each in Attachment.objects.all()}
    assert set(files) == {"report.html", "note.txt"}
    answer = graces.get(f"/requests/{ticket.number}/files/{files['report.html'].pk}/", follow=True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_file_that_is_too_large_is_refused_by_name(graces, monkeypatch):
    monkeypatch.setattr("tickets.attachments.LARGEST_BYTES", 10)
    answer = graces.post("/requests/new/", filled(files=SimpleUploadedFile("big.bin", b"x" * 11)))
    assert answer.status_code == 422
    assert "big.bin" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_blocked_contacts_request_is_kept_as_spam(stranger, grace):
    Contact.objects.filter(pk=grace.pk).update(is_blocked=True)
    answer = stranger.post("/requests/new/", as_stranger() | {"address": "grace@northwind.test"})
    assert answer.status_code == 303
    assert Ticket.objects.get().is_spam


def test_the_form_offers_articles_and_takes_over_what_was_searched(stranger, acme, mia):
    from knowledge import writing
    from knowledge.models import Section

    section = Section.objects.open_to_everyone().first()
    writing.publish(writing.draft("Exports that stop", "Split them.", section=section, by=mia), by=mia)
    page = stranger.get("/requests/new/?subject=my+export+stops").content.decode()
    assert "Exports that stop" in page
    assert re.search(r'name="subject" value="my export stops"', page)
    part = stranger.get("/requests/new/suggestions/?subject=export").content.decode()
    assert "Exports that stop" in part
    assert "<html" not in part
