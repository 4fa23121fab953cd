"""Funds → rates: R1 to R6 and RP, by group, and the funds behind each number (`spec.md` § 5).

`members` says what a rate counts, `shares` and `spreads` count it, `groupings` names the groups, `cells` sets every number
of every level in one table, `drill` finds the rows behind one of them.
"""

from __future__ import annotations

from rettid.rates.intervals import FEWEST_FOR_PERCENT, wilson, with_interval
from rettid.rates.members import APART, due_in
from rettid.rates.shares import persons, r1, r5, r6
from rettid.rates.spreads import MET_BANDS, OVERDUE_BANDS, nearest_rank, r2, r3, r4

__all__ = [
    "APART",
    "FEWEST_FOR_PERCENT",
    "MET_BANDS",
    "OVERDUE_BANDS",
    "due_in",
    "nearest_rank",
    "persons",
    "r1",
    "r2",
    "r3",
    "r4",
    "r5",
    "r6",
    "wilson",
    "with_interval",
]
