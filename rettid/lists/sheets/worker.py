"""A caseworker's sheet, and that of the cases nobody has: what must be done by when, and where people write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from rettid.lists.layout import HANDLING, HANDLINGS, KEY, MARK, NOTED, OWN_ROWS
from rettid.lists.lines import NOBODY, US
from rettid.lists.memory import NEW, WORSE
from rettid.lists.sheets import table as tables
from rettid.lists.sheets.book import serial
from rettid.lists.sheets.table import FIRST, HEADER, LINE, Heading
from rettid.lists.shown import NOW, SYMBOLS, tally
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import polars as pl
    from xlsxwriter.format import Format

    from rettid.lists.layout import Column
    from rettid.lists.sheets.book import Book, Page

LEGEND = (
    "▲ fristen er overskredet · ● seneste ansvarlige dag er nået, og bolden er hos os: handl nu · ○ kommende · "
    "! aftalen ligger efter fristen. Skriv i Handling og Note; det følger med til næste liste."
)

_SPARE = 20
"""Rows under the table where the drop-down is there too, for those who add a row."""

_PALE_RED, _PALE_YELLOW, _PALE_BLUE = "#F8D7DA", "#FFF2CC", "#E2ECF7"


@dataclass(frozen=True, slots=True)
class About:
    """What a sheet says of itself: its title, the day of the list before, and whether there was none to compare with."""

    title: str
    since: date | None
    first: bool


def write_worker(page: Page, told: About, columns: Sequence[Column], rows: pl.DataFrame) -> list[tuple[str, ...]]:
    """Write the sheet; `rows` as `shown.shown`. Gives back what stands in each row.

    On the first list the columns that only a list before can fill are hidden.
    """
    book = page.book
    numbered = [replace(each, kind="text") if each is KEY else each for each in columns]
    heading = Heading(told.title, LEGEND, _summary(rows, told.since), at=1 if told.first else 0)
    cells = tables.table(page, heading, numbered, rows, _looks(book, columns, rows))
    place = {column.key: number for number, column in enumerate(columns)}
    for column in (KEY, *((MARK, NOTED) if told.first else ())):
        page.sheet.set_column(place[column.key], place[column.key], column.width, None, {"hidden": True})
    _drop_down(page, place[HANDLING.key], rows.height)
    if rows.height:
        _colours(page, place, rows.height, book.pr)
    return cells


def write_own(page: Page, table_rows: int, columns: int, own: Sequence[Sequence[str]]) -> list[list[str]]:
    """Write the rows that people wrote themselves under the table, as they wrote them, and give back what stands there.

    `columns`: how many the table has.
    """
    book, first = page.book, FIRST + table_rows + 2
    page.text(first - 1, 0, OWN_ROWS, book.look(bold=True))
    look = book.look(num_format="@")
    page.for_paper(HEADER, (first + len(own) - 1, max(columns, *map(len, own)) - 1))
    return [
        [page.text(row, column, text, look if text else None, typed=True) for column, text in enumerate(cells)]
        for row, cells in enumerate(own, first)
    ]


def _summary(rows: pl.DataFrame, since: date | None) -> str:
    """What the list comes to, in the order of urgency; and what is new."""
    if rows.is_empty():
        return "Ingen frister at handle på inden for listens horisont."
    parts = [f"{SYMBOLS[state]} {danish.whole(number)} {state}" for state, number in tally(rows).items()]
    told = " · ".join(parts)
    if since is None:
        return told
    new, worse = (int((rows["siden_sidst"] == mark).sum()) for mark in (NEW, WORSE))
    return f"{told} · siden {danish.day(since)}: {danish.count(new, 'ny', 'nye')}, {danish.whole(worse)} forværret"


def _looks(book: Book, columns: Sequence[Column], rows: pl.DataFrame) -> Mapping[str, list[Format]]:
    """The formats that depend on the row: the symbol before the days, and the mark at an appointment that is too late."""
    days = {state: book.look(num_format=_in_days(symbol), align="left", **LINE) for state, symbol in SYMBOLS.items()}
    nobody = book.look(num_format=f'"{SYMBOLS[NOW]} nu"', align="left", **LINE)
    booked = next(column for column in columns if column.key == "planlagt")
    appointment = {
        False: tables.cell_look(book, booked),
        True: tables.cell_look(book, booked, num_format='dd-mm-yyyy" !"', bold=True),
    }
    return {
        "dage": [
            nobody if status == NOBODY else days[state]
            for status, state in rows.select("status", "tilstand").iter_rows()
        ],
        "planlagt": [appointment[bool(late)] for late in rows["aftalt_for_sent"]],
    }


def _in_days(symbol: str) -> str:
    """The number format of days: the cell holds a number that sorts, and shows "▲ 12 over", "○ 5 tilbage" or "● i dag"."""
    return f'"{symbol} "#,##0" over";"{symbol} "#,##0" tilbage";"{symbol} i dag"'


def _drop_down(page: Page, column: int, rows: int) -> None:
    """The list of handlings; other words may be typed as well, so that what it says of them is information, not a stop."""
    rule = {
        "validate": "list",
        "source": list(HANDLINGS),
        "error_type": "information",
        "error_title": "Egne ord",
        "error_message": "Det står ikke på listen, men må gerne stå her. Det følger med til næste liste.",
    }
    page.checked(page.sheet.data_validation(FIRST, column, FIRST + rows + _SPARE, column, rule))


def _colours(page: Page, place: Mapping[str, int], rows: int, pr: date) -> None:
    """What the symbols say, also in colour and bold; a rule follows its row when people sort, move and change."""
    book, last = page.book, FIRST + rows - 1
    cell = {key: f"${xl_col_to_name(column)}{FIRST + 1}" for key, column in place.items()}
    strong = {"bold": True}
    overdue = book.conditional(bg_color=_PALE_RED, **strong)
    act_now = book.conditional(bg_color=_PALE_YELLOW, **strong)
    reached = f'{cell["ansvarlig_dag"]}<>"",{cell["ansvarlig_dag"]}<={serial(pr)},{cell["bolden"]}="{US}"'
    rules = [
        (place["ansvarlig_dag"], place["dage"], f"N({cell['dage']})>0", overdue),
        (place["ansvarlig_dag"], place["dage"], f"AND({reached})", act_now),
        (
            place[MARK.key],
            place[MARK.key],
            f'OR({cell[MARK.key]}="{NEW}",{cell[MARK.key]}="{WORSE}")',
            book.conditional(**strong),
        ),
        (
            place[HANDLING.key],
            place[HANDLING.key],
            f"LEN({cell[HANDLING.key]})>0",
            book.conditional(bg_color=_PALE_BLUE),
        ),
    ]
    for first_column, last_column, formula, look in rules:
        rule = {"type": "formula", "criteria": f"={formula}", "format": look, "stop_if_true": True}
        page.checked(page.sheet.conditional_format(FIRST, first_column, last, last_column, rule))
