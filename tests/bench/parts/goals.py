"""How a benchmark says what it found: one JSON line for each goal."""

import json
import operator
import sys
from statistics import median


class Goals:
    """Collects goals; `done` is the exit code."""

    def __init__(self) -> None:
        self.missed = 0

    def say(
        self,
        goal: str,
        values: list[float],
        unit: str,
        target: str,
        *,
        against: str,
        n: int,
        show: str = "",
    ) -> None:
        """Print a goal: the median of its rounds against a target such as `>= 0.6`."""
        value = median(values)
        sign, limit = target.split()
        sides = value, float(limit)
        ok = {">=": operator.ge, "<=": operator.le, "==": operator.eq}[sign](*sides)
        self.missed += not ok
        line = {
            "goal": goal, "value": round(value, 3), "unit": unit, "target": target,
            "against": against, "n": n, "ok": ok,
        }  # fmt: skip
        if show:
            line["absolute"] = show
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    @property
    def done(self) -> int:
        return 1 if self.missed else 0
