"""`rettid cover`: what nobody covers first, then each cover's own, then a proposal that says that it is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from rettid.cover import UNCOVERED
from rettid.screen import danish
from rettid.screen.cover_words import LABEL, basis, duty, headline, holder, remarks, to_do
from rettid.screen.first import initials, what_was_read
from rettid.screen.paper import bullets, indented, show, table, title

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType
    from rich.table import Table

    from rettid.cover import Cover
    from rettid.summary import Summary

MOST_ROWS = 40
"""Rows of a table on the screen; the rest are counted below it."""


def show_cover(cover: Cover, summary: Summary, out: TextIO) -> None:
    """Print the cover list to `out`."""
    show(_screen(cover, summary), out)


def _screen(cover: Cover, summary: Summary) -> Iterable[RenderableType]:
    yield Text(f"Vikardækning pr. {danish.day(summary.pr)}", style="bold")
    yield from what_was_read(summary)
    yield indented(
        f"{person} er væk {danish.day(first)} til {danish.day(last)}."
        for person, first, last in cover.windows.iter_rows()
    )
    yield title(headline(cover))
    yield from _list(cover.rows, cover, summary, who=True)
    for name in cover.covers:
        own = cover.rows.filter(pl.col("vikar") == name)
        yield title(f"{name} dækker {danish.whole(own.height)}")
        yield from _list(own, cover, summary, who=False)
    yield from _proposal(cover, summary)
    yield title("Det hviler listen på")
    yield bullets(remarks(cover))


def _list(rows: pl.DataFrame, cover: Cover, summary: Summary, *, who: bool) -> Iterable[RenderableType]:
    if rows.is_empty():
        return
    made = _fixed(table(*["Dækkes af"] * who, "Frist", "Aftalt", "Hvad skal ske", "Sag", "Borger"))
    several = cover.windows["person"].n_unique() > 1
    for row in rows.head(MOST_ROWS).iter_rows(named=True):
        bold = "bold" if row["daekning"] == UNCOVERED else ""
        away = f"for {row['fravaerende']}" if several else ""
        cells = [f"{holder(row)}\n{away}".strip()] * who + _told(
            row, summary, "" if who or not several else f" ({away})"
        )
        made.add_row(*(Text(cell, style=bold) for cell in cells))
    yield made
    yield from _more(rows)


def _fixed(made: Table) -> Table:
    """The table, in which dates and case numbers stand on one line."""
    for column in made.columns:
        column.no_wrap = column.header in {"Frist", "Aftalt", "Senest", "Sag"}
    return made


def _told(row: dict[str, Any], summary: Summary, away: str) -> list[str]:
    return [
        danish.day(row["frist"]),
        danish.day(row["planlagt"]),
        f"{to_do(row, summary.pr)}: {duty(row, summary.titles)}{away}",
        row["sag"],
        initials(row["navn"]),
    ]


def _more(rows: pl.DataFrame) -> Iterable[RenderableType]:
    if rows.height > MOST_ROWS:
        yield indented([f"{danish.further(rows.height - MOST_ROWS)}; se dem alle med --out FIL.xlsx."], "dim")


def _proposal(cover: Cover, summary: Summary) -> Iterable[RenderableType]:
    uncovered = cover.part(UNCOVERED)
    if uncovered.is_empty():
        return
    yield title(LABEL)
    yield indented(basis(cover), "dim")
    placed = uncovered.drop_nulls("forslag").sort("forslag", "plads")
    if placed.height:
        made = _fixed(table("Forslag", "Senest", "Hvad skal ske", "Sag", "Borger"))
        for row in placed.head(MOST_ROWS).iter_rows(named=True):
            made.add_row(
                *map(
                    Text,
                    (row["forslag"], danish.day(row["dag"]), to_do(row, summary.pr), row["sag"], initials(row["navn"])),
                )
            )
        yield made
        yield from _more(placed)
    yield from _unplaced(uncovered.filter(pl.col("forslag").is_null()))
    yield from _people(cover)


def _unplaced(rows: pl.DataFrame) -> Iterable[RenderableType]:
    if rows.height:
        yield title(f"Kan ikke placeres: {danish.whole(rows.height)}")
        made = _fixed(table("Senest", "Sag", "Borger", "Målgruppe", "Alder", "Hvorfor"))
        for row in rows.head(MOST_ROWS).iter_rows(named=True):
            groups = (row["maalgruppe"] or "–", row["aldersgruppe"] or "–")
            made.add_row(*map(Text, (danish.day(row["dag"]), row["sag"], initials(row["navn"]), *groups, row["grund"])))
        yield made
        yield from _more(rows)


def _people(cover: Cover) -> Iterable[RenderableType]:
    if cover.people.is_empty():
        return
    yield title("Så meget får de i de samme dage, efter navn")
    made = table("Sagsbehandler", "Egne", "Dækker", "Forslag", "I alt", "Højst", numbers=True)
    made.add_column("", overflow="fold")
    for row in cover.people.iter_rows(named=True):
        counts = [danish.whole(row[name]) for name in ("egne", "daekker", "foreslaaet", "i_alt")]
        most = "–" if row["hoejst"] is None else danish.whole(row["hoejst"])
        made.add_row(Text(row["sagsbehandler"]), *counts, most, Text(row["bemaerkning"] or ""))
    yield made
