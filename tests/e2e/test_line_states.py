"""Desk, wall and phone say truly how old they are: live, silent for too long, cut off."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import desk as desks
from tests.e2e import field
from tests.e2e import wall as walls
from tests.e2e.conftest import Contexts, Live, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.commits]

SILENT = 45_000
"""Milliseconds within which a silent line shows it: thirty seconds, and the machine's own."""
AT_ONCE = 10_000
"""Milliseconds within which a waking line is live again: less than a retry may take."""
YELLOW = "rgb(244, 203, 70)"
COLOUR = "e => getComputedStyle(e).color"


@contextmanager
def frozen(live: Live, *names: str) -> Iterator[None]:
    """Stop processes of the site in mid-step, as a swapping machine does; then let them go on."""
    held = [c.process for c in live.supervisor.children if c.name in names and c.process]
    assert len(held) == len(names)
    try:
        for process in held:
            process.send_signal(signal.SIGSTOP)
        yield
    finally:
        for process in held:
            process.send_signal(signal.SIGCONT)


def ink3(page: Page) -> str:
    """Return the grey in which a page writes what may be out of date."""
    return str(
        page.evaluate("""() => {
            const probe = document.body.appendChild(document.createElement('i'))
            probe.style.color = 'var(--jm-ink3)'
            const colour = getComputedStyle(probe).color
            probe.remove()
            return colour
        }""")
    )


def test_a_silent_hub_shows_as_stale_and_a_dead_one_as_cut(
    live_server: Live, context_of: Contexts, shots: Path
) -> None:
    live = live_server
    incident = live.earthquake(world_id=live.exercise())
    walls.report(live, incident["id"], collapsed_rooms=74, injured=10, deaths=0)

    wall = context_of(**walls.WALL).new_page()
    walls.open_wall(wall, live)
    desk = context_of(**desks.DESK).new_page()
    desks.sign_in(desk, live, "370000-duty")
    phone = context_of(**field.PHONE).new_page()
    field.sign_in(phone, live, "371426-duty")
    faults = [faults_of(page) for page in (wall, desk, phone)]

    injured = wall.locator("[data-figure=injured] strong")
    wall_line = wall.locator(".wall-line")
    desk_line = desk.locator("[class*=jm-top-live-], .jm-top-cut")
    phone_line = phone.locator(".status [role=status]")
    order = live.desk("371400-duty").order(incident["id"], 371426000000, "核对倒塌房屋")
    phone.get_by_role("button", name="指令").click()
    expect(phone.get_by_role("heading", name=order["title_zh"])).to_be_visible()
    expect(injured).to_have_text(re.compile("10$"))
    expect(wall_line).to_contain_text("实时")
    expect(desk_line).to_contain_text("秒前")
    expect(phone_line).to_have_text("实时")
    for page in (wall, desk):
        page.locator(".jm-map-canvas[data-ready=yes]").wait_for()
    figures = desk.locator(".jm-figures")
    fresh = figures.locator("td, button").first.evaluate(COLOUR)

    with frozen(live, "hub", "api"):
        expect(wall_line).to_contain_text(re.compile(r"\d+ 秒无更新"), timeout=SILENT)
        expect(wall_line).to_contain_text("画面停在 02:3")
        expect(wall_line.locator("b")).to_have_css("color", YELLOW)
        expect(injured).to_have_css("color", ink3(wall))
        expect(desk_line).to_contain_text("无更新", timeout=SILENT)
        expect(desk_line.locator("b")).to_have_css("color", YELLOW)
        assert figures.locator("td, button").first.evaluate(COLOUR) != fresh
        expect(phone_line).to_have_text(re.compile(r"\d+ 秒无更新"), timeout=SILENT)
        expect(phone_line).to_have_css("color", YELLOW)
        expect(phone.locator(".order h2")).to_have_css("color", ink3(phone))
        for name, page in (("wall", wall), ("desk", desk), ("field", phone)):
            assert page.get_by_text("数据中断").count() == 0
            page.screenshot(path=shots / f"line-stale-{name}.png")
    # What happens as soon as the hub runs again reaches everyone, on whichever line came first.
    walls.report(live, incident["id"], injured=12, deaths=0)
    expect(injured).to_have_text(re.compile("12$"), timeout=AT_ONCE)
    expect(wall_line).to_contain_text("实时", timeout=AT_ONCE)
    expect(desk_line).to_contain_text("秒前", timeout=AT_ONCE)
    expect(phone_line).to_have_text("实时", timeout=SILENT)
    expect(injured).not_to_have_css("color", ink3(wall))

    for child in live.supervisor.children:
        if child.name in ("hub", "api") and child.process:
            child.process.send_signal(signal.SIGKILL)
            child.process.wait()
    expect(wall.get_by_text("数据中断")).to_be_visible()
    expect(desk.get_by_role("alert").get_by_text("数据中断")).to_be_visible()
    expect(phone_line).to_have_text("无网络", timeout=SILENT)
    for name, page in (("wall", wall), ("desk", desk), ("field", phone)):
        page.screenshot(path=shots / f"line-cut-{name}.png")
    while wall.get_by_text("数据中断").count():  # the supervisor brings both back
        live.supervisor.tick()
        wall.wait_for_timeout(200)
    expect(phone_line).to_have_text("实时", timeout=SILENT)
    assert faults == [[], [], []]
