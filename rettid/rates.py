"""Funds → rates: shares with numerator, denominator and a 95 % interval (`spec.md` § 5).

Every function returns one row per group, and always apart: law and local packs (`art`), the owner of the duty
(`ejer`), and interviews and offers (`haendelse`) are never added together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.tables import COMING, LATE, MISSING, TIMELY, UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from rettid.rules import Krav, Pack
    from rettid.spans import Span

APART = ("art", "ejer", "haendelse")
"""What a rate never adds together."""

FEWEST_FOR_PERCENT = 10
"""Under this denominator a rate is shown without its percentage."""

OVERDUE_BANDS = {"1-14": (1, 14), "15-28": (15, 28), "29-56": (29, 56), "57+": (57, None)}
"""Days overdue, both ends included (R2)."""

_Z = 1.959963984540054


def due_in(funds: pl.DataFrame, span: Span, pr: date) -> pl.DataFrame:
    """The funds R1 counts: decided, due in the period and before `pr`, of forløb still running on the deadline."""
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("frist"))
    due = pl.col("frist").is_between(span.first, span.last) & (pl.col("frist") < pr)
    return funds.filter(due, running, pl.col("status").is_in([TIMELY, LATE, MISSING]))


def r1(funds: pl.DataFrame, span: Span, pr: date, by: Sequence[str] = ()) -> pl.DataFrame:
    """R1, the share of due duties that were in time.

    Columns: `by`, `APART`, `rettidige` (numerator), `forfaldne` (denominator), `borgere`, `andel`, `lav`, `hoej`
    (shares of 1; the interval has citizens for clusters). A group without due duties has no row.
    """
    groups = [*by, *APART]
    per_citizen = (
        due_in(funds, span, pr)
        .group_by(*groups, citizen=pl.coalesce("borger_id", "forloeb_id"))
        .agg(x=(pl.col("status") == TIMELY).sum().cast(pl.Int64), n=pl.len().cast(pl.Int64))
    )
    counted = per_citizen.group_by(groups).agg(
        rettidige=pl.col("x").sum(),
        forfaldne=pl.col("n").sum(),
        borgere=pl.len(),
        spread=(pl.col("x") - pl.col("n") * pl.col("x").sum() / pl.col("n").sum()).pow(2).sum(),
    )
    return _with_interval(counted).sort(groups, nulls_last=True)


def persons(funds: pl.DataFrame, span: Span, pr: date, by: Sequence[str] = ()) -> pl.DataFrame:
    """RP, the share of persons with a due duty all of whose due duties were in time. Columns as `r1`, counted in persons."""
    groups = [*by, *APART]
    counted = (
        due_in(funds, span, pr)
        .group_by(*groups, citizen=pl.coalesce("borger_id", "forloeb_id"))
        .agg(all_timely=(pl.col("status") == TIMELY).all())
        .group_by(groups)
        .agg(
            rettidige=pl.col("all_timely").sum().cast(pl.Int64),
            forfaldne=pl.len().cast(pl.Int64),
            borgere=pl.len(),
            spread=0.0,
        )
    )
    return _with_interval(counted).sort(groups, nulls_last=True)


def r2(funds: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """R2, the open breaches: `by`, `APART`, `aabne`, a column per band of `OVERDUE_BANDS`, `laengst` and `median` (days overdue)."""
    groups, overdue = [*by, *APART], pl.col("dage")
    in_band = {
        name: ((overdue >= first) & (overdue <= last if last else pl.lit(value=True))).sum()
        for name, (first, last) in OVERDUE_BANDS.items()
    }
    return (
        funds.filter(pl.col("status") == MISSING, pl.col("aaben"))
        .group_by(groups)
        .agg(aabne=pl.len(), **in_band, laengst=overdue.max(), median=overdue.median())
        .sort(groups, nulls_last=True)
    )


SHARE_SCHEMA: dict[str, pl.DataType] = {
    "pakke": pl.String(),
    "krav": pl.String(),
    "periode": pl.String(),
    "fra": pl.Date(),
    "til": pl.Date(),
    "opfyldt": pl.Int64(),
    "personer": pl.Int64(),
    "andel": pl.Float64(),
    "lav": pl.Float64(),
    "hoej": pl.Float64(),
    "mindst": pl.Float64(),
    "luft": pl.Int64(),
    "endnu_aabne": pl.Int64(),
    "kan_ikke_afgoeres": pl.Int64(),
    "status": pl.String(),
}


def shares(funds: pl.DataFrame, packs: Iterable[Pack], pr: date) -> pl.DataFrame:
    """What the packs' `andel` krav have come to, a row per krav and period, with the columns of `SHARE_SCHEMA` (`spec.md` § 5, "Shares").

    `luft` is how many more persons could have been missed. A period without persons has no row.
    """
    found = [_share(funds, pack, krav, pr) for pack in packs for krav in pack.krav if krav.form == "andel"]
    return pl.concat([pl.DataFrame(schema=SHARE_SCHEMA), *found]).sort("pakke", "krav", "fra")


_LENGTHS = {"måned": "1mo", "kvartal": "3mo", "halvår": "6mo", "år": "1y"}
_NAMES = {
    "måned": pl.col("fra").dt.strftime("%Y-%m"),
    "kvartal": pl.format("{}K{}", pl.col("fra").dt.year(), pl.col("fra").dt.quarter()),
    "halvår": pl.format("{}H{}", pl.col("fra").dt.year(), (pl.col("fra").dt.month() + 5) // 6),
    "år": pl.col("fra").dt.strftime("%Y"),
}


def _share(funds: pl.DataFrame, pack: Pack, krav: Krav, pr: date) -> pl.DataFrame:
    """The rows of one `andel` krav. A citizen counts once in a period, and is missed when any due duty was."""
    assert krav.mindst is not None  # noqa: S101 - the loader sees to it
    length, name = _LENGTHS[str(krav.periode)], _NAMES[str(krav.periode)]
    named = [(pl.col("pakke") == owner) & (pl.col("krav") == duty) for owner, duty in krav.duties(pack.id)]
    missed, open_, due = pl.col("missed"), pl.col("open"), pl.col("due")
    status = pl.col("status")
    decided = status.is_in([TIMELY, LATE, MISSING])
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("frist"))
    citizens = (
        funds.filter(pl.any_horizontal(named), running, pl.col("frist").is_not_null())
        .group_by(fra=pl.col("frist").dt.truncate(length), citizen=pl.coalesce("borger_id", "forloeb_id"))
        .agg(
            due=(decided & (pl.col("frist") < pr)).any(),
            known=(decided | (status == COMING)).any(),
            missed=status.is_in([LATE, MISSING]).any(),
            open=(status == COMING).any(),
            undecided=(status == UNDECIDED).any(),
        )
    )
    allowed = (pl.col("personer") * (1 - krav.mindst)).round(6).floor().cast(pl.Int64)
    allowed_in_all = (pl.col("known") * (1 - krav.mindst)).round(6).floor().cast(pl.Int64)
    counted = citizens.group_by("fra").agg(
        rettidige=(due & ~missed).sum().cast(pl.Int64),
        forfaldne=due.sum().cast(pl.Int64),
        borgere=due.sum().cast(pl.Int64),
        spread=pl.lit(0.0),
        known=pl.col("known").sum().cast(pl.Int64),
        missed=missed.sum().cast(pl.Int64),
        endnu_aabne=(open_ & ~missed).sum().cast(pl.Int64),
        kan_ikke_afgoeres=pl.col("undecided").sum().cast(pl.Int64),
    )
    return (
        _with_interval(counted)
        .rename({"rettidige": "opfyldt", "forfaldne": "personer"})
        .with_columns(
            pl.col("andel", "lav", "hoej").fill_nan(None), til=pl.col("fra").dt.offset_by(length).dt.offset_by("-1d")
        )
        .with_columns(
            pakke=pl.lit(pack.id),
            krav=pl.lit(krav.id),
            periode=name,
            mindst=pl.lit(krav.mindst),
            luft=allowed - (pl.col("personer") - pl.col("opfyldt")),
            best=allowed_in_all - missed,
            worst=allowed_in_all - missed - pl.col("endnu_aabne"),
        )
        .with_columns(status=_outlook(pr))
        .select(*SHARE_SCHEMA)
        .cast(SHARE_SCHEMA)  # type: ignore[arg-type]
    )


def _outlook(pr: date) -> pl.Expr:
    """Whether the share was reached; while its period runs, whether it will be, can't be, or hangs on those still open."""
    over = pl.col("til") < pr
    return (
        pl.when(pl.col("known") == 0).then(pl.lit("ingen i målgruppen"))
        .when(over & (pl.col("luft") >= 0)).then(pl.lit("nået"))
        .when(over).then(pl.lit("ikke nået"))
        .when(pl.col("worst") >= 0).then(pl.lit("nås"))
        .when(pl.col("best") < 0).then(pl.lit("kan ikke nås"))
        .otherwise(pl.lit("afgøres endnu"))
    )  # fmt: skip


def _with_interval(counted: pl.DataFrame) -> pl.DataFrame:
    """Adds `andel`, `lav`, `hoej`: Wilson's interval for as many independent trials as the duties are worth.

    A citizen with six interviews is not six trials. The variance between citizens says how many trials the duties are
    worth, at most as many as there are; where all or none are in time it says nothing, and a citizen counts as one.
    """
    share = pl.col("rettidige") / pl.col("forfaldne")
    worth = share * (1 - share) * pl.col("forfaldne") ** 2 / pl.col("spread")
    trials = (
        pl.when(pl.col("borgere") == pl.col("forfaldne")).then("forfaldne")
        .when(pl.col("spread") <= 0).then("borgere")
        .otherwise(pl.min_horizontal(worth, pl.col("forfaldne")))
    )  # fmt: skip
    low, high = _wilson(share, trials)
    return counted.with_columns(andel=share, lav=low, hoej=high).drop("spread")


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval for `hits` of `trials`.

    >>> [round(100 * edge, 1) for edge in wilson(12, 17)]
    [46.9, 86.7]
    """
    row = pl.select(*_wilson(pl.lit(hits) / trials, pl.lit(float(trials)))).row(0)
    return row[0], row[1]


def _wilson(share: pl.Expr, trials: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    middle = share + _Z**2 / (2 * trials)
    half = _Z * (share * (1 - share) / trials + _Z**2 / (4 * trials**2)).sqrt()
    scale = 1 + _Z**2 / trials
    low = ((middle - half) / scale).clip(lower_bound=0)
    high = ((middle + half) / scale).clip(upper_bound=1)
    return low.alias("lav"), high.alias("hoej")
