from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access.may import declare, may, moves, system_actor
from core.access.scope import Actor, Role, Scope, ancestors_of, range_of
from core.errors import Forbidden, SecondFactorNeeded

COUNTY, TOWN, NEIGHBOUR, CITY = 371426000000, 371426101000, 371427000000, 371400000000

declare("test.read", roles={Role.DUTY, Role.LEADER})
declare("test.decide", roles={Role.DECIDER}, second_factor=True)
declare("test.accept", roles={Role.DUTY}, where="own")
declare("test.look-up", roles={Role.DUTY}, where="anywhere")


def actor(*roles: Role, area: int = COUNTY, second_factor: bool = False) -> Actor:
    nobody = UUID(int=1)
    return Actor(
        nobody,
        nobody,
        nobody,
        "某人",
        "某岗",
        nobody,
        "某机关",
        area,
        frozenset(roles),
        second_factor,
    )


def test_role_and_area_both_count():
    may(actor(Role.DUTY), "test.read", TOWN)
    with pytest.raises(Forbidden):
        may(actor(Role.DUTY), "test.read", NEIGHBOUR)
    with pytest.raises(Forbidden):
        may(actor(Role.DUTY), "test.read", CITY)
    with pytest.raises(Forbidden):
        may(actor(Role.KIOSK), "test.read", COUNTY)


def test_a_decision_needs_the_second_factor():
    with pytest.raises(SecondFactorNeeded):
        may(actor(Role.DECIDER), "test.decide", COUNTY)
    may(actor(Role.DECIDER, second_factor=True), "test.decide", COUNTY)


def test_the_second_factor_is_not_asked_of_those_who_may_not_anyway():
    with pytest.raises(Forbidden):
        may(actor(Role.DUTY), "test.decide", COUNTY)


def test_own_and_anywhere():
    may(actor(Role.DUTY), "test.accept", COUNTY)
    with pytest.raises(Forbidden):
        may(actor(Role.DUTY), "test.accept", TOWN)
    may(actor(Role.DUTY), "test.look-up", NEIGHBOUR)


def test_moves_name_what_only_lacks_its_code():
    areas = {"test.read": COUNTY, "test.decide": COUNTY, "test.accept": COUNTY}
    assert moves(actor(Role.DECIDER), areas) == ["test.decide"]
    assert moves(actor(Role.DUTY), areas) == ["test.read", "test.accept"]


def test_the_system_may_everything_in_its_area():
    may(system_actor(), "test.decide", NEIGHBOUR)
    may(system_actor(COUNTY), "test.decide", TOWN)
    with pytest.raises(Forbidden):
        may(system_actor(COUNTY), "test.decide", NEIGHBOUR)


def test_a_verb_has_one_meaning():
    declare("test.read", roles={Role.LEADER, Role.DUTY})
    with pytest.raises(ValueError, match="twice"):
        declare("test.read", roles={Role.KIOSK})


def test_an_undeclared_verb_is_a_mistake_of_ours():
    with pytest.raises(LookupError):
        may(actor(Role.DUTY), "test.nobody-declared-this", COUNTY)


codes = st.builds(
    lambda parts, tier: int(
        "".join(f"{p:0{w}d}" for p, w in zip(parts[:tier], (2, 2, 2, 3, 3), strict=False)).ljust(
            12, "0"
        )
    ),
    st.tuples(
        st.integers(10, 99),
        st.integers(1, 99),
        st.integers(1, 99),
        st.integers(1, 999),
        st.integers(1, 999),
    ),
    st.integers(0, 5).map(lambda t: t),
)


@given(codes)
def test_an_area_lies_in_the_range_of_all_above_it(code):
    for above in ancestors_of(code):
        lo, hi = range_of(above)
        assert lo <= code <= hi
        assert Scope.of(above).contains(code)
        assert Scope.of(code).hears("down", above)
        assert not Scope.of(code).hears("up", above)


@given(codes, codes)
def test_unrelated_areas_hear_nothing_of_each_other(one, other):
    related = one in (*ancestors_of(other), other) or other in ancestors_of(one)
    assert Scope.of(one).hears("up", other) == (one in (*ancestors_of(other), other))
    assert Scope.of(one).hears("down", other) == related
