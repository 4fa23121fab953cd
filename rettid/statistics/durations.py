"""How long a stay lasts on average, when some have not ended: the mean up to a limit, and never that of those who are done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from rettid.rates.intervals import Z

if TYPE_CHECKING:
    from collections.abc import Sequence


class RestrictedMean(NamedTuple):
    """The mean number of days up to a limit, with a 95 % interval; the limit is shortened to the days that anybody was followed."""

    dage: float
    lav: float
    hoej: float
    graense: int


def restricted_mean(curve: pl.DataFrame, limit: int, followed: int) -> RestrictedMean:
    """The area under `andel_hverken` of a curve (`incidence.curve`) from day 0 to the limit.

    `followed` is the longest that anybody was followed; beyond it nothing is known. The variance is Greenwood's.
    """
    end = min(limit, followed)
    steps = curve.filter(pl.col("dage") < end).select(
        "dage", "andel_hverken", "i_risiko", gone=pl.col("fik") + pl.col("forlod")
    )
    days = [0, *steps["dage"], end]
    areas = [
        share * (later - day) for share, day, later in zip([1.0, *steps["andel_hverken"]], days, days[1:], strict=False)
    ]
    spread = sum(
        ahead**2 * gone / (at_risk * (at_risk - gone))
        for ahead, gone, at_risk in zip(_ahead(areas), steps["gone"], steps["i_risiko"], strict=True)
        if at_risk > gone
    )
    mean, wide = sum(areas), Z * spread**0.5
    return RestrictedMean(mean, max(mean - wide, 0.0), min(mean + wide, float(end)), end)


def _ahead(areas: Sequence[float]) -> list[float]:
    """Of each step of the curve the area from it to the limit."""
    return [sum(areas[place:]) for place in range(1, len(areas))]
