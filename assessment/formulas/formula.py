"""What every formula says about itself, so that a result can print it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """A formula's card.

    Parameters
    ----------
    needs : tuple of str
        Inputs with their units.
    valid_for : str
        Where its authors calibrated it.
    unit : str
        Unit of the result.
    source_zh, source_en : str
        Where the form and the numbers come from.
    version : str
        Ours; changes with any change of the numbers.
    """

    name_zh: str
    name_en: str
    needs: tuple[str, ...]
    valid_for: str
    unit: str
    source_zh: str
    source_en: str
    version: str
