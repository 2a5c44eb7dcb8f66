"""`./jinmin serve` under fault: a process of its own, with a cluster of its own to kill."""

from collections.abc import Iterator

import pytest

from tests.fixtures.site import Site, started


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The service, started as a person starts it."""
    with started() as running:
        yield running
