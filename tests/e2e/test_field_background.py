"""A report that was left waiting goes out by itself, with no page open."""

import time

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import Contexts, Live
from tests.e2e.field import PHONE, TOWN, reports_of, sign_in, wait_for_worker

pytestmark = [pytest.mark.browser, pytest.mark.commits]

TAG = "jinmin-outbox"


def say_there_is_a_network(context: BrowserContext, live: Live) -> None:
    """Do what the browser does when a network comes back: wake the worker for its sync."""
    page = context.new_page()
    page.goto(f"{live.url}/healthz")
    devtools = context.new_cdp_session(page)
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(r["registrationId"] for r in told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(50)
    devtools.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": live.url, "registrationId": found[0], "tag": TAG, "lastChance": False},
    )


def test_the_worker_sends_when_no_page_is_open(live_server: Live, context_of: Contexts) -> None:
    incident = live_server.earthquake(world_id=live_server.exercise())
    context = context_of(**PHONE)
    page = context.new_page()
    sign_in(page, live_server, "371426108-reporter")
    expect(page.get_by_text("德州平原5.5级地震")).to_be_visible()
    wait_for_worker(page)
    context.set_offline(True)
    page.get_by_label("受伤 加一").click()
    page.get_by_role("button", name="发送报告").click()
    expect(page.get_by_role("heading", name="已存本机")).to_be_visible()
    page.close()
    context.set_offline(False)
    assert reports_of(live_server, incident["id"], TOWN) == []

    say_there_is_a_network(context, live_server)
    while not reports_of(live_server, incident["id"], TOWN):
        time.sleep(0.2)

    again = context.new_page()
    again.goto(f"{live_server.url}/field#/queue")
    expect(again.get_by_role("heading", name="没有待发送的")).to_be_visible()
    (report,) = reports_of(live_server, incident["id"], TOWN)
    assert report["figures"] == {"injured": 1}
