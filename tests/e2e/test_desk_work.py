"""Work at the desk besides deciding: recording, correcting, taking part; and faults."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import text

from core.db import Database
from core.ids import uuid7
from tests.e2e.conftest import Contexts, Live, faults_of
from tests.e2e.desk import DESK, WORKER_STARTS, sign_in

pytestmark = pytest.mark.browser

PINGYUAN = 371426000000
SECOND_POST = """
insert into core.post (id, person_id, office_id, title, roles, lo, hi, up, position)
select :id, p.id, o.id, '德州市值班员（兼）', array['duty'], 371400000000, 371499999999,
       '{0,370000000000}', 1
from core.person p, core.office o
where p.account = '371425-duty' and o.area = 371400000000
"""


@pytest.fixture
def desk(context_of: Contexts) -> Callable[[], Page]:
    return lambda: context_of(**DESK).new_page()


def test_a_typhoon_is_recorded_as_a_typhoon_and_its_place_corrected(
    live_server: Live, desk: Callable[[], Page], shots: Path
) -> None:
    live = live_server
    page = desk()
    faults = faults_of(page)
    sign_in(page, live, "370000-duty", "/incidents")
    page.get_by_role("button", name="录入事件…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("灾种").click()
    page.keyboard.type("台风")
    page.keyboard.press("Enter")
    dialog.get_by_label("发生时间").fill("2026-08-06T08:00")
    dialog.get_by_label("经度").fill("120.4")
    dialog.get_by_label("纬度").fill("36.1")
    dialog.get_by_label("地点").fill("山东青岛沿海")
    dialog.get_by_label("来源").fill("值班电话")
    page.mouse.click(5, 400)  # beside the dialog: what is written stays
    expect(dialog.get_by_label("来源")).to_have_value("值班电话")
    dialog.get_by_role("button", name="录入", exact=True).click()
    record = page.locator(".jm-record")
    expect(record).to_contain_text("山东青岛沿海")
    (made,) = live.desk("370000-duty").get("/api/incidents")["items"]
    assert (made["hazard"], made["hazard_zh"]) == ("010300", "台风")

    record.get_by_role("button", name="更正…").click()
    dialog.get_by_label("地点").fill("山东青岛黄岛区")
    dialog.get_by_label("理由").fill("来电更正")
    dialog.get_by_role("button", name="确定").click()
    expect(record).to_contain_text("山东青岛黄岛区")

    page.get_by_role("button", name="录入事件…").click()
    dialog.get_by_label("发生时间").fill("2026-08-06T09:00")
    dialog.get_by_label("经度").fill("120.0")
    dialog.get_by_label("纬度").fill("36.3")
    dialog.get_by_label("震级").fill("M3.0")
    dialog.get_by_label("地点").fill("山东青岛胶州")
    dialog.get_by_label("来源").fill("值班电话")
    expect(dialog).to_contain_text("须为数字，如 5.5")
    keep = dialog.get_by_role("button", name="录入", exact=True)
    expect(keep).to_be_disabled()  # a magnitude is not left out because of how it was typed
    page.keyboard.press("Escape")  # nor is what was written lost to a key
    expect(dialog).to_have_css("opacity", "1")
    page.screenshot(path=shots / "incident-misread.png", animations="disabled")
    dialog.get_by_label("震级").fill("3.0")
    keep.click()
    expect(record).to_contain_text("M3.0")
    expect(page.locator(".jm-top-title")).to_contain_text("胶州")
    page.locator(".jm-top-title").click()  # and it is still there when others are listed
    expect(page.get_by_role("dialog", name="换事件").get_by_role("listitem")).to_have_count(2)
    page.keyboard.press("Escape")

    page.goto(live.url + f"/duty?incident={uuid7()}")
    expect(page.get_by_text("看不到这个事件")).to_be_visible()
    page.screenshot(path=shots / "incident-unseen.png")
    page.get_by_role("link", name="看最新的事件").click()
    expect(page.locator(".jm-top-title")).to_contain_text("胶州")
    assert faults == []


def test_an_order_to_an_open_desk_is_delivered_by_itself(
    live_server: Live, desk: Callable[[], Page]
) -> None:
    live = live_server
    incident = live.earthquake(world_id=live.exercise(), external_id="delivered")
    other = live.earthquake(
        world_id=live.exercise(), external_id="other", title_zh="另一场演练", lon=116.5, lat=37.0
    )
    page = desk()
    faults = faults_of(page)
    sign_in(page, live, "371426-duty", f"/orders?incident={incident['id']}")
    expect(page.locator(".jm-top-live-live")).to_be_visible()
    made = live.desk("370000-duty").order(incident["id"], PINGYUAN, "排查危房并转移群众")
    cells = page.locator(".jm-record .jm-cells")
    expect(cells).to_have_attribute("aria-label", "送达 1／1，阅知 0／1，接受 0／1，完成 0／1")
    assert live.desk("370000-duty").get(f"/api/orders/{made['id']}")["state"] == "delivered"
    waiting = page.get_by_role("status").filter(has_text="另一场演练")
    expect(waiting).to_be_visible()  # on every page, not only on the map's
    expect(page).to_have_title("(3) 德州平原5.5级地震 · 金民")  # one order, two events to verify

    live.desk("370000-duty").order(other["id"], PINGYUAN, "清点救援力量")
    row = page.get_by_role("row").filter(has_text="清点救援力量")
    expect(row).to_contain_text("另一场演练")
    expect(row).to_contain_text("演练")
    row.click()
    expect(page.locator(".jm-top-title")).to_contain_text("另一场演练")
    expect(page.get_by_role("heading", name="清点救援力量")).to_be_visible()
    page.locator(".jm-top-title").click()
    page.get_by_role("dialog").get_by_role("button").filter(has_text="德州平原5.5级地震").click()
    expect(page.locator(".jm-top-title")).to_contain_text("德州平原5.5级地震")
    expect(page.get_by_role("heading", name="排查危房并转移群众")).to_be_visible()
    assert faults == []


def test_somebody_with_two_posts_goes_on_in_the_other_and_leaves_for_good(
    live_server: Live, desk: Callable[[], Page], shots: Path
) -> None:
    live = live_server
    incident = live.earthquake(world_id=live.exercise(), external_id="posts")

    async def give(database: Database) -> None:
        async with database.writing(None) as session:
            await session.execute(text(SECOND_POST), {"id": uuid7()})

    live.ask(give)
    page = desk()
    faults = faults_of(page)
    sign_in(page, live, "371425-duty", f"/orders?incident={incident['id']}")
    page.locator(".jm-top-user > button").click()
    page.get_by_role("menuitem").filter(has_text="德州市值班员（兼）").click()
    expect(page.locator(".jm-top-user")).to_contain_text("德州市值班员（兼）")
    expect(page.locator(".jm-top-live-live")).to_be_visible()
    expect(page.locator(".jm-top-title")).to_contain_text("德州平原5.5级地震")
    expect(page.get_by_role("region", name="响应等级")).to_be_visible()

    page.context.set_offline(True)
    page.locator(".jm-top-user > button").click()
    page.get_by_role("menuitem", name="退出").click()
    expect(page.get_by_role("menu").get_by_role("alert")).to_contain_text("本机仍在登录中")
    page.screenshot(path=shots / "sign-out-held.png")
    page.context.set_offline(False)
    page.get_by_role("menuitem", name="退出").click()
    expect(page.locator("#jm-account")).to_be_visible()
    assert faults == []


def test_a_fault_in_one_part_leaves_the_rest(live_server: Live, desk: Callable[[], Page]) -> None:
    live = live_server
    incident = live.earthquake(world_id=live.exercise(), external_id="fault")
    page = desk()

    def broken(route: Route) -> None:
        route.fulfill(json={"items": None})

    page.route("**/figures*", broken)
    sign_in(page, live, "370000-duty", f"/?incident={incident['id']}")
    expect(page.locator(".jm-situation-side .jm-broken")).to_contain_text("这一块未能显示")
    expect(page.get_by_role("region", name="响应等级")).to_be_visible()
    expect(page.get_by_role("region", name="动态")).to_be_visible()
    page.unroute("**/figures*", broken)
    page.get_by_role("button", name="重试").click()


def test_a_consultation_is_called_for_a_time(
    live_server: Live, desk: Callable[[], Page], shots: Path
) -> None:
    live = live_server
    incident = live.earthquake(world_id=live.exercise(), external_id="consulted")
    live.desk("370000-duty").post(f"/api/incidents/{incident['id']}/verify")
    page = desk()
    faults = faults_of(page)
    sign_in(page, live, "370000-decider", f"/?incident={incident['id']}")
    levels = page.get_by_role("region", name="响应等级")
    levels.get_by_role("button", name="登记会商").click(timeout=WORKER_STARTS)
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("另定时间").click()
    dialog.get_by_label("会商时间").fill("2023-08-06T05:30")
    dialog.get_by_label("理由").fill("研判是否提升响应")
    dialog.get_by_role("button", name="登记", exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text("已登记")
    page.keyboard.press("Escape")
    expect(levels).to_contain_text("会商 05:30")
    called = live.desk("370000-duty").get(f"/api/incidents/{incident['id']}/consultations")
    (one,) = called["items"]
    assert one["at"].startswith("2023-08-06T05:30")

    page.screenshot(path=shots / "desk-768.png")
    page.set_viewport_size({"width": 1366, "height": 650})
    expect(page.get_by_role("tab", name="任务")).to_have_attribute("aria-selected", "true")
    expect(levels.locator(".jm-gauge").first).to_be_in_viewport()
    page.get_by_role("tab", name="动态").click()
    expect(page.get_by_role("region", name="动态")).to_be_visible()
    page.screenshot(path=shots / "desk-650.png")
    assert faults == []
