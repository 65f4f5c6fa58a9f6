"""/settings/domains/: what to publish for each domain, in words and in records to copy."""

from helpdesk.mailout import domains
from helpdesk.mailout.models import MailDomain
from tests.tickets.channels.letters import a_letter, deliver_letter


def test_the_page_says_what_to_publish_and_whether_mail_arrives(client_of, ada, acme):
    browser = client_of(ada)
    assert "Nothing has arrived yet" in browser.get("/settings/domains/").content.decode()
    deliver_letter(acme, a_letter())
    row = domains.provide("acme.test")
    record = ["TXT", "helpdesk._domainkey.acme.test", "v=DKIM1; k=rsa; p=KEY"]
    row.findings = [{"name": "DKIM", "tone": "late", "says": "Add this record.", "record": record}]
    row.save()
    page = browser.get("/settings/domains/").content.decode()
    assert "Mail arrives" in page
    assert all(value in page for value in record)
    assert row.private_key not in page


def test_a_check_makes_a_key_for_a_domain_of_ours_only(client_of, ada, acme):
    browser = client_of(ada)
    assert browser.post("/settings/domains/", {"domain": "evil.test"}).status_code == 404
    browser.post("/settings/domains/", {"domain": "acme.test"})
    assert [row.domain for row in MailDomain.objects.all()] == ["acme.test"]
