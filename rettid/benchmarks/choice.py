"""Which of a file's figures is meant, and which own number it is held against. Pure; what is not clear is asked, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.benchmarks.figures import MUNICIPALITY, PERCENT, UNCLEAR, area_key, is_total, name_of
from rettid.benchmarks.judgement import is_area
from rettid.errors import UsageError

if TYPE_CHECKING:
    from rettid.benchmarks.when import When
    from rettid.spans import Span

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figure the user has named; empty where he has not."""

    omraade: str | None = None
    maaling: str | None = None
    opdeling: str | None = None
    periode: When | None = None


def shares(found: pl.DataFrame, wanted: Wanted) -> pl.DataFrame:
    """The figures that are shares of everybody (or of the part named), of the measure and period named if any. Raises UsageError."""
    kept = found.filter(pl.col("enhed").is_in([PERCENT, UNCLEAR]))
    if kept.is_empty():
        raise UsageError(
            f"{_files(found)}: filen har ingen andele, kun antal, og en andel kan ikke holdes op mod et antal. "
            "Hent målingen i procent."
        )
    kept = _named(kept, wanted.maaling)
    kept = _part(kept, wanted.opdeling)
    if wanted.periode is not None:
        there = kept["periode"].unique().sort().to_list()
        kept = kept.filter(pl.col("periode") == wanted.periode.code)
        if kept.is_empty():
            raise UsageError(f"--officiel-periode: filen har ikke {wanted.periode.text}. Der er: {_listed(there)}.")
    if (kept["enhed"] == UNCLEAR).any():
        row = kept.filter(pl.col("enhed") == UNCLEAR).row(0, named=True)
        raise UsageError(
            f"{row['fil']}: alle tal under »{name_of(row)}« er fra 0 til 1. Sig, om de er procent eller andele af 1, "
            "med --enhed procent eller --enhed andel."
        )
    return kept


def of_one_measure(found: pl.DataFrame, wanted: Wanted) -> pl.DataFrame:
    """The own municipality's figures of the one measure that is meant, whatever their period. Raises UsageError."""
    kept = _in_area(shares(found, wanted), wanted.omraade)
    if (kind := kept["omraadetype"][0]) != MUNICIPALITY:
        raise UsageError(
            f"--omraade: {kept['omraade'][0]} er ikke jeres område ({kind}), og et tal for andre kan ikke afstemmes med jeres. "
            "Vælg jeres kommune, eller hold tallene op mod hinanden med: rettid benchmark"
        )
    names = list(dict.fromkeys(name_of(row) for row in kept.iter_rows(named=True)))
    if len(names) > 1:
        raise UsageError(f"Filen har flere målinger. Vælg én med --maaling, fx en del af navnet: {_listed(names)}.")
    return kept


def of_the_period(kept: pl.DataFrame, span: Span) -> dict[str, Any]:
    """The one of these figures that is of the period `span`, else the latest. Raises UsageError for one that can't be used."""
    same = kept.filter(pl.col("fra") == span.first, pl.col("til") == span.last)
    chosen = same if same.height else kept.filter(pl.col("til") == pl.col("til").max())
    if chosen.height > 1:
        raise _several(chosen)
    figure = chosen.row(0, named=True)
    place = f"{figure['fil']}, række {figure['raekke']}"
    if figure["skjult"]:
        raise UsageError(
            f"{place}: tallet for {figure['omraade']} er skjult og kan ikke afstemmes. "
            "Vælg en anden periode med --officiel-periode."
        )
    if not 0 <= figure["vaerdi"] <= 100:
        raise UsageError(
            f"{place}: {figure['vaerdi']:g} er ikke en andel fra 0 til 100 procent. Vælg en anden måling med --maaling."
        )
    return figure


def _several(chosen: pl.DataFrame) -> UsageError:
    periods = chosen["periode"].unique().sort().to_list()
    if len(periods) > 1:
        return UsageError(
            f"Filen har flere perioder, der slutter samtidig. Vælg med --officiel-periode: {_listed(periods)}."
        )
    rows = ", ".join(str(row) for row in chosen["raekke"].head(3))
    return UsageError(f"{_files(chosen)}: det samme tal står flere steder (række {rows}). Behold det ene.")


def in_period(found: pl.DataFrame, span: Span) -> pl.DataFrame:
    """Of each measure and area the figure of the period `span`; where there is none, that of the latest period."""
    own = ["fil", "maaling", "delmaaling", "omraade", "opdeling", "maalgruppe"]
    same = (pl.col("fra") == span.first) & (pl.col("til") == span.last)
    best = pl.when(same.any().over(own)).then(same).otherwise(pl.col("til") == pl.col("til").max().over(own))
    return found.filter(best).unique(own, keep="first", maintain_order=True)


def compared_with(figure: dict[str, Any]) -> str | None:
    """The own number that the figure says it belongs to, or that the words of its name point to; None where neither does.

    >>> compared_with({"sammenlign": None, "maaling": "Andel med samtale", "delmaaling": None, "opdeling": None})
    'R1/samtale'
    """
    if figure["sammenlign"]:
        return str(figure["sammenlign"])
    name = name_of(figure).lower()
    talks, offers = "samtale" in name, any(word in name for word in ("tilbud", "aktiver"))
    return None if talks == offers else "R1/samtale" if talks else "R1/tilbud"


def _named(found: pl.DataFrame, text: str | None) -> pl.DataFrame:
    if text is None:
        return found
    names = {
        name_of(row): None
        for row in found.unique(["maaling", "delmaaling", "opdeling"], maintain_order=True).to_dicts()
    }
    label = pl.concat_str("titel", "maaling", "delmaaling", "tabel_id", separator=" ", ignore_nulls=True)
    kept = found.filter(label.str.to_lowercase().str.contains(text.lower(), literal=True))
    if kept.is_empty():
        raise UsageError(f'--maaling: ingen andel i filen hedder noget med "{text}". Der er: {_listed(list(names))}.')
    return kept


def _part(found: pl.DataFrame, text: str | None) -> pl.DataFrame:
    """Those of everybody; of a file that only has parts, those of the part named."""
    parts = found["opdeling"].drop_nulls().unique(maintain_order=True).to_list()
    if text is not None:
        kept = found.filter(pl.col("opdeling").str.to_lowercase().str.contains(text.lower(), literal=True))
        if kept.is_empty():
            raise UsageError(f'--opdeling: filen er ikke delt op med "{text}". Der er: {_listed(parts)}.')
        return kept
    whole = [part for part in parts if all(is_total(each.partition(": ")[2]) for each in part.split("; "))]
    kept = found.filter(pl.col("opdeling").is_null() | pl.col("opdeling").is_in(whole))
    if kept.is_empty():
        raise UsageError(f"Tallene er delt op, og ingen er for alle. Vælg med --opdeling: {_listed(parts)}.")
    return kept


def _in_area(found: pl.DataFrame, area: str | None) -> pl.DataFrame:
    areas = found["omraade"].unique(maintain_order=True).to_list()
    if area is not None:
        kept = found.filter(is_area(found["omraade"], area))
        if kept.is_empty():
            raise UsageError(f'--omraade: filen har ikke området "{area}". Der er: {_listed(areas)}.')
        return kept
    towns = found.filter(pl.col("omraadetype") == MUNICIPALITY)
    if len({area_key(town) for town in towns["omraade"]}) != 1:
        raise UsageError(
            f"Sig, hvilket område der er jeres, med --omraade (eller kommune i rettid.toml): {_listed(areas)}."
        )
    return towns


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" og {more} til" if more > 0 else "")


def _files(found: pl.DataFrame) -> str:
    return ", ".join(found["fil"].unique(maintain_order=True))
