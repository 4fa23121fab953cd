"""A workbook that people have worked in, as cells: each with the text they saw, as exactly as the file tells.

Texts come from the same reader as exports. It gives every cell as one text, so that TRUE and "true", a date and its
number look alike; cells that are no text are therefore looked up in the sheet's own XML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from rettid.intake import markup, sheetxml, workbook
from rettid.intake.archive import Archive
from rettid.lists import remarks
from rettid.lists.layout import META
from rettid.lists.numberformat import Formats
from rettid.lists.seen import CELL_SCHEMA

if TYPE_CHECKING:
    from lxml.etree import _Element

_NO_TEXT = '//m:c[not(@t="s" or @t="inlineStr")][@r][m:v or m:f]'

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
    """The cells of an .xlsx. Raises IntakeError for one that is damaged, or no such workbook."""
    archive = Archive(name, data)
    sheets = markup.sheets_of(archive)
    laid, strays = workbook.laid_out(name, data, archive, sheets)
    frames = dict(laid)
    hidden = next((ark for ark, frame in frames.items() if frame.height and frame.row(0)[:1] == (META[0],)), None)
    written = None if hidden is None else frames.pop(hidden)
    number = cache(Formats.of(archive).shown)
    parts = [sheets.part(ark) for ark in frames]
    special = [(ark, *each) for ark, part in enumerate(parts) for each in _special(archive, part, number)]
    comments = [(ark, *each, False) for ark, part in enumerate(parts) for each in remarks.on_sheet(archive, part)]
    far = [(sheets.title(part), each.sted) for part, them in strays.items() for each in them if each.synlig]
    return Cells(list(frames), _long(list(frames.values()), _cells(special)), written, _cells(comments), far)


def _cells(rows: Sequence[tuple[int, int, int, str | None, bool]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=CELL_SCHEMA, orient="row")


def _long(sheets: list[pl.DataFrame], special: pl.DataFrame) -> pl.DataFrame:
    """The cells of the sheets from their rectangles, with the texts of `special` in their places."""
    place = ["ark", "raekke", "kolonne"]
    numbered = [
        frame.with_row_index("raekke", offset=1).select(pl.lit(ark, pl.UInt32).alias("ark"), pl.all())
        for ark, frame in enumerate(sheets)
    ]
    rectangles = pl.concat([pl.DataFrame(schema={"ark": pl.UInt32, "raekke": pl.UInt32}), *numbered], how="diagonal")
    return (
        rectangles.unpivot(index=place[:2], variable_name="kolonne", value_name="laest")
        .filter(pl.col("laest") != "")
        .with_columns(pl.col("kolonne").cast(pl.UInt32) + 1)
        .join(special, on=place, how="full", coalesce=True)
        .select(*place, pl.coalesce("tekst", "laest").alias("tekst"), pl.col("formel").fill_null(value=False))
        .filter(pl.col("tekst").is_not_null())
        .sort(place)
    )


def _special(archive: Archive, part: str, number: Number) -> list[tuple[int, int, str | None, bool]]:
    """Row, column, shown text and whether it is a formula, of the cells that are no plain text."""
    if part not in archive.names:
        return []
    root = markup.parsed(archive.name, archive.read(part))
    space = root.tag.rpartition("}")[0].lstrip("{")
    found = root.xpath(_NO_TEXT, namespaces={"m": space})
    return [(*sheetxml.place(cell.get("r", "")), _shown(cell, number), cell.find("{*}f") is not None) for cell in found]


def _shown(cell: _Element, number: Number) -> str | None:
    """The text of a cell that is no plain text; None where what the reader says of it holds."""
    kind, value = cell.get("t", "n"), (cell.findtext("{*}v") or "").strip()
    if not value:
        formula = cell.findtext("{*}f")
        return f"={formula}" if formula and kind != "str" else None
    if kind == "b":
        return "SAND" if value == "1" else "FALSK"
    if kind == "e":
        return _ERRORS.get(value, value)
    if kind == "d":
        return "-".join(reversed(value[:10].split("-")))
    return number(value, cell.get("s", "0")) if kind == "n" else None
