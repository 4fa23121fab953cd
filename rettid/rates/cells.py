"""Every number of every level in one table: what is shown, what is written, and what can be asked into (`spec.md` § 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.rates import members
from rettid.rates.catalogue import CASES, INTERVIEWS, NAMES, RATES, Basis, Rate
from rettid.rates.groupings import (
    CALENDAR,
    KIND,
    OF_A_CASE,
    WHOLE,
    apart,
    columns_of,
    in_order,
    levels,
    months_of,
    order,
    with_groups,
)
from rettid.rates.intervals import FEWEST_FOR_PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from rettid.spans import Span

NOBODY, TOO_FEW, UNTOLD = "ingen i målgruppen", "for få til en procent", "kan ikke afgøres: {}"
"""What `bemaerkning` can say."""

NUMBERS: dict[str, pl.DataType] = {
    "taeller": pl.Int64(),
    "naevner": pl.Int64(),
    "borgere": pl.Int64(),
    "andel": pl.Float64(),
    "lav": pl.Float64(),
    "hoej": pl.Float64(),
    "dage": pl.Float64(),
    "kan_ikke_afgoeres": pl.Int64(),
    "bemaerkning": pl.String(),
}
"""The columns of a cell after `tal`, `linje`, `niveau`, KIND and those of the groupings."""

_ALWAYS = [("lov", None, "jobcenter", event) for event in ("samtale", "tilbud")]


def cells(basis: Basis, groupings: Sequence[str] = (), chosen: Iterable[str] = NAMES) -> pl.DataFrame:
    """One row per number, level and group: `tal`, `linje`, `niveau`, KIND, the columns of `groupings`, then NUMBERS.

    `niveau` names the groupings that a row is of, "i alt" where none; the column of a group that is not in it is empty. A
    group that the rows know, or a month of the period, has a row even where nobody is in it, with denominator 0. Under
    ten there is no percentage; an event that is not told has no numbers. Sorted by rate, kind and name, a sum before its
    parts.
    """
    columns, wanted = columns_of(groupings), set(chosen)
    parts = [_rate(rate, basis, groupings) for rate in RATES if rate.tal in wanted]
    whole = pl.concat(parts, how="diagonal_relaxed")
    lacking = [pl.lit(None).alias(name) for name in (*columns, "kan_ikke_afgoeres") if name not in whole.columns]
    ordered = whole.with_columns(lacking).sort("_tal", *order(columns), "_dybde", "_linje")
    told = _with_remarks(ordered, basis.untold)
    plain = told.with_columns(pl.col(name).cast(pl.String) for name in columns if name != "nr")
    return plain.select(
        "tal", "linje", "niveau", *KIND, *columns, *(pl.col(name).cast(NUMBERS[name]) for name in NUMBERS)
    )


def _rate(rate: Rate, basis: Basis, groupings: Sequence[str]) -> pl.DataFrame:
    """The cells of one rate at every level, with `_tal`, its place among the rates."""
    own = [name for name in groupings if name in OF_A_CASE] if rate.of_cases else groupings
    grouped = with_groups(basis.rows[rate.rests_on], rate.day, columns_of(own))
    parts = [_level(rate, grouped, level, basis) for level in levels(own)]
    return pl.concat(parts, how="diagonal_relaxed").with_columns(
        tal=pl.lit(rate.tal), _tal=pl.lit(RATES.index(rate), dtype=pl.Int32)
    )


def _level(rate: Rate, grouped: pl.DataFrame, level: Sequence[str], basis: Basis) -> pl.DataFrame:
    """The cells of one rate and level, with `_linje`, the line's place, `_dybde` and `_kolonner`, the columns of the level."""
    columns = columns_of(level)
    by, span, pr = apart(columns), basis.span, basis.pr
    numbers = _numbers(rate, in_order(rate.counted(grouped, span, pr, by)), by)
    places = pl.DataFrame({"linje": rate.lines}).with_row_index("_linje")
    unknown = in_order(_undecided(grouped, span, pr, by)) if rate.tal == "R1" else None
    known = [numbers.select(by), *([] if unknown is None else [unknown.select(by)])]
    groups = pl.concat([_expected(rate, grouped, columns, basis), *known]).unique()
    found = groups.join(places, how="cross").join(numbers, on=[*by, "linje"], how="left", nulls_equal=True)
    if unknown is not None:
        found = found.join(unknown, on=by, how="left", nulls_equal=True).with_columns(_zero("kan_ikke_afgoeres"))
    counted = pl.col("linje").is_in(list(rate.numerators))
    return found.with_columns(
        _zero("borgere"),
        pl.when(counted).then(_zero("taeller")).alias("taeller"),
        *([] if rate.denominator is None else [_zero("naevner")]),
        niveau=pl.lit(",".join(level) or WHOLE),
        _dybde=pl.lit(len(level)),
        _kolonner=pl.lit(list(columns), dtype=pl.List(pl.String)),
    )


def _expected(rate: Rate, grouped: pl.DataFrame, columns: Sequence[str], basis: Basis) -> pl.DataFrame:
    """The groups that have a row whether anybody is in them or not: those of the rows, in each month of the period.

    The months of a rate that no period bounds are only those that somebody is in.
    """
    months, by = [name for name in columns if name in CALENDAR], apart(columns)
    if months and not rate.in_period:
        return in_order(grouped.clear().select(by))
    of_rows = [name for name in by if name not in months]
    rows = [with_groups(basis.rows[name], rate.day, ()) for name in (CASES, INTERVIEWS)] if rate.of_cases else [grouped]
    placed = pl.concat([each.filter(rate.of_cases | pl.col("art").is_not_null()).select(of_rows) for each in rows])
    always = [(None,) * len(KIND)] if rate.of_cases else _ALWAYS
    kinds = pl.DataFrame(always, schema=dict.fromkeys(KIND, pl.String), orient="row")
    found = in_order(placed.unique())
    groups = found if columns else pl.concat([found, kinds.select(of_rows)]).unique()
    crossed = months_of(basis.span, basis.pr).select(months).unique() if months else pl.DataFrame({"_": [0]})
    return groups.join(crossed, how="cross").select(by)


def _numbers(rate: Rate, wide: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The rate's row per group turned into a row per line."""
    nothing = pl.lit(None, dtype=pl.Int64)
    below = nothing if rate.denominator is None else pl.col(rate.denominator).cast(pl.Int64)
    kept = [pl.when(below >= FEWEST_FOR_PERCENT).then(name).alias(name) for name in ("andel", "lav", "hoej")]
    common = [below.alias("naevner"), pl.col("borgere").cast(pl.Int64), *(kept if rate.is_share else [])]
    of_lines = [
        *({"linje": pl.lit(line), "taeller": pl.col(name).cast(pl.Int64)} for line, name in rate.numerators.items()),
        *({"linje": pl.lit(line), "dage": pl.col(name).cast(pl.Float64)} for line, name in rate.days.items()),
    ]
    empty = {"taeller": nothing, "dage": pl.lit(None, dtype=pl.Float64)}
    lined = [empty | line for line in of_lines]
    lacking = [] if rate.is_share else [pl.lit(None, dtype=pl.Float64).alias(name) for name in ("andel", "lav", "hoej")]
    return pl.concat([wide.select(*by, *common, *lacking, **line) for line in lined])


def _undecided(grouped: pl.DataFrame, span: Span, pr: date, by: Sequence[str]) -> pl.DataFrame:
    """How many funds of each group R1 can't count."""
    unknown = members.undecided(grouped.filter(pl.col("art").is_not_null()), span, pr)
    return unknown.group_by(by).agg(kan_ikke_afgoeres=pl.len().cast(pl.Int64))


def _zero(column: str) -> pl.Expr:
    return pl.col(column).fill_null(0)


def _with_remarks(found: pl.DataFrame, untold: Mapping[str, str]) -> pl.DataFrame:
    """The cells with `bemaerkning`, and without the numbers of events that are not told."""
    hidden = pl.col("haendelse").is_in(list(untold)).fill_null(value=False)
    why = pl.col("haendelse").replace_strict(dict(untold), default=None, return_dtype=pl.String)
    shares = list(dict.fromkeys(rate.tal for rate in RATES if rate.is_share))
    below = pl.when(pl.col("tal").is_in(shares)).then("naevner")
    remark = (
        pl.when(hidden).then(pl.format(UNTOLD, why))
        .when(pl.col("naevner") == 0).then(pl.lit(NOBODY))
        .when(below < FEWEST_FOR_PERCENT).then(pl.lit(TOO_FEW))
    )  # fmt: skip
    numbers = [name for name in NUMBERS if name not in ("bemaerkning", "kan_ikke_afgoeres")]
    return found.with_columns(pl.when(~hidden).then(name).alias(name) for name in numbers).with_columns(
        bemaerkning=remark
    )
