"""The way a search takes is the cheapest for words of its kind: common or rare, lately or long ago."""

from datetime import UTC, datetime, timedelta

import pytest

from tickets.search_plan import Stretch, choose

NOW = datetime(2026, 5, 18, 9, tzinfo=UTC)
MONTHS = 36
LOOKED = 32


def past(fitting, whole=None, beginning=None, messages=75_000):
    """Three years of a large company, newest month first; each argument says how many of 32 fit, by month."""
    return [
        Stretch(
            NOW - timedelta(days=30 * (month + 1)),
            messages,
            LOOKED,
            fitting(month),
            (whole or fitting)(month),
            (beginning or fitting)(month),
        )
        for month in range(MONTHS)
    ]


def always(count):
    return lambda month: count


def test_a_word_in_every_third_message_is_met_on_the_way_back():
    plan = choose(past(always(10), messages=2_000), 50, has_whole=True, has_beginning=False)
    assert 0 < plan.walk <= 6_000


def test_a_word_seen_nowhere_is_looked_up_in_all_the_past():
    plan = choose(past(always(0)), 50, has_whole=True, has_beginning=False)
    assert (plan.walk, plan.since) == (0, None)


def test_a_rare_word_beside_a_common_beginning_is_looked_up_alone():
    stretches = past(always(0), whole=always(0), beginning=always(20))
    plan = choose(stretches, 50, has_whole=True, has_beginning=True)
    assert (plan.by_whole, plan.by_beginning) == (True, False)


def test_a_rare_beginning_beside_a_common_word_is_looked_up_alone():
    stretches = past(always(0), whole=always(20), beginning=always(0))
    plan = choose(stretches, 50, has_whole=True, has_beginning=True)
    assert (plan.by_whole, plan.by_beginning) == (False, True)


def test_words_common_each_and_rare_together_are_looked_up_as_far_back_as_needed():
    stretches = past(lambda month: 1 if month % 12 == 11 else 0, whole=always(4), beginning=always(20))
    plan = choose(stretches, 50, has_whole=True, has_beginning=True)
    assert plan.walk == 0
    assert NOW - timedelta(days=30 * MONTHS) < plan.since < NOW


@pytest.mark.parametrize("months", [3, 12])
def test_a_word_common_until_some_months_ago_is_not_walked_to_nor_fetched_whole(months):
    plan = choose(past(lambda month: 3 if month >= months else 0), 50, has_whole=True, has_beginning=False)
    assert plan.walk == 0
    assert plan.since is not None


def test_a_few_months_without_the_word_do_not_hide_that_it_is_common():
    stretches = past(lambda month: 8 if month >= 2 else 0, messages=2_000)
    assert choose(stretches, 50, has_whole=True, has_beginning=False).walk > 0


def test_a_company_without_messages_has_a_plan_too():
    assert choose([], 50, has_whole=True, has_beginning=False).since is None
