"""A catalogue of offers with free places: a CSV file or a workbook that the jobcentre keeps (inventory K-02).

It is read as an export is: whatever its encoding, delimiter and dates. A row that can't be used is an error and not set
aside: a place too many or too few would change the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from operator import itemgetter
from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import IntakeError
from rettid.intake import convert, profiles, sources
from rettid.intake.dates import dates
from rettid.intake.names import normalise, one_line
from rettid.needs import PLACE_SCHEMA
from rettid.tables import AGE_GROUPS, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from rettid.intake.sources import RawSheet

HEADERS: Mapping[str, tuple[str, ...]] = {
    "navn": ("navn", "tilbud", "tilbudets navn"),
    "maalgruppe": ("målgruppe", "målgrupper"),
    "aldersgruppe": ("aldersgruppe", "aldersgrupper", "alder"),
    "pladser": ("ledige pladser", "antal ledige pladser", "pladser", "antal pladser"),
    "fra": ("fra", "fra dato", "ledig fra", "ledige fra", "startdato"),
    "til": ("til", "til dato", "ledig til", "ledige til", "slutdato"),
    "slags": ("slags", "tilbudstype", "type"),
    "udbyder": ("udbyder", "leverandør"),
    "foelsom": ("følsom", "følsomt"),
}
"""What each column may be called, the most certain first; letter case, signs and æøå do not matter."""

NEEDED = ("navn", "pladser")

_ROWS_SEARCHED = 30
_MOST_TOLD = 10
_EXAMPLE = (
    "Katalogets kolonner er: navn, målgruppe, aldersgruppe, pladser, fra, til, slags, udbyder, følsom. "
    "Kun navn og pladser skal være der."
)
_SUMS = {normalise(word) for word in ("I alt", "Sum", "Total", "Samlet")}
_BETWEEN_GROUPS = re.compile(r"\s*(?:[;/\n]|\bog\b|,(?=\s*(?:6[.,]|[^\W\d_]{4})))\s*")
_BETWEEN_AGES = re.compile(r"\s*(?:[;/\n,]|\bog\b)\s*")
_AGES = {
    normalise(word): group
    for group, words in zip(
        AGE_GROUPS,
        (
            ("under 30", "u30", "under 30 år"),
            ("30-49", "30-49 år"),
            ("50 og derover", "50 år og derover", "over 50", "50"),
        ),
        strict=True,
    )
    for word in words
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The places of a catalogue, and the file they came from."""

    places: pl.DataFrame
    """The columns of `PLACE_SCHEMA`, in the order of the file."""
    fil: str
    sha256: str
    noter: tuple[str, ...] = ()
    """What of the file was not read, a Danish sentence each."""


def read_catalogue(path: Path, maalgrupper: Collection[str] = ()) -> Catalogue:
    """The catalogue in the file: of a workbook the first sheet with its headers.

    `maalgrupper` are target groups that are known beside those of the law. Raises IntakeError for a file that can't be read or
    has no such headers, and naming every row and cell that can't be used.
    """
    sheets, (source, *_) = sources.load([path])
    found = next(((sheet, *at) for sheet in sheets if (at := _header(sheet)) is not None), None)
    if found is None:
        raise IntakeError(
            f"{path.name}: ingen række har overskrifterne navn og pladser. {_EXAMPLE} Se, hvad filen indeholder: rettid check {path.name}"
        )
    sheet, row, columns = found
    reader = _Reader(sheet, row, columns, maalgrupper)
    places = reader.places()
    if reader.faults:
        told = [text for _, text in sorted(reader.faults, key=itemgetter(0))[:_MOST_TOLD]]
        more = [f"Og {len(reader.faults) - _MOST_TOLD} fejl mere."] * (len(reader.faults) > _MOST_TOLD)
        raise IntakeError("\n".join([*told, *more, "Ret kataloget, og kør igen."]))
    return Catalogue(places, source.navn, source.sha256, tuple(_not_read(sheet, row, columns)))


def _header(sheet: RawSheet) -> tuple[int, dict[str, int]] | None:
    """The row that has the headers (from 0) and where each column stands; None where no row has those that are needed."""
    for number, cells in enumerate(sheet.cells.head(_ROWS_SEARCHED).rows()):
        keys = [normalise(cell or "") for cell in cells]
        at = {
            name: keys.index(key)
            for name, words in HEADERS.items()
            for key in [next((key for key in map(normalise, words) if key in keys), None)]
            if key is not None
        }
        if all(name in at for name in NEEDED):
            return number, at
    return None


def _not_read(sheet: RawSheet, row: int, columns: dict[str, int]) -> Iterator[str]:
    """What was not read, a sentence each. Raises IntakeError for what looks like a misspelt column of ours."""
    known = {normalise(word): (name, word) for name, words in HEADERS.items() for word in words}
    spare = [one_line(name) for at, name in enumerate(sheet.cells.row(row)) if name and at not in columns.values()]
    for header in spare:
        for near in get_close_matches(normalise(header), known, n=1, cutoff=0.8):
            name, word = known[near]
            if name not in columns:
                raise IntakeError(
                    f'{sheet.sted}, række {row + sheet.foerste_raekke}: kolonnen "{header}" kendes ikke; mente du '
                    f'"{word}"? Ret overskriften, eller giv kolonnen et helt andet navn.'
                )
    if spare:
        yield f"{sheet.sted}: kolonner, der ikke er læst: {', '.join(spare)}."
    sums = [raw for raw in sheet.cells[row + 1 :, columns["navn"]].drop_nulls() if normalise(raw) in _SUMS]
    if sums:
        yield f"{sheet.sted}: rækker med en sum, der ikke er læst: {len(sums)}."


def _rows(sheet: RawSheet, row: int, columns: dict[str, int]) -> pl.DataFrame:
    """The rows below the header as text, the columns that are not there empty, with `raekke`; without empty rows and sums."""
    empty = pl.lit(None, dtype=pl.String)
    cells = sheet.cells.with_row_index("raekke", offset=sheet.foerste_raekke)[row + 1 :]
    texts = cells.select(
        "raekke", **{name: pl.col(str(columns[name])) if name in columns else empty for name in HEADERS}
    )
    trimmed = texts.with_columns(convert.texts(texts[name]) for name in HEADERS)
    sums = pl.col("navn").is_not_null() & pl.col("navn").is_in(
        [raw for raw in trimmed["navn"].drop_nulls() if normalise(raw) in _SUMS]
    )
    return trimmed.filter(pl.any_horizontal(pl.col(*HEADERS).is_not_null()), ~sums)


class _Reader:
    """One sheet's rows made places; every fault on the way is noted with its row."""

    def __init__(self, sheet: RawSheet, row: int, columns: dict[str, int], groups: Collection[str]) -> None:
        self.place, self.rows = sheet.sted, _rows(sheet, row, columns)
        self.headers = {name: one_line(sheet.cells.item(row, at)) for name, at in columns.items()}
        words = profiles.shared().koder["maalgruppe"]
        self.book = convert.code_book({*words.values(), *groups}, words, {})
        self.faults: list[tuple[int, str]] = []

    def places(self) -> pl.DataFrame:
        """The places, with the columns of `PLACE_SCHEMA`; what could not be read is empty, and a fault."""
        rows = self.rows
        made = pl.DataFrame(
            {
                "navn": convert.names(rows["navn"]),
                "maalgruppe": self._several(
                    "maalgruppe",
                    _BETWEEN_GROUPS.split,
                    self._group,
                    "er ikke en målgruppe, nogen kender. Skriv for eksempel 6.1",
                ),
                "aldersgruppe": self._several(
                    "aldersgruppe", _ages, _age, f"er ikke en aldersgruppe. Skriv {', '.join(AGE_GROUPS)}"
                ),
                "pladser": self._numbers(),
                "fra": self._dates("fra"),
                "til": self._dates("til"),
                "slags": convert.names(rows["slags"]),
                "udbyder": convert.names(rows["udbyder"]),
                "foelsom": self._yes_no(),
            },
            schema=PLACE_SCHEMA,
        )
        self._require(made)
        return made

    def _fault(self, wrong: pl.Series, column: str, why: str) -> None:
        """Note each row where `wrong` holds, with what the cell says."""
        for row, raw in self.rows.filter(wrong).select("raekke", column).iter_rows():
            said = f'"{convert.names(pl.Series([raw])).item()}" ' if raw else ""
            self.faults.append((row, f'{self.place}, række {row}, "{self.headers[column]}": {said}{why}.'))

    def _require(self, made: pl.DataFrame) -> None:
        self._fault(self.rows["navn"].is_null(), "navn", "cellen er tom, og alle tilbud skal have et navn")
        self._fault(
            self.rows["pladser"].is_null(),
            "pladser",
            "cellen er tom. Skriv antallet af ledige pladser, 0 hvis der ingen er",
        )
        self._fault((made["til"] < made["fra"]).fill_null(value=False), "til", "er før den første dag")

    def _numbers(self) -> pl.Series:
        read = convert.numbers(self.rows["pladser"]).values
        whole = (read >= 0) & (read == read.round())
        self._fault(
            self.rows["pladser"].is_not_null() & ~whole.fill_null(value=False),
            "pladser",
            "er ikke et helt antal pladser",
        )
        return pl.select(pl.when(pl.lit(whole)).then(read)).to_series().cast(pl.Int64)

    def _dates(self, name: str) -> pl.Series:
        read = dates(self.rows[name], rows=self.rows["raekke"], where=f'{self.place}, "{self.headers.get(name)}"')
        if read.failed is not None:
            self._fault(read.failed, name, "er ikke en dato. Skriv for eksempel 31-12-2018")
        return read.values

    def _yes_no(self) -> pl.Series:
        read = convert.booleans(self.rows["foelsom"])
        if read.failed is not None:
            self._fault(read.failed, "foelsom", "er hverken ja eller nej")
        return read.values.fill_null(value=False)

    def _several(
        self, name: str, split: Callable[[str], list[str]], code_of: Callable[[str], str | None], why: str
    ) -> list[list[str] | None]:
        """The codes of a cell that may name several, None where it is empty."""
        cells = self.rows[name]
        read = {raw: [code_of(part) for part in split(raw)] for raw in cells.drop_nulls().unique()}
        unknown = [raw for raw, codes in read.items() if None in codes]
        self._fault(cells.is_in(unknown).fill_null(value=False), name, why)
        return [None if raw is None else [code for code in read[raw] if code] for raw in cells]

    def _group(self, text: str) -> str | None:
        code = convert.target_groups(pl.Series([text]), self.book).item()
        return code if code in self.book.codes else None


def _ages(text: str) -> list[str]:
    """The ages of a cell; "50 og derover" is one."""
    return [text] if _age(text) else [part for part in _BETWEEN_AGES.split(text) if part]


def _age(text: str) -> str | None:
    return text if text in (*AGE_GROUPS, UNKNOWN) else _AGES.get(normalise(text))
