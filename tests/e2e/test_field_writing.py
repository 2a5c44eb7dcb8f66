"""What is written on a phone stays: late places and photos, newer events, a full storage, codes."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ORIGIN_TIME, Contexts, Live, faults_of, until
from tests.e2e.field import (
    COUNTY,
    PHONE,
    TOWN,
    figure,
    give_photo,
    line_of,
    report_on,
    reports_of,
    sign_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.commits]


# A place and a photo that come when the test lets them, as on a slow phone.
SLOW_PHONE = """
navigator.geolocation.getCurrentPosition = (done) => {
    const coords = { longitude: 116.35, latitude: 37.185, accuracy: 18 }
    window.letPlaceArrive = () => done({ coords })
}
const make = window.createImageBitmap.bind(window)
window.createImageBitmap = (file) => new Promise((done) => {
    window.letPhotoArrive = () => done(make(file))
})
"""
# A storage that is full while the test says so.
FULL_PHONE = """
for (const verb of ['add', 'put']) {
    const really = IDBObjectStore.prototype[verb]
    IDBObjectStore.prototype[verb] = function (...given) {
        if (window.full && ['draft', 'outbox', 'blob'].includes(this.name)) {
            throw new DOMException('full', 'QuotaExceededError')
        }
        return really.apply(this, given)
    }
}
"""


def test_what_was_typed_outlives_a_late_place_and_a_late_photo(
    live_server: Live, context_of: Contexts
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), title_zh="慢手机演练")
    context = context_of(**PHONE)
    context.add_init_script(SLOW_PHONE)
    page = context.new_page()
    faults = faults_of(page)
    sign_in(page, live_server, "371426108-reporter")
    report_on(page, "慢手机演练")
    until(page, "window.letPlaceArrive !== undefined")
    figure(page, "受伤").fill("7")
    page.evaluate("letPlaceArrive()")
    expect(page.get_by_text("实测")).to_be_visible()
    expect(figure(page, "受伤")).to_have_value("7")

    give_photo(page)
    until(page, "window.letPhotoArrive !== undefined")
    figure(page, "严重损坏").fill("12")
    page.evaluate("letPhotoArrive()")
    expect(page.locator("figure img")).to_have_count(1)
    expect(figure(page, "严重损坏")).to_have_value("12")
    expect(page.get_by_text("草稿已存")).to_be_visible()
    page.reload()
    expect(figure(page, "受伤")).to_have_value("7")
    expect(figure(page, "严重损坏")).to_have_value("12")
    expect(page.get_by_text("实测")).to_be_visible()

    # A photo that is still being made when the report goes out follows it by itself.
    give_photo(page, turned=90)
    until(page, "window.letPhotoArrive !== undefined")
    page.get_by_role("button", name="发送报告").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    page.evaluate("letPhotoArrive()")
    expect(page.get_by_text("/2 已校验")).to_be_visible()
    (report,) = reports_of(live_server, incident["id"], TOWN)
    assert report["figures"] == {"injured": 7, "severe_rooms": 12}
    assert (report["lon"], report["lat"], len(report["photos"])) == (116.35, 37.185, 2)
    assert faults == []


def test_the_form_stays_with_its_incident(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    world = live_server.exercise(now=ORIGIN_TIME + timedelta(hours=5))
    shock = live_server.earthquake(world_id=world, title_zh="主震演练")
    page = context_of(**PHONE).new_page()
    faults = faults_of(page)
    sign_in(page, live_server, "371426103-reporter")
    report_on(page, "主震演练")
    figure(page, "倒塌房屋").fill("3")
    later = (ORIGIN_TIME + timedelta(hours=4)).isoformat()
    after = live_server.earthquake(
        world_id=world, title_zh="余震演练", occurred_at=later, lat=37.17
    )
    assert after["id"] != shock["id"]
    news = page.get_by_role("alert").filter(has_text="新事件")
    expect(news).to_contain_text("余震演练")
    expect(page.locator(".title")).to_contain_text("主震演练")
    expect(figure(page, "倒塌房屋")).to_have_value("3")
    page.screenshot(path=shots / "field-new-incident.png")
    page.reload()
    expect(page.locator(".title")).to_contain_text("主震演练")
    news.get_by_role("button", name="改报此事件").click()
    expect(page.locator(".title")).to_contain_text("余震演练")
    expect(figure(page, "倒塌房屋")).to_have_value("")
    expect(news).to_have_count(0)

    # The first incident ends with an unsent draft: it is listed, and can be given to the other one.
    live_server.desk("370000-duty").move(
        f"/api/incidents/{shock['id']}", "merge", reason="同一次地震", into=after["id"]
    )
    page.get_by_role("button", name="待发送 1 份").click()
    expect(page.get_by_text("未发的草稿")).to_be_visible()
    expect(page.get_by_text("倒塌 3")).to_be_visible()
    page.screenshot(path=shots / "field-left-draft.png")
    page.get_by_role("button", name="改报 余震演练").click()
    expect(page.get_by_text("未发的草稿")).to_have_count(0)
    page.get_by_role("button", name="新报告").click()
    expect(figure(page, "倒塌房屋")).to_have_value("3")
    page.get_by_role("button", name="发送报告").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    assert faults == []


def test_typed_figures_are_neither_nil_nor_lost_in_a_full_storage(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), title_zh="存储已满演练")
    context = context_of(**PHONE)
    context.add_init_script(FULL_PHONE)
    page = context.new_page()
    sign_in(page, live_server, "371426108-reporter")
    report_on(page, "存储已满演练")
    # The sketch says what it is, and the place can be marked without a finger.
    expect(page.get_by_text("示意图，界线不作划界依据")).to_be_visible()
    page.get_by_role("button", name="改位置").click()
    page.get_by_role("application").press("ArrowRight")
    expect(page.locator(".place").get_by_text("图上点选")).to_be_visible()
    page.get_by_role("button", name="只报单位").click()
    page.evaluate("window.full = true")
    figure(page, "受伤").fill("5")
    expect(page.get_by_role("alert")).to_contain_text("刚才的改动没有存下")
    expect(page.get_by_text("草稿已存")).to_have_count(0)
    give_photo(page)
    expect(page.get_by_text("照片没有存下")).to_be_visible()
    page.get_by_role("button", name="发送报告").click()
    expect(page.get_by_text("报告没有存下，也没有发出")).to_be_visible()
    page.get_by_role("button", name=re.compile("^短信编码")).click()
    expect(page.locator("code")).to_contain_text(f"JM1 {incident['no']} 371426108 I I5")
    page.screenshot(path=shots / "field-full.png")

    page.evaluate("window.full = false")
    for _ in range(2):  # said to be disabled, it yet says why
        page.get_by_role("button", name="零报").click(force=True)
        expect(page.get_by_text("已填数，不是零报；先清空")).to_be_visible()
    assert reports_of(live_server, incident["id"], TOWN) == []
    page.get_by_role("button", name="清空数字").click()
    expect(figure(page, "受伤")).to_have_value("")
    figure(page, "受伤").fill("5")
    expect(page.get_by_text("草稿已存")).to_be_visible()
    page.get_by_role("button", name="发送报告").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    (report,) = reports_of(live_server, incident["id"], TOWN)
    assert (report["nil_report"], report["figures"]) == (False, {"injured": 5})


def test_a_report_handed_over_as_a_code_leaves_the_own_draft_alone(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), title_zh="转交演练")
    cut = context_of(**PHONE)
    town = cut.new_page()
    sign_in(town, live_server, "371426108-reporter")
    report_on(town, "转交演练")
    cut.set_offline(True)
    figure(town, "受伤").fill("2")
    town.get_by_role("button", name="发送报告").click()
    line = line_of(town)

    county = context_of(**PHONE).new_page()
    sign_in(county, live_server, "371426-duty")
    report_on(county, "转交演练")
    figure(county, "倒塌房屋").fill("74")
    expect(county.get_by_text("草稿已存")).to_be_visible()
    for _ in range(2):  # scanned twice, it is one report
        county.evaluate("line => { location.hash = `#/relay/${encodeURIComponent(line)}` }", line)
        expect(county.get_by_role("heading", name="代 王打卦镇 转交")).to_be_visible()
        county.screenshot(path=shots / "field-relay.png")
        county.get_by_role("button", name="代发这份报告").click()
        expect(county.get_by_role("heading", name="已收到")).to_be_visible()
    county.get_by_role("button", name="上报").click()
    expect(figure(county, "倒塌房屋")).to_have_value("74")
    expect(county.locator(".chip")).to_have_text("草稿已存")
    (report,) = reports_of(live_server, incident["id"], TOWN)
    assert (report["kind"], report["figures"]) == ("INITIAL", {"injured": 2})
    assert "转交自 王打卦镇" in report["note_zh"]
    assert all(one["area"] != COUNTY for one in reports_of(live_server, incident["id"], COUNTY))


def test_an_order_lies_on_top_of_what_is_being_written(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), title_zh="新指令演练")
    context = context_of(**PHONE)
    context.add_init_script("navigator.vibrate = (ms) => { window.shaken = ms; return true }")
    page = context.new_page()
    sign_in(page, live_server, "371426108-reporter")
    report_on(page, "新指令演练")
    figure(page, "受伤").fill("4")
    order = live_server.desk("371426-duty").order(incident["id"], TOWN, "清点安置点人数")
    news = page.get_by_role("alert").filter(has_text="新指令")
    expect(news).to_contain_text("清点安置点人数")
    expect(news.locator(".exercise-mark")).to_have_text("演练")
    expect(figure(page, "受伤")).to_have_value("4")
    until(page, "window.shaken !== undefined")
    page.screenshot(path=shots / "field-new-order.png")

    # An answer the centre refuses does not leave the card without an answer.
    page.locator(".news").get_by_role("button", name="查看").click()
    card = page.locator(".order").filter(has_text="清点安置点人数")
    expect(card.locator(".exercise-mark")).to_be_visible()
    card.get_by_role("button", name="不能执行").click()
    card.get_by_label("不能执行的原因").fill("无")  # too short for a reason
    card.get_by_role("button", name="发送").click()
    expect(card.get_by_text("回复未被接受，可重新答复")).to_be_visible()
    card.get_by_role("button", name="接受").click()
    expect(card.get_by_role("button", name="报告完成")).to_be_visible()
    expect(card.get_by_text("回复未被接受")).to_have_count(0)
    state = live_server.desk("371426-duty").get(f"/api/orders/{order['id']}")["state"]
    assert state == "accepted"
