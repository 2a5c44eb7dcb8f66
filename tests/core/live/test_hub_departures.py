"""A subscriber that goes away in the middle of a push takes nobody with it."""

import pytest

from core.access.scope import Scope
from tests.fixtures.live import say, until

pytestmark = pytest.mark.commits

PROVINCE, PINGYUAN = 370000000000, 371426000000


def closed_transport(_frame: bytes) -> None:
    """Refuse as uvloop's transports do once they are closed."""
    raise RuntimeError("unable to perform operation on <TCPTransport closed=True>")


async def test_a_connection_that_has_just_closed_does_not_end_the_feed(site, database):
    leaving = await site.subscribe(PROVINCE)
    await until(lambda: site.hub.clients)
    (gone,) = site.hub.clients
    gone.write = closed_transport
    staying = await site.subscribe(PROVINCE)
    await until(lambda: len(site.hub.clients) == 2)
    for _ in range(3):
        async with database.writing(Scope.of(PINGYUAN)) as session:
            await say(session, area=PINGYUAN)
    await site.all_reach([staying])
    assert len(staying.received) == 3
    assert (staying.connections, leaving.received) == (1, [])
    assert site.hub.feed.hearing
