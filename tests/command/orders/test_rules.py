from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from command.orders.rules import MOVES, PENDING, STATES, is_overdue, moves_from, number

NOW = datetime(2023, 8, 5, 20, tzinfo=UTC)


@given(st.sampled_from(STATES), st.integers(-10_000, 10_000))
def test_only_pending_orders_are_late_and_the_due_instant_is_in_time(state, seconds):
    late = is_overdue(state, NOW, NOW + timedelta(seconds=seconds))
    assert late == (seconds > 0 and state in PENDING)


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=10))
def test_an_order_never_goes_back(steps):
    state = "issued"
    for step in steps:
        sources, target = MOVES[step]
        if state in sources:
            assert STATES.index(target) > STATES.index(state)
            state = target


def test_each_end_has_its_own_steps():
    assert moves_from("issued", "issuer") == ("cancel",)
    assert set(moves_from("issued", "addressee")) == {"deliver", "read", "accept", "refuse"}
    assert moves_from("accepted", "addressee") == ("done",)
    assert moves_from("done", "issuer") == ()


def test_numbers_are_of_the_office_and_day():
    assert number(datetime(2023, 8, 6, tzinfo=UTC), 3) == "令-2023-0806-003"
