"""The pages about mail, with something to show: accessible, within a phone, without a script error."""

import pytest

from helpdesk.base import clock
from helpdesk.base.mail import Draft
from helpdesk.events.actors import Actor
from helpdesk.mailout import domains, wordings
from helpdesk.mailout.kinds import KINDS
from helpdesk.mailout.models import OutgoingMail
from helpdesk.mailout.writing import new_message_id, write
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tests.factories.tickets import make_ticket
from tests.site import faults_by_path, walk
from tickets import lifecycle
from tickets.channels.spam import senders
from tickets.models import Contact, Mailbox, MailGrant, MailProbe, Ticket

pytestmark = pytest.mark.browser
FINDING = {
    "name": "DKIM", "tone": "late", "says": "The key is not published.",
    "record": ["TXT", "helpdesk._domainkey.acme.test", "v=DKIM1; k=rsa; p=" + "A" * 390],
}  # fmt: skip


@pytest.fixture
def pages(open_as):
    with use_tenant(Tenant.objects.get(slug="acme")):
        row = domains.provide("acme.test")
        row.findings, row.checked_at = [FINDING], clock.now()
        row.save()
        for state in ("queued", "failed", "bounced"):
            draft = Draft(
                sender=("Acme", "support@acme.test"),
                to=[("", "grace@northwind.test")],
                subject=f"Re: {state}",
                message_id=new_message_id(),
                date=clock.now(),
                text="Please restart it.",
            )
            mail = write(draft, "grace@northwind.test", purpose="reply")
            OutgoingMail.objects.filter(pk=mail.pk).update(state=state, last_error="550 5.1.1 No such user here " * 3)
        box = Mailbox.objects.get(is_default=True)
        box.provider, box.hooks_refused, box.hook_refused_because = "mailgun", 3, "called with incorrect signature"
        box.access, box.imap_host = "microsoft", "outlook.office365.com"
        box.save()
        MailGrant.objects.create(
            mailbox=box, provider="microsoft", refused_because="AADSTS700082: expired", begun_at=clock.now()
        )
        MailProbe.objects.create(mailbox=box, sent_at=clock.now(), arrived_at=clock.now(), changed=["Subject"])
        wordings.write(wordings.Place(KINDS["acknowledgement"], "ar"), "x", "y {{ticket.number}}", by=Actor.system("x"))
        grace = Contact.objects.get(name="Grace Hopper")
        claimed, ticket = make_ticket(grace, subject="Printer"), make_ticket(grace, subject="Re: Printer [ACME-1]")
        Ticket.objects.filter(pk=ticket.pk).update(claims_ticket=claimed)
        senders.put("a-rather-long-name.of.somebody.example", is_allowed=False, by=Actor.system("x"), because="x " * 90)
        spam = lifecycle.mark_spam(make_ticket(grace, subject="Pills"), by=Actor.system("spam filter"))
    return ["/settings/domains/", "/settings/outgoing/", f"/settings/outgoing/{mail.pk}/", "/settings/mail-import/",
            "/settings/mail-texts/acknowledgement/ar/0/", f"/settings/mailboxes/{box.pk}/",
            f"/desk/tickets/{ticket.number}/", f"/desk/tickets/{spam.number}/", "/settings/spam/",
            "/settings/spam/senders/new/", f"/settings/mailboxes/{box.pk}/provider/"]  # fmt: skip


def test_pages_about_mail_are_accessible_and_fit_a_phone(open_as, pages):
    assert faults_by_path(walk(open_as, "Ada", pages)) == {}
