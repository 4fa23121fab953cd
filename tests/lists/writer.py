"""A list written as the contract in `layout` says, with nothing else on it."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import xlsxwriter

from rettid.lists import layout
from rettid.lists.memory import OWN_SCHEMA, ROW_SCHEMA
from rettid.lists.prints import packed

if TYPE_CHECKING:
    from rettid.lists.model import Lists

TITLE, LEGEND = "Lister", "▲ over · ○ forude. Skriv i Handling og Note."
GONE = (
    layout.Column("borger", "Borger", 27),
    layout.Column("titel", "Krav og nr.", 34),
    layout.Column("foer_frist", "Frist sidst", 11, "date"),
    layout.Column("hvorfor", "Hvorfor", 41),
    layout.HANDLING,
    layout.NOTE,
    layout.NOTED,
    layout.KEY,
)
HEADER = 3
CHUNK = 15_000


def written(lists: Lists, *, alone: str | None = None, key: str = "") -> bytes:
    """The workbook; with `alone` only that caseworker's sheet."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        _Writer(book, lists, key).write(alone)
    return target.getvalue()


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, lists: Lists, key: str) -> None:
        self.book, self.lists, self.key = book, lists, key
        self.day = book.add_format({"num_format": "dd-mm-yyyy"})
        self.columns = layout.worker_columns(lists.columns)
        self.texts: set[str] = {TITLE, LEGEND}
        self.data: list[list[str | None]] = []

    def write(self, alone: str | None) -> None:
        lists = self.lists
        workers = [alone] if alone else lists.workers
        shown = lists.lines.with_columns(
            krav_nr=pl.format("{} nr. {}", "titel", pl.col("nr").fill_null(1)), pakke="pakke"
        )
        if not alone:
            self.book.add_worksheet(layout.OVERVIEW).write_string(0, 0, TITLE)
            self._table(layout.ORPHANS, self.columns, shown.filter(pl.col("sagsbehandler").is_null()))
        for worker in workers:
            self._table(worker[:31], self.columns, shown.filter(pl.col("sagsbehandler") == worker))
        if not alone:
            self._table(layout.SOLVED, GONE, lists.since.solved)
            self._table(layout.LEFT, GONE, lists.since.left)
        self._data()

    def _table(self, name: str, columns: tuple[layout.Column, ...], rows: pl.DataFrame) -> None:
        sheet = self.book.add_worksheet(name)
        title = f"{name}: {rows.height}"
        self.texts.add(title)
        for at, text in enumerate((title, LEGEND)):
            sheet.write_string(at, 0, text)
        for at, column in enumerate(columns):
            sheet.write_string(HEADER, at, column.heading)
        sheet.autofilter(HEADER, 0, HEADER + max(rows.height, 1), len(columns) - 1)
        sheet.set_column(len(columns) - 1, len(columns) - 1, None, None, {"hidden": True})
        for number, row in enumerate(rows.to_dicts(), HEADER + 1):
            told = [self._cell(sheet, number, at, row.get(column.key)) for at, column in enumerate(columns)]
            self.data.append([_text(row.get(key)) or None for key in ROW_SCHEMA] + [name, *told[:-1]])
        self._own(sheet, name, HEADER + rows.height + 2)

    def _cell(self, sheet: Any, row: int, at: int, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, date):
            sheet.write_datetime(row, at, value, self.day)
        elif isinstance(value, bool) or not isinstance(value, int):
            sheet.write_string(row, at, _text(value))
        else:
            sheet.write_number(row, at, value)
        return _text(value)

    def _own(self, sheet: Any, name: str, first: int) -> None:
        before = self.lists.before
        own = pl.DataFrame(schema=OWN_SCHEMA) if before is None else before.own.filter(pl.col("ark") == name)
        if own.is_empty():
            return
        sheet.write_string(first, 0, layout.OWN_ROWS)
        for number, cells in enumerate(own["celler"].to_list(), first + 1):
            for at, text in enumerate(cells):
                if text:
                    sheet.write_string(number, at, text)
            self.data.append([None] * len(ROW_SCHEMA) + [name, *cells])

    def _data(self) -> None:
        summary, sheet = self.lists.summary, self.book.add_worksheet(layout.DATA)
        sheet.very_hidden()
        foer = self.lists.since.pr
        about = (
            layout.VERSION, summary.pr.isoformat(), foer.isoformat() if foer else "", summary.kommune, summary.team or "", self.key,
            "0.1.0", json.dumps([column.key for column in self.columns[:-1]]), json.dumps(sorted(self.texts)),
            packed({TITLE}),
        )  # fmt: skip
        for row, (name, value) in enumerate(zip(layout.META, about, strict=True)):
            sheet.write_string(row, 0, name)
            for at, start in enumerate(range(0, len(value), CHUNK), 1):
                sheet.write_string(row, at, value[start : start + CHUNK])
        for row, texts in enumerate([layout.DATA_COLUMNS, *self.data], layout.DATA_HEADER - 1):
            told = json.dumps(texts, ensure_ascii=False)
            for at, start in enumerate(range(0, len(told), CHUNK)):
                sheet.write_string(row, at, told[start : start + CHUNK])


def _text(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
