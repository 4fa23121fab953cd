"""A table on a sheet: title, legend and summary above it, then headings that filter and stay in sight."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import polars as pl
from xlsxwriter.utility import xl_range

from rettid.lists.layout import HANDLING, NOTE, Column
from rettid.lists.sheets.book import LAST_ROW
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlsxwriter.format import Format

    from rettid.lists.sheets.book import Book, Page

HEADER, FIRST = 3, 4
"""The row of the headings and the first row of the table, counted from 0."""

TYPED = (HANDLING.key, NOTE.key)
"""What people type: written as it is, in cells that keep it as text."""

LINE = {"bottom": 1, "bottom_color": "#BFBFBF"}
HEAD = {"bold": True, "text_wrap": True, "bg_color": "#DCE6F1", "bottom": 2, "top": 1}
FIGURE = {"num_format": '#,##0;-#,##0;"–"', "align": "right"}
LINK = {"font_color": "#0B4F8A", "underline": 1}
"""How rows, headings, figures and links look; taken together with `|` or `**`."""

_LETTERS = 1.15
"""Letters to a digit's width, with what is lost where a line is broken between words."""

_MOST = LAST_ROW - FIRST - 10


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a table, from the column `at` on: its name, how it is read, and what it comes to."""

    title: str
    legend: str
    summary: str = ""
    at: int = 0


def table(
    page: Page,
    heading: Heading,
    columns: Sequence[Column],
    rows: pl.DataFrame,
    looks: Mapping[str, Sequence[Format]] | None = None,
) -> list[tuple[str, ...]]:
    """Write the table and give back, row by row, what stands in its cells as text.

    `looks`: a format for each row, for the columns that have their own. Of more rows than a sheet has room for, the
    last are left out, and the summary says how many.
    """
    shown = rows.head(_MOST)
    above(page, heading, left_out=rows.height - shown.height)
    header(page, columns)
    cells = [
        _column(page, number, column, shown[column.key].to_list(), (looks or {}).get(column.key))
        for number, column in enumerate(columns)
    ]
    for row, lines in enumerate(lines_needed(columns, shown), FIRST):
        page.height(row, lines)
    page.sheet.autofilter(HEADER, 0, FIRST + max(shown.height - 1, 0), len(columns) - 1)
    page.sheet.freeze_panes(FIRST, 0)
    page.checked(page.sheet.ignore_errors({"number_stored_as_text": xl_range(FIRST, 0, _MOST, len(columns) - 1)}))
    page.for_paper(HEADER, (FIRST + max(shown.height - 1, 0), len(columns) - 1))
    return list(zip(*cells, strict=True))


def lines_needed(columns: Sequence[Column], rows: pl.DataFrame) -> list[int]:
    """How many lines the highest cell of each row takes, about."""
    wrapped = [column for column in columns if column.kind == "long" or column.key in TYPED]
    if not wrapped:
        return [1] * rows.height
    needed = [lines_of(pl.col(column.key), column.width) for column in wrapped]
    return rows.select(pl.max_horizontal(pl.lit(1), *needed).alias("linjer")).to_series().to_list()


def lines_of(text: pl.Expr, width: float) -> pl.Expr:
    """How many lines a text takes in a column of this width, about: a letter is a little narrower than a digit."""
    parts = text.cast(pl.String).fill_null("").str.split("\n")
    each = (pl.element().str.len_chars() / (width * _LETTERS)).ceil().clip(lower_bound=1)
    return parts.list.eval(each).list.sum().cast(pl.Int64)


def above(page: Page, heading: Heading, left_out: int = 0) -> None:
    """Write what stands above the table."""
    book = page.book
    more = f"{danish.whole(left_out)} rækker er der ikke plads til på arket." if left_out else ""
    page.sheet.set_row_pixels(0, 26)
    page.above(0, heading.at, heading.title, book.look(bold=True, font_size=14))
    page.above(1, heading.at, heading.legend, book.look(font_color="#404040"))
    page.above(2, heading.at, " ".join(part for part in (heading.summary, more) if part), book.look(bold=True))


def header(page: Page, columns: Sequence[Column]) -> None:
    """Write the headings and set the widths."""
    book = page.book
    look = book.look(**HEAD)
    page.height(HEADER, max(2, *(len(wrap(column.heading, int(column.width))) for column in columns)))
    for number, column in enumerate(columns):
        page.text(HEADER, number, column.heading, look)
        page.sheet.set_column(number, number, column.width, cell_look(book, column, line=False))


def cell_look(book: Book, column: Column, *, line: bool = True, **more: Any) -> Format:  # noqa: ANN401 - as the library's
    """The format of a column's cells; `line` draws the thin rule under each row."""
    kinds: dict[str, dict[str, Any]] = {
        "text": {},
        "long": {"text_wrap": True},
        "date": {"day": True},
        "number": {"num_format": "#,##0", "align": "left"},
    }
    typed = {"num_format": "@", "text_wrap": True} if column.key in TYPED else {}
    return book.look(**kinds[column.kind] | typed | (LINE if line else {}) | more)


def _column(
    page: Page, number: int, column: Column, values: Sequence[Any], looks: Sequence[Format] | None
) -> list[str]:
    write = writer(page, column)
    if looks is not None:
        return [
            write(row, number, value, look) for row, (value, look) in enumerate(zip(values, looks, strict=False), FIRST)
        ]
    look = cell_look(page.book, column)
    return [write(row, number, value, look) for row, value in enumerate(values, FIRST)]


def writer(page: Page, column: Column) -> Callable[[int, int, Any, Format], str]:
    """What writes the cells of a column. In a column of numbers or days a text may stand as well."""
    if column.key in TYPED:
        return lambda row, at, value, look: page.text(row, at, value, look, typed=True)
    if column.kind == "date":
        return page.day
    if column.kind == "number":
        return page.number
    return page.text
