"""The overview's table of caseworkers: those that nobody has first, then team by team; sums that add up, links to the sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.lists.caseloads import COUNTS, caseloads
from rettid.lists.layout import ORPHANS
from rettid.lists.sheets.charts import Bars
from rettid.lists.sheets.table import FIGURE, HEAD, LINE, LINK
from rettid.lists.shown import AHEAD, NOW, OVERDUE, SYMBOLS
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.lists.model import Lists
    from rettid.lists.sheets.book import Page
    from rettid.lists.sheets.paper import Paper

HEADINGS = {
    "aabne_sager": "Åbne sager",
    "overskredet": f"{SYMBOLS[OVERDUE]} Overskredet",
    "handl_nu": f"{SYMBOLS[NOW]} Handl nu",
    "kommende": f"{SYMBOLS[AHEAD]} Kommende",
    "paa_listen": "På listen i alt",
    "uden_aftale": "Uden aftale",
    "nye": "Nye på listen",
    "forvaerret": "Forværret",
    "forfaldne": "Forfaldne i perioden",
    "rettidige": "Heraf til tiden",
}
"""What COUNTS are called."""

_COMPARED = ("nye", "forvaerret")
"""What only a list before can tell."""

_CAPTION = (
    "På listen: nu, efter hvem der har sagen nu. Forfaldne og til tiden: jobcentrets frister efter loven i perioden, "
    "efter hvem der var ansvarlig på fristen."
)
_SUM = {"bold": True, "bg_color": "#F0F0F0", **LINE}
_TOGETHER, _AFTER = 8, 3
"""Rows of a team that are kept on one page, and those of the sum and the caption that stay with the last of them."""


def write_team_table(
    page: Page, row: int, lists: Lists, sheets: Mapping[str | None, str], paper: Paper
) -> tuple[int, list[Bars]]:
    """Write the table from this row on. Gives back the row after it, and of each team the rows that a chart can show."""
    rows = caseloads(lists)
    shown = [name for name in COUNTS if lists.since.pr is not None or name not in _COMPARED]
    first = row + 1
    _headings(page, row, shown)
    nobody, held = (rows.filter(pl.col("sagsbehandler").is_null() == none) for none in (True, False))
    row = _nobody(page, first, nobody, shown, sheets[None])
    bars = []
    for (team,), own in held.group_by("team", maintain_order=True):
        name = str(team or "Uden team")
        paper.keep(row, min(own.height + 1 + _AFTER, _TOGETHER))
        row = _sum(page, row, name, own.select(shown))
        longest = own.get_column("paa_listen").to_list()
        bars.append(Bars(name, row, own.height, shown.index("overskredet") + 1, max(longest)))
        row = _members(page, row, own.select("sagsbehandler", *shown), sheets, paper)
    if paper.breaks:
        page.sheet.repeat_rows(first - 1)
    row = _sum(page, row, "I alt", rows.select(shown))
    return _caption(page, row, lists) + 1, bars


def _headings(page: Page, row: int, shown: Sequence[str]) -> None:
    page.height(row, 2)
    page.text(row, 0, "Sagsbehandler", page.book.look(**HEAD))
    for column, name in enumerate(shown, 1):
        page.text(row, column, HEADINGS[name], page.book.look(**HEAD, align="right"))


def _nobody(page: Page, row: int, rows: pl.DataFrame, shown: Sequence[str], sheet: str) -> int:
    """The cases nobody has, together and, where there are several teams, for each of them."""
    _sum(page, row, ORPHANS, rows.select(shown))
    page.link(row, 0, sheet, ORPHANS, page.book.look(**_SUM, **LINK))
    if rows.height < 2:
        return row + 1
    _counts(page, row + 1, rows.select(shown))
    for number, team in enumerate(rows["team"], row + 1):
        page.text(number, 0, team or "Uden team", page.book.look(indent=1, **LINE))
    return row + 1 + rows.height


def _sum(page: Page, row: int, name: str, rows: pl.DataFrame) -> int:
    """The sum of the rows, under a name of its own."""
    page.text(row, 0, name, page.book.look(**_SUM))
    for column, total in enumerate(rows.sum().row(0), 1):
        page.number(row, column, total or 0, page.book.look(**_SUM, **FIGURE))
    return row + 1


def _members(page: Page, row: int, rows: pl.DataFrame, sheets: Mapping[str | None, str], paper: Paper) -> int:
    """The caseworkers of a team; one who has nothing any more has no sheet to lead to."""
    link, plain = page.book.look(indent=1, **LINE, **LINK), page.book.look(indent=1, **LINE)
    for number, name in enumerate(rows["sagsbehandler"], row):
        paper.keep(number, 1 if number < row + rows.height - 1 else 1 + _AFTER)
        if name in sheets:
            page.link(number, 0, sheets[name], name, link)
        else:
            page.text(number, 0, name, plain)
    _counts(page, row, rows.drop("sagsbehandler"))
    return row + rows.height


def _counts(page: Page, row: int, counts: pl.DataFrame) -> None:
    figure = page.book.look(**LINE, **FIGURE)
    for number, values in enumerate(counts.iter_rows(), row):
        for column, value in enumerate(values, 1):
            page.number(number, column, value, figure)


def _caption(page: Page, row: int, lists: Lists) -> int:
    untold = " og ".join(danish.EVENTS[event] for event in lists.summary.untold)
    told = [_CAPTION, *([f"Uden det, der ikke kan afgøres: {untold}."] if untold else [])]
    for number, text in enumerate(told, row):
        page.text(number, 0, text, page.book.look(font_color="#404040"))
    return row + len(told)
