"""Maps as pages of their own, with every asset served by us."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the maps' addresses."""
    from gis.maps.routes import router

    app.include_router(router)
