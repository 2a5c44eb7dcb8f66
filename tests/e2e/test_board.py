"""The board in a browser: tiers, figures, chart, official map, decisions, as a leader sees them."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from command.scenario.acts import footprint_of
from command.scenario.story import load_story
from tests.e2e.conftest import Contexts, Live, faults_of
from tests.e2e.desk import sign_in

pytestmark = pytest.mark.browser

WORKER_STARTS = 90_000


def official_map() -> dict[str, Any]:
    """Return the footprint that was published of this earthquake, as the scenario holds it."""
    (step,) = [step for step in load_story().steps if step.do == "footprint"]
    return footprint_of(step)


def test_a_leader_reads_the_board(live_server: Live, context_of: Contexts, shots: Path) -> None:
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

    live.desk("370000-duty").post(f"{path}/footprints", **official_map())
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

    city = page.get_by_role("heading", name="德州市", exact=True)
    expect(city).to_be_visible()
    row.click()
    expect(page.get_by_role("heading", name="平原县", exact=False).first).to_contain_text("平原县")
    expect(page.get_by_role("heading", name="估计与上报")).to_contain_text("平原县")
    expect(row).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("button", name="受伤")).to_contain_text("10")
    expect(page.get_by_role("button", name="受伤")).not_to_contain_text("≥")  # the county's own
    page.screenshot(path=shots / "board-county.png")
    page.get_by_role("button", name="返回德州市").click()
    expect(city).to_be_visible()
    expect(page.get_by_role("heading", name="估计与上报")).not_to_contain_text("平原县")

    other = live.desk("371425-duty").post(
        "/api/reports", incident_id=incident["id"], kind="INITIAL", figures={"injured": 14}
    )
    live.desk("371400-duty").post(f"/api/reports/{other['id']}/verify")
    page.reload()
    injured = page.get_by_role("button", name="受伤")
    expect(injured).to_contain_text("24")
    injured.click()
    ledger = page.get_by_role("dialog", name="数值来历")
    expect(ledger.locator(".jm-mark-verified")).to_be_visible()  # the 14, which are not the whole
    page.keyboard.press("Escape")
    expect(ledger).to_be_hidden()
    expect(injured.locator(".jm-mark-reported")).to_be_visible()
    expect(injured).to_contain_text("24")

    page.locator(".jm-top-user > button").click()
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem", name="指令")).to_be_visible()
    page.screenshot(path=shots / "board-menu.png")
    menu.get_by_role("menuitem", name="态势").click()
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="列表").click()
    mark = page.get_by_role("region", name="列表").get_by_role("row", name="受灾点 · 上报")
    expect(mark).to_contain_text("平原县")
    expect(mark).to_contain_text("倒塌房屋 74 间")
    page.goto(live.url + f"/estimates?incident={incident['id']}")
    expect(page.get_by_role("table", name="分市").get_by_role("row", name="德州市")).to_be_visible()
    expect(page.get_by_role("table", name="分县").get_by_role("row", name="平原县")).to_be_visible()
    page.screenshot(path=shots / "estimates.png")
    assert faults == []


def test_a_city_chases_a_county_from_the_matrix(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    live = live_server
    incident = live.earthquake(world_id=live.exercise(), external_id="chased")
    live.desk("370000-duty").post(f"/api/incidents/{incident['id']}/verify")
    page = context_of(viewport={"width": 1366, "height": 768}).new_page()
    faults = faults_of(page)
    sign_in(
        page, live, "371400-duty", f"/reports/matrix?incident={incident['id']}&area=371426000000"
    )
    page.get_by_role("button", name="下达催报指令").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="平原县")).to_be_checked()
    expect(dialog.get_by_label("标题")).to_have_value("催报：立即报送灾情")
    expect(dialog).to_have_css("opacity", "1")
    page.screenshot(path=shots / "matrix-chase.png", animations="disabled")
    dialog.get_by_role("button", name="下达 1 个单位").click()
    expect(dialog).to_be_hidden()
    orders = live.desk("371426-duty").get("/api/orders", incident_id=incident["id"])["items"]
    assert [(one["to_name"], one["title_zh"]) for one in orders] == [
        ("平原县", "催报：立即报送灾情")
    ]
    page.screenshot(path=shots / "matrix.png")
    assert faults == []
