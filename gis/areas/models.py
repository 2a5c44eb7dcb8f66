"""Administrative areas in time, their outlines, their census population."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    FetchedValue,
    Float,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base

KINDS = "kind in ('nation', 'division', 'functional_zone')"
MULTIPOLYGON = Geometry("MULTIPOLYGON", srid=4490, spatial_index=True)
POINT = Geometry("POINT", srid=4490, spatial_index=True)


class Placed:
    """Mixin of rows that belong to an area: the stable id beside today's code `area`.

    The database fills `area_id` from `area`, so that no row can hold a pair that disagrees; it is
    null for areas that are not in `gis.area`. Access goes by `area`, statistics over time by
    `area_id`.
    """

    area_id: Mapped[UUID | None] = mapped_column(Uuid, server_default=FetchedValue())


class Recorded(Placed):
    """Mixin of documents: they keep the code they were made under when their unit is renumbered.

    The database fills `area_recorded` from `area` when the row is made and never changes it.
    """

    area_recorded: Mapped[int] = mapped_column(server_default=FetchedValue())


class Area(Base):
    """An area as it is now. `id` never changes; `code` does when the authority changes it."""

    __tablename__ = "area"
    __table_args__ = (
        CheckConstraint(KINDS, name="kind"),
        CheckConstraint("code >= 0 and code < 1000000000000", name="code"),
        CheckConstraint("tier between 0 and 5", name="tier"),
        Index("uq_area_code", "code", unique=True),
        Index("ix_area_parent_id", "parent_id"),
        Index("ix_area_name", "name", postgresql_ops={"name": "text_pattern_ops"}),
        {"schema": "gis"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[int]
    name: Mapped[str]
    tier: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("gis.area.id"))
    valid_from: Mapped[date | None] = mapped_column(Date)


class AreaVersion(Base):
    """What an area was called and where it belonged in a period; `valid_to` is not included.

    An unknown beginning or an open end is null.
    """

    __tablename__ = "area_version"
    __table_args__ = (
        CheckConstraint("valid_from < valid_to", name="period"),
        CheckConstraint("tier between 0 and 5", name="tier"),
        ExcludeConstraint(
            ("area_id", "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="area_version_once",
        ),
        Index("ix_area_version_code", "code"),
        {"schema": "gis"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    area_id: Mapped[UUID] = mapped_column(ForeignKey("gis.area.id"))
    code: Mapped[int]
    name: Mapped[str]
    tier: Mapped[int] = mapped_column(SmallInteger)
    parent_id: Mapped[UUID | None]
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    change_doc: Mapped[str]


class AreaGeometry(Base):
    """The outline of an area, in CGCS2000; only areas with a source have one.

    `geom_low` is simplified together with all its neighbours, so that borders stay shared.
    """

    __tablename__ = "area_geometry"
    __table_args__ = ({"schema": "gis"},)

    area_id: Mapped[UUID] = mapped_column(ForeignKey("gis.area.id"), primary_key=True)
    geom: Mapped[WKBElement] = mapped_column(MULTIPOLYGON)
    geom_low: Mapped[WKBElement] = mapped_column(
        Geometry("MULTIPOLYGON", srid=4490, spatial_index=False)
    )
    anchor: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4490, spatial_index=False))
    area_km2: Mapped[float] = mapped_column(Float)
    source: Mapped[str]
    provisional: Mapped[bool]


class Surrounding(Base):
    """Outlines around our own area: what a map shows beyond the border. Not areas of the system."""

    __tablename__ = "surrounding"
    __table_args__ = ({"schema": "gis"},)

    code: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    geom: Mapped[WKBElement] = mapped_column(MULTIPOLYGON)
    geom_low: Mapped[WKBElement] = mapped_column(
        Geometry("MULTIPOLYGON", srid=4490, spatial_index=False)
    )
    source: Mapped[str]


class CensusUnit(Base):
    """A unit of the 2020 census as published, functional zones apart from their counties."""

    __tablename__ = "census_unit"
    __table_args__ = (CheckConstraint("population >= 0", name="population"), {"schema": "gis"})

    code: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    population: Mapped[int]
    source: Mapped[str]


class ZoneShare(Base):
    """How much of a functional zone's population is counted to a county: an estimate by area."""

    __tablename__ = "zone_share"
    __table_args__ = (
        CheckConstraint("share > 0 and share <= 1", name="share"),
        {"schema": "gis"},
    )

    zone_code: Mapped[int] = mapped_column(ForeignKey("gis.census_unit.code"), primary_key=True)
    county_code: Mapped[int] = mapped_column(primary_key=True)
    share: Mapped[float] = mapped_column(Float)
    population: Mapped[int]
    provisional: Mapped[bool]


class Dataset(Base):
    """A body of source data that was loaded, with what its licence asks us to say."""

    __tablename__ = "dataset"
    __table_args__ = ({"schema": "gis"},)

    name: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[str]
    attribution_zh: Mapped[str]
    attribution_en: Mapped[str]
    counts: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime] = mapped_column(server_default=func.now())
