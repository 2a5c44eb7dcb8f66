"""`./jinmin test`: every check there is, one after the other, all of them even if one fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from core.settings import ROOT

console = Console(highlight=False)
WEB = ROOT / "web"
BIN = Path(sys.executable).parent
TESTS = ("pytest", "browsers")
COUNTS = re.compile(r"(\d+) (passed|failed|error)")


@dataclass(frozen=True, slots=True)
class Phase:
    """A step of the tests."""

    title: str
    command: tuple[str, ...]
    folder: Path = ROOT


def phases() -> list[Phase]:
    """Return the steps in order; the front end's check makes its types from the API first."""
    pytest = (sys.executable, "-m", "pytest", "-q")
    return [
        Phase("ruff check", (str(BIN / "ruff"), "check", ".")),
        Phase("ruff format", (str(BIN / "ruff"), "format", "--check", ".")),
        Phase("mypy", (str(BIN / "mypy"),)),
        Phase("import-linter", (str(BIN / "lint-imports"),)),
        Phase("tsc, vitest", (str(BIN / "npm"), "run", "check"), WEB),
        Phase("front end", (str(BIN / "npm"), "run", "build"), WEB),
        Phase(TESTS[0], (*pytest, "-n", "2", "--ignore=tests/e2e")),
        # Playwright keeps an event loop running in its process: none of the others could use one.
        Phase(TESTS[1], (*pytest, "-p", "no:randomly", "tests/e2e")),
    ]


def run_all() -> int:
    """Run every step; return how many failed."""
    started = time.monotonic()
    lines: list[str] = []
    failed = failed_steps = 0
    counts: Counter[str] = Counter()
    for phase in phases():
        console.rule(f"[bold]{phase.title}")
        begun = time.monotonic()
        code, said = _run(phase)
        mark = "[red]✗[/red]" if code else "✓"
        lines.append(f"{mark} {phase.title:<16} {time.monotonic() - begun:7.1f} s")
        failed += bool(code)
        if phase.title in TESTS:
            found = {kind: int(n) for n, kind in COUNTS.findall(said[-2000:])}
            counts.update(found)
            broken = code and not (found.get("failed") or found.get("error"))
            failed_steps += bool(broken)
        else:
            failed_steps += bool(code)
    console.rule()
    for line in lines:
        console.print(line)
    console.print(f"{(time.monotonic() - started) / 60:.1f} min")
    # A step that failed without a failing test counts as one: the last line tells the truth.
    wrong = counts["failed"] + counts["error"] + failed_steps
    console.print(f"{counts['passed']} passed, {wrong} failed")
    return failed


def _run(phase: Phase) -> tuple[int, str]:
    """Run a step, showing its output as it comes and keeping it for the count."""
    kept: list[str] = []
    with subprocess.Popen(
        phase.command,
        cwd=phase.folder,
        env=os.environ | {"CI": "true"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            kept.append(line)
    return process.returncode, "".join(kept)
