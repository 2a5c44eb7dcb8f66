"""Code tables: the words and numbers forms, filters and statistics agree on, with their source.

A code is never deleted, it ends (`valid_to`).  What the tables are about is the business of the
packages above; they load theirs with `load`.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class CodeTable(Base):
    """A list of codes."""

    __tablename__ = "code_table"
    __table_args__ = ({"schema": "core"},)

    name: Mapped[str] = mapped_column(primary_key=True)
    zh: Mapped[str]
    en: Mapped[str]
    source: Mapped[str]


class Code(Base):
    """One code. `provisional`: its number or name still has to be checked against the standard."""

    __tablename__ = "code"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to > valid_from", name="validity"),
        {"schema": "core"},
    )

    table: Mapped[str] = mapped_column(ForeignKey("core.code_table.name"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    zh: Mapped[str]
    en: Mapped[str]
    parent: Mapped[str | None]
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    source: Mapped[str]
    provisional: Mapped[bool] = mapped_column(default=False)


class CodeLink(Base):
    """A code of one table and what it is counted under in another; not one-to-one in general."""

    __tablename__ = "code_link"
    __table_args__ = (
        ForeignKeyConstraint(["from_table"], ["core.code_table.name"]),
        ForeignKeyConstraint(["to_table"], ["core.code_table.name"]),
        {"schema": "core"},
    )

    from_table: Mapped[str] = mapped_column(primary_key=True)
    from_code: Mapped[str] = mapped_column(primary_key=True)
    to_table: Mapped[str] = mapped_column(primary_key=True)
    to_code: Mapped[str] = mapped_column(primary_key=True)
