"""Somebody who has whole reports and a computer: bounds of every count by linear programming over all that the files print.

The unknowns are duties by what reports divide them by: the days of their deadlines (cut wherever a period, a month, a band or
a reference day begins), the team, whether they were met, and within the days of a period the krav and the age. Tables of one
grouping hang together only through their sums, so each grouping has unknowns of its own that add up to the others'.
Open breaches are some of those not met; citizens with deadlines are no more than their duties. Where nothing that was
counted before is counted otherwise later, the attacker knows that too: what came due before the first day is the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tests.disclosure.printed import ALL, HIDDEN, HITS, KINDS, REST, SHARE, Cell, Fact

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from tests.disclosure.printed import Head

ONE = timedelta(days=1)
EARLY, LATE = date.min, date.max
LIMIT = 5
_EPS = 1e-4

Sum = dict["Hashable", float]
"""A sum of unknowns, by their names."""


@dataclass(frozen=True)
class Duty:
    """A duty as one report counts it."""

    haendelse: str
    frist: date
    opfyldt: bool
    borger: str
    team: str | None
    krav: str
    aldersgruppe: str
    aaben: bool
    team_nu: str | None
    """Of an open one, who has the case now."""

    @property
    def known(self) -> tuple[Any, ...]:
        """What does not change if nothing is corrected."""
        return self.frist, self.opfyldt, self.borger, self.team, self.krav, self.aldersgruppe


@dataclass(frozen=True)
class Truth:
    """What is really so on some days."""

    days: Mapping[date, Sequence[Duty]]

    def count(self, cell: Cell, kind: str) -> tuple[int, int]:
        """How many the cell has, and how many citizens they are."""
        own = self._of(cell)
        if cell.maal == "RP":
            met: dict[str, bool] = {}
            for duty in own:
                met[duty.borger] = met.get(duty.borger, True) and duty.opfyldt
            number = sum(kind == ALL or each == (kind == HITS) for each in met.values())
            return number, number
        chosen = [duty for duty in own if kind == ALL or duty.opfyldt == (kind == HITS)]
        return len(chosen), len({duty.borger for duty in chosen})

    def _of(self, cell: Cell) -> list[Duty]:
        first, last = cell.first or EARLY, min(cell.last, cell.pr - ONE)
        own = [duty for duty in self.days[cell.pr] if duty.haendelse == cell.haendelse and first <= duty.frist <= last]
        if cell.maal == "R2":
            return [duty for duty in own if duty.aaben and cell.team in (None, duty.team_nu)]
        own = [duty for duty in own if cell.team in (None, duty.team)]
        return [duty for duty in own if not cell.efter or getattr(duty, cell.efter) == cell.gruppe]

    @cached_property
    def unchanged(self) -> bool:
        """Whether every duty that one day counted is counted the same on the next, and no breach was opened again."""
        for (first, before), (_, after) in pairwise(sorted(self.days.items())):
            then, now = ([duty for duty in duties if duty.frist < first] for duties in (before, after))
            if sorted(map(str, (duty.known for duty in then))) != sorted(map(str, (duty.known for duty in now))):
                return False
            if {duty.known for duty in now if duty.aaben} - {duty.known for duty in then if duty.aaben}:
                return False
        return True


class Attack:
    """Everything that was printed of one kind of duty, as equations and inequalities."""

    def __init__(self, event: str, found: Iterable[Fact], truth: Truth, more: Iterable[Cell] = ()) -> None:
        """`more`: cells that are asked about and were not printed."""
        self.event, self.truth = event, truth
        self.facts = list(dict.fromkeys(fact for fact in found if fact.cell.haendelse == event and fact.kind != HIDDEN))
        cells = list(
            dict.fromkeys([*(fact.cell for fact in self.facts), *(cell for cell in more if cell.haendelse == event)])
        )
        self.cells, self.prs = cells, sorted({cell.pr for cell in cells})
        self.teams = [*sorted({cell.team for cell in cells if cell.team is not None}), ""]
        """The teams that were told of; the last is all others."""
        self.groups = {name: self._groups(name, cells) for name in ("krav", "aldersgruppe")}
        self.cuts = sorted({EARLY, *self.prs, *(edge for cell in cells for edge in _edges(cell))})
        self.coarse = sorted({EARLY, *self.prs, *(e for c in cells if c.efter or c.maal == "RP" for e in _edges(c))})
        self.places: dict[Hashable, int] = {}
        self.equal: list[tuple[Sum, float]] = []
        self.less: list[tuple[Sum, float]] = []
        """Sums that are no more than something."""
        self._hang_together()
        for fact in self.facts:
            self._tell(fact)
        self._matrices()

    def _groups(self, name: str, cells: Sequence[Cell]) -> list[str]:
        """The groups of a grouping that were told of, and all others (which there are not, where it is told in full)."""
        return sorted({cell.gruppe for cell in cells if cell.efter == name})

    # - unknowns

    def _edition(self, pr: date) -> date | None:
        return None if self.truth.unchanged else pr

    def _duties(self, first: date, last: date, team: str, *, met: bool, pr: date) -> Sum:
        """The duties with a deadline in these days."""
        days = [cut for cut in self.cuts if first <= cut <= last]
        return {("frist", self._edition(pr), cut, team, met): 1.0 for cut in days}

    def sum_of(self, cell: Cell, kind: str) -> Sum:
        """The unknowns that a count is the sum of."""
        first, last = cell.first or EARLY, min(cell.last, cell.pr - ONE)
        mets = {HITS: (True,), REST: (False,), ALL: (True, False)}[kind]
        teams = self.teams if cell.team is None else [cell.team]
        if cell.maal == "R2":
            days = [cut for cut in self.cuts if first <= cut <= last] if False in mets else []
            return {("aaben", cell.pr, cut, team): 1.0 for cut in days for team in teams}
        if cell.maal == "RP":
            return {("borgere", cell.pr, first, last, cell.team, met): 1.0 for met in mets}
        if not cell.efter:
            parts = [self._duties(first, last, team, met=met, pr=cell.pr) for team in teams for met in mets]
            return {name: 1.0 for part in parts for name in part}
        days = [cut for cut in self.coarse if first <= cut <= last]
        edition = self._edition(cell.pr)
        return {
            (cell.efter, cell.gruppe, edition, cut, team, met): 1.0 for cut in days for team in teams for met in mets
        }

    def _hang_together(self) -> None:
        """What is so whatever is printed."""
        for pr in self.prs if self._edition(self.prs[0]) else [self.prs[-1]]:
            self._groupings_add_up(pr)
        for number, pr in enumerate(self.prs):
            for first, last in pairwise([*self.cuts, LATE]):
                if first >= pr:
                    continue
                missed = [self._duties(first, last - ONE, team, met=False, pr=pr) for team in self.teams]
                waiting = {("aaben", pr, first, team): 1.0 for team in self.teams}
                self.less.append((_less(waiting, {name: 1.0 for part in missed for name in part}), 0))
                if number and self.truth.unchanged and first < self.prs[number - 1]:
                    before = {("aaben", self.prs[number - 1], first, team): 1.0 for team in self.teams}
                    self.less.append((_less(waiting, before), 0))
        self._citizens()

    def _groupings_add_up(self, pr: date) -> None:
        for name, groups in self.groups.items():
            for first, last in pairwise([*self.coarse, LATE]):
                for team in self.teams:
                    for met in (True, False):
                        own = {(name, group, self._edition(pr), first, team, met): 1.0 for group in groups}
                        if own and self._told_in_full(name, first):
                            self.equal.append((_less(own, self._duties(first, last - ONE, team, met=met, pr=pr)), 0))

    def _told_in_full(self, name: str, day: date) -> bool:
        """Whether some report has the grouping on that day, be its groups shown or hidden."""
        return any(cell.efter == name and (cell.first or EARLY) <= day <= cell.last for cell in self.cells)

    def _citizens(self) -> None:
        """Citizens have at least a duty each, and of those who were not met in everything at least one that was missed."""
        for cell in (each for each in self.cells if each.maal == "RP"):
            for kind in KINDS:
                self.less.append((_less(self.sum_of(cell, kind), self.sum_of(replace(cell, maal="R1"), kind)), 0))
            for earlier in (replace(cell, pr=pr) for pr in self.prs if pr < cell.pr and self.truth.unchanged):
                for kind in (REST, ALL):  # whoever was late stays late; who comes anew has come due with something
                    came = _less(self.sum_of(cell, kind), self.sum_of(earlier, kind))
                    due = (replace(each, maal="R1") for each in (cell, earlier))
                    self.less.append(({name: -factor for name, factor in came.items()}, 0))
                    self.less.append((_less(came, _less(*(self.sum_of(each, kind) for each in due))), 0))
            if cell.team is not None:
                for kind in (REST, ALL):
                    self.less.append((_less(self.sum_of(cell, kind), self.sum_of(replace(cell, team=None), kind)), 0))

    def _tell(self, fact: Fact) -> None:
        if fact.kind != SHARE:
            self.equal.append((self.sum_of(fact.cell, fact.kind), fact.number))
            return
        hits, everybody = (self.sum_of(fact.cell, kind) for kind in (HITS, ALL))
        for sign in (1, -1):
            much = fact.number + sign * fact.within
            side = _less(hits, {name: much * factor for name, factor in everybody.items()})
            self.less.append(({name: sign * factor for name, factor in side.items()}, 0))

    # - bounds

    def _matrices(self) -> None:
        everything = [*self.equal, *self.less]
        for told, _ in everything:
            for name in told:
                self.places.setdefault(name, len(self.places))
        self.a_eq, self.b_eq = self._rows(self.equal)
        self.a_ub, self.b_ub = self._rows(self.less)

    def _rows(self, told: Sequence[tuple[Sum, float]]) -> tuple[Any, Any]:
        at = [(row, self.places[name], factor) for row, (each, _) in enumerate(told) for name, factor in each.items()]
        rows, columns, factors = zip(*at, strict=True) if at else ((), (), ())
        matrix = csr_array((factors, (rows, columns)), shape=(len(told), len(self.places)))
        return matrix, np.array([number for _, number in told], dtype=float)

    def bounds(self, what: Sum) -> tuple[float, float]:
        """How little and how much a sum of unknowns can be; one that nothing was told of can be anything."""
        if not what.keys() <= self.places.keys():
            return 0.0, np.inf
        aim = np.zeros(len(self.places))
        for name, factor in what.items():
            aim[self.places[name]] += factor
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * aim,
                A_eq=self.a_eq,
                b_eq=self.b_eq,
                A_ub=self.a_ub,
                b_ub=self.b_ub,
                bounds=(0, None),
                method="highs",
            )
            assert found.status in (0, 3), f"{self.event}: {found.message}"
            ends.append(-sign * np.inf if found.status == 3 else sign * found.fun)
        return ends[0], ends[1]


def _edges(cell: Cell) -> tuple[date, date]:
    return cell.first or EARLY, min(cell.last, cell.pr - ONE) + ONE


def _less(one: Mapping[Hashable, float], other: Mapping[Hashable, float]) -> Sum:
    left: Sum = defaultdict(float, one)
    for name, factor in other.items():
        left[name] -= factor
    return {name: factor for name, factor in left.items() if factor}


# --- What reports of this kind have ------------------------------------------------------------------------------

BANDS = ((1, 14), (15, 28), (29, 56), (57, None))


def cells_of(told: Head, duties: Sequence[Duty]) -> list[Cell]:
    """What a report prints or hides: both rates, the groups, months and quarters of a year, and the bands of open breaches."""
    found: list[Cell] = []
    for event in dict.fromkeys(duty.haendelse for duty in duties):
        own = [duty for duty in duties if duty.haendelse == event]
        whole = Cell("R1", event, told.pr, told.first, told.last, team=told.team)
        found += [whole, replace(whole, maal="RP")]
        for name in ("krav", "aldersgruppe"):
            found += [
                replace(whole, efter=name, gruppe=group) for group in sorted({getattr(duty, name) for duty in own})
            ]
        for first, last in [*_months(told, 1), *_months(told, 3)]:
            found.append(replace(whole, first=first, last=last))
        waiting = replace(whole, maal="R2", first=None, last=told.pr - ONE)
        found.append(waiting)
        for low, high in BANDS:
            first = None if high is None else told.pr - timedelta(days=high)
            found.append(replace(waiting, first=first, last=told.pr - timedelta(days=low)))
    return list(dict.fromkeys(found))


def _months(told: Head, length: int) -> list[tuple[date, date]]:
    """The months or quarters of the trend, those that the period begins in cut there."""
    firsts = [
        date(year, month, 1) for year in range(told.year.year, told.last.year + 1) for month in range(1, 13, length)
    ]
    edges = sorted({told.year, told.first, told.last + ONE, *(day for day in firsts if told.year < day <= told.last)})
    return [(first, after - ONE) for first, after in pairwise(edges)]


# --- What is found ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """A count that is known too well: what it is, how many there really are, and what the attack found."""

    what: str
    kind: str
    number: int
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.what}, {self.kind}: {self.number} in {self.low:.4g}..{self.high:.4g}"


@dataclass(frozen=True)
class Asked:
    """A count to look for: that of a cell, less that of another one within it."""

    cell: Cell
    less: tuple[Cell, ...] = ()

    def number(self, truth: Truth, kind: str) -> int:
        return truth.count(self.cell, kind)[0] - sum(truth.count(each, kind)[0] for each in self.less)

    def sum_of(self, attack: Attack, kind: str) -> Sum:
        found = attack.sum_of(self.cell, kind)
        for each in self.less:
            found = _less(found, attack.sum_of(each, kind))
        return found

    def __str__(self) -> str:
        return f"{self.cell}" + "".join(f" less [{each}]" for each in self.less)


@dataclass(frozen=True)
class Result:
    """What was attacked and what was found."""

    printed: int
    hidden: int
    found: tuple[Found, ...]
    narrowest: float
    """The narrowest range of a hidden small count."""


def attacked(found: Sequence[Fact], truth: Truth, cells: Sequence[Cell]) -> Result:
    """Bounds of every cell, and of every difference of two cells, that holds 1-4; and of what else was hidden.

    `cells`: what reports of this kind print or hide. A small count must, by all that is printed, be anything from nobody to
    five or more; one that was hidden though it is not small must not come down to fewer than five numbers.
    """
    leaks: list[Found] = []
    hidden, narrowest = 0, np.inf
    marked = _hidden(found, truth)
    known = {
        (replace(cell, pr=LATE), kind, truth.count(cell, kind)[0])
        for cell in {f.cell for f in found if f.kind == ALL}
        for kind in KINDS
    }
    for event in sorted({cell.haendelse for cell in cells}):
        own = [cell for cell in cells if cell.haendelse == event]
        attack = Attack(event, found, truth, own)
        for asked in questions(own):
            for kind in (ALL,) if asked.cell.maal == "R2" else KINDS:
                number = asked.number(truth, kind)
                small = 0 < number < LIMIT
                if not small and (number <= 0 or asked.less or asked.cell not in marked):
                    continue
                if not small and (replace(asked.cell, pr=LATE), kind, number) in known:
                    continue  # it has not changed since it was printed
                low, high = attack.bounds(asked.sum_of(attack, kind))
                hidden += 1
                narrowest = min(narrowest, high - low)
                if (low > _EPS or high < LIMIT - _EPS) if small else high - low < LIMIT - 1 - _EPS:
                    leaks.append(Found(str(asked), kind, number, low, high))
    return Result(len({fact for fact in found if fact.kind != HIDDEN}), hidden, tuple(leaks), narrowest)


def _hidden(found: Sequence[Fact], truth: Truth) -> set[Cell]:
    """The cells that were hidden and that nobody need know: no other report printed the same duties, and they are not all there are.

    Months and quarters are told by each other.
    """
    shown = {_same(fact.cell) for fact in found if fact.kind == ALL}
    marked = {fact.cell for fact in found if fact.kind == HIDDEN and (fact.cell.efter or fact.cell.maal != "R1")}
    everybody = {cell for cell in marked if cell.efter and truth.count(cell, ALL) == truth.count(_whole(cell), ALL)}
    return {cell for cell in marked - everybody if _same(cell) not in shown}


def _whole(cell: Cell) -> Cell:
    return replace(cell, efter="", gruppe="")


def _same(cell: Cell) -> Cell:
    """The cell without what makes no difference to whom it counts."""
    if cell.maal != "R1":
        return cell
    return replace(cell, last=min(cell.last, cell.pr - ONE), pr=LATE if cell.last < cell.pr else cell.pr)


def questions(cells: Sequence[Cell]) -> list[Asked]:
    """The cells; and what has come to a cell from day to day, is outside the teams that were told of, or in days between periods."""
    plain = [Asked(cell) for cell in dict.fromkeys(cells)]
    there = {each.cell for each in plain}
    return [*plain, *(each for cell in there for each in _less_than(cell, there))]


def _less_than(cell: Cell, there: set[Cell]) -> Iterable[Asked]:
    same = [
        other
        for other in there
        if other != cell and (other.maal, other.efter, other.gruppe) == (cell.maal, cell.efter, cell.gruppe)
    ]
    for other in same:
        if cell.maal != "R2" and other.pr < cell.pr and replace(other, pr=cell.pr) == cell:
            yield Asked(cell, (other,))  # came since
    for pr in {other.pr for other in same if cell.maal == "R2" and other.pr > cell.pr}:
        yield Asked(cell, (replace(cell, pr=pr),))  # waited then and does not any more
    if cell.maal == "R1":
        for other in same:
            if other.pr == cell.pr and other.team == cell.team and _within(other, cell):
                yield Asked(cell, (other,))
    if cell.team is None and cell.maal in ("R1", "R2"):
        teams = [other for other in same if other.team is not None and replace(other, team=None) == cell]
        yield from (Asked(cell, (other,)) for other in teams)
        if len(teams) > 1:
            yield Asked(cell, tuple(sorted(teams, key=str)))


def _within(one: Cell, other: Cell) -> bool:
    """Whether the days of one are some of the other's, at one end of them: a month is told by itself."""
    first, last = (edge or EARLY for edge in (other.first, other.last))
    inside = first <= (one.first or EARLY) and one.last <= last
    return (
        inside
        and (one.first, one.last) != (other.first, other.last)
        and (one.first == other.first or one.last == other.last)
    )
