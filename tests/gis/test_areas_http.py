"""Areas over HTTP."""

import gzip

import orjson

PINGYUAN = 371426000000


async def test_reading_areas_needs_a_session(client) -> None:
    answer = await client.get("/api/areas")
    assert answer.status_code == 401


async def test_walking_down_from_the_nation(as_post) -> None:
    desk = await as_post("371426-duty")
    cities = (await desk.get("/api/areas", params={"parent": 370000000000})).json()
    assert len(cities["items"]) == 16
    assert cities["next"] is None
    towns = (await desk.get("/api/areas", params={"parent": PINGYUAN})).json()["items"]
    assert [t["name"] for t in towns if t["code"] == 371426108000] == ["王打卦镇"]
    first = (await desk.get("/api/areas", params={"tier": 5, "limit": 2})).json()
    after = {"tier": 5, "limit": 2, "after": first["next"]}
    second = (await desk.get("/api/areas", params=after)).json()
    assert len({a["code"] for a in first["items"] + second["items"]}) == 4


async def test_one_area_with_its_place_and_people(as_post) -> None:
    desk = await as_post("371426-duty")
    county = (await desk.get(f"/api/areas/{PINGYUAN}")).json()
    assert county["full_name"] == "山东省德州市平原县"
    assert county["has_outline"]
    assert 116 < county["anchor"][0] < 117
    town = (await desk.get("/api/areas/371426108000")).json()
    assert (town["anchor"], town["has_outline"]) == (None, False)
    people = (await desk.get("/api/areas/370112000000/population")).json()
    assert people["estimate"]
    assert people["zones_zh"] == ["济南高新技术产业开发区"]
    missing = await desk.get("/api/areas/371200000000")
    assert missing.status_code == 404
    assert missing.json()["code"] == "not-found"


async def test_searching_by_name_and_code(as_post) -> None:
    desk = await as_post("371426-duty")
    found = (await desk.get("/api/areas/search", params={"q": "平原"})).json()["items"]
    assert found[0]["code"] == PINGYUAN
    by_code = (await desk.get("/api/areas/search", params={"q": "371426"})).json()["items"]
    assert by_code[0]["code"] == PINGYUAN
    assert all(str(a["code"]).startswith("371426") for a in by_code)
    inside = {"q": "王庄", "under": PINGYUAN}
    near = (await desk.get("/api/areas/search", params=inside)).json()["items"]
    assert near
    assert all(a["code"] // 10**6 == 371426 for a in near)
    for wild in ("%", "_", "\\"):
        none = (await desk.get("/api/areas/search", params={"q": wild})).json()["items"]
        assert none == []


async def _found(desk, **params) -> list[dict]:
    return (await desk.get("/api/areas/search", params=params)).json()["items"]


async def test_a_name_is_found_by_what_it_lies_in(as_post) -> None:
    desk = await as_post("371426-duty")
    for written in ("平原 王打卦", "平原县王打卦镇", "山东省 德州市 平原县 王打卦镇"):
        found = await _found(desk, q=written)
        assert found[0]["code"] == 371426108000, written
        assert len({one["code"] for one in found}) == len(found), written
    assert await _found(desk, q="济南市 王打卦镇") == []
    assert await _found(desk, q="平原 没有此名") == []


async def test_of_many_villages_the_near_ones_come_first(as_post) -> None:
    desk = await as_post("371426-duty")
    near = await _found(desk, q="王庄", near=PINGYUAN, limit=3)
    assert [one["code"] // 10**6 for one in near] == [371426] * 3
    county = await _found(desk, q="平原", near=370100000000)
    assert county[0]["code"] == PINGYUAN


BAD = (
    "/api/areas/at?lon=200&lat=0",
    "/api/areas/at?lon=nan&lat=0",
    "/api/areas/at?lon=inf&lat=0",
    "/api/areas/at?lon=117",
    "/api/areas/-1",
    "/api/areas/1000000000000",
    "/api/areas/99999999999999999999999",
    "/api/areas/search?q=",
    "/api/areas/search?q=%20%20",
    "/api/areas/search?q=%00",
    "/api/areas/search?q=" + "a" * 41,
    "/api/areas/search?q=a&near=-1",
    "/api/areas/outline?tier=4",
    "/api/areas/outline?tier=3&detail=huge",
    "/api/areas?tier=9",
    "/api/areas?limit=0",
    "/api/places?under=-5",
)


async def test_bad_input_is_explained(as_post) -> None:
    desk = await as_post("371426-duty")
    for path in BAD:
        answer = await desk.get(path)
        assert answer.status_code in (400, 422), path
        assert answer.json()["title_en"], path


async def test_where_a_point_is(as_post) -> None:
    desk = await as_post("371426-duty")
    at = {"lon": 117.0168, "lat": 36.6613}
    found = (await desk.get("/api/areas/at", params=at)).json()["items"]
    assert [a["name"] for a in found] == ["山东省", "济南市", "历下区"]
    sea = {"lon": 122.9, "lat": 38.5}
    assert (await desk.get("/api/areas/at", params=sea)).json()["items"] == []


async def test_outlines_are_small_labelled_and_cached(as_post) -> None:
    desk = await as_post("371426-duty")
    path = "/api/areas/outline?tier=3&detail=low"
    answer = await desk.get(path)
    assert answer.headers["content-type"] == "application/geo+json"
    body = orjson.loads(answer.content)
    assert body["note_zh"] == "示意图，不作为划界依据"
    assert body["approval_no"] is None
    assert body["attribution_zh"]
    assert len(body["features"]) == 136
    assert len(gzip.compress(answer.content)) < 400_000
    pingyuan = next(f for f in body["features"] if f["id"] == PINGYUAN)
    assert pingyuan["properties"]["name"] == "平原县"
    assert pingyuan["geometry"]["type"] == "MultiPolygon"
    zones = {f["properties"]["name"]: f["properties"]["zones_zh"] for f in body["features"]}
    assert zones["平原县"] == []
    assert "济南高新技术产业开发区" in zones["历城区"]
    again = await desk.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    full = await desk.get("/api/areas/outline?tier=3&under=371400000000&detail=full")
    assert len(full.json()["features"]) == 11
    assert full.headers["etag"] != answer.headers["etag"]


async def test_outlines_travel_compressed_where_asked(as_post) -> None:
    desk = await as_post("371426-duty")
    path = "/api/areas/outline?tier=2"
    zipped = await desk.get(path, headers={"Accept-Encoding": "gzip"})
    plain = await desk.get(path, headers={"Accept-Encoding": "identity"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.content == plain.content


async def test_the_surroundings_are_there(as_post) -> None:
    desk = await as_post("371426-duty")
    body = (await desk.get("/api/areas/neighbours")).json()
    around = {f["properties"]["name"] for f in body["features"]}
    assert {"河北省", "江苏省", "安徽省", "河南省"} <= around
    assert body["approval_no"] is None


async def test_places_are_credited(as_post) -> None:
    desk = await as_post("371426-duty")
    body = (await desk.get("/api/places")).json()
    assert "GeoNames" in body["attribution_zh"]
    assert "CC BY 4.0" in body["attribution_en"]
    assert body["note_zh"] == "示意图，不作为划界依据"
    assert len(body["features"]) >= 360
    assert {"济南", "平原"} <= {f["properties"]["name_zh"] for f in body["features"]}
