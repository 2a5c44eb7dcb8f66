"""The front end as files: its entries, its assets and the API's own documentation page."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from core.errors import NotFound, Unavailable
from core.settings import Settings

ENTRIES = {"wall": "wall.html", "field": "field.html"}
"""First segment of a path and the entry that serves it; all other paths are the desk's."""

_DOCS = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>金民 API</title>
<link rel="stylesheet" href="/static/vendor/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/static/vendor/swagger-ui-bundle.js"></script>
<script src="/static/docs.js"></script></body></html>
"""

router = APIRouter(include_in_schema=False)


def _entry(request: Request, name: str) -> Response:
    settings: Settings = request.app.state.settings
    file = settings.web_dist / name
    if not file.is_file():
        raise Unavailable(
            "前端尚未构建：请运行 ./jinmin demo，它会先构建页面",
            "The front end is not built yet: run ./jinmin demo, which builds it first",
        )
    return FileResponse(file, headers={"Cache-Control": "no-cache"})


@router.get("/docs")
async def docs() -> Response:
    """Return Swagger UI with our own copy of its files."""
    return HTMLResponse(_DOCS)


@router.get("/{path:path}")
async def page(request: Request, path: str) -> Response:
    """Return a built file or, for a route of a screen, the entry that draws it."""
    settings: Settings = request.app.state.settings
    file = _built(settings.web_dist.resolve(), path)
    if file is not None:
        return FileResponse(file, headers={"Cache-Control": _caching(file)})
    if path.startswith(("api/", "static/", "assets/")) or Path(path).suffix:
        raise NotFound("没有这个地址", "No such address")
    return _entry(request, ENTRIES.get(path.split("/", 1)[0], "desk.html"))


def _built(root: Path, path: str) -> Path | None:
    """Return the built file of a path, never looking outside the front end's folder."""
    if not (root / path).is_relative_to(root) or ".." in Path(path).parts:
        return None
    try:
        wanted = (root / path).resolve()
        return wanted if wanted.is_relative_to(root) and wanted.is_file() else None
    except OSError:  # a name that no file can have
        return None


def _caching(file: Path) -> str:
    """Hashed assets never change; a service worker and the entries must be asked for again."""
    return "public, max-age=31536000, immutable" if file.parent.name == "assets" else "no-cache"


def register(app: FastAPI) -> None:
    """Add the pages; last, because they answer every remaining path."""
    app.include_router(router)
