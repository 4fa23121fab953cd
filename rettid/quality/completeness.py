"""Is what a case needs filled in? All open cases, each once, field by field (`spec.md` § 5, R6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.engine import covered_by
from rettid.quality.grounds import is_nobody

if TYPE_CHECKING:
    from rettid.quality.grounds import Grounds

FIELDS = {
    "startdato": "startdato",
    "maalgruppe": "målgruppe",
    "ydelse": "ydelse",
    "foedselsdato": "fødselsdato",
    "tilmeldingsdato": "tilmeldingsdato",
    "a_kasse": "a-kasse",
    "sagsbehandler": "sagsbehandler",
    "team": "team",
    "frist_system": "frist i fagsystemet",
    "rettighedsdato_system": "rettighedsdato i fagsystemet",
}
OWNER, DEADLINE, NO_PACK = "ansvarlig", "frist", "uden_pakke"
"""Beside FIELDS: somebody responsible (caseworker or team), a deadline that rettid could work out, and no pack that covers the case."""


def open_cases(grounds: Grounds, holders: pl.DataFrame) -> pl.DataFrame:
    """Each open forløb once: `forloeb_id`, for each of FIELDS, OWNER and DEADLINE whether it is there, and NO_PACK."""
    dated = grounds.funds.filter(pl.col("frist").is_not_null())["forloeb_id"].unique()
    held = holders.select("forloeb_id", nu="sagsbehandler", nu_team="team").lazy()
    filled = {name: pl.col(name).is_not_null() for name in FIELDS if name not in ("sagsbehandler", "team")}
    return (
        grounds.forloeb.filter("aaben")
        .join(held, on="forloeb_id", how="left")
        .select(
            "forloeb_id",
            **filled,
            sagsbehandler=~is_nobody(pl.col("nu")),
            team=~is_nobody(pl.col("nu_team")),
            ansvarlig=~is_nobody(pl.col("nu")) | ~is_nobody(pl.col("nu_team")),
            frist=pl.col("forloeb_id").is_in(dated.implode()),
            uden_pakke=_placed() & ~pl.any_horizontal(pl.lit(value=False), *map(covered_by, grounds.packs)),
        )
        .sort("forloeb_id")
        .collect()
    )


def _placed() -> pl.Expr:
    return pl.col("startdato").is_not_null() & pl.col("maalgruppe").is_not_null()


def completeness(cases: pl.DataFrame) -> pl.DataFrame:
    """Of the frame of `open_cases`, per field: `felt`, `udfyldt`, `sager`. A field that no case has may not be in the export."""
    names = [*FIELDS, OWNER, DEADLINE]
    counts = cases.select(pl.col(names).sum().cast(pl.Int64)).row(0)
    return pl.DataFrame({"felt": names, "udfyldt": counts, "sager": [cases.height] * len(names)})


USABLE = pl.col("startdato") & pl.col(OWNER) & pl.col("foedselsdato")
"""Of the frame of `open_cases`: whether a forløb has start, somebody responsible and birth date (R6)."""


def usable(cases: pl.DataFrame) -> tuple[int, int]:
    """R6: how many open forløb are USABLE, and how many there are."""
    return int(cases.select(USABLE.sum()).item() or 0), cases.height
