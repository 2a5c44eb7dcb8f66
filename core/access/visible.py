"""The first wall: which rows a query may return, as a condition for its `where`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from core.access.policies import Flow
from core.access.scope import Scope


def visible(model: type[Any], scope: Scope, flow: Flow) -> ColumnElement[bool]:
    """Return the condition that a row is for this scope; the same rule as its row policy.

    Parameters
    ----------
    model : mapped class
        With `area`; for `down_to` and `addressed` also `to_area`, for `by_row` also `flow`.
    scope : Scope
        Who asks.
    flow : {'up', 'down', 'down_to', 'addressed', 'by_row'}
        As given to `core.access.policies.protect` for the model's table.
    """
    mine: ColumnElement[bool] = model.area.between(scope.lo, scope.hi)
    above: ColumnElement[bool] = model.area.in_(scope.up)
    if flow == "up":
        return mine
    if flow == "down":
        return or_(mine, above)
    sent_here: ColumnElement[bool] = model.to_area.between(scope.lo, scope.hi)
    if flow == "addressed":
        return or_(mine, sent_here)
    on_the_way = and_(above, or_(model.to_area.in_(scope.up), sent_here))
    if flow == "down_to":
        return or_(mine, on_the_way)
    return or_(
        mine,
        and_(model.flow == "down", above),
        and_(model.flow == "down_to", on_the_way),
        and_(model.flow == "addressed", sent_here),
    )
