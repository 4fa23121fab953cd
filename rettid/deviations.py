"""The reason recorded beside a breach that stands all the same: somebody deviated on purpose (`spec.md` § 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.exempted import known_absences
from rettid.rules.words import word
from rettid.tables import COMING, DEVIATION, LATE, MISSING

if TYPE_CHECKING:
    from datetime import date

    from rettid.tables import Tables

REASON_SCHEMA: dict[str, pl.DataType] = {
    "fund_id": pl.String(),
    "fravaerstype": pl.String(),
    "fra": pl.Date(),
    "registreret": pl.Date(),
    "afvigelse": pl.String(),
}


def recorded_reasons(funds: pl.DataFrame, tables: Tables, *, pr: date, kendt_pr: date | None = None) -> pl.DataFrame:
    """The deliberate deviation recorded on each duty that is late, missing or coming: the columns of `REASON_SCHEMA`, sorted by `fund_id`.

    A row per fund at most: of several the one that began first, and `afvigelse` says it in words with both days. It covers
    `forfald`, or began later while the duty was still unmet (until `moedt`, else `pr`). A duty that it exempts has no row:
    that is no breach (`exempted.by_reason`). With `kendt_pr` rows registered after it are ignored. The reason itself is
    free text and never read.
    """
    breaches = funds.lazy().filter(pl.col("status").is_in([LATE, MISSING, COMING]))
    deviations = (
        known_absences(tables, pr, kendt_pr)
        .filter(pl.col("fravaerstype") == DEVIATION)
        .select("forloeb_id", "fravaerstype", "slutdato", "registreret", fra="startdato")
    )
    unmet_until = pl.max_horizontal("forfald", pl.col("moedt").fill_null(pr))
    return (
        breaches.select("fund_id", "forloeb_id", "forfald", "moedt")
        .join(deviations, on="forloeb_id")
        .filter(
            pl.col("fra") <= unmet_until,
            pl.col("slutdato").is_null() | (pl.col("slutdato") > pr) | (pl.col("slutdato") >= pl.col("forfald")),
        )
        .sort("fund_id", "fra", "registreret", nulls_last=True)
        .unique("fund_id", keep="first", maintain_order=True)
        .with_columns(afvigelse=_words())
        .select(*REASON_SCHEMA)
        .collect()
    )


def _words() -> pl.Expr:
    """The deviation with its days: konkret vurdering siden 13-08-2018 (registreret 15-08-2018)."""
    first, written = (pl.col(name).dt.strftime("%d-%m-%Y") for name in ("fra", "registreret"))
    recorded = pl.concat_str(pl.lit(" (registreret "), written, pl.lit(")"))
    return pl.concat_str(pl.lit(f"{word(DEVIATION)} siden "), first, recorded.fill_null(""))
