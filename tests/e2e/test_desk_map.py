"""The desk's map to work with: finding places, switching layers, measuring."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

from tests.e2e.conftest import Live, faults_of, launch_without_webgl, until
from tests.e2e.desk import DESK, WORKER_STARTS, bar_fits, fits, sign_in
from tests.e2e.field import sign_in as sign_in_by_phone

pytestmark = pytest.mark.browser

PINGYUAN = 371426000000


@pytest.fixture
def desk(context_of: Callable[..., BrowserContext]) -> Callable[[], Page]:
    return lambda: context_of(**DESK).new_page()


def quake(live: Live, **change: Any) -> dict[str, Any]:
    """Let a verified earthquake of a new exercise be under way."""
    incident = live.earthquake(world_id=live.exercise(), **change)
    live.desk("370000-duty").post(f"/api/incidents/{incident['id']}/verify")
    return incident


def open_map(page: Page, live: Live, account: str = "371400-duty", more: str = "") -> Locator:
    """Open the map of a new earthquake and wait until it is drawn; return its search field."""
    sign_in(page, live, account, f"/?incident={quake(live)['id']}{more}")
    expect(page.locator(".jm-map-canvas")).to_have_attribute("data-ready", "yes")
    field = page.get_by_role("combobox", name=re.compile("地名、代码、坐标|Place, code"))
    expect(field).to_be_visible()
    return field


def test_a_place_is_found_by_name_code_and_coordinates(
    live_server: Live, desk: Callable[[], Page], shots: Path
) -> None:
    page = desk()
    faults = faults_of(page)
    field = open_map(page, live_server)
    offered = page.get_by_role("listbox").get_by_role("option")
    card = page.locator(".jm-tool-card")

    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("王打卦")
    expect(offered.first).to_contain_text("王打卦镇")
    expect(offered.first).to_contain_text("未定位，显示所在县 平原县")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(offered.nth(1)).to_have_attribute("aria-selected", "true")
    active = offered.nth(1).get_attribute("id") or ""
    expect(field).to_have_attribute("aria-activedescendant", active)
    page.screenshot(path=shots / "desk-map-search.png")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("未定位，显示所在县 平原县")
    expect(offered).to_have_count(0)
    page.screenshot(path=shots / "desk-map-unplaced.png")

    field.fill("3710")
    page.keyboard.press("Enter")  # before the answer is there: it is taken as it comes
    expect(card).to_contain_text("威海市")
    expect(page.get_by_role("button", name="视野外").filter(has_text="震中")).to_be_visible()

    field.fill("37°9′36″N 116°20′24″E")
    expect(offered).to_have_count(1)
    expect(offered.first).to_contain_text("平原县")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("37.1600°N 116.3400°E")
    expect(page.get_by_role("button", name="视野外").filter(has_text="震中")).to_have_count(0)
    page.screenshot(path=shots / "desk-map-point.png")

    field.fill("36.66, 117.02")
    expect(offered.first).to_contain_text("经纬度写反了？")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(card).to_contain_text("37.1600°N 116.3400°E")  # a question is not answered by itself
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("36.6600°N 117.0200°E")
    expect(card).to_contain_text("历下区")

    field.fill("216.34 37.16")
    expect(page.get_by_role("alert").filter(has_text="经度在 −180 至 180 之间")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    card.get_by_role("button", name="清除").click()
    expect(card).to_have_count(0)
    assert faults == []


def test_without_the_service_what_is_at_hand_is_found_and_that_is_said(
    live_server: Live, desk: Callable[[], Page]
) -> None:
    page = desk()
    field = open_map(page, live_server)
    page.route("**/api/areas/search**", lambda route: route.abort())
    field.fill("平原")
    expect(page.get_by_role("alert").filter(has_text="只查到市、县和坐标")).to_contain_text(
        "连不上服务器"
    )
    expect(page.get_by_role("option").first).to_contain_text("平原县")


def test_layers_are_switched_and_stay_in_the_address(
    live_server: Live, desk: Callable[[], Page], shots: Path
) -> None:
    page = desk()
    faults = faults_of(page)
    open_map(page, live_server)
    legend = page.locator(".jm-map-legend")
    expect(legend).to_contain_text("烈度 估计")
    switch = page.get_by_role("button", name=re.compile("^图层"))
    switch.click()
    panel = page.get_by_role("group", name="图层")
    expect(panel).to_contain_text(
        re.compile(r"影响范围.*烈度 估计 · 模型 v\d"), timeout=WORKER_STARTS
    )
    page.screenshot(path=shots / "desk-map-layers.png")

    panel.get_by_label("影响范围").uncheck()
    panel.get_by_label("边界与名称").uncheck()
    expect(switch).to_have_text("图层 4／6")
    expect(legend).not_to_contain_text("烈度")
    assert "layers=-footprint%2C-borders" in page.url
    page.screenshot(path=shots / "desk-map-layers-off.png")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(switch).to_be_focused()

    page.get_by_role("button", name="列表", exact=True).click()
    rows = page.get_by_role("region", name="列表").locator("tbody")
    expect(rows).to_contain_text("储备库")
    expect(rows).not_to_contain_text("烈度")
    page.reload()
    expect(page.locator(".jm-map-canvas")).to_have_attribute("data-ready", "yes")
    expect(switch).to_have_text("图层 4／6")
    rail = page.get_by_role("navigation")
    rail.get_by_role("link", name="指令").click()
    rail.get_by_role("link", name="态势").click()
    expect(switch).to_have_text("图层 4／6")
    switch.click()
    panel.get_by_role("button", name="全部显示").click()
    expect(switch).to_have_text("图层 6")
    assert "layers" not in page.url
    assert faults == []


def test_ways_and_surfaces_are_measured_by_mouse_and_by_keys(
    live_server: Live, desk: Callable[[], Page], shots: Path
) -> None:
    page = desk()
    faults = faults_of(page)
    open_map(page, live_server)
    start = page.get_by_role("button", name="量测")
    start.click()
    expect(start).to_have_attribute("aria-pressed", "true")
    told = page.locator(".jm-tool-measure [role=status]")
    expect(told).to_contain_text("0.00 km")
    canvas = page.locator(".maplibregl-canvas")
    canvas.click(position={"x": 560, "y": 90})
    canvas.click(position={"x": 760, "y": 140})
    expect(told).to_contain_text("2 点")
    expect(told).to_contain_text(re.compile(r"[1-9]\d\.\d\d km"))
    expect(told).not_to_contain_text("面积")
    canvas.click(position={"x": 700, "y": 240})
    expect(told).to_contain_text(
        re.compile(r"面积\d[\d,]*\.\d{3} km²[\d,]+\.\d\d 公顷（[\d,]+\.\d\d 亩）")
    )
    expect(page.locator(".jm-map-picked")).to_have_count(0)  # a press measures, and asks nothing
    page.screenshot(path=shots / "desk-map-measure.png")

    page.keyboard.press("Backspace")
    expect(told).to_contain_text("2 点")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(told).to_contain_text("0 点")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("1 点")
    page.keyboard.press("Enter")  # the same point again is none
    expect(told).to_contain_text("1 点")
    page.keyboard.press("ArrowRight")
    while (
        "1 点" in told.inner_text()
    ):  # the picture glides: until it has begun to, it is that point
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)
    expect(told).to_contain_text(re.compile(r"\d\.\d\d km[2-9] 点"))
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    expect(start).to_have_attribute("aria-pressed", "false")
    assert faults == []


def test_the_bar_in_english_crowds_nothing(
    live_server: Live, desk: Callable[[], Page], shots: Path
) -> None:
    page = desk()
    field = open_map(page, live_server, more="&lang=en")
    page.get_by_role("button", name="Measure").click()
    field.fill("37.16N")
    expect(page.get_by_role("alert").filter(has_text="Only one of the two")).to_be_visible()
    assert fits(page)
    assert bar_fits(page)
    page.screenshot(path=shots / "desk-map-english.png")


def test_depots_hold_what_the_exercise_has_left(
    live_server: Live, desk: Callable[[], Page]
) -> None:
    live = live_server
    duty = live.desk("370000-duty")
    real = duty.get("/api/warehouses")["items"]
    depot = next(one for one in real if any(line["qty"] > 100 for line in one["stock"]))
    line = next(line for line in depot["stock"] if line["qty"] > 100)
    page = desk()
    open_map(page, live, "370000-duty")
    incident = parse_qs(urlsplit(page.url).query)["incident"][0]
    page.get_by_role("button", name="列表", exact=True).click()
    row = page.get_by_role("row").filter(has_text=depot["name_zh"]).filter(has_text="储备库")
    expect(row).to_contain_text(f"{line['zh']} {line['qty']:,} ")
    duty.post(
        "/api/shipments",
        incident_id=incident,
        warehouse_id=depot["id"],
        to_area=PINGYUAN,
        lines=[{"item": line["item"], "qty": 100}],
    )
    expect(row).to_contain_text(f"{line['zh']} {line['qty'] - 100:,} ")
    assert duty.get(f"/api/warehouses/{depot['id']}")["stock"] == depot["stock"]


def test_a_phone_without_webgl_shows_the_simple_map_of_its_incident(
    live_server: Live, playwright: Playwright, shots: Path
) -> None:
    incident = quake(live_server, title_zh="手机简版地图地震")
    browser = launch_without_webgl(playwright)
    page = browser.new_page(locale="zh-CN", viewport={"width": 360, "height": 640})
    page.set_default_timeout(60_000)
    sign_in_by_phone(page, live_server, "371426108-reporter")
    page.get_by_role("button", name="地图").click()
    expect(page.locator("iframe.jm-map-simple")).to_have_attribute(
        "src", re.compile(f"incident={incident['id']}")
    )
    drawn = page.frame_locator("iframe.jm-map-simple")
    expect(drawn.locator(".map-note")).to_contain_text("演练")
    page.screenshot(path=shots / "field-map-simple.png")
    browser.close()


# The names that the service's drawing shows where it was opened.
IN_VIEW = """[...frames[0].document.querySelectorAll('.area-name')].filter((name) => {
    const { left, top } = name.getBoundingClientRect()
    return left > 0 && top > 0 && left < frames[0].innerWidth && top < frames[0].innerHeight
}).map((name) => name.textContent)"""


def wait_for_drawing(page: Page, *asked: str) -> None:
    """Wait until the service's drawing is there that was asked for by just these parameters."""
    names = "[...new URLSearchParams(frames[0].location.search).keys()].join()"
    until(page, f"{names} === '{','.join(('incident', 'lang', *asked))}'")
    until(page, "frames[0].document.readyState === 'complete'")


def test_a_desk_without_webgl_switches_layers_and_finds_places_on_the_simple_map(
    live_server: Live, playwright: Playwright, shots: Path
) -> None:
    browser = launch_without_webgl(playwright)
    page = browser.new_page(locale="zh-CN", **DESK)
    page.set_default_timeout(60_000)
    faults = faults_of(page)
    sign_in(page, live_server, "371400-duty", f"/?incident={quake(live_server)['id']}")
    drawn = page.frame_locator("iframe.jm-map-simple")
    expect(drawn.locator(".map-note")).to_contain_text("库存为模拟数据")
    expect(page.get_by_role("button", name="量测")).to_have_count(0)
    switch = page.get_by_role("button", name=re.compile("^图层"))
    switch.click()
    panel = page.get_by_role("group", name="图层")
    expect(panel).to_contain_text(re.compile("静默县.*简版地图不画"))
    page.screenshot(path=shots / "desk-map-simple-layers.png")
    panel.get_by_label("储备库与调运").uncheck()
    panel.get_by_label("边界与名称").uncheck()
    expect(switch).to_have_text("图层 4／6")
    wait_for_drawing(page, "layers")
    expect(drawn.locator(".map-note")).to_have_text("演练 EXERCISE")
    expect(drawn.locator(".area-name")).to_have_count(0)
    panel.get_by_role("button", name="全部显示").click()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    wait_for_drawing(page)
    expect(drawn.locator(".area-name").first).to_be_attached()

    field = page.get_by_role("combobox", name="地名、代码、坐标")
    field.fill("威海市")
    expect(page.get_by_role("option").first).to_contain_text("威海市")
    page.keyboard.press("Enter")
    card = page.locator(".jm-tool-card")
    expect(card).to_contain_text(re.compile(r"威海市.*\d\d\.\d{4}°N \d{3}\.\d{4}°E"))
    wait_for_drawing(page, "unit", "lon", "lat", "label")
    until(page, f"{IN_VIEW}.includes('威海市') && !{IN_VIEW}.includes('德州市')")
    page.wait_for_timeout(500)  # Leaflet fades its picture in
    page.screenshot(path=shots / "desk-map-simple-found.png")
    card.get_by_role("button", name="清除").click()
    wait_for_drawing(page)
    assert fits(page)
    assert faults == []
    browser.close()
