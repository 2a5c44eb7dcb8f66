"""How long a session lasts that is used: a wall's goes on, a desk's ends with its shift."""

from datetime import timedelta

from tests.core.access.test_sessions import ask, change, sign_in

AGED = """update core.session set last_seen = now() - interval '2 minutes',
                 expires_at = now() + interval '1 hour'"""


LEFT = "select expires_at - now() from core.session where ended_at is null"


async def test_a_wall_that_is_used_does_not_end(client, owner_database):
    await sign_in(client, account="371426-kiosk")
    await change(owner_database, AGED)
    assert (await client.get("/api/session")).status_code == 200
    assert await ask(owner_database, LEFT) > timedelta(days=6)


async def test_a_desk_that_is_used_ends_with_its_shift(client, owner_database):
    await sign_in(client)
    await change(owner_database, AGED)
    assert (await client.get("/api/session")).status_code == 200
    assert await ask(owner_database, LEFT) <= timedelta(hours=1)
