"""One ticket's whole way: from a real mail to the manager's number, with nothing between that is not the product."""

import re
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import new_page, sign_in
from tests.journeys.desk import fetched, number_of, write

# The suite gives a file to one worker, and a worker starts one product: so the outages are told in this file too.
from tests.journeys.outages import (  # noqa: F401
    a_ticket,
    test_a_frozen_postgres_is_noticed_and_treated_like_a_dead_one,
    test_a_huge_mail_and_one_to_two_thousand_take_bounded_time_and_memory,
    test_without_postgres_nothing_is_acknowledged_that_was_not_stored,
    test_without_redis_pages_work_mail_is_taken_and_the_work_catches_up,
)
from tests.journeys.product import Product, body_of, soon

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CUSTOMER = "ruth@lighthouse.test"
SUBJECT = "The lighthouse report is empty"
SLOW = "Everything is slow, says Ruth"
QUICK_PROMISE = """
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.directory import tenant_by_slug
from helpdesk.events.actors import Actor
from sla import policies
from sla.engine.terms import Target
from sla.models import Policy
by = Actor.system("journey")
with use_tenant(tenant_by_slug("acme")):
    hurry = {"all": [{"field": "tags", "op": "has_any", "value": ["hurry"]}], "any": []}
    policy = policies.make("Hurry", hurry, by=by)
    targets = {("first_response", p): Target(12, "calendar") for p in ("low", "normal", "high", "urgent")}
    policies.publish(policy, policies.Draft(targets), by=by)
    while Policy.objects.order_by("position").first().pk != policy.pk:
        policies.move(policy, up=True, by=by)
        policy.refresh_from_db()
"""


def test_from_a_real_mail_to_the_managers_number(product: Product, browser):
    bo = sign_in(new_page(browser), product.url(path=""), "bo@acme.test", "demo-bo")
    bo.goto(product.url(path="/desk/queues/open/"))
    number, first = a_mail_becomes_a_ticket(product, bo)
    the_sender_learns_when_to_expect_an_answer(product)
    answer = the_agent_notes_and_answers(product, bo, number, first)
    the_customer_answers_and_the_agent_sees_it(product, bo, number, answer)
    the_agent_solves_it(bo)
    the_customer_rates_it(product, browser, number)
    the_manager_finds_it_in_the_figures(product, browser)
    another_company_sees_nothing_of_it(product, browser, number)
    assert bo.mistakes == []


def test_what_happens_while_a_page_is_on_its_way_is_not_missed(product: Product, browser):
    # given a page whose stream is long in coming, while a mail becomes a ticket
    bo = sign_in(new_page(browser), product.url(path=""), "bo@acme.test", "demo-bo")
    held = []
    bo.route("**/live/token/", lambda route: held.append(route))
    bo.goto(product.url(path="/desk/queues/open/"))
    a_ticket(product, bo, "While the stream was on its way", sender=CUSTOMER)
    expect(bo.locator("[data-fresh]")).to_be_hidden()
    # when it opens, then the page says so
    held.pop().continue_()
    expect(bo.locator("[data-fresh]")).to_contain_text("1 new", timeout=10_000)
    # and so does a second tab whose script is long in coming
    tab = bo.context.new_page()
    tab.route("**/js/live*", lambda route: held.append(route))
    tab.goto(product.url(path="/desk/queues/open/"), wait_until="commit")
    expect(tab.get_by_text("While the stream was on its way")).to_be_visible()
    a_ticket(product, bo, "While the script was on its way", sender=CUSTOMER)
    held.pop().continue_()
    expect(tab.locator("[data-fresh]")).to_contain_text("1 new", timeout=10_000)


def test_a_broken_promise_escalates_once(product: Product, browser):
    # given a promise of twelve seconds for hurried requests
    product.manage("shell", "-c", QUICK_PROMISE)
    mia = sign_in(new_page(browser), product.url(path=""), "mia@acme.test", "demo-mia")
    product.send(mail(SLOW), sender=CUSTOMER, to="support@acme.test")
    number = soon(lambda: number_of(mia, product, SLOW), 15, "ticket")
    # when nobody answers
    mia.goto(product.url(path=f"/desk/tickets/{number}/tags/"))
    mia.fill("input[name=add]", "hurry")
    mia.press("input[name=add]", "Enter")
    # then within 15 s of the due time a worker marks it, raises the priority and tells the lead
    assert soon(lambda: times_told(mia, product), 45, "escalation") == 1
    mia.goto(product.url(path=f"/desk/tickets/{number}/"))
    expect(mia.locator("#ticket-head")).to_contain_text("High")
    assert times_told(mia, product) == 1


def a_mail_becomes_a_ticket(product: Product, bo: Page) -> tuple[int, EmailMessage]:
    """It appears in the open queue without reloading, owned, with its clocks running."""
    first = mail(SUBJECT)
    first.set_content("Hello,\n\nthe report of the lighthouse is empty since yesterday.\n\nRuth\n")
    product.send(first, sender=CUSTOMER, to="support@acme.test")
    expect(bo.get_by_text(re.compile(r"\d+\s+new|" + SUBJECT)).first).to_be_visible(timeout=10_000)
    number = soon(lambda: number_of(bo, product, SUBJECT), 10, "ticket")
    bo.goto(product.url(path=f"/desk/tickets/{number}/"))
    expect(bo.locator("#ticket-head h1")).to_have_text(SUBJECT)
    expect(bo.locator("#timeline")).to_contain_text("the report of the lighthouse is empty")
    expect(bo.locator("#timeline")).to_contain_text("assigned the ticket to", timeout=10_000)
    context = bo.locator("#context-panels")
    expect(context).to_contain_text("Ruth")
    expect(context).to_contain_text("lighthouse.test")
    expect(context).to_contain_text("First response")
    return number, first


def the_sender_learns_when_to_expect_an_answer(product: Product) -> None:
    acknowledgement = product.mail(lambda m: to_customer(m) and m["Auto-Submitted"] is not None)
    assert acknowledgement["Auto-Submitted"] == "auto-replied"
    assert re.search(r"\d{2}:\d{2}", body_of(acknowledgement)), "it names the computed time"
    assert "lighthouse is empty" not in body_of(acknowledgement)


def the_agent_notes_and_answers(product: Product, bo: Page, number: int, first: EmailMessage) -> EmailMessage:
    bo.keyboard.press("Escape")
    bo.locator("label", has_text="Internal note").click()
    write(bo, "Looks like the nightly import.")
    bo.get_by_role("button", name="Add note").click()
    expect(bo.locator("#timeline")).to_contain_text("Looks like the nightly import.")
    bo.locator(".composer-mode label", has_text="Reply").click()
    write(bo, "Hello Ruth, the import had failed; it is running again.")
    bo.get_by_role("button", name="Send to customer").click()
    expect(bo.locator("#timeline")).to_contain_text("it is running again")
    answer = product.mail(lambda m: f"ACME-{number}" in m["Subject"] and "running again" in body_of(m))
    assert answer["To"] == f"Ruth Keeper <{CUSTOMER}>"
    assert first["Message-ID"] in answer["References"]
    assert answer["In-Reply-To"] == first["Message-ID"]
    assert answer["Message-ID"]
    assert body_of(answer, "html")
    assert "nightly import" not in answer.as_string()
    assert re.match(r".*r-[a-z0-9]+@", answer["Reply-To"]), "the reply address names the ticket with a signature"
    expect(bo.locator("#context-panels")).to_contain_text("met in", timeout=10_000)
    return answer


def the_customer_answers_and_the_agent_sees_it(product: Product, bo: Page, number: int, answer: EmailMessage) -> None:
    back = mail(f"Re: {SUBJECT}")
    back["In-Reply-To"], back["References"] = answer["Message-ID"], answer["Message-ID"]
    back.set_content("It is full again, thanks!\n\nOn Mon, Bo wrote:\n> Hello Ruth, the import had failed\n")
    product.send(back, sender=CUSTOMER, to=answer["Reply-To"].split("<")[-1].rstrip(">"))
    expect(bo.locator("#timeline")).to_contain_text("It is full again", timeout=15_000)
    assert bo.url.endswith(f"/desk/tickets/{number}/")


def the_agent_solves_it(bo: Page) -> None:
    url = bo.url
    with bo.expect_response("**/resolution/**"):
        bo.locator("#ticket-head").get_by_role("button", name="Solve").click()
    bo.goto(url)
    expect(bo.locator("#ticket-head")).to_contain_text("Solved")


def the_customer_rates_it(product: Product, browser, number: int) -> None:
    survey = product.mail(lambda m: f"ACME-{number}" in m["Subject"] and "/survey/" in body_of(m), within_seconds=60)
    link = re.search(r"http\S+/survey/\S+", body_of(survey)).group()
    page = new_page(browser)
    page.goto(link)  # opening it alone records nothing: the score is sent below
    page.locator(".rating label").nth(4).click()
    page.locator("textarea").fill("Quick and friendly.")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading")).to_contain_text("Thank you")


def the_manager_finds_it_in_the_figures(product: Product, browser) -> None:
    mia = sign_in(new_page(browser), product.url(path=""), "mia@acme.test", "demo-mia")

    def rated():
        mia.goto(product.url(path="/metrics/"))
        return mia.get_by_text("Quick and friendly.").count()

    soon(rated, 60, "rating on the dashboard")
    for words in ("Created", "Solved", "Backlog", "First response", "Resolution time", "Promises kept", "Satisfaction"):
        expect(mia.locator("main")).to_contain_text(words)


def another_company_sees_nothing_of_it(product: Product, browser, number: int) -> None:
    gus = sign_in(new_page(browser), product.url("globex", ""), "gus@globex.test", "demo-gus")
    gus.goto(product.url("globex", "/desk/search/?q=lighthouse"))
    expect(gus.locator("main")).not_to_contain_text(SUBJECT)
    stranger = new_page(browser)
    stranger.goto(product.url(path=f"/desk/tickets/{number}/"))
    assert "/accounts/login/" in stranger.url


def mail(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Ruth Keeper <{CUSTOMER}>", "support@acme.test", subject
    message["Message-ID"] = make_msgid(domain="lighthouse.test")
    message.set_content("Please help.\n")
    return message


def to_customer(message: EmailMessage) -> bool:
    return CUSTOMER in str(message["To"])


def times_told(page: Page, product: Product) -> int:
    """How many notices the lead has of the escalated ticket."""
    return fetched(page, product.url(path="/desk/notices/")).count(SLOW)
