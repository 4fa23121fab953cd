"""What somebody has stated, calculated again: shares from their counts, sums of parts, lists, and promises.

Exact arithmetic on whole numbers; a percentage is a fraction with the decimals it was given with.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

NOT_SET = "mål ikke fastsat"

Range = tuple[int, int]
"""The lowest and the highest whole number, both included."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A share as it was stated: so many, of so many, and the percentage with the decimals it was given with."""

    taeller: int
    naevner: int | None
    procent: Fraction | None = None
    decimaler: int = 0

    @property
    def recomputed(self) -> Fraction | None:
        """The percentage by the counts; None where there is no denominator, or nobody in it."""
        return Fraction(100 * self.taeller, self.naevner) if self.naevner else None

    @property
    def agrees(self) -> bool | None:
        """Whether the stated percentage is the recomputed one, rounded; None where one of them is lacking."""
        if self.recomputed is None or self.procent is None:
            return None
        return abs(self.recomputed - self.procent) <= self._half

    @property
    def implied(self) -> Range | None:
        """The denominators with which the counted ones are the stated percentage, rounded; None where there is none."""
        if self.procent is None or not self.taeller or self.procent + self._half <= 0:
            return None
        above, below = self.procent + self._half, self.procent - self._half
        lowest = max(self.taeller, ceil(Fraction(100 * self.taeller) / above))
        highest = floor(Fraction(100 * self.taeller) / below) if below > 0 else None
        return (lowest, highest) if highest is not None and lowest <= highest else None

    @property
    def _half(self) -> Fraction:
        return Fraction(1, 2 * 10**self.decimaler)


def percent(text: str) -> tuple[Fraction, int]:
    """A percentage as it is written, and its decimals. Raises ValueError.

    >>> percent("74"), percent("52,4")
    ((Fraction(74, 1), 0), (Fraction(262, 5), 1))
    """
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    return Fraction(plain), len(plain.partition(".")[2])


def common_denominator(shares: Sequence[Stated]) -> Range | None:
    """The denominators that make every one of the stated percentages right at once; None where no number does."""
    ranges = [each.implied for each in shares]
    if not ranges or None in ranges:
        return None
    lowest, highest = max(low for low, _ in ranges if low), min(high for _, high in ranges)  # type: ignore[misc]
    return (lowest, highest) if lowest <= highest else None


def left_out(shares: Sequence[Stated]) -> Range | None:
    """How many of the stated denominator were left out if all percentages are right; None where they contradict it otherwise.

    Where the shares agree with their denominators, or those are not one and the same, nobody was.
    """
    below, common = {each.naevner for each in shares}, common_denominator(shares)
    whole = next(iter(below)) if len(below) == 1 else None
    if whole is None or common is None or all(each.agrees for each in shares) or common[1] > whole:
        return None
    return whole - common[1], whole - common[0]


def adds_up(parts: Sequence[Fraction | int], total: Fraction | int = 100, decimaler: int = 0) -> bool:
    """Whether rounded parts can add up to the total: each may be half of its last digit off.

    >>> adds_up([37, 19, 1, 26, 18])
    True
    """
    aside = abs(sum((Fraction(part) for part in parts), Fraction()) - total)
    return aside <= Fraction(len(parts), 2 * 10**decimaler)


def lacking_in_list(announced: int, listed: int) -> int:
    """How many more were announced than are listed; negative where more are listed.

    >>> lacking_in_list(5, 4)
    1
    """
    return announced - listed


def target(text: str) -> Fraction | None:
    """The number of a target; None for one that is still open ("x pct."): it is NOT_SET, never 0 and never met.

    >>> target("52,4"), target("x")
    (Fraction(262, 5), None)
    """
    plain = text.strip().lower().removesuffix("pct.").removesuffix("%").strip()
    return None if plain in ("x", "") else percent(plain)[0]


def checked_too_early(promised: date, checked: date) -> bool:
    """Whether a promise is looked at before it falls due: what is seen then says nothing of it."""
    return checked < promised


def after_own_deadline(population_after: int, deadline_after: int) -> bool:
    """Whether a target counts people from so many months of unemployment on who had their right before that (both in months)."""
    return population_after > deadline_after
