"""The composer in a real browser: two at one ticket, and what is typed is neither lost nor sent past anybody."""

import re
from base64 import b64encode

import pytest
from playwright.sync_api import expect

from helpdesk.base.html import sanitise_mail
from helpdesk.tenancy.context import use_tenant
from tests.factories.tickets import make_ticket
from tests.pictures import a_picture
from tests.site import faults, settle
from tickets import conversation
from tickets.conversation import Letter, Words

pytestmark = pytest.mark.browser


@pytest.fixture
def ticket(open_as):
    """A ticket of Grace's, committed."""
    from helpdesk.tenancy.models import Tenant
    from tickets.models import Contact

    with use_tenant(Tenant.objects.get(slug="acme")):
        return make_ticket(Contact.objects.get(name="Grace Hopper"), subject="Nightly export stops")


UNDER_THE_TOAST = """() => {
  const toast = document.querySelector(".toast").getBoundingClientRect()
  const meets = box =>
    box.right > toast.left && box.left < toast.right && box.bottom > toast.top && box.top < toast.bottom
  const pressed = [...document.querySelectorAll("#ticket-head :is(a, button), .composer :is(a, button), .desk-list a")]
  return pressed.filter(e => e.checkVisibility() && meets(e.getBoundingClientRect())).map(e => e.textContent.trim())
}"""


def write(page, text, key="r"):
    page.keyboard.press(key)
    expect(page.locator("trix-editor")).to_be_focused()
    page.keyboard.type(text)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 320)])
def test_two_agents_collide_and_neither_is_sent_past_the_other(open_as, ticket, theme, width):
    path = f"/desk/tickets/{ticket.number}/"
    ada = open_as("Ada", path)
    with ada.expect_response(lambda answer: "doing=reply" in (answer.request.post_data or "")):
        write(ada, "Restart the proxy.")
    # Bo sees it above the composer, and writes all the same
    bo = open_as("Bo", path, theme=theme, width=width, bypass_csp=True)
    expect(bo.locator(".attendance")).to_contain_text("Ada is replying…")
    write(bo, "Which proxy?")
    ada.keyboard.press("Control+Enter")
    ada.wait_for_selector(".message[data-from=agent] >> text=Restart the proxy.")
    assert ada.evaluate(UNDER_THE_TOAST) == []
    # what Ada said stops Bo's answer once
    bo.keyboard.press("Control+Enter")
    expect(bo.locator(".composer-newer")).to_contain_text("Restart the proxy.")
    expect(bo.locator(".composer-newer")).to_be_in_viewport()
    expect(bo.locator(".composer-text")).to_have_value("Which proxy?")
    assert faults(bo) == []
    bo.keyboard.press("Control+Enter")
    bo.wait_for_selector(".message[data-from=agent] >> text=Which proxy?")
    expect(bo.locator(".composer-newer")).to_have_count(0)
    assert ada.mistakes + bo.mistakes == []


def test_who_gets_it_is_chosen_by_keyboard(open_as, ticket):
    page = open_as("Bo", f"/desk/tickets/{ticket.number}/", bypass_csp=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('AC-12')")
    page.get_by_label("Cc", exact=True).focus()
    page.keyboard.type("ida@northwind.test, jo@northwind.test,nobody")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_text(["ida@northwind.test", "jo@northwind.test", "nobody"])
    expect(page.locator(".chips-wrong").first).to_have_text("nobody: not a mail address")
    assert faults(page) == []
    # the wrong one goes by Backspace, another by walking to it
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Delete")
    expect(page.locator(".chip")).to_have_text(["jo@northwind.test"])
    page.get_by_role("button", name="Only Grace Hopper").press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    page.get_by_role("button", name="Reply to all").press("Enter")
    expect(page.locator(".chip")).to_have_text(["jo@northwind.test"])
    assert page.evaluate("navigator.clipboard.readText()") == "AC-12"
    page.locator(".composer-bcc summary").press("Enter")
    page.get_by_role("textbox", name="Blind copy to").fill("boss@firm.test")
    page.keyboard.press("Escape")
    write(page, "Hello all")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message[data-from=agent] header")).to_contain_text("jo@northwind.test · blind copy to boss")
    assert page.mistakes == []


# A key pressed in the moment in which the answer comes into the page.
AT_ONCE = """() => new MutationObserver((_changes, eyes) => {
  if (!document.querySelector(".message[data-from=note]")) return
  eyes.disconnect()
  document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "r", bubbles: true, cancelable: true}))
}).observe(document.body, {childList: true, subtree: true})"""


def test_a_key_pressed_while_the_page_is_drawn_anew_counts_when_it_is_drawn(open_as, ticket):
    page = open_as("Bo", f"/desk/tickets/{ticket.number}/")
    write(page, "Same as last week.", key="n")
    page.evaluate(AT_ONCE)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".composer[data-mode=reply] trix-editor")).to_be_focused()


@pytest.fixture
def slow_sending(open_as, ticket):
    """A note being sent, whose answer is `held` until somebody lets it go on."""
    page = open_as("Bo", f"/desk/tickets/{ticket.number}/")
    held = []
    page.route("**/messages/", lambda route: held.append(route))
    write(page, "Same as last week.", key="n")
    page.keyboard.press("Control+Enter")
    page.locator("#main[aria-busy=true]").wait_for()
    return page, held


def test_what_is_typed_behind_what_is_being_sent_is_not_lost_with_it(slow_sending):
    """Keys are commands as soon as it is sent, and words behind the one that opens a new text are words."""
    page, held = slow_sending
    page.keyboard.type("rMeanwhile:\nsee e-mail")
    held.pop().continue_()
    expect(page.locator(".message[data-from=note]")).to_contain_text("Same as last week.")
    expect(page.locator(".composer[data-mode=reply] trix-editor")).to_be_focused()
    expect(page.locator(".composer-text")).to_have_value("Meanwhile:\nsee e-mail")
    assert page.mistakes == []


def test_keys_of_the_ticket_wait_for_what_is_being_sent(slow_sending):
    page, held = slow_sending
    page.keyboard.press("i")
    held.pop().continue_()
    page.wait_for_selector("text=It is yours.")
    expect(page.locator(".message[data-from=note]")).to_contain_text("Same as last week.")


def test_who_could_not_send_writes_on_where_the_words_stand(slow_sending):
    page, held = slow_sending
    held.pop().abort()
    expect(page.locator("trix-editor")).to_be_focused()
    page.keyboard.type(" And more.")
    expect(page.locator("trix-editor")).to_have_text("Same as last week. And more.")


PASTE = """(editor, [name, type, text]) => {
  const bytes = Uint8Array.from(atob(text), sign => sign.charCodeAt(0)), clipboardData = new DataTransfer()
  clipboardData.items.add(new File([bytes], name, {type}))
  editor.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}))
}"""


def paste(page, name, kind, content):
    page.locator("trix-editor").evaluate(PASTE, [name, kind, b64encode(content).decode()])


def test_what_is_pasted_stands_where_it_was_pasted_and_no_crash_loses_it(open_as, ticket):
    path = f"/desk/tickets/{ticket.number}/"
    page = open_as("Bo", path, bypass_csp=True)
    write(page, "The button is here: ")
    paste(page, "shot.png", "image/png", a_picture("PNG"))
    expect(page.locator("trix-editor img")).to_have_attribute("src", re.compile(r"/desk/attachments/\d+/inline/$"))
    page.locator("trix-editor img").click()  # described for who does not see it
    page.get_by_role("textbox", name="Describe the picture…").fill("The red button")
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.type(" Press it.")
    paste(page, "log.txt", "text/plain", b"lines")
    expect(page.locator(".composer-files")).to_contain_text("log.txt")
    expect(page.get_by_role("checkbox", name="log.txt")).to_be_checked()
    assert faults(page) == []
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    settle(page)
    page.keyboard.press("r")
    expect(page.locator("trix-editor img")).to_have_count(1)
    expect(page.locator("trix-editor figcaption")).to_have_text("The red button")
    # what does not get through goes along with the sending; what does is waited for
    page.route("**/draft/files/", lambda route: route.abort())
    paste(page, "more.txt", "text/plain", b"more")
    expect(page.locator(".composer-files")).to_contain_text("goes along when you send")
    page.unroute("**/draft/files/")
    # what belongs to the answer stays out of a note
    page.keyboard.press("Escape")
    expect(page.locator("trix-editor")).not_to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_role("checkbox", name="log.txt")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("trix-editor")).not_to_be_focused()
    write(page, "")
    page.keyboard.press("Control+Enter")
    said = page.locator(".message[data-from=agent]")
    expect(said.locator(".prose")).to_contain_text("Press it.")
    expect(said.get_by_role("img", name="The red button")).to_be_visible()
    assert said.get_by_role("img", name="The red button").evaluate("image => image.naturalWidth") > 0
    expect(said.locator(".file b")).to_have_text(["log.txt", "more.txt"])
    # large, it is called what it shows, or just a picture
    said.locator("img").click()
    expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text("The red button")
    page.keyboard.press("Escape")
    said.locator("img").evaluate("image => (image.alt = '')")
    said.locator("img").click()
    expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text("Picture")
    assert page.mistakes == []


@pytest.mark.parametrize(("theme", "width", "place"), [("light", 1440, "{number}/side"), ("dark", 380, "new")])
def test_what_is_pasted_into_a_forms_text_stands_there_too(open_as, ticket, theme, width, place):
    path = f"/desk/tickets/{place.format(number=ticket.number)}/"
    page = open_as("Bo", path, theme=theme, width=width, bypass_csp=True)
    page.locator(".composer-text").focus()
    expect(page.locator("trix-editor")).to_be_focused()
    page.keyboard.type("The button is here: ")
    paste(page, "shot.png", "image/png", a_picture("PNG"))
    expect(page.locator("trix-editor img")).to_have_attribute("src", re.compile(r"/desk/attachments/\d+/inline/$"))
    paste(page, "log.txt", "text/plain", b"lines")
    expect(page.get_by_role("checkbox", name="log.txt")).to_be_checked()
    assert faults(page) == []
    to = page.get_by_label("To", exact=True) if "side" in place else page.get_by_label("Customer's mail address")
    to.fill("vera@vendor.test")
    page.get_by_label("Subject").fill("Which button?")
    page.locator("trix-editor").focus()
    page.keyboard.press("Control+Enter")
    said = page.locator(".message", has_text="The button is here").last
    expect(said.locator(".prose img")).to_be_visible()
    expect(said.locator(".file b")).to_have_text("log.txt")


HOSTILE = """<style>body, .message { display: none !important }</style><script>document.title = "taken"</script>
<p style="position:fixed;inset:0" onclick="document.title='taken'">Pay <a href="javascript:alert(1)">here</a></p>
<img src="http://elsewhere.test/a.png" onerror="document.title='taken'"><iframe src="http://elsewhere.test/"></iframe>
<form action="http://elsewhere.test/"><input name="password"></form>
<meta http-equiv="refresh" content="0;url=http://elsewhere.test/">
<table background="http://elsewhere.test/b.png"><tr><td style="background:url(http://elsewhere.test/c.png)">Cell</td></tr></table>"""


def test_a_hostile_mail_runs_nothing_loads_nothing_and_leaks_no_style(open_as, ticket):
    with use_tenant(ticket.tenant):
        words = Words(text="Pay here", html=sanitise_mail(HOSTILE))
        conversation.receive(ticket, ticket.requester, words, letter=Letter(channel="email"))
    page = open_as("Bo", "/desk/queues/open/")
    asked, ours = [], page.url.split("/desk/")[0]
    page.context.on("request", lambda one: asked.append(one.url))
    page.goto(f"{ours}/desk/tickets/{ticket.number}/")
    page.get_by_text("As it was sent").click()
    frame = page.frame_locator(".mail-frame")
    expect(frame.get_by_text("Cell")).to_be_visible()
    expect(page.locator(".message").first).to_be_visible()
    page.get_by_role("link", name="Show them").click()
    expect(page.locator(".message img[src*='/images/0/']")).to_have_count(1)
    page.locator(".message p", has_text="Pay").click()
    assert "taken" not in page.title()
    assert [url for url in asked if not url.startswith((ours, "data:", "blob:"))] == []
    expect(frame.locator("script, form, input, iframe")).to_have_count(0)
    assert "allow-scripts" not in page.locator("iframe").get_attribute("sandbox")
    assert page.locator(".message p", has_text="Pay").evaluate("e => getComputedStyle(e).position") == "static"
    assert page.mistakes == []


def test_a_slash_and_an_at_offer_what_to_put_in(open_as, ticket):
    from tickets.models import Macro

    with use_tenant(ticket.tenant):
        Macro.objects.create(name="Ask for a log file", text="Please send us the log.", changes={"priority": "high"})
    page = open_as("Bo", f"/desk/tickets/{ticket.number}/", bypass_csp=True)
    write(page, "Hello @ad", key="n")
    option = page.locator("#composer-inserts [role=option]")
    expect(option).to_have_text(["AAda"])
    assert faults(page) == []
    page.keyboard.press("Enter")
    page.keyboard.type("look.")
    expect(page.locator("trix-editor")).to_have_text("Hello @Ada look.")
    # a macro: found by a few letters, seen before it is used
    page.keyboard.press("Escape")
    expect(page.locator("trix-editor")).not_to_be_focused()
    write(page, "/log")
    expect(option.first).to_contain_text("Please send us the log.")
    assert page.locator("trix-editor").get_attribute("aria-activedescendant") == option.first.get_attribute("id")
    page.keyboard.press("Escape")
    expect(option.first).to_be_hidden()
    expect(page.locator("trix-editor")).to_have_text("/log")
    page.keyboard.type("f")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("/log")
    expect(option.first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=“Ask for a log file” is filled in.")
    expect(page.locator(".composer-text")).to_have_value("Please send us the log.")
    expect(page.locator("#ticket-head")).to_contain_text("High")
    assert page.mistakes == []


def test_a_session_that_ended_and_a_second_tab_lose_nothing(open_as, ticket):
    path = f"/desk/tickets/{ticket.number}/"
    page = open_as("Bo", path)
    write(page, "Half a thou")
    # another tab of the same browser has the same text, and goes on with it
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".composer-text")).to_have_value("Half a thou")
    other.close()
    # the session ends under the text
    cookies = page.context.cookies()
    page.context.clear_cookies(name="staff_session")
    page.bring_to_front()
    page.keyboard.type("ght")
    paste(page, "log.txt", "text/plain", b"lines")
    expect(page.locator(".toast")).to_contain_text("Sign in, then attach it again.")
    expect(page.locator(".composer-files .file")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/accounts/login/**")
    page.context.add_cookies(cookies)
    page.goto(page.url.split("/accounts")[0] + path)
    expect(page.locator(".composer-text")).to_have_value("Half a thought")
