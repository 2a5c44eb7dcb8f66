"""Populated places with coordinates."""

from __future__ import annotations

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class Place(Base):
    """A populated place of GeoNames. `county_code` is the county its point lies in."""

    __tablename__ = "place"
    __table_args__ = ({"schema": "gis"},)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name_zh: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str]
    geom: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4490, spatial_index=True))
    population: Mapped[int | None]
    feature: Mapped[str]
    county_code: Mapped[int | None]
    source: Mapped[str]
