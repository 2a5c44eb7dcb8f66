"""What the address of the desk's map holds: where it was taken, what is picked, how far back."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.conftest import ORIGIN_TIME, Live, faults_of
from tests.e2e.desk import DESK, WORKER_STARTS, bar_fits, fits, sign_in

pytestmark = pytest.mark.browser

PINGYUAN, WANGDAGUA = 371426000000, 371426108000
PLACE = {"lon": 116.4, "lat": 37.2}
NONSENSE = ("NaN,1,2,3", "116,37,115,38", "-200,0,200,10", "1,2,3")


@pytest.fixture
def desk(context_of: Callable[..., BrowserContext]) -> Callable[[], Page]:
    return lambda: context_of(**DESK).new_page()


def asked(page: Page) -> dict[str, str]:
    """Return what the address holds."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def drawn(page: Page) -> Locator:
    """Wait for the map; return the surface it is drawn on."""
    expect(page.locator(".jm-map-canvas")).to_have_attribute("data-ready", "yes")
    return page.locator(".maplibregl-canvas")


def settle(page: Page) -> None:
    """Give the map, drawn in software here, the time to be complete on a picture for people."""
    page.wait_for_timeout(2_500)


def report(live: Live, incident: str, account: str, **more: object) -> None:
    live.desk(account).post(
        "/api/reports",
        **{
            "incident_id": incident,
            "kind": "INITIAL",
            "figures": {"injured": 3},
            "note_zh": "",
            "source_zh": "电话",
        }
        | more,
    )


def begin(live: Live, *, hours: float = 0, **change: object) -> str:
    """Let a verified earthquake be under way in a new exercise, some hours ago; return its id."""
    world = live.exercise(now=ORIGIN_TIME + timedelta(hours=hours))
    incident = live.earthquake(world_id=world, **change)
    live.desk("370000-duty").post(f"/api/incidents/{incident['id']}/verify")
    return str(incident["id"])


def test_where_the_map_was_taken_and_what_is_picked_stay_in_the_address(
    live_server: Live, desk: Callable[[], Page], shots: Path
) -> None:
    live = live_server
    incident = begin(live)
    other = begin(live, title_zh="济南5.0级地震", external_id="other", lon=117.0, lat=36.6)
    report(live, incident, "371426-duty")
    report(live, incident, "371426108-reporter", figures={"injured": 2}, **PLACE)
    page = desk()
    faults = faults_of(page)
    sign_in(page, live, "371400-duty", f"/?incident={incident}&box={NONSENSE[0]}")
    canvas = drawn(page)
    scale = page.locator(".maplibregl-ctrl-scale")
    set_first = scale.inner_text()
    for one in NONSENSE[1:]:
        page.goto(f"{live.url}/?incident={incident}&box={one}")
        drawn(page)
        expect(scale).to_have_text(set_first)
        assert asked(page)["box"] == one  # a view that was set is not written down

    page.goto(f"{live.url}/?incident={incident}")
    drawn(page)
    assert "box" not in asked(page)
    history = page.evaluate("history.length")
    page.get_by_role("button", name=re.compile("Zoom in|放大")).click()
    page.wait_for_url(re.compile("box="))
    written = asked(page)["box"]
    box = [float(one) for one in written.split(",")]
    assert box[0] < 116.34 < box[2]
    assert box[1] < 37.16 < box[3]
    assert page.evaluate("history.length") == history
    expect(scale).not_to_have_text(set_first)
    taken = scale.inner_text()

    page.goto(f"{live.url}/?incident={incident}&box=116.3,37.1,116.5,37.3")
    size = drawn(page).bounding_box()
    assert size
    tip = page.locator(".jm-map-picked")
    canvas.click(position={"x": size["width"] / 2, "y": size["height"] / 2})
    expect(tip).to_contain_text("王打卦镇 因灾受伤人口 2 人")
    assert asked(page)["pick"] == f"{WANGDAGUA}@116.400,37.200"
    page.screenshot(path=shots / "desk-map-picked.png")
    report(live, incident, "371426108-reporter", figures={"injured": 4}, kind="FOLLOWUP", **PLACE)
    expect(tip).to_contain_text(
        "王打卦镇 因灾受伤人口 4 人"
    )  # what is known now, where it was picked
    page.reload()
    expect(tip).to_contain_text("王打卦镇 因灾受伤人口 4 人")
    drawn(page)
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    assert "pick" not in asked(page)
    page.goto(f"{live.url}/?incident={incident}&box={written}&pick=unit-{PINGYUAN}")
    drawn(page)
    expect(scale).to_have_text(taken)
    expect(tip).to_contain_text("平原县 因灾受伤人口 3 人")
    settle(page)
    page.screenshot(path=shots / "desk-map-picked-unit.png")
    tip.get_by_role("button", name="关闭").click()
    expect(tip).to_have_count(0)

    page.locator(".jm-top-title").click()
    page.get_by_role("dialog").get_by_role("button", name="济南5.0级地震").click()
    expect(page.locator(".jm-top-title")).to_contain_text("济南5.0级地震")
    assert asked(page) == {"incident": other}
    page.go_back()
    expect(page.locator(".jm-top-title")).to_contain_text("平原5.5级地震")
    expect(scale).to_have_text(taken)
    page.get_by_role("navigation").get_by_role("link", name="指令").click()
    assert asked(page) == {"incident": incident}
    assert faults == []


def test_the_map_goes_back_to_an_event_while_the_page_goes_on(
    live_server: Live, desk: Callable[[], Page], shots: Path
) -> None:
    live = live_server
    incident = begin(live, hours=4.5, external_id="past")
    page = desk()
    faults = faults_of(page)
    sign_in(page, live, "371400-duty", f"/?incident={incident}")
    drawn(page)
    bar = page.get_by_role("group", name="地图工具")
    legend = page.locator(".jm-map-legend")
    feed = page.get_by_role("region", name="动态")
    strip = page.get_by_role("group", name="回看")
    expect(feed).to_contain_text("版烈度与人口估计", timeout=WORKER_STARTS)
    expect(bar.get_by_role("button", name=re.compile(r"实时 07:\d\d"))).to_be_visible()
    report(live, incident, "371426-duty")
    report(live, incident, "371426108-reporter", figures={"injured": 2}, **PLACE)
    expect(feed).to_contain_text("王打卦镇 初报：受伤 2")
    page.get_by_role("button", name="列表", exact=True).click()
    rows = page.get_by_role("region", name="列表").locator("tbody")
    expect(rows).to_contain_text("王打卦镇 因灾受伤人口 2 人")
    silent = rows.get_by_role("row").filter(has_text="静默县").filter(has_text="平原县")
    expect(silent).to_have_count(0)

    back_to(page, strip, "平原县 初报：受伤 3")
    expect(strip.get_by_role("status")).to_have_text(
        re.compile(r"回看 07:\d\d:\d\d图上为当时情况，其余为现在")
    )
    expect(rows).not_to_contain_text("王打卦镇")
    expect(rows).to_contain_text("平原县 因灾受伤人口 3 人")
    expect(rows).to_contain_text("当时库存不详")
    expect(feed).to_contain_text("王打卦镇 初报：受伤 2")
    then = asked(page)["upto"]
    report(live, incident, "371426-duty", kind="FOLLOWUP", figures={"injured": 9})
    expect(feed).to_contain_text("平原县 续报：受伤 9")  # the page goes on
    expect(page.get_by_role("region", name="灾情")).to_contain_text(re.compile("9.*人"))
    expect(rows).to_contain_text("平原县 因灾受伤人口 3 人")  # the map does not
    page.keyboard.press("[")
    expect(rows).not_to_contain_text("因灾受伤人口")
    expect(silent).to_contain_text("静默 4 时")
    page.keyboard.press("]")
    expect(rows).to_contain_text("平原县 因灾受伤人口 3 人")
    expect(silent).to_have_count(0)
    page.get_by_role("button", name="地图", exact=True).click()
    page.screenshot(path=shots / "desk-map-past.png")

    view = f"box=116,37,116.6,37.4&layers=-supplies&pick=unit-{PINGYUAN}&upto={then}"
    page.goto(f"{live.url}/?incident={incident}&{view}")
    drawn(page)
    tip = page.locator(".jm-map-picked")
    for _ in range(2):
        expect(strip).to_contain_text("平原县 初报：受伤 3")
        expect(tip).to_contain_text("平原县 因灾受伤人口 3 人")
        expect(bar).to_contain_text("图层 5／6")
        expect(legend).not_to_contain_text("储备库")
        page.reload()
        drawn(page)
    expect(strip).to_contain_text("平原县 初报：受伤 3")
    settle(page)
    page.screenshot(path=shots / "desk-map-past-picked.png")
    page.keyboard.press("Escape")  # first what is picked, then the time
    expect(tip).to_have_count(0)
    expect(strip).to_be_visible()
    page.get_by_role("combobox").first.focus()
    page.keyboard.type("]")
    expect(strip).to_contain_text("平原县 初报：受伤 3")  # typed, and no step
    page.keyboard.press("Escape")
    page.locator(".maplibregl-canvas").focus()
    page.keyboard.press("Escape")
    expect(strip).to_have_count(0)
    assert "upto" not in asked(page)

    bar.get_by_role("button", name="实时").click()
    expect(strip).to_be_visible()
    page.keyboard.press("[")
    page.keyboard.press("]")
    expect(strip).to_be_visible()
    page.keyboard.press("]")  # past the last one it is live again
    expect(strip).to_have_count(0)
    page.goto(f"{live.url}/?incident={incident}&pick=unit-{PINGYUAN}&upto={then}")
    expect(tip).to_contain_text("平原县 因灾受伤人口 3 人")
    strip.get_by_role("button", name="回到实时").click()
    expect(tip).to_contain_text("平原县 因灾受伤人口 9 人")
    for nonsense in ("-1", "x", "99999999", "1.5"):
        page.goto(f"{live.url}/?incident={incident}&upto={nonsense}")
        expect(bar.get_by_role("button", name="实时")).to_be_enabled()
        expect(strip).to_have_count(0)
    assert faults == []


def back_to(page: Page, strip: Locator, event: str) -> None:
    """Step back until the map stands after an event."""
    for _ in range(60):
        page.keyboard.press("[")
        expect(strip).to_be_visible()
        # The step before stands until this one is read.
        expect(strip).to_have_attribute("data-event", asked(page)["upto"])
        if event in strip.inner_text():
            return
    raise AssertionError(f"no such step: {event}")


def test_the_past_in_english_crowds_nothing(
    live_server: Live, desk: Callable[[], Page], shots: Path
) -> None:
    live = live_server
    incident = begin(live, external_id="english", lon=116.5, lat=37.3)
    report(live, incident, "371426-duty")
    page = desk()
    sign_in(page, live, "371400-duty", f"/?incident={incident}&lang=en")
    drawn(page)
    button = page.get_by_role("group", name="Map tools").get_by_role("button", name="Live")
    expect(button).to_be_enabled()
    button.click()
    strip = page.get_by_role("group", name="As of")
    expect(strip).to_contain_text("The map shows that time, the rest of the page the present")
    assert fits(page)
    assert bar_fits(page)
    page.screenshot(path=shots / "desk-map-past-english.png")
    step = strip.get_by_role("slider").input_value()
    page.keyboard.press("?")
    help_page = page.get_by_role("dialog")
    expect(help_page).to_contain_text("The map one event back, forward")
    page.keyboard.press("[")
    expect(strip.get_by_role("slider")).to_have_value(step)
    page.keyboard.press("Escape")
    expect(help_page).to_be_hidden()
    expect(strip).to_be_visible()
    page.route("**/api/live/past**", lambda route: route.abort())
    page.reload()
    drawn(page)
    expect(strip).to_contain_text("How it was could not be read")
    expect(strip).to_contain_text("The map still shows the present")
    page.screenshot(path=shots / "desk-map-past-unread.png")
    page.unroute("**/api/live/past**")
    strip.get_by_role("button", name="Try again").click()
    expect(strip).to_contain_text("The map shows that time, the rest of the page the present")
