"""One-time codes (TOTP, RFC 6238): six digits that change every 30 seconds."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
import segno

PERIOD_SECONDS = 30
DRIFT_STEPS = 1
"""Periods a telephone's clock may be off, each way."""


def new_secret() -> str:
    """Return a fresh secret, 160 bits in base 32."""
    return pyotp.random_base32(32)


def code_at(secret: str, now: datetime) -> str:
    """Return the code that belongs to an instant."""
    return pyotp.TOTP(secret).at(now)


def otpauth_uri(secret: str, account: str) -> str:
    """Return what an authenticator application reads to take the secret in."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name="Jinmin")


def picture(uri: str) -> str:
    """Return a QR code as an SVG picture, dark on white with the quiet zone readers need."""
    return segno.make(uri, error="m", micro=False).svg_inline(
        scale=4, border=4, dark="#12211f", light="#ffffff", omitsize=True
    )


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the number of the period a code belongs to, or None if it is wrong or out of time.

    Every allowed period is compared in constant time.
    """
    present = int(now.timestamp()) // PERIOD_SECONDS
    totp = pyotp.TOTP(secret)
    matching = None
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            matching = step
    return matching
