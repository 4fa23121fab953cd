"""Why a stated share may be wrong: the likely cause of each, found by trying what people do."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from rettid.statistics.figures import common_denominator, left_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.statistics.figures import Stated

RIGHT, COUNT_ONLY, NO_SHARE = "passer", "et antal uden nævner", "ingen procent er angivet"
CUT, REMAINDER, SWAPPED = "afkortet i stedet for afrundet", "det er resten, ikke andelen", "to cifre er byttet om"
SMALLER, LARGER, IMPOSSIBLE = "en mindre nævner", "en større nævner", "ingen nævner giver den procent"
TOO_MANY = "tælleren er større end nævneren"


def cumulated(shares: Sequence[Stated]) -> list[Stated]:
    """The shares as they were meant: where a count only fits when it is added to those before ("yderligere 246"), it is.

    >>> from rettid.statistics.figures import Stated, percent
    >>> letter = [Stated(1160, 1744, *percent("74")), Stated(246, 1744, *percent("89"))]
    >>> [share.taeller for share in cumulated(letter)]
    [1160, 1406]
    """
    meant: list[Stated] = []
    for share in shares:
        before = meant[-1] if meant else None
        own = share if before is None else replace(share, taeller=share.taeller + before.taeller)
        meant.append(own if before is not None and _only_together(share, own, before) else share)
    return meant


def _only_together(alone: Stated, together: Stated, before: Stated) -> bool:
    """Whether a count of a growing percentage is too small by itself, and fits once it is added: rightly, or as those before do."""
    if None in (alone.naevner, alone.procent, before.procent) or alone.naevner != before.naevner or alone.agrees:
        return False
    grows = alone.procent > before.procent and alone.taeller < before.taeller  # type: ignore[operator]
    return grows and (bool(together.agrees) or common_denominator([before, together]) is not None)


def cause(share: Stated) -> str:
    """The likely cause of what was stated, in words."""
    if share.naevner is None:
        return COUNT_ONLY
    if share.taeller > share.naevner:
        return TOO_MANY
    if share.procent is None or share.recomputed is None:
        return NO_SHARE
    return RIGHT if share.agrees else _tried(share, share.recomputed, share.procent)


def _tried(share: Stated, found: Fraction, said: Fraction) -> str:
    """The first of what people do that gives the percentage; else what denominator would."""
    step, half = Fraction(1, 10**share.decimaler), Fraction(1, 2 * 10**share.decimaler)
    if 0 <= found - said < step:
        return CUT
    if abs(100 - found - said) <= half:
        return REMAINDER
    if abs(found - _turned(said, share.decimaler)) <= half:
        return SWAPPED
    if share.implied is None:
        return IMPOSSIBLE
    return SMALLER if share.implied[1] < (share.naevner or 0) else LARGER


def _turned(number: Fraction, digits: int) -> Fraction:
    """The number with its last two digits the other way round."""
    whole = int(number * 10**digits)
    tens, ones = divmod(whole % 100, 10)
    return Fraction(whole - whole % 100 + 10 * ones + tens, 10**digits)


def together(shares: Sequence[Stated]) -> list[list[Stated]]:
    """The shares that were stated of the same denominator, those with a percentage: what may be wrong in one way."""
    known: dict[int, list[Stated]] = {}
    for share in shares:
        if share.naevner is not None and share.procent is not None:
            known.setdefault(share.naevner, []).append(share)
    return [group for group in known.values() if left_out(group) is not None]
