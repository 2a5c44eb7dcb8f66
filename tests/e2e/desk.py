"""A desk in a browser: what its tests do with it."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Live

DESK: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
WORKER_STARTS = 90_000
"""Milliseconds for the worker of a site that has only just started."""


def sign_in(page: Page, live: Live, account: str, path: str = "/") -> None:
    """Sign in by keyboard, so that the clicks counted afterwards are the work itself."""
    page.goto(live.url + path)
    page.locator("#jm-account").fill(account)
    page.locator("#jm-password").fill(live.password)
    page.keyboard.press("Enter")
    expect(page.locator(".jm-shell, .jm-step")).to_be_visible()
    if page.locator(".jm-step").count():
        page.keyboard.press("Escape")  # the one-time code is given where it is needed
    expect(page.locator(".jm-shell")).to_be_visible()
    page.evaluate("window.clicks = 0")  # Enter in a form counts as a click on its button


def fits(page: Page) -> bool:
    """Tell whether the page needs no scrolling in either direction."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollHeight <= innerHeight"
            " && document.documentElement.scrollWidth <= innerWidth"
        )
    )


def bar_fits(page: Page) -> bool:
    """Tell whether the map's bar leaves the buttons at the map's right edge free."""
    bar = page.locator(".jm-tool").bounding_box()
    frame = page.locator(".jm-map-frame").bounding_box()
    assert bar
    assert frame
    return bar["x"] + bar["width"] < frame["x"] + frame["width"] - 60
