from tests.command.drill import (
    DEZHOU,
    PINGYUAN,
    SHANDONG,
    evaluated,
    one,
    reported,
)


async def test_relief_says_that_nothing_fires_and_the_earthquake_family_proposes(
    as_post, system_database, owner_database
):
    province = await as_post("370000-duty")
    incident = await reported(province, owner_database)
    county = await as_post("371426-duty")
    answer = await county.post(
        "/api/reports",
        json={
            "incident_id": incident["id"],
            "kind": "INITIAL",
            "figures": {"deaths": 0, "missing": 0, "injured": 24, "collapsed_rooms": 74},
        },
    )
    assert answer.status_code == 201, answer.text
    items = await evaluated(province, system_database, incident["id"])
    relief = [r for r in items if r["family"] == "relief"]
    assert {r["tier"] for r in relief} == {0, 1, 2, 3}
    for response in relief:
        assert response["proposed"] is None, response
        assert response["verdict_zh"].startswith("无一项达到启动条件")
    nation = one(items, area=0, family="relief")
    assert nation["plan_id"] == "relief-nation-2016"
    own = one(items, area=PINGYUAN, family="relief")
    rooms = next(g for g in own["gauges"] if g["indicator"] == "rooms")
    assert rooms["reported"]["value"] == 74
    assert rooms["next"] == {"level": 4, "threshold": 200, "gap": 126}
    assert "74／200" in own["verdict_zh"]
    assert one(items, area=SHANDONG, family="earthquake")["proposed"]["level"] == 3
    assert one(items, area=0, family="earthquake")["proposed"]["level"] == 4
    assert one(items, area=DEZHOU, family="earthquake")["proposed"]["level"] == 2
    assert one(items, area=SHANDONG, family="earthquake")["labels"]["3"] == "Ⅲ级"
    assert one(items, area=0, family="earthquake")["labels"]["4"] == "四级"


async def test_plans_are_readable_with_their_sources(as_post):
    county = await as_post("371426-duty")
    items = (await county.get("/api/plans", params={"family": "relief", "tier": 0})).json()["items"]
    assert [p["id"] for p in items] == [
        "relief-nation-2006",
        "relief-nation-2016",
        "relief-nation-2024",
    ]
    sample = (await county.get("/api/plans/relief-county-sample-2016")).json()
    assert sample["sample"] is True
    assert sample["valid_to"] == "2024-08-27"
    assert (await county.get("/api/plans/none")).status_code == 404
