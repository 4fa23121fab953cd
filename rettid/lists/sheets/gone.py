"""What stood on the list before and stands here no more, as sheets: solved, and gone for another reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.lists.layout import HANDLING, KEY, NOTE, NOTED, Column
from rettid.lists.sheets.table import Heading, table
from rettid.lists.shown import duty, whose
from rettid.screen import danish

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from rettid.lists.sheets.book import Page

_WHO = (
    Column("sagsbehandler", "Sagsbehandler", 20, "long"),
    Column("borger", "Borger", 27, "long"),
    Column("krav_nr", "Krav og nr.", 34, "long"),
    Column("foer_frist", "Frist sidst", 11, "date"),
)
_TYPED = (HANDLING, NOTE, NOTED)

SOLVED_COLUMNS = (*_WHO, Column("moedt", "Mødt", 11, "date"), Column("hvorfor", "Hvordan", 30, "long"), *_TYPED, KEY)
LEFT_COLUMNS = (*_WHO, Column("hvorfor", "Hvorfor", 46, "long"), *_TYPED, KEY)


def write_solved(page: Page, title: str, rows: pl.DataFrame, since: date | None) -> list[tuple[str, ...]]:
    """Write the rows that were met since the list before, with what people had written. Gives back what stands in each."""
    told = danish.count(rows.height, "række er løst", "rækker er løst")
    return _write(
        page, Heading(title, "Opfyldt siden sidste liste, med jeres noter.", _since(told, since)), SOLVED_COLUMNS, rows
    )


def write_left(page: Page, title: str, rows: pl.DataFrame, since: date | None) -> list[tuple[str, ...]]:
    """Write the rows that left for another reason, each with its reason. Gives back what stands in each."""
    told = danish.count(rows.height, "række har forladt listen", "rækker har forladt listen")
    legend = "Alle, der stod på sidste liste og hverken står her eller er løst, og hvorfor."
    return _write(page, Heading(title, legend, _since(told, since)), LEFT_COLUMNS, rows)


def _since(told: str, since: date | None) -> str:
    return "Det er den første liste." if since is None else f"{told} siden {danish.day(since)}."


def _write(page: Page, heading: Heading, columns: tuple[Column, ...], rows: pl.DataFrame) -> list[tuple[str, ...]]:
    cells = table(page, heading, columns, rows.with_columns(whose(), krav_nr=duty()))
    page.sheet.set_column(len(columns) - 1, len(columns) - 1, KEY.width, None, {"hidden": True})
    return cells
