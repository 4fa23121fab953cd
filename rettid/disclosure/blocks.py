"""Which cells of two groupings are hidden, where the sums of both are shown.

A hidden block (some groups of each) is known by its sums along both edges and by nothing else, so a cell x in it, with r in its
row and c in its column of the n in the block, can be anything from r + c − n (nobody, if that is less) to the smaller of r
and c: the bounds of a transport table, and every whole number between them. Cells of several blocks are freer still.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from rettid.disclosure.counts import few_people

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rettid.disclosure.counts import Pair, Row
    from rettid.disclosure.presets import Preset

Bounds = tuple[int, int]


@dataclass(frozen=True)
class Block:
    """Some groups of each grouping: the cells where they meet."""

    rows: frozenset[str | None]
    columns: frozenset[str | None]

    @cached_property
    def cells(self) -> frozenset[Pair]:
        """The cells of the block."""
        return frozenset(product(self.rows, self.columns))


@dataclass(frozen=True)
class Sums:
    """What is known of one kind of count in a hidden block: the sum of each row and of each column."""

    rows: Mapping[str | None, int]
    columns: Mapping[str | None, int]

    def bounds(self, cell: Pair) -> Bounds:
        """How few and how many a cell of the block can hold.

        >>> Sums({"A": 50, "B": 50}, {"x": 53, "y": 47}).bounds(("A", "x"))
        (3, 50)
        """
        row, column = self.rows[cell[0]], self.columns[cell[1]]
        return max(0, row + column - sum(self.rows.values())), min(row, column)


@dataclass(frozen=True)
class Grid:
    """The cells of two groupings, each row and column with the sum that is shown; every cell is there, of nobody if need be."""

    cells: Mapping[Pair, Row]
    preset: Preset

    @cached_property
    def whole(self) -> Block:
        """Every cell."""
        return Block(frozenset(row for row, _ in self.cells), frozenset(column for _, column in self.cells))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of count that every cell has."""
        return tuple(next(iter(self.cells.values())).counts)

    @cached_property
    def of_all(self) -> Mapping[str, Sums]:
        """The sums of the whole table."""
        return {kind: self.sums(self.whole, kind) for kind in self.kinds}

    def sums(self, block: Block, kind: str) -> Sums:
        """The sums of a block."""
        rows: Counter[str | None] = Counter(dict.fromkeys(block.rows, 0))
        columns: Counter[str | None] = Counter(dict.fromkeys(block.columns, 0))
        for cell in block.cells:
            number = self.cells[cell].counts[kind]
            rows[cell[0]] += number
            columns[cell[1]] += number
        return Sums(rows, columns)

    def hides(self, block: Block, cell: Pair) -> bool:
        """Whether the block hides the few of the cell, and no count of the block is known all the same."""
        sums = {kind: self.sums(block, kind) for kind in self.kinds}
        return all(self._wide(cell, kind, sums[kind]) for kind in self.kinds) and all(
            self._loose(own, kind, sums[kind]) for kind in self.kinds for own in block.cells
        )

    def _wide(self, cell: Pair, kind: str, sums: Sums) -> bool:
        """Whether a small count can be nobody's, and more than a few; one of few people can be that many more or fewer."""
        row, limit = self.cells[cell], self.preset.mindst
        number, (low, high) = row.counts[kind], sums.bounds(cell)
        if self.preset.small(number):
            return low == 0 and high >= limit
        if few_people(row, self.preset) and number:
            return low <= max(0, number - limit) and high >= number + limit
        return True

    def _loose(self, cell: Pair, kind: str, sums: Sums) -> bool:
        """Whether a count can be more than one number; but the sums of the whole table may tell it anyway."""
        low, high = sums.bounds(cell)
        return low < high or not self.cells[cell].counts[kind] or (low, high) == self.of_all[kind].bounds(cell)

    def around(self, cell: Pair) -> Iterator[Iterable[Block]]:
        """Blocks with the cell in them, the small ones first: two by two; two whole rows or columns; everything."""
        whole = self.whole
        rows = [frozenset({cell[0], other}) for other in whole.rows - {cell[0]}]
        columns = [frozenset({cell[1], other}) for other in whole.columns - {cell[1]}]
        yield [Block(pair, other) for pair in rows for other in columns]
        yield [Block(pair, whole.columns) for pair in rows] + [Block(whole.rows, pair) for pair in columns]
        yield [whole]

    def cheapest(self, cell: Pair, hidden: frozenset[Pair]) -> Block | None:
        """The block that hides the cell with the fewest cells more, then the fewest people more; None where no block does."""
        for blocks in self.around(cell):
            ranked = sorted(blocks, key=lambda block: self._cost(block, hidden))
            found = next((block for block in ranked if self.hides(block, cell)), None)
            if found is not None:
                return found
        return None

    def _cost(self, block: Block, hidden: frozenset[Pair]) -> tuple[int, int, str]:
        """What the block hides more; the cells of what is hidden together are hidden already."""
        more = [cell for cell in block.cells - hidden if None not in cell]
        people = sum(self.cells[cell].counts["naevner"] for cell in more)
        return len(more), people, str(sorted(map(str, block.cells)))


def hidden_cells(grid: Grid, few: Iterable[Pair]) -> tuple[frozenset[Pair], Pair | None]:
    """The cells to hide so that the few of each cell can't be found, and the first cell that no block hides, if there is one."""
    hidden: frozenset[Pair] = frozenset()
    for cell in sorted(few, key=str):
        block = grid.cheapest(cell, hidden)
        if block is None:
            return hidden, cell
        hidden |= block.cells
    return hidden, None
