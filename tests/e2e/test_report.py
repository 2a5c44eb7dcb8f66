"""The loss report at the desk: filled from below, a fault met and mended, sent, read again."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Contexts, Live, faults_of
from tests.e2e.desk import sign_in

pytestmark = pytest.mark.browser

DESK = {"viewport": {"width": 1366, "height": 768}}
PINGYUAN = 371426000000


def report_from_townships(live: Live, incident: str) -> int:
    """Let every township report; the first does not know its injured. Return how many there are."""
    county = live.desk("371426-duty")
    towns = county.get("/api/areas", parent=PINGYUAN, tier=4, limit=100)["items"]
    for place, town in enumerate(towns):
        injured = {"injured": 2} if place else {}
        county.post(
            "/api/reports",
            incident_id=incident,
            area=town["code"],
            kind="INITIAL",
            figures={"affected": 100, "deaths": 0, "collapsed_rooms": 6} | injured,
        )
    return len(towns)


def start_report(page: Page, live: Live, external_id: str) -> dict[str, Any]:
    """Open the form of the county about an earthquake in an exercise of its own."""
    incident = live.earthquake(
        world_id=live.exercise(), external_id=external_id, lon=117.0, lat=36.6
    )
    sign_in(page, live, "371426-duty", f"/reports?incident={incident['id']}")
    return incident


def field(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def test_a_county_reports_from_below(live_server: Live, context_of: Contexts, shots: Path) -> None:
    live = live_server
    incident = live.earthquake(world_id=live.exercise())
    towns = report_from_townships(live, incident["id"])
    page = context_of(**DESK).new_page()
    faults = faults_of(page)
    sign_in(page, live, "371426-duty", f"/reports?incident={incident['id']}")

    row = page.get_by_role("row", name="因灾受伤人口")
    expect(row).to_contain_text(f"至少 {2 * (towns - 1)} 缺 1 乡镇")
    expect(page.get_by_role("row", name="受灾人口").first).to_contain_text(f"乡镇 {towns}／{towns}")
    expect(page.get_by_text("因旱")).to_have_count(0)  # an earthquake does not ask for it
    field(page, "倒塌房屋").fill("80")
    page.get_by_role("button", name="汇总下级").click()
    dialog = page.get_by_role("dialog", name="汇总下级")
    expect(dialog).to_contain_text(f"80 → {6 * towns}")
    dialog.get_by_role("button", name="填入").click()
    expect(dialog).to_be_hidden()
    expect(field(page, "受灾人口")).to_have_value(f"{100 * towns:,}")
    expect(field(page, "因灾死亡人口")).to_have_value("0")
    expect(field(page, "倒塌房屋")).to_have_value("80")  # typed: not asked to be overwritten
    expect(field(page, "因灾受伤人口")).to_have_value("")  # a part is unknown
    expect(page.get_by_text("1 格下级未报全，未填")).to_be_visible()

    field(page, "因灾受伤人口").fill("24")
    field(page, "其中：重伤人口").fill("30")
    send = page.get_by_role("button", name="上报市级")
    expect(send).to_have_text("上报市级 · 1 格须改")
    expect(send).to_be_disabled()
    page.reload()
    expect(field(page, "其中：重伤人口")).to_have_value("30")
    expect(page.locator(".jm-page-foot")).to_contain_text("已自动保存")
    severe = field(page, "其中：重伤人口")
    expect(severe).to_have_attribute("aria-invalid", "true")
    page.screenshot(path=shots / "report.png")
    page.keyboard.press("F8")
    expect(severe).to_be_focused()
    severe.fill("3")

    warning = page.locator(".jm-finding").filter(has_text="V32")
    expect(warning).to_contain_text(f"倒塌房屋 80 与下级合计 {6 * towns} 不一致")
    expect(send).to_have_text("上报市级 · 1 处待确认")
    warning.get_by_role("button", name="写原因").click()
    page.keyboard.type("县城另查实 8 间")
    page.keyboard.press("Enter")
    expect(send).to_have_text("上报市级")
    send.click()
    expect(page.locator(".jm-page-foot")).to_contain_text("已收到")
    expect(severe).to_have_value("")

    (sent,) = live.desk("371426-duty").get(
        f"/api/incidents/{incident['id']}/reports", area=PINGYUAN
    )["items"]
    assert (sent["kind"], sent["seq"]) == ("INITIAL", 1)
    stated = {"injured": 24, "severely_injured": 3, "collapsed_rooms": 80}
    assert {code: sent["figures"][code] for code in stated} == stated
    assert sent["findings"][0]["reason"] == "县城另查实 8 间"
    page.reload()
    expect(severe).to_have_value("")

    tabs = page.get_by_role("navigation", name="各期报表")
    expect(tabs.get_by_role("link", name="续报 1")).to_have_attribute("aria-current", "page")
    tabs.get_by_role("link", name="初报").click()
    expect(page.locator(".jm-page-foot")).to_contain_text(sent["receipt_no"])
    expect(page.get_by_role("row", name="因灾受伤人口")).to_contain_text("24")
    expect(page.get_by_role("textbox")).to_have_count(0)
    assert faults == []


def test_a_nil_report_is_sent_with_two_presses_and_a_closed_incident_says_so(
    live_server: Live, context_of: Contexts
) -> None:
    live, page = live_server, context_of(**DESK).new_page()
    faults = faults_of(page)
    incident = start_report(page, live, "nil")
    nil = page.get_by_role("button", name="零报（无变化）")
    field(page, "因灾受伤人口").fill("1")
    expect(nil).to_be_disabled()  # what is typed must not be lost by a nil report
    field(page, "因灾受伤人口").fill("")
    nil.click()
    page.get_by_role("dialog").get_by_role("button", name="上报").click()
    expect(page.locator(".jm-page-foot")).to_contain_text("已收到")
    (sent,) = live.desk("371426-duty").get(
        f"/api/incidents/{incident['id']}/reports", area=PINGYUAN
    )["items"]
    assert sent["nil_report"]
    assert sent["figures"]["injured"] == 0

    province, path = live.desk("370000-duty"), f"/api/incidents/{incident['id']}"
    province.post(f"{path}/verify")
    province.post(f"{path}/close", reason="演练结束")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("不再接收报表")
    assert faults == []


def test_a_report_that_was_sent_is_no_draft_though_its_form_was_left(
    live_server: Live, context_of: Contexts
) -> None:
    live, page = live_server, context_of(**DESK).new_page()
    faults = faults_of(page)
    start_report(page, live, "left")
    rail = page.get_by_role("navigation", name="金民")
    note = page.get_by_label("文字说明")
    note.fill("余震 52 次")
    under_way: list[Route] = []

    def hold(route: Route) -> None:
        under_way.append(route)

    page.route("**/api/reports", hold)
    page.get_by_role("button", name="零报（无变化）").click()
    with page.expect_request("**/api/reports"):
        page.get_by_role("dialog").get_by_role("button", name="上报").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    rail.get_by_role("link", name="指令").click()
    expect(page.get_by_role("heading", name="指令")).to_be_visible()
    with page.expect_response("**/api/reports"):
        under_way[0].continue_()
    rail.get_by_role("link", name="报灾").click()
    expect(note).to_have_value("")
    expect(page.get_by_role("link", name="续报 1")).to_have_attribute("aria-current", "page")
    assert faults == []


def test_a_phone_that_opens_the_desk_lands_in_the_field_page(
    live_server: Live, context_of: Contexts
) -> None:
    page = context_of(viewport={"width": 360, "height": 640}).new_page()
    faults = faults_of(page)
    page.goto(live_server.url)
    page.locator("#jm-account").fill("371426108-reporter")
    page.locator("#jm-password").fill(live_server.password)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/field"))
    expect(page.get_by_role("button", name="上报")).to_be_visible()
    assert faults == []
