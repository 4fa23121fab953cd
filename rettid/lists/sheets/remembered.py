"""The sheet nobody sees: the list as it was written, by which the next run knows what people have changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid import __version__
from rettid.lists.layout import DATA, DATA_COLUMNS, DATA_HEADER, META, VERSION
from rettid.lists.memory import ROW_SCHEMA
from rettid.lists.prints import packed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.lists.layout import Column
    from rettid.lists.model import Lists
    from rettid.lists.sheets.book import Book, Page

CHUNK = 15_000
"""Characters of one cell; what is longer goes on in the next cells to the right."""


@dataclass(frozen=True, slots=True)
class Written:
    """Rows on one sheet: `rows` has ROW_SCHEMA, `cells` what stands in each as text."""

    sheet: str
    rows: pl.DataFrame
    cells: Sequence[Sequence[str]]


def write_data(book: Book, lists: Lists, columns: Sequence[Column], written: Sequence[Written], key: str) -> None:
    """Write the sheet DATA. `columns` are those of a caseworker's sheet, `key` a fingerprint of the local key."""
    page = book.page(DATA)
    page.sheet.very_hidden()
    for row, (name, value) in enumerate(zip(META, _about(lists, columns, key, book), strict=True)):
        page.text(row, 0, name)
        _long(page, row, 1, value)
    page.text(DATA_HEADER - 1, 0, json.dumps(DATA_COLUMNS))
    first = DATA_HEADER
    for part in written:
        _rows(page, first, part)
        first += part.rows.height


def own_rows(cells: Sequence[Sequence[str]]) -> pl.DataFrame:
    """Rows of ROW_SCHEMA for what people wrote themselves: nothing is known of them but their cells."""
    return pl.DataFrame([dict.fromkeys(ROW_SCHEMA)] * len(cells), schema=ROW_SCHEMA)


def _about(lists: Lists, columns: Sequence[Column], key: str, book: Book) -> tuple[str, ...]:
    """The values of META."""
    summary, before = lists.summary, lists.since.pr
    keys, texts = [column.key for column in columns[:-1]], sorted(book.ours)
    return (
        VERSION,
        summary.pr.isoformat(),
        before.isoformat() if before else "",
        summary.kommune,
        summary.team or "",
        key,
        __version__,
        json.dumps(keys),
        json.dumps(texts, ensure_ascii=False),
        packed(book.read),
    )


def _rows(page: Page, first: int, part: Written) -> None:
    told = part.rows.select(pl.col(*ROW_SCHEMA).cast(pl.String)).iter_rows()
    for row, (texts, cells) in enumerate(zip(told, part.cells, strict=True), first):
        _long(page, row, 0, json.dumps([*texts, part.sheet, *cells], ensure_ascii=False))


def _long(page: Page, row: int, column: int, text: str) -> None:
    """Write a text of any length, over as many cells as it takes."""
    for number, start in enumerate(range(0, len(text), CHUNK), column):
        page.text(row, number, text[start : start + CHUNK], typed=True)
