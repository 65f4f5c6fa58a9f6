"""What several tests of mail need."""

import pytest
from django.test import Client

from helpdesk.mailout.models import OutgoingMail
from tickets import conversation
from tickets.conversation import Words


@pytest.fixture
def http():
    """Somebody's server that calls Acme."""
    return Client(SERVER_NAME="acme.localhost")


@pytest.fixture
def reply(a_ticket, bo, deliver):
    """A mail of ours that has left."""
    conversation.reply(a_ticket(), Words("Try again."), by=bo)
    deliver()
    mail = OutgoingMail.objects.get(purpose="reply")
    mail.state, mail.sent_at = "sent", mail.created_at
    mail.save()
    return mail
