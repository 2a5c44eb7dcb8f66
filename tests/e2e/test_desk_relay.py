"""A township without a network reads its report out; the county's desk types it in and sends it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Contexts, Live, faults_of
from tests.e2e.desk import DESK
from tests.e2e.desk import sign_in as sit_down
from tests.e2e.field import PHONE, TOWN, line_of, reports_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.commits]


def line_of_a_phone(live: Live, context_of: Contexts) -> str:
    """Report on a phone that has lost its network; return the line it offers instead."""
    cut = context_of(**PHONE)
    phone = cut.new_page()
    sign_in(phone, live, "371426108-reporter")
    expect(phone.get_by_text("德州平原5.5级地震").first).to_be_visible()
    cut.set_offline(True)
    phone.get_by_role("textbox", name="倒塌房屋").fill("3")
    phone.get_by_role("textbox", name="受伤").fill("0")
    phone.get_by_role("button", name="发送报告").click()
    return line_of(phone)


def said(page: Page, wanted: str) -> None:
    """Expect what the dialog says about the line."""
    expect(page.locator("#jm-relay-wrong")).to_contain_text(wanted)


def test_a_line_heard_on_the_telephone_becomes_the_townships_report(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    live = live_server
    incident = live.earthquake(world_id=live.exercise())
    line = line_of_a_phone(live, context_of)
    page = context_of(**DESK).new_page()
    faults = faults_of(page)
    sit_down(page, live, "371426-duty", f"/reports/matrix?incident={incident['id']}")
    page.get_by_role("button", name="录入短信编码").click()
    dialog = page.get_by_role("dialog", name="录入短信编码")
    box, send = dialog.get_by_role("textbox"), dialog.get_by_role("button", name="代发")
    expect(box).to_be_focused()
    expect(send).to_be_disabled()

    box.fill(" ".join(line.split(" ")[:2]))
    said(page, "还缺单位代码")
    box.fill(line.replace(incident["no"], "E-999999-2023-0806-01"))
    said(page, "没有编号为 E-999999-2023-0806-01 的事件")
    box.fill(line.replace("371426108", "371427101"))
    said(page, "不在本单位范围内")
    box.fill(line.replace("371426108", "371426999"))
    said(page, "没有代码为 371426999000 的单位")
    box.fill(line.replace(" C3", " C8"))
    said(page, "与内容不符")
    expect(send).to_be_disabled()
    expect(dialog).to_have_css("opacity", "1")
    page.screenshot(path=shots / "desk-relay-fault.png", animations="disabled")

    box.fill(f"王打卦镇：{line.lower()}。")
    expect(page.locator("#jm-relay-wrong")).to_have_text("")
    read = dialog.locator(".jm-relay-read")
    for part in ("德州平原5.5级地震", "王打卦镇", "该单位尚未报送", "初报", "3 间", "0 人", "不明"):
        expect(read).to_contain_text(part)
    expect(send).to_be_enabled()
    page.screenshot(path=shots / "desk-relay.png", animations="disabled")
    send.click()
    answer = dialog.get_by_text("已收到 王打卦镇 初报 第 1 号")
    expect(answer).to_be_visible()
    expect(box).to_have_value("")
    expect(box).to_be_focused()  # for the next one
    page.screenshot(path=shots / "desk-relay-sent.png", animations="disabled")

    (report,) = reports_of(live, incident["id"], TOWN)
    expect(answer).to_contain_text(report["receipt_no"])
    assert report["figures"] == {"collapsed_rooms": 3, "injured": 0}
    assert (report["kind"], report["source"]) == ("INITIAL", "field")
    assert report["note_zh"] == "转交自 王打卦镇"

    # The same line once more: first while the dialog remembers it, then anew.
    box.fill(line)
    expect(read).to_contain_text("已收到该单位 1 份")
    send.click()
    expect(box).to_have_value("")
    expect(answer).to_have_count(1)
    dialog.get_by_role("button", name="关闭", exact=True).last.click()
    expect(dialog).to_be_hidden()
    page.screenshot(path=shots / "desk-relay-matrix.png", animations="disabled")
    page.get_by_role("button", name="录入短信编码").click()
    box.fill(line)
    send.click()
    expect(dialog.get_by_role("alert")).to_contain_text("已由本账号代发过")
    assert len(reports_of(live, incident["id"], TOWN)) == 1
    assert faults == []
