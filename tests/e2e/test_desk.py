"""The desk in a browser: deciding alone at night, acknowledging an order, hearing it all live."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Live, faults_of

pytestmark = pytest.mark.browser

DESK = {"viewport": {"width": 1366, "height": 768}}
VERIFY_CLICKS, PROPOSAL_CLICKS, NOTICE_CLICKS = 2, 3, 6

COUNT_CLICKS = """
window.clicks = 0
addEventListener('click', (event) => { if (event.isTrusted) window.clicks += 1 }, true)
"""


def sign_in(page: Page, live: Live, account: str, path: str = "/") -> None:
    """Sign in by keyboard, so that the clicks counted afterwards are the work itself."""
    page.goto(live.url + path)
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(live.password)
    page.keyboard.press("Enter")
    expect(page.locator(".jm-shell")).to_be_visible()


def clicks(page: Page) -> int:
    return int(page.evaluate("window.clicks"))


def fits(page: Page) -> bool:
    """Tell whether the page needs no scrolling in either direction."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollHeight <= innerHeight"
            " && document.documentElement.scrollWidth <= innerWidth"
        )
    )


@pytest.fixture
def desk(context_of: Callable[..., BrowserContext]) -> Callable[[], Page]:
    """Open a desk whose clicks are counted."""

    def open_desk() -> Page:
        context = context_of(**DESK)
        context.add_init_script(COUNT_CLICKS)
        return context.new_page()

    return open_desk


def test_one_officer_decides_alone(
    live_server: Live, desk: Callable[[], Page], shots: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    live = live_server
    page = desk()
    faults = faults_of(page)
    sign_in(page, live, "370000-decider")
    expect(page.get_by_text("没有进行中的事件")).to_be_visible()
    live.earthquake(world_id=live.exercise())

    alert = page.get_by_role("alert").filter(has_text="德州平原5.5级地震")
    alert.get_by_role("button", name="核实").click()
    expect(page.locator(".jm-top-title")).to_contain_text("已核实")
    verified = clicks(page)

    levels = page.get_by_role("region", name="响应等级")
    expect(levels.locator(".jm-level-proposed").first).to_be_visible()
    expect(levels.locator(".jm-gauge").first).to_be_visible()
    expect(page.get_by_role("region", name="灾情")).to_contain_text("Ⅵ度以上人口")
    proposal = clicks(page)

    levels.get_by_role("button", name="启动").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("决定人")
    page.keyboard.type("震级达到条件，夜间先行启动")
    dialog.get_by_label("动态口令").fill(live.code("370000-decider") or "")
    expect(dialog.get_by_label("动态口令")).to_have_count(0)
    dialog.locator("button[type=submit]").click()
    expect(page.get_by_text("已启动")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="启动通知 PDF").click()
    notice = page.request.get(opened.value.url or page.get_by_role("link", name="启动通知 PDF").get_attribute("href") or "")
    assert notice.status == 200
    assert notice.headers["content-type"] == "application/pdf"
    assert notice.body().startswith(b"%PDF-")
    signed = clicks(page)

    with capsys.disabled():
        print(f"\nclicks: verified {verified}, proposal {proposal}, signed notice {signed}")
    assert verified <= VERIFY_CLICKS
    assert proposal <= PROPOSAL_CLICKS
    assert signed <= NOTICE_CLICKS
    page.keyboard.press("Escape")
    expect(page.locator(".jm-map-canvas")).to_have_attribute("data-ready", "yes")
    expect(page.get_by_role("region", name="任务").locator("li").first).to_be_visible()
    assert fits(page)
    page.screenshot(path=shots / "desk.png")
    assert faults == []
