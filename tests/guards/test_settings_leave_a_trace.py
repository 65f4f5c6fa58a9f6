"""Whatever is changed on a settings page is in the audit log: every address below /settings/ that takes a POST."""

from html.parser import HTMLParser

from django.db import transaction

from helpdesk.events.models import Event
from tests.guards.permission_table import ROWS
from tests.guards.test_permission_matrix import contents, differences
from tests.guards.world import browser_of, routes

TAKES_POST = [route for route in routes() if route.pattern.startswith("settings/") and ROWS[route.pattern].posts]
# Pages that only show something: they answer a POST as they answer a GET.
ONLY_SHOWN = {
    "settings/", "settings/people/", "settings/teams/", "settings/staffing/", "settings/routing/", "settings/skills/",
    "settings/tokens/", "settings/audit/", "settings/audit/export/", "settings/condition-values/",
    "settings/action-values/", "settings/rules/", "settings/rules/<int:pk>/versions/", "settings/statuses/",
    "settings/categories/", "settings/fields/", "settings/tags/", "settings/queues/", "settings/macros/",
    "settings/mail-texts/", "settings/mail-texts/<slug:kind>/<slug:language>/<int:mailbox>/preview/",
    "settings/mailboxes/", "settings/spam/",
    "settings/quarantine/", "settings/quarantine/<int:pk>/", "settings/calendars/",
    "settings/policies/", "settings/webhooks/", "settings/recurring/", "settings/approvals/", "settings/escalations/",
    "settings/checklists/",
    "settings/escalation-matrix/", "settings/escalation-matrix/print/",
}  # fmt: skip
ROW = {"conditions-TOTAL_FORMS": "1", "conditions-0-field": "subject", "conditions-0-op": "contains",
       "conditions-0-value": "x", "conditions-0-part": "all"}  # fmt: skip
GOLD = ROW | {"conditions-0-field": "tier", "conditions-0-op": "in", "conditions-0-value": "gold"}
DOING = {"actions-TOTAL_FORMS": "1", "actions-0-do": "note", "actions-0-text": "x"}
# A message is sent again, which changes no setting; its own page keeps who was told when.
NO_SETTING = {"settings/webhooks/<int:pk>/calls/"}
# Nothing is there to be done in this world: what is on or in use already, first or last, empty, or only looked up.
NOTHING_TO_DO = {
    "settings/mailboxes/<int:pk>/connection/", "settings/domains/", "settings/mail-import/",
    "settings/mail-texts/<slug:kind>/<slug:language>/<int:mailbox>/default/", "settings/people/<int:pk>/return/",
    "settings/teams/<int:pk>/removal/",
    "settings/webhooks/<int:pk>/",
    "settings/rules/<int:pk>/resumption/", "settings/statuses/<int:pk>/return/", "settings/categories/<int:pk>/return/",
    "settings/fields/<int:pk>/position/", "settings/fields/<int:pk>/return/", "settings/outgoing/",
    "settings/outgoing/<int:pk>/", "settings/outgoing/<int:pk>/retry/", "settings/routing/lines/<int:pk>/position/",
    "settings/calendars/<int:pk>/removal/", "settings/calendars/<int:pk>/year/<int:year>/",
    "settings/calendars/<int:pk>/holidays/", "settings/calendars/<int:pk>/import/",
    "settings/policies/<int:pk>/earlier/", "settings/staffing/leave/<int:pk>/decision/",
}  # fmt: skip
# What has to be written besides what the form shows.
WRITTEN = {
    "settings/people/invitations/new/": {"email": "more@acme.test"},
    "settings/people/<int:pk>/": {"name": "Other"},
    "settings/company/": {"name": "Other"},
    "settings/tokens/new/": {"name": "Other"},
    "settings/webhooks/new/": {"name": "Other", "url": "https://other.example/"},
    "settings/webhooks/<int:pk>/details/": {"name": "Other"},
    "settings/mail-texts/<slug:kind>/<slug:language>/<int:mailbox>/trial/": {"subject": "Other", "text": "x"},
    "settings/mailboxes/<int:pk>/provider/": {"provider": "postmark"},
    "settings/work/": {"idle_seconds": "90"},
    "settings/spam/filters/": {"score_limit": "9"},
    "settings/spam/senders/new/": {"patterns": "other.test"},
    "settings/mailboxes/clients/<slug:provider>/": {"client_id": "x", "client_secret": "y"},
    "settings/mailboxes/new/": {"address": "other@acme.test", "name": "Other"},
    "settings/mailboxes/<int:pk>/": {"name": "Other"},
    "settings/staffing/rules/": {"leave_needs_word": "on"},
    "settings/staffing/<int:pk>/leave/": {"first_day": "2026-12-24", "last_day": "2026-12-24"},
    "settings/tags/<int:pk>/merge/": {"into": "{world.other_tag.pk}"},
    "settings/teams/new/": {"name": "Other"},
    "settings/teams/<int:pk>/": {"name": "Other"},
    "settings/routing/weights/": {"phone": "7"},
    "settings/routing/lines/new/": {"team": "{world.team.pk}"} | ROW,
    "settings/routing/lines/<int:pk>/": ROW,
    "settings/routing/<int:pk>/": {"most_open_tickets": "7"},
    "settings/skills/new/": {"name": "Other"},
    "settings/skills/<int:pk>/": {"name": "Other"},
    "settings/rules/limit/": {"most_an_hour": "77"},
    "settings/rules/new/": {"name": "Other", "events": "note"} | DOING,
    "settings/rules/<int:pk>/": {"name": "Other"} | DOING,
    "settings/rules/<int:pk>/position/": {"to": "up"},
    "settings/rules/<int:pk>/switch/": {"to": "on"},
    "settings/statuses/new/": {"name": "Other", "customer_label": "x", "category": "open"},
    "settings/statuses/<int:pk>/": {"name": "Other"},
    "settings/statuses/<int:pk>/position/": {"to": "up"},
    "settings/categories/new/": {"name": "Other"},
    "settings/categories/<int:pk>/": {"name": "Other"},
    "settings/fields/new/": {"belongs_to": "contact", "label": "Other", "kind": "text"},
    "settings/fields/<int:pk>/": {"label": "Other"},
    "settings/fields/<int:pk>/position/": {"to": "up"},
    "settings/checklists/new/": {"name": "Other", "items": "x"},
    "settings/checklists/<int:pk>/": {"name": "Other"},
    "settings/checklists/<int:pk>/switch/": {"to": "off"},
    "settings/tags/new/": {"name": "other"},
    "settings/tags/<int:pk>/": {"name": "other"},
    "settings/queues/new/": {"name": "Other"} | ROW,
    "settings/queues/<int:pk>/": {"name": "Other"} | ROW,
    "settings/macros/new/": {"name": "Other", "text": "x"},
    "settings/macros/<int:pk>/": {"name": "Other"},
    "settings/calendars/new/": {"name": "Other", "zone": "Europe/Berlin", "mon": "09:00–17:00"},
    "settings/calendars/<int:pk>/": {"name": "Other"},
    "settings/policies/new/": {"name": "Other", "first_response-normal": "4 h", "on_reopen": "continue"} | GOLD,
    "settings/policies/<int:pk>/": {"name": "Other"},
    "settings/escalations/new/": {"name": "Other", "trigger": "idle", "amount": "60"} | DOING,
    "settings/escalations/<int:pk>/": {"name": "Other"},
    "settings/escalation-matrix/new/": {"level": "3", "team": "{world.team.pk}"},
    "settings/escalation-matrix/<int:pk>/": {"level": "4"},
    "settings/escalation-matrix/questions/new/": {"level": "5"},
    "settings/escalation-matrix/questions/<int:pk>/": {"level": "6"},
    "settings/recurring/new/": {"subject": "x", "text": "x", "address": "grace@northwind.example", "month_day": "1"},
    "settings/recurring/<int:pk>/": {"subject": "Other"},
    "settings/approvals/new/": {"name": "Other"},
    "settings/approvals/<int:pk>/": {"name": "Other"},
}


class Forms(HTMLParser):
    """What a browser would send of the page's forms that are posted."""

    def __init__(self):
        super().__init__()
        self.sent, self.is_posted, self.chosen, self.area = {}, False, "", ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name, value = attrs.get("name") or "", attrs.get("value")
        if tag == "form":
            self.is_posted = attrs.get("method") == "post" and "form" in (attrs.get("class") or "").split()
        elif self.is_posted and tag == "input":
            is_box = attrs.get("type") in ("checkbox", "radio")
            if not is_box or "checked" in attrs:
                self._send(name, value or ("on" if is_box else ""))
        elif self.is_posted and tag == "select":
            self.chosen = name
        elif self.is_posted and tag == "option" and "selected" in attrs:
            self._send(self.chosen, value or "")
        elif self.is_posted and tag == "textarea":
            self.area = name
            self._send(name, "")

    def _send(self, name, value):
        self.sent.setdefault(name, []).append(value)

    def handle_data(self, data):
        if self.area:
            self.sent[self.area][-1] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        self.area = "" if tag == "textarea" else self.area


def what_a_browser_sends(browser, path: str, pattern: str, world) -> dict:
    forms = Forms()
    page = browser.get(path)
    if page.status_code == 200:
        forms.feed(page.content.decode())
    written = {name: [value.format(world=world)] for name, value in WRITTEN.get(pattern, {}).items()}
    return {name: values for name, values in (forms.sent | written).items() if name}


def changed_without_a_trace(browser, route, world) -> str:
    """What is wrong with one address: it changed something and nobody would know, or it changed nothing at all."""
    path = route.path(world)
    with transaction.atomic():
        sent = what_a_browser_sends(browser, path, route.pattern, world)
        before, last = contents(), Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        answer = browser.post(path, sent)
        changed = differences(before, contents())
        said = Event.objects.filter(id__gt=last, actor_kind="agent").exists()
        transaction.set_rollback(True)
    if changed and not said:
        return f"changed {changed} and said nothing"
    if not changed and route.pattern not in NOTHING_TO_DO:
        form = answer.context and answer.context.get("form")
        return f"changed nothing ({answer.status_code} {dict(form.errors) if form and form.is_bound else ''})"
    return ""


def test_every_change_of_a_setting_is_on_record(world, ada, acme):
    browser = browser_of(ada)
    wrong = {}
    for route in TAKES_POST:
        if route.pattern not in ONLY_SHOWN | NO_SETTING:
            wrong[route.pattern] = changed_without_a_trace(browser, route, world)
    assert "\n".join(f"{pattern} {what}" for pattern, what in wrong.items() if what) == ""


def test_no_address_is_spared_that_is_not_there():
    assert set(ONLY_SHOWN) | NO_SETTING | NOTHING_TO_DO | set(WRITTEN) <= set(ROWS)
