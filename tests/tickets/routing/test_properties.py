"""Whatever the team and the ticket: nobody is chosen who is off, full or lacks a skill, and nobody free is left out."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tickets.routing.choosing import Asked, Candidate, choose, hindrance
from tickets.routing.reasons import Why
from tickets.routing.strategies import least_loaded, round_robin, skill_fit

SKILLS = st.dictionaries(st.integers(0, 3), st.integers(1, 3), max_size=4)
PEOPLE = st.lists(
    st.builds(
        Candidate,
        agent_id=st.integers(0, 50),
        name=st.just("A"),
        can_answer=st.booleans(),
        is_on_duty=st.booleans(),
        load=st.integers(0, 30),
        limit=st.none() | st.integers(1, 30),
        skills=SKILLS,
    ),
    max_size=8,
    unique_by=lambda each: each.agent_id,
)
ASKED = st.builds(
    Asked,
    skills=st.frozensets(st.integers(0, 3), max_size=3),
    weight=st.integers(1, 6),
    last_agent=st.none() | st.integers(0, 50),
    barred=st.dictionaries(st.integers(0, 50), st.just(Why.GAVE_BACK), max_size=3),
    saved=st.none() | st.builds(Asked, skills=st.frozensets(st.integers(0, 3), max_size=2), weight=st.integers(2, 9)),
)
STRATEGIES = st.sampled_from([round_robin, least_loaded, skill_fit])

# A machine that does ten things at once draws slowly; that says nothing about what is drawn.
NOT_IN_A_HURRY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@NOT_IN_A_HURRY
@given(PEOPLE, STRATEGIES, ASKED)
def test_whoever_is_chosen_is_there_can_do_it_and_has_room(people, strategy, asked):
    choice = choose(people, strategy, asked)
    one = choice.chosen
    if one is None:
        assert all(hindrance(each, asked) for each in people)
        return
    assert one.can_answer
    assert one.is_on_duty
    assert asked.skills <= set(one.skills)
    assert one.agent_id not in asked.barred
    assert one.limit is None or one.load == 0 or one.load + asked.weight <= one.limit


@NOT_IN_A_HURRY
@given(PEOPLE, STRATEGIES, ASKED)
def test_each_has_one_reason_and_it_is_not_a_free_ones_hindrance(people, strategy, asked):
    choice = choose(people, strategy, asked)
    assert [each.agent_id for each, _why in choice.reasons] == [each.agent_id for each in people]
    for each, why in choice.reasons:
        assert bool(hindrance(each, asked)) == (why == hindrance(each, asked))


@NOT_IN_A_HURRY
@given(PEOPLE.filter(bool), STRATEGIES, st.integers(1, 6))
def test_a_team_with_nothing_in_hand_takes_any_one_ticket(people, strategy, weight):
    fresh = [replace(each, load=0, is_on_duty=True, can_answer=True) for each in people]
    assert choose(fresh, strategy, Asked(weight=weight)).chosen is not None


@NOT_IN_A_HURRY
@given(PEOPLE, ASKED)
def test_fit_is_never_worse_than_anybody_elses_who_can(people, asked):
    asked = replace(asked, last_agent=None)
    chosen = choose(people, skill_fit, asked).chosen

    def fit(each):
        return sum(each.skills.get(skill, 0) for skill in asked.skills)

    assert chosen is None or fit(chosen) == max(fit(each) for each in people if not hindrance(each, asked))
