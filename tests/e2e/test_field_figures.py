"""What a phone says of figures said before, and what it and a wall say before they know any."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import text

from core.db import Database
from tests.e2e.conftest import Contexts, Live, faults_of, until
from tests.e2e.field import (
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

OWN = "Eigenes Wort 2023"


def key(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def test_no_change_repeats_no_figure(live_server: Live, context_of: Contexts, shots: Any) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), title_zh="无变化演练")
    context = context_of(**PHONE)
    page = context.new_page()
    faults = faults_of(page)
    sign_in(page, live_server, "371426108-reporter")
    report_on(page, "无变化演练")
    expect(key(page, "零报")).to_be_visible()
    figure(page, "倒塌房屋").fill("3")
    key(page, "发送报告").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()

    # No change, reported while twelve still wait on the phone, goes in after them.
    context.set_offline(True)
    key(page, "上报").click()
    figure(page, "倒塌房屋").fill("12")
    key(page, "发送报告").click()
    expect(page.get_by_role("heading", name="已存本机")).to_be_visible()
    page.get_by_role("button", name="新报告").click()
    expect(key(page, "零报")).to_have_count(0)
    key(page, "无变化").click()
    expect(page.get_by_text("零报（无变化）")).to_be_visible()
    page.get_by_role("button", name="待发送 2 份").first.click()
    page.get_by_role("button", name=re.compile("^短信编码")).click()
    expect(page.locator("code")).to_contain_text(" F C12 ")
    page.screenshot(path=shots / "field-no-change-queue.png")
    context.set_offline(False)
    expect(page.get_by_role("heading", name="没有待发送的")).to_be_visible()
    said = [
        (one["nil_report"], one["figures"])
        for one in sorted(
            reports_of(live_server, incident["id"], TOWN), key=lambda one: int(one["seq"])
        )
    ]
    assert said == [(False, {"collapsed_rooms": 3}), (False, {"collapsed_rooms": 12}), (True, {})]

    # Nor does the nil report of the unit's own desk make the phone offer one that would be refused.
    page.get_by_role("button", name="新报告").click()
    key(page, "无变化").click()
    expect(page.get_by_text("王打卦镇 续报 第 4 号 零报（无变化）")).to_be_visible()
    expect(page.locator(".sent")).not_to_contain_text("—")
    page.screenshot(path=shots / "field-no-change.png")
    assert len(reports_of(live_server, incident["id"], TOWN)) == 4
    assert faults == []


def test_a_nil_report_says_so_in_one_line_too(live_server: Live, context_of: Contexts) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), title_zh="零报演练")
    cut = context_of(**PHONE)
    town = cut.new_page()
    sign_in(town, live_server, "371426103-reporter")
    report_on(town, "零报演练")
    cut.set_offline(True)
    key(town, "零报").click()
    key(town, "再按一次，报告无损失").click()
    line = line_of(town)
    assert " I N " in line

    county = context_of(**PHONE).new_page()
    sign_in(county, live_server, "371426-duty")
    report_on(county, "零报演练")
    scan(county, line)
    expect(county.get_by_text("零报（无变化）")).to_be_visible()
    key(county, "代发这份报告").click()
    expect(county.get_by_role("heading", name="已收到")).to_be_visible()
    (report,) = reports_of(live_server, incident["id"], 371426103000)
    assert report["nil_report"] is True
    assert set(report["figures"].values()) == {0}  # the centre's zeros, for nothing was known

    # A code of an incident this phone has not heard of is not a damaged one.
    other = "JM1 E-2023-0101-09 371426103 I N 0501"
    scan(county, f"{other} {county.evaluate(CHECK, other)}")
    expect(county.get_by_text("本机没有该事件 E-2023-0101-09")).to_be_visible()
    scan(county, f"{other} 2222")
    expect(county.get_by_text("转交码有误，请重新扫描")).to_be_visible()


# The check characters of a line, as its description says.
CHECK = """line => {
    let crc = 0xffffffff
    for (const byte of new TextEncoder().encode(line)) {
        crc ^= byte
        for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
    }
    const rest = (crc ^ (crc >>> 12)) & 0xfffff
    const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
    return [15, 10, 5, 0].map(shift => letters[(rest >> shift) & 31]).join('')
}"""


def scan(page: Page, line: str) -> None:
    page.evaluate("line => { location.hash = `#/relay/${encodeURIComponent(line)}` }", line)


def test_the_dead_stay_while_their_total_is_typed_anew(
    live_server: Live, context_of: Contexts, shots: Any
) -> None:
    live_server.earthquake(world_id=live_server.exercise(), title_zh="改总数演练")
    page = context_of(**PHONE).new_page()
    sign_in(page, live_server, "371426108-reporter")
    report_on(page, "改总数演练")
    lost = figure(page, "死亡失踪")
    lost.fill("12")
    dead = figure(page, "这 12 人中已确认死亡")
    dead.fill("5")
    expect(page.get_by_text("失踪 7 人")).to_be_visible()

    lost.focus()
    page.keyboard.type("1")  # the field is selected: it replaces the 12
    expect(figure(page, "这 1 人中已确认死亡")).to_have_value("1")
    expect(page.get_by_text("草稿已存")).to_be_visible()
    page.reload()  # the page dies between two digits
    expect(lost).to_have_value("1")
    lost.focus()
    page.keyboard.type("13")
    expect(figure(page, "这 13 人中已确认死亡")).to_have_value("5")
    expect(page.get_by_text("失踪 8 人")).to_be_visible()

    lost.fill("4")
    lost.blur()  # now it is said that there are no more than four
    lost.fill("13")
    expect(figure(page, "这 13 人中已确认死亡")).to_have_value("4")

    # A photo goes only when its removal is asked for twice.
    give_photo(page)
    expect(page.locator("figure img")).to_have_count(1)
    assert page.locator("[data-testid=photo-input]").get_attribute("capture") is None
    key(page, "移除照片").click()
    page.locator("figure").screenshot(path=shots / "field-photo-asked.png")
    key(page, "再按一次删除").click()
    expect(page.locator("figure img")).to_have_count(0)


def cut_reading(context: BrowserContext) -> None:
    """Let the centre be there but give nothing to read."""
    context.route(re.compile("/api/live/"), lambda route: route.fulfill(status=503, body=""))


def test_nothing_read_is_not_nothing_there(
    live_server: Live, context_of: Contexts, shots: Any
) -> None:
    context = context_of(**PHONE)
    cut_reading(context)
    page = context.new_page()
    sign_in(page, live_server, "371426108-reporter")
    expect(page.get_by_text("未能读取，正在重试")).to_be_visible()
    expect(page.get_by_text("没有正在处置的事件")).to_have_count(0)
    page.screenshot(path=shots / "field-unread.png")
    key(page, "指令").click()
    expect(page.get_by_text("未能读取，正在重试")).to_be_visible()
    expect(page.get_by_text("没有指令")).to_have_count(0)
    key(page, "上报").click()
    key(page, "再试一次").click()
    expect(page.get_by_text("未能读取，正在重试")).to_be_visible()
    # The phone asks again by itself: whoever pressed in vain need not press again.
    context.unroute(re.compile("/api/live/"))
    until(page, "!document.body.innerText.includes('未能读取')")


def initial_password(live: Live, account: str) -> None:
    """Let an account have a password that somebody else gave out."""

    async def give(database: Database) -> None:
        async with database.writing(None) as session:
            wish = "update core.person set must_change_password = true where account = :account"
            await session.execute(text(wish), {"account": account})

    live.ask(give, system=True)


def test_an_initial_password_is_changed_on_the_phone(
    live_server: Live, context_of: Contexts, shots: Any
) -> None:
    initial_password(live_server, "371426105-reporter")
    page = context_of(**PHONE).new_page()
    page.goto(f"{live_server.url}/field")
    key(page, "English").click()
    expect(page.get_by_label("Password")).to_be_visible()
    key(page, "中文").click()
    page.get_by_label("账号").fill("371426105-reporter")
    page.get_by_label("口令").fill(live_server.password)
    key(page, "登录").click()
    expect(page.get_by_text("初始口令由他人交付，修改后方可使用系统。")).to_be_visible()
    page.get_by_label("新口令", exact=True).fill("kurz")
    page.get_by_label("再输一次新口令").fill("kurz")
    key(page, "修改并继续").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.screenshot(path=shots / "field-initial-password.png")
    page.get_by_label("新口令", exact=True).fill(OWN)
    page.get_by_label("再输一次新口令").fill(OWN)
    key(page, "修改并继续").click()
    expect(key(page, "上报")).to_be_visible()
    page.reload()
    expect(key(page, "上报")).to_be_visible()


def test_a_wall_says_why_it_admits_nobody(
    live_server: Live, context_of: Contexts, shots: Any
) -> None:
    initial_password(live_server, "371426-kiosk")
    page = context_of(viewport={"width": 1920, "height": 1080}).new_page()
    faults = faults_of(page)
    page.goto(f"{live_server.url}/wall")
    key(page, "English").click()
    expect(page.get_by_label("Password")).to_be_visible()
    key(page, "中文").click()
    for account, why in (
        ("371426-kiosk", "请先在电脑上登录指挥台修改"),
        ("370000-sysadmin", "该账号只管理账号与记录"),
    ):
        page.get_by_label("账号").fill(account)
        page.get_by_label("口令").fill(live_server.password)
        key(page, "登录").click()
        expect(page.get_by_role("alert")).to_contain_text(why)
        until(page, "fetch('/api/session').then((answer) => answer.status === 401)")
    page.screenshot(path=shots / "wall-barred.png")
    page.get_by_label("账号").fill("371400-kiosk")
    page.get_by_label("口令").fill(live_server.password)
    key(page, "登录").click()
    expect(page.locator(".wall")).to_be_visible()
    assert faults == []
