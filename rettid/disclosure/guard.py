"""What of a population is hidden: whole groups first, then cells of two groupings, until everything holds together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rettid.disclosure.blocks import Grid, hidden_cells
from rettid.disclosure.counts import ALL, HITS, REST, Row, few, few_new, few_people, merged, minus, total
from rettid.disclosure.lines import hidden_groups, together_before
from rettid.disclosure.since import Since, hidden_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rettid.disclosure.counts import Earlier, Pair, Population
    from rettid.disclosure.presets import Preset

Extent = Literal["intet", "antal", "tabeller"]
Groups = dict[str, frozenset[str]]
Crossing = tuple[str, str]


@dataclass(frozen=True)
class Hidden:
    """What is hidden of a population.

    `omfang`: how much is shown at all. `grupper`: by grouping, the groups that are hidden wherever they stand. `celler`: of
    two groupings, the cells that are hidden besides.
    """

    omfang: Extent
    grupper: Groups = field(default_factory=dict)
    celler: Mapping[Crossing, frozenset[Pair]] = field(default_factory=dict)

    def group(self, grouping: str, group: str) -> bool:
        """Whether a group is hidden."""
        return self.omfang != "tabeller" or group in self.grupper[grouping]

    def cell(self, crossing: Crossing, cell: tuple[str, str]) -> bool:
        """Whether a cell of two groupings is hidden."""
        return any(map(self.group, crossing, cell)) or cell in self.celler[crossing]


def hidden(people: Population, preset: Preset) -> Hidden:
    """What must be hidden of the population so that no small cell is seen or found."""
    extent = shown_extent(people, preset)
    if extent != "tabeller":
        return Hidden(extent)
    forced: dict[str, set[str]] = {name: set() for name in people.linjer}
    while True:
        groups = {name: hidden_groups(people, name, forced[name], preset) for name in people.linjer}
        cells, trouble = _crossings(people, groups, preset)
        if trouble is None:
            return Hidden(extent, groups, cells)
        name, group = _to_hide(people, groups, *trouble)
        forced[name].add(group)


def shown_extent(people: Population, preset: Preset) -> Extent:
    """How much can be told: `tabeller`; `antal`, how many there are in all, where those in the numerator or the rest are few; `intet`."""
    own = people.ialt
    if few_people(own, preset) or _untold(people, ALL, preset):
        return "intet"
    few_of_a_kind = any(_untold(people, kind, preset) for kind in own.counts)
    return "antal" if few_of_a_kind or _tells_of_before(people, preset) else "tabeller"


def _untold(people: Population, kind: str, preset: Preset) -> bool:
    """Whether the total is small, or differs by few from an earlier one."""
    own = people.ialt.of((kind,))
    earlier = (report.ialt for report in people.foer if kind in report.ialt.counts)
    return few(own, preset) or any(few_new(own, before.of((kind,)), preset) for before in earlier)


def _tells_of_before(people: Population, preset: Preset) -> bool:
    """Whether the counts now tell how many were in the numerator when an earlier report showed only how many there were in all.

    There were no more of a kind then than there are now, and no fewer than all of then less the other kind of now.
    """
    now = people.ialt.counts
    totals = (report.ialt.counts for report in people.foer)
    then = [counts[ALL] for counts in totals if ALL in counts and HITS not in counts]
    if HITS not in now:
        return False
    kinds = ((now[HITS], now[REST]), (now[REST], now[HITS]))
    known = [(max(0, before - other), min(before, own)) for before in then for own, other in kinds]
    return any(0 < low < preset.mindst or 0 < high < preset.mindst for low, high in known)


def _crossings(
    people: Population, groups: Groups, preset: Preset
) -> tuple[dict[Crossing, frozenset[Pair]], tuple[Crossing, Pair] | None]:
    """The hidden cells of every two groupings; and a cell that can't be hidden while its row and column are shown."""
    grids = {pair: _grid(people, pair, groups, preset) for pair in sorted(people.kryds)}
    before = {pair: _before(people, pair, groups, grid) for pair, grid in grids.items()}
    shy = any(_must(grids[pair], before[pair], preset) for pair in grids)
    closing = _closing(grids) if shy else frozenset()
    found: dict[Crossing, frozenset[Pair]] = {}
    for pair, grid in grids.items():
        cells, trouble = _hidden_of(grid, before[pair], preset, everything=pair in closing)
        if trouble is not None:
            return {}, (pair, trouble)
        found[pair] = cells
    return found, None


def _must(grid: Grid, before: list[Since], preset: Preset) -> bool:
    return any(few(row, preset) for row in grid.cells.values()) or any(since.must for since in before)


def _hidden_of(
    grid: Grid, before: list[Since], preset: Preset, *, everything: bool
) -> tuple[frozenset[Pair], Pair | None]:
    small = [cell for cell, row in grid.cells.items() if few(row, preset)]
    if everything:
        bare = [cell for cell in sorted(small, key=str) if not grid.hides(grid.whole, cell)]
        told = [cell for since in before if (cell := since.exposed(grid.whole)) is not None]
        return grid.whole.cells, next(iter([*bare, *told]), None)
    return hidden_block(grid, before) if before else hidden_cells(grid, small)


def _closing(crossings: Iterable[Crossing]) -> frozenset[Crossing]:
    """The pairs of groupings that close a ring with those before them.

    Tables of two groupings that hang together as a tree tell nothing of each other but the sums they share; those of a ring do.
    """
    root: dict[str, str] = {}

    def top(name: str) -> str:
        while root.setdefault(name, name) != name:
            name = root[name]
        return name

    found = set()
    for one, other in crossings:
        if top(one) == top(other):
            found.add((one, other))
        root[top(one)] = top(other)
    return frozenset(found)


def _to_hide(people: Population, groups: Groups, crossing: Crossing, cell: Pair) -> tuple[str, str]:
    """The group to hide for a cell's sake: the smaller of its row and its column; else the smallest that is still shown."""
    own = [(name, group) for name, group in zip(crossing, cell, strict=True) if group is not None]
    spare = [(name, group) for name in crossing for group in people.linjer[name].keys() - groups[name]]
    return min(own or spare, key=lambda at: (people.linjer[at[0]][at[1]].counts[ALL], at))


def _grid(people: Population, pair: Crossing, groups: Groups, preset: Preset) -> Grid:
    """The cells of two groupings with the hidden groups taken together, and with those that nobody is in."""
    nobody = Row(dict.fromkeys(people.ialt.counts, 0), None if people.ialt.borgere is None else 0)
    every = {(one, other): nobody for one in people.linjer[pair[0]] for other in people.linjer[pair[1]]}
    return Grid(merged(every | people.kryds[pair], (groups[pair[0]], groups[pair[1]])), preset)


def _before(people: Population, pair: Crossing, groups: Groups, grid: Grid) -> list[Since]:
    """The same cells in each earlier report that had the table."""
    found = []
    for report in people.foer:
        if pair in report.kryds:
            rows, columns = (_edge(report, name, groups[name], people) for name in pair)
            found.append(Since(grid, _cells_before(report, pair, grid, rows, columns), rows, columns))
    return found


def _edge(report: Earlier, name: str, hidden: frozenset[str], people: Population) -> dict[str | None, Row]:
    """The sums of a grouping in an earlier report, the groups that are hidden now taken together; an unknown group had nobody."""
    line = report.linjer[name]
    nobody = Row(dict.fromkeys(report.ialt.counts, 0))
    shown: dict[str | None, Row] = {group: line.get(group) or nobody for group in people.linjer[name].keys() - hidden}
    return shown | ({None: together_before(report.ialt, line, hidden)} if hidden else {})


def _cells_before(
    report: Earlier, pair: Crossing, grid: Grid, rows: Mapping[str | None, Row], columns: Mapping[str | None, Row]
) -> dict[Pair, Row | None]:
    """The cells of an earlier report; those of what is hidden now are the sum less the others, where all of them were shown."""
    table, nobody = report.kryds[pair], Row(dict.fromkeys(report.ialt.counts, 0))
    cells: dict[Pair, Row | None] = {cell: table.get(cell, nobody) for cell in grid.cells if None not in cell}
    for group in columns:
        if group is not None and None in rows:
            cells[None, group] = _rest(columns[group], [cells[row, group] for row in rows if row is not None])
    for group in rows:
        if None in columns:
            cells[group, None] = _rest(rows[group], [cells[group, column] for column in columns if column is not None])
    return cells


def _rest(whole: Row, parts: list[Row | None]) -> Row | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return Row(minus(whole, total(known))) if known else whole
