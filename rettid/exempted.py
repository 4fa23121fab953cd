"""Why duties are `undtaget`: the denominator's missing rows, each with its reason (`spec.md` § 3, "Exemption at the due day")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.rules.words import word
from rettid.tables import EXEMPT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.rules import Pack
    from rettid.tables import Tables

NOT_FOUND = "årsagen ses ikke i fraværet"

_DUTY = ("pakke", "krav", "ejer", "haendelse")


def by_reason(
    funds: pl.DataFrame, tables: Tables, packs: Sequence[Pack], *, pr: date, kendt_pr: date | None = None
) -> pl.DataFrame:
    """The exempt duties per pack, owner and reason: `pakke`, `ejer`, `aarsag`, `forpligtelser`, `borgere`, sorted.

    A reason is the type of the absence in words, or the cause of the suspension, that covers `forfald`; several are joined by
    " og ", so that each fund is counted once. With `kendt_pr` absences registered after it are ignored.
    """
    exempt = funds.filter(pl.col("status") == EXEMPT).select(
        "fund_id", citizen=pl.coalesce("borger_id", "forloeb_id"), forloeb_id="forloeb_id", forfald="forfald",
        **{name: pl.col(name).cast(pl.String) for name in _DUTY},
    ).lazy()  # fmt: skip
    reasons = pl.concat([_absences(exempt, tables, packs, pr, kendt_pr), _suspensions(exempt, packs)])
    named = reasons.unique().group_by("fund_id").agg(aarsag=pl.col("aarsag").sort().str.join(" og "))
    return (
        exempt.join(named, on="fund_id", how="left")
        .group_by("pakke", "ejer", aarsag=pl.col("aarsag").fill_null(NOT_FOUND))
        .agg(forpligtelser=pl.len(), borgere=pl.col("citizen").n_unique())
        .sort("pakke", "ejer", "aarsag")
        .collect()
    )


def _absences(
    exempt: pl.LazyFrame, tables: Tables, packs: Sequence[Pack], pr: date, kendt_pr: date | None
) -> pl.LazyFrame:
    """`fund_id` and `aarsag` of the exemptions that had begun by `pr`; one that ends later is open."""
    exempting = _table(
        [
            (pack.id, krav.id, kind, word(kind))
            for pack in packs
            for krav in pack.krav
            for kind in (*krav.fritager, *krav.bruger_andel)
        ],
        {"pakke": pl.String, "krav": pl.String, "fravaerstype": pl.String, "aarsag": pl.String},
    )
    begun = known_absences(tables, pr, kendt_pr)
    over = pl.col("slutdato").is_null() | (pl.col("slutdato") > pr) | (pl.col("slutdato") >= pl.col("forfald"))
    return (
        exempt.join(begun.select("forloeb_id", "fravaerstype", "startdato", "slutdato"), on="forloeb_id")
        .join(exempting, on=["pakke", "krav", "fravaerstype"])
        .filter(pl.col("startdato") <= pl.col("forfald"), over)
        .select("fund_id", "aarsag")
    )


def known_absences(tables: Tables, pr: date, kendt_pr: date | None) -> pl.LazyFrame:
    """The rows of `fravaer` that had begun by `pr`, with `kendt_pr` those that were registered by then."""
    begun = tables["fravaer"].filter(pl.col("startdato") <= pr)
    if kendt_pr is None:
        return begun
    return begun.filter((pl.col("registreret") <= kendt_pr) | pl.col("registreret").is_null())


def _suspensions(exempt: pl.LazyFrame, packs: Sequence[Pack]) -> pl.LazyFrame:
    """`fund_id` and `aarsag` of the suspensions."""
    suspended = _table(
        [(pack.id, each.fra, each.til, each.aarsag, each.haendelse) for pack in packs for each in pack.suspension],
        {"pakke": pl.String, "fra": pl.Date, "til": pl.Date, "aarsag": pl.String, "kun": pl.String},
    )
    return (
        exempt.join(suspended, on="pakke")
        .filter(
            pl.col("forfald").is_between(pl.col("fra"), pl.col("til")),
            pl.col("kun").is_null() | (pl.col("kun") == pl.col("haendelse")),
        )
        .select("fund_id", "aarsag")
    )


def _table(rows: list[tuple[object, ...]], schema: dict[str, type[pl.DataType]]) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema=schema, orient="row")
