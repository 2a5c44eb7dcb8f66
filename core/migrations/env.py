"""Alembic environment: one history, one metadata, every package's schema."""

import importlib

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import create_engine, text

from core.db import Base
from core.settings import load_settings

MODELS = (
    "core.models",
    "gis.models",
    "assessment.models",
    "dispatch.models",
    "command.models",
)
SCHEMAS = {"core", "gis", "registry", "assessment", "dispatch", "command"}

for module in MODELS:
    importlib.import_module(module)


def include_name(name: str | None, type_: str, _parents: object) -> bool:
    """Look only at our own schemas; Procrastinate's and PostGIS's tables are theirs."""
    return name in SCHEMAS if type_ == "schema" else True


def include_object(
    item: object, name: str | None, type_: str, reflected: bool, against: object
) -> bool:
    """Leave the spatial indexes to GeoAlchemy2."""
    return bool(alembic_helpers.include_object(item, name, type_, reflected, against))  # type: ignore[no-untyped-call]


engine = create_engine(load_settings().database.for_owner())
with engine.connect() as connection:
    connection.execute(text("set lock_timeout = '5s'"))
    connection.execute(text("create schema if not exists core"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_schemas=True,
        include_name=include_name,
        include_object=include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        version_table_schema="core",
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
