"""The pages and searches of the big company, each beside its floor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client, RequestFactory

from benchmarks.floor import ask, bare_view, sql_alone
from benchmarks.measure import Figures, recorded, repeat_in_turns
from helpdesk.accounts.middleware import SESSION_TENANT
from helpdesk.accounts.models import Agent
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tickets import own_queues
from tickets.models import Message, OwnQueue, Tag, Ticket, WorkRules

TIMES = 120
OWN_QUEUE = "Of the benchmark"
LONG_THREAD = 100
# How the desk asks for a queue or a ticket that opens in place of what stands there.
IN_PLACE = {"HX-Request": "true", "HX-Target": "section#main"}


@dataclass(frozen=True)
class Measured:
    name: str
    page: Figures
    bare: Figures
    alone: Figures


def measure(tenant: Tenant) -> Iterator[Measured]:
    """Each page as Bo (dashboard: Mia), through the whole WSGI application with a session's cookie."""
    with use_tenant(tenant):
        short, long, own = _short_ticket(), _long_ticket(), _own_queue()
    in_place = {
        "queue in place": ("bo", "/desk/queues/open/"),
        "own queue in place": ("bo", f"/desk/queues/own-{own}/"),
        "ticket in place": ("bo", f"/desk/tickets/{short}/"),
    }
    pages = {
        "queue (all open)": ("bo", "/desk/queues/open/"),
        "queue (mine)": ("bo", "/desk/queues/mine/"),
        "queue (own, oldest)": ("bo", f"/desk/queues/own-{own}/"),
        "ticket, 3 messages": ("bo", f"/desk/tickets/{short}/"),
        "beside the ticket": ("bo", f"/desk/tickets/{short}/context/"),
        f"ticket, {LONG_THREAD} messages": ("bo", f"/desk/tickets/{long}/"),
        "search, rare word": ("bo", "/desk/search/?" + urlencode({"q": "w29950"})),
        "search, common word": ("bo", "/desk/search/?" + urlencode({"q": "w1"})),
        "search, two words": ("bo", "/desk/search/?" + urlencode({"q": "export w17"})),
        "dashboard, 28 days": ("mia", "/metrics/"),
    }
    for name, (who, path) in in_place.items():
        yield _beside_its_floor(name, tenant, visit(tenant, path, who, **IN_PLACE))
    for name, (who, path) in pages.items():
        yield _beside_its_floor(name, tenant, visit(tenant, path, who))
    outside = {name: pages[name] for name in ("queue (all open)", "queue (own, oldest)", "search, common word")}
    with _private_tickets_matter(tenant):
        for name, (who, path) in outside.items():
            yield _beside_its_floor(f"{name}, private", tenant, visit(tenant, path, who))


@contextmanager
def _private_tickets_matter(tenant: Tenant) -> Iterator[None]:
    """In the block the company has private tickets, which Bo is mostly not in the circle of."""
    with use_tenant(tenant):
        WorkRules.objects.update_or_create(defaults={"has_private_tickets": True})
    try:
        yield
    finally:
        with use_tenant(tenant):
            WorkRules.objects.update(has_private_tickets=False)


def _beside_its_floor(name: str, tenant: Tenant, call: Callable[[], object]) -> Measured:
    call()
    with recorded() as statements:
        call()
    calls = [call, bare_view(tenant.pk, statements), sql_alone(tenant.pk, statements)]
    return Measured(name, *repeat_in_turns(calls, TIMES))


def visit(tenant: Tenant, path: str, who: str, **headers: str) -> Callable[[], object]:
    """A call that asks the product's WSGI application for `path` as that agent."""
    from helpdesk.wsgi import application

    host = f"{tenant.slug}.{settings.HELPDESK_DOMAIN}"
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(tenant, who, host)}"
    environ = RequestFactory(SERVER_NAME=host).get(path, headers={"cookie": cookie, **headers}).environ
    return lambda: ask(application, environ)


def session_of(tenant: Tenant, who: str, host: str) -> str:
    client = Client(SERVER_NAME=host)
    with use_tenant(tenant):
        agent = Agent.objects.select_related("user").get(user__email=f"{who}@{tenant.slug}.test")
        client.force_login(agent.user)
        session = client.session
        session[SESSION_TENANT] = tenant.pk
        session.save()
    return session.session_key


def _own_queue() -> int:
    """A queue as people make them: one tag, a word of the subject or an urgent one, by age, grouped."""
    bo = Agent.objects.select_related("user").get(user__email__startswith="bo@")
    either = [
        {"field": "priority", "op": "in", "value": ["urgent", "high"]},
        {"field": "subject", "op": "contains", "value": ["export"]},
    ]
    tagged = {"field": "tags", "op": "has_any", "value": [Tag.objects.order_by("name").first().name]}
    values = {"conditions": {"all": [tagged], "any": either}, "order": "oldest", "grouping": "status"}
    known = OwnQueue.objects.filter(name=OWN_QUEUE).first()
    return (known or own_queues.make({"name": OWN_QUEUE, "owner": bo} | values, by=bo)).pk


def _short_ticket() -> int:
    """An open ticket of the usual length."""
    for ticket in Ticket.objects.open().newest_activity_first()[:200]:
        if Message.objects.filter(ticket=ticket).count() == 3:
            return ticket.number
    return Ticket.objects.newest_activity_first().first().number


def _long_ticket() -> int:
    """A ticket with LONG_THREAD messages, made once by adding to an open one."""
    ticket = Ticket.objects.open().newest_activity_first().last()
    last = Message.objects.filter(ticket=ticket).in_order().last()
    missing = LONG_THREAD - Message.objects.filter(ticket=ticket).count()
    for number in range(missing):
        last.pk, last.external_id = None, f"bench-{ticket.pk}-{number}"
        last.save(force_insert=True)
    return ticket.number
