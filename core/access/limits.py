"""How often something may be asked: sign-ins that fail by address, tickets and files by session.

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
    per_minute : int
        Tokens a bucket holds and gets back each minute.
    most : int
        Keys remembered; the one unused for longest is forgotten first.
    """

    def __init__(self, per_minute: int, most: int = 10_000) -> None:
        self.per_minute = per_minute
        self.most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str, now: float | None = None) -> int:
        """Take a token; return 0, or the seconds to wait if there is none."""
        bucket = self._refilled(key, now)
        if bucket.tokens < 1:
            return max(1, round((1 - bucket.tokens) * 60 / self.per_minute))
        bucket.tokens -= 1
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

    def give_back(self, key: str, now: float | None = None) -> None:
        """Return a token that was taken for something harmless."""
        bucket = self._refilled(key, now)
        bucket.tokens = min(bucket.tokens + 1, self.per_minute)

    def _refilled(self, key: str, now: float | None) -> _Bucket:
        now = time.monotonic() if now is None else now
        bucket = self._buckets.pop(key, None) or _Bucket(self.per_minute, now)
        gained = (now - bucket.at) * self.per_minute / 60
        bucket.tokens = min(bucket.tokens + gained, self.per_minute)
        bucket.at = now
        self._buckets[key] = bucket
        if len(self._buckets) > self.most:
            self._buckets.popitem(last=False)
        return bucket
