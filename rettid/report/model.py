"""A report before it is a document: sections of Danish paragraphs, tables and charts, each with what it rests on. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

Kind = Literal["ministerium", "udvalg", "maaned"]
KINDS: tuple[Kind, ...] = ("ministerium", "udvalg", "maaned")
"""What `--slags` can name, besides all of them."""

INTERNAL: tuple[Kind, ...] = ("maaned",)
"""The reports that stay in the team; small cells are hidden in the others."""

CellKind = Literal["tekst", "antal", "andel", "dage", "dag", "decimal"]

SHARE = pl.Struct(
    {
        "taeller": pl.Int64(),
        "naevner": pl.Int64(),
        "andel": pl.Float64(),
        "lav": pl.Float64(),
        "hoej": pl.Float64(),
        "bemaerkning": pl.String(),
    }
)
"""A cell of kind "andel": numerator, denominator, share and interval (of 1; null under ten), and why there is none.

Where both counts are null, `bemaerkning` is all there is to show: nobody, not told, or hidden.
"""

HIDDEN = "skjult (få borgere)"
"""What stands in a cell that is hidden because few citizens are in it, or because it would tell of one that is."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a number rests on, in Danish words that are printed under it."""

    definition: str
    population: str
    periode: str
    datadato: str
    pakker: str

    def lines(self) -> list[tuple[str, str]]:
        """The heading and the words of each, in the order they are printed."""
        return [(_PROVENANCE[each.name], getattr(self, each.name)) for each in fields(self)]

    def __str__(self) -> str:
        return " · ".join(f"{heading}: {words}" for heading, words in self.lines())


_PROVENANCE = {
    "definition": "Definition",
    "population": "Hvem",
    "periode": "Periode",
    "datadato": "Data",
    "pakker": "Regler",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name in the frame, its Danish heading, and what its cells are.

    "andel" cells are structs (`SHARE`); "antal" and "dage" whole numbers or days with a decimal, "dag" dates, "decimal"
    numbers with one decimal. A null "antal" or "dage" is shown as a dash, in a row whose `skjult` is true as HIDDEN.
    """

    id: str
    titel: str
    slags: CellKind = "tekst"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `raekker` has the columns of `kolonner`, and may have `skjult` (Boolean): the row's numbers are hidden."""

    id: str
    titel: str
    kolonner: Sequence[Column]
    raekker: pl.DataFrame
    herkomst: Provenance
    note: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A chart: one Vega-Lite specification for page, Word and PDF; `alt` is the picture in words, `data` its numbers.

    `excel` says what a workbook draws of `data`, as a line per column: the column of the horizontal axis, then the others
    with their names.
    """

    id: str
    titel: str
    spec: Mapping[str, Any]
    alt: str
    data: pl.DataFrame
    herkomst: Provenance
    excel: tuple[str, Mapping[str, str]] = ("", MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, in this order: `ord`, tables, charts, and `skriv`, the places left for people's own words.

    `udeladt` says, a sentence each, what could have stood here and why it does not.
    """

    id: str
    titel: str
    ord: Sequence[str] = ()
    tabeller: Sequence[Table] = ()
    diagrammer: Sequence[Diagram] = ()
    skriv: Sequence[str] = ()
    udeladt: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `afsnit` are its sections, `bilag` those of its appendix; `trykt` the cells the next report's guard must know."""

    slags: Kind
    titel: str
    undertitel: str
    kommune: str
    pr: date
    afsnit: Sequence[Section]
    bilag: Sequence[Section] = ()
    trykt: Sequence[Mapping[str, Any]] = field(default=())

    @property
    def intern(self) -> bool:
        """Whether it stays in the team, with small cells as they are."""
        return self.slags in INTERNAL

    @property
    def kompakt(self) -> bool:
        """Whether it is to be one page, and says once what its numbers rest on."""
        return self.slags == "udvalg"

    def alle_afsnit(self) -> Iterator[Section]:
        """The sections, then those of the appendix."""
        yield from self.afsnit
        yield from self.bilag

    def tabeller(self) -> Iterator[Table]:
        """Every table, in the order they are printed."""
        for section in self.alle_afsnit():
            yield from section.tabeller

    def diagrammer(self) -> Iterator[Diagram]:
        """Every chart, in the order they are printed."""
        for section in self.alle_afsnit():
            yield from section.diagrammer
