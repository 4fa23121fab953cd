"""A sheet as its reader met it: cells of text, and what is odd about them; far cells and error cells taken out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import IntakeError
from rettid.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_COLUMNS = 2000
"""No export has more; a file that does is damaged, turned on its side, or no table."""

WIDE_GAP, HIGH_GAP = 30, 1000
"""Empty columns or rows after which a few cells are strays and no part of the table."""

SHEET_ENDS = (65_536, 1_048_576)
"""The last row of a sheet in .xls and in .xlsx."""

PAGES = (250, 1000)
"""How many rows a page of a list holds in Fasit and in Momentum (`formats.md` § 5.2)."""

_FEW = 100
_ERRORS = (
    r"^(?:#I/T|#VÆRDI!|#REFERENCE!|#NAVN\?|#DIVISION/0!|#TAL!|#NUL!|#N/A|#VALUE!|#REF!|#NAME\?|#DIV/0!|#NUM!|#NULL!"
    r"|#{3,})$"
)
_INVISIBLE = r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u{ad}\u{200b}-\u{200f}\u{2060}\u{feff}]"
_BLANKS = r"[\x0b\x0c\u{a0}\u{2007}\u{202f}]"
_TWICE = {
    "Ã¦": "æ",
    "Ã¸": "ø",
    "Ã¥": "å",
    "Ã†": "Æ",
    "Ã˜": "Ø",
    "Ã…": "Å",
    "Ã\x86": "Æ",
    "Ã\x98": "Ø",
    "Ã\x85": "Å",
    "Ã©": "é",
    "Ã¶": "ö",
    "Ã¤": "ä",
    "Ã¼": "ü",
}
"""UTF-8 that was read as Windows-1252 and written as UTF-8 again."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, table or text file: the cells as `sources.RawSheet` has them, and how they were found.

    `uden_for` are the row numbers of rows far below the table that hold text of a stray cell.
    """

    ark: str
    cells: pl.DataFrame
    findings: tuple[Finding, ...] = ()
    uden_for: tuple[int, ...] = ()
    foerste_raekke: int = 1
    kodning: str = ""
    skilletegn: str = ""
    tekst: Callable[[], bytes] | None = None


def named(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells as String columns "0", "1" and so on."""
    renamed = cells.rename({old: str(new) for new, old in enumerate(cells.columns)})
    return renamed.with_columns(pl.all().cast(pl.String))


def tidy(
    place: str, cells: pl.DataFrame, *, odd: bool = True, hashes: bool = True
) -> tuple[pl.DataFrame, list[Finding], tuple[int, ...]]:
    """The cells without empty columns at the end, errors of Excel, strays and (where `odd`) characters that can't be seen.

    Gives the cells, what was found, and the row numbers of strays. `hashes`: whether any cell may begin with "#".
    Raises IntakeError for more than MAX_COLUMNS.
    """
    cells = _trimmed(place, cells)
    found: list[Finding] = []
    if odd:
        cells, found = _readable(cells)
    cells, errors = _without_errors(cells) if hashes else (cells, None)
    cells, strays = _without_strays(cells)
    found += [errors] if errors else []
    found += [_stray(row) for row in strays]
    return cells, found, strays


def _stray(row: int) -> Finding:
    return Finding("RT-R13", f"Række {row} ligger langt under tabellen og er ikke læst.", row)


def _trimmed(place: str, cells: pl.DataFrame) -> pl.DataFrame:
    filled = [at for at, column in enumerate(cells) if column.null_count() < cells.height]
    width = filled[-1] + 1 if filled else 0
    if width > MAX_COLUMNS:
        raise IntakeError(
            f"{place}: tabellen har {width} kolonner, og rettid læser højst {MAX_COLUMNS}. "
            "Lav udtrækket igen med de kolonner, der skal bruges."
        )
    return cells[:, :width]


def _readable(cells: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    found = []
    hidden = f"{_INVISIBLE}|{_BLANKS}"
    count = _counted(cells, hidden)
    if count:
        cells = cells.with_columns(pl.all().str.replace_all(_INVISIBLE, "").str.replace_all(_BLANKS, " "))
        found.append(removed(count))
    wrong = _counted(cells, "|".join(_TWICE))
    if wrong:
        cells = cells.with_columns(pl.all().str.replace_many(list(_TWICE), list(_TWICE.values())))
        found.append(repaired(wrong))
    return cells.with_columns(pl.all().str.normalize("NFC")), found


def _counted(cells: pl.DataFrame, pattern: str) -> int:
    return (
        int(cells.select(pl.sum_horizontal(pl.all().str.count_matches(pattern).sum())).item() or 0)
        if cells.width
        else 0
    )


def removed(number: int) -> Finding:
    """So many characters that are not seen have been taken away."""
    what = "1 usynligt tegn er" if number == 1 else f"{number} usynlige tegn er"
    return Finding("RT-F05", f"{what} fjernet eller lavet til mellemrum.")


def repaired(number: int) -> Finding:
    """So many letters had been encoded twice."""
    what = "1 bogstav var" if number == 1 else f"{number} bogstaver var"
    return Finding("RT-F04", f"{what} kodet to gange (»Ã¸« for »ø«) og er rettet.")


def errors_found(number: int) -> Finding:
    """So many cells hold an error of Excel."""
    what = "1 celle har" if number == 1 else f"{number} celler har"
    return Finding("RT-F08", f"{what} en fejlværdi (#I/T, #VÆRDI!, ######## eller lignende) og er læst som tomme.")


def _without_errors(cells: pl.DataFrame) -> tuple[pl.DataFrame, Finding | None]:
    marked = [column.name for column in cells if column.str.starts_with("#").any()]
    wrong = {name: cells[name].str.contains(_ERRORS).fill_null(value=False) for name in marked}
    count = sum(int(each.sum()) for each in wrong.values())
    if not count:
        return cells, None
    blanked = [pl.when(~each).then(cells[name]).alias(name) for name, each in wrong.items()]
    return cells.with_columns(blanked), errors_found(count)


def _without_strays(cells: pl.DataFrame) -> tuple[pl.DataFrame, tuple[int, ...]]:
    """The cells down to a gap of more than HIGH_GAP empty rows with but a few rows below it, and those rows."""
    if cells.height <= HIGH_GAP or any(column.null_count() < HIGH_GAP for column in cells):
        return cells, ()
    filled = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    gaps = (filled.diff() > HIGH_GAP).arg_true()
    if not len(gaps):
        return cells, ()
    first = gaps[0]
    strays = filled[first:]
    if len(strays) > min(_FEW, max(1, first // 10)):
        return cells, ()
    return cells[: filled[first - 1] + 1], tuple(row + 1 for row in strays)


def cut_short(rows: int, last: int) -> Finding | None:
    """What to tell of a table of so many rows of data that ends in row `last`, when either is just a limit."""
    if last in SHEET_ENDS:
        return Finding("RT-F03", f"Tabellen går til række {last}, som er arkets sidste.")
    if rows in PAGES:
        return Finding(
            "RT-F03", f"Tabellen har netop {rows} rækker, og det er så mange, som nogle systemer viser ad gangen."
        )
    return None


def core(used: list[int], gap: int) -> int:
    """The last of the sorted positions before the first gap of more than `gap`."""
    for here, there in pairwise(used):
        if there - here > gap:
            return here
    return used[-1] if used else 0
