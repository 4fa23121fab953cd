"""How a published number has moved since the month before and the same month last year, area by area. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.benchmarks.figures import PERCENT
from rettid.benchmarks.judgement import is_area
from rettid.benchmarks.when import MONTH

if TYPE_CHECKING:
    from rettid.benchmarks.when import When

DEVELOPMENT: dict[str, pl.DataType] = {
    "maaling": pl.String(),
    "delmaaling": pl.String(),
    "opdeling": pl.String(),
    "enhed": pl.String(),
    "omraade": pl.String(),
    "omraadetype": pl.String(),
    "periode": pl.String(),
    "vaerdi": pl.Float64(),
    "paa_et_aar": pl.Float64(),
    "paa_en_maaned": pl.Float64(),
    "mod_eget_aar": pl.Float64(),
    "mod_eget_maaned": pl.Float64(),
}
"""`paa_et_aar`, `paa_en_maaned`: the change since, in per cent of what it was (of a share: in points), empty where either is
hidden or not in the file. `mod_eget_…`: the own area's change less this area's, in points."""


def developed(figures: pl.DataFrame, own_area: str | None = None, month: When | None = None) -> pl.DataFrame:
    """The monthly figures' changes up to `month`, else each measure's latest. Columns DEVELOPMENT, in the order of the file.

    >>> from rettid.benchmarks.figures import FIGURES
    >>> developed(pl.DataFrame(schema=FIGURES)).columns == list(DEVELOPMENT)
    True
    """
    keys = ["maaling", "delmaaling", "opdeling", "enhed", "omraade"]
    monthly = figures.filter(pl.col("periodetype") == MONTH).with_row_index("_nr")
    newest = pl.col("fra").max().over("maaling", "delmaaling", "opdeling")
    now = monthly.filter(pl.col("fra") == (newest if month is None else pl.lit(month.span.first)))
    for name, back in (("paa_et_aar", "-12mo"), ("paa_en_maaned", "-1mo")):
        earlier = monthly.select(*keys, fra=pl.col("fra"), _before=pl.col("vaerdi")).unique(
            [*keys, "fra"], keep="first", maintain_order=True
        )
        now = (
            now.with_columns(_then=pl.col("fra").dt.offset_by(back))
            .join(earlier, left_on=[*keys, "_then"], right_on=[*keys, "fra"], how="left", nulls_equal=True)
            .with_columns(_change().alias(name))
            .drop("_then", "_before")
        )
    return _beside_own(now.sort("_nr"), own_area)


def _change() -> pl.Expr:
    now, before = pl.col("vaerdi"), pl.col("_before")
    relative = pl.when(before > 0).then(100 * (now - before) / before)
    return pl.when(pl.col("enhed") == PERCENT).then(now - before).otherwise(relative)


def _beside_own(now: pl.DataFrame, own_area: str | None) -> pl.DataFrame:
    """With the own area's change less each other area's."""
    same = ["maaling", "delmaaling", "opdeling", "enhed"]
    changes = ("paa_et_aar", "paa_en_maaned")
    ours = now.filter(is_area(now["omraade"], own_area)) if own_area is not None else now.clear()
    own = ours.unique(same, keep="first", maintain_order=True).select(
        *same, *(pl.col(name).alias(f"_{name}") for name in changes)
    )
    joined = now.join(own, on=same, how="left", nulls_equal=True, maintain_order="left")
    other = (
        ~is_area(now["omraade"], own_area) if own_area is not None else pl.repeat(value=True, n=now.height, eager=True)
    )
    beside = {
        f"mod_eget_{name.removeprefix('paa_').removeprefix('et_').removeprefix('en_')}": pl.when(other).then(
            pl.col(f"_{name}") - pl.col(name)
        )
        for name in changes
    }
    return joined.with_columns(**beside).select(pl.col(name).cast(dtype) for name, dtype in DEVELOPMENT.items())
