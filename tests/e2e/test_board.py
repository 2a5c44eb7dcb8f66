"""The board in a browser: tiers, figures, chart, official map, decisions, as a leader sees them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import Live, faults_of

pytestmark = pytest.mark.browser

WORKER_STARTS = 90_000
PINGYUAN = 371426000000


def test_a_leader_reads_the_board(
    live_server: Live, context_of: Callable[..., BrowserContext], shots: Path
) -> None:
    live = live_server
    incident = live.earthquake(world_id=live.exercise())
    path = f"/api/incidents/{incident['id']}"
    live.desk("370000-duty").post(f"{path}/verify")
    page = context_of(viewport={"width": 1280, "height": 800}).new_page()
    faults = faults_of(page)
    page.goto(live.url + f"/board?incident={incident['id']}")
    page.locator("#jm-account").fill("371400-leader")
    page.locator("#jm-password").fill(live.password)
    page.keyboard.press("Enter")

    expect(page.get_by_text("德州平原5.5级地震").first).to_be_visible()
    expect(page.get_by_role("button", name="死亡失踪")).to_contain_text("—")
    tiers = page.locator(".jm-board-tiers")
    expect(tiers.locator(".jm-level-proposed").first).to_be_visible(timeout=WORKER_STARTS)

    live.desk("371426-duty").post(
        "/api/reports",
        incident_id=incident["id"],
        kind="INITIAL",
        figures={"deaths": 0, "missing": 0, "injured": 10, "collapsed_rooms": 74},
        reasons={"V16": "初报先报人员与倒塌房屋"},
    )
    expect(page.get_by_role("button", name="受伤")).to_contain_text("10")
    row = page.get_by_role("row", name="平原县")
    expect(row).to_contain_text("74")

    live.desk("370000-duty").post(
        f"{path}/footprints",
        kind="official",
        source_zh="中国地震局 2023-08-08",
        strike_deg=45,
        long_km=29,
        short_km=18,
        max_intensity=7,
        area_vi_km2=412,
        area_vii_km2=16,
    )
    expect(page.get_by_text("虚线为初次估计")).to_be_visible(timeout=WORKER_STARTS)
    expect(page.locator(".jm-map-canvas")).to_have_attribute("data-ready", "yes")
    expect(page.locator(".jm-chart canvas")).to_be_visible()

    page.get_by_role("button", name="受伤").click()
    expect(page.get_by_role("dialog")).to_contain_text("数值来历")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.screenshot(path=shots / "board.png")

    tiers.get_by_role("button").filter(has=page.locator(".jm-level-proposed")).first.focus()
    page.keyboard.press("F2")
    ledger = page.get_by_role("dialog", name="数值来历")
    expect(ledger).to_contain_text("决定人")
    expect(ledger).to_contain_text("阈值")
    page.keyboard.press("Escape")
    expect(ledger).to_be_hidden()

    row.click()
    expect(page.get_by_role("button", name="各县")).to_be_visible()
    assert faults == []
