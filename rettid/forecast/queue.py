"""What a week has room for: events that have to wait, and deadlines that more room would save.

Both are made so that more room never makes any deadline worse: who is nearest the deadline comes first, and nobody who is
served with less room waits longer with more.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING

from rettid.forecast.draws import shared_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from rettid.forecast.ledger import Ledger

Week = dict[date, tuple[float, float]]
"""What falls due in a week, by month in order, and of that in time."""

Wishes = dict[int, dict[int, list[float]]]
"""By the week of the event, then of the deadline: how many would be in time, and how many come late anyhow."""


def saved(week: Week, more: float) -> Week:
    """The week with `more` of those that would be late in time after all, the earliest deadlines first."""
    late = [float(due - timely) for due, timely in week.values()]
    rests = accumulate(late, lambda rest, number: max(rest - number, 0.0), initial=more)
    gains = [min(rest, number) for rest, number in zip(rests, late, strict=False)]
    return {month: (due, timely + gain) for (month, (due, timely)), gain in zip(week.items(), gains, strict=True)}


def served(weeks: Sequence[Week], room: float, ledger: Ledger, random: Random) -> list[Week]:
    """The weeks where at most `room` duties are met in each: what has to wait goes on to the next, the nearest deadline first.

    When each would be met without a limit is drawn from the leads and delays of the past year.
    """
    kept = _in_time(_wishes(weeks, ledger, random), room, len(weeks))
    return [_filled(week, kept[lag]) for lag, week in enumerate(weeks, 1)]


def _wishes(weeks: Sequence[Week], ledger: Ledger, random: Random) -> Wishes:
    """When the duties of each week would be met; deadline 0 are those that are over already."""
    found: Wishes = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for lag, week in enumerate(weeks, 1):
        timely = round(sum(number for _, number in week.values()))
        late = round(sum(due for due, _ in week.values())) - timely
        leads = {lead: number for lead, number in ledger.leads.items() if lead < lag}
        for lead, number in _dealt(random, timely, leads or {0: 1}):
            found[lag - lead][lag][0] += number
        for delay, number in _dealt(random, late, ledger.delays):
            found[lag + delay][lag][1] += number
    for age, number in ledger.overdue.items():
        still = {delay: those for delay, those in ledger.delays.items() if delay >= age}
        for delay, those in _dealt(random, number, still):
            found[delay - age + 1][0][1] += those
    return found


def _dealt(random: Random, number: int, weights: Mapping[int, int]) -> list[tuple[int, int]]:
    return list(zip(weights, shared_out(random, number, list(weights.values())), strict=True))


def _in_time(wishes: Wishes, room: float, last: int) -> dict[int, float]:
    """By week of the deadline: how many are still in time where a week meets at most `room`."""
    kept: dict[int, float] = defaultdict(float)
    waiting: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for week in range(1, last + 1):
        for deadline, numbers in wishes.get(week, {}).items():
            waiting[deadline] = [have + more for have, more in zip(waiting[deadline], numbers, strict=True)]
        left = room
        for deadline in sorted(waiting):
            for late in (0, 1):
                now = min(left, waiting[deadline][late])
                left, waiting[deadline][late] = left - now, waiting[deadline][late] - now
                kept[deadline] += now if not late and week <= deadline else 0.0
            if not any(waiting[deadline]):
                del waiting[deadline]
            if left <= 0:
                break
    return kept


def _filled(week: Week, kept: float) -> Week:
    """The week with no more than `kept` in time, the earliest months first."""
    found, rest = {}, kept
    for month, (due, timely) in week.items():
        found[month] = (due, min(timely, rest))
        rest -= found[month][1]
    return found
