"""Administrative areas: names, codes, outlines, population, in time."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the areas' addresses."""
    from gis.areas.routes import router

    app.include_router(router)
