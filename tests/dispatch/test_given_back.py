"""What exercises took from the real stock before they had their own count is given back."""

import psycopg
import pytest

from tests.core.test_migrations import alembic
from tests.fixtures.databases import Server

TAKE = """
with house as (select * from dispatch.warehouse order by id limit 1),
world as (select id from core.world limit 1),
sent as (
    insert into dispatch.shipment (id, version, incident_id, world_id, exercise, warehouse_id,
        warehouse_name, owner_area, area, from_name, to_area, to_name, from_lon, from_lat, to_lon,
        to_lat, state, ordered_at, ordered_by, note_zh)
    select gen_random_uuid(), 1, gen_random_uuid(), world.id, {exercise}, house.id, '', house.area,
        house.keeper_area, '', 371426000000, '', 0, 0, 0, 0, 'ordered', now(), '', ''
    from house, world returning id, warehouse_id, owner_area
),
taken as (
    insert into dispatch.stock_move (warehouse_id, item, area, kind, qty, shipment_id, note_zh)
    select warehouse_id, 'quilt', owner_area, 'set_aside', -{qty}, id, '' from sent
)
update dispatch.stock k set qty = k.qty - {qty}
from sent where k.warehouse_id = sent.warehouse_id and k.item = 'quilt'
"""
BOOKS = """
select k.qty, (select sum(qty) from dispatch.stock_move m
    where m.warehouse_id = k.warehouse_id and m.item = k.item)
from dispatch.stock k where k.item = 'quilt' order by k.warehouse_id
"""


@pytest.mark.commits
def test_what_exercises_took_is_given_back_with_a_line_in_the_ledger(server: Server) -> None:
    with server.clone() as url, psycopg.connect(url, autocommit=True) as connection:
        before = connection.execute(BOOKS).fetchall()
        for exercise, qty in ((True, 300), (True, 11), (False, 7)):
            connection.execute(TAKE.format(exercise=exercise, qty=qty))
        for step in (("downgrade", "17_incident_corrections"), ("upgrade", "head")):
            done = alembic(url, *step)
            assert done.returncode == 0, done.stderr
        after = connection.execute(BOOKS).fetchall()
    assert all(held == moved for held, moved in after)
    assert [held for held, _ in after] == [
        held - 7 * (place == 0) for place, (held, _) in enumerate(before)
    ]
