"""Forløb that a system split, and forløb that stand in two systems, made one again (`formats.md` § 5.8).

A system splits one forløb at a birthday, a move or a change of a-kasse; a new system may begin it on the day of the
conversion. Only citizens with two forløb are looked at, so that a plain export costs one count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from rettid.continuity import conversion_dates
from rettid.findings import FINDING_SCHEMA, IN_SEVERAL, SAME_NUMBER, SPLIT, of_rows
from rettid.tables import SOURCE

if TYPE_CHECKING:
    from collections.abc import Sequence

EXPORT = "_udtraek"
"""While rows are linked: the export a row came with. Two systems may number and know the same citizen apart."""

_NEXT = 2
"""The most days from the end of one part to the start of the next: at most one day lies between them uncovered."""

_FIRST = ("forloeb_id", *SOURCE, EXPORT)
_OPEN = date(9999, 12, 31)
_LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Export:
    """One system's export: its name while rows are linked, and the day it was made or the latest day it knows.

    `sagt`: whether the export says that day itself.
    """

    navn: str
    dag: date | None
    sagt: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """One row per case, and how the rows became it.

    `ids`: `fra`, `til`, of every id that changed. `sager`: the ids of cases that stand in more than one export.
    `antal`: how many cases were put together from parts of one export. `parts`: the forløb as they stood, each with
    `_sag`, the id of its case; only where there are several exports.
    """

    forloeb: pl.DataFrame
    ids: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"fra": pl.String, "til": pl.String}))
    sager: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
    findings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDING_SCHEMA))
    antal: int = 0
    parts: pl.DataFrame | None = None

    def moved(self, events: pl.DataFrame) -> pl.DataFrame:
        """The events under the ids of the cases; a row that was linked to two parts of a case becomes one again."""
        if not self.ids.height:
            return events
        moved = events["forloeb_id"].is_in(self.ids["fra"].implode())
        if not moved.any():
            return events
        renamed = events.with_columns(pl.col("forloeb_id").replace(self.ids["fra"], self.ids["til"]))
        twice = ~pl.struct(pl.all()).is_first_distinct()
        return (
            renamed.with_columns(_igen=moved)
            .filter(~(pl.col("_igen") & renamed.select(twice).to_series()))
            .drop("_igen")
        )


def join(forloeb: pl.DataFrame, exports: Sequence[Export] = (), numbers: pl.DataFrame | None = None) -> Joined:
    """The cases of forløb whose ids are unique. `exports` oldest first, where there are several (column EXPORT).

    `numbers` (`forloeb_id`, `nummer`) has the case number of those ids that were made unique for the while.

    *Parts of one export* are one case: same citizen, same ydelse, same maalgruppe or none in one of them, and the next
    begins on the day the former ends or at most two days later. An overlap of more than that day is no part.
    *Of several exports*, a forløb of an older one is the same case as one forløb of a newer: that with the same start,
    else the one that runs on its first day, else the first that begins before it is over (a conversion). What begins
    after the day on which the older export was made, and on no day of conversion, may be a new spell: it stays apart.
    """
    if not exports and forloeb["borger_id"].n_unique() == forloeb.height:
        return Joined(forloeb)
    rank = {export.navn: at for at, export in enumerate(exports)}
    led = pl.col(EXPORT).replace_strict(rank, return_dtype=pl.Int32) if exports else pl.lit(0, pl.Int32)
    numbered = forloeb.with_row_index("_nr").with_columns(_led=led)
    shared = numbered.filter(pl.col("borger_id").is_duplicated())
    labels = _labels(shared, exports, _conversions(numbered) if exports else None)
    again = labels.filter(pl.col("_samlet").is_duplicated())
    parts = shared.join(again, on="_nr", how="inner", maintain_order="left")
    whole = numbered.join(again, on="_nr", how="anti", maintain_order="left")
    survivors = _collapsed(parts)
    if parts.height:
        whole = pl.concat([whole, survivors.select(whole.columns)]).sort("_nr")
    final = _numbered(whole, numbers)
    ids = _renamed(parts, survivors, final)
    told = pl.concat([_told(parts, final, numbers), _told_apart(whole, final)])
    several = parts.filter(pl.col("_led").n_unique().over("_samlet") > 1)["forloeb_id"]
    return Joined(
        whole.drop("_nr", "_led").with_columns(forloeb_id=final["til"]),
        ids,
        several.replace(ids["fra"], ids["til"]).unique(),
        told,
        told.filter(kode=SPLIT).height,
        _as_they_stood(forloeb, ids, numbers) if exports else None,
    )


def _conversions(numbered: pl.DataFrame) -> pl.DataFrame:
    """`_led_ny`, `startdato_ny` and `_omlagt` of the days on which an export was filled."""
    days = conversion_dates(numbered.select("startdato", kilde_fil="_led"))
    return days.select(_led_ny="kilde_fil", startdato_ny="startdato", _omlagt=pl.lit(value=True))


def _labels(rows: pl.DataFrame, exports: Sequence[Export], conversions: pl.DataFrame | None) -> pl.DataFrame:
    """Per row `_nr` and the case it is part of: `_samlet`, and the case's `_start` and `_slut`."""
    alike = pl.col("ydelse").str.to_lowercase().str.replace_all(r"[^\p{L}\d]+", "")
    keyed = rows.select("_nr", "_led", "forloeb_id", "borger_id", "maalgruppe", "startdato", "slutdato", _ydelse=alike)
    chained = _chained(keyed, "_led")
    if conversions is None:
        return _of(chained, _whole(chained, "_kaede"), "_kaede")
    spans = _whole(chained, "_kaede")
    spans = _of_newest(spans, _same_case(spans, exports, conversions))
    cases = _chained(spans.rename({"_kaede": "_foer"}))
    whole = _whole(cases, "_kaede")
    roots = spans.select("_kaede", "_dele").explode("_dele").rename({"_kaede": "_foer", "_dele": "_del"})
    case = roots.join(cases.select("_foer", "_kaede"), on="_foer")
    placed = chained.rename({"_kaede": "_del"}).join(case.select("_del", "_kaede"), on="_del")
    return _of(placed, whole, "_kaede")


def _of(rows: pl.DataFrame, whole: pl.DataFrame, label: str) -> pl.DataFrame:
    spans = whole.select(label, _start="startdato", _slut="slutdato")
    return rows.select("_nr", label).join(spans, on=label).rename({label: "_samlet"})


def _chained(rows: pl.DataFrame, *together: str) -> pl.DataFrame:
    """The rows with `_kaede`, the number of the chain of parts that each is in; in the order of their days."""
    same = [*together, "borger_id", "_ydelse"]
    ordered = rows.sort(*same, "startdato", "slutdato", "forloeb_id", nulls_last=True)
    runs = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("startdato"))
    gap = (pl.col("startdato") - pl.col("slutdato").shift(1)).dt.total_days()
    follows = (gap.is_between(0, _NEXT) & runs & runs.shift(1)).over(same).fill_null(value=False)
    run = ordered.with_columns(_run=(~follows).cum_sum())
    known = run.with_columns(_kendt=pl.col("maalgruppe").forward_fill().over("_run"))
    begins = pl.int_range(pl.len()).over("_run") == 0
    other = (pl.col("maalgruppe") != pl.col("_kendt").shift(1).over("_run")).fill_null(value=False)
    return known.with_columns(_kaede=(begins | other).cum_sum()).drop("_run", "_kendt")


def _whole(chained: pl.DataFrame, label: str) -> pl.DataFrame:
    """One row per chain: its first day, the end of its last part, and what is known of it."""
    return chained.group_by(label, maintain_order=True).agg(
        pl.col("_led", "forloeb_id", "borger_id", "_ydelse", "startdato").first(),
        pl.col("maalgruppe").drop_nulls().first(),
        pl.col("slutdato").last(),
    )


def _same_case(spans: pl.DataFrame, exports: Sequence[Export], conversions: pl.DataFrame) -> pl.DataFrame:
    """`_kaede` and `_rod`: for a chain that a newer export has too, that export's chain; at most one each."""
    days = pl.DataFrame(
        {
            "_led": range(len(exports)),
            "_dag": [export.dag for export in exports],
            "_lavet": [export.dag if export.sagt else None for export in exports],
        },
        schema={"_led": pl.Int32, "_dag": pl.Date, "_lavet": pl.Date},
    )
    old = spans.join(days, on="_led")
    pairs = old.join(spans, on="borger_id", suffix="_ny").filter(pl.col("_led") < pl.col("_led_ny"))
    pairs = pairs.join(conversions, on=["_led_ny", "startdato_ny"], how="left")
    until, until_new = (pl.col(name).fill_null(_OPEN) for name in ("slutdato", "slutdato_ny"))
    start, start_new = pl.col("startdato"), pl.col("startdato_ny")
    later = ((start_new - pl.col("_lavet")).dt.total_days() > _NEXT).fill_null(value=False)
    known = pl.col("slutdato").is_not_null() | ~later | pl.col("_omlagt").fill_null(value=False)
    goes_on = (start < start_new) & ((start_new - until).dt.total_days() <= _NEXT) & known
    kind = (
        pl.when(start == start_new)
        .then(0)
        .when((start_new < start) & (start <= until_new))
        .then(1)
        .when(goes_on)
        .then(2)
    )
    # Systems spell a benefit each in their own way: where both say the same maalgruppe and their days overlap it is one.
    overlaps = (start >= start_new) | (start_new <= pl.min_horizontal(until, pl.col("_dag").fill_null(_OPEN)))
    # A case that was open when the old export was made, and goes on in the new system, is one as well.
    overlaps |= pl.col("slutdato").is_null() & goes_on
    same_group = (pl.col("maalgruppe") == pl.col("maalgruppe_ny")).fill_null(value=True)
    same_benefit = (pl.col("_ydelse") == pl.col("_ydelse_ny")).fill_null(value=True)
    known_group = (pl.col("maalgruppe") == pl.col("maalgruppe_ny")).fill_null(value=False)
    found = pairs.with_columns(_slags=kind).filter(
        pl.col("_slags").is_not_null(), same_group, same_benefit | (known_group & overlaps)
    )
    return (
        found.sort("_kaede", "_led_ny", "_slags", "startdato_ny", "_kaede_ny")
        .unique("_kaede", keep="first", maintain_order=True)
        .select("_kaede", _rod="_kaede_ny")
    )


def _of_newest(spans: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """One row per case over all exports: the earliest start, all else as the newest says; `_dele` lists its chains."""
    root = spans["_kaede"]
    for _ in range(spans["_led"].n_unique()):
        root = root.replace(found["_kaede"], found["_rod"])
    rooted = spans.with_columns(_rod=root).sort("_rod", "_led", descending=[False, True])
    return (
        rooted.group_by("_rod", maintain_order=True)
        .agg(
            pl.col("_led", "forloeb_id", "borger_id").first(),
            pl.col("_ydelse", "maalgruppe").drop_nulls().first(),
            pl.col("startdato").min(),
            pl.col("slutdato").first(),
            pl.col("_kaede").alias("_dele"),
        )
        .rename({"_rod": "_kaede"})
    )


def _collapsed(parts: pl.DataFrame) -> pl.DataFrame:
    """One row per case of the parts: the number is the newest export's first, the rest the latest that is known."""
    ordered = parts.sort("_samlet", "_led", "startdato", "slutdato", "forloeb_id", nulls_last=True)
    newest = pl.col("_led") == pl.col("_led").max()
    first = [pl.col(name).filter(newest).first() for name in ("_nr", *_FIRST) if name in parts.columns]
    registered = pl.col("tilmeldingsdato").filter(pl.col("startdato") == pl.col("startdato").min())
    special = {"_nr", *_FIRST, "_led", "_samlet", "_start", "_slut", "startdato", "slutdato", "tilmeldingsdato"}
    return ordered.group_by("_samlet", maintain_order=True).agg(
        *first,
        pl.col("_led").last(),
        pl.col("_start").first().alias("startdato"),
        pl.col("_slut").first().alias("slutdato"),
        registered.drop_nulls().first(),
        *[
            pl.col(name).any() if kind == pl.Boolean else pl.col(name).drop_nulls().last()
            for name, kind in parts.schema.items()
            if name not in special
        ],
    )


def _numbered(whole: pl.DataFrame, numbers: pl.DataFrame | None) -> pl.DataFrame:
    """`fra`, `til`, `nummer` per case: its own number; of two cases with one number the newest keeps it."""
    named = whole.select("_led", fra="forloeb_id", nummer="forloeb_id").with_row_index("_at")
    if numbers is None:
        return named.select("fra", "nummer", til="nummer")
    own = pl.col("nummer").replace(numbers["forloeb_id"], numbers["nummer"])
    counted = named.with_columns(nummer=own).sort("_led", "_at", descending=[True, False])
    at = pl.int_range(pl.len()).over("nummer")
    free = pl.when(at == 0).then("nummer").otherwise(pl.format("{} ({})", "nummer", at + 1))
    return counted.with_columns(til=free).sort("_at").select("fra", "nummer", "til")


def _renamed(parts: pl.DataFrame, survivors: pl.DataFrame, final: pl.DataFrame) -> pl.DataFrame:
    """`fra`, `til` of every id that changed."""
    case = survivors.select("_samlet", til="forloeb_id")
    absorbed = parts.select("_samlet", fra="forloeb_id").join(case, on="_samlet").select("fra", "til")
    ids = pl.concat([absorbed, final.select("fra", til="fra")]).unique("fra", keep="first", maintain_order=True)
    ids = ids.with_columns(pl.col("til").replace(final["fra"], final["til"]))
    return ids.filter(pl.col("fra") != pl.col("til"))


def _as_they_stood(forloeb: pl.DataFrame, ids: pl.DataFrame, numbers: pl.DataFrame | None) -> pl.DataFrame:
    sag = pl.col("forloeb_id").replace(ids["fra"], ids["til"])
    number = pl.col("forloeb_id")
    number = number if numbers is None else number.replace(numbers["forloeb_id"], numbers["nummer"])
    return forloeb.with_columns(_sag=sag, forloeb_id=number)


def _told(parts: pl.DataFrame, final: pl.DataFrame, numbers: pl.DataFrame | None) -> pl.DataFrame:
    """Each case of several parts with the rows that it was put together from: SPLIT, IN_SEVERAL, or both."""
    several = pl.col("kilde_fil").n_unique().over("_samlet") > 1
    number = pl.col("forloeb_id")
    number = number if numbers is None else number.replace(numbers["forloeb_id"], numbers["nummer"])
    row = pl.concat_str(
        pl.when(several).then(pl.col("kilde_fil") + ", ").otherwise(pl.lit("")), pl.lit("række "), "kilde_raekke"
    )
    place = pl.when(number.str.len_chars() > _LONGEST_NUMBER).then(row).otherwise(pl.format("{} ({})", number, row))
    end = pl.col("slutdato").dt.to_string("%d-%m-%Y").fill_null("(åbent)")
    days = pl.format("{} til {}", pl.col("startdato").dt.to_string("%d-%m-%Y").fill_null("(uden start)"), end)
    newest = pl.col("_led") == pl.col("_led").max()
    cases = (
        parts.with_columns(_del=pl.format("{} {}", place, days))
        .sort("_samlet", "_led", "startdato", "slutdato", "forloeb_id", nulls_last=True)
        .group_by("_samlet", maintain_order=True)
        .agg(
            *[pl.col(name).filter(newest).first() for name in ("forloeb_id", *SOURCE)],
            fra=pl.col("_start").first().dt.to_string("%d-%m-%Y"),
            dele=pl.col("_del").str.join(" + "),
            delt=pl.len() > pl.col("_led").n_unique(),
            flere=pl.col("_led").n_unique() > 1,
        )
    )
    text = {
        SPLIT: (pl.col("delt"), "Lagt sammen til ét forløb fra {}: {}."),
        IN_SEVERAL: (pl.col("flere"), "Står i flere udtræk og er regnet som ét forløb fra {}: {}."),
    }
    found = [
        of_rows(cases.filter(holds), code, pl.format(words, "fra", "dele")) for code, (holds, words) in text.items()
    ]
    return pl.concat(found).with_columns(pl.col("forloeb_id").replace(final["fra"], final["til"]))


def _told_apart(whole: pl.DataFrame, final: pl.DataFrame) -> pl.DataFrame:
    """The cases that had to have a number of their own."""
    named = whole.with_columns(forloeb_id=final["til"], _nummer=final["nummer"])
    words = "Sagsnummeret {} står i to udtræk om to forskellige sager. Denne er her kaldt {}."
    own = named.filter(pl.col("forloeb_id") != pl.col("_nummer"))
    return of_rows(own, SAME_NUMBER, pl.format(words, "_nummer", "forloeb_id"))
