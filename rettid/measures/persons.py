"""Who a measure counts: recipients, their seniority, and citizens counted once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine import audit
from rettid.engine.days import day_number
from rettid.engine.duties import Clock
from rettid.engine.history import History
from rettid.engine.pauses import Pauses
from rettid.engine.spells import spells
from rettid.periods import Period
from rettid.rates import FEWEST_FOR_PERCENT, wilson
from rettid.tables import NOT_BEGUN, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from rettid.measures.definition import Length, Line, Measure
    from rettid.rules import Pack, Trigger
    from rettid.spans import Span
    from rettid.tables import Tables

CASE, START = pl.col("case"), pl.col("start")

ALL_GROUPS = "alle"
"""The group of a number that is not told apart by target group."""

PERSONS = {
    "raekke": pl.String(),
    "dag": pl.Date(),
    "gruppe": pl.String(),
    "forloeb_id": pl.String(),
    "borger_id": pl.String(),
    "maalgruppe": pl.String(),
    "team": pl.String(),
    "sagsbehandler": pl.String(),
    "antal": pl.Int64(),
    "kraevet": pl.Int64(),
    "taeller": pl.Boolean(),
}
"""The persons behind the numbers, in the order of the machine formats: whom each line counts in its denominator, how many events
they had (`antal`) of how many (`kraevet`), and whether the numerator holds them."""

NUMBERS = {
    "maal": pl.String(),
    "version": pl.String(),
    "raekke": pl.String(),
    "titel": pl.String(),
    "dag": pl.Date(),
    "gruppe": pl.String(),
    "taeller": pl.Int64(),
    "naevner": pl.Int64(),
    "andel": pl.Float64(),
    "lav": pl.Float64(),
    "hoej": pl.Float64(),
    "gennemsnit": pl.Float64(),
    "bemaerkning": pl.String(),
}
"""The numbers. `andel`, `lav` and `hoej` (shares of 1) are empty under ten; `taeller` is empty where it can't be told."""


@dataclass(frozen=True)
class Asked:
    """What a measure is taken of: the tables, the law packs, the day, and the period and the team that were asked for, if any."""

    tables: Tables
    packs: Sequence[Pack]
    pr: date
    span: Span | None = None
    team: str | None = None

    def on(self, day: date) -> Tables:
        """The tables as the law reads them on the day, one forløb for each of its periods, with the team's cases."""
        return self._of_team(spells(self.tables, self.packs, day).tables)

    def funds(self, day: date) -> pl.DataFrame:
        """The funds on the day of the law packs, of the cases that the team has now."""
        judged = audit(self.tables, self.packs, pr=day)
        if self.team is None:
            return judged
        own = self.on(day)["forloeb"].select("forloeb_id").collect().to_series()
        return judged.filter(pl.col("forloeb_id").is_in(own.implode()))

    def history(self, day: date) -> History:
        """What had happened by the day in the law's periods."""
        return History(self.on(day), day)

    def as_read(self, day: date) -> History:
        """What had happened by the day in the forløb as they were read: the days between two of them are not on the benefit."""
        return History(self._of_team(self.tables), day)

    def _of_team(self, tables: Tables) -> Tables:
        if self.team is None:
            return tables
        own = tables["forloeb"].filter(pl.col("team") == self.team)
        return replace(tables, frames={**tables.frames, "forloeb": own})

    def untold(self, tables: Iterable[str]) -> str | None:
        """Why a number that rests on these tables can't be told; None where it can."""
        for table in tables:
            if not self.tables.supplied(table):
                return f"kan ikke opgøres: {table} er ikke i udtrækket"
            if table in self.tables.partial:
                return f"kan ikke opgøres: {table} er kun delvist i udtrækket (mangler {self.tables.partial[table]})"
        return None


def cases_of(line: Line, history: History) -> pl.LazyFrame:
    """The forløb of the line's target groups that had begun: the case's columns, `start` and `last`, the last day so far (day numbers)."""
    return (
        history.cases.lazy()
        .filter(pl.col("startdato") <= history.pr, pl.col("maalgruppe").is_in(line.maalgruppe))
        .with_columns(start=day_number(pl.col("startdato")), last=day_number(pl.col("slutdato").fill_null(history.pr)))
    )


def recipients(line: Line, history: History) -> pl.LazyFrame:
    """Those of `cases_of` that ran on the day."""
    return cases_of(line, history).filter(pl.col("last") == history.reference_day)


def with_seniority(
    cases: pl.LazyFrame, lengths: Mapping[str, Length], measure: Measure, history: History
) -> pl.LazyFrame:
    """`cases` with the day number on which each length of seniority is reached, under its name.

    Accumulated unemployment is counted in paid hours where the export has them, else in days without pauses (`spec.md` § 1); other
    seniority is the calendar's.
    """
    together = pl.col("maalgruppe").is_in(pl.lit(measure.sammenlagt or ("",)))
    accumulated = Clock(history.pauses(measure.pauser), history.hours(measure.pauser))
    parts = []
    for clock, counted_so in ((accumulated, together), (Clock(None), ~together)):
        dated = clock.started(cases.filter(counted_so), "start")
        for name, length in lengths.items():
            dated = clock.due(dated, name, "start", length.period)
            if length.days:
                whole = clock.started(dated.rename({name: "whole"}), "whole")
                dated = clock.due(whole, name, "whole", Period(length.days, "dage"))
        parts.append(dated.select(*cases.collect_schema(), *lengths))
    return pl.concat(parts)


def in_band(line: Line, day: int) -> pl.Expr:
    """Whether the seniority on the day lies in the line's band: from `fra`, through `til`, before `under`."""
    within = pl.lit(value=True)
    if line.fra is not None:
        within &= pl.col("fra") <= day
    if line.til is not None:
        within &= pl.col("til") >= day
    if line.under is not None:
        within &= pl.col("under") > day
    return within


def covered(intervals: pl.LazyFrame, first: str, last: str) -> pl.Expr:
    """How many days from the column `first` through `last` the `intervals` (`case`, `first`, `last`) cover, each day once."""
    days = Pauses.of(intervals)
    earlier = days.earlier(CASE)
    number = days.before(CASE, earlier, pl.col(last) + 1) - days.before(CASE, earlier, pl.col(first))
    return number.clip(lower_bound=0)


def taking_part(choice: Trigger, history: History) -> pl.LazyFrame:
    """The days of begun offers as `case`, `first`, `last`: to the end, else the planned end, else the day itself, none later."""
    today = history.reference_day
    kind = pl.col("tilbudstype").fill_null(UNKNOWN)
    chosen = kind.is_in(choice.typer) if choice.typer else kind != UNKNOWN
    begun = ~pl.col("status").fill_null(UNKNOWN).is_in(NOT_BEGUN) & (pl.col("day") <= today)
    last = (pl.col("day") + pl.col("length") - 1).fill_null(today).clip(upper_bound=today)
    return history.offers.lazy().filter(begun, chosen).select("case", first="day", last=last)


def citizen() -> pl.Expr:
    """Whom a row is about; a citizen without an id is known by the forløb."""
    return pl.coalesce("borger_id", "forloeb_id")


def numbered(persons: pl.DataFrame, expected: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """The numbers of `persons`, one row for each of `expected` (`raekke`, `titel`, `dag`, `gruppe`, `bemaerkning`), in its order.

    A row of `expected` whose `bemaerkning` says that it can't be told has no numbers.
    """
    keys = ["raekke", "dag", "gruppe"]
    counted = persons.group_by(keys).agg(
        taeller=pl.col("taeller").sum().cast(pl.Int64),
        testet=pl.col("taeller").is_not_null().any(),
        naevner=pl.len().cast(pl.Int64),
        gennemsnit=pl.col("antal").mean(),
    )
    joined = expected.join(counted, on=keys, how="left", maintain_order="left").with_columns(
        pl.col("naevner").fill_null(0),
        taeller=pl.when(pl.col("testet").fill_null(value=True)).then(pl.col("taeller").fill_null(0)),
    )
    told = ~pl.col("bemaerkning").str.starts_with("kan ikke").fill_null(value=False)
    return finished(
        joined.with_columns(
            pl.when(told).then(pl.col(name)).alias(name) for name in ("taeller", "naevner", "gennemsnit")
        ),
        measure,
    )


def finished(numbers: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """`numbers` with shares and Wilson's intervals, and the columns of `NUMBERS`. Under ten there is no percentage."""
    edges = [
        (hits / trials, *wilson(hits, trials))
        if hits is not None and trials and trials >= FEWEST_FOR_PERCENT
        else (None, None, None)
        for hits, trials in numbers.select("taeller", "naevner").iter_rows()
    ]
    shares = pl.DataFrame(edges, schema={name: NUMBERS[name] for name in ("andel", "lav", "hoej")}, orient="row")
    return (
        pl.concat([numbers.drop("andel", "lav", "hoej", strict=False), shares], how="horizontal")
        .with_columns(maal=pl.lit(measure.id), version=pl.lit(measure.version))
        .select(pl.col(name).cast(dtype) for name, dtype in NUMBERS.items())
    )
