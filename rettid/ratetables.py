"""What `rettid rates` says, gathered from one audit: the cells, and the rows behind each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.funds import age_group
from rettid.inspection import Inspection
from rettid.quality import completeness, latency
from rettid.rates import cells, drill
from rettid.rates.catalogue import CASES, FUNDS, INTERVIEWS, NAMES, WAITING, Basis
from rettid.rates.groupings import COHORT, with_cohort

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.rates.drill import Cell
    from rettid.summary import Summary

_NO_KRAV = {name: pl.lit(None, dtype=pl.String) for name in ("art", "ejer", "haendelse", "pakke", "krav")}
_OF_THE_CASE = ("borger_id", "maalgruppe", "aldersgruppe", "a_kasse", "team", "sagsbehandler", COHORT)


@dataclass(frozen=True)
class RateTables:
    """The rates of one audit by some groupings (`rates.groupings.GROUPINGS`)."""

    summary: Summary
    groupings: Sequence[str] = ()
    nyledige_fra: date | None = None
    """Newcomers are those whose forløb began on this day or later; where it is named they come first among the groupings."""
    chosen: Sequence[str] = NAMES

    @cached_property
    def cells(self) -> pl.DataFrame:
        """See `rates.cells.cells`."""
        return cells.cells(self.basis, self.by, self.chosen)

    @property
    def by(self) -> list[str]:
        """The groupings, the cohort first where there is one."""
        return [*([COHORT] if self.nyledige_fra else []), *self.groupings]

    def behind(self, cell: Cell) -> pl.DataFrame:
        """See `rates.drill.behind`."""
        return drill.behind(cell, self.basis)

    @cached_property
    def basis(self) -> Basis:
        """The rows of the audit. A team's waiting citizens and open forløb are those that it has now."""
        summary = self.summary
        rows = {
            FUNDS: self._with_cohort(summary.funds),
            WAITING: self._with_cohort(self._waiting),
            CASES: self._cases,
            INTERVIEWS: self._interviews,
        }
        return Basis(rows, summary.span, summary.pr, summary.untold, summary.titles)

    @cached_property
    def inspection(self) -> Inspection:
        """The same audit, looked at for what it holds (R6)."""
        return Inspection(self.summary)

    @property
    def _waiting(self) -> pl.DataFrame:
        """The funds by who has the case now, and can act."""
        now = self.summary.cases.select("forloeb_id", "team", "sagsbehandler")
        return self.summary.all_funds.drop("team", "sagsbehandler").join(now, on="forloeb_id", maintain_order="left")

    @cached_property
    def _forloeb(self) -> pl.DataFrame:
        """What each forløb has by itself, as it is now; with a team only its own."""
        known = self._with_cohort(self.summary.tables["forloeb"].with_columns(aldersgruppe=age_group()).collect())
        own = known if self.summary.team is None else known.filter(pl.col("team") == self.summary.team)
        return own.select("forloeb_id", *_OF_THE_CASE, frist=pl.lit(None, dtype=pl.Date), **_NO_KRAV)

    @property
    def _cases(self) -> pl.DataFrame:
        """The open forløb, and whether each can be used."""
        usable = self.inspection.open_cases.select("forloeb_id", i_taeller=completeness.USABLE)
        return usable.join(self._forloeb, on="forloeb_id", maintain_order="left", how="inner")

    @property
    def _interviews(self) -> pl.DataFrame:
        """The held interviews that have a registration date, known by `kendt_pr`, and whether it came in time."""
        place = ("kilde_fil", "kilde_ark", "kilde_raekke")
        told = latency.registered(self.inspection.grounds).select(
            "forloeb_id", "dato", "registreret", "dage", *place, samtale="nr", i_taeller="i_tide"
        )
        known = told.filter(
            pl.lit(value=True) if (day := self.summary.kendt_pr) is None else pl.col("registreret") <= day
        )
        return known.collect().join(self._forloeb, on="forloeb_id", maintain_order="left", how="inner")

    def _with_cohort(self, rows: pl.DataFrame) -> pl.DataFrame:
        starts = self.summary.tables["forloeb"].select("forloeb_id", "startdato").collect()
        return with_cohort(rows, starts, self.nyledige_fra)
