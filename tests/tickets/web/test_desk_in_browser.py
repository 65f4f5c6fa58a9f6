"""The desk in a real browser: by keyboard, without losing a word, without a violation."""

import re
import struct
import zlib

import pytest
from playwright.sync_api import expect

from helpdesk.tenancy.context import use_tenant
from tests.factories.tickets import make_ticket
from tests.helpdesk.base.test_html import HOSTILE
from tests.pdfs import a_pdf, an_encrypted_pdf
from tests.site import faults, faults_by_path, settle, walk
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets import attachments, conversation
from tickets.conversation import Words

pytestmark = pytest.mark.browser


@pytest.fixture
def two_tickets(open_as):
    """Two of Grace's tickets, committed."""
    from helpdesk.tenancy.models import Tenant
    from tickets.models import Contact

    with use_tenant(Tenant.objects.get(slug="acme")):
        grace = Contact.objects.get(name="Grace Hopper")
        tickets = [make_ticket(grace, subject="Nightly export stops"), make_ticket(grace, subject="Invoice is wrong")]
    return tickets


def test_every_desk_page_is_accessible_and_fits_a_phone(open_as, two_tickets):
    ticket = two_tickets[0]
    paths = [
        "/desk/queues/open/",
        "/desk/queues/breached/",
        f"/desk/tickets/{ticket.number}/?queue=open",
        f"/desk/tickets/{ticket.number}/tags/",
        "/desk/search/?q=export",
        "/desk/contacts/",
        f"/desk/contacts/{ticket.requester_id}/",
        f"/desk/organizations/{ticket.organization_id}/",
        f"/desk/contacts/{ticket.requester_id}/details/",
        f"/desk/organizations/{ticket.organization_id}/details/",
        "/desk/tickets/new/",
    ]
    assert faults_by_path(walk(open_as, "Bo", paths)) == {}


@pytest.fixture
def held_editor(open_as, two_tickets):
    """A page whose rich editor comes only when the second of the two is called."""
    page = open_as("Bo", "/desk/queues/open/")
    held = []
    page.route("**/trix*.js", lambda route: held.append(route))

    def come():
        while not held:
            page.wait_for_timeout(20)
        held.pop().continue_()
        page.wait_for_selector("trix-editor")

    return page, come


@pytest.fixture
def late_editor(held_editor, two_tickets):
    """The page of a ticket being answered, whose rich editor comes only when the second of the two is called."""
    page, come = held_editor
    page.goto(page.url.replace("queues/open/", f"tickets/{two_tickets[0].number}/"))
    page.keyboard.press("r")
    return page, come


SAID = "Hello,\n\nit runs again.\n\nBo"


@pytest.mark.parametrize("begun", ["Hello,\n", "Hello,\n\nit runs"])
def test_what_is_typed_while_the_editor_is_on_its_way_goes_on_where_it_was(late_editor, begun):
    page, come = late_editor
    page.keyboard.type(begun)
    come()
    page.keyboard.type(SAID.removeprefix(begun))
    expect(page.locator("[name=html]")).to_have_value("<div>Hello,<br><br>it runs again.<br><br>Bo</div>")
    expect(page.locator(".composer-text")).to_have_value(SAID)


def test_a_draft_with_form_goes_on_though_the_editor_comes_late(late_editor):
    page, come = late_editor
    come()
    page.keyboard.press("Control+b")
    page.keyboard.type("Hello")
    page.keyboard.press("Control+b")
    page.keyboard.type(" Grace,")
    page.reload()
    page.keyboard.press("r")
    page.keyboard.type("\nit runs")
    expect(page.locator("[name=html]")).to_have_value("<div><strong>Hello</strong>&nbsp;Grace,<br>it runs<br></div>")
    come()
    page.keyboard.type(" again.")
    expect(page.locator("[name=html]")).to_have_value("<div><strong>Hello</strong> Grace,<br>it runs again.</div>")


def test_what_was_sent_at_once_does_not_come_back_as_a_draft(open_as, two_tickets):
    page = open_as("Bo", f"/desk/tickets/{two_tickets[0].number}/")
    page.clock.install()
    page.reload()
    page.keyboard.press("r")
    page.wait_for_selector("trix-editor")
    page.keyboard.type("Hello Grace")
    page.get_by_role("button", name="Send to customer").click()
    page.wait_for_selector("text=Sent to Grace Hopper.")
    page.clock.fast_forward(3500)  # the draft is saved three seconds after the last key
    settle(page)
    page.reload()
    expect(page.locator(".composer-text")).to_have_value("")


def test_an_editor_that_comes_late_does_not_take_the_focus_from_who_left(late_editor):
    page, come = late_editor
    page.keyboard.type("Hello Grace")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    come()
    expect(page.locator("trix-editor")).to_have_text("Hello Grace")
    page.keyboard.press("d")
    expect(page.get_by_label("Tomorrow noon").or_(page.get_by_label("noon")).first).to_be_visible()
    expect(page.locator("trix-editor")).to_have_text("Hello Grace")


def test_a_new_ticket_begun_while_the_editor_is_on_its_way_goes_on_where_it_was(held_editor):
    page, come = held_editor
    page.goto(page.url.replace("queues/open/", "tickets/new/"))
    page.get_by_role("textbox", name="Message").focus()
    page.keyboard.type("Hello")
    come()
    expect(page.locator("trix-editor")).to_be_focused()
    page.keyboard.type(" world")
    expect(page.locator("[name=html]")).to_have_value("<div>Hello world</div>")


def test_what_is_forwarded_is_written_above_the_quote_wherever_the_editor_is(held_editor, two_tickets):
    page, come = held_editor
    page.goto(page.url.replace("queues/open/", f"tickets/{two_tickets[0].number}/side/?message=newest"))
    page.get_by_role("textbox", name="Message").focus()
    page.keyboard.type("Please")
    come()
    page.keyboard.type(" look.")
    expect(page.locator(".composer-text")).to_have_value(re.compile(r"^Please look\.\n"))


def test_an_editor_of_a_form_that_comes_late_leaves_the_focus_where_it_went(held_editor):
    page, come = held_editor
    page.goto(page.url.replace("queues/open/", "tickets/new/"))
    page.get_by_role("textbox", name="Message").focus()
    page.keyboard.type("Hello")
    page.locator("#id_subject").focus()
    come()
    page.keyboard.type("The export stops")
    expect(page.locator("#id_subject")).to_have_value("The export stops")
    expect(page.locator("trix-editor")).to_have_text("Hello")


def test_a_queue_is_worked_by_keyboard_alone(open_as, two_tickets):
    """No pointer: open the queue, look at a ticket, open and take it, answer by a macro, send, solve, and the next."""
    from tickets.models import Macro

    older, newer = two_tickets
    with use_tenant(newer.tenant):
        Macro.objects.create(name="Ask for a log file", text="Please send us the log.", changes={"priority": "high"})
    page = open_as("Bo", "/desk/queues/mine/")
    press = page.keyboard.press
    press("Control+k")
    page.keyboard.type("unassigned")
    expect(page.locator("#palette [role=option]").first).to_contain_text("Unassigned")
    press("Enter")
    page.wait_for_url("**/queues/unassigned/**")
    press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Look at the row without opening it")
    press("Escape")
    press("j")
    press("x")
    expect(page.get_by_text("1 selected")).to_be_visible()
    press("Escape")
    expect(page.get_by_text("1 selected")).to_be_hidden()
    press("Space")
    expect(page.locator("#peek")).to_contain_text("Invoice is wrong")
    press("Enter")
    page.wait_for_selector(f'#ticket-head[data-ticket="{newer.number}"]')
    press("i")
    page.wait_for_selector("text=It is yours.")
    press("z")
    expect(page.locator("#ticket-head").get_by_role("button", name="Take")).to_be_visible()
    press("i")
    page.wait_for_selector("text=It is yours.")
    press("r")
    expect(page.locator(".composer[data-mode=reply] trix-editor")).to_be_focused()
    page.keyboard.type("/log")
    expect(page.locator("#composer-inserts [role=option]")).to_contain_text("Please send us the log.")
    press("Enter")
    page.wait_for_selector("text=“Ask for a log file” is filled in.")
    press("r")
    expect(page.locator("trix-editor")).to_have_text("Please send us the log.")
    page.keyboard.type(" Thank you.")
    press("Control+Enter")
    page.wait_for_selector(".message[data-from=agent] >> text=Please send us the log. Thank you.")
    press("e")
    page.wait_for_selector(f'#ticket-head[data-ticket="{older.number}"]')
    with use_tenant(newer.tenant):
        newer.refresh_from_db()
        assert (newer.status_category, newer.priority) == ("resolved", 3)
    # the menus of a ticket too
    press("s")
    page.wait_for_selector("#layer:popover-open")
    press("ArrowDown")
    page.locator("#layer .menu-item", has_text="Solved").press("Enter")
    page.wait_for_selector("#ticket-head .badge >> text=Solved")
    assert page.mistakes == []


def test_what_is_typed_survives_a_crash_and_stays_in_its_mode(open_as, two_tickets):
    path = f"/desk/tickets/{two_tickets[0].number}/"
    page = open_as("Bo", path)
    page.keyboard.press("r")
    expect(page.locator("trix-editor")).to_be_focused()
    page.keyboard.type("Half a thou")
    page.keyboard.press("Escape")  # at once: the editor has not drawn the last letter yet, and must not come back
    expect(page.locator("trix-editor")).not_to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("textarea[name=text]")).to_have_value("")
    expect(page.locator("trix-editor")).to_have_attribute("placeholder", "Write a note for your colleagues…")
    address = page.url
    page.goto("about:blank")  # nothing was sent, the 3 s are not over
    page.goto(address)
    settle(page)
    page.keyboard.press("r")
    assert page.locator("textarea[name=text]").input_value() == "Half a thou"


@pytest.mark.parametrize(("keys", "status"), [("Control+Enter", "Open"), ("Control+Shift+Enter", "Solved")])
def test_ctrl_enter_sends_and_only_with_shift_solves(open_as, two_tickets, keys, status):
    page = open_as("Bo", f"/desk/tickets/{two_tickets[0].number}/")
    page.keyboard.press("r")
    expect(page.locator("trix-editor")).to_be_focused()
    page.keyboard.type("We look into it.")
    page.keyboard.press(keys)
    page.wait_for_selector(".message[data-from=agent] >> text=We look into it.")
    expect(page.locator("#ticket-head .badge").first).to_have_text(status)


def test_keys_rest_while_somebody_types(open_as, two_tickets):
    page = open_as("Bo", f"/desk/tickets/{two_tickets[0].number}/")
    page.keyboard.press("r")
    page.keyboard.type("e i s a w e")  # each of these is a command elsewhere
    page.wait_for_timeout(600)
    assert page.locator("#layer:popover-open").count() == 0
    assert "e i s a w e" in page.locator("textarea[name=text]").input_value()
    assert page.locator("#ticket-head .badge >> text=Solved").count() == 0


def test_sixty_tags_leave_save_in_view(open_as, two_tickets):
    from helpdesk.events.actors import Actor
    from helpdesk.tenancy.models import Tenant
    from tickets import triage

    ticket = two_tickets[0]
    with use_tenant(Tenant.objects.get(slug="acme")):
        triage.change_tags(ticket, add=[f"tag-{n:02}" for n in range(60)], by=Actor.system("test"))
    for width, height in ((1280, 700), (380, 640)):
        page = open_as("Bo", f"/desk/tickets/{ticket.number}/", width=width, height=height)
        page.keyboard.press("t")
        expect(page.locator("#layer").get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
        page.keyboard.press("Escape")
        assert page.locator(".desk-context .badges").first.locator(".badge").count() == 12


def test_panes_are_as_wide_as_somebody_wants_them(open_as, two_tickets):
    page = open_as("Bo", f"/desk/tickets/{two_tickets[0].number}/", width=1440, bypass_csp=True)
    width_of = lambda pane: round(page.locator(pane).bounding_box()["width"])  # noqa: E731
    usual = width_of(".desk-list"), width_of(".desk-context")
    # by keyboard, both ways, and back by Enter
    page.get_by_role("separator", name="Width of the list").focus()
    with page.expect_response("**/desk/appearance/"):
        page.keyboard.press("ArrowRight")
    assert width_of(".desk-list") > usual[0]
    assert faults(page) == []
    page.reload()
    assert width_of(".desk-list") > usual[0]
    page.get_by_role("separator", name="Width of the list").focus()
    page.keyboard.press("Enter")
    assert width_of(".desk-list") == usual[0]
    # by hand: the customer's column grows towards the ticket
    edge = page.get_by_role("separator", name="Width of the customer's column").bounding_box()
    page.mouse.move(edge["x"], 400)
    page.mouse.down()
    page.mouse.move(edge["x"] - 140, 400, steps=4)
    with page.expect_response("**/desk/appearance/"):
        page.mouse.up()
    assert width_of(".desk-context") > usual[1] + 100
    assert page.mistakes == []


def a_picture(red: int) -> bytes:
    """A PNG of one colour, two pixels wide and high."""
    part = lambda kind, data: (  # noqa: E731
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    )
    lines = (b"\0" + bytes([red, 0, 0]) * 2) * 2
    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(lines)) + part(b"IEND", b"")


def test_pictures_of_a_conversation_open_one_after_the_other(open_as, two_tickets):
    ticket = two_tickets[0]
    with use_tenant(ticket.tenant):
        sent = {"before.png": a_picture(9), "after.png": a_picture(200), "plan.pdf": a_pdf(2)}
        sent["locked.pdf"] = an_encrypted_pdf()
        files = [attachments.keep(content, name) for name, content in sent.items()]
        waiting = '<p>See the pictures. <img alt="" data-remote-src="https://elsewhere.test/a.png"></p>'
        words = Words(text="See the pictures.", html=waiting)
        conversation.receive(ticket, ticket.requester, words, attachments=files)
    page = open_as("Bo", f"/desk/tickets/{ticket.number}/", theme="dark", bypass_csp=True)
    expect(page.get_by_role("link", name="plan.pdf").locator("img")).to_be_visible()
    expect(page.get_by_role("link", name="locked.pdf").locator("img")).to_have_count(0)
    page.get_by_role("link", name="before.png").click()
    gallery = page.get_by_role("dialog")
    expect(gallery.get_by_role("heading")).to_have_text("before.png")
    assert faults(page) == []
    page.keyboard.press("ArrowRight")
    expect(gallery.get_by_role("img", name="after.png")).to_be_visible()
    expect(gallery.get_by_role("status")).to_have_text("2/3")
    assert gallery.get_by_role("img").evaluate("image => image.naturalWidth") == 2
    for name in ("plan.pdf", "plan.pdf · 2", "before.png"):
        gallery.get_by_role("button", name="Next picture").click()
        expect(gallery.get_by_role("heading")).to_have_text(name)
    with page.expect_download() as download:
        gallery.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "before.png"
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="before.png")).to_be_focused()
    assert [one for one in page.mistakes if "404" not in one] == []  # what cannot be drawn


def test_rows_12_to_14_a_hostile_mail_acts_on_nothing_and_asks_nobody(open_as, site, two_tickets):
    acme = two_tickets[0].tenant
    with use_tenant(acme):
        letter = a_letter(
            "<p>Hello</p>" + "".join(f"<div>{vector}</div>" for vector in HOSTILE), Content_Type="text/html"
        )
        message = deliver_letter(acme, letter).ticket.messages.get()
    page = open_as("Bo", f"/desk/tickets/{message.ticket.number}/")
    seen = []
    page.context.on("request", lambda request: seen.append(request.url))
    page.on("dialog", lambda dialog: seen.append(f"dialog {dialog.message}"))
    # The test's server has no live stream: that line is not the mail's.
    page.on(
        "console", lambda line: None if "/live/" in line.location["url"] else seen.append(f"{line.type} {line.text}")
    )
    for there in (f"/desk/tickets/{message.ticket.number}/", f"/desk/messages/{message.pk}/"):
        page.goto(site + there)
        settle(page)
        assert any("Hello" in frame.locator("body").inner_text() for frame in page.frames)
        # what the mail draws stays in its place: the corner of the page is ours
        assert page.evaluate("() => !document.elementFromPoint(9, 9).closest('iframe, .message-body')")
    assert [one for one in seen if not one.startswith((f"{site}/", "data:"))] == []
    assert page.mistakes == []


def test_news_that_come_too_late_touch_no_other_ticket(open_as, two_tickets):
    first, second = two_tickets
    page = open_as("Bo", f"/desk/tickets/{first.number}/?queue=open", width=1440)
    held = []
    page.route("**/news/**", lambda route: held.append(route))
    page.evaluate(
        "id => document.dispatchEvent(new CustomEvent('live', {detail: {type: 'ticket.changed', id, version: 99}}))",
        first.pk,
    )
    page.wait_for_timeout(600)
    # the agent has gone on to the next ticket when the answer comes
    page.locator(f'.row[data-number="{second.number}"] .row-subject').click()
    page.wait_for_selector(f'#ticket-head[data-ticket="{second.number}"]')
    with page.expect_response("**/news/**"):
        held.pop().continue_()
    settle(page)
    expect(page.locator("#ticket-head h1")).to_have_text("Invoice is wrong")
    assert page.locator("#composer").get_attribute("action") == f"/desk/tickets/{second.number}/messages/"
    assert page.mistakes == []


def test_an_answer_that_leaves_while_the_next_ticket_is_opened_brings_nobody_back(open_as, two_tickets):
    first, second = two_tickets
    page = open_as("Bo", f"/desk/tickets/{first.number}/?queue=open", width=1440)
    held = []
    page.route("**/messages/", lambda route: held.append(route))
    page.keyboard.press("n")
    page.wait_for_selector("trix-editor")
    page.keyboard.type("Same cause as last week.")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    page.locator(f'.row[data-number="{second.number}"] .row-subject').click()
    page.wait_for_selector(f'#ticket-head[data-ticket="{second.number}"]')
    page.keyboard.press("n")
    page.wait_for_selector("trix-editor")
    page.keyboard.type("Ask for the number")
    with page.expect_response("**/messages/"):
        held.pop().continue_()
    settle(page)
    expect(page.locator("#ticket-head h1")).to_have_text("Invoice is wrong")
    expect(page.locator("trix-editor")).to_have_text("Ask for the number")
    page.goto(page.url.replace(f"/{second.number}/", f"/{first.number}/"))
    expect(page.locator(".message[data-from=note]")).to_contain_text("Same cause as last week.")


def test_customers_we_know_are_offered_where_an_address_is_typed(open_as, two_tickets):
    page = open_as("Bo", "/desk/tickets/new/", bypass_csp=True)
    page.fill("#id_address", "")
    page.locator("#id_address").press_sequentially("hop")
    page.get_by_role("option", name="Grace Hopper").wait_for()
    page.keyboard.press("ArrowDown")
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#id_address")).to_have_value("grace@northwind.test")
    expect(page.locator("#id_name")).to_have_value("Grace Hopper")
    # in copy of an answer it becomes a chip, and Enter sends nothing
    page.goto(page.url.replace("new/", f"{two_tickets[0].number}/"))
    page.locator("#composer-cc").press_sequentially("grace")
    page.get_by_role("option", name="Grace Hopper").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".chip[data-address='grace@northwind.test']").wait_for()
    assert page.mistakes == []
