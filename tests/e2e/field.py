"""A phone in a browser: what the tests of the field page do with it."""

import re
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.conftest import PASSWORD, Live, until

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "permissions": ["geolocation"],
    # In the county, but a town has no surveyed outline to lie outside of.
    "geolocation": {"longitude": 116.35, "latitude": 37.185, "accuracy": 18},
}
TOWN = 371426108000
COUNTY = 371426000000


def sign_in(page: Page, live: Live, account: str, address: str | None = None) -> None:
    page.goto(f"{address or live.url}/field")
    page.get_by_label("账号").fill(account)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="上报")).to_be_visible()


def wait_for_worker(page: Page) -> None:
    """Wait until the page would open without a network."""
    until(page, "navigator.serviceWorker.ready.then(() => true)")
    until(page, "navigator.serviceWorker.controller !== null")


def reports_of(live: Live, incident: str, area: int) -> list[dict[str, Any]]:
    found: dict[str, Any] = live.desk("371426-duty").get(
        f"/api/incidents/{incident}/reports", area=area
    )
    return list(found["items"])


def figure(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name)


def report_on(page: Page, title: str) -> None:
    """Let the form be about an incident; the other tests of this module have left theirs."""
    choice = page.get_by_label("事件").locator("option").filter(has_text=title)
    expect(page.locator(".title, .incident").filter(has_text=title).first).to_be_visible()
    if choice.count():
        page.get_by_label("事件").select_option(choice.get_attribute("value"))
    expect(page.locator(".title")).to_contain_text(title)


def line_of(page: Page) -> str:
    """Look into what waits to be sent; return its line for a text message."""
    page.get_by_role("button", name=re.compile("^待发送")).click()
    page.get_by_role("button", name=re.compile("^短信编码")).click()
    return page.locator("code").inner_text()


def give_photo(page: Page, *, turned: int = 0) -> None:
    """Give a photo as a phone takes it, larger than what is sent.

    Turned, it is another one: the centre tells files by their bytes.
    """
    file = BytesIO()
    taken = Image.linear_gradient("L").resize((2400, 1800)).convert("RGB")
    taken.rotate(turned, expand=True).save(file, "JPEG")
    photo: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    page.set_input_files("[data-testid=photo-input]", [photo])
