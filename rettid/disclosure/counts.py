"""The counts of a population as the guard works on them: by kind, by group, by two groupings, and as an earlier report showed them.

Groups are a handful, so these are plain dictionaries.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rettid.disclosure.presets import Preset

HITS, REST, ALL = "taeller", "rest", "naevner"
BOTH, ONLY_ALL = (HITS, REST, ALL), (ALL,)
"""The kinds of count that a cell has: who is in the numerator, who is not, and everybody; or only everybody."""

Counts = dict[str, int]
Pair = tuple[str | None, str | None]
"""A cell of two groupings: a group of each; None is what is hidden of the grouping, taken together."""


@dataclass(frozen=True, slots=True)
class Row:
    """A cell: its counts by kind, and of how many people it is where a person can count several times."""

    counts: Counts
    borgere: int | None = None

    def __add__(self, other: Row) -> Row:
        kinds = self.counts.keys() & other.counts.keys()
        people = None if self.borgere is None or other.borgere is None else self.borgere + other.borgere
        return Row({kind: self.counts[kind] + other.counts[kind] for kind in kinds}, people)

    def of(self, kinds: Iterable[str]) -> Row:
        """The row with these kinds only."""
        return Row({kind: self.counts[kind] for kind in kinds}, self.borgere)


def total(rows: Iterable[Row]) -> Row:
    """The rows added together. Raises ValueError where there are none."""
    first, *rest = rows
    for row in rest:
        first = first + row
    return first


def minus(now: Row, before: Row) -> Counts:
    """What has come since, by the kinds that both have."""
    return {kind: number - before.counts[kind] for kind, number in now.counts.items() if kind in before.counts}


@dataclass(frozen=True)
class Earlier:
    """What an earlier report showed of the same people: the total, and each group and cell that was not hidden."""

    ialt: Row
    linjer: Mapping[str, Mapping[str, Row | None]] = field(default_factory=dict)
    """By grouping, each group; None where it was hidden."""
    kryds: Mapping[tuple[str, str], Mapping[Pair, Row | None]] = field(default_factory=dict)

    def line(self, grouping: str) -> Mapping[str, Row | None] | None:
        """The groups of the grouping; None where the report did not have it."""
        return self.linjer.get(grouping)


@dataclass
class Population:
    """The tables of one population: everybody, by each grouping, and by pairs of groupings; and the reports before."""

    ialt: Row
    linjer: dict[str, dict[str, Row]] = field(default_factory=dict)
    kryds: dict[tuple[str, str], dict[Pair, Row]] = field(default_factory=dict)
    foer: tuple[Earlier, ...] = ()


def few(row: Row, preset: Preset) -> bool:
    """Whether a cell tells of single people: one of its counts is small, or it is of few people."""
    return any(map(preset.small, row.counts.values())) or few_people(row, preset)


def few_people(row: Row, preset: Preset) -> bool:
    """Whether the counts are of few people, however many they are."""
    return row.borgere is not None and preset.small(row.borgere)


def few_new(now: Row, before: Row, preset: Preset) -> bool:
    """Whether the difference to what was shown before tells of single people."""
    people = now.borgere is not None and before.borgere is not None and preset.small(now.borgere - before.borgere)
    return people or any(map(preset.small, minus(now, before).values()))


def merged(rows: Mapping[Pair, Row], hidden: tuple[frozenset[str], frozenset[str]]) -> dict[Pair, Row]:
    """The cells with the hidden groups of each grouping taken together as None."""
    parts: dict[Pair, list[Row]] = defaultdict(list)
    for (one, other), row in rows.items():
        parts[None if one in hidden[0] else one, None if other in hidden[1] else other].append(row)
    return {cell: total(found) for cell, found in parts.items()}
