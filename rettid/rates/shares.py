"""The rates that are shares: R1, R5, R6 and RP, with numerator, denominator and a 95 % interval (`spec.md` § 5).

Every function returns one row per group, and always apart: law and local packs (`art`), the owner of the duty
(`ejer`), and interviews and offers (`haendelse`) are never added together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.rates.intervals import with_interval
from rettid.rates.members import APART, CITIZEN, PLACES, due, due_or_exempt, person_duties
from rettid.tables import EXEMPT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.spans import Span


def share(members: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """The share of `members` that are `i_taeller`.

    Columns: `by`, `APART`, `rettidige` (numerator), `forfaldne` (denominator), `borgere`, `andel`, `lav`, `hoej`
    (shares of 1; the interval has citizens for clusters). A group without members has no row.
    """
    groups = list(dict.fromkeys([*by, *APART]))
    per_citizen = members.group_by(*groups, citizen=CITIZEN).agg(
        x=pl.col("i_taeller").sum().cast(pl.Int64), n=pl.len().cast(pl.Int64)
    )
    aside = pl.col("x") - pl.col("n") * pl.col("x").sum() / pl.col("n").sum()
    counted = per_citizen.group_by(groups).agg(
        rettidige=pl.col("x").sum(),
        forfaldne=pl.col("n").sum(),
        borgere=pl.len(),
        spread=aside.pow(2).sort().sum(),  # in one order, so that the last digits are the same every time
    )
    return with_interval(counted).sort(groups, nulls_last=True)


def r1(funds: pl.DataFrame, span: Span, pr: date, by: Sequence[str] = ()) -> pl.DataFrame:
    """R1, the share of due duties that were in time. Columns as `share`; a group without due duties has no row."""
    return share(due(funds, span, pr), by)


def r5(funds: pl.DataFrame, span: Span, pr: date, by: Sequence[str] = ()) -> pl.DataFrame:
    """R5, R1 with the exempt counted as not met: columns as `share`, and `undtagne` (in `forfaldne`; R1's has them not)."""
    groups = list(dict.fromkeys([*by, *APART]))
    counted = due_or_exempt(funds, span, pr)
    exempt = counted.group_by(groups).agg(undtagne=(pl.col("status") == EXEMPT).sum().cast(pl.Int64))
    return share(counted, by).join(exempt, on=groups, nulls_equal=True, maintain_order="left")


def persons(funds: pl.DataFrame, span: Span, pr: date, by: Sequence[str] = ()) -> pl.DataFrame:
    """RP, the share of persons with a due duty all of whose due duties were in time. Columns as `share`, counted in persons.

    A person stands once for each of `by` that is no place (`members.PLACES`), and in the place of the last deadline.
    """
    apart = [name for name in by if name not in PLACES]
    return share(one_each(person_duties(funds, span, pr, apart), apart), by)


def one_each(duties: pl.DataFrame, apart: Sequence[str] = ()) -> pl.DataFrame:
    """The first row of each person of `person_duties`: what RP counts."""
    return duties.unique([*dict.fromkeys([*apart, *APART]), "borger"], keep="first", maintain_order=True)


def r6(rows: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """R6, the share of `rows` (open forløb, or held interviews) that are `i_taeller`. Columns as `share`; `APART` is empty.

    `rows` has `forloeb_id`, `borger_id`, `i_taeller` and the columns of `by`: see `quality.completeness` and `quality.latency`.
    """
    return share(rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in APART), by)
