"""Customers sign in by a mailed link: good once, for half an hour, for one company, and never as staff."""

from datetime import timedelta

import pytest
from django.test import Client

from helpdesk.base import clock
from helpdesk.mailout.models import OutgoingMail
from tickets.models import Contact, ContactAddress, ContactSession, SignInLink


def ask(browser, address="grace@northwind.test", **more):
    return browser.post("/sign-in/", {"address": address, **more})


def test_the_link_signs_in_and_leads_where_one_wanted_to_go(stranger, link_in, a_ticket, grace):
    ticket = a_ticket()
    answer = stranger.get(f"/requests/{ticket.number}/")
    assert answer["Location"] == f"/sign-in/?next=%2Frequests%2F{ticket.number}%2F"
    ask(stranger, next=f"/requests/{ticket.number}/")
    answer = stranger.post(link_in())
    assert answer["Location"] == f"/requests/{ticket.number}/"
    assert ticket.subject in stranger.get(answer["Location"]).content.decode()
    assert ContactAddress.objects.get(contact=grace).verified_at


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_work(stranger, mailed):
    known = ask(stranger)
    assert mailed("sign_in")[0] == "grace@northwind.test"
    unknown = ask(stranger, "nobody@nowhere.test")
    assert mailed("sign_in")[0] == "nobody@nowhere.test"
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert not Contact.objects.filter(addresses__address="nobody@nowhere.test").exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_opens_the_link_does_not_use_it_up(stranger, link_in, method):
    ask(stranger)
    for _ in range(3):
        assert getattr(stranger, method)(link_in()).status_code == 200
    assert SignInLink.objects.get().used_at is None
    assert not ContactSession.objects.exists()
    assert stranger.post(link_in()).status_code == 303


def test_a_link_works_once(stranger, link_in):
    ask(stranger)
    stranger.post(link_in())
    assert Client(SERVER_NAME="acme.localhost").post(link_in()).status_code == 410
    assert ContactSession.objects.count() == 1


@pytest.mark.parametrize(("seconds", "status"), [(30 * 60 - 1, 303), (30 * 60, 410), (30 * 60 + 1, 410)])
def test_a_link_lasts_half_an_hour(stranger, link_in, monday_morning, seconds, status):
    ask(stranger)
    with clock.at(monday_morning + timedelta(seconds=seconds)):
        assert stranger.post(link_in()).status_code == status


def test_a_link_is_good_at_its_own_company_only(stranger, link_in, globex):
    ask(stranger)
    elsewhere = Client(SERVER_NAME="globex.localhost")
    assert elsewhere.get(link_in()).status_code == 410
    assert elsewhere.post(link_in()).status_code == 410


def test_neither_link_nor_session_can_be_read_from_the_database(stranger, link_in):
    ask(stranger)
    stranger.post(link_in())
    session = stranger.cookies["portal_session"].value
    rows = [
        *SignInLink.objects.values_list("token_digest", flat=True),
        *ContactSession.objects.values_list("token_digest", flat=True),
    ]
    assert link_in().rsplit("/", 2)[1] not in rows
    assert session not in rows


def test_the_session_cookie_is_for_the_server_alone(graces):
    cookie = graces.cookies["portal_session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


def test_signing_in_again_changes_the_session_and_ends_the_old_one(graces, link_in):
    before = graces.cookies["portal_session"].value
    ask(graces)
    graces.post(link_in())
    assert graces.cookies["portal_session"].value != before
    old = Client(SERVER_NAME="acme.localhost")
    old.cookies["portal_session"] = before
    assert old.get("/requests/").status_code == 302


def test_signing_out_ends_the_session_for_good(graces):
    cookie = graces.cookies["portal_session"].value
    assert graces.get("/sign-out/").status_code == 405
    graces.post("/sign-out/")
    graces.cookies["portal_session"] = cookie
    assert graces.get("/requests/").status_code == 302


def test_a_customers_session_opens_nothing_of_the_staff_and_the_reverse(graces, client_of, ada):
    for path in ("/desk/", "/settings/", "/metrics/", "/desk/knowledge/"):
        assert graces.get(path).status_code in (302, 404), path
    staff = client_of(ada)
    assert staff.get("/requests/").status_code == 302
    staff.cookies["portal_session"] = staff.cookies["staff_session"].value
    assert staff.get("/requests/").status_code == 302
    graces.cookies["staff_session"] = graces.cookies["portal_session"].value
    assert graces.get("/desk/").status_code == 302


def test_a_session_made_at_one_company_is_nobody_at_another(graces, globex):
    elsewhere = Client(SERVER_NAME="globex.localhost")
    elsewhere.cookies["portal_session"] = graces.cookies["portal_session"].value
    assert elsewhere.get("/requests/").status_code == 302


@pytest.mark.parametrize(
    "there", ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)", "/a\nb"]
)
def test_no_link_leads_to_another_host(stranger, link_in, there):
    ask(stranger, next=there)
    assert stranger.post(link_in())["Location"] == "/requests/"


@pytest.mark.parametrize(
    ("_case", "address"),
    [("mailbox", "Support@acme.test"), ("tagged", "support+x@acme.test"), ("reply", "anything@reply.helpdesk.test")],
)
def test_no_link_is_ever_mailed_to_the_desk_itself(stranger, mailed, _case, address):
    assert ask(stranger, address).status_code == 422
    assert mailed("sign_in") is None


def test_links_to_one_address_and_from_one_network_have_limits(stranger, monday_morning):
    for _ in range(5):
        assert ask(stranger).status_code == 303
    assert OutgoingMail.objects.filter(purpose="sign_in").count() == 3
    for n in range(15):
        ask(stranger, f"somebody-{n}@nowhere.test")
    assert ask(stranger, "one-too-many@nowhere.test").status_code == 429


def test_a_blocked_contact_does_not_get_in(stranger, link_in, grace):
    Contact.objects.filter(pk=grace.pk).update(is_blocked=True)
    ask(stranger)
    assert stranger.post(link_in()).status_code == 410


def test_blocking_ends_what_a_running_session_can_do(graces, grace):
    Contact.objects.filter(pk=grace.pk).update(is_blocked=True)
    assert graces.get("/requests/").status_code == 302


def test_a_post_without_the_token_of_its_page_is_refused(acme_tenant):
    strict = Client(SERVER_NAME="acme.localhost", enforce_csrf_checks=True)
    for path in ("/sign-in/", "/sign-out/", "/requests/new/", "/sign-in/some-token/"):
        assert strict.post(path, {"address": "grace@northwind.test"}).status_code == 403, path
