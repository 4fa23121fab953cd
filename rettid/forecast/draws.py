"""Draws from the standard library's generator: the same seed gives the same numbers on every machine and version."""

from __future__ import annotations

from math import log, log1p, sqrt
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NORMAL_FROM = 25
"""From this variance on a binomial draw is a rounded normal one."""


def generator(seed: int, *names: object) -> Random:
    """A generator of its own for each seed and names: what one run draws does not depend on another."""
    return Random("/".join(map(str, (seed, *names))))  # noqa: S311 - a simulation, no secret


def binomial(random: Random, number: int, chance: float) -> int:
    """How many of `number` come true, each with the chance. Chances outside 0 to 1 are taken as 0 or 1."""
    if number <= 0 or chance <= 0:
        return 0
    if chance >= 1:
        return number
    if chance > 0.5:
        return number - binomial(random, number, 1 - chance)
    if number * chance * (1 - chance) >= _NORMAL_FROM:
        drawn = round(random.gauss(number * chance, sqrt(number * chance * (1 - chance))))
        return min(max(drawn, 0), number)
    return _by_gaps(random, number, chance)


def shared_out(random: Random, number: int, weights: Sequence[int]) -> list[int]:
    """`number` dealt out over cells, each with a chance after its weight; all of them where any weight is over zero."""
    left, rest = number, sum(weights)
    dealt = []
    for weight in weights:
        dealt.append(binomial(random, left, weight / rest) if weight else 0)
        left, rest = left - dealt[-1], rest - weight
    return dealt


def _by_gaps(random: Random, number: int, chance: float) -> int:
    """The binomial draw by the gaps between those that come true: as many draws as hits, and one."""
    hits, place, fails = 0, 0, log1p(-chance)
    while True:
        place += int(log(1 - random.random()) / fails) + 1
        if place > number:
            return hits
        hits += 1
