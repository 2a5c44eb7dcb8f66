"""A decider takes two administrators: made by one, confirmed by the other, watched by the third."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.access.one_time_codes import code_at
from core.clock import real_now
from tests.e2e.conftest import Contexts, Live, faults_of
from tests.e2e.desk import fits

pytestmark = pytest.mark.browser

DESK = {"viewport": {"width": 1366, "height": 768}}
NEW = "Ganz neu und lang 7"


def sign_in(page: Page, live: Live, account: str) -> None:
    """Sign in as an administrator, with the code."""
    page.goto(live.url)
    page.locator("#jm-account").fill(account)
    page.locator("#jm-password").fill(live.password)
    page.keyboard.press("Enter")
    expect(page.locator(".jm-step-code")).to_be_visible()
    page.locator("#jm-code").fill(live.code(account) or "")
    expect(page.locator(".jm-shell")).to_be_visible()


def rail(page: Page) -> list[str]:
    return page.locator(".jm-rail a").evaluate_all(
        "links => links.map((link) => link.childNodes[1].textContent)"
    )


def choose(page: Page, field: str, typed: str, option: str) -> None:
    """Pick an option of a select that searches."""
    page.locator(field).click()
    page.locator(field).fill(typed)
    page.locator(".ant-select-item-option").get_by_text(option).first.click()


def test_two_administrators_make_a_decider(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    live = live_server
    admin, guard, auditor, newcomer = (context_of(**DESK).new_page() for _ in range(4))
    faults = [faults_of(page) for page in (admin, guard, auditor, newcomer)]

    sign_in(admin, live, "370000-sysadmin")
    expect(admin).to_have_url(re.compile(r"/people$"))
    assert rail(admin) == ["人员", "机构"]
    expect(admin.locator(".jm-table tbody tr").first).to_be_visible()
    admin.get_by_role("button", name="新建人员…").click()
    admin.locator("#jm-p-name").fill("张三")
    admin.locator("#jm-p-account").fill("zhang.san")
    choose(admin, "#jm-p-office", "平原县", "平原县应急管理局")
    admin.locator("#jm-p-title").fill("平原县副县长")
    choose(admin, "#jm-p-roles", "决定人", "决定人")
    admin.keyboard.press("Escape")
    admin.screenshot(path=shots / "people-create.png")
    admin.get_by_role("button", name="确定").click()
    password = admin.locator(".jm-people-password code")
    expect(password).to_have_text(re.compile(r"^(\w{4}-){3}\w{4}$"))
    admin.get_by_role("button", name="已记下，关闭").hover()  # once the dialog has come to rest
    admin.screenshot(path=shots / "people-password.png")
    initial = password.inner_text()
    admin.get_by_role("button", name="已记下，关闭").click()
    expect(password).to_have_count(0)
    expect(admin.locator(".jm-page-side")).to_contain_text("待确认")
    assert admin.locator("body").inner_text().find(initial) == -1
    admin.screenshot(path=shots / "people-sysadmin.png")
    assert fits(admin)

    # Nobody comes in with a post that waits.
    newcomer.goto(live.url)
    newcomer.locator("#jm-account").fill("zhang.san")
    newcomer.locator("#jm-password").fill(initial)
    newcomer.keyboard.press("Enter")
    expect(newcomer.get_by_role("alert")).to_contain_text("本账号现无岗位")

    sign_in(guard, live, "370000-secadmin")
    expect(guard).to_have_url(re.compile(r"/grants$"))
    assert rail(guard) == ["待确认", "人员", "机构"]
    expect(guard.locator(".jm-rail b")).to_have_text("1")
    guard.get_by_role("row", name=re.compile("zhang.san")).click()
    guard.screenshot(path=shots / "people-secadmin.png")
    assert fits(guard)
    guard.get_by_role("button", name="确认", exact=True).click()
    expect(guard.get_by_role("status")).to_contain_text("张三已任平原县副县长")
    expect(guard.get_by_text("没有待确认的岗位")).to_be_visible()

    newcomer.locator("#jm-password").fill(initial)
    newcomer.keyboard.press("Enter")
    expect(newcomer.locator(".jm-step-password")).to_be_visible()
    newcomer.locator("#jm-wished").fill(NEW)
    newcomer.locator("#jm-again").fill(NEW)
    newcomer.keyboard.press("Enter")
    expect(newcomer.locator(".jm-step-enrol")).to_be_visible()
    secret = newcomer.locator(".jm-step-enrol code").inner_text().replace(" ", "")
    newcomer.locator("#jm-code").fill(code_at(secret, real_now()))
    expect(newcomer.locator(".jm-top-user")).to_contain_text("平原县副县长")

    guard.locator(".jm-rail").get_by_text("人员").click()
    guard.get_by_label("账号开头或姓名").fill("zhang.san")
    guard.get_by_role("row", name=re.compile("zhang.san")).click()
    guard.get_by_role("button", name="锁定…").click()
    guard.get_by_role("button", name="确定").click()
    expect(guard.locator(".jm-page-side")).to_contain_text("已锁定")
    guard.get_by_role("button", name="解锁").click()
    expect(guard.locator(".jm-page-side")).not_to_contain_text("已锁定")
    guard.screenshot(path=shots / "people-secadmin-person.png")

    sign_in(auditor, live, "370000-auditadmin")
    expect(auditor).to_have_url(re.compile(r"/audit$"))
    assert rail(auditor) == ["审计", "登录记录"]
    for deed in ("申请岗位", "确认岗位", "绑定动态口令"):
        line = auditor.locator(".jm-table tbody tr").filter(has_text=deed)
        expect(line).to_have_count(1)
    auditor.locator(".jm-table tbody tr").filter(has_text="确认岗位").click()
    expect(auditor.locator(".jm-page-side")).to_contain_text("平原县副县长")
    expect(auditor.locator(".jm-page-head")).to_contain_text(re.compile("封至第 [0-9]+ 块"))
    auditor.screenshot(path=shots / "people-auditadmin.png")
    assert fits(auditor)
    choose(auditor, ".jm-audit-filters .ant-select input >> nth=0", "申请岗位", "申请岗位")
    expect(auditor.locator(".jm-table tbody tr")).to_have_count(1)
    assert faults == [[], [], [], []]


def test_an_address_of_the_command_leads_an_administrator_home(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    live = live_server
    live.earthquake(world_id=live.exercise())
    page = context_of(**DESK).new_page()
    refused: list[str] = []
    page.on("response", lambda a: refused.append(a.url) if a.status >= 400 else None)
    sign_in(page, live, "370000-secadmin")
    refused.clear()
    page.goto(f"{live.url}/orders")
    expect(page).to_have_url(re.compile(r"/grants$"))
    for path in ("/people", "/offices"):
        page.goto(live.url + path)
        expect(page.locator(".jm-table tbody tr").first).to_be_visible()
        page.screenshot(path=shots / f"people{path.replace('/', '-')}.png")
        assert fits(page)
        page.goto(f"{live.url}{path}?lang=en")
        expect(page.locator(".jm-table tbody tr").first).to_be_visible()
        page.screenshot(path=shots / f"people{path.replace('/', '-')}-en.png")
        assert fits(page)
        page.goto(f"{live.url}{path}?lang=zh")
        expect(page.locator(".jm-table tbody tr").first).to_be_visible()
    assert "德州平原5.5级地震" not in page.content()
    assert refused == []


def test_whoever_passes_the_code_by_is_asked_for_it_again(
    live_server: Live, context_of: Contexts
) -> None:
    page = context_of(**DESK).new_page()
    page.goto(live_server.url)
    page.locator("#jm-account").fill("370000-auditadmin")
    page.locator("#jm-password").fill(live_server.password)
    page.keyboard.press("Enter")
    expect(page.locator(".jm-step-code")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("须先给出动态口令")).to_be_visible()
    page.locator("#jm-code").fill(live_server.code("370000-auditadmin") or "")
    # The code given for the test before may be the present one: it is not taken twice.
    expect(page.locator(".jm-table, .jm-login-fault")).to_be_visible()
