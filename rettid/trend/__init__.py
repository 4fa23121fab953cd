"""A measure over time: what each month or fortnight says, as it is known now and as it was known then, and whether it has changed.

`steps` are the periods, `replay` judges an export as of each of them, `stored` takes the same from the history; `counts`
makes the numbers, `signals` holds them up against their own variation, `differences` names the cases that tell otherwise now.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

import polars as pl

from rettid.rates.groupings import KIND
from rettid.trend.counts import COUNTED, MEASURES, counted, held, kinds_of
from rettid.trend.differences import DIFFERENCES, Source, differences
from rettid.trend.replay import NOW, THEN, Export, Judged
from rettid.trend.signals import CHARTED, with_signals
from rettid.trend.steps import FORTNIGHT, MONTH, SCHEDULE, Step, latest, steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.statistics.control import Break

__all__ = [
    "CHARTED", "COUNTED", "DIFFERENCES", "FORTNIGHT", "MEASURES", "MONTH", "NOW", "SCHEDULE", "THEN", "Export", "Judged",
    "Step", "Trend", "latest", "steps",
]  # fmt: skip


class Told(Source, Protocol):
    """What a series is told from: an export, or the history."""

    def told(self, maal: str, kendt: str, found: Sequence[Step]) -> dict[str, Judged]:
        """Per period what the measure is counted from; a period that nobody has judged is not in it."""


@dataclass(frozen=True)
class Trend:
    """One question: these measures in these periods, as known NOW, THEN or both."""

    source: Told
    found: Sequence[Step]
    measures: Sequence[str] = ("R1",)
    known: Sequence[str] = (NOW,)
    breaks: Sequence[Break] = ()
    untold: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Events that the export does not tell, and why."""

    @cached_property
    def series(self) -> pl.DataFrame:
        """`maal`, KIND, `kendt`, then SCHEDULE, COUNTED and CHARTED: a row per measure, kind of duty, period and what was known.

        Sorted so, with NOW before THEN.
        """
        parts = [self._counted(maal, kendt) for maal in self.measures for kendt in self.known]
        return with_signals(pl.concat(parts), self.breaks)

    def _counted(self, maal: str, kendt: str) -> pl.DataFrame:
        """The numbers of one measure and view; both views have the same kinds of duty."""
        both = (held(maal, self._told[maal, each], self.found) for each in self.known)
        numbers = counted(maal, self._told[maal, kendt], self.found, kinds_of(*both), self.untold)
        return numbers.select(pl.lit(maal).alias("maal"), *KIND, pl.lit(kendt).alias("kendt"), pl.exclude(KIND))

    @cached_property
    def differences(self) -> pl.DataFrame:
        """See `differences.differences`, of R1 and R2; empty unless both NOW and THEN are asked for.

        The persons of RP are those of the deadlines of R1.
        """
        named = [maal for maal in ("R1", "R2") if maal in self.measures or (maal == "R1" and "RP" in self.measures)]
        parts = [
            differences(
                maal,
                self.source.told(maal, THEN, self.found),
                self.source.told(maal, NOW, self.found),
                self.found,
                self.source,
            )
            for maal in named
            if {NOW, THEN} <= set(self.known)
        ]
        return pl.concat([pl.DataFrame(schema=DIFFERENCES), *parts])

    @cached_property
    def _told(self) -> dict[tuple[str, str], dict[str, Judged]]:
        return {
            (maal, kendt): self.source.told(maal, kendt, self.found) for maal in self.measures for kendt in self.known
        }
