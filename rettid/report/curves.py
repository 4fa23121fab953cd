"""Time to the first offer and to leaving the benefit, drawn and in a table; for the team only, for each step is somebody's. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.exits import EXIT_DAYS, OFFER_DAYS
from rettid.forecast.exits import EXIT, OFFER, curves
from rettid.rates import FEWEST_FOR_PERCENT
from rettid.report import charts
from rettid.report.model import Column, Diagram, Table
from rettid.report.provenance import provenance
from rettid.screen import danish
from rettid.screen import exit_words as words
from rettid.statistics.incidence import median_day, through

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.exits import Exits

WEEKS = range(0, 53, 4)
"""The weeks after the start at which the curves are drawn."""

NAMES = {"fik": "Fik tilbud eller blev afsluttet", "forlod": "Forlod ydelsen uden tilbud"}
"""What the two lines are; of the exits there is only the first."""

_COLUMNS = (
    Column("hvad", "Hvad"),
    Column("inden", "Inden for"),
    Column("fik", "Andel (95 %)"),
    Column("forlod", "Forlod uden"),
    Column("hverken", "Hverken"),
)


@dataclass(frozen=True, slots=True)
class _Curve:
    """One of the curves: its name and panel, the forløb it is of, and the days that are asked about."""

    navn: str
    titel: str
    spells: pl.DataFrame
    dage: Sequence[int]
    hvad: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a section shows of the curves."""

    tabel: Table
    diagram: Diagram | None
    ord: tuple[str, ...]


def shown(exits: Exits) -> Shown:
    """The table of both curves, the drawing where there are enough to draw, and what must be said of them."""
    own = _curves(exits)
    return Shown(_table(exits, own), _diagram(exits, own), tuple(_remarks(exits)))


def _curves(exits: Exits) -> list[_Curve]:
    offers = _Curve(OFFER, "Første tilbud efter ledighedens start", exits.offers, OFFER_DAYS, "Fik første tilbud")
    left = _Curve(EXIT, "Afgang fra ydelsen", exits.exits, EXIT_DAYS, "Afsluttet")
    return [left] if "tilbud" in exits.summary.untold else [offers, left]


def _table(exits: Exits, own: Sequence[_Curve]) -> Table:
    rows = [
        (each.hvad, words.WITHIN[row["dag"]], words.share(each.spells, row), *_others(each, row))
        for each in own
        for row in exits.shares(each.spells, each.navn, each.dage).iter_rows(named=True)
    ]
    frame = pl.DataFrame(rows, schema={column.id: pl.String for column in _COLUMNS}, orient="row")
    return Table("kurver-tal", "Hvor hurtigt går det?", _COLUMNS, frame, provenance(exits.summary, "kurver"))


def _others(curve: _Curve, row: dict[str, float]) -> tuple[str, str]:
    """Who left without, and who had neither, where that is something of its own."""
    if curve.navn != OFFER or not words.enough(curve.spells, row):
        return "", ""
    return words.percent(row["andel_forlod"]), words.percent(row["andel_hverken"])


def _diagram(exits: Exits, own: Sequence[_Curve]) -> Diagram | None:
    drawn = [each for each in own if each.spells.height >= FEWEST_FOR_PERCENT]
    if not drawn:
        return None
    data = pl.concat([_points(each) for each in drawn])
    return Diagram(
        "kurver",
        "Tid til første tilbud og til afgang",
        charts.curves(data, [each.titel for each in drawn]),
        " ".join(_in_words(each) for each in drawn),
        data,
        provenance(exits.summary, "kurver"),
        ("uge", NAMES),
    )


def _points(curve: _Curve) -> pl.DataFrame:
    """`kind`, `uge`, `fik` and `forlod` (null of the exits), as far as anybody is followed."""
    longest = curve.spells["dage"].max()
    assert isinstance(longest, int)  # noqa: S101 - there are enough to draw
    weeks = [week for week in WEEKS if 7 * week <= longest]
    found = through(curves(curve.spells, curve.navn), [7 * week for week in weeks])
    left = pl.col("andel_forlod") if curve.navn == OFFER else pl.lit(None, dtype=pl.Float64)
    return found.select(kind=pl.lit(curve.titel), uge=pl.col("dag") // 7, fik="andel_fik", forlod=left)


def _in_words(curve: _Curve) -> str:
    half, number = median_day(curves(curve.spells, curve.navn)), danish.count(curve.spells.height, "forløb", "forløb")
    got = "fik tilbud" if curve.navn == OFFER else "blev afsluttet"
    if half is None:
        return f"{curve.titel}: færre end halvdelen af {number} {got}, så længe nogen er fulgt."
    return f"{curve.titel}: halvdelen af {number} {got} inden for {danish.days(half)}."


def _remarks(exits: Exits) -> list[str]:
    if not exits.too_early:
        return []
    number = danish.count(exits.too_early, "forløb", "forløb")
    why = "de begyndte før udtrækkets første slutdato, og af dem er kun de lange tilbage"
    return [f"{number} er ikke med i kurverne: {why}."]
