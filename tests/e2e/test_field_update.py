"""A part that cannot be loaded leaves the rest; a new version never comes in under an open page."""

import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.e2e.conftest import Contexts, Live, _built, faults_of, until
from tests.e2e.field import PHONE, sign_in, wait_for_worker

pytestmark = [pytest.mark.browser, pytest.mark.commits]


def test_a_part_that_cannot_be_loaded_leaves_the_rest(
    live_server: Live, context_of: Contexts
) -> None:
    live_server.earthquake(world_id=live_server.exercise())
    page = context_of(**PHONE, service_workers="block").new_page()
    faults = faults_of(page)
    sign_in(page, live_server, "371426108-reporter")
    parts: list[str] = []

    def cut(route: Route) -> None:
        parts.append(route.request.url)
        route.abort()

    page.route("**/assets/MapPage*.js", cut)
    page.get_by_label("受伤 加一").click()
    page.get_by_role("button", name="地图").click()
    expect(page.get_by_text("这一页打不开")).to_be_visible()
    assert parts
    page.get_by_role("button", name="上报").click()
    expect(page.get_by_role("button", name="发送报告")).to_be_visible()
    page.get_by_role("button", name="地图").click()
    page.unroute("**/assets/MapPage*.js")
    page.get_by_role("button", name="重新打开").click()
    expect(page.get_by_text("这一页打不开")).to_be_hidden()
    expect(page.get_by_role("button", name="地图")).to_be_visible()

    page.goto(f"{live_server.url}/field#/%")
    page.reload()
    expect(page.get_by_role("button", name="发送报告")).to_be_visible()
    assert faults == []


class Files(SimpleHTTPRequestHandler):
    """The built front end alone, from a folder that a test may change."""

    def do_GET(self) -> None:
        if self.path == "/field":
            self.path = "/field.html"
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    return Path(shutil.copytree(_built(), tmp_path / "dist"))


@pytest.fixture
def site(dist: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=dist))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def release(dist: Path) -> tuple[str, str]:
    """Replace the map's part by one of another name; return the old and the new name."""
    (old,) = (path.name for path in (dist / "assets").glob("MapPage*.js"))
    new = f"MapPage-{'0' * 8}.js"
    (dist / "assets" / old).rename(dist / "assets" / new)
    worker = dist / "field-sw.js"
    worker.write_text(worker.read_text().replace(old, new))
    return old, new


def loads(page: Page, part: str) -> bool:
    """Tell whether a part can be had by a page, from the phone or from the site."""
    found: bool = page.evaluate("part => fetch(`/assets/${part}`).then((r) => r.ok)", part)
    return found


STATES = """async () => {
    const found = await navigator.serviceWorker.getRegistration('/field')
    return [found.waiting !== null, found.installing !== null]
}"""


def brought_in(page: Page) -> bool:
    """Open the page anew; tell whether that brought a waiting version in."""
    page.reload()
    page.wait_for_timeout(1000)
    expect(page.get_by_label("账号")).to_be_visible()
    until(page, f"({STATES})().then(([, coming]) => !coming)")
    try:
        return bool(page.evaluate(STATES) == [False, False])
    except Error:  # it is loading itself anew at this moment
        return True


def test_a_new_version_waits_until_no_page_is_in_use(
    site: str, dist: Path, context_of: Contexts
) -> None:
    context = context_of(**PHONE)
    page = context.new_page()
    page.goto(f"{site}/field")
    expect(page.get_by_label("账号")).to_be_visible()
    wait_for_worker(page)
    old, new = release(dist)
    page.evaluate("navigator.serviceWorker.getRegistration('/field').then((r) => r.update())")
    until(page, f"({STATES})().then(([waiting, coming]) => waiting && !coming)")
    assert loads(page, old)

    # A second page does not bring it in under the first one.
    other = context.new_page()
    other.goto(f"{site}/field")
    expect(other.get_by_label("账号")).to_be_visible()
    other.wait_for_timeout(500)
    assert page.evaluate(STATES) == [True, False]
    assert loads(page, old)
    other.close()

    # Opened anew and alone, the page brings the new version in and is loaded from it. A page just
    # closed may count a moment longer: then it is the next opening that does.
    assert any(brought_in(page) for _ in range(10))
    wait_for_worker(page)
    expect(page.get_by_label("账号")).to_be_visible()
    context.set_offline(True)
    assert loads(page, new)
