"""Pure rules of the log's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID


class Unread(NamedTuple):
    """An event whose transaction, and every older one, is finished."""

    id: int
    xid: str
    entity: UUID


def settled(rows: Sequence[Unread], later: Mapping[UUID, int]) -> int:
    """Return how many of the unread events may be numbered now.

    Transaction ids are taken when a transaction first writes, so a transaction with a lower id may
    change an entity after one with a higher id did.  Event ids are taken under the entity's row
    lock and give the true order.  An event therefore waits while an earlier event of its entity
    stands behind it in reading order: numbering both in one go, by id, keeps the entity's order.

    Parameters
    ----------
    rows : sequence of Unread
        Eligible events in reading order, (xid, id).
    later : mapping
        By entity, the lowest id among the events that stand behind all `rows` in reading order.

    Returns
    -------
    int
        Length of the longest prefix in which no event overtakes an earlier one of its entity.
    """
    last: dict[UUID, int] = {}
    lowest_behind: list[int | None] = [None] * len(rows)
    lowest: dict[UUID, int] = dict(later)
    for position in range(len(rows) - 1, -1, -1):
        row = rows[position]
        last.setdefault(row.entity, position)
        lowest_behind[position] = lowest.get(row.entity)
        lowest[row.entity] = min(row.id, lowest.get(row.entity, row.id))
    good, needed = 0, -1
    for position, row in enumerate(rows):
        behind = lowest_behind[position]
        if row.id > later.get(row.entity, row.id):
            break
        if behind is not None and behind < row.id:
            needed = max(needed, last[row.entity])
        if needed <= position:
            good = position + 1
    return good
