"""Two systems in one period: what was open in the old one and is missing in the new, and dates that a conversion left.

Pure: it reads the forløb as they stood before they were put together, and never a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from datetime import date

MANY, SHARE = 20, 0.30
"""From how many forløb, and from which share of them, one startdato looks like the day a system was changed."""

BOTH, MISSING, NEW = "i begge", "mangler i det nye", "ny i det nye"

SCHEMA: dict[str, pl.DataType] = {
    "borger_id": pl.String(),
    "forloeb_gammelt": pl.String(),
    "forloeb_nyt": pl.String(),
    "startdato_gammelt": pl.Date(),
    "startdato_nyt": pl.Date(),
    "aaben_gammelt": pl.Boolean(),
    "aaben_nyt": pl.Boolean(),
    "stand": pl.String(),
    "team": pl.String(),
    "sagsbehandler": pl.String(),
}
"""One row per case that is open in the old or the new export; ids and dates are null where an export lacks it.

`stand` is BOTH, MISSING or NEW. A case that one of the two has closed stands in both, and `aaben_…` tells. `team` and
`sagsbehandler` are the new export's, else the old one's.
"""

_SHARED_AT_LEAST = 0.5
"""Exports with less than this in common are two teams' lists or two populations, not a system that was changed."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases are open in the old and in the new export, stand in both, are missing, and are new.

    `afsluttet_nyt` and `genaabnet_nyt` are cases in both that only one of them has open.
    """

    aabne_gammelt: int
    aabne_nyt: int
    i_begge: int
    mangler: int
    nye: int
    afsluttet_nyt: int
    genaabnet_nyt: int


def compare(old: pl.DataFrame, new: pl.DataFrame, old_day: date | None, new_day: date | None) -> pl.DataFrame | None:
    """SCHEMA: what became of the old export's open cases, and which open cases the new one adds; missing ones first.

    `old` and `new` are forløb with `_sag`, the same for forløb that are one case. A day is when the export was made;
    without it a case is open that has no end. None where the two have too little in common to be one caseload.
    """
    before, after = _cases(old, old_day, "gammelt"), _cases(new, new_day, "nyt")
    both = before.join(after, on="_sag", how="full", coalesce=True)
    rows = both.filter(pl.col("aaben_gammelt").fill_null(value=False) | pl.col("aaben_nyt").fill_null(value=False))
    shared = rows.filter(pl.col("aaben_gammelt").is_not_null() & pl.col("aaben_nyt").is_not_null()).height
    if not shared or shared < _SHARED_AT_LEAST * min(_open(rows, "aaben_gammelt"), _open(rows, "aaben_nyt")):
        return None
    stand = (
        pl.when(pl.col("aaben_nyt").is_null())
        .then(pl.lit(MISSING))
        .when(pl.col("aaben_gammelt").is_null())
        .then(pl.lit(NEW))
        .otherwise(pl.lit(BOTH))
    )
    told = rows.with_columns(
        stand=stand,
        **{name: pl.coalesce(f"{name}_nyt", f"{name}_gammelt") for name in ("borger_id", "team", "sagsbehandler")},
    )
    order = pl.col("stand").replace_strict({MISSING: 0, NEW: 1, BOTH: 2}, return_dtype=pl.Int8)
    named = told.sort(order, "sagsbehandler", "forloeb_gammelt", "forloeb_nyt", nulls_last=True)
    return named.select(*SCHEMA).with_columns(pl.col("aaben_gammelt", "aaben_nyt").fill_null(value=False))


def _cases(forloeb: pl.DataFrame, day: date | None, export: str) -> pl.DataFrame:
    """One row per `_sag`, its columns named for the export: the first of its forløb, open where any of them is."""
    still = pl.col("slutdato").is_null() if day is None else pl.col("slutdato").is_null() | (pl.col("slutdato") > day)
    begun = pl.lit(value=True) if day is None else pl.col("startdato").is_null() | (pl.col("startdato") <= day)
    ordered = forloeb.with_columns(_aaben=still & begun).sort("startdato", "forloeb_id", nulls_last=True)
    last = [pl.col(name).drop_nulls().last().alias(f"{name}_{export}") for name in ("team", "sagsbehandler")]
    return ordered.group_by("_sag").agg(
        pl.col("borger_id").first().alias(f"borger_id_{export}"),
        pl.col("forloeb_id").last().alias(f"forloeb_{export}"),
        pl.col("startdato").first().alias(f"startdato_{export}"),
        pl.col("_aaben").any().alias(f"aaben_{export}"),
        *last,
    )


def _open(rows: pl.DataFrame, column: str) -> int:
    return rows.filter(pl.col(column).fill_null(value=False)).height


def counts(report: pl.DataFrame) -> Counts:
    """The figures of a report of `compare`."""
    both = report.filter(stand=BOTH)
    return Counts(
        aabne_gammelt=_open(report, "aaben_gammelt"),
        aabne_nyt=_open(report, "aaben_nyt"),
        i_begge=both.height,
        mangler=report.filter(stand=MISSING).height,
        nye=report.filter(stand=NEW).height,
        afsluttet_nyt=both.filter(~pl.col("aaben_nyt")).height,
        genaabnet_nyt=both.filter(~pl.col("aaben_gammelt")).height,
    )


def conversion_dates(forloeb: pl.DataFrame) -> pl.DataFrame:
    """Startdatoer that so many forløb of one file share that they may be the day of a new system: MANY and SHARE.

    `forloeb` needs `startdato`; with `kilde_fil` each file is looked at alone. Columns: `kilde_fil` (where given),
    `startdato`, `antal`, `andel` (of the file's forløb with a startdato), by file and day.
    """
    file = ["kilde_fil"] if "kilde_fil" in forloeb.columns else []
    days = forloeb.drop_nulls("startdato").group_by(*file, "startdato").agg(antal=pl.len())
    of_all = pl.col("antal") / (pl.col("antal").sum().over(file) if file else pl.col("antal").sum())
    shared = days.with_columns(andel=of_all).filter(pl.col("antal") >= MANY, pl.col("andel") >= SHARE)
    return shared.sort(*file, "startdato")
