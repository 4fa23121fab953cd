"""A workbook that people have worked in, as cells: each with the text they saw, as exactly as the file tells.

Texts come from the same reader as exports. It gives every cell as one text, so that TRUE and "true", a date and its
number look alike; cells that are no text are therefore looked up in the sheet's own XML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from rettid.intake import markup, sheetxml, workbook
from rettid.intake.archive import Archive, damaged
from rettid.intake.grid import SHEET_ENDS
from rettid.lists import prints, remarks
from rettid.lists.layout import DATA, FOR_READING, KEY, META
from rettid.lists.numberformat import Formats
from rettid.lists.seen import CELL_SCHEMA

if TYPE_CHECKING:
    from lxml.etree import _Element

_TEXTS = ("s", "inlineStr")
_FAR_ROW = re.compile(rb' r="[A-Z]*(\d{7,20})')
_NO_COLUMN = 1 << 20
_LATER = {DATA, *FOR_READING}

_ERRORS = {
    "#N/A": "#I/T",
    "#VALUE!": "#VÆRDI!",
    "#REF!": "#REFERENCE!",
    "#NAME?": "#NAVN?",
    "#DIV/0!": "#DIVISION/0!",
    "#NULL!": "#NUL!",
}
"""What Danish Excel shows for an error; those that are left out are the same in all languages."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a workbook (`seen.CELL_SCHEMA`), sheet by sheet from the top; an empty one is left out.

    `sheets`: their names in order, the first is number 0. `data`: the sheet that nobody sees, row by row as it stands,
    column "0" first; None where there is none; its cells are not among the others. `comments`: what people have fastened
    to cells, likewise. `far`: sheet and place of cells with text so far from everything else that they are not among the
    cells.
    """

    sheets: list[str]
    cells: pl.DataFrame
    data: pl.DataFrame | None
    comments: pl.DataFrame
    far: list[tuple[str, str]]


Number = Callable[[str, str], str]
"""The text of a number and of the style it stands in."""


def read(name: str, data: bytes) -> Cells:
    """The cells of an .xlsx; of the sheets FOR_READING only the rows that people have written on.

    Raises IntakeError for one that is damaged, or no such workbook.
    """
    archive = Archive(name, data)
    sheets = markup.sheets_of(archive)
    _check_rows(archive, sheets)
    laid, strays = workbook.laid_out(name, data, archive, sheets)
    number = cache(Formats.of(archive).shown)
    with ThreadPoolExecutor(1) as pool:
        # The reader lets go of the interpreter, so the XML is parsed beside it.
        parsed = {ark: pool.submit(_page, archive, part) for ark, part in sheets.parts.items() if ark not in _LATER}
        frames = dict(laid)
        hidden = next((ark for ark, frame in frames.items() if frame.height and frame.row(0)[:1] == (META[0],)), None)
        written = None if hidden is None else frames.pop(hidden)
        theirs = {ark: _theirs(frame, written) for ark, frame in frames.items() if _is_for_reading(ark, frame)}
        pages = {ark: page.result() for ark, page in parsed.items()}
    frames |= {ark: _only(frames[ark], rows) for ark, rows in theirs.items()}
    pages |= {ark: _page(archive, sheets.part(ark)) for ark in _LATER & frames.keys() if theirs.get(ark, True)}
    found = [pages.get(ark, _Page(None)) for ark in frames]
    special = [
        (number_of, *each)
        for number_of, (ark, page) in enumerate(zip(frames, found, strict=True))
        for each in page.special(number)
        if ark not in theirs or each[0] in theirs[ark]
    ]
    comments = [
        (ark, *each, False)
        for ark, sheet in enumerate(frames)
        for each in remarks.on_sheet(archive, sheets.part(sheet))
    ]
    far = [(sheets.title(part), each.sted) for part, them in strays.items() for each in them if each.synlig]
    placed = [(frame, page.first_column) for frame, page in zip(frames.values(), found, strict=True)]
    return Cells(list(frames), _long(placed, _cells(special)), written, _cells(comments), far)


def _is_for_reading(ark: str, frame: pl.DataFrame) -> bool:
    """Whether nobody writes on the sheet; one with KEY is a caseworker's that has been given the name."""
    return ark in FOR_READING and not frame.select(pl.any_horizontal(pl.all() == KEY.heading).any()).item()


def _theirs(sheet: pl.DataFrame, written: pl.DataFrame | None) -> frozenset[int]:
    """The rows of a sheet FOR_READING, from 1, that people have written on; none where the workbook does not say what is ours."""
    value = "" if written is None else joined(written, META.index("laesetekster"))
    if not value or sheet.is_empty():
        return frozenset()
    with suppress(ValueError):  # whoever reads the rest of it says that the sheet has been changed
        return frozenset((prints.written_on(sheet, prints.unpacked(value)).arg_true() + 1).to_list())
    return frozenset()


def _only(sheet: pl.DataFrame, rows: frozenset[int]) -> pl.DataFrame:
    """The sheet with nothing in its other rows."""
    own = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).is_in(list(rows))
    return sheet.select(pl.when(own).then(pl.all())) if sheet.width else sheet


def joined(data: pl.DataFrame, row: int) -> str:
    """What stands in a row of DATA from column B on, as one text."""
    return "".join(text or "" for text in data.row(row)[1:]) if row < data.height else ""


def _check_rows(archive: Archive, sheets: markup.Sheets) -> None:
    """Raise IntakeError for a row that no sheet has: the reader would make room for all those above it."""
    for part in sheets.parts.values():
        if part in archive.names and any(int(row) > SHEET_ENDS[-1] for row in _FAR_ROW.findall(archive.read(part))):
            raise damaged(archive.name)


def _page(archive: Archive, part: str) -> _Page:
    return _Page(markup.parsed(archive.name, archive.read(part)) if part in archive.names else None)


def _cells(rows: Sequence[tuple[int, int, int, str | None, bool]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=CELL_SCHEMA, orient="row")


def _long(sheets: list[tuple[pl.DataFrame, int]], special: pl.DataFrame) -> pl.DataFrame:
    """The cells of the sheets from their rectangles and first columns, with the texts of `special` in their places."""
    place = ["ark", "raekke", "kolonne"]
    numbered = [
        frame.lazy()
        .rename({name: str(int(name) + first) for name in frame.columns})
        .with_row_index("raekke", offset=1)
        .select(pl.lit(ark, pl.UInt32).alias("ark"), pl.all())
        for ark, (frame, first) in enumerate(sheets)
    ]
    nothing = pl.LazyFrame(schema={"ark": pl.UInt32, "raekke": pl.UInt32})
    rectangles = pl.concat([nothing, *numbered], how="diagonal")
    return (
        rectangles.unpivot(index=place[:2], variable_name="kolonne", value_name="laest")
        .filter(pl.col("laest") != "")
        .with_columns(pl.col("kolonne").cast(pl.UInt32))
        .join(special.lazy(), on=place, how="full", coalesce=True)
        .select(*place, pl.coalesce("tekst", "laest").alias("tekst"), pl.col("formel").fill_null(value=False))
        .filter(pl.col("tekst").is_not_null())
        .sort(place)
        .collect()
    )


class _Page:
    """The XML of a sheet."""

    def __init__(self, root: _Element | None) -> None:
        self.root = root

    @property
    def first_column(self) -> int:
        """The column where the reader's rectangle begins: it leaves out empty ones before the first."""
        first = _NO_COLUMN
        for row in () if self.root is None else self.root.iter("{*}row"):
            filled = next((cell for cell in row if _is_filled(cell)), None)
            first = first if filled is None else min(first, sheetxml.place(filled.get("r", "A1"))[1])
            if first == 1:
                break
        return 1 if first == _NO_COLUMN else first

    def special(self, number: Number) -> Iterator[tuple[int, int, str | None, bool]]:
        """Row, column, shown text and whether it is a formula, of the cells that are no plain text."""
        for row in () if self.root is None else self.root.iter("{*}row"):
            for cell in row:
                if cell.get("t") not in _TEXTS and len(cell) and "r" in cell.attrib:
                    value, formula = _content(cell)
                    yield (*sheetxml.place(cell.get("r")), _shown(cell, value, formula, number), formula is not None)


def _content(cell: _Element) -> tuple[str, str | None]:
    """The value of a cell as it is saved, and its formula."""
    value, formula = "", None
    for part in cell:
        if part.tag.endswith("}v"):
            value = (part.text or "").strip()
        elif part.tag.endswith("}f"):
            formula = part.text or ""
    return value, formula


def _is_filled(cell: _Element) -> bool:
    """Whether the reader sees anything in the cell."""
    return any(
        part.tag.endswith("}is") or (part.tag.endswith("}v") and (part.text or cell.get("t") == "str")) for part in cell
    )


def _shown(cell: _Element, value: str, formula: str | None, number: Number) -> str | None:
    """The text of a cell that is no plain text; None where what the reader says of it holds."""
    kind = cell.get("t", "n")
    if not value:
        return f"={formula}" if formula and kind != "str" else None
    if kind == "b":
        return "SAND" if value == "1" else "FALSK"
    if kind == "e":
        return _ERRORS.get(value, value)
    if kind == "d":
        return "-".join(reversed(value[:10].split("-")))
    return number(value, cell.get("s", "0")) if kind == "n" else None
