"""What the units below have reported: sums to fill a report from, and who may read them."""

from core.ids import uuid7
from tests.command.reports.test_http import (
    DECHENG,
    DEZHOU,
    PINGYUAN,
    WANGDAGUA,
    an_earthquake,
    send,
)


async def sums(client, incident: str, area: int | None = None) -> dict[str, dict]:
    """Return the sums below an area by indicator."""
    params = {} if area is None else {"area": area}
    answer = await client.get(f"/api/incidents/{incident}/reports/below", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.json()["area"] == (PINGYUAN if area is None else area)
    return {item["indicator"]: item["sum"] for item in answer.json()["items"]}


async def townships(client) -> list[int]:
    answer = await client.get("/api/areas", params={"parent": PINGYUAN, "tier": 4, "limit": 100})
    assert answer.status_code == 200, answer.text
    return [area["code"] for area in answer.json()["items"]]


async def test_sums_are_of_those_below_whatever_the_county_said(as_post):
    incident = await an_earthquake(as_post)
    county = await as_post("371426-duty")
    silent = await sums(county, incident)
    towns = await townships(county)
    assert silent["injured"]["value"] is None
    assert (silent["injured"]["units_reported"], silent["injured"]["units_expected"]) == (
        0,
        len(towns),
    )
    await send(county, incident, figures={"injured": 50})
    for town in towns:
        await send(county, incident, area=town, figures={"injured": 1, "deaths": 0})
    known = await sums(county, incident)
    assert (known["injured"]["value"], known["injured"]["own"]) == (len(towns), False)
    assert not known["injured"]["at_least"]
    assert known["deaths"]["value"] == 0
    assert known["collapsed_rooms"]["value"] is None
    assert await sums(county, incident, WANGDAGUA) == await sums(
        await as_post("371426108-reporter"), incident, WANGDAGUA
    )


async def test_a_part_that_is_unknown_is_no_zero(as_post):
    incident = await an_earthquake(as_post)
    await send(await as_post("371426108-reporter"), incident, figures={"collapsed_rooms": 31})
    found = (await sums(await as_post("371426-duty"), incident))["collapsed_rooms"]
    assert (found["value"], found["at_least"], found["units_reported"]) == (31, True, 1)
    assert found["unknown"] == found["units_expected"] - 1 > 0


async def test_sums_are_read_in_ones_own_area_and_below(as_post):
    incident = await an_earthquake(as_post)
    await send(await as_post("371426-duty"), incident, figures={"injured": 9})
    county, path = await as_post("371426-duty"), f"/api/incidents/{incident}/reports/below"
    for area, status in (
        (PINGYUAN, 200),
        (WANGDAGUA, 200),
        (DEZHOU, 403),
        (DECHENG, 403),
        (0, 403),
    ):
        assert (await county.get(path, params={"area": area})).status_code == status, area
    beside = await as_post("371402-duty")
    assert (await beside.get(path, params={"area": PINGYUAN})).status_code in (403, 404)
    city = await sums(await as_post("371400-duty"), incident, DEZHOU)
    assert (city["injured"]["value"], city["injured"]["units_reported"]) == (9, 1)
    assert (await county.get(f"/api/incidents/{uuid7()}/reports/below")).status_code == 404
    nation = await as_post("000000-duty")
    assert (await nation.get(path, params={"area": 999999999999})).status_code == 404


async def test_indicators_say_which_hazard_asks_for_them(as_post):
    items = (await (await as_post("371426-duty")).get("/api/indicators")).json()["items"]
    asked = {item["indicator"]: item["hazard"] for item in items}
    assert (asked["drought_aid_now"], asked["flooded_towns"]) == ("0101", "0102")
    assert asked["injured"] is None
