"""A whole site and a real browser: the processes of `./jinmin serve`, Debian's chromium."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from command import queries
from command.installation import Address, Installation
from command.scenario import queries as scenario
from command.serving import free_port
from command.supervise import Supervisor
from core.access.one_time_codes import code_at
from core.access.sessions import COOKIE
from core.clock import BEIJING, real_now
from core.db import Database
from core.ids import uuid7
from core.settings import ROOT, DatabaseSettings
from core.worlds import set_clock
from tests.fixtures.databases import PASSWORD, Server

T = TypeVar("T")
Contexts = Callable[..., BrowserContext]
"""Makes browser contexts; see `context_of`."""

CHROMIUM = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
)
ORIGIN_TIME = datetime(2023, 8, 6, 2, 33, 59, tzinfo=BEIJING)
PINGYUAN_QUAKE: dict[str, Any] = {
    "hazard": "020100",
    "title_zh": "德州平原5.5级地震",
    "title_en": "Pingyuan M5.5 earthquake, Dezhou",
    "occurred_at": ORIGIN_TIME.isoformat(),
    "lon": 116.34,
    "lat": 37.16,
    "depth_km": 10,
    "magnitude": 5.5,
    "place_zh": "山东德州市平原县",
    "source_zh": "中国地震台网",
}


class Desk:
    """A post at work over HTTP, for what a test needs besides its browser."""

    def __init__(self, url: str, account: str, code: str | None) -> None:
        # The site's own certificate is not in this machine's store.
        self.http = httpx.Client(base_url=url, timeout=30, trust_env=False, verify=False)  # noqa: S501
        answer = self.http.post("/api/session", json={"account": account, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        # The cookie is Secure: a Python client would not send it back over plain HTTP.
        token = answer.headers["set-cookie"].split(f"{COOKIE}=", 1)[1].split(";", 1)[0]
        self.http.headers.update({"Cookie": f"{COOKIE}={token}", "X-CSRF": answer.json()["csrf"]})
        if code:
            self.http.headers["X-CSRF"] = self.post("/api/session/second-factor", code=code)["csrf"]

    def get(self, path: str, **params: Any) -> Any:
        answer = self.http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, /, **body: Any) -> Any:
        answer = self.http.post(path, json=body, headers={"Command-Id": str(uuid7())})
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def move(self, record: str, step: str, **body: Any) -> None:
        """Take a record, named by its address, one step on from what it is now."""
        version = self.get(record)["version"]
        answer = self.http.post(
            f"{record}/{step}",
            json=body,
            headers={"Command-Id": str(uuid7()), "If-Match": f'"{version}"'},
        )
        assert answer.status_code == 200, answer.text

    def order(self, incident_id: str, area: int, title: str) -> dict[str, Any]:
        """Give an order to one unit; return it."""
        (made,) = self.post(
            "/api/orders",
            incident_id=incident_id,
            title_zh=title,
            body_zh=f"{title}，一小时内报回。",
            to_areas=[area],
            due_at="2023-08-06T05:30:00+08:00",
        )["items"]
        return dict(made)


@dataclass
class Live:
    """A running site.

    `url` is for this machine; `lan_url` the address other machines use, where it serves HTTPS.
    """

    url: str
    lan_url: str | None
    authority: Path | None
    database_url: str
    supervisor: Supervisor
    password: str = PASSWORD
    desks: dict[str, Desk] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)

    def ask(self, question: Callable[[Database], Awaitable[T]], *, system: bool = False) -> T:
        """Ask the database beside the service."""

        async def asking() -> T:
            known = DatabaseSettings(url=self.database_url)
            database = Database(known.for_system() if system else known.for_owner(), pool_size=1)
            try:
                return await question(database)
            finally:
                await database.close()

        with ThreadPoolExecutor(1) as apart:  # a test's own thread may have an event loop already
            return apart.submit(asyncio.run, asking()).result()

    def code(self, account: str) -> str | None:
        """Return a code of the account that nobody has used yet, None where it has none.

        A code is good once: whoever comes back within its half minute waits for the next, as people
        do.
        """

        async def secret(database: Database) -> str | None:
            async with database.reading(None) as session:
                return await queries.one_time_secret(session, account)

        found = self.ask(secret)
        if not found:
            return None
        while (code := code_at(found, real_now())) == self.used.get(account):
            time.sleep(0.5)
        self.used[account] = code
        return code

    def desk(self, account: str) -> Desk:
        """Return a signed-in post; the same when asked again."""
        if account not in self.desks:
            self.desks[account] = Desk(self.url, account, self.code(account))
        return self.desks[account]

    def exercise(self, *, now: datetime = ORIGIN_TIME, rate: float = 1.0) -> str:
        """Make an exercise world whose clock shows `now`; return its id."""

        async def make(database: Database) -> str:
            async with database.writing(None) as session:
                world = await scenario.make_world(
                    session, name_zh="演练", name_en="Exercise", base=now, rate=rate
                )
                await set_clock(session, world.id, now=now, rate=rate)
                return str(world.id)

        return self.ask(make, system=True)

    def earthquake(self, **change: Any) -> dict[str, Any]:
        """Let the alert of the Pingyuan earthquake arrive; return the incident."""
        incident: dict[str, Any] = self.desk("370000-duty").post(
            "/api/alerts", **(PINGYUAN_QUAKE | change)
        )
        return incident

    def start_the_county(self, incident_id: str) -> None:
        """Let Pingyuan, where the earthquake is, start its relief response."""
        decider = self.desk("371426-decider")
        found = decider.get(f"/api/incidents/{incident_id}/responses")["items"]
        (own,) = [r for r in found if r["area"] == 371426000000 and r["family"] == "relief"]
        decider.post(
            f"/api/responses/{own['id']}/acts",
            act="start",
            level=4,
            reason="震中所在县，夜间发生，群众户外避险人数多，按预案调整条款启动",
        )


def _built() -> Path:
    """Return the built front end; `./jinmin test` builds it first, a lone test may not have."""
    dist = Path(os.environ.get("JINMIN_WEB_DIST", ROOT / "web" / "dist"))
    if not all((dist / f"{name}.html").is_file() for name in ("desk", "field", "wall")):
        npm = Path(sys.executable).with_name("npm")
        subprocess.run([npm, "run", "build"], cwd=ROOT / "web", check=True)
    return dist


@contextmanager
def _site(server: Server, folder: Path, *, lan: bool) -> Iterator[Live]:
    _built()
    with server.clone() as database_url:
        here = Installation(folder, database_url)
        port = free_port()
        address = Address("0.0.0.0", port, here.certificates()) if lan else Address(port=port)  # noqa: S104
        supervisor = Supervisor(address, here.environment(database_url, address), folder / "log")
        try:
            supervisor.start()
            urls = address.lan_urls()
            live = Live(
                url=address.url,
                lan_url=urls[0] if urls else None,
                authority=address.certificates.authority if address.certificates else None,
                database_url=database_url,
                supervisor=supervisor,
            )
            yield live
            for desk in live.desks.values():
                desk.http.close()
        finally:
            supervisor.stop()


@pytest.fixture(scope="module")
def live_server(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A site of the module's own: database, API, hub, tailer and worker."""
    with _site(server, tmp_path_factory.mktemp("site"), lan=False) as live:
        yield live


@pytest.fixture(scope="module")
def lan_server(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The same over HTTPS with the site's own authority, as `--lan` serves phones."""
    with _site(server, tmp_path_factory.mktemp("lan"), lan=True) as live:
        yield live


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=60_000)  # milliseconds: maps are drawn in software here
    with sync_playwright() as running:
        yield running


def launch_options() -> dict[str, Any]:
    return {"executable_path": shutil.which("chromium"), "args": list(CHROMIUM)}


def launch_without_webgl(playwright: Playwright) -> Browser:
    """Start a browser as a machine has it that cannot draw the vector map."""
    options = launch_options()
    options["args"] = [one for one in options["args"] if "gl=" not in one and "swift" not in one]
    options["args"] += ["--disable-gpu", "--disable-webgl", "--disable-3d-apis"]
    return playwright.chromium.launch(**options)


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    opened = playwright.chromium.launch(**launch_options())
    yield opened
    opened.close()


@pytest.fixture
def context_of(browser: Browser) -> Iterator[Contexts]:
    """Make browser contexts (a phone, a wall, a desk) that are closed after the test."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**({"locale": "zh-CN"} | options))
        context.set_default_timeout(20_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture(scope="session")
def shots() -> Path:
    """The folder in which the tests leave screenshots, for people to look at."""
    folder = Path(os.environ.get("JINMIN_SHOTS", ROOT / "var" / "shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def faults_of(page: Page) -> list[str]:
    """Collect what goes wrong inside a page; a test asserts that it stays empty."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    return faults


def until(page: Page, expression: str) -> None:
    """Wait until something is true of a page.

    Playwright's own `wait_for_function` evaluates inside the page from its second look on, which
    the page's policy refuses. A page that is just being loaded anew is asked again.
    """
    for _ in range(600):
        try:
            if page.evaluate(expression):
                return
        except Error as error:
            if "navigation" not in str(error):
                raise
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {expression}")
