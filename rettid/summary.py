"""What the first screen says, gathered from one reading and its funds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import caseload, exempted, quotas, rates
from rettid.engine import covered_by
from rettid.engine.spells import spells
from rettid.findings import IN_SEVERAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from rettid.intake import Reading
    from rettid.rules import Pack
    from rettid.spans import Span
    from rettid.tables import Tables

Row = dict[str, Any]


@dataclass(frozen=True)
class Summary:
    """One audit, ready to be shown. With a `team` only that team's duties and caseloads are in it."""

    reading: Reading
    all_funds: pl.DataFrame
    judged_by: Sequence[Pack]
    pr: date
    span: Span
    kendt_pr: date | None = None
    team: str | None = None
    guessed_day: bool = False
    """Whether neither the user nor the file said which day it is."""
    opsaetning: tuple[str, str] | None = None
    """Name and SHA-256 of the configuration that was used."""
    kommune: str = ""
    registreret_senest_dage: int | None = None
    as_judged: Tables | None = None
    """The tables that were judged, where the caller has them: `tables` then need not be made again."""

    @cached_property
    def tables(self) -> Tables:
        """The tables as the law reads them: one forløb for each of its periods (`engine.spells`)."""
        if self.as_judged is not None:
            return self.as_judged
        return spells(self.reading.tables, self.judged_by, self.pr).tables

    @cached_property
    def funds(self) -> pl.DataFrame:
        """The funds, of the team if one was named."""
        return self.all_funds if self.team is None else self.all_funds.filter(pl.col("team") == self.team)

    @cached_property
    def cases(self) -> pl.DataFrame:
        """The open cases, of the team if one was named."""
        return self._open_cases if self.team is None else self._open_cases.filter(pl.col("team") == self.team)

    @cached_property
    def answers(self) -> list[tuple[str, str | None, Row | None, Row | None]]:
        """Per kind of duty its name, why it can't be told, R1 and RP; the jobcentre's duties by law always, first."""
        duties, people = (self._rows_of(self.funds, rate, self.span, self.pr) for rate in (rates.r1, rates.persons))
        return [
            (kind_name(kind), self.untold.get(kind[2]), duties.get(kind), people.get(kind)) for kind in _kinds(duties)
        ]

    @cached_property
    def waiting(self) -> list[tuple[str, str | None, Row | None]]:
        """Per kind of duty its name, why it can't be told, and R2.

        A team's are those of the cases it has now, whoever had them on the deadline.
        """
        own = self.all_funds.filter(pl.col("forloeb_id").is_in(self.cases["forloeb_id"].implode()))
        breaches = self._rows_of(own, rates.r2)
        return [(kind_name(kind), self.untold.get(kind[2]), breaches.get(kind)) for kind in _kinds(breaches)]

    @cached_property
    def caseload(self) -> pl.DataFrame:
        """See `caseload.per_caseworker`; with a team only its rows."""
        everyone = caseload.per_caseworker(self.all_funds, self._open_cases, self.span, self.pr)
        return everyone if self.team is None else everyone.filter(pl.col("team") == self.team)

    @cached_property
    def actions(self) -> pl.DataFrame:
        """See `caseload.next_actions`. A team's are those of the cases it has now, whoever had them on the deadline."""
        return caseload.next_actions(self.all_funds, self.cases, self.pr)

    @cached_property
    def shares(self) -> pl.DataFrame:
        """See `quotas.quotas`; the periods that touch the span or are still running."""
        shares = quotas.quotas(self.funds, self.judged_by, self.pr)
        return shares.filter(pl.col("til") >= self.span.first, pl.col("fra") <= max(self.span.last, self.pr))

    @cached_property
    def exempted(self) -> pl.DataFrame:
        """See `exempted.by_reason`."""
        return exempted.by_reason(self.funds, self.tables, self.judged_by, pr=self.pr, kendt_pr=self.kendt_pr)

    @cached_property
    def by_law(self) -> list[tuple[str, Row]]:
        """The name and R1 of each kind of duty by law that had any due and can be told."""
        rows = self._rows_of(self.funds, rates.r1, self.span, self.pr)
        return [(kind_name(kind), row) for kind, row in rows.items() if not kind[0] and kind[2] not in self.untold]

    @cached_property
    def teams(self) -> list[str]:
        """The teams of the cases and of the funds, by name."""
        teams = pl.concat([self._forloeb["team"], self.all_funds["team"].cast(pl.String)]).drop_nulls().unique().sort()
        return teams.to_list()

    @cached_property
    def latest_registration(self) -> date | None:
        """The latest day up to `pr` on which anything was registered: about when the export was made."""
        tables = self.reading.tables
        days = [
            tables[name].select(pl.col("registreret").filter(pl.col("registreret") <= self.pr).max())
            for name in ("samtaler", "tilbud", "fravaer")
        ]
        return pl.concat(days).collect().to_series().max()  # type: ignore[return-value]

    @cached_property
    def titles(self) -> dict[tuple[str, str], str]:
        """The title of each krav."""
        return {(pack.id, krav.id): krav.titel for pack in self.judged_by for krav in pack.krav}

    @cached_property
    def packs(self) -> list[tuple[Pack, int]]:
        """The packs that cover some forløb, each with how many."""
        covered = self._forloeb.select(covered_by(pack).sum().alias(pack.id) for pack in self.judged_by)
        return [(pack, covered.item(0, pack.id)) for pack in self.judged_by if covered.item(0, pack.id)]

    @cached_property
    def uncovered(self) -> int:
        """How many forløb with start and target group no pack covers."""
        placed = pl.col("startdato").is_not_null() & pl.col("maalgruppe").is_not_null()
        covered = pl.any_horizontal(pl.lit(value=False), *(covered_by(pack) for pack in self.judged_by))
        return int(self._forloeb.select((placed & ~covered).sum()).item())

    def _rows_of(self, funds: pl.DataFrame, rate: Callable[..., pl.DataFrame], *arguments: Any) -> dict[Kind, Row]:  # noqa: ANN401
        """A rate's rows by kind: the law's packs are one law, every local pack stands alone."""
        local = funds.filter(pl.col("art") == "lokal")
        law = rate(funds.filter(pl.col("art") == "lov"), *arguments)
        rows = {("", row["ejer"], row["haendelse"]): row for row in law.to_dicts()}
        return rows | {
            (row["pakke"], row["ejer"], row["haendelse"]): row for row in rate(local, *arguments, ("pakke",)).to_dicts()
        }

    @cached_property
    def untold(self) -> dict[str, str]:
        """Per kind of event that the export does not tell, or tells in part, which of the two: its rates can't be told either."""
        tables, untold = self.reading.tables, {}
        for event, table in (("samtale", "samtaler"), ("tilbud", "tilbud")):
            if not tables.supplied(table):
                untold[event] = "ikke i udtrækket"
            elif table in tables.partial:
                untold[event] = "kun delvist i udtrækket"
        return untold

    @cached_property
    def case_numbers(self) -> dict[str, str]:
        """What to look each case up by."""
        return dict(caseload.with_case_number(self._forloeb).select("forloeb_id", "sag").iter_rows())

    @cached_property
    def in_several(self) -> int:
        """How many forløb stand in more than one export and are judged as one."""
        return self.reading.findings.filter(kode=IN_SEVERAL).height

    @cached_property
    def _open_cases(self) -> pl.DataFrame:
        return caseload.open_cases(self.tables, self.pr)

    @cached_property
    def _forloeb(self) -> pl.DataFrame:
        return self.tables["forloeb"].collect()


Kind = tuple[str, str, str]
"""The local pack (empty for the law), the owner, the event."""

_ALWAYS: tuple[Kind, ...] = (("", "jobcenter", "samtale"), ("", "jobcenter", "tilbud"))


def _kinds(found: dict[Kind, Row]) -> list[Kind]:
    return [*_ALWAYS, *sorted(kind for kind in found if kind not in _ALWAYS)]


def kind_name(kind: Kind) -> str:
    """What a kind of duty is called on every screen.

    >>> kind_name(("", "a-kasse", "samtale")), kind_name(("broendby-2018", "jobcenter", "tilbud"))
    ('Samtaler, a-kassen', 'Tilbud, broendby-2018')
    """
    pack, owner, event = kind
    name = "Samtaler" if event == "samtale" else "Tilbud" if pack else "Første tilbud"
    return name + (", a-kassen" if owner == "a-kasse" else "") + (f", {pack}" if pack else "")
