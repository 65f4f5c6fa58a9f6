"""Replies of many programs in many languages, and machines of many kinds; the collections explain themselves in
tests/fixtures/replies/README.md."""

import pytest

from helpdesk.base.html import html_to_text, sanitise_mail
from tests.tickets.channels.email import cases
from tests.tickets.channels.email.cases import folded_spaces
from tickets.channels.email.htmlquotes import split_html
from tickets.channels.email.mime import read
from tickets.channels.email.quotes import split_text


def wrong(collection):
    given = list(cases.replies(collection))
    return len(given), [
        name for name, body, own in given if folded_spaces(split_text(body).shown) != folded_spaces(own)
    ]


def test_every_reply_that_was_tuned_on_is_told_from_what_it_quotes():
    count, failures = wrong("tuned")
    assert count > 500
    assert failures == []


def test_of_replies_kept_aside_nineteen_in_twenty_come_out_right():
    count, failures = wrong("aside")
    assert count > 300
    assert len(failures) < 0.05 * count


@pytest.mark.parametrize(("_name", "html", "own"), list(cases.html_replies()), ids=lambda value: str(value)[:40])
def test_html_replies_of_many_programs(_name, html, own):
    shown, folded = split_html(html)
    assert folded_spaces(html_to_text(sanitise_mail(shown))) == own
    whole = folded_spaces(html_to_text(sanitise_mail(html))).split()
    rest = iter(whole)
    assert all(word in rest for word in own.split())
    assert bool(folded) == (len(own.split()) < len(whole))


@pytest.mark.parametrize(("_name", "raw", "kind"), list(cases.machines()), ids=[case[0] for case in cases.machines()])
def test_row_6_and_7_machines_are_known_and_people_get_through(_name, raw, kind):
    assert (read(raw).machine or "human") == kind
