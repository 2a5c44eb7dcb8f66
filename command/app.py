"""The running service: every module registered, every response guarded."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from command import pages
from core import middleware
from core.access.walls import assert_walls
from core.db import Database
from core.documents import PROBLEM, describe_problems
from core.http import handle_problems
from core.log import configure_logging
from core.settings import Settings, load_settings

MODULES = (
    "core.access",
    "core.codes",
    "core.files",
    "core.live",
    "core.worlds_routes",
    "core.tls_routes",
    "gis.areas",
    "gis.names",
    "gis.maps",
    "assessment.runs",
    "dispatch.stock",
    "dispatch.shipments",
    "command.incidents",
    "command.response",
    "command.reports",
    "command.orders",
    "command.duty",
    "command.briefs",
)
"""Doors of all modules, lower packages first; each has `register(app)`."""


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    database = Database(settings.database.for_app(), pool_size=settings.database.pool_size)
    app.state.database = database
    try:
        await assert_walls(database)
        yield
    finally:
        await database.close()


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the service.

    Parameters
    ----------
    settings : Settings, optional
        Read from the environment when absent.

    Returns
    -------
    FastAPI
        The application; its database is opened when it starts.
    """
    configure_logging()
    settings = settings or load_settings()
    app = FastAPI(
        title="金民 Jinmin",
        summary="灾害应急指挥与地理态势系统 Disaster emergency command and situational system",
        version="0.1.0",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        responses={"default": PROBLEM},
    )
    app.state.settings = settings
    handle_problems(app)
    for name in MODULES:
        importlib.import_module(name).register(app)
    middleware.install(app, settings)
    pages.register(app)
    describe_problems(app)
    return app
