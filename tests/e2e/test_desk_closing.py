"""Ending things at the desk: merging, closing, waiving, counting goods; what is refused is said."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dispatch.stock.seed import warehouse_id
from tests.e2e.conftest import ORIGIN_TIME, Contexts, Live, faults_of
from tests.e2e.desk import DESK, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.commits]

JINAN, PINGYUAN = 370100000000, 371426000000
PATIENCE = 60_000  # milliseconds: the machine may be busy with other sites


def still_desk(context_of: Contexts) -> Page:
    """Open a desk of somebody who has switched motion off: every dialog must show all the same."""
    context = context_of(**DESK, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def shows(page: Page) -> None:
    """Assert that a dialog is seen: one that is transparent still counts as visible."""
    expect(page.locator(".ant-modal")).to_have_css("opacity", "1")


def test_a_twin_is_merged_and_what_is_over_is_closed(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    world = live_server.exercise()
    wide = live_server.earthquake(world_id=world, external_id="wide")
    twin = live_server.earthquake(
        world_id=world,
        external_id="twin",
        title_zh="平原地震（重复录入）",
        magnitude=4.4,
        lon=116.5,
        occurred_at=(ORIGIN_TIME - timedelta(minutes=2)).isoformat(),
    )
    live_server.earthquake(
        world_id=live_server.exercise(), external_id="elsewhere", title_zh="另一场演练"
    )
    province = live_server.desk("370000-duty")
    page = still_desk(context_of)
    faults = faults_of(page)
    sign_in(page, live_server, "370000-duty", f"/incidents?incident={wide['id']}")
    record, dialog = page.locator(".jm-record"), page.get_by_role("dialog")

    # Refused: the narrow one does not cover the wide one's area.
    record.get_by_role("button", name="合并…").click()
    expect(dialog).to_contain_text(f"合并 · {wide['no']}")
    expect(dialog.get_by_label("理由")).to_be_focused()
    expect(dialog.get_by_role("button", name="合并")).to_be_disabled()
    page.keyboard.type("同一次地震")
    expect(dialog.get_by_role("button", name="合并")).to_be_disabled()
    dialog.get_by_label("并入").click()
    choices = page.locator(".ant-select-item-option")
    expect(choices).to_have_count(1)  # nothing of another exercise
    choices.filter(has_text=twin["no"]).click()
    dialog.get_by_role("button", name="合并").click()
    expect(dialog.get_by_role("alert")).to_contain_text("未涵盖本事件的区域")
    shows(page)
    page.screenshot(path=shots / "desk-merge-refused.png")
    page.keyboard.press("Escape")  # what is written is not lost by it
    expect(dialog.get_by_label("理由")).to_have_value("同一次地震")
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()

    page.get_by_role("row").filter(has_text="重复录入").click()
    record.get_by_role("button", name="合并…").click()
    dialog.get_by_label("并入").click()
    choices.filter(has_text=wide["no"]).click()
    dialog.get_by_label("理由").fill("同一次地震，电话与台网各录一次")
    shows(page)
    page.screenshot(path=shots / "desk-merge.png")
    dialog.get_by_role("button", name="合并").click()
    expect(record).to_contain_text("已合并")
    expect(record).to_contain_text(wide["no"])
    expect(record.get_by_role("button", name="合并…")).to_have_count(0)
    assert province.get(f"/api/incidents/{twin['id']}")["merged_into"] == wide["id"]

    # Closed against the version that was read: what a colleague changed meanwhile is said.
    page.get_by_role("row").filter(has_text="德州平原5.5级").click()
    record.get_by_role("button", name="核实").click()
    record.get_by_role("button", name="结束…").click()
    dialog.get_by_label("理由").fill("震感轻微，无灾情")
    province.move(f"/api/incidents/{wide['id']}", "edit", depth_km=12, reason="台网复核")
    expect(record).to_contain_text("12")
    dialog.get_by_role("button", name="结束").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    shows(page)
    page.screenshot(path=shots / "desk-close-stale.png")
    dialog.get_by_role("button", name="取消").click()
    record.get_by_role("button", name="结束…").click()
    dialog.get_by_label("理由").fill("震感轻微，无灾情")
    shows(page)
    page.screenshot(path=shots / "desk-close.png")
    dialog.get_by_role("button", name="结束").click()
    expect(dialog).to_be_hidden()
    expect(record).to_contain_text("已结束")
    expect(record.get_by_role("button", name="结束…")).to_have_count(0)
    page.screenshot(path=shots / "desk-closed.png")
    assert province.get(f"/api/incidents/{wide['id']}")["state"] == "closed"
    assert faults == []


def test_a_task_is_waived_with_a_reason(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), external_id="waived")
    page = still_desk(context_of)
    faults = faults_of(page)
    sign_in(page, live_server, "371426-duty", f"/duty?incident={incident['id']}")
    expect(page.get_by_text("尚无任务")).to_be_visible()
    live_server.start_the_county(incident["id"])
    rows = page.locator("tr[data-row]")
    expect(rows.first).to_be_visible()
    task = rows.first.locator("b").first.inner_text()
    rows.first.get_by_role("button", name="免办…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(task)
    expect(dialog.get_by_label("理由")).to_be_focused()
    page.keyboard.type("无")
    expect(dialog.get_by_role("button", name="免办")).to_be_disabled()
    page.keyboard.type("旅游景区，辖区不涉及")
    shows(page)
    page.screenshot(path=shots / "desk-waive.png")
    dialog.get_by_role("button", name="免办").click()
    expect(dialog).to_be_hidden()
    waived = rows.filter(has_text="免办").filter(has_text="辖区不涉及")
    expect(waived).to_contain_text(task)
    expect(waived.get_by_role("button")).to_have_count(0)
    page.screenshot(path=shots / "desk-waived.png")
    assert faults == []


def test_less_is_received_than_was_sent_and_says_so(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), external_id="received")
    shipment = live_server.desk("370000-duty").post(
        "/api/shipments",
        incident_id=incident["id"],
        warehouse_id=str(warehouse_id(JINAN)),
        to_area=PINGYUAN,
        lines=[{"item": "tent_12", "qty": 100}, {"item": "quilt", "qty": 1200}],
    )
    page = still_desk(context_of)
    faults = faults_of(page)
    sign_in(page, live_server, "371426-duty", f"/dispatch?incident={incident['id']}")
    row = page.locator("tr[data-row]")
    expect(row).to_contain_text("已下达")
    expect(row.get_by_role("button")).to_have_count(0)  # it leaves by the depot's hand
    live_server.desk("370100-duty").move(f"/api/shipments/{shipment['id']}", "depart")
    row.get_by_role("button", name="到达").click()
    row.get_by_role("button", name="接收…").click()
    dialog = page.get_by_role("dialog")
    take = dialog.get_by_role("button", name="登记接收")
    expect(take).to_be_enabled()
    quilts = dialog.get_by_label("棉被")
    quilts.fill("1300")
    expect(dialog.get_by_role("alert")).to_contain_text("比发出多 100 床")
    expect(take).to_be_disabled()
    quilts.fill("1150")
    expect(dialog.get_by_role("status")).to_contain_text("少 50 床")
    expect(take).to_be_disabled()
    dialog.get_by_label("短少原因").fill("途中淋湿 50 床")
    shows(page)
    page.screenshot(path=shots / "desk-receive-short.png")
    take.click()
    expect(dialog).to_be_hidden()
    expect(row).to_contain_text("已接收")
    expect(row).to_contain_text("实收 1,150，少 50")
    expect(row).to_contain_text("途中淋湿 50 床")
    page.screenshot(path=shots / "desk-received.png")
    found = live_server.desk("370000-duty").get(f"/api/shipments/{shipment['id']}")
    assert [line["received"] for line in found["lines"]] == [100, 1150]
    assert faults == []
