import pytest

from tests.helpdesk.mailout.smtp_sink import SmtpSink


@pytest.fixture
def sink(settings):
    """The server all mail goes to in this test."""
    server = SmtpSink()
    settings.OUTBOUND_SMTP_HOST, settings.OUTBOUND_SMTP_PORT = "127.0.0.1", server.port
    yield server
    server.close()
