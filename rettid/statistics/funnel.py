"""Groups of different size beside one another: where chance alone would put them, and never a ranking."""

from __future__ import annotations

from math import exp, lgamma, log, log1p
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMITS = {"95": (0.025, 0.975), "998": (0.001, 0.999)}
"""The parts of the groups that chance leaves outside: 5 per cent and 2 in a thousand."""

INSIDE, WARNING, OUTSIDE = "inden for", "uden for 95 %", "uden for 99,8 %"
NOBODY = "ingen i målgruppen"


def funnel(groups: pl.DataFrame, centre: float | None = None) -> pl.DataFrame:
    """The groups (`taeller`, `naevner`) with exact binomial limits around `centre`, by default the share of them all.

    Adds `andel`, `midte`, `nedre95`, `oevre95`, `nedre998`, `oevre998` (shares) and `plads`: INSIDE, WARNING, OUTSIDE,
    or NOBODY. The order stays as it was.
    """
    middle = _share_of_all(groups) if centre is None else centre
    limits = pl.DataFrame(
        list(_limits(groups["naevner"].unique().to_list(), middle)),
        schema={"naevner": groups.schema["naevner"], **dict.fromkeys(_columns(), pl.Float64)},
        orient="row",
    )
    share = pl.when(pl.col("naevner") > 0).then(pl.col("taeller") / pl.col("naevner"))
    placed = groups.with_columns(andel=share, midte=pl.lit(middle, dtype=pl.Float64))
    return placed.join(limits, on="naevner", how="left", maintain_order="left").with_columns(plads=_place())


def dispersion(groups: pl.DataFrame, centre: float | None = None) -> tuple[float, bool]:
    """How many times wider the groups lie than chance alone would put them, and whether that is more than chance.

    The mean of the squared distances in standard deviations: 1 for chance alone. Where it is more, the groups differ in
    what they have to work with, and a group outside the limits is no finding about that group.
    """
    there = groups.filter(pl.col("naevner") > 0)
    middle = _share_of_all(there) if centre is None else centre
    if middle is None or not 0 < middle < 1:
        return 1.0, False
    aside = (pl.col("taeller") / pl.col("naevner") - middle) ** 2 / (middle * (1 - middle) / pl.col("naevner"))
    spread = float(there.select(aside.mean()).item())
    return spread, spread > 1 + 2 * (2 / there.height) ** 0.5


def quantile(trials: int, share: float, part: float) -> int:
    """The fewest hits that the binomial reaches with at least the probability `part`.

    >>> quantile(20, 0.78, 0.025), quantile(20, 0.78, 0.975)
    (12, 19)
    """
    if share in (0, 1):
        return trials * int(share)
    below, last = 0.0, trials
    for hits in range(trials + 1):
        ways = lgamma(trials + 1) - lgamma(hits + 1) - lgamma(trials - hits + 1)
        below += exp(ways + hits * log(share) + (trials - hits) * log1p(-share))
        if below >= part:
            return hits
    return last


def _share_of_all(groups: pl.DataFrame) -> float | None:
    hits, trials = (int(groups[name].sum()) for name in ("taeller", "naevner"))
    return hits / trials if trials else None


def _limits(sizes: list[int], middle: float | None) -> Iterator[tuple[float, ...]]:
    for size in sizes:
        if size and middle is not None:
            parts = [part for pair in LIMITS.values() for part in pair]
            yield size, *(quantile(size, middle, part) / size for part in parts)


def _columns() -> list[str]:
    return [f"{edge}{name}" for name in LIMITS for edge in ("nedre", "oevre")]


def _place() -> pl.Expr:
    inside = {name: pl.col("andel").is_between(f"nedre{name}", f"oevre{name}") for name in LIMITS}
    return (
        pl.when(pl.col("andel").is_null()).then(pl.lit(NOBODY))
        .when(inside["95"]).then(pl.lit(INSIDE))
        .when(inside["998"]).then(pl.lit(WARNING))
        .otherwise(pl.lit(OUTSIDE))
    )  # fmt: skip
