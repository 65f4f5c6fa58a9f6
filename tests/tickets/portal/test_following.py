"""My requests: what a customer sees of them, answers, solves, reopens and follows up."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from tests.factories.tickets import make_ticket
from tests.pdfs import a_pdf, an_encrypted_pdf
from tests.pictures import a_photo, opened
from tickets import attachments, conversation, drafts, lifecycle, triage
from tickets.contacts import find_or_make
from tickets.conversation import Words
from tickets.models import Attachment, Message, StatusCategory, Ticket


def page(browser, ticket):
    return browser.get(f"/requests/{ticket.number}/").content.decode()


def test_notes_and_their_files_do_not_exist_for_customers(graces, a_ticket, bo):
    # given
    ticket = a_ticket()
    public, internal = (attachments.keep(b"words", f"{name}.txt") for name in ("public", "internal"))
    conversation.reply(ticket, Words(text="A public answer."), by=bo, attachments=[public])
    conversation.note(ticket, Words(text="She is angry."), by=Actor.agent(bo), author_agent=bo, attachments=[internal])
    # then
    text = page(graces, ticket)
    assert "A public answer." in text
    assert "public.txt" in text
    assert "angry" not in text
    assert "internal.txt" not in text
    assert graces.get(f"/requests/{ticket.number}/files/{public.pk}/", follow=True).getvalue() == b"words"
    assert graces.get(f"/requests/{ticket.number}/files/{internal.pk}/").status_code == 404


def test_a_picture_is_shown_as_we_drew_it_and_a_broken_one_is_a_file(graces, a_ticket, bo):
    ticket = a_ticket()
    photo, broken = attachments.keep(a_photo(), "photo.jpg"), attachments.keep(a_photo()[:-200], "half.jpg")
    for file in (photo, broken):
        Attachment.objects.filter(pk=file.pk).update(content_id=file.filename, is_inline=True)
    words = Words(text="See", html='<img src="cid:photo.jpg"><img src="cid:half.jpg">')
    conversation.reply(ticket, words, by=bo, attachments=[photo, broken])
    there = f"/requests/{ticket.number}/files/"
    before = page(graces, ticket)
    assert f'src="{there}{photo.pk}/inline/"' in before
    assert "half.jpg" not in before  # among the words, as far as anybody knows
    assert opened(graces.get(f"{there}{photo.pk}/inline/").getvalue()).size == (16, 32)
    assert graces.get(f"{there}{broken.pk}/inline/").status_code == 404
    after = page(graces, ticket)
    assert f'src="{there}{broken.pk}/inline/"' not in after
    assert f'href="{there}{broken.pk}/"' in after
    assert graces.get(f"{there}{broken.pk}/", follow=True).getvalue() == a_photo()[:-200]


def test_a_picture_an_agent_put_among_the_words_stands_there(graces, a_ticket, bo):
    ticket = a_ticket()
    file = drafts.attach(ticket, bo, "reply", SimpleUploadedFile("shot.jpg", a_photo()), is_among_words=True)
    html = f'<div>Press <img src="/desk/attachments/{file.pk}/inline/" alt="the red button"> twice</div>'
    conversation.reply(ticket, Words.typed(html, is_html=True), by=bo, attachments=[file])
    there = f"/requests/{ticket.number}/files/{file.pk}/inline/"
    assert f'Press <img src="{there}" alt="the red button"> twice' in page(graces, ticket)
    assert graces.get(there).status_code == 200


def test_attached_pictures_and_pdfs_show_what_is_in_them_and_notes_files_do_not(graces, a_ticket, bo, signed_in):
    # given
    ticket = a_ticket()
    kept = {"photo.jpg": a_photo(), "plan.pdf": a_pdf(2), "log.txt": b"lines", "locked.pdf": an_encrypted_pdf()}
    files = {name: attachments.keep(content, name) for name, content in kept.items()}
    hidden = attachments.keep(a_pdf(), "hidden.pdf")
    assert "/static/js/gallery" not in page(graces, ticket)  # nothing to look at, no script
    conversation.reply(ticket, Words(text="See"), by=bo, attachments=list(files.values()))
    conversation.note(ticket, Words(text="Hm"), by=Actor.agent(bo), author_agent=bo, attachments=[hidden])
    there = f"/requests/{ticket.number}/files/"
    # then
    text = page(graces, ticket)
    assert "js/gallery" in text
    shown = [name for name, file in files.items() if f'<img src="{there}{file.pk}/inline/"' in text]
    assert shown == ["photo.jpg", "plan.pdf", "locked.pdf"]
    assert f"{there}{hidden.pk}/" not in text
    # and each picture is what we drew, to whoever may read its message, and kept by no browser
    for path in (f"{files['photo.jpg'].pk}/inline/", f"{files['plan.pdf'].pk}/inline/?page=2"):
        answer = graces.get(there + path)
        assert opened(answer.getvalue()).width > 10
        assert answer["Cache-Control"] == "private, no-store"
        assert signed_in("somebody@else.test").get(there + path).status_code == 404
    graces = signed_in("grace@northwind.test")
    for path in (f"{hidden.pk}/inline/", f"{files['log.txt'].pk}/inline/", f"{files['locked.pdf'].pk}/inline/"):
        assert graces.get(there + path).status_code == 404
    # and what cannot be drawn is a plain file from then on
    assert f'<img src="{there}{files["locked.pdf"].pk}/inline/"' not in page(graces, ticket)


@pytest.mark.parametrize("who", ["stranger", "other customer", "other company", "signed out"])
def test_requests_and_files_are_only_their_owners(who, graces, signed_in, stranger, a_ticket, bo):
    ticket = a_ticket()
    file = attachments.keep(b"words", "public.txt")
    conversation.reply(ticket, Words(text="Here."), by=bo, attachments=[file])
    if who == "signed out":
        graces.post("/sign-out/")
    browser = {
        "stranger": stranger,
        "other customer": signed_in("somebody@else.test") if who == "other customer" else None,
        "other company": Client(SERVER_NAME="globex.localhost"),
        "signed out": graces,
    }[who]
    for path in ("", f"files/{file.pk}/", f"files/{file.pk}/inline/"):
        answer = browser.get(f"/requests/{ticket.number}/{path}")
        assert answer.status_code == 404 or answer["Location"].startswith("/sign-in/")
        assert b"Here." not in answer.content
    for path in ("messages/", "resolution/", "reopening/"):
        assert browser.post(f"/requests/{ticket.number}/{path}", {"text": "x"}).status_code in (302, 404)
    assert Message.objects.filter(ticket=ticket).count() == 2


def test_somebody_in_copy_reads_from_then_on_only(signed_in, a_ticket, bo, monday_morning):
    # given
    ticket = a_ticket(text="My password is 1234.")
    old = attachments.keep(b"words", "old.txt")
    conversation.reply(ticket, Words(text="Before."), by=bo, attachments=[old])
    with clock.at(monday_morning + timedelta(hours=1)):
        hans = find_or_make("hans@northwind.test", "Hans")
        triage.put_in_copy(ticket, hans, by=Actor.agent(bo))
    with clock.at(monday_morning + timedelta(hours=2)):
        conversation.reply(ticket, Words(text="After."), by=bo)
        browser = signed_in("hans@northwind.test")
        # then
        text = page(browser, ticket)
        assert "After." in text
        assert "Before." not in text
        assert "1234" not in text
        assert browser.get(f"/requests/{ticket.number}/files/{old.pk}/").status_code == 404
        assert browser.post(f"/requests/{ticket.number}/resolution/").status_code == 403
        assert browser.post(f"/requests/{ticket.number}/messages/", {"text": "Me too."}).status_code == 303


def test_an_answer_takes_a_solved_request_up_again(graces, a_ticket, bo):
    ticket = a_ticket()
    lifecycle.resolve(ticket, by=Actor.agent(bo))
    assert "Send and reopen" in page(graces, ticket)
    graces.post(f"/requests/{ticket.number}/messages/", {"text": "Still broken.", "once": "a"})
    graces.post(f"/requests/{ticket.number}/messages/", {"text": "Still broken.", "once": "a"})
    ticket.refresh_from_db()
    assert ticket.status_category == StatusCategory.OPEN
    assert Message.objects.filter(ticket=ticket, text="Still broken.").count() == 1


def test_the_customer_says_it_is_solved_and_that_it_is_not(graces, a_ticket):
    ticket = a_ticket()
    assert graces.get(f"/requests/{ticket.number}/resolution/").status_code == 405
    for path, category in (("resolution", "resolved"), ("resolution", "resolved"), ("reopening", "open")):
        assert graces.post(f"/requests/{ticket.number}/{path}/").status_code == 303
        ticket.refresh_from_db()
        assert ticket.status_category == category


def test_an_empty_answer_is_422_and_names_the_field(graces, a_ticket):
    ticket = a_ticket()
    answer = graces.post(f"/requests/{ticket.number}/messages/", {"text": " "})
    assert answer.status_code == 422
    assert 'href="#id_text"' in answer.content.decode()


def test_a_closed_request_takes_a_follow_up_that_stays_connected(graces, a_ticket, bo):
    ticket = a_ticket()
    lifecycle.close(ticket, by=Actor.agent(bo))
    text = page(graces, ticket)
    assert 'id="answer"' not in text
    assert f"?follows={ticket.number}" in text
    late = graces.post(f"/requests/{ticket.number}/messages/", {"text": "My long words."})
    assert late.status_code == 409
    assert "My long words." in late.content.decode()
    graces.post(f"/requests/new/?follows={ticket.number}", {"subject": "Again", "text": "It is back.", "once": "f"})
    assert Ticket.objects.get(subject="Again").follows_up == ticket


def test_nobody_follows_up_what_is_not_theirs(signed_in, a_ticket):
    ticket = a_ticket()
    other = signed_in("somebody@else.test")
    assert other.get(f"/requests/new/?follows={ticket.number}").status_code == 404


def test_status_and_expected_answer_are_said_in_the_customers_words(graces, a_ticket, monday_morning):
    ticket = a_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(reply_due_at=monday_morning + timedelta(hours=2))
    text = page(graces, ticket)
    assert "Received" in text
    assert "You can expect our answer by" in text
    assert "noon" in text or "12:00" in text or "12 p.m." in text
    with clock.at(monday_morning + timedelta(hours=3)):
        assert "Our answer is late" in page(graces, ticket)


def test_my_requests_are_mine_and_those_i_am_in_copy_of(graces, a_ticket, grace, bo):
    a_ticket(subject="Asked by Grace")
    hans = find_or_make("hans@northwind.test", "Hans")
    shared, private = make_ticket(hans, subject="Shared by Hans"), make_ticket(hans, subject="Private to Hans")
    triage.put_in_copy(shared, grace, by=Actor.agent(bo))
    spam = a_ticket(subject="Marked as spam")
    lifecycle.mark_spam(spam, by=Actor.agent(bo))
    text = graces.get("/requests/").content.decode()
    assert "Asked by Grace" in text
    assert "Shared by Hans" in text
    assert private.subject not in text
    assert spam.subject not in text
    assert graces.get(f"/requests/{spam.number}/").status_code == 404


def test_twenty_requests_a_page_and_no_more_queries_for_more(graces, a_ticket, django_assert_max_num_queries):
    for n in range(25):
        a_ticket(subject=f"Request {n}")
    with django_assert_max_num_queries(8):
        text = graces.get("/requests/").content.decode()
    assert text.count('href="/requests/') >= 20
    assert "after=" in text


def test_a_request_page_costs_a_bounded_number_of_queries(graces, a_ticket, bo, django_assert_max_num_queries):
    ticket = a_ticket()
    for n in range(15):
        conversation.reply(ticket, Words(text=f"Answer {n}"), by=bo, attachments=[attachments.keep(b"x", f"{n}.txt")])
    with django_assert_max_num_queries(12):
        page(graces, ticket)


def test_pages_of_a_signed_in_customer_are_kept_in_no_cache(graces, a_ticket):
    assert graces.get(f"/requests/{a_ticket().number}/")["Cache-Control"] == "private, no-store"
    assert "no-store" in graces.get("/")["Cache-Control"]
