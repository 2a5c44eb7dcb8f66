"""How much may be asked: failed sign-ins by address, tickets and files by session, bytes by post.

Kept in this process, not in the database: it only blunts floods (each guess costs argon2 time);
what protects an account is the lock, which is counted in the database for all processes.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

from core.errors import TooMany


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class TokenBuckets:
    """A bucket of tokens for each key, refilled steadily.

    Parameters
    ----------
    tokens : int
        What a bucket holds, and gets back in each period.
    seconds : int
        The period.
    most : int
        Keys remembered; the one unused for longest is forgotten first.
    """

    def __init__(self, tokens: int, *, seconds: int = 60, most: int = 10_000) -> None:
        self.tokens = tokens
        self.seconds = seconds
        self.most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str, now: float | None = None, *, n: int = 1) -> int:
        """Take tokens; return 0, or the seconds to wait if there are not that many."""
        bucket = self._refilled(key, now)
        if bucket.tokens < n:
            return max(1, round((n - bucket.tokens) * self.seconds / self.tokens))
        bucket.tokens -= n
        return 0

    def spend(self, key: str) -> None:
        """Take a token.

        Raises
        ------
        TooMany
            There is none.
        """
        wait = self.take(key)
        if wait:
            raise TooMany(retry_after=wait)

    def give_back(self, key: str, now: float | None = None, *, n: int = 1) -> None:
        """Return tokens that were taken for something harmless."""
        bucket = self._refilled(key, now)
        bucket.tokens = min(bucket.tokens + n, self.tokens)

    def _refilled(self, key: str, now: float | None) -> _Bucket:
        now = time.monotonic() if now is None else now
        bucket = self._buckets.pop(key, None) or _Bucket(self.tokens, now)
        gained = (now - bucket.at) * self.tokens / self.seconds
        bucket.tokens = min(bucket.tokens + gained, self.tokens)
        bucket.at = now
        self._buckets[key] = bucket
        if len(self._buckets) > self.most:
            self._buckets.popitem(last=False)
        return bucket
