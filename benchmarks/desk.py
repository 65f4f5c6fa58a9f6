"""What an agent waits for: from the key to the pixels, in a real browser before the running product.

The web process, the worker and the receiver of mail run as they run for people, on the big company. A script notes when
a key went down and when what it asked for had been painted. The same again while thirty other agents work; then mails
come by SMTP while two hundred pages listen.

The other agents are this module started anew (`python -m benchmarks.desk ADDRESS COOKIE STREAMS AGENTS`).
"""

import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.running import product

TIMES = 20  # twice as many tickets as a list shows at once are answered: alone, then in company
MAILS = 20
AGENTS = 30
LISTENERS = 200
# A page every ten seconds is somebody who reads nothing; most agents open one a minute.
PAUSE_SECONDS = 10.0
ARRIVES_WITHIN_MS = 15_000
# Answers that a run before left on their way leave now: while one does, its ticket takes no other. Of a million tickets
# some ten thousand promises are overdue when the database is new: explaining them keeps both cores busy for minutes.
LEFT_BEHIND_SECONDS = 20
MOST_LEFT_BEHIND_SECONDS = 1500

# When the key went down, and when the frame with what was wanted had been drawn, in milliseconds since 1970.
WATCH = """
(() => {
  const now = () => performance.timeOrigin + performance.now()
  const begin = event => {
    if (sessionStorage.begun === "") sessionStorage.begun = performance.timeOrigin + event.timeStamp
  }
  addEventListener("keydown", begin, true)
  addEventListener("click", begin, true)
  const look = () => {
    const wanted = sessionStorage.wanted
    const says = each => each.textContent.includes(sessionStorage.words)
    if (!wanted || ![...document.querySelectorAll(wanted)].some(says)) return
    sessionStorage.wanted = ""
    requestAnimationFrame(() => setTimeout(() => (sessionStorage.painted = now())))
  }
  const everything = { subtree: true, childList: true, attributes: true, characterData: true }
  new MutationObserver(look).observe(document, everything)
})()
"""


def report(say) -> None:
    """Prints each action's p50 and p95, alone and in company, and how long mails were on their way to the screen."""
    with product() as (address, smtp):
        cookie = _cookie()
        time.sleep(LEFT_BEHIND_SECONDS)
        _wait_for_the_workers()
        say(f"\n{'action, to painted':<32}{'alone p50':>10}{'p95':>8}{f'{AGENTS} others p50':>15}{'p95':>8}   ms")
        answered: set[str] = set()
        alone = _acted(address, cookie, answered)
        with _others(address, cookie, streams=AGENTS, agents=AGENTS):
            crowded = _acted(address, cookie, answered)
        for name, spans in alone.items():
            say(f"{name:<32}{spans.p50:10.0f}{spans.p95:8.0f}{crowded[name].p50:15.0f}{crowded[name].p95:8.0f}")
        with _others(address, cookie, streams=LISTENERS, agents=0):
            seen = _mails_seen(address, cookie, smtp)
        say(f"{'mail taken, to painted':<32}p50 {seen.p50:.0f} ms, p95 {seen.p95:.0f} ms, {LISTENERS} pages listening")
        for line in _sizes(address, cookie):
            say(line)


def _acted(address: str, cookie: str, answered: set[str]):
    """Milliseconds from key to pixels of everything an agent does all day, as `Figures` by name."""
    from benchmarks.measure import Figures

    spans: dict[str, list[float]] = {}
    with _page(address, cookie) as page:
        page.goto(f"{address}/desk/queues/open/")
        for n in range(TIMES):
            for name, span in _a_round(page, n, answered):
                spans.setdefault(name, []).append(span)
    return {name: Figures(found, []) for name, found in spans.items()}


def _a_round(page, n: int, answered: set[str]) -> Iterator[tuple[str, float]]:
    """Another queue, one of its first tickets, the next one, an answer."""
    queue, name = (("mine", "Mine"), ("open", "All open"))[n % 2]
    link = page.locator(f'a[href="/desk/queues/{queue}/"]').first
    yield "open a queue", _painted(page, link.click, ".desk-list h1, .desk-list h2", name)
    page.wait_for_selector("html[data-connected]")
    number, following = _next_two(page, answered)
    answered.add(following)
    yield "open a ticket", _painted(page, lambda: page.keyboard.press("Enter"), _head(number))
    yield "next ticket", _painted(page, lambda: page.keyboard.press("]"), _head(following))
    words = f"We are looking into it, {time.time_ns()}."
    page.keyboard.press("r")
    page.locator("trix-editor").wait_for()
    page.keyboard.type(words)
    shown = ".message, .held, [data-held]"
    yield "send an answer", _painted(page, lambda: page.keyboard.press("Control+Enter"), shown, words)


def _next_two(page, answered: set[str]) -> tuple[str, str]:
    """Goes down the list to a ticket whose next one was not answered yet: an answer on its way takes no second one."""
    numbers = page.eval_on_selector_all(".row", "rows => rows.map(row => row.dataset.number)")
    for number, following in zip(numbers, numbers[1:], strict=False):
        page.keyboard.press("j")
        if following not in answered:
            return number, following
    raise RuntimeError("every ticket of the list was answered")


def _head(number: str) -> str:
    return f'#ticket-head[data-ticket="{number}"]'


def _painted(page, act: Callable[[], object], wanted: str, words: str = "") -> float:
    """Milliseconds from the key or click of `act` until an element `wanted` that says `words` had been drawn."""
    arm = "([wanted, words]) => Object.assign(sessionStorage, {wanted, words, begun: '', painted: ''})"
    page.evaluate(arm, [wanted, words])
    act()
    return _drawn_at(page, wanted, words) - float(page.evaluate("sessionStorage.begun"))


def _drawn_at(page, wanted: str, words: str) -> float:
    end = time.monotonic() + ARRIVES_WITHIN_MS / 1000
    while not (drawn := page.evaluate("sessionStorage.painted")):
        if time.monotonic() > end:
            raise RuntimeError(f"{wanted} with “{words}” was not drawn on {page.url}")
        page.wait_for_timeout(20)
    return float(drawn)


def _mails_seen(address: str, cookie: str, smtp: int):
    """Milliseconds from the receiver's 250 until the open list says that something is new."""
    from benchmarks.measure import Figures

    spans, recipient = [], _recipient()
    with _page(address, cookie) as page:
        for n in range(MAILS):
            page.goto(f"{address}/desk/queues/unassigned/?order=latest")
            page.wait_for_selector("html[data-connected]")
            page.wait_for_timeout(500)  # the stream of this page, too, has said that it is there
            arm = "([wanted, words]) => Object.assign(sessionStorage, {wanted, words, begun: '', painted: ''})"
            page.evaluate(arm, ["[data-fresh]:not([hidden])", "new"])
            with smtplib.SMTP("127.0.0.1", smtp) as connection:
                connection.sendmail("somebody@elsewhere.test", [recipient], _letter(n, recipient))
                taken = time.time() * 1000
            spans.append(_drawn_at(page, "[data-fresh]", "new") - taken)
    return Figures(spans, [])


def _letter(n: int, recipient: str) -> bytes:
    return (
        f"From: Somebody <somebody{n}@elsewhere.test>\r\nTo: {recipient}\r\nSubject: It stopped {time.time_ns()}\r\n"
        f"Message-ID: <{time.time_ns()}@elsewhere.test>\r\n\r\nThe export stops.\r\n"
    ).encode()


def _recipient() -> str:
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from tickets.models import Mailbox

    with use_tenant(Tenant.objects.get(slug="big")):
        return Mailbox.objects.get(is_default=True).address


def _wait_for_the_workers() -> None:
    from django.utils import timezone

    from helpdesk.events.models import Delivery
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from sla.models import Deadline

    end = time.monotonic() + MOST_LEFT_BEHIND_SECONDS
    with use_tenant(Tenant.objects.get(slug="big")):
        while Deadline.objects.due(timezone.now()).exists() or Delivery.objects.pending().exists():
            if time.monotonic() > end:
                raise RuntimeError("the workers still have something left of what happened before")
            time.sleep(5)


def _cookie() -> str:
    from benchmarks.pages import session_of
    from helpdesk.tenancy.models import Tenant

    return session_of(Tenant.objects.get(slug="big"), "bo", "big.localhost")


@contextmanager
def _page(address: str, cookie: str) -> Iterator:
    from tests.journeys.browser import chromium, new_page

    with chromium() as browser:
        page = new_page(browser)
        page.context.add_cookies([{"name": "staff_session", "value": cookie, "url": address}])
        page.add_init_script(WATCH)
        yield page


def _sizes(address: str, cookie: str) -> Iterator[str]:
    """What the first page of a desk carries over the line."""
    sizes = {"document": 0, "stylesheet": 0, "script": 0}
    with _page(address, cookie) as page:
        page.on("requestfinished", lambda request: _add(sizes, request))
        page.goto(f"{address}/desk/queues/open/")
        page.wait_for_selector("html[data-connected]")
        page.wait_for_timeout(500)
    for kind, size in sizes.items():
        yield f"{f'first load, {kind}':<32}{size / 1000:.1f} kB"


def _add(sizes: dict[str, int], request) -> None:
    if request.resource_type in sizes:
        sizes[request.resource_type] += request.sizes()["responseBodySize"]


@contextmanager
def _others(address: str, cookie: str, *, streams: int, agents: int) -> Iterator[None]:
    arguments = ["-m", "benchmarks.desk", address, cookie, str(streams), str(agents)]
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True) as others:
        try:
            if others.stdout.readline().strip() != "listening":
                raise RuntimeError("the others did not come")
            yield
        finally:
            others.terminate()


def main() -> None:
    """The other agents: each listens, and those that work open a list or a ticket every `PAUSE_SECONDS`."""
    import asyncio

    from benchmarks.others import work

    address, cookie, streams, agents = sys.argv[1:]
    asyncio.run(work(address, cookie, int(streams), int(agents), PAUSE_SECONDS, lambda: print("listening", flush=True)))


if __name__ == "__main__":
    main()
