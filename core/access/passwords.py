"""Passwords: kept as argon2 hashes, checked away from the event loop, and what makes a good one."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

# 19 MiB and 2 passes: the lowest setting OWASP's password storage cheat sheet recommends, chosen
# because a whole province signs in within minutes when something happens.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))

# What an unknown account's password is compared with, so that the answer takes equally long.
_NOBODY = _hasher.hash("nobody has this password")

_turns = asyncio.Semaphore(2)

# Without the letters and digits that are mistaken for each other when read out.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"

LONGEST = 256
CLASSES_NEEDED = 3


def hash_password(password: str) -> str:
    """Return the argon2 hash of a password; takes some 20 ms of processor time."""
    return _hasher.hash(normal(password))


async def password_matches(password: str, stored: str | None) -> bool:
    """Tell whether a password is the right one; as slow for no account (`None`) as for one.

    At most two are computed at a time, so that a flood of attempts leaves processors to others.
    """
    async with _turns:
        same = await asyncio.to_thread(_hasher.verify, normal(password), stored or _NOBODY)
    return same and stored is not None


def new_password() -> str:
    """Return a random password to hand over: four groups of four, some 93 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def normal(password: str) -> str:
    """Return the password as every keyboard means it (NFKC: full-width letters become plain)."""
    return unicodedata.normalize("NFKC", password)


def password_faults(password: str, *, account: str, shortest: int) -> list[tuple[str, str]]:
    """Return what is wrong with a new password as (Chinese, English); nothing if it is good.

    Parameters
    ----------
    password : str
        The wish.
    account : str
        May not be part of it.
    shortest : int
        Least number of characters.

    Notes
    -----
    Level-3 protection practice: 8 to 12 characters or more, of three or four classes.
    """
    password = normal(password)
    faults = []
    if len(password) < shortest:
        faults.append((f"至少 {shortest} 个字符", f"At least {shortest} characters"))
    if len(password) > LONGEST:
        faults.append((f"至多 {LONGEST} 个字符", f"At most {LONGEST} characters"))
    if _classes(password) < CLASSES_NEEDED:
        faults.append(
            (
                "须含大写字母、小写字母、数字、其他字符中的三类",
                "Three of: capital letters, small letters, digits, other characters",
            )
        )
    if account and account.casefold() in password.casefold():
        faults.append(("不得包含账号", "Must not contain the account"))
    return faults


def _classes(password: str) -> int:
    kinds = {
        "upper" if c.isupper() else "lower" if c.islower() else "digit" if c.isdigit() else "other"
        for c in password
    }
    return len(kinds)
