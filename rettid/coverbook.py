"""The cover list as a workbook: *Overblik*, a sheet per cover, *Forslag*. No cell is a formula."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl
import xlsxwriter

from rettid import __version__
from rettid.cover import UNCOVERED
from rettid.output import write_files
from rettid.screen import danish
from rettid.screen.cover_words import LABEL, basis, duty, headline, holder, remarks, to_do
from rettid.screen.first import initials

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from rettid.cover import Cover
    from rettid.summary import Summary

OVERVIEW, PROPOSAL = "Overblik", "Forslag"
_RESERVED = (OVERVIEW, PROPOSAL, "History", "Historik")
_LONGEST_NAME, _LONGEST_TEXT = 31, 32_767
_WIDEST, _NARROWEST = 40, 9
_LINE_HEIGHT = 15
_NOTE_WIDTH = 28
_FITS = 1.08
"""More signs fit on a line than a column is wide: the width is counted in noughts."""
_MARK = "▲ "
"""Before what nobody covers: it shows on paper too."""

Row = dict[str, Any]


def write_workbook(cover: Cover, summary: Summary, out: Path, manifest: Mapping[str, Any]) -> None:
    """Write the workbook to `out` with its manifest beside it; the same answer gives the same bytes. Raises UsageError."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    beside = out.with_name(f"{out.name}.manifest.json")
    write_files({out: partial(_fill, cover, summary), beside: lambda file: file.write(text.encode())})


def sheet_names(names: Sequence[str]) -> list[str]:
    r"""A name for each person's sheet that Excel takes: 31 signs, none of []:*?/\, no two alike, none of ours.

    >>> sheet_names(["O'Neill/Ærø [x]", "o'neill ærø  x", "Forslag", "'" + 40 * "å", ""])
    ["O'Neill Ærø x", "o'neill ærø x (2)", 'Forslag (2)', 'ååååååååååååååååååååååååååååååå', 'Uden navn']
    """
    taken = {name.casefold() for name in _RESERVED}
    made = []
    for name in names:
        plain = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).split()).strip("'") or "Uden navn"
        tries = (f"{plain[: _LONGEST_NAME - len(end)].strip()}{end}" for end in _endings())
        made.append(next(each for each in tries if each.casefold() not in taken))
        taken.add(made[-1].casefold())
    return made


def _endings() -> Any:  # noqa: ANN401
    yield ""
    yield from (f" ({number})" for number in range(2, 10_000))


@dataclass(frozen=True)
class _Book:
    """The workbook that is written, and the formats of its cells."""

    book: Any
    formats: Mapping[str, Any]

    def sheet(self, name: str, heading: str, lines: Sequence[str]) -> tuple[Any, int]:
        """A sheet with a heading and lines under it, and the row after them; set up for paper."""
        made = self.book.add_worksheet(name)
        made.set_landscape()
        made.set_paper(9)
        made.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        made.fit_to_pages(1, 0)
        made.set_footer("&L&A&RSide &P af &N")
        made.write_string(0, 0, heading[:_LONGEST_TEXT], self.formats["title"])
        for at, line in enumerate(lines, start=1):
            made.write_string(at, 0, line[:_LONGEST_TEXT], self.formats["line"])
        return made, len(lines) + 2

    def table(self, sheet: Any, top: int, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> int:  # noqa: ANN401
        """Write the table below row `top` and say which row comes after it. A row that begins with `_MARK` stands out."""
        for column, heading in enumerate(headings):
            sheet.write_string(top, column, heading, self.formats["head"])
        for at, row in enumerate(rows, start=top + 1):
            strong = "strong" if str(row[0]).startswith(_MARK) else ""
            for column, value in enumerate(row):
                self._cell(sheet, at, column, value, "mark" if strong and not column else strong)
        return top + len(rows) + 1

    def _cell(self, sheet: Any, row: int, column: int, value: object, look: str) -> None:  # noqa: ANN401
        if isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), self.formats[f"{look}date"])  # noqa: DTZ001
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.formats[f"{look}number"])
        elif value is None:
            sheet.write_blank(row, column, None, self.formats[f"{look}text"])
        else:
            sheet.write_string(row, column, str(value)[:_LONGEST_TEXT], self.formats[f"{look}text"])


def _fill(cover: Cover, summary: Summary, file: BinaryIO) -> None:
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    day = datetime(summary.pr.year, summary.pr.month, summary.pr.day)  # noqa: DTZ001 - a day, not a moment
    book.set_properties({"title": "Vikardækning", "comments": headline(cover), "created": day})
    made = _Book(book, _formats(book))
    _overview(made, cover, summary)
    for name, tab in zip(cover.covers, sheet_names(cover.covers), strict=True):
        _own(made, cover, summary, name, tab)
    _proposal(made, cover, summary)
    book.close()


def _formats(book: Any) -> dict[str, Any]:  # noqa: ANN401
    cell: Row = {"border": 1, "border_color": "#BFBFBF", "valign": "top"}
    # A cell with the quote prefix stays text, also when someone opens it for editing.
    kinds: dict[str, Row] = {
        "text": {"text_wrap": True, "quote_prefix": True},
        "date": {"num_format": "dd-mm-yyyy", "align": "left"},
        "number": {"num_format": "#,##0", "align": "left"},
    }
    looks: dict[str, Row] = {"": {}, "strong": {"bg_color": "#FFF2CC"}, "mark": {"bg_color": "#FFF2CC", "bold": True}}
    cells = {
        look + name: book.add_format(cell | kind | more) for look, more in looks.items() for name, kind in kinds.items()
    }
    head = book.add_format(cell | {"bold": True, "bg_color": "#D9E1F2", "text_wrap": True, "bottom": 2})
    title, line = book.add_format({"bold": True, "font_size": 14}), book.add_format({"quote_prefix": True})
    return {**cells, "head": head, "title": title, "line": line}


_LIST = ("Dækkes af", "Senest", "Frist", "Næste aftale", "Hvad skal ske", "Krav og nr", "Sag", "Borger", "Fraværende")


def _listed(row: Row, summary: Summary) -> list[object]:
    who = holder(row)
    return [
        f"{_MARK}{who}" if row["daekning"] == UNCOVERED else who,
        *(row[name] for name in ("dag", "frist", "planlagt")),
        to_do(row, summary.pr),
        duty(row, summary.titles),
        row["sag"],
        initials(row["navn"]),
        row["fravaerende"],
    ]


def _overview(made: _Book, cover: Cover, summary: Summary) -> None:
    away = [
        f"{name} er væk {danish.day(first)} til {danish.day(last)}." for name, first, last in cover.windows.iter_rows()
    ]
    sheet, top = made.sheet(OVERVIEW, f"Vikardækning pr. {danish.day(summary.pr)}", [*away, headline(cover)])
    rows = [_listed(row, summary) for row in cover.rows.iter_rows(named=True)]
    after = _list(made, sheet, top, _LIST, rows)
    for at, line in enumerate([*remarks(cover), _source(summary)], start=after + 1):
        sheet.write_string(at, 0, line[:_LONGEST_TEXT], made.formats["line"])


def _source(summary: Summary) -> str:
    files = ", ".join(file.navn for file in summary.reading.files)
    packs = ", ".join(f"{pack.id} version {pack.edition}" for pack, _ in summary.packs)
    return f"Læst: {files}. Regler: {packs or 'ingen'}. rettid {__version__}."


def _own(made: _Book, cover: Cover, summary: Summary, name: str, tab: str) -> None:
    own = cover.rows.filter(pl.col("vikar") == name)
    away = " og ".join(own["fravaerende"].unique().sort())
    sheet, top = made.sheet(
        tab, f"{name} dækker {danish.whole(own.height)} for {away}", [f"Pr. {danish.day(summary.pr)}."]
    )
    rows = [[*_listed(row, summary)[1:], None] for row in own.iter_rows(named=True)]
    _list(made, sheet, top, [*_LIST[1:], "Note"], rows)
    sheet.set_column(len(_LIST) - 1, len(_LIST) - 1, _NOTE_WIDTH)


def _proposal(made: _Book, cover: Cover, summary: Summary) -> None:
    uncovered = cover.part(UNCOVERED).sort("forslag", "plads", nulls_last=True)
    lines = basis(cover) if uncovered.height else ["Intet er udækket."]
    sheet, top = made.sheet(PROPOSAL, LABEL, lines)
    rows = [
        [
            row["forslag"] or f"{_MARK}kan ikke placeres",
            *_listed(row, summary)[1:],
            *(row[name] for name in ("maalgruppe", "aldersgruppe", "grund")),
        ]
        for row in uncovered.iter_rows(named=True)
    ]
    after = _list(made, sheet, top, ["Forslag", *_LIST[1:], "Målgruppe", "Alder", "Hvorfor ikke"], rows)
    headings = ("Sagsbehandler", "Egne", "Efter plan", "Forslag", "I alt", "Højst", "Bemærkning")
    people = cover.people.select("sagsbehandler", "egne", "daekker", "foreslaaet", "i_alt", "hoejst", "bemaerkning")
    made.table(sheet, after + 1, headings, people.rows())


def _list(made: _Book, sheet: Any, top: int, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> int:  # noqa: ANN401
    """The main table of a sheet: with filter, headings that stay, and columns that fit. Says which row comes after it."""
    after = made.table(sheet, top, headings, rows)
    sheet.autofilter(top, 0, max(after - 1, top + 1), len(headings) - 1)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    shown = [[danish.day(cell) if isinstance(cell, date) else str(cell or "") for cell in row] for row in rows]
    # Three signs more than the heading: the button of the filter.
    wanted = [
        max(len(f"{heading}xxx"), *(len(row[at]) + 1 for row in shown), _NARROWEST)
        for at, heading in enumerate(headings)
    ]
    widths = [min(width, _WIDEST) for width in wanted]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for at, row in enumerate(shown, start=top + 1):
        lines = max(math.ceil(len(text) / (width * _FITS)) for text, width in zip(row, widths, strict=True))
        if lines > 1:
            sheet.set_row(at, _LINE_HEIGHT * lines)
    return after
