"""Shares of the curves of offers and exits in words (`exits.Exits.shares`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rettid.rates import FEWEST_FOR_PERCENT
from rettid.rates.cells import NOBODY, TOO_FEW
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

WITHIN = {91: "13 uger", 182: "26 uger", 364: "52 uger", 183: "6 måneder", 365: "12 måneder"}
"""The days that are asked about (`exits.OFFER_DAYS`, `exits.EXIT_DAYS`), as people say them."""


def share(spells: pl.DataFrame, row: Mapping[str, Any]) -> str:
    """Who got it through the day: "35,7 % (20,1–51,6)", or why no share is given."""
    if spells.is_empty():
        return NOBODY
    if spells.height < FEWEST_FOR_PERCENT:
        return TOO_FEW
    return _with_interval(row) if enough(spells, row) else f"ingen er fulgt {WITHIN[row['dag']]}"


def enough(spells: pl.DataFrame, row: Mapping[str, Any]) -> bool:
    """Whether there are enough for a percentage, and anybody was followed to the day."""
    followed = spells["dage"].max()
    return spells.height >= FEWEST_FOR_PERCENT and isinstance(followed, int) and followed >= row["dag"]


def percent(share: float) -> str:
    """A share of 1 as a percentage."""
    return f"{danish.decimal(100 * share)} %"


def _with_interval(row: Mapping[str, Any]) -> str:
    if row["lav"] is None:
        return percent(row["andel_fik"])
    return f"{percent(row['andel_fik'])} ({danish.decimal(100 * row['lav'])}–{danish.decimal(100 * row['hoej'])})"
