"""`rettid rates --raekker`: the rows behind one number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from rettid.screen import danish
from rettid.screen.first import what_was_read
from rettid.screen.paper import indented, show, table, title
from rettid.summary import kind_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.rates.drill import Cell
    from rettid.ratetables import RateTables

MOST_ROWS = 40
"""Rows shown on the screen; the rest are in the machine formats."""

_COUNTED = {"borger": ("borger", "borgere"), "forloeb_id": ("forløb", "forløb"), "samtale": ("samtale", "samtaler")}


def show_rows(rates: RateTables, cell: Cell, rows: pl.DataFrame, out: TextIO) -> None:
    """Print the number and what it counts."""
    show(_screen(rates, cell, rows), out)


def _screen(rates: RateTables, cell: Cell, rows: pl.DataFrame) -> Iterable[RenderableType]:
    named = [f"{name} {value or 'ikke oplyst'}" for name, value in cell.grupper.items()]
    line = f" {cell.linje}" if cell.linje else ""
    day = danish.day(rates.summary.pr)
    yield Text(" · ".join([f"Bag tallet {cell.tal}{line} pr. {day}", *named]), style="bold")
    yield from what_was_read(rates.summary)
    yield title("Tallet")
    yield indented(_counts(cell, rows) or ["ingen i målgruppen"])
    if rows.is_empty():
        return
    yield title("Rækkerne bag")
    yield _of_cases(rates, rows) if cell.rate.of_cases else _of_funds(rates, rows)
    if rows.height > MOST_ROWS:
        yield indented([f"{danish.further(rows.height - MOST_ROWS)}. Se dem alle med --format csv."], "dim")
    if not cell.rate.of_cases:
        yield indented(["Hvorfor en dom: rettid explain FIL FUND"], "dim")


def _counts(cell: Cell, rows: pl.DataFrame) -> list[str]:
    """Numerator and denominator of each kind: they are never added together."""
    one, many = _COUNTED.get(cell.rate.unit, ("forpligtelse", "forpligtelser"))
    kinds = [] if cell.rate.of_cases else [pl.col("art", "ejer", "haendelse"), _local()]
    said = []
    counted = rows.group_by(*kinds, pl.lit(0).alias("_"), maintain_order=True).agg(
        inside=pl.col("enhed").filter("i_taeller").n_unique(), all=pl.col("enhed").n_unique()
    )
    for row in counted.iter_rows(named=True):
        of = danish.count(row["all"], one, many)
        share = of if cell.rate.denominator is None else f"{danish.whole(row['inside'])} af {of}"
        kind = f"{kind_name((row['lokal'], row['ejer'], row['haendelse']))}: " if kinds else ""
        said.append(f"{kind}{share}.")
    return said


def _local() -> pl.Expr:
    return pl.when(pl.col("art") == "lokal").then("pakke").otherwise(pl.lit("")).alias("lokal")


def _of_funds(rates: RateTables, rows: pl.DataFrame) -> RenderableType:
    numbers, titles = rates.summary.case_numbers, rates.summary.titles
    shown = table("Sag", "Krav", "Nr", "Frist", "Opfyldt", "Status", "Tæller", "Fund")
    shown.columns[0].no_wrap = shown.columns[-1].no_wrap = True
    for row in rows.head(MOST_ROWS).iter_rows(named=True):
        shown.add_row(
            Text(numbers.get(row["forloeb_id"], row["forloeb_id"])),
            Text(titles.get((row["pakke"], row["krav"]), row["krav"])),
            str(row["nr"]),
            danish.day(row["frist"]),
            danish.day(row["moedt"]),
            row["status"].replace("_", " "),
            _yes(row),
            row["fund_id"],
        )
    return shown


def _of_cases(rates: RateTables, rows: pl.DataFrame) -> RenderableType:
    numbers = rates.summary.case_numbers
    interviews = "dato" in rows.columns
    shown = table("Sag", *(["Holdt", "Registreret"] if interviews else []), "Tæller", "Team", "Ansvarlig")
    for row in rows.head(MOST_ROWS).iter_rows(named=True):
        days = [danish.day(row["dato"]), danish.day(row["registreret"])] if interviews else []
        case = numbers.get(row["forloeb_id"], row["forloeb_id"])
        holder = [Text(row["team"] or "uden team"), Text(row["sagsbehandler"] or "ingen")]
        shown.add_row(Text(case), *days, _yes(row), *holder)
    return shown


def _yes(row: dict[str, Any]) -> str:
    return "ja" if row["i_taeller"] else "nej"
