"""Browsers of offices and phones are old: what Chromium 109 does not know must not be built."""

from pathlib import Path

import pytest

DIST = Path(__file__).resolve().parents[2] / "web" / "dist"

# Declarations with these are dropped whole: a mark loses its colour, a label its ground.
TOO_NEW = ("color-mix(", "light-dark(", "oklch(from", "@scope", "@starting-style")


def test_built_styles_use_nothing_newer_than_chromium_109() -> None:
    styles = list(DIST.rglob("*.css"))
    if not styles:
        pytest.fail("web/dist is missing: ./jinmin test builds it first")
    found = {
        f"{style.relative_to(DIST)}: {word}"
        for style in styles
        for word in TOO_NEW
        if word in style.read_text(encoding="utf-8")
    }
    assert found == set()
