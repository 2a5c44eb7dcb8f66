"""Place names: populated places with a point, for labels and depots. A place is not a division."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the places' addresses."""
    from gis.names.routes import router

    app.include_router(router)
