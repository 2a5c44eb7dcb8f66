"""Kinds and states of a loss report."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """初报, 续报, 核报."""

    INITIAL = "INITIAL"
    FOLLOWUP = "FOLLOWUP"
    FINAL = "FINAL"


class State(StrEnum):
    """How certain the figures are."""

    REPORTED = "reported"
    VERIFIED = "verified"


class Source(StrEnum):
    """Where a report was written."""

    FIELD = "field"
    DESK = "desk"
    SCENARIO = "scenario"
