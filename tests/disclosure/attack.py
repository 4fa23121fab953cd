"""Somebody who has every report and a computer: bounds of each hidden count by linear programming over everything printed.

The unknowns are how many people there are of every kind at once: one for each combination of the groups of all groupings, in the
numerator or not, at the first report, and newcomers at each later one (or people anew, where some have gone). Whatever
is printed is a sum of them. Marks and percentages tell nothing more than the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from scipy.optimize import linprog

from rettid.disclosure import STANDARD, TABLES, Guarded, protected

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.disclosure import Preset

Person = tuple[Any, ...]
"""A group of each grouping, and whether the person is in the numerator."""
Place = tuple[tuple[str, str], ...]
"""The groups that a cell is of."""

POPULATION = "R1, samtaler, 2018H2"


@dataclass(frozen=True)
class Design:
    """The groupings with their groups, and which tables there are: of one grouping or of two."""

    groups: Mapping[str, Sequence[str]]
    tables: Sequence[tuple[str, ...]]

    def places(self) -> list[Place]:
        """The cells of the tables, with everybody."""
        cells = [
            tuple(zip(names, groups, strict=True))
            for names in self.tables
            for groups in product(*(self.groups[name] for name in names))
        ]
        edges = [
            ((name, group),)
            for name in dict.fromkeys(n for names in self.tables for n in names)
            for group in self.groups[name]
        ]
        return list(dict.fromkeys([(), *edges, *cells]))

    def frame(self, people: Sequence[Person]) -> pl.DataFrame:
        """The tables of the people, with all sums."""
        rows = [self._row(place, *self.count(place, people)) for place in self.places()]
        return pl.DataFrame(rows, schema=TABLES)

    def count(self, place: Place, people: Sequence[Person]) -> tuple[int, int]:
        """How many of the people are in the cell: in the numerator, and in all."""
        at = {name: number for number, name in enumerate(self.groups)}
        own = [person for person in people if all(person[at[name]] == group for name, group in place)]
        return sum(person[-1] for person in own), len(own)

    @staticmethod
    def _row(place: Place, hits: int, everybody: int) -> dict[str, Any]:
        (by, group), (cross, other) = (*place, (None, None), (None, None))[:2]
        return {
            "population": POPULATION,
            "efter": by,
            "gruppe": group,
            "kryds": cross,
            "krydsgruppe": other,
            "taeller": hits,
            "naevner": everybody,
        }


def reports(design: Design, editions: Sequence[Sequence[Person]], preset: Preset = STANDARD) -> list[Guarded]:
    """The reports of the people, one after another, each knowing those before."""
    made: list[Guarded] = []
    for number, people in enumerate(editions):
        before = made[-1].trykt if made else None
        made.append(protected(design.frame(people), before, preset=preset, rapport=str(number)))
    return made


KINDS = ("taeller", "rest", "naevner")


class Attack:
    """Everything that is printed in some reports about the people of a design, as equations."""

    def __init__(self, design: Design, shown: Sequence[pl.DataFrame], *, growing: bool) -> None:
        self.design, self.growing, self.editions = design, growing, len(shown)
        self.atoms = [(*groups, hit) for groups in product(*design.groups.values()) for hit in (True, False)]
        equations = [
            (self.sum_of(place_of(row), kind, number), row[kind])
            for number, frame in enumerate(shown)
            for row in frame.iter_rows(named=True)
            for kind in ("taeller", "naevner")
            if row[kind] is not None
        ]
        self.left = np.array([left for left, _ in equations]).reshape(len(equations), len(self.atoms) * self.editions)
        self.right = np.array([right for _, right in equations])

    def sum_of(self, place: Place, kind: str, edition: int) -> np.ndarray:
        """The unknowns that add up to a count of a cell in a report."""
        at = {name: number for number, name in enumerate(self.design.groups)}
        own = np.array(
            [
                all(atom[at[name]] == group for name, group in place)
                and (kind == "naevner" or atom[-1] == (kind == "taeller"))
                for atom in self.atoms
            ],
            dtype=float,
        )
        first = 0 if self.growing else edition
        return np.concatenate([own if first <= number <= edition else 0 * own for number in range(self.editions)])

    def bounds(self, what: np.ndarray) -> tuple[float, float]:
        """How little and how much a sum of unknowns can be."""
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * what,
                A_eq=self.left if len(self.left) else None,
                b_eq=self.right if len(self.left) else None,
                bounds=(0, None),
            )
            if found.status == 3:  # unbounded
                ends.append(-sign * np.inf)
                continue
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return ends[0], ends[1]


def place_of(row: Mapping[str, Any]) -> Place:
    return tuple(
        (row[name], row[group])
        for name, group in (("efter", "gruppe"), ("kryds", "krydsgruppe"))
        if row[group] is not None
    )


def counts(design: Design, place: Place, people: Sequence[Person]) -> dict[str, int]:
    hits, everybody = design.count(place, people)
    return {"taeller": hits, "rest": everybody - hits, "naevner": everybody}


def recovered(
    design: Design, editions: Sequence[Sequence[Person]], made: Sequence[Guarded], preset: Preset = STANDARD
) -> list[tuple[Any, ...]]:
    """What the attack finds: each small count, now or as a difference between reports, whose bounds leave out nobody or more than a few."""
    shown = [each.tabeller for each in made]
    truth = [{place: counts(design, place, people) for place in design.places()} for people in editions]
    growing = all(
        after[place][kind] >= before[place][kind]
        for before, after in pairwise(truth)
        for place in before
        for kind in KINDS
    ) and _grown(editions)
    attack = Attack(design, shown, growing=growing)
    found: list[tuple[Any, ...]] = []
    for number in range(len(editions)):
        for place, kind in product(design.places(), KINDS):
            value = truth[number][place][kind]
            what = attack.sum_of(place, kind, number)
            if preset.small(value):
                low, high = attack.bounds(what)
                if low > 1e-6 or high < preset.mindst - 1e-6:
                    found.append((number, place, kind, value, low, high))
            if number and growing:
                change = value - truth[number - 1][place][kind]
                if preset.small(change):
                    low, high = attack.bounds(what - attack.sum_of(place, kind, number - 1))
                    if low > 1e-6 or high < preset.mindst - 1e-6:
                        found.append((number, place, f"ny {kind}", change, low, high))
    return found


def _grown(editions: Sequence[Sequence[Person]]) -> bool:
    """Whether each edition is the one before with newcomers."""
    return all(list(after[: len(before)]) == list(before) for before, after in pairwise(editions))
