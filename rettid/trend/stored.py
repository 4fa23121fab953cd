"""The same series from the history: what each run said when it was made, and what the newest one says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.trend.replay import NOW, OF_A_FUND, Judged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.trend.steps import Step

COLUMNS = (*OF_A_FUND, "team_nu")
"""What is asked of the funds of a run."""


def run_of_each(runs: pl.DataFrame, found: Sequence[Step]) -> dict[str, str]:
    """Per period the run that tells it: the first of a day after it, else one of its last day; a period's length later is too late.

    `runs` as `store.frames.RUNS`, in the order they were saved; of several of one day the last saved. A period without a
    run is not in it.
    """
    chosen = {}
    for step in found:
        latest = step.span.last + (step.span.last - step.span.first)
        in_reach = runs.filter(pl.col("pr").is_between(step.span.last, latest))
        after = in_reach.filter(pl.col("pr") > step.span.last)
        near = (after if after.height else in_reach).sort("pr", "loebenr")
        if near.height:
            chosen[step.periode] = near.filter(pl.col("pr") == near["pr"][0])["koersel"][-1]
    return chosen


@dataclass(frozen=True)
class Stored:
    """The runs of a history: `runs` as `store.frames.RUNS`, `funds` the funds (COLUMNS) of each that is asked for, by its id.

    `chosen` says which run tells each period then (`run_of_each`); the newest of `runs` tells all of them now. With a
    `team` only its duties are told.
    """

    runs: pl.DataFrame
    funds: Mapping[str, pl.DataFrame]
    chosen: Mapping[str, str]
    team: str | None = None

    def told(self, maal: str, kendt: str, found: Sequence[Step]) -> dict[str, Judged]:
        """Per period what the measure is counted from. What waits can be told of a run's own day only, so NOW has none of it."""
        if kendt == NOW:
            return (
                {}
                if maal == "R2"
                else dict.fromkeys((step.periode for step in found), self._judged(maal, self._newest))
            )
        return {
            step.periode: self._judged(maal, self.chosen[step.periode]) for step in found if step.periode in self.chosen
        }

    def again(self, _step: Step, _cases: pl.Series) -> None:
        """Nobody can tell: the rows of that day are not kept."""

    def numbered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows without case number, which the history does not keep."""
        return rows.with_columns(sag=pl.lit(None, pl.String), registreret=pl.lit(None, pl.Date))

    def _judged(self, maal: str, run: str) -> Judged:
        row = self._rows[run]
        holder = "team_nu" if maal == "R2" else "team"
        funds = self.funds[run]
        own = funds if self.team is None else funds.filter(pl.col(holder) == self.team)
        return Judged(own, row["pr"], row["kendt_pr"] or row["pr"])

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        return {row["koersel"]: row for row in self.runs.to_dicts()}

    @property
    def _newest(self) -> str:
        return str(self.runs["koersel"][-1])
