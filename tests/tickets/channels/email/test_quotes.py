"""What somebody wrote is shown, what they quote and sign with is folded, nothing is lost, and nobody is shown empty."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.base.html import html_to_text, sanitise_mail
from tickets.channels.email.htmlquotes import split_html
from tickets.channels.email.mime import read
from tickets.channels.email.quotes import split_text

CORPUS = Path(__file__).resolve().parents[5] / "shared" / "data" / "mail"
public = pytest.mark.skipif(not CORPUS.exists(), reason="the public collections lie beside the repository, not in it")
TALON = ["android", "aol", "apple_mail", "apple_mail_2", "comcast", "gmail", "hotmail", "iphone", "outlook", "sparrow",
         "thunderbird", "yahoo"]  # fmt: skip
TALON_HTML = ["gmail", "hotmail", "mail_ru", "ms_outlook_2003", "ms_outlook_2007", "ms_outlook_2010", "thunderbird",
              "windows_mail", "yandex_ru"]  # fmt: skip
# The lines of each file that its author wrote: (first, last).
GITHUB = {
    "correct_sig": (1, 1), "email_1_1": (1, 5), "email_1_2": (1, 34), "email_1_3": (1, 3), "email_1_4": (1, 1),
    "email_1_5": (1, 15), "email_1_6": (1, 3), "email_1_7": (1, 1), "email_1_8": (1, 19), "email_2_1": (1, 1),
    "email_2_2": (1, 1), "email_2_3": (1, 1), "email_BlackBerry": (1, 1), "email_bullets": (1, 9), "email_iPhone": (1, 1),  # noqa: E501
    "email_long_quote": (1, 8), "email_multi_word_sent_from_my_mobile_device": (1, 1), "email_one_is_not_on": (1, 5),
    "email_sent_from_my_not_signature": (1, 3), "email_sig_delimiter_in_middle_of_line": (1, 7), "greedy_on": (1, 6),
    "pathological": (1, 2),
}  # fmt: skip


def folded_spaces(text):
    return " ".join(text.split())


@public
@pytest.mark.parametrize("name", TALON)
def test_replies_of_twelve_programs(name):
    mail = read((CORPUS / "talon" / "standard_replies" / f"{name}.eml").read_bytes())
    assert folded_spaces(mail.text) == "Hello"


@public
@pytest.mark.parametrize("name", TALON_HTML)
def test_html_replies_of_nine_programs(name):
    shown, folded = split_html((CORPUS / "talon" / "html_replies" / f"{name}.html").read_text(errors="replace"))
    assert folded_spaces(html_to_text(sanitise_mail(shown))) == "Hi. I am fine. Thanks, Alex"
    assert "How are you?" in folded


@public
@pytest.mark.parametrize("name", GITHUB)
def test_bodies_with_signatures_quotes_and_false_friends(name):
    text = (CORPUS / "email_reply_parser" / f"{name}.txt").read_text()
    first, last = GITHUB[name]
    assert folded_spaces(split_text(text).shown) == folded_spaces("\n".join(text.split("\n")[first - 1 : last]))


PIECES = st.sampled_from(
    ["Hello there", "", "> quoted", ">> deeper", "On 2026-06-01 10:00, Bo <bo@acme.test> wrote:", "-- ", "--", "Sent from my iPhone",  # noqa: E501
     "-Bo", "From: Bo <bo@acme.test>", "Sent: Monday", "To: me", "Subject: x", "-----Original Message-----", "________________",  # noqa: E501
     "Von: Bo", "wrote:", "> On 2026-06-01 10:00, x@y.test wrote:", "---------- Forwarded message ---------", " ", "Thanks", "*From:* Bo"]  # noqa: E501
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_what_is_shown_is_a_part_of_the_text_and_never_nothing(lines):
    text = "\n".join(lines)
    split = split_text(text)
    words, shown, folded = text.split(), split.shown.split(), split.folded.split()
    rest = iter(words)
    assert all(word in rest for word in shown)
    assert sorted(shown + folded) == sorted(words)
    assert bool(shown) == bool(words)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=20), st.booleans())
def test_the_two_halves_of_html_hold_all_of_its_words(lines, in_divs):
    escaped = [line.replace("<", "&lt;").replace(">", "&gt;") for line in lines]
    html = "".join(f"<div>{line or '<br>'}</div>" for line in escaped) if in_divs else "<br>".join(escaped)
    shown, folded = split_html(html)
    words = html_to_text(sanitise_mail(html)).split()
    assert sorted(html_to_text(sanitise_mail(shown)).split() + html_to_text(sanitise_mail(folded)).split()) == sorted(
        words
    )
    assert bool(html_to_text(sanitise_mail(shown)).split()) == bool(words)


@pytest.mark.parametrize(
    ("_case", "text"),
    [("quote marks", "> " * 200_000), ("attributions", "On 2012-01-01 10:10 a@b.test\n" * 15_000), ("labels", "From: x\n" * 19_000),  # noqa: E501
     ("rules", "-" * 300_000), ("half attributions", "On Monday " * 90_000), ("lines", "x\n" * 100_000)],
)  # fmt: skip
def test_row_11_endless_text_takes_linear_time(_case, text):
    import time

    started = time.process_time()
    split_text(text)
    assert time.process_time() - started < 2
