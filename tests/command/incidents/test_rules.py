from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.incidents.authorities import lead_authority
from command.incidents.rules import (
    MOVES,
    STATES,
    Occurrence,
    default_titles,
    distance_km,
    maybe_same,
    moves_from,
    number,
    place_fault,
    reach_km,
    same_event,
)

AT = datetime(2023, 8, 5, 18, 33, 59, tzinfo=UTC)
places = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def quake(minutes=0.0, lon=116.34, lat=37.16, magnitude=5.5, hazard="020100", **who):
    return Occurrence(hazard, AT + timedelta(minutes=minutes), lon, lat, magnitude, **who)


def test_two_reports_of_pingyuan_are_one_event():
    assert same_event(quake(), quake(0.1, 116.33, 37.15))


@pytest.mark.parametrize(
    "other",
    [
        quake(1.5),
        quake(-1.5),
        quake(lat=37.65),
        quake(magnitude=4.9),
        quake(magnitude=None),
    ],
)
def test_minutes_fifty_kilometres_or_another_magnitude_are_for_people_to_judge(other):
    assert not same_event(quake(), other)
    assert maybe_same(quake(), other)


@pytest.mark.parametrize("other", [quake(10), quake(-10), quake(lat=38.1), quake(hazard="010200")])
def test_ten_minutes_a_hundred_kilometres_or_another_hazard_make_two(other):
    assert not same_event(quake(), other)
    assert not maybe_same(quake(), other)


def test_magnitudes_half_a_degree_apart_are_still_one_quake():
    assert same_event(quake(magnitude=5.6), quake(magnitude=5.1))
    assert same_event(quake(magnitude=5.1), quake(magnitude=5.6))


def test_what_one_source_gives_two_ids_is_never_one_event():
    first = quake(source="中国地震台网", external_id="a")
    again = quake(source="中国地震台网", external_id="b")
    assert not same_event(first, again)
    assert not maybe_same(first, again)
    assert same_event(first, quake(source="德州市值班室", external_id="b"))
    assert same_event(first, quake(source="中国地震台网"))


def test_landslides_of_neighbouring_villages_are_two():
    slide = quake(hazard="020400", magnitude=None)
    near = quake(hazard="020400", magnitude=None, lat=37.18)
    assert same_event(slide, slide)
    assert not same_event(slide, near)
    assert maybe_same(slide, near)


@given(places, places, st.floats(-20, 20))
def test_recognition_is_symmetric(here, there, minutes):
    one, other = quake(0, *here), quake(minutes, *there)
    assert same_event(one, other) == same_event(other, one)
    assert maybe_same(one, other) == maybe_same(other, one)
    assert same_event(one, one)
    assert maybe_same(one, other) >= same_event(one, other)


@given(places, places)
def test_distances_are_symmetric_and_no_longer_than_half_the_earth(here, there):
    there_and_back = distance_km(*here, *there), distance_km(*there, *here)
    assert there_and_back[0] == pytest.approx(there_and_back[1], abs=1e-6)
    assert 0 <= there_and_back[0] <= 20_016


def test_the_distance_from_jinan_to_dezhou_is_about_right():
    assert distance_km(117.0, 36.65, 116.36, 37.43) == pytest.approx(104, abs=3)


@given(places)
def test_every_place_on_earth_is_allowed(place):
    assert place_fault(*place) is None


def test_swapped_coordinates_are_called_swapped():
    fault = place_fault(37.16, 116.34)
    assert "颠倒" in fault.zh
    assert "swapped" in fault.en
    assert fault.pointer == "/lat"


@pytest.mark.parametrize(
    ("lon", "lat", "pointer"), [(200, 37, "/lon"), (500, 500, "/lat"), (-181, 0, "/lon")]
)
def test_impossible_coordinates_name_the_faulty_one(lon, lat, pointer):
    fault = place_fault(lon, lat)
    assert fault.pointer == pointer
    assert "颠倒" not in fault.zh


def test_states_only_move_forward_and_end():
    assert set(moves_from("reported")) == {"verify", "merge", "edit"}
    assert moves_from("closed") == ()
    assert moves_from("merged") == ()
    order = {state: i for i, state in enumerate(STATES)}
    for sources, target in MOVES.values():
        assert all(order[source] < order[target] for source in sources)


def test_numbers_titles_and_authorities():
    assert number(0, date(2023, 8, 6), 1) == "E-2023-0806-01"
    assert number(371426000000, date(2023, 8, 6), 12) == "E-371426-2023-0806-12"
    assert number(370000000000, date(2023, 8, 6), 2) == "E-370000-2023-0806-02"
    assert number(371426108000, date(2023, 8, 6), 1) == "E-371426108-2023-0806-01"
    assert number(371426108201, date(2023, 8, 6), 1) == "E-371426108201-2023-0806-01"
    assert default_titles("平原县", "地震", "Earthquake", 5.5) == (
        "平原县 M5.5 地震",
        "M5.5 Earthquake, 平原县",
    )
    assert lead_authority(date(2018, 10, 31)) == "民政部门"
    assert lead_authority(date(2018, 11, 1)) == "应急管理部门"
    assert lead_authority(date(2018, 10, 31), tier=1) == "省民政厅"
    assert lead_authority(date(2018, 11, 1), tier=4) == "县应急管理局"


@given(st.floats(-2, 10), st.floats(-2, 10))
def test_a_stronger_quake_reaches_no_less_far(one, other):
    low, high = sorted((one, other))
    assert reach_km(low) <= reach_km(high)
    assert 5 <= reach_km(low) <= 300
