"""The first sheet: both rates, what has changed, who has how much, and where to go from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.lists.memory import MARKS
from rettid.lists.sheets.about import account
from rettid.lists.sheets.charts import draw
from rettid.lists.sheets.needs_table import write_needs
from rettid.lists.sheets.paper import Paper
from rettid.lists.sheets.table import FIGURE, HEAD, LINE, LINK
from rettid.lists.sheets.team_table import write_team_table
from rettid.screen import danish
from rettid.screen.first import INTERVAL, WAITING, answers, waiting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.lists.model import Lists
    from rettid.lists.sheets.book import Page
    from rettid.lists.sheets.needs_table import Needs

_NAMES, _FIGURES, _COLUMNS = 30, 12.4, 11
"""The grid: a column of names and ten of figures, with their widths."""

_ACROSS = 5
"""Links beside each other, two columns each."""

_SCALE, _PAGE = 85, 38
"""In per cent, so that the grid fills a page across; and the rows of such a page. Page breaks hold only where the scale is given."""

_GREY = {"font_color": "#404040"}


def write_overview(
    page: Page,
    lists: Lists,
    sheets: Mapping[str | None, str],
    ways: Sequence[tuple[str, int | None]],
    needs: Needs | None,
) -> None:
    """Write the sheet. `sheets`: the sheet of each caseworker; `ways`: the other sheets, each with how many rows it has."""
    paper = Paper(_PAGE)
    page.sheet.hide_gridlines(2)
    page.sheet.set_column(0, 0, _NAMES)
    page.sheet.set_column(1, _COLUMNS - 1, _FIGURES)
    row = _top(page, lists)
    row = _ways(page, row, ways)
    row = _rates(page, row, lists)
    row = _waiting(page, row, lists)
    row = _since(page, row, lists)
    row, bars = write_team_table(page, _title(page, row, "Sagsbehandlere"), lists, sheets, paper)
    if needs is not None:
        row = write_needs(page, row, needs, paper)
    row = draw(page, row, bars, paper)
    page.for_paper(None, (row, _COLUMNS - 1))
    page.sheet.set_print_scale(_SCALE)
    page.sheet.set_h_pagebreaks(paper.breaks)


def _top(page: Page, lists: Lists) -> int:
    """The day, the period, and what was read."""
    summary, horizon = lists.summary, lists.choice.horisont
    whose = "".join(f" · {part}" for part in (summary.kommune, summary.team) if part)
    span = f"{danish.day(summary.span.first)} til {danish.day(summary.span.last)}"
    until = danish.day(horizon.after_day(summary.pr))
    files = ", ".join(file.navn for file in summary.reading.files)
    guessed = " NB: Udtræksdatoen står ikke i filen, så der er regnet pr. i dag." if summary.guessed_day else ""
    page.sheet.set_row_pixels(0, 30)
    title = page.book.look(bold=True, font_size=16)
    page.above(0, 0, f"Rettidighed pr. {danish.day(summary.pr)}{whose}", title)
    page.text(1, 0, f"Andele: frister {span}. Listen rækker {horizon} frem, til {until}.")
    page.text(2, 0, f"Læst: {files}.{guessed}")
    return 3


def _ways(page: Page, row: int, ways: Sequence[tuple[str, int | None]]) -> int:
    """Links to the other sheets."""
    look = page.book.look(**LINK)
    page.text(row, 0, "Gå til:")
    for number, (name, rows) in enumerate(ways):
        below, column = row + number // _ACROSS, 1 + 2 * (number % _ACROSS)
        said = name if rows is None else f"{name}: {danish.whole(rows)}"
        page.across(below, column, column + 1, said, look)
        page.link(below, column, name, said, look)
    return row + -(-len(ways) // _ACROSS) + 1


def _title(page: Page, row: int, text: str) -> int:
    page.text(row, 0, text, page.book.look(bold=True, font_size=12))
    return row + 1


def _rates(page: Page, row: int, lists: Lists) -> int:
    """Both rates with n/N and interval, as on the first screen."""
    row = _title(page, row, "Fik borgerne det til tiden?")
    head, cell = page.book.look(**HEAD), page.book.look(**LINE)
    told = [("", "Forpligtelser til tiden", "Personer med alt til tiden"), *answers(lists.summary)]
    for number, (what, duties, people) in enumerate(told, row):
        look = head if number == row else cell
        page.text(number, 0, what, look)
        page.across(number, 1, 5, duties, look)
        page.across(number, 6, 10, people, look)
    page.text(row + len(told), 0, INTERVAL, page.book.look(**_GREY))
    return row + len(told) + 2


def _waiting(page: Page, row: int, lists: Lists) -> int:
    """Who still waits, as on the first screen."""
    row = _title(page, row, "Hvem venter stadig? (åbne brud, dage over fristen)")
    told = [["", *WAITING], *waiting(lists.summary)]
    for number, (what, *figures) in enumerate(told, row):
        kind = HEAD if number == row else LINE
        page.text(number, 0, what, page.book.look(**kind))
        for column, text in enumerate(figures, 1):
            page.text(number, column, text, page.book.look(**kind, align="right"))
    return row + len(told) + 1


def _since(page: Page, row: int, lists: Lists) -> int:
    """What has become of the list before."""
    book, since = page.book, lists.since
    if since.pr is None:
        row = _title(page, row, "Siden sidst")
        told = "Det er den første liste. Næste gang står her, hvad der er nyt, fortsat, forværret, løst og fjernet."
        page.text(row, 0, told)
        return row + 2
    row = _title(page, row, f"Siden sidst ({danish.day(since.pr)})")
    page.blank(row, 0, book.look(**HEAD))
    page.text(row + 1, 0, "Rækker", book.look(**LINE))
    for column, mark in enumerate(MARKS, 1):
        page.text(row, column, mark.capitalize(), book.look(**HEAD, align="right"))
        page.number(row + 1, column, since.counts[mark], book.look(**LINE, **FIGURE))
    page.text(row + 2, 0, account(lists), book.look(**_GREY))
    return row + 4
