"""Say how many funds two audits agree on, and show the first differences.

    python benchmarks/compare.py A.parquet B.parquet

Funds are the same duty when forloeb_id, krav and nr are the same. They agree when every other column that both files
have (of aabner, forfald, frist, moedt, status, dage) is equal, empty counting as equal to empty.
Exit code 0 when all agree, 1 when not.
"""

from __future__ import annotations

import sys

import polars as pl
from common import FUND_COLUMNS

KEY = ["forloeb_id", "krav", "nr"]
SHOWN = 10


def read_funds(path: str) -> pl.DataFrame:
    """The fund columns of a Parquet file, all as text, missing as the empty text; `n` numbers equal keys."""
    funds = pl.read_parquet(path)
    kept = [name for name in FUND_COLUMNS if name in funds.columns]
    dates = [name for name in kept if funds.schema[name].is_temporal()]
    return (
        funds.select(kept)
        .with_columns(pl.col(dates).cast(pl.Date), pl.col("nr", "dage").cast(pl.Int64))
        .with_columns(pl.all().cast(pl.String).fill_null(""))
        .with_columns(n=pl.int_range(pl.len()).over(KEY))
    )


def match_funds(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Both files side by side, B's columns ending in `_b`; `where` is `both`, `only A` or `only B`; in key order."""
    a, b = left.with_columns(in_a=pl.lit(value=True)), right.with_columns(in_b=pl.lit(value=True))
    where = (
        pl.when(pl.col("in_a").is_null()).then(pl.lit("only B"))
        .when(pl.col("in_b").is_null()).then(pl.lit("only A"))
        .otherwise(pl.lit("both"))
    )  # fmt: skip
    return a.join(b, on=[*KEY, "n"], how="full", coalesce=True, suffix="_b").with_columns(where=where).sort(*KEY, "n")


def differing(matched: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The rows that do not agree."""
    unequal = pl.any_horizontal(pl.col(name) != pl.col(f"{name}_b") for name in columns)
    return matched.filter((pl.col("where") != "both") | unequal)


def show(row: dict, columns: list[str]) -> str:
    """One difference as a line of text."""
    key = " ".join(row[name] for name in KEY)
    if row["where"] != "both":
        side = "" if row["where"] == "only A" else "_b"
        return f"  {key}: {row['where']}: " + " ".join(f"{name}={row[name + side]}" for name in columns)
    changed = [name for name in columns if row[name] != row[f"{name}_b"]]
    return f"  {key}: " + ", ".join(f"{name} {row[name] or '-'} / {row[f'{name}_b'] or '-'}" for name in changed)


def main() -> int:
    """Print the comparison; 1 when anything differs."""
    left, right = (read_funds(path) for path in sys.argv[1:3])
    columns = [name for name in left.columns if name in right.columns and name not in [*KEY, "n"]]
    matched = match_funds(left, right)
    wrong = differing(matched, columns)
    print(f"{matched.height - wrong.height} of {matched.height} funds agree (A {left.height}, B {right.height}).")
    for where, krav, rows in wrong.group_by("where", "krav").len().sort("where", "krav").iter_rows():
        print(f"  {where}, {krav or '(no krav)'}: {rows} differ")
    for row in wrong.head(SHOWN).iter_rows(named=True):
        print(show(row, columns))
    return 0 if wrong.is_empty() else 1


if __name__ == "__main__":
    sys.exit(main())
