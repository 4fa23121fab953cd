"""Which cells of two groupings are hidden when an earlier report showed the same table: what has come since must not be told either.

Everything that was hidden stays hidden, in one block, so that what has come since is known in it by its sums alone. Where a
count can only grow, a cell's newcomers are bounded by those sums; where one has fallen nobody can use that, and the
counts as they are now must be wide enough by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rettid.disclosure.blocks import Block, Sums
from rettid.disclosure.counts import few, few_new, minus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rettid.disclosure.blocks import Grid
    from rettid.disclosure.counts import Pair, Row


Edge = dict[str | None, int]


@dataclass(frozen=True)
class Since:
    """The cells now and in an earlier report, with the groups that are hidden now taken together; None where it hid a cell.

    `rows` and `columns` are the sums along the edges, which the earlier report showed.
    """

    grid: Grid
    cells: Mapping[Pair, Row | None]
    rows: Mapping[str | None, Row]
    columns: Mapping[str | None, Row]

    @cached_property
    def must(self) -> frozenset[Pair]:
        """The cells that were hidden, those of few, and those that few have come to."""
        return frozenset(
            cell
            for cell, row in self.grid.cells.items()
            if (before := self.cells[cell]) is None
            or few(row, self.grid.preset)
            or few_new(row, before, self.grid.preset)
        )

    @cached_property
    def unchanged(self) -> bool:
        """Whether everything that was shown is as it was."""
        news = [minus(row, before) for cell, row in self.grid.cells.items() if (before := self.cells[cell]) is not None]
        edges = [self._edges(kind) for kind in self.grid.kinds]
        moved = [*(number for new in news for number in new.values()), *(n for pair in edges for n in _numbers(*pair))]
        return not any(moved)

    def exposed(self, block: Block) -> Pair | None:
        """The first cell of the block whose few newcomers would be told of; None where the block hides them."""
        known = [(kind, self.grid.sums(block, kind), self._new(block, kind)) for kind in self.grid.kinds]
        cells = sorted(block.cells, key=str)
        return next((cell for cell in cells if not all(self._wide(cell, *each) for each in known)), None)

    def _wide(self, cell: Pair, kind: str, now: Sums, new: Sums | None) -> bool:
        preset, before = self.grid.preset, self.cells[cell]
        number = self.grid.cells[cell].counts[kind]
        change = None if before is None else number - before.counts[kind]
        if new is None:
            low, high = now.bounds(cell)
            small = preset.small(number) or (change is not None and preset.small(change))
            return not small or (low <= max(0, number - preset.mindst) and high >= number + preset.mindst)
        if change is not None and not preset.small(change):
            return True
        low, high = new.bounds(cell)
        return high == 0 or low >= preset.mindst or (low == 0 and high >= preset.mindst)

    def _new(self, block: Block, kind: str) -> Sums | None:
        """The newcomers' sums in the block; None where a count that is known has fallen."""
        known = {
            cell: minus(self.grid.cells[cell], before)[kind]
            for cell, before in self.cells.items()
            if before is not None
        }
        rows, columns = self._edges(kind)
        if min([*known.values(), *rows.values(), *columns.values()]) < 0:
            return None
        for (row, column), number in known.items():
            if (row, column) not in block.cells:
                rows[row] -= number
                columns[column] -= number
        return Sums({group: rows[group] for group in block.rows}, {group: columns[group] for group in block.columns})

    def _edges(self, kind: str) -> tuple[Edge, Edge]:
        """What has come to each row and to each column."""
        whole = self.grid.of_all[kind]
        rows = {group: number - self.rows[group].counts[kind] for group, number in whole.rows.items()}
        columns = {group: number - self.columns[group].counts[kind] for group, number in whole.columns.items()}
        return rows, columns


def _numbers(*edges: Edge) -> list[int]:
    return [number for edge in edges for number in edge.values()]


def hidden_block(grid: Grid, before: Iterable[Since]) -> tuple[frozenset[Pair], Pair | None]:
    """The cells to hide, one block; and a cell that no block hides, if there is one."""
    reports = list(before)
    same = next((since for since in reports if since.unchanged), None)
    if same is not None:
        return frozenset(cell for cell, row in same.cells.items() if row is None), None
    must = frozenset(cell for since in reports for cell in since.must)
    if not must:
        return frozenset(), None
    for block in _around(grid, must):
        told = [cell for since in reports if (cell := since.exposed(block)) is not None]
        if not told:
            return block.cells, None
    return grid.whole.cells, told[0]


def _around(grid: Grid, cells: frozenset[Pair]) -> Iterable[Block]:
    """The smallest block with the cells in it, at least two by two; then with every row, every column, and everything."""
    rows = _two(frozenset(row for row, _ in cells), grid.of_all["naevner"].rows)
    columns = _two(frozenset(column for _, column in cells), grid.of_all["naevner"].columns)
    yield Block(rows, columns)
    yield Block(grid.whole.rows, columns)
    yield Block(rows, grid.whole.columns)
    yield grid.whole


def _two(groups: frozenset[str | None], sizes: Mapping[str | None, int]) -> frozenset[str | None]:
    spare = sorted(sizes.keys() - groups, key=lambda group: (sizes[group], str(group)))
    return groups | frozenset(spare[: max(0, 2 - len(groups))])
