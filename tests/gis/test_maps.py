"""The folium page: nothing from elsewhere, nothing injected, every asset there."""

import json
import re
from pathlib import Path

import pytest
from folium.elements import JSCSSMixin

from gis.maps.assets import FILES, VENDOR, _subclasses, serve_locally
from gis.maps.layers import MapPoint, MapShape, Overlay, switched_off
from gis.maps.pages import area_map

DIST = Path(__file__).resolve().parents[2] / "web" / "dist"
LOADED = re.compile(r"""(?:src|href)\s*=\s*["']([^"']+)["']""")

SQUARE = {
    "type": "Feature",
    "geometry": {"type": "Polygon", "coordinates": [[[116, 37], [117, 37], [117, 38], [116, 37]]]},
    "properties": {"name": "平原县", "code": 371426000000, "anchor": [116.5, 37.4]},
}
SOME = {"type": "FeatureCollection", "features": [SQUARE], "attribution_zh": "来源<某>"}
NONE = {"type": "FeatureCollection", "features": []}


def test_no_folium_class_points_elsewhere() -> None:
    serve_locally()
    kinds = set(_subclasses(JSCSSMixin))
    assert len(kinds) > 30
    urls = {url for kind in kinds for _, url in (*kind.default_js, *kind.default_css)}
    assert urls
    assert all(url.startswith(VENDOR) for url in urls)


def test_the_page_loads_only_our_files() -> None:
    page = area_map(around=NONE, counties=SOME, cities=SOME)
    assert "http://" not in page.html
    assert "https://" not in page.html
    loaded = LOADED.findall(page.html)
    assert len(loaded) == len(FILES)
    assert all(path.startswith(VENDOR) for path in loaded)


def test_each_loaded_file_is_built() -> None:
    if not DIST.is_dir():
        pytest.skip("the front end is not built")
    page = area_map(around=NONE, counties=SOME, cities=SOME)
    for path in LOADED.findall(page.html):
        assert (DIST / path.lstrip("/")).is_file(), path


def test_the_page_says_what_it_is() -> None:
    zh = area_map(around=NONE, counties=SOME, cities=SOME).html
    en = area_map(around=NONE, counties=SOME | {"attribution_en": "x"}, cities=SOME, lang="en").html
    assert "示意图，不作为划界依据" in zh
    assert "来源&lt;某&gt;" in zh
    assert "Schematic map" in en
    assert "area-name" in zh
    assert "leafletjs.com" not in zh


def test_an_empty_area_opens_on_the_province() -> None:
    page = area_map(around=NONE, counties=NONE, cities=NONE)
    assert "[[34.3, 114.7], [38.4, 122.8]]" in page.html


def test_a_label_is_text_and_never_program() -> None:
    nasty = "</script><script>alert(1)</script><img src=x onerror=alert(2)>`${alert(3)}`"
    page = area_map(
        around=NONE, counties=SOME, cities=SOME, overlay=Overlay((MapPoint(116.34, 37.16, nasty),))
    )
    plain = area_map(
        around=NONE, counties=SOME, cities=SOME, overlay=Overlay((MapPoint(116.34, 37.16, "震中"),))
    )
    assert page.html.count("<script") == plain.html.count("<script")
    assert "<img" not in page.html
    # Outside a JSON string, `${…}` between backquotes would run.
    assert page.html.count("alert(3)") == 1
    assert re.search(r'"label": "[^"]*alert\(3\)[^"]*"', page.html)


def test_shapes_are_drawn_by_what_they_are() -> None:
    line = {"type": "LineString", "coordinates": [[117.0, 36.7], [116.4, 37.2]]}
    shapes = (
        MapShape(line, "在途 <b>", "departed"),
        MapShape(line, "已下达", "ordered"),
        MapShape(SQUARE["geometry"], "Ⅵ", "estimate"),
    )
    overlay = Overlay(shapes=shapes, notes=("演练 <i>",))
    page = area_map(around=NONE, counties=SOME, cities=SOME, overlay=overlay).html
    assert '<div class="map-note">演练 &lt;i&gt;</div>' in page
    assert '"dashArray": "9 6"' in page
    assert '"dashArray": "1 7"' in page
    assert '"dashArray": "6 5"' in page
    assert "<b>" not in page


def test_without_borders_the_land_stays_and_names_go() -> None:
    page = area_map(around=NONE, counties=SOME, cities=SOME, plain=True).html
    assert '"code": 371426000000' in page
    assert "L.divIcon" not in page
    assert "#8d99a6" not in page
    assert "#45515e" not in page


def test_the_map_opens_on_what_was_searched() -> None:
    event = MapPoint(116.34, 37.16, "震中")
    found = MapPoint(120.5, 36.1, "某地 <b>", "found")
    page = area_map(
        around=NONE, counties=SOME, cities=NONE, overlay=Overlay((event, found)), unit=1
    ).html
    assert "[[35.6, 119.8], [36.6, 121.2]]" in page
    assert "[120.5, 36.1]" in page
    assert "<b>" not in page
    unit = area_map(
        around=NONE, counties=SOME, cities=NONE, overlay=Overlay((event,)), unit=371426000000
    ).html
    assert "[[37.0, 116.0], [38.0, 117.0]]" in unit


def test_an_address_turns_off_the_layers_it_names() -> None:
    assert switched_off("-borders") == switched_off("-event,-nothing,,-borders") == {"borders"}
    assert switched_off("") == switched_off("borders,--borders,-") == set()


def test_the_policy_names_the_page_s_own_scripts_only() -> None:
    page = area_map(around=NONE, counties=SOME, cities=SOME)
    scripts = re.search(r"script-src ([^;]+);", page.policy)
    assert scripts is not None
    assert "unsafe" not in scripts.group(1)
    assert scripts.group(1).count("sha256-") == page.html.count("<script>")


async def test_the_page_over_http(as_post, client) -> None:
    assert (await client.get("/api/maps/areas.html")).status_code == 401
    desk = await as_post("371426-duty")
    at = {"lon": 116.34, "lat": 37.16, "label": "平原 5.5 级", "under": 371400000000}
    answer = await desk.get("/api/maps/areas.html", params=at)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "sha256-" in answer.headers["content-security-policy"]
    assert answer.text.count('"tier": 3') == 11
    bad = await desk.get("/api/maps/areas.html", params={"lon": 999, "lat": 0})
    assert bad.status_code == 422


async def an_earthquake(desk) -> str:
    answer = await desk.post(
        "/api/incidents",
        json={
            "hazard": "020100",
            "occurred_at": "2023-08-06T02:33:59+08:00",
            "lon": 116.34,
            "lat": 37.16,
            "magnitude": 5.5,
            "source_zh": "测试",
            "areas": [371426000000],
        },
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_the_situation_shows_what_its_reader_may_see(as_post) -> None:
    province, neighbour = await as_post("370000-duty"), await as_post("371300-duty")
    incident = await an_earthquake(province)
    path = f"/api/maps/situation?incident={incident}"
    seen = await province.get(path)
    assert seen.status_code == 200
    assert "[116.34, 37.16]" in seen.text
    hidden = await neighbour.get(path)
    assert hidden.status_code == 200
    assert "[116.34, 37.16]" not in hidden.text
    assert (await province.get("/api/maps/situation")).status_code == 200
    assert (await province.get("/api/maps/situation?incident=x")).status_code == 422


async def test_the_situation_leaves_out_what_is_turned_off_and_shows_what_was_searched(
    as_post,
) -> None:
    duty = await as_post("370000-duty")
    incident = await an_earthquake(duty)

    async def drawn(**more: object) -> str:
        asked = {"incident": incident} | more
        answer = await duty.get("/api/maps/situation", params=asked)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    depots = json.dumps("储备")[1:-1]
    for whole in (await drawn(), await drawn(layers="-silent,-nothing,")):
        assert depots in whole
        assert "L.divIcon" in whole
    without = await drawn(layers="-supplies")
    assert depots not in without
    assert "L.divIcon" in without
    without = await drawn(layers="-borders,-event")
    assert "[116.34, 37.16]" in without
    assert "L.divIcon" not in without
    searched = await drawn(unit=371000000000, lon=122.1204, lat=37.5131, label="威海市")
    assert "[122.1204, 37.5131]" in searched
    assert f'"label": {json.dumps("威海市")}' in searched
    assert "[122.1204, 37.5131]" not in await drawn(lon=122.1204, unit=1)
    for bad in (
        {"lon": 999, "lat": 0},
        {"lon": "nan", "lat": 0},
        {"unit": -1},
        {"unit": 10**12},
        {"label": "长" * 81},
        {"layers": "-" * 201},
    ):
        answer = await duty.get("/api/maps/situation", params=bad)
        assert answer.status_code == 422, bad
        assert answer.json()["code"] == "invalid"
