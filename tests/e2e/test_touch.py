"""Fingers in place of a pointer: the desk's map on a tablet, the phone's map as a list."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import field
from tests.e2e.conftest import Contexts, Live, faults_of
from tests.e2e.test_desk_map import open_map

pytestmark = [pytest.mark.browser, pytest.mark.commits]

TABLET: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 800},
    "has_touch": True,
    "is_mobile": False,
}
TARGETS = ".jm-map button, .jm-map input[role], .jm-tool-panel label, .jm-tool-list li"


def too_small(page: Page, least: int) -> list[str]:
    """Return what a finger is to hit on the map and is lower or narrower than `least` pixels."""
    small = []
    for target in page.locator(TARGETS).all():
        box = target.bounding_box()
        if box and min(box["width"], box["height"]) < least:
            small.append(f"{target.get_attribute('class')} {target.inner_text()} {box}")
    return small


def tap_map(page: Page, x: int, y: int) -> None:
    """Tap the map's picture at a place of it."""
    box = page.locator(".maplibregl-canvas").bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + x, box["y"] + y)


def button(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("button", name=name)


def test_the_bar_of_the_desk_s_map_is_worked_with_fingers(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    page = context_of(**TABLET).new_page()
    faults = faults_of(page)
    search = open_map(page, live_server)
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    assert too_small(page, 36) == []

    layers = button(page, re.compile("^图层"))
    layers.tap()
    panel = page.get_by_role("group", name="图层")
    panel.get_by_text("影响范围").tap()
    expect(layers).to_have_text("图层 5／6")
    assert too_small(page, 36) == []
    page.screenshot(path=shots / "tablet-map-layers.png")
    panel.get_by_role("button", name="全部显示").tap()
    expect(layers).to_have_text("图层 6")
    layers.tap()
    expect(panel).to_have_count(0)
    layers.tap()
    tap_map(page, 560, 300)  # beside it: closed, too
    expect(panel).to_have_count(0)

    search.tap()
    search.fill("威海市")
    offered = page.get_by_role("listbox").get_by_role("option")
    expect(offered.first).to_contain_text("威海市")
    assert too_small(page, 36) == []
    page.screenshot(path=shots / "tablet-map-search.png")
    offered.first.tap()
    expect(offered).to_have_count(0)
    card = page.locator(".jm-tool-card")
    expect(card).to_contain_text("威海市")
    chip = button(page, "视野外").filter(has_text="震中")
    expect(chip).to_be_visible()
    assert too_small(page, 36) == []
    page.screenshot(path=shots / "tablet-map-found.png")
    chip.tap()
    expect(chip).to_have_count(0)
    card.get_by_role("button", name="清除").tap()
    expect(card).to_have_count(0)

    button(page, "量测").tap()
    told = page.locator(".jm-tool-measure [role=status]")
    for n, (x, y) in enumerate([(420, 250), (560, 210), (520, 310)], 1):
        tap_map(page, x, y)
        expect(told).to_contain_text(f"{n} 点")
    expect(told).to_contain_text(re.compile(r"面积\d[\d,]*\.\d{3} km²"))
    expect(page.locator(".jm-map-picked")).to_have_count(0)
    assert too_small(page, 36) == []
    page.screenshot(path=shots / "tablet-map-measure.png")
    button(page, "去末点").tap()
    expect(told).to_contain_text("2 点")
    button(page, "结束").tap()
    expect(told).to_have_count(0)

    button(page, "列表").tap()
    rows = page.get_by_role("region", name="列表").locator("tbody")
    expect(rows).to_contain_text("震中")
    assert too_small(page, 36) == []
    page.screenshot(path=shots / "tablet-map-list.png")
    page.locator(".jm-map-as-list").tap()
    expect(rows).to_have_count(0)
    assert faults == []


def test_the_phone_s_map_is_a_list_without_a_network(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), title_zh="列表演练")
    live_server.desk("371426-duty").post(
        "/api/reports", incident_id=incident["id"], kind="INITIAL", figures={"injured": 10}
    )
    context = context_of(**field.PHONE)
    page = context.new_page()
    faults = faults_of(page)
    field.sign_in(page, live_server, "371426-duty")
    field.report_on(page, "列表演练")
    field.wait_for_worker(page)
    context.set_offline(True)  # the map was never opened: its outlines are not on the phone
    page.get_by_role("navigation").get_by_role("button", name="地图").tap()
    rows = page.get_by_role("region", name="列表").locator("tbody")
    expect(rows).to_contain_text("震中M5.5 37.16°N 116.34°E")
    page.screenshot(path=shots / "field-map-list.png")
    assert too_small(page, 46) == []
    switch = page.locator(".jm-map-as-list")
    switch.tap()
    expect(page.get_by_role("alert").filter(has_text="底图未能读取")).to_be_visible()
    expect(rows).to_have_count(0)
    switch.tap()
    expect(rows).to_contain_text("震中")
    assert faults == []
