"""Reports made one after another, as the attack reads them, and the duties that they really count."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from rettid.caseload import jobcentre_by_law
from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening, configured
from rettid.manifest import manifest
from rettid.report import before
from rettid.report.build import Reports
from rettid.report.page import page
from rettid.report.sources import Sources
from rettid.spans import parse_span
from tests.cli.asking import FASIT
from tests.disclosure.printed import HIDDEN, SHARE, Cell, Fact, Head, facts
from tests.disclosure.whole import LIMIT, Duty, Result, Truth, attacked, cells_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from rettid.summary import Summary


@cache
def summary(pr: str) -> Summary:
    """The sample as of a day."""
    question = Question([Path(FASIT)], pr, None, None, None, "2018H2", None)
    return judged(question, Opening(None, ask=False, setup=configured(None)))


@cache
def citizens() -> list[str]:
    """The sample's citizens, in an order that says what happened to them: their ids are another machine's other ones."""
    told = pl.concat_str(
        pl.col("krav", "frist", "status", "team", "aldersgruppe").cast(pl.String), separator=" ", ignore_nulls=True
    )
    own = summary("2018-12-31").all_funds.filter(pl.col("borger_id").is_not_null())
    lives = own.group_by("borger_id").agg(told.sort().str.join("|").alias("liv"))
    return lives.sort("liv", "borger_id")["borger_id"].to_list()


def duties(found: Summary) -> list[Duty]:
    """Every duty that a report of the day may count, whatever its period and team."""
    now = {row["forloeb_id"]: row["team"] for row in found._open_cases.iter_rows(named=True)}
    titles = {f"{pack}/{krav}": f"{title} ({pack})" for (pack, krav), title in found.titles.items()}
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("frist"))
    decided = pl.col("status").is_in(["rettidig", "for_sent", "mangler"])
    rows = jobcentre_by_law(found.all_funds).filter(pl.col("frist") < found.pr, decided, running)
    return [
        Duty(
            row["haendelse"],
            row["frist"],
            row["status"] == "rettidig",
            row["borger_id"] or row["forloeb_id"],
            row["team"],
            titles[f"{row['pakke']}/{row['krav']}"],
            row["aldersgruppe"] or "ukendt",
            row["status"] == "mangler" and bool(row["aaben"]) and row["forloeb_id"] in now,
            now.get(row["forloeb_id"]),
        )
        for row in rows.iter_rows(named=True)
    ]


@dataclass
class Reader:
    """Somebody who gets every report: what was printed in all of them, and what the attack makes of it."""

    found: list[Fact] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    days: dict[date, list[Duty]] = field(default_factory=dict)
    trykt: pl.DataFrame | None = None

    def gets(
        self, pr: str, periode: str | None = "2018H2", team: str | None = None, of: Collection[str] | None = None
    ) -> None:
        """The ministry's and the committee's report of a day, as pages; `of` these citizens only."""
        made = summary(pr)
        funds = made.all_funds if of is None else made.all_funds.filter(pl.col("borger_id").is_in(list(of)))
        made = replace(made, all_funds=funds, span=parse_span(periode, made.pr), team=team)
        reports = Reports(made, Sources(trykt=self.trykt))
        for kind in ("ministerium", "udvalg"):
            self.reads("side.html", page(reports.report(kind), manifest(made)).encode())
        self.trykt = before.together(reports.outward.trykt)
        self.knows(made)

    def reads(self, name: str, content: bytes) -> None:
        """A file."""
        self.found += facts(name, content)

    def knows(self, made: Summary) -> None:
        """What is asked about a report."""
        self.days.setdefault(made.pr, duties(made))
        self.cells += cells_of(Head(made.pr, made.span.first, made.span.last, made.team), self.days[made.pr])

    @property
    def truth(self) -> Truth:
        return Truth(self.days)

    def attack(self) -> Result:
        return attacked(self.found, self.truth, self.cells)

    def wrong(self) -> list[Fact]:
        """What was printed and is not so."""
        counts = (fact for fact in dict.fromkeys(self.found) if fact.kind not in (HIDDEN, SHARE))
        return [fact for fact in counts if self.truth.count(fact.cell, fact.kind)[0] != fact.number]

    def of_few(self) -> list[Fact]:
        """What was printed of few citizens, however many their duties are."""
        counts = (fact for fact in dict.fromkeys(self.found) if fact.kind not in (HIDDEN, SHARE))
        return [fact for fact in counts if 0 < self.truth.count(fact.cell, fact.kind)[1] < LIMIT]
