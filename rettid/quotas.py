"""Funds → what the law asks of a share of the persons: reached or not, and how much headroom (`spec.md` § 5, "Shares")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.rates import with_interval
from rettid.rates.groupings import calendar
from rettid.tables import COMING, EXEMPT, LATE, MISSING, TIMELY, UNDECIDED, USES_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rettid.rules import Krav, Pack

QUOTA_SCHEMA: dict[str, pl.DataType] = {
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
    "luft_i_alt": pl.Int64(),
    "endnu_aabne": pl.Int64(),
    "undtaget": pl.Int64(),
    "kan_ikke_afgoeres": pl.Int64(),
    "status": pl.String(),
}


def quotas(funds: pl.DataFrame, packs: Iterable[Pack], pr: date) -> pl.DataFrame:
    """What the packs' `andel` krav have come to, a row per krav and period, with the columns of `QUOTA_SCHEMA` (`spec.md` § 5, "Shares").

    `luft` is how many more persons could have been missed; `luft_i_alt` how many more may be when everybody known of in the
    period has fallen due. `undtaget` is how many are missed by a registered exemption that uses the share. A period without
    persons has no row.
    """
    found = [_quota(funds, pack, krav, pr) for pack in packs for krav in pack.krav if krav.form == "andel"]
    return pl.concat([pl.DataFrame(schema=QUOTA_SCHEMA), *found]).sort("pakke", "krav", "fra")


def uses_share() -> pl.Expr:
    """Whether a fund is exempt at the expense of the law's share: the person counts, and is missed."""
    chosen = pl.col("bemaerkning").cast(pl.String).str.contains(USES_SHARE, literal=True)
    return (pl.col("status") == EXEMPT) & chosen.fill_null(value=False)


_LENGTHS = {"måned": "1mo", "kvartal": "3mo", "halvår": "6mo", "år": "1y"}
_NAMES = {"måned": "maaned", "kvartal": "kvartal", "halvår": "halvaar", "år": "aar"}


def _quota(funds: pl.DataFrame, pack: Pack, krav: Krav, pr: date) -> pl.DataFrame:
    """The rows of one `andel` krav. A citizen counts once in a period, and is missed when any due duty was."""
    assert krav.mindst is not None  # noqa: S101 - the loader sees to it
    length, name = _LENGTHS[str(krav.periode)], calendar(pl.col("fra"))[_NAMES[str(krav.periode)]]
    named = [(pl.col("pakke") == owner) & (pl.col("krav") == duty) for owner, duty in krav.duties(pack.id)]
    missed, open_, due = pl.col("missed"), pl.col("open"), pl.col("due")
    status = pl.col("status")
    decided = status.is_in([TIMELY, LATE, MISSING]) | pl.col("chosen")
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("frist"))
    citizens = (
        funds.filter(pl.any_horizontal(named), running, pl.col("frist").is_not_null())
        .with_columns(chosen=uses_share())
        .group_by(fra=pl.col("frist").dt.truncate(length), citizen=pl.coalesce("borger_id", "forloeb_id"))
        .agg(
            due=(decided & (pl.col("frist") < pr)).any(),
            known=(decided | (status == COMING)).any(),
            missed=(status.is_in([LATE, MISSING]) | pl.col("chosen")).any(),
            chosen=pl.col("chosen").any(),
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
        undtaget=pl.col("chosen").sum().cast(pl.Int64),
        kan_ikke_afgoeres=pl.col("undecided").sum().cast(pl.Int64),
    )
    return (
        with_interval(counted)
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
            luft_i_alt=allowed_in_all - missed,
            worst=allowed_in_all - missed - pl.col("endnu_aabne"),
        )
        .with_columns(status=_outlook(pr))
        .select(*QUOTA_SCHEMA)
        .cast(QUOTA_SCHEMA)  # type: ignore[arg-type]
    )


def _outlook(pr: date) -> pl.Expr:
    """Whether the share was reached; while its period runs, whether it will be, can't be, or hangs on those still open."""
    over = pl.col("til") < pr
    return (
        pl.when(pl.col("known") == 0).then(pl.lit("ingen i målgruppen"))
        .when(over & (pl.col("luft") >= 0)).then(pl.lit("nået"))
        .when(over).then(pl.lit("ikke nået"))
        .when(pl.col("worst") >= 0).then(pl.lit("nås"))
        .when(pl.col("luft_i_alt") < 0).then(pl.lit("kan ikke nås"))
        .otherwise(pl.lit("afgøres endnu"))
    )  # fmt: skip
