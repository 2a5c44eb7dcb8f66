"""How an area's figures grew, and what its counties said: for the board's chart and table."""

from core.ids import uuid7
from tests.command.reports.test_http import (
    DECHENG,
    DEZHOU,
    PINGYUAN,
    WANGDAGUA,
    an_earthquake,
    figures_of,
    send,
)


async def ask(client, incident: str, what: str, **params):
    answer = await client.get(f"/api/incidents/{incident}/{what}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_series_ends_with_the_figure_of_now(as_post):
    incident = await an_earthquake(as_post)
    city, county = await as_post("371400-duty"), await as_post("371426-duty")
    await send(county, incident, figures={"injured": 9})
    await send(await as_post("371402-duty"), incident, figures={"injured": 1})
    await send(county, incident, kind="FOLLOWUP", figures={"injured": 9, "affected": 50})
    await send(city, incident, figures={"injured": 23})
    found = await ask(city, incident, "reports/series", indicators="injured,deaths")
    assert found["area"] == DEZHOU
    injured, deaths = found["items"]
    assert (injured["indicator"], injured["unit"]) == ("injured", "人")
    steps = [(step["value"], step["at_least"]) for step in injured["steps"]]
    assert steps == [(9, True), (10, True), (23, False)]
    now = (await figures_of(city, incident, DEZHOU, "injured"))["reported"]
    assert (injured["steps"][-1]["value"], injured["steps"][-1]["at"]) == (now["value"], now["at"])
    assert deaths["steps"] == []


async def test_every_county_is_told_however_often_its_townships_reported(as_post):
    incident = await an_earthquake(as_post)
    city, town = await as_post("371400-duty"), await as_post("371426108-reporter")
    await send(await as_post("371402-duty"), incident, figures={"injured": 4}, synthetic=True)
    for n in range(6):
        await send(town, incident, kind="FOLLOWUP", figures={"injured": n, "deaths": 0})
    found = await ask(city, incident, "figures/counties", indicators="injured,deaths")
    decheng, pingyuan = found["items"]
    assert (decheng["area"], decheng["seq"], decheng["synthetic"]) == (DECHENG, 1, True)
    assert decheng["figures"].keys() == {"injured"}
    assert (decheng["figures"]["injured"]["value"], pingyuan["area"]) == (4, PINGYUAN)
    assert (pingyuan["name"], pingyuan["seq"], pingyuan["synthetic"]) == ("平原县", 0, False)
    known = {c: (f["value"], f["at_least"]) for c, f in pingyuan["figures"].items()}
    assert known == {"injured": (5, True), "deaths": (0, True)}
    one = await ask(city, incident, "figures/counties", indicators="injured", area=PINGYUAN)
    assert [row["area"] for row in one["items"]] == [PINGYUAN]
    assert (await ask(town, incident, "figures/counties"))["items"] == []


async def test_both_are_read_in_ones_own_area_of_indicators_that_exist(as_post):
    incident = await an_earthquake(as_post)
    county = await as_post("371426-duty")
    many = ",".join(f"deaths{n}" for n in range(9))
    for what in ("reports/series", "figures/counties"):
        path = f"/api/incidents/{incident}/{what}"
        for area, status in ((PINGYUAN, 200), (WANGDAGUA, 200), (DEZHOU, 403), (DECHENG, 403)):
            assert (await county.get(path, params={"area": area})).status_code == status
        for wrong in ("", ",", "no_such_thing", many):
            refused = await county.get(path, params={"indicators": wrong})
            assert (refused.status_code, refused.json()["pointer"]) == (422, "/indicators")
        assert (await county.get(f"/api/incidents/{uuid7()}/{what}")).status_code == 404
