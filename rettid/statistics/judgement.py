"""A share held up against a benchmark, with its uncertainty: words, never colours."""

from __future__ import annotations

import polars as pl

from rettid.rates.cells import NOBODY, TOO_FEW
from rettid.rates.intervals import FEWEST_FOR_PERCENT

OVER, UNDER, UNSURE = "på eller over", "under", "kan ikke skelnes"


def against(shares: pl.DataFrame, benchmark: float | str) -> pl.DataFrame:
    """The shares with `dom`: OVER, UNDER or UNSURE, by whether the whole interval lies on one side of the benchmark.

    `shares` has `naevner`, `lav` and `hoej` (of 1), the interval of whatever kind the rate has; `benchmark` is a share of
    1 or the name of a column. A benchmark on the interval's lower edge is reached. Under ten: TOO_FEW, without anybody: NOBODY.
    """
    mark = pl.col(benchmark) if isinstance(benchmark, str) else pl.lit(benchmark)
    verdict = (
        pl.when(pl.col("naevner") == 0).then(pl.lit(NOBODY))
        .when(pl.col("naevner") < FEWEST_FOR_PERCENT).then(pl.lit(TOO_FEW))
        .when(pl.col("lav") >= mark).then(pl.lit(OVER))
        .when(pl.col("hoej") < mark).then(pl.lit(UNDER))
        .when(mark.is_not_null()).then(pl.lit(UNSURE))
    )  # fmt: skip
    return shares.with_columns(dom=verdict)
