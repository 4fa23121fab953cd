"""What has been reached of something, as it was stated or counted; and the difference of two such, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rettid.rates.intervals import FEWEST_FOR_PERCENT, wilson
from rettid.statistics.change import difference, rate_ratio
from rettid.targets.goal import PERCENT, POINTS

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from rettid.targets.model import Amount

COUNTED, STATED = "beregnet", "oplyst"
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Reached:
    """A number and where it comes from. `vaerdi` is unrounded; of a share or a rate it is in percent, with what it is out of.

    `interval` is the 95 % interval in the same unit, where the number has one. Without a value `hvorfor` says why.
    """

    vaerdi: Fraction | None
    hvordan: str
    pr: date | None = None
    taeller: Fraction | None = None
    naevner: Fraction | None = None
    enhed: str = ""
    interval: Interval | None = None
    forklaring: str = ""
    hvorfor: str = ""
    rate: bool = False
    """Whether it is events over time at risk, and not people of people."""

    @property
    def few(self) -> bool:
        """Whether the denominator is too small for a percentage."""
        return self.naevner is not None and self.naevner < FEWEST_FOR_PERCENT and not self.rate


def stated(amount: Amount, pr: date | None) -> Reached:
    """What somebody stated; a share of counts gets Wilson's interval."""
    hits, everybody = amount.taeller, amount.naevner
    whole = hits is not None and everybody is not None and hits.denominator == everybody.denominator == 1
    edges = None
    if whole and 0 <= hits <= everybody and everybody:  # type: ignore[operator]
        low, high = wilson(int(hits), int(everybody))  # type: ignore[arg-type]
        edges = (100 * low, 100 * high)
    return Reached(amount.vaerdi, STATED, pr, hits, everybody, amount.enhed, edges)


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of two numbers in the unit that was asked for, its interval if it has one, and a remark."""

    vaerdi: Fraction | None
    interval: Interval | None = None
    bemaerkning: str = ""


def change(now: Reached, before: Reached, unit: str) -> Change:
    """What has changed: in percent of what was (`pct.`), in percentage points, or as a number."""
    if now.vaerdi is None or before.vaerdi is None:
        return Change(None, bemaerkning=now.hvorfor or before.hvorfor)
    if unit == PERCENT:
        return _in_percent(now, before)
    gap = now.vaerdi - before.vaerdi
    if unit != POINTS or now.interval is None:
        return Change(gap)
    if before.interval is None:  # a published number, of everybody there is
        return Change(gap, tuple(edge - float(before.vaerdi) for edge in now.interval))  # type: ignore[arg-type]
    shares = [(float(each.vaerdi or 0) / 100, _of_one(each.interval)) for each in (now, before)]
    low, high = difference(shares[0][0], shares[1][0], shares[0][1], shares[1][1])
    return Change(gap, (100 * low, 100 * high))


def _in_percent(now: Reached, before: Reached) -> Change:
    if not before.vaerdi:
        return Change(None, bemaerkning="basis er 0: en ændring i procent findes ikke")
    grown = 100 * (now.vaerdi / before.vaerdi - 1)  # type: ignore[operator]
    if None in (now.naevner, before.naevner) or None in (now.taeller, before.taeller):
        return Change(grown)
    found = rate_ratio(
        (float(now.taeller), float(now.naevner)),  # type: ignore[arg-type]
        (float(before.taeller), float(before.naevner)),  # type: ignore[arg-type]
    )
    raw = 100 * (now.taeller / before.taeller - 1) if before.taeller else None  # type: ignore[operator]
    remark = "" if raw is None or now.naevner == before.naevner else f"antallet alene er ændret {signed(raw)} %"
    return Change(grown, (100 * found[1] - 100, 100 * found[2] - 100) if found else None, remark)


def signed(number: Fraction, digits: int = 0) -> str:
    """A change with its sign, as Danes write it.

    >>> signed(Fraction(25)), signed(Fraction(-3, 2), 1)
    ('+25', '−1,5')
    """
    shown = f"{abs(float(number)):.{digits}f}".replace(".", ",")
    return f"{'−' if number < 0 else '+'}{shown}"


def _of_one(interval: Interval | None) -> Interval:
    low, high = interval or (0.0, 0.0)
    return low / 100, high / 100
