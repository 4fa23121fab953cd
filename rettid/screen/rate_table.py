"""A table of cells: groups down, a sum before its parts, numbers across."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from rettid.rates.groupings import CALENDAR, COHORT, NEWCOMER, WHOLE, columns_of
from rettid.screen import danish
from rettid.screen.paper import indented, table, title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import polars as pl
    from rich.console import RenderableType

    from rettid.ratetables import RateTables

    Row = dict[str, Any]
    Lines = dict[str, Row]
    Columns = dict[str, Callable[[Lines], str]]

MOST_ROWS = 60
"""Groups shown in one table; the rest are in the machine formats."""

_NOBODY = {
    "team": "uden team",
    "sagsbehandler": "uden ansvarlig",
    "aldersgruppe": "alder ikke oplyst",
    "maalgruppe": "uden målgruppe",
    "a_kasse": "a-kasse ikke oplyst",
    COHORT: "start ikke oplyst",
    **dict.fromkeys(CALENDAR, "frist ikke kendt"),
}


def grouped(
    rates: RateTables, cells: pl.DataFrame, heading: str, columns: Columns, *, numbers: bool = False
) -> Iterable[RenderableType]:
    """One row per group; nothing where no cell is given. `numbers` go to the right.

    The parts of an empty group are left out, and so are empty numbers (`nr`), which are counted below.
    """
    if cells.is_empty():
        return
    whole = groups(cells, rates)
    kept = [lines for lines in whole if any_in(lines) or level(one_of(lines))[-1:] != ["nr"]]
    rows = table("", *columns, numbers=numbers)
    for lines in kept[:MOST_ROWS]:
        row = one_of(lines)
        depth = len(level(row))
        name = Text(f"{'  ' * (depth - 1)}{label(row, rates)}", style="" if depth else "bold")
        rows.add_row(name, *(tell(lines) for tell in columns.values()))
    yield title(heading)
    yield rows
    if len(kept) < len(whole):
        yield indented([f"Ingen i målgruppen for {danish.count(len(whole) - len(kept), 'nr.', 'numre')} til."], "dim")
    if len(kept) > MOST_ROWS:
        yield indented([f"{danish.further(len(kept) - MOST_ROWS)}. Se dem alle med --format csv."], "dim")


def groups(cells: pl.DataFrame, rates: RateTables) -> list[Lines]:
    """The lines of each group, in the order of the cells, without the parts of groups that hold nobody."""
    names = columns_of(rates.by)
    found: dict[tuple[Any, ...], Lines] = {}
    for row in cells.iter_rows(named=True):
        found.setdefault((row["niveau"], *(row[name] for name in names)), {})[row["linje"]] = row
    empty = {key for key, lines in found.items() if not any_in(lines)}
    return [lines for lines in found.values() if _above(one_of(lines), names) not in empty]


def one_of(lines: Lines) -> Row:
    """Any line of the group: they have the group in common."""
    return next(iter(lines.values()))


def _above(row: Row, names: Sequence[str]) -> tuple[Any, ...] | None:
    """The key of the sum that the row is a part of."""
    names_of_level = level(row)
    columns = columns_of(names_of_level[:-1])
    above = (",".join(names_of_level[:-1]) or WHOLE, *(row[name] if name in columns else None for name in names))
    return above if names_of_level else None


def level(row: Row) -> list[str]:
    """The groupings that the row is of, the largest first; none for the whole."""
    return [] if row["niveau"] == WHOLE else row["niveau"].split(",")


def any_in(lines: Lines) -> bool:
    """Whether the group holds anybody, as far as it is told."""
    return any(
        row["naevner"] or row["taeller"] or (row["kan_ikke_afgoeres"] and row["taeller"] is not None)
        for row in lines.values()
    )


def label(row: Row, rates: RateTables) -> str:
    """What the smallest group of the row is called."""
    *larger, name = ["", *level(row)]
    if not name:
        return "I alt"
    if name in ("krav", "nr"):
        return _krav(row, rates, number=name == "nr", title="krav" not in larger)
    if row[name] is None:
        return _NOBODY[name]
    if name == COHORT and rates.nyledige_fra:
        return f"{'Nyledige fra' if row[name] == NEWCOMER else 'Begyndt før'} {danish.day(rates.nyledige_fra)}"
    return f"{'målgruppe ' if name == 'maalgruppe' else ''}{row[name]}"


def _krav(row: Row, rates: RateTables, *, number: bool, title: bool) -> str:
    name = rates.summary.titles.get((row["pakke"], row["krav"]), row["krav"])
    krav = f"{name} ({row['pakke']})" if title else ""
    return f"{krav} nr. {row['nr']}".strip() if number else krav
