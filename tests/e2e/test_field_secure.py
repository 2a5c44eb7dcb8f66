"""The field page by the machine's own address, with the site's own certificate authority."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.conftest import Live, launch_options
from tests.e2e.field import sign_in, wait_for_worker

pytestmark = [pytest.mark.browser, pytest.mark.commits]


def install_authority(home: Path, authority: Path) -> None:
    """Let chromium trust the site's authority, as the install page tells people to."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    certutil = shutil.which("certutil")
    assert certutil, "certutil is missing: apt-get install libnss3-tools"
    subprocess.run([certutil, "-d", f"sql:{store}", "-N", "--empty-password"], check=True)
    trust = ["-A", "-t", "C,,", "-n", "jinmin site", "-i", str(authority)]
    subprocess.run([certutil, "-d", f"sql:{store}", *trust], check=True)


@pytest.fixture
def trusting_browser(playwright: Playwright, lan_server: Live, tmp_path: Path) -> Iterator[Browser]:
    """A browser on a machine where the site's authority is installed."""
    assert lan_server.authority
    install_authority(tmp_path, lan_server.authority)
    opened = playwright.chromium.launch(**launch_options(), env={"HOME": str(tmp_path)})
    yield opened
    opened.close()


def test_the_lan_address_is_a_secure_context_with_a_service_worker(
    lan_server: Live, trusting_browser: Browser
) -> None:
    if lan_server.lan_url is None:
        pytest.fail("this machine has no address besides the loopback one")
    incident = lan_server.earthquake(world_id=lan_server.exercise())
    context = trusting_browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 640})
    page = context.new_page()
    sign_in(page, lan_server, "371426108-reporter", lan_server.lan_url)
    expect(page.get_by_text(incident["title_zh"])).to_be_visible()
    assert page.evaluate("location.hostname") not in ("127.0.0.1", "localhost")
    assert page.evaluate("location.protocol") == "https:"
    assert page.evaluate("isSecureContext") is True
    wait_for_worker(page)
    state = "navigator.serviceWorker.ready.then((r) => r.active.state)"
    assert page.evaluate(state) == "activated"
    scope = "navigator.serviceWorker.ready.then((r) => new URL(r.scope).pathname)"
    assert page.evaluate(scope) == "/field"
    # The live feed too goes over the secure line.
    expect(page.get_by_text("实时", exact=True)).to_be_visible(timeout=30_000)
    context.set_offline(True)
    page.reload()
    expect(page.get_by_text(incident["title_zh"])).to_be_visible()
    context.close()
