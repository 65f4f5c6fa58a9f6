"""Pictures a mail only points at: not loaded until asked, then by us, never by the reader's browser."""

import pytest

from helpdesk.base.html import sanitise_mail
from helpdesk.events.models import Event
from tests.pictures import opened
from tests.tickets.picture_server import PNG, PictureServer
from tickets import conversation, remote_images
from tickets.conversation import Letter, Words
from tickets.models import ImageTrust

MAIL = """<p>Hello</p><img src="{0}/a.png" alt="a>b"><img src="{0}/moved"><img src="{0}/page">
<img src="{0}/pixel.png" width="1" height="1"><img src="{0}/pixel2.png" style="width:1px"><img src="cid:logo">"""


@pytest.fixture
def server(settings):
    with PictureServer() as server:
        settings.OUTBOUND_HTTP_TRUSTED = frozenset({server.host})
        yield server
        server.shutdown()


@pytest.fixture
def mail(a_ticket, grace, server):
    html = sanitise_mail(MAIL.format(server.address), inline_image=lambda name: None)
    return conversation.receive(a_ticket(), grace, Words(text="Hello", html=html), letter=Letter(channel="email"))


def ticket_page(client, mail, query=""):
    return client.get(f"/desk/tickets/{mail.ticket.number}/{query}").content.decode()


def test_a_mail_shows_no_picture_from_elsewhere_until_it_is_asked_for(client_of, bo, mail, server):
    desk = client_of(bo)
    page = ticket_page(desk, mail)
    assert "Pictures from elsewhere are not loaded." in page
    assert "images/0/" not in page
    asked = ticket_page(desk, mail, f"?images={mail.pk}")
    assert [f"/desk/messages/{mail.pk}/images/{n}/" in asked for n in range(4)] == [True, True, True, False]
    assert server.address not in page + asked
    assert server.asked == []  # drawing a page fetches nothing


def test_we_fetch_a_picture_and_say_nothing_of_who_looks(client_of, bo, mail, server):
    desk = client_of(bo)
    there = f"/desk/messages/{mail.pk}/images/"
    drawn = desk.get(f"{there}0/").getvalue()
    assert b"canary" in PNG
    assert b"canary" not in drawn  # the picture, not the bytes that were sent
    assert opened(drawn).size == opened(PNG).size
    assert desk.get(f"{there}1/").getvalue() == drawn  # a redirect is followed, and judged anew
    assert desk.get(f"{there}2/").getvalue() == b""  # no picture, whatever it says it is
    assert desk.get(f"{there}3/").status_code == 404  # a counting pixel is never fetched
    headers = server.asked[0][1]
    assert not {"Cookie", "Referer", "X-Forwarded-For"} & set(headers)
    answer = desk.get(f"{there}0/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_inner_address_is_never_asked(client_of, bo, mail, server, settings):
    settings.OUTBOUND_HTTP_TRUSTED = frozenset()
    assert client_of(bo).get(f"/desk/messages/{mail.pk}/images/0/").getvalue() == b""
    assert server.asked == []


def test_a_sender_may_be_trusted_by_one_or_by_all(client_of, bo, ada, mia, mail, grace):
    there = f"/desk/messages/{mail.pk}/trust/"
    client_of(bo).post(there)
    assert "images/0/" in ticket_page(client_of(bo), mail)
    assert "images/0/" not in ticket_page(client_of(mia), mail)
    client_of(bo).post(there, {"undo": 1})
    assert "images/0/" not in ticket_page(client_of(bo), mail)
    # for everybody: who minds the company's mail
    assert client_of(bo).post(there, {"for": "everybody"}).status_code == 403
    client_of(ada).post(there, {"for": "everybody"})
    assert "images/0/" in ticket_page(client_of(mia), mail)
    assert Event.objects.get(kind="contact.images_trusted").subject_id == grace.pk
    client_of(ada).post(there, {"undo": 1})
    assert not ImageTrust.objects.exists()


def test_a_sender_that_is_not_proved_is_not_trusted(client_of, bo, a_ticket, grace, server):
    html = sanitise_mail(MAIL.format(server.address), inline_image=lambda name: None)
    letter = Letter(channel="email", is_verified=False)
    forged = conversation.receive(a_ticket(), grace, Words(text="Hello", html=html), letter=letter)
    remote_images.trust(grace, bo, for_everybody=False)
    assert "images/0/" not in ticket_page(client_of(bo), forged)


def test_the_frame_runs_nothing_and_reaches_nobody(client_of, bo, mail, server):
    desk = client_of(bo)
    closed, asked = (desk.get(f"/desk/messages/{mail.pk}/body/{query}") for query in ("", "?images"))
    for answer in (closed, asked):
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "img-src 'self' data:" in policy
        assert "script" not in policy.replace("default-src", "")
        assert "sandbox allow-popups" in policy
        assert "allow-scripts" not in policy
    assert "images/0/" not in closed.content.decode()
    assert f'src="/desk/messages/{mail.pk}/images/0/"' in asked.content.decode()
    assert "pixel" not in asked.content.decode()
