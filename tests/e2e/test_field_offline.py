"""A phone reports without a network: nothing is lost, nothing arrives twice."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Contexts, Live, faults_of
from tests.e2e.field import (
    COUNTY,
    PHONE,
    TOWN,
    figure,
    give_photo,
    reports_of,
    sign_in,
    wait_for_worker,
)

pytestmark = [pytest.mark.browser, pytest.mark.commits]


def test_a_phone_reports_offline_and_delivers_once(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise())
    context = context_of(**PHONE)
    page = context.new_page()
    faults = faults_of(page)
    sign_in(page, live_server, "371426108-reporter")
    expect(page.get_by_text("德州平原5.5级地震").first).to_be_visible()
    expect(page.get_by_text("实测")).to_be_visible()
    wait_for_worker(page)

    context.set_offline(True)
    for _ in range(3):
        page.get_by_label("倒塌房屋 加一").click()
    figure(page, "严重损坏").fill("12")
    page.get_by_label("受伤 加一").click()
    give_photo(page)
    expect(page.locator("figure img")).to_have_count(1)
    page.screenshot(path=shots / "field-report.png")

    # Switched off in the middle of writing: the draft and its photo are still there.
    page.reload()
    expect(figure(page, "倒塌房屋")).to_have_value("3")
    expect(figure(page, "死亡失踪")).to_have_value("")
    expect(page.locator("figure img")).to_have_count(1)

    page.get_by_role("button", name="发送报告").click()
    expect(page.get_by_role("heading", name="已存本机")).to_be_visible()
    page.get_by_role("button", name=re.compile("^待发送")).click()
    expect(page.get_by_text("无网络").last).to_be_visible()
    page.reload()
    expect(page.get_by_text("王打卦镇 初报")).to_be_visible()
    expect(page.get_by_text("照片 1 张")).to_be_visible()
    page.screenshot(path=shots / "field-queue.png")
    page.get_by_role("button", name=re.compile("^短信编码")).click()
    expect(page.locator("code")).to_contain_text(
        f"JM1 {incident['no']} 371426108 I C3 S12 I1 @37.1"
    )
    page.get_by_role("button", name="二维码转交").click()
    expect(page.get_by_role("img", name="二维码转交")).to_be_visible()
    assert reports_of(live_server, incident["id"], TOWN) == []

    context.set_offline(False)
    expect(page.get_by_role("heading", name="没有待发送的")).to_be_visible()
    page.get_by_role("button", name="查看").first.click()
    expect(page.get_by_text("平原县收到")).to_be_visible()
    expect(page.get_by_text(re.compile("^回执 371426108000-01-"))).to_be_visible()
    expect(page.get_by_text("已校验")).to_be_visible()
    expect(page.get_by_text("汇入平原县下一次上报")).to_be_visible()
    live_server.desk("371426-duty").post(
        "/api/reports", incident_id=incident["id"], kind="INITIAL", figures={"injured": 10}
    )
    expect(page.get_by_text("汇入平原县初报 第 1 号")).to_be_visible()
    page.screenshot(path=shots / "field-receipt.png")

    (report,) = reports_of(live_server, incident["id"], TOWN)
    assert report["figures"] == {"collapsed_rooms": 3, "severe_rooms": 12, "injured": 1}
    assert (report["kind"], report["source"], len(report["photos"])) == ("INITIAL", "field", 1)
    assert (report["lon"], report["lat"]) == (116.35, 37.185)
    for repeat in ("online", "visibilitychange"):
        page.evaluate(f"dispatchEvent(new Event('{repeat}'))")
    page.reload()
    expect(page.get_by_text("平原县收到")).to_be_visible()
    assert len(reports_of(live_server, incident["id"], TOWN)) == 1
    assert faults == []


def test_a_county_sends_its_first_report_in_few_taps(
    live_server: Live, context_of: Contexts, capsys: pytest.CaptureFixture[str]
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), title_zh="首报用时演练")
    context = context_of(**PHONE)
    page = context.new_page()
    sign_in(page, live_server, "371426-duty")
    expect(page.get_by_text("首报用时演练").first).to_be_visible()
    # Every tap on the glass is counted; the figures are typed or stepped beside it.
    page.evaluate("""() => {
        window.taps = 0
        const beside = (e) => e.target.closest('.stepper') !== null
        addEventListener('click', (e) => { if (e.isTrusted && !beside(e)) window.taps += 1 }, true)
    }""")
    figure(page, "倒塌房屋").fill("74")
    figure(page, "受伤").fill("10")
    page.get_by_role("button", name="发送报告").click()
    expect(page.get_by_text("德州市收到")).to_be_visible()
    expect(page.get_by_text(re.compile("^回执 371426000000-01-"))).to_be_visible()
    taps = page.evaluate("window.taps")
    with capsys.disabled():
        print(f"\ncounty 初报 on a 360x640 phone: {taps} taps beside the figures (≤ 6)")  # noqa: T201
    assert 1 <= taps <= 6
    (report,) = reports_of(live_server, incident["id"], COUNTY)
    assert (report["kind"], report["figures"]) == (
        "INITIAL",
        {"collapsed_rooms": 74, "injured": 10},
    )


def test_an_order_reaches_the_phone_and_is_answered_without_a_network(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), title_zh="指令演练")
    context = context_of(**PHONE)
    page = context.new_page()
    sign_in(page, live_server, "371426108-reporter")
    county = live_server.desk("371426-duty")
    order = county.order(incident["id"], TOWN, "核对严损房屋是否住人")
    page.get_by_role("button", name="指令").click()
    expect(page.get_by_role("heading", name="核对严损房屋是否住人")).to_be_visible()
    page.screenshot(path=shots / "field-orders.png")
    context.set_offline(True)
    page.get_by_role("button", name="接受").click()
    expect(page.get_by_text("回复待发送")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_role("button", name="报告完成")).to_be_visible()
    assert county.get(f"/api/orders/{order['id']}")["state"] == "accepted"
