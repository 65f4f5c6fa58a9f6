"""What is written in a new ticket, beside a ticket and in a forward is kept on the server until it is sent."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.tenancy import storage
from tests.pictures import a_picture
from tickets import attachments, conversation, finding, merging, orphans, side_conversations
from tickets.conversation import Words
from tickets.models import Attachment, Draft, Message, SideConversation, Ticket

PART = {"headers": {"HX-Request": "true"}}
NEW = "/desk/tickets/new/"
OPENING = {"address": "grace@northwind.test", "subject": "Broken", "says": "agent", "priority": "3", "name": "Grace"}


@pytest.fixture
def desk(client_of, bo):
    return client_of(bo)


@pytest.fixture
def ticket(a_ticket):
    return a_ticket(subject="Exports stop")


@pytest.fixture
def side(ticket, bo):
    return side_conversations.start(ticket, ["vera@vendor.test"], "About exports", Words(text="Well?"), by=bo)


def base(ticket):
    return f"/desk/tickets/{ticket.number}/"


def save(desk, address, mode, /, **typed):
    return desk.post(f"{address}draft/", {"kind": mode, "html": ""} | typed, **PART)


def shown(desk, path):
    answer = desk.get(path)
    assert answer.status_code == 200
    return answer.context["form"], answer.content.decode()


def places(ticket, side):
    """Page, mode, where drafts go, and what the form wants besides words."""
    said = ticket.messages.public().in_order().last()
    people = {"to": "vera@vendor.test", "cc": "ida@vendor.test", "bcc": "", "subject": "About exports"}
    return {
        "a new ticket": (NEW, "new", NEW, OPENING),
        "a new ticket for somebody": (f"{NEW}?address=Jo@x.test", "new:jo@x.test", NEW, OPENING),
        "somebody else": (f"{base(ticket)}side/", "side", base(ticket), people),
        "a forward": (f"{base(ticket)}side/?message={said.pk}", f"side:m{said.pk}", base(ticket), people),
        "a forward of the newest": (f"{base(ticket)}side/?message=newest", "side:newest", base(ticket), people),
        "an answer beside": (f"{base(ticket)}side/{side.pk}/", f"side:s{side.pk}", base(ticket), {}),
    }


KINDS = ("a new ticket", "a new ticket for somebody", "somebody else", "a forward", "a forward of the newest",
         "an answer beside")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_begun_stands_in_the_form_again_and_is_gone_once_sent(kind, desk, ticket, side, grace):
    # given
    page, mode, address, fields = places(ticket, side)[kind]
    rich = "<div>Look <b>here</b></div>"
    assert save(desk, address, mode, text="Look here", html=rich, **fields).status_code == 200
    # when it is opened again
    form, html = shown(desk, page)
    # then
    assert f'data-mode="{mode}"' in html
    assert "What you began here was kept." in html
    assert form["text"].value() == "Look here"
    assert "<b>here</b>" in form.fields["text"].widget.html
    assert {name: form[name].value() for name in fields} == fields
    # and no other place knows of it
    for other, (elsewhere, *_rest) in places(ticket, side).items():
        assert ("Look here" in shown(desk, elsewhere)[1]) is (other == kind)
    # and sent, it is no draft any more
    answer = desk.post(page, fields | {"text": "Look here", "html": rich})
    assert answer.status_code in (302, 303)
    assert not Draft.objects.exists()
    assert "Look here" not in str(shown(desk, page)[0]["text"].value())


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_begun_can_be_thrown_away(kind, desk, ticket, side):
    page, mode, address, fields = places(ticket, side)[kind]
    save(desk, address, mode, text="Look here", **fields)
    answer = desk.post(f"{address}draft/", {"kind": mode, "discard": "1"})
    assert (answer.status_code, answer["Location"]) == (303, page.replace("Jo@", "jo%40"))
    assert not Draft.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_files_and_pictures_wait_with_it(kind, desk, ticket, side, grace):
    # given
    page, mode, address, fields = places(ticket, side)[kind]

    def upload(name, content, **more):
        file = SimpleUploadedFile(name, content)
        return desk.post(f"{address}draft/files/", {"kind": mode, "file": file} | more, **PART).json()

    log, picture = upload("log.txt", b"lines"), upload("shot.png", a_picture("PNG"), among_words="1")
    words = f'<div>Look: <figure><img src="{picture["url"]}"></figure></div>'
    # when only the files are there, the form is as it begins
    untouched = shown(desk, page)[0]["text"].value() or ""
    assert ("wrote on" in untouched) is kind.startswith("a forward")
    save(desk, address, mode, text="Look:", html=words, **fields)
    # then
    html = shown(desk, page)[1]
    assert f'name="attachment" value="{log["id"]}" checked' in html
    assert picture["url"] in html
    desk.post(page, fields | {"text": "Look:", "html": words, "attachment": log["id"]})
    kept = dict(Attachment.objects.values_list("filename", "message__text"))
    assert set(kept) == {"log.txt", "shot.png"}
    assert all("Look:" in text for text in kept.values())


def test_a_form_that_is_empty_again_is_no_draft(desk, ticket):
    save(desk, base(ticket), "side", text="Hm", to="", subject="")
    assert save(desk, base(ticket), "side", text=" ", to="", subject="", attached="").status_code == 204
    assert not Draft.objects.exists()


def test_what_is_chosen_is_kept_too(desk, ticket, side):
    conversation.receive(ticket, ticket.requester, Words(text="See"), attachments=[a_file("a.txt"), a_file("b.txt")])
    one, other = Attachment.objects.order_by("pk")
    path = f"{base(ticket)}side/{side.pk}/"
    save(desk, base(ticket), f"side:s{side.pk}", text="x", attached=str(other.pk))
    assert shown(desk, path)[0]["attached"].value() == [str(other.pk)]
    save(desk, base(ticket), f"side:s{side.pk}", text="x", attached="")
    assert not any(box.data["selected"] for box in shown(desk, path)[0]["attached"])


def a_file(name):

    return attachments.keep(b"lines", name, "text/plain")


def test_nobody_else_reads_it_and_who_may_not_see_the_ticket_keeps_nothing(desk, client_of, ada, ticket, side):
    save(desk, base(ticket), "side", text="Look here", to="v@vendor.test")
    assert "Look here" not in client_of(ada).get(f"{base(ticket)}side/").content.decode()
    Ticket.objects.filter(pk=ticket.pk).update(team=Team.objects.create(name="Legal", is_restricted=True))
    assert save(desk, base(ticket), "side", text="More").status_code == 404
    assert Draft.objects.get().text == "Look here"


@pytest.mark.parametrize("mode", ["side:x1", "side:m", "side:s1;", "new", "side:" + "s1" * 200])
def test_only_forms_of_the_ticket_are_places(desk, ticket, mode):
    save(desk, base(ticket), mode, text="Look here")
    assert list(Draft.objects.values_list("kind", "place")) == [("reply", "")]


def test_a_light_agent_begins_no_mail_to_outsiders(client_of, lin, ticket):
    assert save(client_of(lin), base(ticket), "side", text="x").status_code == 403
    assert save(client_of(lin), NEW, "new", text="x").status_code == 403


def test_it_follows_a_merge_and_comes_back_with_its_undoing(desk, a_ticket, ticket, side, bo):
    # given something begun to a conversation, about a message, and to somebody new
    said, into = ticket.messages.public().get(), a_ticket(subject="The other")
    for key in ("", f":s{side.pk}", f":m{said.pk}"):
        save(desk, base(ticket), f"side{key}", text=f"Begun{key}", to="v@vendor.test")
    save(desk, base(into), "side", text="There already", to="w@vendor.test")
    # when
    done = merging.merge(ticket, into, by=bo)
    # then
    assert "Begun:s" in shown(desk, f"{base(into)}side/{side.pk}/")[1]
    assert "Begun:m" in shown(desk, f"{base(into)}side/?message={said.pk}")[1]
    both = shown(desk, f"{base(into)}side/")[0]
    assert ("There already" in both["text"].value(), "Begun" in both["text"].value()) == (True, True)
    assert both["to"].value() == "w@vendor.test"
    # and when it is undone, what belongs to the one goes back
    merging.undo(done, by=bo)
    assert "Begun:s" in shown(desk, f"{base(ticket)}side/{side.pk}/")[1]
    assert "Begun:m" in shown(desk, f"{base(ticket)}side/?message={said.pk}")[1]


def test_the_nightly_cleaning_leaves_its_files(desk, acme, ticket):
    file = SimpleUploadedFile("log.txt", b"lines")
    desk.post(f"{base(ticket)}draft/files/", {"kind": "side:newest", "file": file}, **PART)
    kept = Attachment.objects.get()
    with clock.move_by(timedelta(days=400)):
        for day in range(orphans.ROUND_DAYS):
            orphans.clean(acme.pk, day=day)
    assert storage.read(Attachment.objects.get(pk=kept.pk).storage_key) == b"lines"


def test_a_form_that_comes_back_refused_keeps_the_draft(desk, ticket):
    typed = {"to": "nobody", "subject": "x", "text": "Look here"}
    save(desk, base(ticket), "side", **typed)
    assert desk.post(f"{base(ticket)}side/", typed).status_code == 422
    assert Draft.objects.get().text == "Look here"
    assert not SideConversation.objects.exists()


def test_a_search_finds_the_ticket_beside_which_something_was_begun(desk, bo, ticket, a_ticket):
    a_ticket(subject="Another")
    save(desk, base(ticket), "side:newest", text="Look here")
    assert [one.number for one in finding.find(bo, "has:draft").tickets] == [ticket.number]


@pytest.mark.parametrize("what", ["a new ticket", "somebody else", "a forward", "an answer beside"])
def test_what_is_sent_twice_by_the_same_form_is_sent_once(desk, ticket, side, what):
    """A double click, or a connection that broke before the answer came."""
    path, _mode, _address, typed = places(ticket, side)[what]
    drawn = shown(desk, path)[1].split('name="drawn_at" value="')[1].split('"')[0]
    form = {"text": "Please call us.", "html": "", "drawn_at": drawn} | typed
    first, again = desk.post(path, form), desk.post(path, form)
    assert (again.status_code, again["Location"]) == (303, first["Location"])
    assert Message.objects.filter(text__startswith="Please call us.").count() == 1
    # the same words from a form that was drawn afterwards are meant
    with clock.at(clock.now() + timedelta(minutes=1)):
        desk.post(path, form | {"drawn_at": clock.now().isoformat()})
    assert Message.objects.filter(text__startswith="Please call us.").count() == 2
