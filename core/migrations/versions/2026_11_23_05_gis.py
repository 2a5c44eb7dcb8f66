"""Areas, census, places."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint

revision = "05_gis"
down_revision = "04_jobs"
branch_labels = None
depends_on = None

KINDS = "kind in ('nation', 'division', 'functional_zone')"


def shape(kind: str) -> Geometry:
    return Geometry(kind, srid=4490, spatial_index=False)


def upgrade() -> None:
    """Apply."""
    op.execute("create extension if not exists btree_gist")
    make_areas()
    make_outlines()
    make_census()
    op.create_table(
        "dataset",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("attribution_zh", sa.Text, nullable=False),
        sa.Column("attribution_en", sa.Text, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column(
            "loaded_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        schema="gis",
    )


def make_areas() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("tier", sa.SmallInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("parent_id", sa.Uuid, sa.ForeignKey("gis.area.id")),
        sa.Column("valid_from", sa.Date),
        sa.CheckConstraint(KINDS, name="kind"),
        sa.CheckConstraint("code >= 0 and code < 1000000000000", name="code"),
        sa.CheckConstraint("tier between 0 and 5", name="tier"),
        schema="gis",
    )
    op.create_index("uq_area_code", "area", ["code"], unique=True, schema="gis")
    op.create_index("ix_area_parent_id", "area", ["parent_id"], schema="gis")
    op.create_index(
        "ix_area_name", "area", ["name"], schema="gis", postgresql_ops={"name": "text_pattern_ops"}
    )
    op.create_table(
        "area_version",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("area_id", sa.Uuid, sa.ForeignKey("gis.area.id"), nullable=False),
        sa.Column("code", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("tier", sa.SmallInteger, nullable=False),
        sa.Column("parent_id", sa.Uuid),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("change_doc", sa.Text, nullable=False),
        sa.CheckConstraint("valid_from < valid_to", name="period"),
        sa.CheckConstraint("tier between 0 and 5", name="tier"),
        ExcludeConstraint(
            (sa.column("area_id"), "="),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="area_version_once",
        ),
        schema="gis",
    )
    op.create_index("ix_area_version_code", "area_version", ["code"], schema="gis")


def make_outlines() -> None:
    op.create_table(
        "area_geometry",
        sa.Column("area_id", sa.Uuid, sa.ForeignKey("gis.area.id"), primary_key=True),
        sa.Column("geom", shape("MULTIPOLYGON"), nullable=False),
        sa.Column("geom_low", shape("MULTIPOLYGON"), nullable=False),
        sa.Column("anchor", shape("POINT"), nullable=False),
        sa.Column("area_km2", sa.Float, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("provisional", sa.Boolean, nullable=False),
        schema="gis",
    )
    op.create_table(
        "surrounding",
        sa.Column("code", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("geom", shape("MULTIPOLYGON"), nullable=False),
        sa.Column("geom_low", shape("MULTIPOLYGON"), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        schema="gis",
    )
    op.create_table(
        "place",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name_zh", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("geom", shape("POINT"), nullable=False),
        sa.Column("population", sa.BigInteger),
        sa.Column("feature", sa.Text, nullable=False),
        sa.Column("county_code", sa.BigInteger),
        sa.Column("source", sa.Text, nullable=False),
        schema="gis",
    )
    for table in ("area_geometry", "surrounding", "place"):
        op.execute(f"create index idx_{table}_geom on gis.{table} using gist (geom)")


def make_census() -> None:
    op.create_table(
        "census_unit",
        sa.Column("code", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("population", sa.BigInteger, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.CheckConstraint("population >= 0", name="population"),
        schema="gis",
    )
    op.create_table(
        "zone_share",
        sa.Column(
            "zone_code", sa.BigInteger, sa.ForeignKey("gis.census_unit.code"), primary_key=True
        ),
        sa.Column("county_code", sa.BigInteger, primary_key=True),
        sa.Column("share", sa.Float, nullable=False),
        sa.Column("population", sa.BigInteger, nullable=False),
        sa.Column("provisional", sa.Boolean, nullable=False),
        sa.CheckConstraint("share > 0 and share <= 1", name="share"),
        schema="gis",
    )
    op.execute(
        """
        create view gis.population_folded as
        select u.code, u.name, u.population as published,
               (u.population + coalesce(z.population, 0))::bigint as population,
               z.population is not null as estimate
        from gis.census_unit u
        left join (select county_code, sum(population) as population
                   from gis.zone_share group by county_code) z on z.county_code = u.code
        where not exists (select from gis.zone_share s where s.zone_code = u.code)
        """
    )


def downgrade() -> None:
    """Take back."""
    op.execute("drop view gis.population_folded")
    for table in (
        "dataset",
        "zone_share",
        "census_unit",
        "place",
        "surrounding",
        "area_geometry",
        "area_version",
        "area",
    ):
        op.drop_table(table, schema="gis")
    op.execute("drop extension btree_gist")
