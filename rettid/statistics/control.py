"""Charts that tell a change from noise: XmR and p, with four rules, trial limits and documented breaks.

The limits of a stretch rest on its first BASELINE points; later points are held up against them. A stretch ends where a
new law or a new system is documented (`Break`), never at a bad month.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

BASELINE = 12
"""Points that limits rest on. With fewer they are only for trial."""

RUN, TREND = 7, 7
"""Points on one side of the mean, and points that rise or fall on end, that are more than noise."""

VARYING = 0.25
"""How far a denominator may lie from the mean one before percentages ask for a p-chart."""

RULES = ("uden_for", "samme_side", "tendens", "naer_graensen")
"""The four signs: a point outside the limits; RUN on one side; TREND on end; two of three in the outer third of one side."""

_HAIR = 1e-9
"""What a mean may be off by the last digit: equal points are no sign, whatever their mean comes out as."""

_MOVING_RANGE = 1.128
"""The mean distance between two neighbours, in standard deviations."""


@dataclass(frozen=True, slots=True)
class Break:
    """A day from which the series is another, and why: a new law, a new system."""

    dag: date
    grund: str


def xmr(points: pl.DataFrame, breaks: Sequence[Break] = ()) -> pl.DataFrame:
    """The XmR chart of `dag` and `vaerdi`: mean ± 2.66 times the mean distance between neighbours.

    Columns: those of `points`, `brud` (the reason, at the first point of a stretch), `afsnit` (its number), `middel`,
    `nedre`, `oevre`, `foreloebig` (fewer than BASELINE points), RULES and `tegn` (any of them), sorted by `dag`. A
    point without a value has no limits and breaks no run. A rule is told at the point that completes it.
    """
    base, moves = pl.col("_nr") < BASELINE, pl.col("vaerdi").diff().abs().over("afsnit")
    known = _in_stretches(points, breaks).with_columns(_afstand=moves)
    charted = known.with_columns(
        middel=pl.col("vaerdi").filter(base).mean().over("afsnit"),
        _sigma=pl.col("_afstand").filter(base).mean().over("afsnit") / _MOVING_RANGE,
    )
    return _with_rules(points, charted, lowest=None, highest=None)


def p_chart(points: pl.DataFrame, breaks: Sequence[Break] = ()) -> pl.DataFrame:
    """The p-chart of `dag`, `taeller` and `naevner`: columns as `xmr`, `vaerdi` the share (of 1); limits follow each denominator."""
    share = pl.when(pl.col("naevner") > 0).then(pl.col("taeller") / pl.col("naevner"))
    shares = points.with_columns(vaerdi=share)
    base = pl.col("_nr") < BASELINE
    hits, trials = (pl.col(name).filter(base).sum().over("afsnit") for name in ("taeller", "naevner"))
    charted = (
        _in_stretches(shares, breaks)
        .with_columns(middel=hits / trials)
        .with_columns(_sigma=(pl.col("middel") * (1 - pl.col("middel")) / pl.col("naevner")).sqrt())
    )
    return _with_rules(shares, charted, lowest=0.0, highest=1.0)


def chart(points: pl.DataFrame, breaks: Sequence[Break] = ()) -> pl.DataFrame:
    """The chart that suits `dag`, `taeller` and `naevner`, with `kort`: "p" where denominators vary (`varies`), else "xmr"."""
    if varies(points["naevner"]):
        return p_chart(points, breaks).with_columns(kort=pl.lit("p"))
    share = pl.when(pl.col("naevner") > 0).then(pl.col("taeller") / pl.col("naevner"))
    return xmr(points.with_columns(vaerdi=share), breaks).with_columns(kort=pl.lit("xmr"))


def varies(denominators: pl.Series) -> bool:
    """Whether any of the denominators lies further than VARYING from the mean of them; no point without one counts."""
    there = denominators.filter(denominators > 0)
    aside = (pl.col("n") / pl.col("n").mean() - 1).abs() > VARYING
    return bool(pl.DataFrame({"n": there}).select(aside.any()).item())


def _in_stretches(points: pl.DataFrame, breaks: Sequence[Break]) -> pl.DataFrame:
    """The points that have a value, with `afsnit` and `_nr`, the point's place in it."""
    passed = [pl.col("dag") >= each.dag for each in breaks]
    return (
        points.filter(pl.col("vaerdi").is_not_null())
        .sort("dag")
        .with_columns(afsnit=pl.sum_horizontal(pl.lit(1), *passed).cast(pl.Int64))
        .with_columns(_nr=pl.int_range(pl.len()).over("afsnit"), brud=_reason(breaks))
        .with_columns(brud=pl.when(pl.col("_nr") == 0).then("brud"))
    )


def _reason(breaks: Sequence[Break]) -> pl.Expr:
    reason = pl.lit(None, dtype=pl.String)
    for each in sorted(breaks, key=lambda one: one.dag):
        reason = pl.when(pl.col("dag") >= each.dag).then(pl.lit(each.grund)).otherwise(reason)
    return reason


def _with_rules(
    points: pl.DataFrame, charted: pl.DataFrame, *, lowest: float | None, highest: float | None
) -> pl.DataFrame:
    """The points with limits three `_sigma` from `middel`, and what each rule says."""
    mean, sigma = pl.col("middel"), pl.col("_sigma")
    above, move = pl.col("vaerdi") - mean, pl.col("vaerdi").diff().over("afsnit")
    limited = charted.with_columns(
        nedre=(mean - 3 * sigma).clip(lower_bound=lowest),
        oevre=(mean + 3 * sigma).clip(upper_bound=highest),
        foreloebig=pl.len().over("afsnit") < BASELINE,
        uden_for=(above.abs() > 3 * sigma + _HAIR).fill_null(value=False),
        samme_side=_on_end(above > _HAIR, RUN) | _on_end(above < -_HAIR, RUN),
        tendens=_on_end(move > _HAIR, TREND - 1) | _on_end(move < -_HAIR, TREND - 1),
        naer_graensen=_two_of_three(above > 2 * sigma + _HAIR) | _two_of_three(-above > 2 * sigma + _HAIR),
    )
    told = limited.with_columns(tegn=pl.any_horizontal(RULES)).drop("_nr", "_sigma", "_afstand", strict=False)
    more = told.select("dag", *(name for name in told.columns if name not in points.columns))
    return points.sort("dag").join(more, on="dag", how="left", maintain_order="left")


def _on_end(holds: pl.Expr, number: int) -> pl.Expr:
    """Whether it holds for so many points on end, this one the last."""
    return (holds.cast(pl.Int32).rolling_sum(number) == number).over("afsnit").fill_null(value=False)


def _two_of_three(holds: pl.Expr) -> pl.Expr:
    """Whether it holds for this point and one of the two before it."""
    near = holds.fill_null(value=False)
    return near & (near.cast(pl.Int32).rolling_sum(3, min_samples=2) >= 2).over("afsnit").fill_null(value=False)
