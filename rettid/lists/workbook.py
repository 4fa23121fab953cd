"""The lists as one workbook (`docs/spec.md`, "Lists"): what a team leader opens every second Monday."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from rettid.lists import layout
from rettid.lists.beside import NOTHING_BESIDE, Beside
from rettid.lists.deadlines import NO_DEADLINE
from rettid.lists.memory import ROW_SCHEMA
from rettid.lists.sheets import about, found, gone, others, overview, remembered, worker
from rettid.lists.sheets.book import Book
from rettid.lists.sheets.remembered import Written
from rettid.lists.sheets.texts import sheet_names
from rettid.lists.shown import columns_shown, shown
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rettid.lists.memory import Before
    from rettid.lists.model import Lists
    from rettid.lists.sheets.book import Page


def write_workbook(
    lists: Lists, file: BinaryIO, *, beside: Beside = NOTHING_BESIDE, key: str = "", alone: str | None = None
) -> None:
    """Write the workbook to `file`; the same lists give the same bytes.

    `key` is a fingerprint of the local key, by which the next run knows a list of its own. With `alone` only what
    concerns the caseworker of that name is in it (`--delt`).
    """
    title = f"Lister pr. {danish.day(lists.summary.pr)}{f' · {alone}' if alone else ''}"
    with Book(file, title, lists.summary.pr, lists.summary.kommune) as book:
        _Sheets(book, lists, beside, alone).write(key)


class _Sheets:
    """The sheets in their order; what was written on each is gathered for the last, which nobody sees."""

    def __init__(self, book: Book, lists: Lists, beside: Beside, alone: str | None) -> None:
        self.book, self.lists, self.beside, self.alone = book, lists, beside, alone
        self.columns = columns_shown(lists)
        self.written: list[Written] = []
        self.notes: list[tuple[str, str]] = []

    @cached_property
    def _is_first(self) -> bool:
        """Whether nothing stood before, and nothing has been typed: there is no change to tell of."""
        return self.lists.since.pr is None and self.lists.lines["noteret"].is_null().all()

    @cached_property
    def names(self) -> dict[str | None, str]:
        """The sheet of each caseworker, and that of the cases nobody has."""
        named = sheet_names(self.lists.workers)
        if self.alone is not None:
            return {self.alone: named[self.alone]}
        whole: dict[str | None, str] = {None: layout.ORPHANS}
        return whole | named

    @cached_property
    def before(self) -> Before | None:
        """The list before; of it only what belongs in this workbook."""
        before = self.lists.before
        if before is None or self.alone is None:
            return before
        here = pl.col("ark") == self.names[self.alone]
        rows = self._mine(before.rows)
        own, edited = before.own.filter(here), before.edited.filter(here)
        return replace(before, rows=rows, own=own, edited=edited, deleted=before.deleted & set(rows["fund_id"]))

    def write(self, key: str) -> None:
        """Write every sheet."""
        if self.alone is None:
            self._overview()
        self._workers()
        self._found()
        self._others()
        self._gone()
        if self.alone is None:
            aside = self.lists.summary.reading.set_aside
            about.write_set_aside(self._page(layout.SET_ASIDE), self._title(layout.SET_ASIDE), aside)
        self._about()
        remembered.write_data(self.book, self.lists, self.columns, self.written, key)

    def _page(self, name: str) -> Page:
        return self.book.page(name)

    def _title(self, name: str) -> str:
        return f"{name} · pr. {danish.day(self.lists.summary.pr)}"

    def _mine(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows that belong in this workbook."""
        if self.alone is None or "sagsbehandler" not in rows.columns:
            return rows
        return rows.filter(pl.col("sagsbehandler") == self.alone)

    def _overview(self) -> None:
        lists, beside = self.lists, self.beside
        ways = [
            (layout.ORPHANS, lists.orphans),
            (layout.NO_DEADLINE, lists.without_deadline.filter(hvad=NO_DEADLINE).height),
            (layout.NO_INTERVIEW, lists.missing_interviews.height),
            *([(layout.ALL_CASES, beside.cases.height)] if beside.cases is not None else []),
            *([(layout.HANDOVERS, beside.handovers.height)] if beside.handovers is not None else []),
            (layout.SOLVED, lists.since.solved.height),
            (layout.LEFT, lists.since.left.height),
            (layout.SET_ASIDE, lists.summary.reading.set_aside.height),
            (layout.ABOUT, None),
        ]
        page = self._page(layout.OVERVIEW)
        page.sheet.set_tab_color("#1F3864")
        overview.write_overview(page, lists, self.names, ways, beside.needs)

    def _workers(self) -> None:
        """The sheets where people write: those of the cases nobody has, then each caseworker's."""
        lines = self.lists.lines
        told = shown(lines, self.lists.summary.pr)
        own, as_shown = (_by_worker(rows) for rows in (lines, told))
        nothing, nothing_shown = lines.clear(), told.clear()
        for name, sheet in self.names.items():
            rows = as_shown.get(name, nothing_shown)
            page = self._page(sheet)
            if name is None:
                page.sheet.set_tab_color("#9C2B2B")
            number = danish.count(rows.height, "række", "rækker")
            title = f"{name or layout.ORPHANS} · liste pr. {danish.day(self.lists.summary.pr)} · {number}"
            above = worker.About(title, self.lists.since.pr, first=self._is_first)
            cells = worker.write_worker(page, above, self.columns, rows)
            self._keep(sheet, own.get(name, nothing), cells)
            self._own_rows(page, rows.height)

    def _own_rows(self, page: Page, table_rows: int) -> None:
        """What people wrote in rows of their own, on the sheet where they wrote it; from a sheet that is gone, on the first."""
        if self.before is None:
            return
        sheets = list(self.names.values())
        rows = self.before.own.with_columns(
            nu=pl.when(pl.col("ark").is_in(sheets)).then("ark").otherwise(pl.lit(sheets[0]))
        ).filter(pl.col("nu") == page.name)
        if rows.is_empty():
            return
        cells = rows["celler"].to_list()
        shown = worker.write_own(page, table_rows, len(self.columns), cells)
        self.written.append(Written(page.name, remembered.own_rows(shown), shown))
        moved = rows.filter(pl.col("ark") != page.name).group_by("ark", maintain_order=True).len()
        self.notes += [
            (sheet, f"{danish.count(number, 'egen række', 'egne rækker')} fra det ark står nu på {page.name}.")
            for sheet, number in moved.iter_rows()
        ]

    def _found(self) -> None:
        lists = self.lists
        untold = lists.untold_days
        page = self._page(layout.NO_DEADLINE)
        found.write_without_deadline(page, self._title(layout.NO_DEADLINE), self._mine(lists.without_deadline), untold)
        page = self._page(layout.NO_INTERVIEW)
        found.write_missing_interviews(page, self._title(layout.NO_INTERVIEW), self._mine(lists.missing_interviews))

    def _others(self) -> None:
        if self.beside.cases is not None:
            page = self._page(layout.ALL_CASES)
            others.write_cases(page, self._title(layout.ALL_CASES), self._mine(self.beside.cases))
        if self.beside.handovers is not None and self.alone is None:
            page = self._page(layout.HANDOVERS)
            others.write_handovers(page, self._title(layout.HANDOVERS), self.beside.handovers)

    def _gone(self) -> None:
        since = self.lists.since
        kinds: tuple[tuple[str, Callable[..., list[tuple[str, ...]]], pl.DataFrame], ...] = (
            (layout.SOLVED, gone.write_solved, since.solved),
            (layout.LEFT, gone.write_left, since.left),
        )
        for name, write, rows in kinds:
            mine = self._mine(rows).sort("sagsbehandler", maintain_order=True)
            self._keep(name, mine, write(self._page(name), self._title(name), mine, since.pr))

    def _about(self) -> None:
        notes = [*self.notes, *about.places(self.book.lost)]
        sections = about.sections(self.lists, self.before, self.columns, notes, whole=self.alone is None)
        about.write_about(self._page(layout.ABOUT), self._title(layout.ABOUT), sections)

    def _keep(self, sheet: str, rows: pl.DataFrame, cells: Sequence[Sequence[str]]) -> None:
        """Remember what was written; the last cell of each is its key."""
        self.written.append(Written(sheet, rows.select(*ROW_SCHEMA), [row[:-1] for row in cells]))


def _by_worker(lines: pl.DataFrame) -> dict[str | None, pl.DataFrame]:
    """The lines of each caseworker, and of None those that nobody has."""
    parts = lines.partition_by("sagsbehandler", as_dict=True)
    return {name: part for (name,), part in parts.items()}
