"""Every way in which a request of Grace's comes to Acme: each door takes a subject and a text and gives the ticket."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api import Api
from tests.tickets.channels.letters import a_letter, deliver_letter
from tests.tickets.channels.test_providers import KEY, mailbox_of, mailgun, where
from tickets.channels.email.processing import process
from tickets.models import Mailbox, RawMail, Ticket

ADDRESS = "grace@northwind.test"


class Doors:
    """Knocks at a door named by its method. `again` sends the very same once more where senders do that."""

    def __init__(self, acme, agents, graces: Callable[[], Client], client_of):
        self.acme, self.agents, self._graces, self._client_of = acme, agents, graces, client_of
        self._api = Api(agents["bo"])

    def knock(self, door: str, subject="The export stops", text="It stops after 30 seconds.", *, again=False) -> Ticket:
        before = set(Ticket.objects.values_list("pk", flat=True))
        for _time in range(2 if again else 1):
            getattr(self, door)(subject, text)
        return Ticket.objects.select_related("requester").exclude(pk__in=before).get()

    def mail(self, subject, text):
        deliver_letter(self.acme, self._letter(subject, text))

    def provider(self, subject, text):
        place = where(mailbox_of("mailgun", KEY), "mail")
        call = mailgun(self._letter(subject, text))
        assert Client(SERVER_NAME="acme.localhost").post(place, **call).status_code == 200
        self._process()

    def imported(self, subject, text):
        upload = SimpleUploadedFile("one.eml", self._letter(subject, text))
        form = {"mailbox": Mailbox.objects.get().pk, "files": [upload]}
        assert self._client_of(self.agents["ada"]).post("/settings/mail-import/", form).status_code == 302
        self._process()

    def portal(self, subject, text):
        form = {"subject": subject, "text": text, "once": "once-1"}
        assert self._graces().post("/requests/new/", form).status_code in (302, 303)

    def api(self, subject, text):
        body = {"subject": subject, "requester": {"email": ADDRESS}, "message": {"text": text}}
        answer = self._api.post("tickets", body, headers={"Idempotency-Key": "once-1"})
        assert answer.status_code == 201, answer.content

    def desk(self, subject, text):
        form = {"address": ADDRESS, "subject": subject, "says": "customer", "text": text, "priority": "2"}
        assert self._client_of(self.agents["bo"]).post("/desk/tickets/new/", form).status_code in (302, 303)

    def call(self, subject, text):
        form = {"address": ADDRESS, "subject": subject, "spoken": "yes", "text": text, "waited_minutes": "2"}
        form |= {"phone": "", "name": "", "priority": "2", "team": "", "then": ""}
        assert self._client_of(self.agents["bo"]).post("/desk/calls/new/", form).status_code == 303

    @staticmethod
    def _letter(subject, text):
        headers = {"Subject": subject, "Message_ID": "<once-1@northwind.test>"}
        utf8 = {"MIME_Version": "1.0", "Content_Type": "text/plain; charset=utf-8", "Content_Transfer_Encoding": "8bit"}
        return a_letter(text, **headers, **utf8)

    def _process(self):
        for raw in RawMail.objects.all():
            process(self.acme.pk, raw.pk)


ALL = ("mail", "provider", "imported", "portal", "api", "desk", "call")
REPEATING = ("mail", "provider", "imported", "portal", "api")
