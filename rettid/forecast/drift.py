"""How far practice moves from one quarter to the next, beyond what chance alone gives.

Without it a forecast believes that no quarter can come that the past year has not seen. Both numbers are zero where the
quarters differ no more than so few deadlines would by chance.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rettid.forecast.ledger import Due, Ledger

QUARTER = 13
"""Weeks; the usual period of R1 (`spec.md` § 5)."""


def drift(ledger: Ledger, weeks: range) -> float:
    """The standard deviation of the change in R1 from one quarter to the next in the weeks, chance taken off.

    The mean over all pairs of adjoining quarters of the squared change, less the variance of two shares of so many deadlines.
    """
    usual = _share(ledger.due_in(weeks))
    pairs = [(ledger.due_in(before), ledger.due_in(after)) for before, after in _adjoining(weeks)]
    beyond = [
        (_share(after) - _share(before)) ** 2 - _chance(usual, before) - _chance(usual, after)
        for before, after in pairs
        if before.forfaldne and after.forfaldne
    ]
    return sqrt(max(sum(beyond) / len(beyond), 0.0)) if beyond else 0.0


def lean(ledger: Ledger, year: range, moved: float) -> float:
    """How far from the R1 of the year practice is now: the difference of the last quarter, as much of it as is no chance.

    `moved` is the drift. The weight is drift² / (drift² + the variance of the last quarter's share).
    """
    last, usual = ledger.due_in(range(max(year.stop - QUARTER, year.start), year.stop)), _share(ledger.due_in(year))
    if not last.forfaldne or not moved:
        return 0.0
    return (_share(last) - usual) * moved**2 / (moved**2 + _chance(usual, last))


def _adjoining(weeks: range) -> list[tuple[range, range]]:
    firsts = range(weeks.start, weeks.stop - 2 * QUARTER + 1)
    return [(range(first, first + QUARTER), range(first + QUARTER, first + 2 * QUARTER)) for first in firsts]


def _share(due: Due) -> float:
    return due.rettidige / due.forfaldne if due.forfaldne else 0.0


def _chance(share: float, due: Due) -> float:
    """The variance of a share of so many."""
    return share * (1 - share) / due.forfaldne
