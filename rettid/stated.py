"""What `rettid figures` says of stated figures, gathered: each recomputed with its likely cause, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from rettid.statistics.causes import cause, cumulated
from rettid.statistics.figures import Stated, adds_up, lacking_in_list

if TYPE_CHECKING:
    from collections.abc import Sequence

FIGURES: dict[str, pl.DataType] = {
    "sted": pl.String(),
    "hvad": pl.String(),
    "taeller": pl.Int64(),
    "naevner": pl.Int64(),
    "sagt": pl.Float64(),
    "genberegnet": pl.Float64(),
    "passer": pl.Boolean(),
    "naevner_fra": pl.Int64(),
    "naevner_til": pl.Int64(),
    "aarsag": pl.String(),
}
"""A row per stated figure: `sagt` and `genberegnet` in percent, `naevner_fra` and `naevner_til` the denominators with which the
stated percentage is right, `aarsag` the likely cause. Of a sum, `naevner` is what it should be; of a list, what was announced."""

ADDS_UP, OFF, ALL_LISTED, NOT_LISTED = (
    "delene passer sammen",
    "delene passer ikke sammen",
    "alle er nævnt",
    "antallet passer ikke",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Percentages that were stated to add up to a total."""

    hvad: str
    dele: tuple[Fraction, ...]
    ialt: Fraction = Fraction(100)
    decimaler: int = 0
    sted: str = ""

    @property
    def sum(self) -> Fraction:
        """What they add up to."""
        return sum(self.dele, Fraction())

    @property
    def agrees(self) -> bool:
        """Whether they can be rounded parts of the total."""
        return adds_up(self.dele, self.ialt, self.decimaler)


@dataclass(frozen=True, slots=True)
class Listed:
    """So many things that were announced, and so many that are listed."""

    hvad: str
    varslet: int
    opregnet: int
    sted: str = ""

    @property
    def lacking(self) -> int:
        """How many are not listed."""
        return lacking_in_list(self.varslet, self.opregnet)


@dataclass(frozen=True, slots=True)
class Share:
    """A stated share, and where it was stated."""

    hvad: str
    tal: Stated
    sted: str = ""


@dataclass(frozen=True)
class Figures:
    """Stated figures: shares in the order they were stated, sums, and lists."""

    andele: Sequence[Share] = ()
    summer: Sequence[Parts] = ()
    lister: Sequence[Listed] = field(default=())

    @cached_property
    def meant(self) -> list[Stated]:
        """The shares as they were meant (`causes.cumulated`)."""
        return cumulated([share.tal for share in self.andele])

    @cached_property
    def table(self) -> pl.DataFrame:
        """A row per figure (FIGURES): shares, sums, lists."""
        shares = [_share(share, meant) for share, meant in zip(self.andele, self.meant, strict=True)]
        rows = [*shares, *map(_sum, self.summer), *map(_list, self.lister)]
        return pl.DataFrame(rows, schema=FIGURES, orient="row")


def _share(share: Share, meant: Stated) -> tuple[object, ...]:
    low, high = meant.implied or (None, None)
    said, found = (None if number is None else float(number) for number in (meant.procent, meant.recomputed))
    return share.sted, share.hvad, meant.taeller, meant.naevner, said, found, meant.agrees, low, high, cause(meant)


def _sum(parts: Parts) -> tuple[object, ...]:
    why = ADDS_UP if parts.agrees else OFF
    total, whole = float(parts.sum), float(parts.ialt)
    return parts.sted, parts.hvad, None, None, whole, total, parts.agrees, None, None, why


def _list(listed: Listed) -> tuple[object, ...]:
    why = NOT_LISTED if listed.lacking else ALL_LISTED
    return listed.sted, listed.hvad, listed.opregnet, listed.varslet, None, None, not listed.lacking, None, None, why
