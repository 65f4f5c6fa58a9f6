"""The pages where no company is: the front page, and the mails the embedded stack caught."""

import pytest
from django.test import Client

MAIL = (
    b"X-Envelope-From: \r\nX-Envelope-To: grace@northwind.test\r\nFrom: Acme Support <support@acme.test>\r\n"
    b"Subject: =?utf-8?q?Wir_k=C3=BCmmern_uns?=\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBy Monday.\r\n"
    b"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>By <b>Monday</b>.</p>\r\n--x--\r\n"
)
NAME = "20261122T011307.739688Z-37e75b"


@pytest.fixture
def visitor(db):
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def outbox(settings, tmp_path):
    settings.HELPDESK_HOME = tmp_path
    (tmp_path / "outbox").mkdir()
    return tmp_path / "outbox"


def test_the_front_page_leads_to_a_company_by_its_short_name(visitor):
    assert visitor.get("/").status_code == 200
    found = visitor.get("/", {"company": "Acme"})
    assert found.url.startswith("http://acme.localhost")
    assert found.url.endswith("/desk/")


def test_an_empty_outbox_says_how_to_fill_it(visitor, outbox):
    assert "support@acme.test" in visitor.get("/outbox/").content.decode()


def test_a_caught_mail_is_listed_and_shown_sealed(visitor, outbox):
    (outbox / f"{NAME}.eml").write_bytes(MAIL)
    listed = visitor.get("/outbox/").content.decode()
    shown = visitor.get(f"/outbox/{NAME}/").content.decode()
    sealed = visitor.get(f"/outbox/{NAME}/page")
    assert "Wir kümmern uns" in listed
    assert "By Monday." in shown
    assert "sandbox" in sealed["Content-Security-Policy"]


def test_no_name_leads_out_of_the_outbox(visitor, outbox):
    assert visitor.get("/outbox/..%2Fsecret-key/").status_code == 404


def test_in_production_there_is_no_outbox(visitor, outbox, settings):
    settings.DEMO = False
    assert visitor.get("/outbox/").status_code == 404
