"""The last events, kept in memory for those who were away for a moment."""

from __future__ import annotations

from collections.abc import Iterator

from core.live.protocol import Entry

RING_EVENTS = 10_000
RING_BYTES = 64 * 1024 * 1024


class GapError(RuntimeError):
    """An offset is missing: what follows must not be served."""


class Ring:
    """A dense run of entries ending at `head`.

    Parameters
    ----------
    head : int
        Offset after which entries will be added.
    most, most_bytes : int
        Bounds; the oldest entries go first.
    """

    def __init__(
        self, head: int = 0, *, most: int = RING_EVENTS, most_bytes: int = RING_BYTES
    ) -> None:
        self.head = head
        self.most = most
        self.most_bytes = most_bytes
        self._entries: dict[int, Entry] = {}
        self._bytes = 0

    @property
    def start(self) -> int:
        """Offset after which everything up to `head` is here."""
        return self.head - len(self._entries)

    def add(self, entry: Entry) -> None:
        """Add the next entry.

        Raises
        ------
        GapError
            It is not the next one.
        """
        if entry.off != self.head + 1:
            raise GapError(f"offset {entry.off} follows {self.head}")
        self.head = entry.off
        self._entries[entry.off] = entry
        self._bytes += len(entry.frame)
        while self._bytes > self.most_bytes or len(self._entries) > self.most:
            self._bytes -= len(self._entries.pop(self.start + 1).frame)

    def after(self, offset: int) -> Iterator[Entry]:
        """Yield the entries after an offset, which must not be below `start`."""
        return map(self._entries.__getitem__, range(offset + 1, self.head + 1))
