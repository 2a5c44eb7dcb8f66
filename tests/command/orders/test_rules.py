from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from command.orders.rules import MOVES, STATES, moves_from, number


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
