"""A report as a workbook: its numbers in cells, and charts that Excel draws itself."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from rettid.lists.sheets.book import Book
from rettid.lists.sheets.table import HEAD, LINE
from rettid.report import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.lists.sheets.book import Page
    from rettid.report.model import Column, Diagram, Report, Section, Table

_LONGEST_NAME = 31
_SHARE = (
    ("taeller", "til tiden"),
    ("naevner", "af"),
    ("andel", "andel"),
    ("lav", "lav (95 %)"),
    ("hoej", "høj (95 %)"),
)
_FIRST_WIDTH, _WIDTH = 46, 15
_CHART_ROWS = 17
_LAST, _LETTERS = 8, 170
"""The last column that long texts stand over, and how many of their letters a line there holds."""


def xlsx(report: Report) -> bytes:
    """The workbook: a sheet per section."""
    buffer = io.BytesIO()
    with Book(buffer, report.titel, report.pr, report.kommune) as book:
        for number, section in enumerate(report.alle_afsnit(), 1):
            _sheet(book.page(f"{number} {section.id}"[:_LONGEST_NAME]), report, section)
    return buffer.getvalue()


def _sheet(page: Page, report: Report, section: Section) -> None:
    book = page.book
    page.sheet.set_column(0, 0, _FIRST_WIDTH)
    page.sheet.set_column(1, 12, _WIDTH)
    page.text(0, 0, section.titel, book.look(bold=True, font_size=14))
    page.text(1, 0, f"{report.titel}. {report.undertitel}", book.look(font_color="#404040"))
    row = 3
    for text in (*section.ord, *(f"[Skriv her: {prompt}]" for prompt in section.skriv), *section.udeladt):
        page.text(row, 0, text, book.look())
        row += 1
    for table in section.tabeller:
        row = _table(page, row + 1, table)
    for diagram in section.diagrammer:
        row = _chart(page, row + 1, diagram)
    page.for_paper(None, (row, 12))


def _table(page: Page, row: int, table: Table) -> int:
    """Write the table from this row on, each share as its counts, percentage and interval. Gives back the next row."""
    page.text(row, 0, table.titel, page.book.look(bold=True, font_size=12))
    headings = [heading for column in table.kolonner for heading in _headings(column)]
    for place, heading in enumerate(headings):
        page.text(row + 1, place, heading, page.book.look(**HEAD))
    page.height(row + 1, 3 if any(column.slags == "andel" for column in table.kolonner) else 1)
    row += 2
    for values in table.raekker.iter_rows(named=True):
        place = 0
        for column in table.kolonner:
            place += _cell(page, row, place, column, values)
        row += 1
    return _rests_on(page, row, table)


def _rests_on(page: Page, row: int, part: Table | Diagram) -> int:
    """Write what the numbers rest on, a line each, over the columns of the page. Gives back the next row."""
    look = page.book.look(font_size=8, font_color="#404040", text_wrap=True)
    note = getattr(part, "note", "")
    lines = [*([note] if note else []), *(f"{heading}: {words}" for heading, words in part.herkomst.lines())]
    for text in lines:
        page.across(row, 0, _LAST, text, look)
        page.height(row, len(text) // _LETTERS + 1)
        row += 1
    return row + 1


def _headings(column: Column) -> list[str]:
    if column.slags != "andel":
        return [column.titel]
    return [f"{column.titel}: {name}" for _, name in _SHARE]


def _cell(page: Page, row: int, place: int, column: Column, values: Mapping[str, Any]) -> int:
    """Write a cell; gives back how many columns it took."""
    book, value = page.book, values[column.id]
    if column.slags == "andel":
        return _share(page, row, place, value)
    if value is None or column.slags == "tekst":
        page.text(row, place, shown.cell(column, values), book.look(**LINE, text_wrap=True))
    elif column.slags == "dag":
        page.day(row, place, value, book.look(**LINE, day=True))
    else:
        page.number(row, place, value, book.look(**LINE, num_format="#,##0" if column.slags == "antal" else "#,##0.0"))
    return 1


def _share(page: Page, row: int, place: int, value: Mapping[str, Any] | None) -> int:
    """Counts, percentage and interval in five cells; why there is none in the cell of the percentage."""
    counted = value or {}
    for at, (name, _) in enumerate(_SHARE):
        number = counted.get(name)
        form = "#,##0" if at < 2 else "0.0%"
        if name == "andel" and number is None:
            page.text(row, place + at, counted.get("bemaerkning") or shown.share(value), page.book.look(**LINE))
        else:
            page.number(row, place + at, number, page.book.look(**LINE, num_format=form))
    return len(_SHARE)


def _chart(page: Page, row: int, diagram: Diagram) -> int:
    """Draw a chart per kind of duty, over its numbers in cells. Gives back the next row."""
    axis = diagram.excel[0]
    page.text(row, 0, diagram.titel, page.book.look(bold=True, font_size=12))
    row += 1
    for kind in dict.fromkeys(diagram.data["kind"]):
        own = diagram.data.filter(kind=kind)
        lines = {name: title for name, title in diagram.excel[1].items() if own[name].count()}
        head = row
        for place, heading in enumerate((kind, *lines.values())):
            page.text(head, place, heading, page.book.look(**HEAD))
        for number, values in enumerate(own.iter_rows(named=True), head + 1):
            page.text(number, 0, str(values[axis]), page.book.look(**LINE))
            for place, name in enumerate(lines, 1):
                form = "0.0%" if _of_shares(diagram) else "#,##0"
                page.number(number, place, values[name], page.book.look(**LINE, num_format=form))
        row = _draw(page, head, own.height, [kind, *lines.values()], diagram)
    return _rests_on(page, row, diagram)


def _of_shares(diagram: Diagram) -> bool:
    return diagram.id.startswith(("tendens", "tragt", "kurver"))


def _draw(page: Page, head: int, height: int, lines: Sequence[str], diagram: Diagram) -> int:
    """The native chart beside its numbers, whose headings are `lines`, the chart's own first; gives back the next row."""
    chart, share = page.book.line_chart(), _of_shares(diagram)
    for place, name in enumerate(lines[1:], 1):
        dash = ("solid", "dash", "square_dot")[(place - 1) % 3]
        chart.add_series(
            {
                "name": name,
                "categories": [page.name, head + 1, 0, head + height, 0],
                "values": [page.name, head + 1, place, head + height, place],
                "line": {"color": "#1B4F72", "width": 2, "dash_type": dash},
                "marker": {"type": ("circle", "diamond", "square")[(place - 1) % 3], "size": 6},
                "data_labels": {"value": True, "position": "above", "num_format": "0%" if share else "0"},
            }
        )
    chart.set_title({"name": lines[0], "name_font": {"name": "Arial", "size": 11}})
    chart.set_legend({"position": "bottom"} if len(lines) > 2 else {"none": True})
    grid = {"major_gridlines": {"visible": True, "line": {"color": "#E5E7E9"}}}
    chart.set_y_axis(grid | ({"min": 0, "max": 1, "num_format": "0%"} if share else {"num_format": "0"}))
    chart.set_size({"width": 640, "height": 300})
    page.checked(page.sheet.insert_chart(head, len(lines), chart))
    return head + max(height + 2, _CHART_ROWS)
