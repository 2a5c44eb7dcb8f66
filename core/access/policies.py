"""Row-level security: the second wall behind `visible()`.

Three directions.  *up*: an area and its ancestors see the rows of their subtree.  *down*: moreover
everyone inside the row's area sees it; *down_to*: of those, only who is inside or above `to_area`.
*addressed*: the areas of both ends, and those above them.
The settings `app.lo`, `app.hi`, `app.up` are set for each transaction; without them a policy yields
no row.  They are read inside `(select …)`, because a bare `current_setting` in a cached plan keeps
the costs of another user's range.
"""

from __future__ import annotations

from typing import Literal

from alembic.operations import Operations

Flow = Literal["up", "down", "down_to", "addressed", "by_row"]

_LO = "(select nullif(current_setting('app.lo', true), '')::bigint)"
_HI = "(select nullif(current_setting('app.hi', true), '')::bigint)"
_UP = "any((select nullif(current_setting('app.up', true), '')::bigint[])::bigint[])"


def inside(column: str) -> str:
    """Return the SQL condition that a column's area lies in the session's range."""
    return f"{column} between {_LO} and {_HI}"


def protect(op: Operations, table: str, flow: Flow) -> None:
    """Enable and force row security on a table that has an `area` column.

    Parameters
    ----------
    op : Operations
        The migration's operations.
    table : str
        Schema-qualified name.
    flow : {'up', 'down', 'down_to', 'addressed', 'by_row'}
        Direction; `down_to` and `addressed` tables also have a `to_area` column, `by_row` ones
        moreover a `flow`.
    """
    mine = inside("area")
    above = f"area = {_UP}"
    on_the_way = f"{above} and (to_area = {_UP} or {inside('to_area')})"
    sees = {
        "up": mine,
        "down": f"({mine} or {above})",
        "down_to": f"({mine} or ({on_the_way}))",
        "addressed": f"({mine} or {inside('to_area')})",
        "by_row": f"({mine} or (flow = 'down' and {above})"
        f" or (flow = 'down_to' and {on_the_way})"
        f" or (flow = 'addressed' and {inside('to_area')}))",
    }[flow]
    changes = sees if flow == "addressed" else mine
    # An answer to an addressed row (an order accepted below its issuer) is logged from the far end.
    answers = f"({mine} or (flow = 'addressed' and {inside('to_area')}))"
    adds = answers if flow == "by_row" else mine
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(
        f"create policy system on {table} to jinmin_system, jinmin_owner"
        " using (true) with check (true)"
    )
    op.execute(f"create policy reads on {table} for select to jinmin_app using ({sees})")
    op.execute(f"create policy adds on {table} for insert to jinmin_app with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update to jinmin_app"
        f" using ({changes}) with check ({changes})"
    )
    op.execute(f"create policy removes on {table} for delete to jinmin_app using ({mine})")


def unprotect(op: Operations, table: str) -> None:
    """Take back what `protect` did, so that a migration can protect the table anew."""
    for policy in ("system", "reads", "adds", "changes", "removes"):
        op.execute(f"drop policy {policy} on {table}")
    op.execute(f"alter table {table} no force row level security")
    op.execute(f"alter table {table} disable row level security")
