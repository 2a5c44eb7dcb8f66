"""A wall that nobody attends: events take turns on it, and it loads itself anew at night."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.clock import BEIJING, real_now
from tests.e2e.conftest import ORIGIN_TIME, Contexts, Live, faults_of, until
from tests.e2e.wall import PATIENCE, WALL, figure, open_wall, report

pytestmark = [pytest.mark.browser, pytest.mark.commits]

TURN = 20_000
# The wall goes by the service's clock and not by its machine's: here the two agree.
AGREED = """
const read = Headers.prototype.get
Headers.prototype.get = function (name) {
    const said = read.call(this, name)
    return name === 'Date' && said ? new Date().toUTCString() : said
}
"""


def let_pass(page: Page, milliseconds: int) -> None:
    """Let time pass on the page's clock, until what is drawn by it has been drawn again."""
    since = page.locator(".wall-since time")
    before = since.inner_text()
    page.clock.fast_forward(milliseconds)
    expect(since).not_to_have_text(before)


def kill(live: Live, name: str) -> None:
    (process,) = [c.process for c in live.supervisor.children if c.name == name and c.process]
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_two_events_take_turns_and_one_with_news_stays_longer(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    world = live_server.exercise()
    first = live_server.earthquake(world_id=world, external_id="first")
    live_server.earthquake(
        world_id=world,
        external_id="second",
        title_zh="济南长清4.1级地震",
        magnitude=4.1,
        lon=116.75,
        lat=36.55,
        place_zh="山东济南市长清区",
        occurred_at=(ORIGIN_TIME - timedelta(minutes=20)).isoformat(),
    )
    context = context_of(**WALL)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.clock.install()
    faults = faults_of(page)
    open_wall(page, live_server)
    title = page.locator(".wall-head h1")
    expect(title).to_contain_text("平原")
    expect(page.locator(".wall-title p")).to_contain_text("事件 1／2")
    page.locator(".jm-map-canvas[data-ready=yes]").wait_for()
    page.screenshot(path=shots / "wall-turn-first.png")
    let_pass(page, TURN)
    expect(title).to_contain_text("长清")
    expect(page.locator(".wall-title p")).to_contain_text("事件 2／2")
    page.locator(".jm-map-canvas[data-ready=yes]").wait_for()
    page.screenshot(path=shots / "wall-turn-second.png")
    let_pass(page, TURN)
    expect(title).to_contain_text("平原")

    report(live_server, first["id"], collapsed_rooms=74, injured=10, deaths=0, missing=0)
    expect(page.locator("[data-figure=collapsed] strong")).to_contain_text("74")
    for _ in range(2):
        let_pass(page, TURN)
        expect(title).to_contain_text("平原")
    page.screenshot(path=shots / "wall-turn-held.png")
    let_pass(page, TURN)
    expect(title).to_contain_text("长清")
    let_pass(page, TURN)
    expect(title).to_contain_text("平原")
    assert faults == []


def test_a_wall_with_nothing_to_show_loads_itself_anew_at_night(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    night = real_now().astimezone(BEIJING).replace(hour=3, minute=0, second=0, microsecond=0)
    context = context_of(**WALL)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.clock.install(time=night - timedelta(minutes=70))
    page.add_init_script(AGREED)
    faults = faults_of(page)
    open_wall(page, live_server)
    page.locator(".wall").wait_for()
    page.goto(f"{live_server.url}/wall?boards=E-2023-0806-99")  # an event that is not there
    line = page.locator(".wall-line")
    expect(page.get_by_text("没有进行中的事件")).to_be_visible()
    expect(line).to_contain_text("实时")
    page.evaluate("window.stood = true")
    page.clock.fast_forward(night.timestamp() * 1000 - page.evaluate("Date.now()") - 8000)
    clock = page.locator("time")
    expect(clock).to_have_text("02:59")
    expect(line).to_contain_text("实时")
    page.screenshot(path=shots / "wall-night.png")

    # Not while the page could not be had, nor while the line is cut.
    kill(live_server, "api")
    expect(clock).to_have_text("03:00")
    expect(line).to_contain_text("实时")
    page.wait_for_timeout(1000)
    kill(live_server, "hub")
    expect(line).to_contain_text("数据中断")
    page.screenshot(path=shots / "wall-night-cut.png")
    expect(page.get_by_text("中断前没有进行中的事件")).to_be_visible()
    assert page.evaluate("window.stood")

    while page.get_by_text("数据中断").count():  # the supervisor brings both back
        live_server.supervisor.tick()
        page.wait_for_timeout(200)
    until(page, "window.stood === undefined")
    expect(line).to_contain_text("实时")
    expect(page.get_by_text("没有进行中的事件")).to_be_visible()
    page.screenshot(path=shots / "wall-night-anew.png")
    assert faults == []


def test_a_wall_with_an_event_loads_itself_anew_at_night_but_not_amid_news(
    live_server: Live, context_of: Contexts
) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise(), external_id="long")
    # The last night, never the next: what happens during the test is news to the page.
    night = (real_now() - timedelta(hours=4)).astimezone(BEIJING)
    night = night.replace(hour=3, minute=0, second=0, microsecond=0)
    context = context_of(**WALL)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.clock.install(time=night - timedelta(minutes=70))
    page.add_init_script(AGREED)
    faults = faults_of(page)
    open_wall(page, live_server)
    page.locator(".wall").wait_for()
    page.goto(f"{live_server.url}/wall?boards={incident['id']}")
    line = page.locator(".wall-line")
    expect(line).to_contain_text("实时")
    page.evaluate("window.stood = true")
    page.clock.fast_forward(night.timestamp() * 1000 - page.evaluate("Date.now()") - 8000)
    expect(line).to_contain_text("实时")
    report(live_server, incident["id"], collapsed_rooms=74, injured=10, deaths=0, missing=0)
    expect(page.locator(figure(page, "collapsed"))).to_contain_text("74")
    page.clock.fast_forward(20_000)
    expect(line).to_contain_text("实时")
    page.wait_for_timeout(1000)
    assert page.evaluate("window.stood")

    page.clock.fast_forward(31 * 60_000)
    until(page, "window.stood === undefined")
    expect(page.locator(figure(page, "collapsed"))).to_contain_text("74")
    expect(line).to_contain_text("实时")
    assert faults == []
