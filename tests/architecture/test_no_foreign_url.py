"""A closed intranet: nothing the browser loads may come from another host."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "web" / "dist"

LOADS = re.compile(
    rb"""<(?:script|link|img|iframe|source|video)\b[^>]{0,300}\b(?:src|href)\s*=\s*["']https?://|url\(\s*["']?https?://|@import\s+["']https?://"""
    rb"""|importScripts\(\s*["']https?://|fetch\(\s*["']https?://|import\(\s*["']https?://""",
    re.IGNORECASE,
)
HOSTS = re.compile(
    rb"https?://[\w.-]*(?:googleapis|gstatic|jsdelivr|unpkg|cdnjs|bootcdn|cloudflare|mapbox\.com/api"
    rb"|openstreetmap\.org/\{|tile\.openstreetmap|amap\.com|google\.com/recaptcha)[\w.-]*",
    re.IGNORECASE,
)


def built_files() -> list[Path]:
    if not DIST.is_dir():
        pytest.fail("web/dist is missing: ./jinmin test builds it first")
    return [p for p in DIST.rglob("*") if p.suffix in {".html", ".js", ".css", ".webmanifest"}]


def test_built_front_end_loads_nothing_from_elsewhere():
    files = built_files()
    assert files
    found = {
        f"{p.relative_to(DIST)}: {m.group()[:80]!r}"
        for p in files
        for m in (LOADS.search(p.read_bytes()), HOSTS.search(p.read_bytes()))
        if m
    }
    assert found == set()


def test_sources_name_no_foreign_address():
    foreign = re.compile(
        r"https?://(?!127\.0\.0\.1|localhost|\[::1\]|example\.|www\.w3\.org|\$\{|\{)[\w.-]+"
    )
    found = [
        f"{p.relative_to(ROOT)}:{i}"
        for p in (ROOT / "web" / "src").rglob("*")
        if p.suffix in {".ts", ".tsx", ".css"} and ".gen." not in p.name
        for i, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1)
        if foreign.search(line)
    ]
    assert found == []
