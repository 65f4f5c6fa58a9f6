"""The desk's pages say what is there, do what they offer, and refuse in words."""

import re

import pytest

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tests.factories.tickets import make_ticket
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets import conversation, lifecycle, triage
from tickets.conversation import Words
from tickets.models import Draft, Message, Priority, Status, Ticket


def fragment(client, path, **data):
    return (
        client.post(path, data, headers={"HX-Request": "true"})
        if data
        else client.get(path, headers={"HX-Request": "true"})
    )


def test_the_queue_shows_what_waits(desk, a_ticket):
    ticket = a_ticket(subject="Nightly export stops")
    page = desk.get("/desk/queues/unassigned/").content.decode()
    assert "Nightly export stops" in page
    assert f'href="/desk/tickets/{ticket.number}/?queue=unassigned"' in page
    assert "Grace Hopper" in page


@pytest.mark.parametrize(
    "key", ["mine", "unassigned", "my-teams", "open", "at-risk", "breached", "waiting", "resolved", "spam"]
)
def test_every_starter_queue_opens(desk, key):
    assert desk.get(f"/desk/queues/{key}/").status_code == 200
    assert desk.get("/desk/queues/nothing/").status_code == 404


def test_a_ticket_shows_its_conversation_and_what_happened(desk, a_ticket, bo):
    ticket = a_ticket(subject="Nightly export stops", text="After 30 seconds.")
    triage.set_priority(ticket, Priority.HIGH, by=Actor.agent(bo))
    page = desk.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "After 30 seconds." in page
    assert "Bo changed the priority from normal to high" in page


def test_a_reply_is_kept_and_leaves_the_composer_empty(desk, a_ticket):
    ticket = a_ticket()
    seen = Message.objects.get(ticket=ticket).pk
    answer = desk.post(
        f"/desk/tickets/{ticket.number}/messages/", {"kind": "reply", "text": "Try again.", "seen": seen}
    )
    assert answer.status_code == 303
    message = Message.objects.get(ticket=ticket, kind="agent")
    assert (message.text, message.author_name) == ("Try again.", "Bo")
    assert message.to == [{"name": "Grace Hopper", "address": "grace@northwind.test"}]


def test_a_reply_can_set_the_status(desk, a_ticket):
    ticket = a_ticket()
    waiting = Status.objects.default_of("pending")
    desk.post(
        f"/desk/tickets/{ticket.number}/messages/", {"kind": "reply", "text": "Which version?", "then": waiting.pk}
    )
    ticket.refresh_from_db()
    assert ticket.status_category == "pending"


def test_a_note_is_never_a_reply(desk, a_ticket):
    ticket = a_ticket()
    answer = fragment(desk, f"/desk/tickets/{ticket.number}/messages/", kind="note", text="Same proxy as last week.")
    assert answer.status_code == 200
    assert 'data-from="note"' in answer.content.decode()
    assert Message.objects.get(ticket=ticket, text="Same proxy as last week.").is_note


def test_rich_text_is_cleaned(desk, a_ticket):
    ticket = a_ticket()
    html = '<div>Hello <strong>Grace</strong><script>alert(1)</script><img src="http://x.test/p.gif"></div>'
    desk.post(f"/desk/tickets/{ticket.number}/messages/", {"kind": "reply", "html": html, "text": "Hello Grace"})
    message = Message.objects.get(ticket=ticket, kind="agent")
    assert "<strong>Grace</strong>" in message.html
    assert "script" not in message.html
    assert "x.test" not in message.html


def test_an_answer_to_a_ticket_that_moved_on_stops_once(desk, a_ticket, grace):
    # given: Bo sees the first message, and Grace writes another
    ticket = a_ticket()
    seen = Message.objects.get(ticket=ticket).pk
    newer = conversation.receive(ticket, grace, Words(text="Never mind, it works."))
    form = {"kind": "reply", "text": "Please restart it.", "seen": seen}
    # when
    answer = fragment(desk, f"/desk/tickets/{ticket.number}/messages/", **form)
    # then
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Never mind, it works." in page
    assert "Please restart it." in page
    assert not Message.objects.filter(ticket=ticket, kind="agent").exists()
    # and the second press, with what was shown, sends
    again = fragment(desk, f"/desk/tickets/{ticket.number}/messages/", **{**form, "seen": newer.pk})
    assert again.status_code == 200
    assert Message.objects.filter(ticket=ticket, kind="agent").count() == 1


@pytest.mark.parametrize(
    ("_case", "form", "words"),
    [
        ("nothing written", {"kind": "reply", "text": "  "}, "Write something first."),
        (
            "too deep a markup",
            {"kind": "reply", "text": "Hi", "html": "<div>" * 2000 + "Hi"},
            "more than one message holds",
        ),
        ("a wrong copy", {"kind": "reply", "text": "Hi", "cc": "bo@acme.test, nobody"}, "nobody"),
    ],
)
def test_a_refused_message_keeps_what_was_typed(desk, a_ticket, _case, form, words):
    ticket = a_ticket()
    answer = fragment(desk, f"/desk/tickets/{ticket.number}/messages/", **form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert answer["HX-Retarget"] == "#composer"
    assert not Message.objects.filter(ticket=ticket, kind="agent").exists()


def test_people_in_copy_are_added_to_the_ticket(desk, a_ticket):
    ticket = a_ticket()
    form = {"kind": "reply", "text": "Hi", "cc": "Jo@northwind.test, billing@northwind.test"}
    desk.post(f"/desk/tickets/{ticket.number}/messages/", form)
    copied = sorted(ticket.participants.values_list("contact__addresses__address", flat=True))
    assert copied == ["billing@northwind.test", "jo@northwind.test"]


def test_whom_a_customer_put_in_copy_is_said_and_offered_but_not_taken_in_unproved(desk, acme):
    copied = "Hedy Lamarr <hedy@initech.test>, Support <support@acme.test>"
    ticket = deliver_letter(acme, a_letter(Cc=copied)).ticket
    page = desk.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "by mail · Cc Hedy Lamarr<" in page
    assert 'data-adds-copies="hedy@initech.test"' in page
    assert 'data-in-copy=""' in page


def test_a_draft_is_kept_on_the_server_and_shown_again(desk, a_ticket, bo):
    ticket = a_ticket()
    saved = desk.post(f"/desk/tickets/{ticket.number}/draft/", {"kind": "reply", "text": "Half a thou"})
    assert saved.status_code == 200
    assert "Half a thou" in desk.get(f"/desk/tickets/{ticket.number}/").content.decode()
    desk.post(f"/desk/tickets/{ticket.number}/messages/", {"kind": "reply", "text": "Half a thought."})
    assert not Draft.objects.filter(ticket=ticket, agent=bo).exists()


def test_attachments_are_sent_and_only_ever_downloaded(desk, a_ticket):
    from django.core.files.uploadedfile import SimpleUploadedFile

    ticket = a_ticket()
    page = SimpleUploadedFile("../evil.html", b"<script>alert(1)</script>", content_type="text/html")
    desk.post(f"/desk/tickets/{ticket.number}/messages/", {"kind": "reply", "text": "See file", "files": [page]})
    attachment = Message.objects.get(ticket=ticket, kind="agent").attachments.get()
    assert attachment.filename == "evil.html"
    answer = desk.get(f"/desk/attachments/{attachment.pk}/", follow=True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert desk.get(f"/desk/attachments/{attachment.pk}/inline/").status_code == 404


@pytest.mark.parametrize("name", ["assignee", "team", "status", "priority", "category", "tags", "fields", "subject"])
def test_every_property_has_a_menu_and_a_page(desk, a_ticket, name):
    ticket = a_ticket()
    assert fragment(desk, f"/desk/tickets/{ticket.number}/{name}/").status_code == 200
    assert "<html" in desk.get(f"/desk/tickets/{ticket.number}/{name}/").content.decode()


def test_properties_change_and_say_so(desk, a_ticket, bo):
    ticket = a_ticket()
    base = f"/desk/tickets/{ticket.number}/"
    assert fragment(desk, f"{base}assignee/", value=bo.pk, version=ticket.version).status_code == 200
    assert fragment(desk, f"{base}priority/", value=4).status_code == 200
    assert fragment(desk, f"{base}tags/", add="VIP, Export").status_code == 200
    assert fragment(desk, f"{base}subject/", subject="Export fails").status_code == 200
    ticket.refresh_from_db()
    assert (ticket.assignee_id, ticket.priority, ticket.subject) == (bo.pk, 4, "Export fails")
    assert sorted(ticket.ticket_tags.values_list("tag__name", flat=True)) == ["export", "vip"]
    assert fragment(desk, f"{base}status/", value=999999).status_code == 404
    assert desk.post(f"{base}priority/", {"value": "9"}).status_code == 400


def test_a_stale_change_shows_what_changed_and_changes_nothing(desk, a_ticket, ada):
    # given: Bo's page is older than Ada's change
    ticket = a_ticket()
    seen = ticket.version
    triage.set_priority(ticket, Priority.URGENT, by=Actor.agent(ada))
    # when
    answer = fragment(desk, f"/desk/tickets/{ticket.number}/priority/", value=1, version=seen)
    # then
    assert answer.status_code == 409
    assert "Ada changed the priority from normal to urgent" in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.priority == Priority.URGENT
    # and another property is nobody's conflict
    assert fragment(desk, f"/desk/tickets/{ticket.number}/tags/", add="vip", version=seen).status_code == 200


def test_solving_goes_on_to_the_next_of_the_queue(desk, a_ticket):
    first, second = a_ticket(subject="First"), a_ticket(subject="Second")
    answer = desk.post(f"/desk/tickets/{first.number}/resolution/", {"next": "1", "queue": "unassigned"})
    assert answer["Location"] == f"/desk/tickets/{second.number}/?queue=unassigned"
    first.refresh_from_db()
    assert first.status_category == "resolved"


def test_spam_and_following_can_be_taken_back(desk, a_ticket, bo):
    ticket = a_ticket()
    base = f"/desk/tickets/{ticket.number}/"
    fragment(desk, f"{base}spam/", x=1)
    assert Ticket.objects.spam().count() == 1
    fragment(desk, f"{base}spam/", undo=1)
    assert Ticket.objects.spam().count() == 0
    fragment(desk, f"{base}following/", x=1)
    assert ticket.followers.count() == 1


def test_a_selection_changes_together(desk, a_ticket, bo):
    tickets = [a_ticket(subject=f"No {n}") for n in range(3)]
    desk.post("/desk/selection/", {"change": "take", "ticket": [t.number for t in tickets], "queue": "unassigned"})
    assert Ticket.objects.assigned_to(bo).count() == 3
    assert desk.post("/desk/selection/", {"change": "burn", "ticket": [1]}).status_code == 400


def test_a_ticket_is_opened_on_behalf_of_a_caller(desk):
    form = {
        "address": "jo@fabrikam.test", "name": "Jo Fabri", "subject": "Called about the invoice",
        "says": "customer", "text": "Wants it by Friday.", "priority": "2",
    }  # fmt: skip
    answer = desk.post("/desk/tickets/new/", form)
    ticket = Ticket.objects.get(subject="Called about the invoice")
    assert answer["Location"] == f"/desk/tickets/{ticket.number}/"
    assert ticket.requester.name == "Jo Fabri"
    wrong = desk.post("/desk/tickets/new/", {**form, "address": "jo@"})
    assert wrong.status_code == 422
    assert 'href="#id_address"' in wrong.content.decode()


def test_search_contacts_and_organisations_have_pages(desk, a_ticket, grace):
    ticket = a_ticket(subject="Nightly export stops")
    assert "<mark>Nightly</mark> export stops" in desk.get("/desk/search/?q=nightly").content.decode()
    assert "Grace Hopper" in desk.get("/desk/contacts/").content.decode()
    assert ticket.subject in desk.get(f"/desk/contacts/{grace.pk}/").content.decode()
    assert ticket.subject in desk.get(f"/desk/organizations/{grace.organization_id}/").content.decode()


def test_going_away_and_coming_back(desk, bo):
    desk.post("/desk/presence/", {"on_duty": "no"})
    bo.refresh_from_db()
    assert not bo.is_on_duty
    desk.post("/desk/presence/", {"on_duty": "yes"})
    bo.refresh_from_db()
    assert bo.is_on_duty


def test_reading_a_ticket_makes_its_row_plain(desk, a_ticket):
    ticket = a_ticket()
    row = rf'id="row-{ticket.pk}"[^>]*data-unread'
    assert re.search(row, desk.get("/desk/queues/open/").content.decode())
    desk.get(f"/desk/tickets/{ticket.number}/")
    assert not re.search(row, desk.get("/desk/queues/open/").content.decode())


def test_a_closed_ticket_takes_notes_only(desk, a_ticket, bo):
    ticket = a_ticket()
    lifecycle.close(ticket, by=Actor.agent(bo))
    page = desk.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert 'value="reply"' not in page
    answer = fragment(desk, f"/desk/tickets/{ticket.number}/messages/", kind="reply", text="Late answer")
    assert answer.status_code == 409
    assert "Late answer" in answer.content.decode()


def test_a_list_costs_the_same_however_many_rows_it_shows(desk, grace, django_assert_max_num_queries):
    for n in range(12):
        make_ticket(grace, subject=f"Ticket {n}")
    desk.get("/desk/queues/open/")
    with django_assert_max_num_queries(14) as few:
        desk.get("/desk/queues/open/")
    before = len(few)
    for n in range(30):
        make_ticket(grace, subject=f"More {n}")
    with django_assert_max_num_queries(before):
        desk.get("/desk/queues/open/")


def test_a_ticket_costs_the_same_however_long_it_is(desk, a_ticket, grace, django_assert_max_num_queries):
    ticket = a_ticket()
    desk.get(f"/desk/tickets/{ticket.number}/")
    with django_assert_max_num_queries(22) as few:
        desk.get(f"/desk/tickets/{ticket.number}/")
    before = len(few)
    for n in range(15):
        conversation.receive(ticket, grace, Words(text=f"And {n}"))
    desk.get(f"/desk/tickets/{ticket.number}/")
    with django_assert_max_num_queries(before):
        desk.get(f"/desk/tickets/{ticket.number}/")


def test_history_is_complete(desk, a_ticket, bo):
    ticket = a_ticket()
    fragment(desk, f"/desk/tickets/{ticket.number}/taking/", x=1)
    assert Event.objects.about(ticket).filter(kind="ticket.assigned", actor_id=bo.pk).count() == 1


def test_a_macro_changes_the_ticket_and_fills_the_composer(desk, a_ticket):
    from tickets.models import Macro

    ticket = a_ticket()
    macro = Macro.objects.create(name="Ask for the log", text="Please send the log.", changes={"priority": "high"})
    assert "Ask for the log" in fragment(desk, f"/desk/tickets/{ticket.number}/macros/").content.decode()
    answer = fragment(desk, f"/desk/tickets/{ticket.number}/macros/{macro.pk}/use/", kind="reply", text="Hello Grace,")
    page = answer.content.decode()
    assert "Hello Grace," in page
    assert "Please send the log." in page
    ticket.refresh_from_db()
    assert ticket.priority == Priority.HIGH
    assert fragment(desk, f"/desk/tickets/{ticket.number}/macros/999999/use/", x=1).status_code == 404


def test_a_look_at_a_ticket_shows_the_newest_and_leaves_it_unread(desk, a_ticket, bo):
    ticket = a_ticket(subject="Nightly export stops", text="After 30 seconds.")
    page = fragment(desk, f"/desk/tickets/{ticket.number}/peek/").content.decode()
    assert "Nightly export stops" in page
    assert "After 30 seconds." in page
    assert not ticket.read_marks.filter(agent=bo).exists()
