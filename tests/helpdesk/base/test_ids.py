"""Row 3: an id of ours is recognised in any case, and nothing else ever is."""

import string

from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from helpdesk.base import ids

numbers = st.lists(st.integers(0, 2**63), min_size=1, max_size=6)


@bounds(deadline=None)
@given(numbers)
def test_numbers_come_back_whatever_the_case(values):
    token = ids.sign("reply", *values)
    assert ids.read("reply", token) == ids.read("reply", token.upper()) == tuple(values)


def test_a_reply_token_fits_into_a_local_part():
    assert len("r-" + ids.sign("reply", 10**6, 10**9, 1, 10**9)) <= 64


def test_row_3_every_changed_letter_is_refused():
    token = ids.sign("reply", 4, 711, 1, 99)
    for place, letter in enumerate(token):
        for other in string.ascii_lowercase + "234567":
            if other != letter:
                assert ids.read("reply", token[:place] + other + token[place + 1 :]) is None


def test_a_token_is_good_for_its_purpose_only():
    assert ids.read("bounce", ids.sign("reply", 1, 2)) is None


@bounds(deadline=None)
@given(st.text(max_size=80))
def test_anything_else_is_refused_without_an_error(text):
    assert ids.read("reply", text) is None


def test_a_retired_key_still_reads_and_no_longer_signs(settings):
    old = ids.sign("reply", 7)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    assert ids.read("reply", old) == (7,)
    assert ids.sign("reply", 7) != old
