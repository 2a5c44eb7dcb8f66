"""A phone handed over: what each has written is shown to nobody else and sent by nobody else."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Contexts, Live, faults_of, until
from tests.e2e.field import (
    PHONE,
    TOWN,
    figure,
    give_photo,
    report_on,
    reports_of,
    sign_in,
    wait_for_worker,
)

pytestmark = [pytest.mark.browser, pytest.mark.commits]

FIRST, SECOND = "371426108-reporter", "371426103-reporter"
OTHER_TOWN = 371426103000


def leave(page: Page) -> None:
    page.get_by_role("button", name="我的").click()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="再按一次退出").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()


def test_two_people_on_one_phone_keep_their_work_apart(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    world = live_server.exercise()
    drafted = live_server.earthquake(world_id=world, external_id="drafted", title_zh="草稿演练")
    queued = live_server.earthquake(
        world_id=world, external_id="queued", title_zh="退出演练", lon=116.5, lat=37.0
    )
    live_server.desk("371426-duty").order(drafted["id"], TOWN, "清点安置点人数")
    context = context_of(**PHONE)
    page = context.new_page()
    faults = faults_of(page)

    # The first writes on one event, reports on another without a network, and leaves.
    sign_in(page, live_server, FIRST)
    report_on(page, "草稿演练")
    figure(page, "严重损坏").fill("12")
    give_photo(page)
    expect(page.locator("figure img")).to_have_count(1)
    expect(page.get_by_text("草稿已存")).to_be_visible()
    wait_for_worker(page)
    report_on(page, "退出演练")
    context.set_offline(True)
    figure(page, "受伤").fill("6")
    page.get_by_role("button", name="发送报告").click()
    expect(page.get_by_role("heading", name="已存本机")).to_be_visible()
    receipt = page.evaluate("location.hash")
    leave(page)
    page.reload()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    page.screenshot(path=shots / "field-left.png")
    context.set_offline(False)
    until(page, "fetch('/api/session').then((answer) => answer.status === 401)")
    page.reload()
    expect(page.get_by_role("button", name="登录")).to_be_visible()

    # The second sees that something waits for its owner, and nothing of what it is.
    sign_in(page, live_server, SECOND)
    page.get_by_role("button", name=re.compile("^待发送 1 份")).click()
    expect(page.get_by_text("另一账号的一份")).to_be_visible()
    expect(page.get_by_text(f"{FIRST} 登录后发送")).to_be_visible()
    expect(page.get_by_text("受伤 6")).to_have_count(0)
    expect(page.get_by_role("button", name="删除")).to_have_count(0)
    page.screenshot(path=shots / "field-other-queue.png")
    page.get_by_role("button", name="再试一次").click()
    page.evaluate("hash => { location.hash = hash }", receipt)
    expect(page.get_by_text("这里没有这份报告")).to_be_visible()
    page.screenshot(path=shots / "field-other-receipt.png")
    page.get_by_role("button", name="指令").click()
    expect(page.get_by_text("没有指令", exact=True)).to_be_visible()
    page.get_by_role("button", name="上报").click()
    report_on(page, "草稿演练")
    expect(figure(page, "严重损坏")).to_have_value("")
    expect(page.locator("figure img")).to_have_count(0)
    figure(page, "受伤").fill("1")
    page.get_by_role("button", name="发送报告").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    (report,) = reports_of(live_server, drafted["id"], OTHER_TOWN)
    assert (report["figures"], report["photos"]) == ({"injured": 1}, [])
    assert reports_of(live_server, queued["id"], OTHER_TOWN) == []
    assert reports_of(live_server, queued["id"], TOWN) == []
    leave(page)

    # The first comes back: the report goes out under their name, what was written is there.
    sign_in(page, live_server, FIRST)
    page.evaluate("location.hash = '#/queue'")
    expect(page.get_by_role("heading", name="没有待发送的")).to_be_visible()
    expect(page.locator(".delivered li")).to_have_count(1)
    expect(page.locator(".delivered")).to_contain_text("王打卦镇")
    page.screenshot(path=shots / "field-back.png")
    (report,) = reports_of(live_server, queued["id"], TOWN)
    assert report["figures"] == {"injured": 6}
    page.get_by_role("button", name="新报告").click()
    report_on(page, "草稿演练")
    expect(figure(page, "严重损坏")).to_have_value("12")
    expect(page.locator("figure img")).to_have_count(1)
    page.screenshot(path=shots / "field-back-draft.png")
    page.get_by_role("button", name="发送报告").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    expect(page.get_by_text("1/1 已校验")).to_be_visible()
    (report,) = reports_of(live_server, drafted["id"], TOWN)
    assert (report["figures"], len(report["photos"])) == ({"severe_rooms": 12}, 1)
    assert faults == []


def test_an_account_that_only_administers_is_told_where_its_work_is(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    live_server.earthquake(world_id=live_server.exercise(), title_zh="管理账号演练")
    page = context_of(**PHONE).new_page()
    faults = faults_of(page)
    page.goto(f"{live_server.url}/field")
    page.get_by_label("账号").fill("370000-sysadmin")
    page.get_by_label("口令").fill(live_server.password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="管理账号")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="看不到事件")).to_be_visible()
    expect(page.get_by_role("button", name="上报")).to_have_count(0)
    page.screenshot(path=shots / "field-administers.png")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("This account only administers")).to_be_visible()
    page.screenshot(path=shots / "field-administers-en.png")
    page.get_by_role("link", name="Go to the desk").click()
    expect(page.locator(".jm-step-code, .jm-shell")).to_be_visible()
    page.goto(f"{live_server.url}/field?lang=zh")
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="再按一次退出").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert faults == []
