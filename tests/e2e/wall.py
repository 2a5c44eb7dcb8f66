"""A wall in a browser: what its tests do with it, and the reports that it shows."""

from typing import Any

from playwright.sync_api import Page

from tests.e2e.conftest import PASSWORD, Live

WALL: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}
PATIENCE = 60_000  # milliseconds: the map is drawn in software here


def open_wall(page: Page, live: Live, account: str = "370000-kiosk") -> None:
    page.goto(f"{live.url}/wall")
    page.get_by_label("账号").fill(account)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def figure(page: Page, name: str) -> str:
    """Return the selector of a large figure."""
    return f"[data-figure={name}] strong"


def report(live: Live, incident: str, **figures: int) -> None:
    live.desk("371426-duty").post(
        "/api/reports",
        incident_id=incident,
        kind="INITIAL" if "collapsed_rooms" in figures else "FOLLOWUP",
        figures=figures,
    )
