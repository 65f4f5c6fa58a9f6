"""For any hours: what `add` says is what `elapsed` counts."""

import json

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sla.probe.lines import answer

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
times = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
pieces = st.lists(st.tuples(times, times).filter(lambda pair: pair[0] < pair[1]).map(list), max_size=2)
# Around both nights on which Berlin's clocks change.
starts = st.tuples(st.sampled_from(["2026-03-2", "2026-10-2"]), st.integers(3, 9), st.integers(0, 86_399)).map(
    lambda found: f"{found[0]}{found[1]}T{found[2] // 3600:02}:{found[2] // 60 % 60:02}:{found[2] % 60:02}Z"
)


def asked(**request):
    return json.loads(answer(json.dumps(request).encode()))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.dictionaries(st.sampled_from(DAYS), pieces, min_size=1),
    st.dictionaries(st.sampled_from(["2026-03-29", "2026-03-30", "2026-10-25"]), pieces),
    starts,
    st.integers(1, 200_000),
)
def test_the_open_time_up_to_a_due_time_is_the_target_and_a_second_earlier_it_is_not(zone, week, days, start, target):
    assume(any(week.values()))
    calendar = {"tz": zone, "weekly": week, "exceptions": days}
    due = asked(op="add", calendar=calendar, start=start, target_s=target)["due_at"]
    assert asked(op="elapsed", calendar=calendar, **{"from": start, "to": due}) == {"elapsed_s": target}
    sooner = asked(op="add", calendar=calendar, start=start, target_s=target - 1)["due_at"]
    assert sooner < due
    # A clock that is told nothing more is due at the same instant.
    policy = {"calendar": "c", "targets": {"total_resolution": {"normal": target}}}
    events = [{"at": start, "type": "created"}]
    whole = {"calendars": {"c": calendar}, "policies": {"p": policy}, "policy": "p", "events": events, "until": due}
    (timer,) = asked(op="clock", **whole)["timers"]
    assert (timer["due_at"], timer["consumed_s"], timer["breached_at"]) == (due, target, None)
