"""A wall receives all of it, and says so when it stops hearing."""

import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.conftest import Contexts, Live, faults_of, launch_without_webgl
from tests.e2e.wall import PATIENCE, WALL, figure, open_wall, report

pytestmark = [pytest.mark.browser, pytest.mark.commits]


def test_a_wall_receives_everything_and_shows_when_it_is_cut_off(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    context = context_of(**WALL)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults = faults_of(page)
    open_wall(page, live_server)
    expect(page.get_by_text("没有进行中的事件")).to_be_visible()
    page.screenshot(path=shots / "wall-idle.png")

    incident = live_server.earthquake(world_id=live_server.exercise())
    expect(page.get_by_role("heading", name="德州平原5.5级地震")).to_be_visible()
    expect(page.get_by_text("演练", exact=True)).to_be_visible()
    expect(page.locator(figure(page, "exposed"))).to_have_text(re.compile("^~"))
    expect(page.locator(figure(page, "injured"))).to_have_text("—")
    expect(page.locator(".wall-level")).to_have_count(4)
    expect(page.locator(".wall-badge.proposed").first).to_be_visible()

    report(live_server, incident["id"], collapsed_rooms=74, injured=10, deaths=0, missing=0)
    expect(page.locator(figure(page, "injured"))).to_have_text(re.compile("10$"))
    expect(page.locator(figure(page, "collapsed"))).to_have_text(re.compile("74$"))
    expect(page.locator(figure(page, "lost"))).to_have_text(re.compile("0$"))
    report(live_server, incident["id"], injured=12, deaths=0, missing=0)
    expect(page.locator(figure(page, "injured"))).to_have_text(re.compile("12$"))
    expect(page.locator("[data-figure=injured] .wall-change")).to_have_text("+2")
    page.locator(".jm-map-canvas[data-ready=yes]").wait_for()
    page.screenshot(path=shots / "wall.png")

    live_server.start_the_county(incident["id"])
    expect(page.get_by_role("alert")).to_contain_text("平原县 · 救助")
    expect(page.get_by_role("alert")).to_contain_text("启动")
    page.screenshot(path=shots / "wall-level.png")
    expect(page.locator("[data-tier='3'] .wall-badge.set")).to_have_text("Ⅳ级")
    expect(page.locator(figure(page, "injured"))).to_be_visible()

    assert page.locator("button, input, select, a[href]").count() == 0
    since = page.locator(".wall-since time").inner_text()
    for child in live_server.supervisor.children:
        if child.name in ("hub", "api") and child.process:
            child.process.send_signal(signal.SIGKILL)
            child.process.wait()
    expect(page.get_by_text("数据中断")).to_be_visible()
    expect(page.get_by_text(re.compile("画面停在 02:3"))).to_be_visible()
    grey = page.locator(".wall-side").evaluate("e => getComputedStyle(e).filter")
    assert "grayscale(1)" in grey
    expect(page.locator(".wall-since time")).not_to_have_text(since)
    expect(page.locator(figure(page, "injured"))).to_have_text(re.compile("12$"))
    page.screenshot(path=shots / "wall-stale.png")

    while page.get_by_text("数据中断").count():  # the supervisor brings both back
        live_server.supervisor.tick()
        page.wait_for_timeout(200)
    expect(page.get_by_text("实时", exact=True)).to_be_visible()
    assert faults == []


def test_a_wall_of_any_size_keeps_its_proportions(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    live_server.earthquake(world_id=live_server.exercise())
    context = context_of(viewport={"width": 3840, "height": 2160})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    open_wall(page, live_server, "371400-kiosk")
    page.locator(".wall-figure strong").first.wait_for()
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert page.locator(".wall-figure strong").first.evaluate(size) == 184
    assert page.locator(".wall-head").bounding_box()["height"] == 216
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.goto(f"{live_server.url}/wall?scale=1.3")
    page.locator(".wall-figure strong").first.wait_for()
    assert page.locator(".wall-figure strong").first.evaluate(size) == pytest.approx(239.2)
    expect(page.locator("[data-figure=exposed]")).to_be_hidden()

    page.goto(f"{live_server.url}/wall?lang=en")
    expect(page.get_by_text("Dead or missing")).to_be_visible()
    expect(page.locator(figure(page, "exposed"))).to_have_text(re.compile("^~"))
    over = page.locator(".wall-side *").evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)"
        ".map(e => e.textContent)"
    )
    assert over == []
    page.screenshot(path=shots / "wall-english.png")


def test_a_wall_keeps_its_picture_when_its_session_ends(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), external_id="expired")
    context = context_of(**WALL)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    open_wall(page, live_server)
    expect(page.locator(".wall-level")).to_have_count(4)

    context.clear_cookies()
    report(live_server, incident["id"], collapsed_rooms=1, injured=1)  # makes the wall ask again
    expect(page.get_by_role("alert").first).to_contain_text("登录已过期")
    expect(page.locator(".wall-level")).to_have_count(4)
    page.screenshot(path=shots / "wall-expired.png")
    page.keyboard.press("Space")
    expect(page.get_by_label("口令")).to_be_visible()


def test_a_wall_without_webgl_shows_the_simple_map_of_its_incident(
    live_server: Live, playwright: Playwright, shots: Path
) -> None:
    live_server.earthquake(
        world_id=live_server.exercise(), external_id="simple", title_zh="简版地图地震"
    )
    browser = launch_without_webgl(playwright)
    page = browser.new_page(locale="zh-CN", viewport={"width": 1920, "height": 1080})
    page.set_default_timeout(PATIENCE)
    faults = faults_of(page)
    open_wall(page, live_server)
    expect(page.locator("iframe.jm-map-simple")).to_have_attribute(
        "src", re.compile("incident=.*lang=zh")
    )
    drawn = page.frame_locator("iframe.jm-map-simple")
    expect(drawn.locator(".map-note")).to_contain_text("演练")
    expect(page.locator(".jm-map-legend")).to_contain_text("静默")
    page.screenshot(path=shots / "wall-simple.png")
    assert faults == []
    browser.close()
