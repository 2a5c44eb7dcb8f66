"""Every statement about code tables."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import orjson
from sqlalchemy import or_, select, text

from core.codes.models import Code, CodeLink, CodeTable
from core.db import Reader, Writer

# What is loaded again replaces names and links, never removes a code that records may hold.
_TABLES = text(
    """
    insert into core.code_table (name, zh, en, source)
    select name, zh, en, source from jsonb_to_recordset(cast(:rows as jsonb))
        as r(name text, zh text, en text, source text)
    on conflict (name) do update set zh = excluded.zh, en = excluded.en, source = excluded.source
    """
)
_CODES = text(
    """
    insert into core.code
        ("table", code, valid_from, valid_to, zh, en, parent, position, source, provisional)
    select "table", code, valid_from, valid_to, zh, en, parent, position, source, provisional
    from jsonb_to_recordset(cast(:rows as jsonb))
        as r("table" text, code text, valid_from date, valid_to date, zh text, en text,
             parent text, position smallint, source text, provisional boolean)
    on conflict ("table", code, valid_from) do update
    set valid_to = excluded.valid_to, zh = excluded.zh, en = excluded.en,
        parent = excluded.parent, position = excluded.position, source = excluded.source,
        provisional = excluded.provisional
    """
)
_UNLINK = text("delete from core.code_link where from_table = any(:tables)")
_LINKS = text(
    """
    insert into core.code_link (from_table, from_code, to_table, to_code)
    select from_table, from_code, to_table, to_code from jsonb_to_recordset(cast(:rows as jsonb))
        as r(from_table text, from_code text, to_table text, to_code text)
    """
)


async def all_tables(session: Reader) -> list[CodeTable]:
    """Return all code tables by name."""
    return list(await session.scalars(select(CodeTable).order_by(CodeTable.name)))


async def one_table(session: Reader, name: str) -> CodeTable | None:
    """Return one code table."""
    return await session.get(CodeTable, name)


async def codes_on(session: Reader, table: str, day: date) -> list[Code]:
    """Return the codes of a table that are valid on a day, in their own order."""
    found = await session.scalars(
        select(Code)
        .where(
            Code.table == table,
            Code.valid_from <= day,
            or_(Code.valid_to.is_(None), Code.valid_to > day),
        )
        .order_by(Code.position, Code.code)
    )
    return list(found)


async def links_from(session: Reader, table: str) -> dict[str, list[CodeLink]]:
    """Return what the codes of a table are counted under elsewhere, by code."""
    found = await session.scalars(
        select(CodeLink)
        .where(CodeLink.from_table == table)
        .order_by(CodeLink.to_table, CodeLink.to_code)
    )
    links = defaultdict(list)
    for link in found:
        links[link.from_code].append(link)
    return links


async def put(
    session: Writer,
    *,
    tables: list[dict[str, Any]],
    codes: list[dict[str, Any]],
    links: list[dict[str, Any]],
) -> None:
    """Write tables, codes and links; rows that are there already take the new values."""
    await session.execute(_TABLES, _rows(tables))
    await session.execute(_CODES, _rows(codes))
    await session.execute(_UNLINK, {"tables": [t["name"] for t in tables]})
    await session.execute(_LINKS, _rows(links))


def _rows(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {"rows": orjson.dumps(rows).decode()}
