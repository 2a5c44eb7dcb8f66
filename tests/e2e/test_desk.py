"""The desk in a browser: deciding alone at night, acknowledging an order, hearing it all live."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Contexts, Live, faults_of
from tests.e2e.desk import DESK, WORKER_STARTS, fits, sign_in

pytestmark = pytest.mark.browser

QINGDAO = 370200000000
VERIFY_CLICKS, PROPOSAL_CLICKS, NOTICE_CLICKS = 2, 3, 6
COUNT_CLICKS = """
window.clicks = 0
addEventListener('click', (event) => { if (event.isTrusted) window.clicks += 1 }, true)
"""


def clicks(page: Page) -> int:
    return int(page.evaluate("window.clicks"))


@pytest.fixture
def desk(context_of: Contexts) -> Callable[[], Page]:
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

    alert = page.get_by_role("status").filter(has_text="德州平原5.5级地震")
    alert.get_by_role("button", name="核实").click()
    expect(page.locator(".jm-top-title")).to_contain_text("已核实")
    verified = clicks(page)

    levels = page.get_by_role("region", name="响应等级")
    expect(levels.locator(".jm-level-proposed").first).to_be_visible(timeout=WORKER_STARTS)
    expect(levels.locator(".jm-gauge").first).to_be_visible()
    expect(page.get_by_role("region", name="灾情")).to_contain_text("Ⅵ度以上人口")
    proposal = clicks(page)

    levels.locator(".jm-gauge").first.focus()
    page.keyboard.press("F2")
    ledger = page.get_by_role("dialog", name="数值来历")
    expect(ledger).to_contain_text("中国地震台网")  # who said it
    expect(ledger).to_contain_text("≥ 5 级")  # what it is held against
    expect(ledger).to_contain_text("earthquake-province-sample")  # by which edition
    page.keyboard.press("Escape")
    expect(ledger).to_be_hidden()

    levels.get_by_role("button", name="启动 Ⅲ级…", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("决定人")
    page.keyboard.type("震级达到条件，夜间先行启动")
    dialog.get_by_label("动态口令").fill(live.code("370000-decider") or "")
    expect(dialog.get_by_label("动态口令")).to_have_count(0)
    dialog.locator("button[type=submit]").click()
    expect(dialog.get_by_role("status")).to_contain_text("山东省 已启动 Ⅲ级")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="启动通知 PDF").click()
    opened.value.close()
    notice = page.request.get(
        live.url + (page.get_by_role("link", name="启动通知 PDF").get_attribute("href") or "")
    )
    assert notice.status == 200
    assert notice.headers["content-type"] == "application/pdf"
    assert notice.body().startswith(b"%PDF-")
    signed = clicks(page)

    with capsys.disabled():
        print(f"\nclicks: verified {verified}, proposal {proposal}, signed notice {signed}")  # noqa: T201
    assert verified <= VERIFY_CLICKS
    assert proposal <= PROPOSAL_CLICKS
    assert signed <= NOTICE_CLICKS
    page.keyboard.press("Escape")
    expect(page.locator(".jm-map-canvas")).to_have_attribute("data-ready", "yes")
    expect(page.get_by_role("region", name="任务").locator("li").first).to_be_visible()
    expect(levels.locator(".jm-verdict")).to_contain_text("已启动Ⅲ级，达到Ⅲ级条件")
    assert fits(page)
    page.screenshot(path=shots / "desk.png")

    (incident,) = parse_qs(urlsplit(page.url).query)["incident"]
    live.desk("370000-duty").order(incident, QINGDAO, "支援准备")
    edge = page.get_by_role("button", name="视野外")
    expect(edge.filter(has_text="指令 青岛市")).to_be_visible()
    edge.filter(has_text="指令 青岛市").focus()
    page.keyboard.press("Enter")
    expect(edge.filter(has_text="震中")).to_be_visible()  # the view went there: the way back
    expect(edge.filter(has_text="青岛市")).to_have_count(0)
    assert faults == []


def test_a_county_acknowledges_an_order(live_server: Live, desk: Callable[[], Page]) -> None:
    live = live_server
    incident = live.earthquake(world_id=live.exercise(), external_id="second", lon=117.0, lat=36.6)
    city = live.desk("370000-duty")
    city.post(f"/api/incidents/{incident['id']}/verify")
    page = desk()
    faults = faults_of(page)
    sign_in(page, live, "371426-duty", f"/orders?incident={incident['id']}")
    expect(page.get_by_text("尚无指令")).to_be_visible()

    order = city.order(incident["id"], 371426000000, "排查危房并转移群众")

    expect(page.get_by_role("heading", name="排查危房并转移群众")).to_be_visible()
    steps = {"阅知": "read", "接受": "accepted", "完成": "done"}
    for word, state in steps.items():
        page.get_by_role("button", name=word, exact=True).click()
        expect(page.locator(".jm-record dl")).to_contain_text(word)
        expect(page.get_by_role("button", name=word, exact=True)).to_have_count(0)
        assert city.get(f"/api/orders/{order['id']}")["state"] == state
    cells = page.locator(".jm-record .jm-cells")
    expect(cells).to_have_attribute("aria-label", "送达 1／1，阅知 1／1，接受 1／1，完成 1／1")
    assert faults == []


def test_a_new_alert_does_not_take_the_screen_away(
    live_server: Live, desk: Callable[[], Page]
) -> None:
    live = live_server
    first = live.earthquake(world_id=live.exercise(), external_id="third", lon=118.0, lat=36.0)
    page = desk()
    sign_in(page, live, "370000-duty")
    title = page.locator(".jm-top-title")
    expect(title).to_contain_text(first["no"])
    live.earthquake(
        world_id=live.exercise(), external_id="fourth", lon=120.4, lat=37.2, title_zh="另一次地震"
    )
    expect(page.get_by_role("status").filter(has_text="另一次地震")).to_be_visible()
    expect(title).to_contain_text(first["no"])


def test_a_screen_that_stopped_hearing_says_so(live_server: Live, desk: Callable[[], Page]) -> None:
    live = live_server
    page = desk()
    sign_in(page, live, "371400-duty")
    expect(page.locator(".jm-top-live-live")).to_be_visible()
    hub = next(child for child in live.supervisor.children if child.name == "hub")
    assert hub.process is not None
    hub.process.kill()
    expect(page.get_by_role("alert").filter(has_text="数据中断")).to_be_visible()
    expect(page.locator(".jm-shell-cut .jm-main")).to_have_css("filter", "grayscale(1)")
    while not page.locator(".jm-top-live-live").count():  # the supervisor brings it back
        live.supervisor.tick()
        page.wait_for_timeout(200)
    expect(page.locator(".jm-top-live-live")).to_be_visible(timeout=WORKER_STARTS)


def test_english_and_keys(live_server: Live, desk: Callable[[], Page]) -> None:
    page = desk()
    sign_in(page, live_server, "371400-duty", "/?lang=en")
    expect(page.get_by_role("navigation").get_by_text("Orders")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("5")
    expect(page.get_by_role("heading", name="Orders")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("No key activates")
