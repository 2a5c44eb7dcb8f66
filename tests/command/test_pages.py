"""The front end as files: what is served, and paths that no file can have."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from command import pages
from core.http import handle_problems
from core.settings import DatabaseSettings, Settings

DESK = "<title>desk</title>"


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "desk.html").write_text(DESK)
    (built / "assets" / "a.js").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")
    (built / "link.txt").symlink_to(tmp_path / "secret.txt")
    app = FastAPI()
    app.state.settings = Settings(
        database=DatabaseSettings(url="postgresql://nobody@127.0.0.1/none"), web_dist=built
    )
    handle_problems(app)
    pages.register(app)
    return app


async def get(app: FastAPI, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://jinmin.example") as client:
        return await client.get(f"http://jinmin.example/{path}")


async def test_built_files_and_screens_are_served(app):
    asset = await get(app, "assets/a.js")
    assert (asset.text, "immutable" in asset.headers["cache-control"]) == ("1", True)
    for path in ("", "incidents/7"):
        assert (await get(app, path)).text == DESK


@pytest.mark.parametrize(
    "path", ["x" * 300, "incidents/" + "x" * 300, "x/" * 3000, "/" + "x" * 300]
)
async def test_a_path_no_file_can_have_is_a_screens(app, path):
    answer = await get(app, path)
    assert (answer.status_code, answer.text) == (200, DESK)


@pytest.mark.parametrize(
    "path",
    ["..%2Fsecret.txt", "assets/..%2F..%2Fsecret.txt", "%2F{outside}/secret.txt", "link.txt"],
)
async def test_nothing_outside_the_build_is_served(app, tmp_path, path):
    answer = await get(app, path.format(outside=str(tmp_path).lstrip("/")))
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_nothing_outside_the_build_is_even_looked_at(app, tmp_path, monkeypatch):
    looked: list[Path] = []
    monkeypatch.setattr(Path, "is_file", lambda self: looked.append(self) or True)
    monkeypatch.setattr(Path, "resolve", lambda self: looked.append(self) or self)
    for path in (f"/{tmp_path}/secret", "..%2Fsecret"):
        await get(app, path)
    root = app.state.settings.web_dist
    assert looked
    assert all(file.is_relative_to(root) and ".." not in file.parts for file in looked)
