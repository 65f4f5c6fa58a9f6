"""The search page: what it names, marks, remembers and keeps, for each agent alone."""

import re

import pytest
from django.core.cache import cache

from helpdesk.accounts.models import Team
from tests.factories.tickets import make_ticket
from tickets import attachments, conversation, finding, saved_searches
from tickets.conversation import Words
from tickets.models import SavedSearch


@pytest.fixture(autouse=True)
def _nothing_looked_for_yet():
    cache.clear()


@pytest.fixture
def page(bo, client_of):
    browser = client_of(bo)
    return lambda line: browser.get("/desk/search/", {"q": line}).content.decode()


def test_an_unknown_operator_is_named_with_the_one_that_was_meant(page, a_ticket):
    a_ticket(subject="asignee:me is what I typed")
    shown = page("asignee:me")
    assert "There is no operator “asignee:”" in shown
    assert "Did you mean “assignee:”?" in shown
    assert "There are: status:" in page("zzz:1")
    assert "no operator" not in page("https://acme.test/x 12:30")


def test_a_file_is_found_by_its_name_and_tickets_with_files_by_has(bo, grace, a_ticket):
    other = a_ticket(subject="No file here")
    ticket = make_ticket(grace, subject="See the file")
    file = attachments.keep(b"%PDF-1.4", "Quarterly_report-2026.pdf")
    conversation.receive(ticket, grace, Words("Attached."), attachments=[file])
    for line in ("quarterly", "report", "Quarterly_report-2026.pdf", "has:attachment", "has:file report"):
        assert [one.number for one in finding.find(bo, line).tickets] == [ticket.number], line
    assert finding.find(bo, "has:nothing").wish.unknown == ["has:nothing"]
    assert [one.number for one in finding.find(bo, "channel:email").tickets] == [ticket.number, other.number]


def test_hits_are_marked_in_subjects_and_nothing_else_gets_through(page, a_ticket):
    a_ticket(subject="Export <b>stops</b> after the exporting", text="The export stops.")
    shown = page("export")
    assert "<mark>Export</mark> &lt;b&gt;stops&lt;/b&gt; after the <mark>export</mark>ing" in shown
    assert re.findall(r'<p class="row-snippet">(.*?)</p>', shown) == ["<mark>export</mark> stops"]


def test_what_was_looked_for_last_is_offered_and_forgotten_when_asked(page, bo, mia, client_of):
    for line in ("stat", "status:open", "tag:vip"):
        page(line)
    assert saved_searches.recent(bo) == ["tag:vip", "status:open"]
    assert "Looked for lately" in page("")
    assert "Looked for lately" not in client_of(mia).get("/desk/search/").content.decode()
    client_of(bo).post("/desk/search/saved/", {"forget": "1"})
    assert saved_searches.recent(bo) == []


def test_a_search_is_kept_under_a_name_for_oneself_and_taken_away(bo, mia, client_of):
    browser = client_of(bo)
    browser.post("/desk/search/saved/", {"q": "tag:vip", "name": " VIPs "})
    browser.post("/desk/search/saved/", {"q": "tag:vip is:late", "name": "VIPs"})
    row = SavedSearch.objects.get()
    assert (row.agent, row.name, row.line) == (bo, "VIPs", "tag:vip is:late")
    assert "VIPs" in browser.get("/desk/search/").content.decode()
    assert "VIPs" not in client_of(mia).get("/desk/search/").content.decode()
    client_of(mia).post("/desk/search/saved/", {"remove": row.pk})
    assert SavedSearch.objects.exists()
    browser.post("/desk/search/saved/", {"remove": row.pk})
    assert not SavedSearch.objects.exists()
    with pytest.raises(saved_searches.CannotSave, match="needs a name"):
        saved_searches.save(bo, " ", "x")


def test_a_search_becomes_a_queue_as_far_as_queues_can_say_it(bo, client_of):
    Team.objects.create(name="Works council", is_restricted=True)
    line = 'status:pending tag:vip priority:urgent assignee:me "refund" created:<7d team:council'
    shown = client_of(bo).get("/settings/queues/new/", {"search": line}).content.decode()
    for chosen in ('value="pending" checked', 'value="urgent" checked', 'value="mine" selected', "vip", "refund"):
        assert chosen in shown, chosen
    assert "left out: <b>created:&lt;7d, team:council</b>" in shown
