"""Code tables: lists of codes with names, validity and source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.codes.models import Code, CodeLink, CodeTable
from core.codes.service import load_csv

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["Code", "CodeLink", "CodeTable", "load_csv", "register"]


def register(app: FastAPI) -> None:
    """Add the routes that read code tables."""
    from core.codes.routes import router

    app.include_router(router)
