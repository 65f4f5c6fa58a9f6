"""What the running product does while Redis or Postgres is away, and that it is itself again when they are back."""

import http.client
import smtplib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import new_page, sign_in
from tests.journeys.desk import number_of, write
from tests.journeys.product import Product, body_of, soon

OTTO = "otto@harbour.test"
SOON_SECONDS = 20


@pytest.mark.parametrize("_case", ["silent", "gone"])
def test_without_redis_pages_work_mail_is_taken_and_the_work_catches_up(product: Product, browser, _case):
    # given an agent before an open ticket
    bo = sign_in(new_page(browser), product.url(path=""), "bo@acme.test", "demo-bo")
    services = product.processes()
    number = a_ticket(product, bo, f"Before Redis was {_case}", sender=f"ada-{_case}@harbour.test")
    bo.goto(product.url(path=f"/desk/tickets/{number}/"))
    # when Redis does not answer (its clients wait), or nobody listens at its address
    subject = f"While Redis was {_case}"
    with product.silent("valkey") if _case == "silent" else product.without("valkey"):
        for path in ("/desk/queues/open/", "/desk/search/?q=outage", "/metrics/", f"/desk/tickets/{number}/"):
            assert seconds(lambda path=path: bo.goto(product.url(path=path))) < 5, path
            assert "Back in a moment" not in bo.content()
        assert seconds(lambda: send(product, letter(subject, f"otto-{_case}@harbour.test"))) < 5
        assert seconds(lambda: reply(bo, f"Written while Redis was {_case}.")) < 8
    # then nothing was lost: the mail is a ticket and acknowledged, the answer left
    second = soon(lambda: number_of(bo, product, subject), SOON_SECONDS, "ticket")
    product.mail(lambda m: f"ACME-{second}" in m["Subject"] and m["Auto-Submitted"] is not None, SOON_SECONDS)
    answer = product.mail(lambda m: f"Written while Redis was {_case}." in body_of(m), SOON_SECONDS)
    # and the page that stayed open hears of what happens next
    send(product, letter("Re: That", f"ada-{_case}@harbour.test"), to=answer["Reply-To"])
    expect(bo.locator("#timeline")).to_contain_text("Please help (Re: That).", timeout=10_000)
    assert bo.mistakes == []
    assert unharmed(services, product, but="valkey")


def test_without_postgres_nothing_is_acknowledged_that_was_not_stored(product: Product, browser):
    # given an agent, and a mail program in the middle of a mail
    bo = sign_in(new_page(browser), product.url(path=""), "bo@acme.test", "demo-bo")
    services = product.processes()
    with smtplib.SMTP("127.0.0.1", product.smtp_port, timeout=20) as talk:
        talk.ehlo("harbour.test")
        talk.mail(OTTO)
        assert talk.rcpt("support@acme.test")[0] == 250
        # when Postgres is gone
        with product.without("postgres"):
            # its processes outlive their killed master by a moment, and answer
            soon(lambda: bo.goto(product.url(path="/desk/queues/open/")).status == 503, 5, "503")
            # then pages say so, plainly and at once, and mail is to come again later
            begin = time.monotonic()
            assert bo.goto(product.url(path="/desk/queues/open/")).status == 503
            expect(bo.get_by_role("heading")).to_have_text("Back in a moment")
            assert status(product, "/healthz") == 200
            assert status(product, "/readyz") == 503
            assert talk.data(letter("Postgres was gone", OTTO).as_bytes())[0] == 451
            talk.mail(OTTO)
            assert talk.rcpt("support@acme.test")[0] == 451
            assert time.monotonic() - begin < 10
    # and when it is back, all of it works without any service having been started again
    soon(lambda: status(product, "/readyz") == 200, SOON_SECONDS, "readiness")
    number = a_ticket(product, bo, "Postgres is back", sender="piet@harbour.test")
    product.mail(lambda m: f"ACME-{number}" in m["Subject"] and m["Auto-Submitted"] is not None, SOON_SECONDS)
    assert number_of(bo, product, "Postgres was gone") is None
    assert unharmed(services, product, but="postgres")


def test_a_frozen_postgres_is_noticed_and_treated_like_a_dead_one(product: Product, browser):
    # given an agent, and a mail program in the middle of a mail
    bo = sign_in(new_page(browser), product.url(path=""), "bo@acme.test", "demo-bo")
    services = product.processes()
    with smtplib.SMTP("127.0.0.1", product.smtp_port, timeout=20) as talk:
        talk.ehlo("harbour.test")
        talk.mail(OTTO)
        assert talk.rcpt("support@acme.test")[0] == 250
        # when Postgres and all its processes stand still, and more people come than there are threads
        with product.silent("postgres"), ThreadPoolExecutor(13) as visitors:
            visits = [visitors.submit(status, product, "/help/", "acme.localhost") for _ in range(12)]
            mailing = visitors.submit(talk.data, letter("Postgres was frozen", OTTO).as_bytes())
            # then the process lives, is not ready, and everybody hears so in time
            begin = time.monotonic()
            assert status(product, "/healthz") == 200
            assert time.monotonic() - begin < 1
            assert status(product, "/readyz") == 503
            assert time.monotonic() - begin < 3
            assert [visit.result() for visit in visits] == [503] * 12
            assert mailing.result()[0] == 451
            assert time.monotonic() - begin < 8
            # and now that it is known, sooner
            begin = time.monotonic()
            assert bo.goto(product.url(path="/desk/queues/open/")).status == 503
            expect(bo.get_by_role("heading")).to_have_text("Back in a moment")
            talk.mail(OTTO)
            assert talk.rcpt("support@acme.test")[0] == 451
            assert time.monotonic() - begin < 6  # one second alone; beside another browser three were too few
        # and when it moves again, the same mail program is heard
        soon(lambda: status(product, "/readyz") == 200, 5, "readiness")
        assert talk.rcpt("support@acme.test")[0] == 250
        assert talk.data(letter("Postgres moves again", OTTO).as_bytes())[0] == 250
    # and its mail is worked on by the workers there are
    number = soon(lambda: number_of(bo, product, "Postgres moves again"), SOON_SECONDS, "ticket")
    product.mail(lambda m: f"ACME-{number}" in m["Subject"] and m["Auto-Submitted"] is not None, SOON_SECONDS)
    assert number_of(bo, product, "Postgres was frozen") is None
    assert unharmed(services, product, but="")


def test_a_huge_mail_and_one_to_two_thousand_take_bounded_time_and_memory(product: Product, browser):
    bo = sign_in(new_page(browser), product.url(path=""), "bo@acme.test", "demo-bo")
    # given a mail with 20 MB of text, and a mail program that names 2,000 recipients
    huge = letter("Twenty megabytes", "huge@harbour.test")
    huge.set_content("Every line of it says the same and nothing at all.\n" * 420_000)
    with smtplib.SMTP("127.0.0.1", product.smtp_port, timeout=20) as talk:
        talk.ehlo("harbour.test")
        talk.mail("many@harbour.test")
        # when
        codes = [talk.rcpt(f"support+{i}@acme.test")[0] for i in range(2000)]
        assert talk.data(letter("To two thousand", "many@harbour.test").as_bytes())[0] == 250
    assert seconds(lambda: send(product, huge)) < 10
    # then the first hundred are taken and the rest told to wait, the text is kept up to its cap, pages answer meanwhile
    assert (codes.count(250), codes.count(452)) == (100, 1900)
    assert seconds(lambda: bo.goto(product.url(path="/desk/queues/open/"))) < 5
    for subject in ("To two thousand", "Twenty megabytes"):
        number = soon(lambda subject=subject: number_of(bo, product, subject), SOON_SECONDS, "ticket")
        assert seconds(lambda number=number: bo.goto(product.url(path=f"/desk/tickets/{number}/"))) < 5
    for service in ("smtp", "worker"):
        assert product.most_memory_mb(service) < 500


def unharmed(before: dict[str, int], product: Product, *, but: str) -> bool:
    """Whether every other service is the very process it was."""
    return before | {but: 0} == product.processes() | {but: 0}


def seconds(act: Callable) -> float:
    begin = time.monotonic()
    act()
    return time.monotonic() - begin


def status(product: Product, path: str, host: str = "localhost") -> int:
    """What is answered there, by the bare domain where no other is named."""
    with closing(http.client.HTTPConnection("127.0.0.1", product.port, timeout=20)) as connection:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status


def a_ticket(product: Product, page: Page, subject: str, *, sender: str) -> int:
    """The number of the ticket that a new mail has become."""
    send(product, letter(subject, sender))
    return soon(lambda: number_of(page, product, subject), SOON_SECONDS, "ticket")


def reply(page: Page, text: str) -> None:
    """From the ticket that is open; seen in its conversation when this returns."""
    write(page, text)
    page.get_by_role("button", name="Send to customer").click()
    expect(page.locator("#timeline")).to_contain_text(text)


def letter(subject: str, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "support@acme.test", subject
    message["Message-ID"] = make_msgid(domain="harbour.test")
    message.set_content(f"Please help ({subject}).\n")
    return message


def send(product: Product, message: EmailMessage, *, to: str = "support@acme.test") -> None:
    product.send(message, sender=parseaddr(str(message["From"]))[1], to=parseaddr(str(to))[1])
