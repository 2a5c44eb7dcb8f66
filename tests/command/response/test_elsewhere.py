"""Earthquakes whose epicentre lies in no area of ours: at sea, next door, abroad."""

import pytest

from tests.command.drill import SHANDONG, evaluated, one, reported

PLACES = {
    "abroad": ({"lon": 37.0, "lat": 37.2, "magnitude": 7.8, "place_zh": "土耳其"}, None),
    "mid-pacific": ({"lon": -179.9, "lat": 2.0, "magnitude": 8.1, "place_zh": "太平洋"}, None),
    "strait of Bohai": ({"lon": 120.4, "lat": 38.3, "magnitude": 7.4, "place_zh": "渤海"}, 1),
    "just over the border": (
        {"lon": 115.9, "lat": 37.75, "magnitude": 6.2, "place_zh": "河北衡水"},
        2,
    ),
}


@pytest.mark.parametrize("place", PLACES)
async def test_the_provinces_plan_counts_a_magnitude_only_where_it_reaches_the_province(
    as_post, system_database, owner_database, place
):
    changes, level = PLACES[place]
    nation, desk = await as_post("000000-duty"), await as_post("370000-duty")
    incident = await reported(desk, owner_database, title_zh="远处地震", **changes)
    items = await evaluated(nation, system_database, incident["id"])
    for area in (SHANDONG, 0):
        quake = one(items, area=area, family="earthquake")
        magnitude = next(g for g in quake["gauges"] if g["indicator"] == "magnitude")
        assert (magnitude["reported"] is not None) == (level is not None), area
    proposed = one(items, area=SHANDONG, family="earthquake")["proposed"]
    assert (proposed and proposed["level"]) == level
