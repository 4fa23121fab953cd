"""Tables as a report has them, and the cells that reports have printed, made populations for the guard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.disclosure.counts import ALL, HITS, REST, Earlier, Population, Row, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rettid.disclosure.counts import Pair

Cell = dict[str, Any]

PLACE: dict[str, pl.DataType] = {
    "population": pl.String(),
    "efter": pl.String(),
    "gruppe": pl.String(),
    "kryds": pl.String(),
    "krydsgruppe": pl.String(),
}
"""Where a cell stands: of whom, by which grouping and group, and for a table of two groupings the other one and its group.

`population` says who is counted, with measure, event and period: those of one population are the same people, and only
those of the same name are compared from report to report. A cell of everybody has no `gruppe`."""

TABLES: dict[str, pl.DataType] = PLACE | {"taeller": pl.Int64(), "naevner": pl.Int64(), "borgere": pl.Int64()}
"""The cells of a report. `taeller` is empty where a table only counts; `borgere` says of how many people the counts are where one
person can count several times, and is else left out."""

PRINTED: dict[str, pl.DataType] = {"rapport": pl.String()} | TABLES
"""The cells of reports as they were printed: the counts of a cell that was hidden are empty."""


def populations(tables: pl.DataFrame, before: pl.DataFrame) -> dict[str, Population]:
    """The populations of the tables, in their order, each with the earlier reports that had it. Raises ValueError."""
    found = {}
    for (name,), rows in tables.group_by("population", maintain_order=True):
        earlier = before.filter(pl.col("population") == name)
        reports = [each for _, each in earlier.group_by("rapport", maintain_order=True)]
        found[str(name)] = _population(rows.to_dicts(), [_earlier(each.to_dicts()) for each in reports])
    return found


def groups_of(row: Cell) -> Iterator[tuple[str, str]]:
    """The groupings and groups that a cell is of: none for everybody, else one or two."""
    for name, group in (("efter", "gruppe"), ("kryds", "krydsgruppe")):
        if row[name] is not None and row[group] is not None:
            yield row[name], row[group]


def _row(cell: Cell) -> Row:
    """The counts of a cell. Raises ValueError where there are more in the numerator than in all."""
    hits, everybody = cell["taeller"], cell["naevner"]
    if hits is None:
        return Row({ALL: everybody}, cell["borgere"])
    if not 0 <= hits <= everybody:
        raise ValueError(f"{hits} of {everybody} in {cell}")
    return Row({HITS: hits, REST: everybody - hits, ALL: everybody}, cell["borgere"])


def _population(cells: list[Cell], earlier: list[Earlier]) -> Population:
    """A population; sums that are not given are made, those that are must be right. Raises ValueError."""
    people = Population(Row({}), foer=tuple(earlier))
    given: list[tuple[list[tuple[str, str]], Row]] = [(list(groups_of(cell)), _row(cell)) for cell in cells]
    for groups, row in given:
        if len(groups) == 2:
            (one, left), (other, right) = groups
            people.kryds.setdefault((one, other), {})[left, right] = row
        elif groups:
            people.linjer.setdefault(groups[0][0], {})[groups[0][1]] = row
    _add_edges(people)
    wholes = [row for groups, row in given if not groups]
    people.ialt = wholes[0] if wholes else total(next(iter(people.linjer.values())).values())
    _add_former(people)
    _check(people, wholes)
    return people


def _add_edges(people: Population) -> None:
    for (one, other), cells in people.kryds.items():
        for at, name in enumerate((one, other)):
            line = people.linjer.setdefault(name, {})
            for group in dict.fromkeys(cell[at] for cell in cells):
                if group is not None and group not in line:
                    line[group] = total(row for cell, row in cells.items() if cell[at] == group)


def _add_former(people: Population) -> None:
    """Groups that an earlier report had and this one has not: nobody is in them now."""
    nobody = Row(dict.fromkeys(people.ialt.counts, 0), None if people.ialt.borgere is None else 0)
    for earlier in people.foer:
        for name, line in earlier.linjer.items():
            if name in people.linjer:
                people.linjer[name] = dict.fromkeys(line, nobody) | people.linjer[name]


def _check(people: Population, wholes: Iterable[Row]) -> None:
    sums = [(name, total(line.values())) for name, line in people.linjer.items()]
    for name, row in [*sums, *(("i alt", whole) for whole in wholes)]:
        if row.counts != people.ialt.counts:
            raise ValueError(f"{name} adds up to {row.counts}, not to {people.ialt.counts}")
    for (one, other), cells in people.kryds.items():
        for at, name in enumerate((one, other)):
            for group, row in people.linjer[name].items():
                own = [each for cell, each in cells.items() if cell[at] == group]
                if (total(own).counts if own else dict.fromkeys(row.counts, 0)) != row.counts:
                    raise ValueError(f"{one} x {other}: {group} adds up to something else than by itself")


def _earlier(cells: list[Cell]) -> Earlier:
    lines: dict[str, dict[str, Row | None]] = {}
    crossings: dict[tuple[str, str], dict[Pair, Row | None]] = {}
    ialt = Row({})
    for cell in cells:
        row = None if cell["naevner"] is None else _row(cell)
        groups = list(groups_of(cell))
        if len(groups) == 2:
            (one, left), (other, right) = groups
            crossings.setdefault((one, other), {})[left, right] = row
        elif groups:
            lines.setdefault(groups[0][0], {})[groups[0][1]] = row
        elif row is not None:
            ialt = row
    return Earlier(ialt, lines, crossings)
