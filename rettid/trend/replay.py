"""What an export says of each period: as it is known now, and as it was known when the period ended.

*Now*: deadlines of the period as the one audit at `pr` judges them, so that the series is that of `rettid rates`. What
waits (R2) waits on a day, so that is judged as of the day after the period, by all rows.
*Then*: judged as of the day after the period, by the rows that were registered by its last day.

The two audits of a day need not agree with the one at `pr` on a deadline already past: a wage subsidy begun within its
grace, an offer that ended before it was planned to, and a forløb that another continues settle later what was open
then. So *now* is never taken for a replay, nor the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from rettid.caseload import open_cases, with_case_number
from rettid.engine import audit
from rettid.engine.spells import spells
from rettid.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.rules import Pack
    from rettid.spans import Span
    from rettid.trend.steps import Step

NOW, THEN = "nu", "da"
"""As known now, and as known on the last day of the period."""


OF_A_FUND = (
    "fund_id", "forloeb_id", "borger_id", "team", "sagsbehandler", "ejer", "pakke", "art", "krav", "nr", "haendelse",
    "frist", "moedt", "status", "aaben", "slutdato",
)  # fmt: skip
"""What a series needs of a fund: no more is kept of each of many audits."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The funds (OF_A_FUND at least) that a period is told from.

    Judged as of `pr`, by what was registered by `kendt_pr` (empty: by all of it).
    """

    funds: pl.DataFrame
    pr: date
    kendt_pr: date | None = None


@dataclass(frozen=True, eq=False)
class Export:
    """One export, read and judged on `pr`: `funds` are those of the tables under the packs, known by `kendt_pr`.

    With a `team` only its duties are told: those it had on the deadline, and of what waits those it had on that day.
    """

    tables: Tables
    packs: Sequence[Pack]
    funds: pl.DataFrame
    pr: date
    kendt_pr: date | None = None
    team: str | None = None
    _seen: dict[tuple[Step, str], Judged] = field(default_factory=dict, init=False, repr=False)

    def told(self, maal: str, kendt: str, found: Sequence[Step]) -> dict[str, Judged]:
        """Per period what the measure is counted from, as it is known NOW or was known THEN."""
        if maal == "R2":
            return {step.periode: self._held_on_the_day(step, self._as_of(step, kendt)) for step in found}
        if kendt == NOW:
            return dict.fromkeys(
                (step.periode for step in found), Judged(self._own(self.funds), self.pr, self.kendt_pr)
            )
        return {step.periode: replace(then := self._as_of(step, THEN), funds=self._own(then.funds)) for step in found}

    def again(self, step: Step, cases: pl.Series) -> pl.DataFrame:
        """The funds of these forløb (and it may be of others) as of the day after the period, by all that is known now."""
        if (step, NOW) in self._seen:
            return self._seen[step, NOW].funds
        own = self._forloeb.filter(pl.col("forloeb_id").is_in(cases.implode()))
        return audit(self._of(own), self.packs, pr=step.seen(self.pr), kendt_pr=self.kendt_pr)

    def numbered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows (`forloeb_id`, `haendelse`, `moedt`, `til`) with `sag`, and `registreret` where the event was after `til`."""
        late = rows.join(self._registered, on=["forloeb_id", "haendelse", "moedt"], how="left").filter(
            pl.col("registreret") > pl.col("til")
        )
        first = late.group_by("fund_id").agg(pl.col("registreret").min())
        return rows.join(self._numbers, on="forloeb_id", how="left", maintain_order="left").join(
            first, on="fund_id", how="left", maintain_order="left"
        )

    def _as_of(self, step: Step, kendt: str) -> Judged:
        """The funds of the forløb that matter, as of the day after the period; each is judged once."""
        if (step, kendt) not in self._seen:
            self._seen[step, kendt] = self._judged(step, kendt)
        return self._seen[step, kendt]

    def _judged(self, step: Step, kendt: str) -> Judged:
        day, known = step.seen(self.pr), self.kendt_pr
        if kendt == THEN:
            known = step.span.last if known is None else min(step.span.last, known)
        tables = self._of(not_over(self._forloeb, step.span))
        return Judged(audit(tables, self.packs, pr=day, kendt_pr=known).select(OF_A_FUND), day, known)

    def _own(self, funds: pl.DataFrame) -> pl.DataFrame:
        return funds if self.team is None else funds.filter(pl.col("team") == self.team)

    def _held_on_the_day(self, step: Step, judged: Judged) -> Judged:
        """The funds of the forløb that the team had on the day, where one is asked for."""
        if self.team is None:
            return judged
        day = step.seen(self.pr)
        had = open_cases(spells(self.tables, self.packs, day).tables, day).filter(pl.col("team") == self.team)
        return replace(judged, funds=judged.funds.filter(pl.col("forloeb_id").is_in(had["forloeb_id"].implode())))

    @cached_property
    def _forloeb(self) -> pl.DataFrame:
        return self.tables["forloeb"].collect()

    @cached_property
    def _as_read(self) -> Tables:
        """The tables as the law reads them on `pr`."""
        return spells(self.tables, self.packs, self.pr).tables

    @cached_property
    def _numbers(self) -> pl.DataFrame:
        return with_case_number(self._as_read["forloeb"].collect()).select("forloeb_id", "sag")

    @cached_property
    def _registered(self) -> pl.DataFrame:
        """`forloeb_id`, `haendelse`, `moedt`, `registreret` of every event that may have met a duty."""
        interviews = self._as_read["samtaler"].select(
            "forloeb_id", "registreret", moedt="dato", haendelse=pl.lit("samtale")
        )
        offers = [
            self._as_read["tilbud"].select("forloeb_id", "registreret", moedt=day, haendelse=pl.lit("tilbud"))
            for day in ("startdato", "afgivet")
        ]
        return pl.concat([interviews, *offers]).drop_nulls().collect()

    def _of(self, cases: pl.DataFrame) -> Tables:
        """The tables of these forløb and of their citizens' others; events of no forløb stay, for the engine asks what the export tells."""
        citizens = cases["borger_id"].drop_nulls().implode()
        own = pl.col("borger_id").is_in(citizens).fill_null(value=False)
        kept = self._forloeb.filter(own | pl.col("forloeb_id").is_in(cases["forloeb_id"].implode()))
        return Tables({**self.tables.frames, "forloeb": kept.lazy()}, self.tables.partial)


def not_over(cases: pl.DataFrame, span: Span) -> pl.DataFrame:
    """The forløb that may have a deadline in the period that counts, or wait on the day after it: those not over before it.

    Who is left out has no fund in R1, RP or R2: those want a forløb that runs on the deadline, or on the day.
    """
    return cases.filter(pl.col("slutdato").is_null() | (pl.col("slutdato") >= span.first))
