"""What had happened by the reference day: the case histories as the engine reads them (`spec.md` §§ 1.2, 3 "Offers" and "Fine print")."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.days import Diary, case_day, day_number
from rettid.engine.exemptions import Exemptions
from rettid.engine.pauses import Pauses, pause_intervals
from rettid.tables import BOOKED, HELD, NOT_BEGUN, NOT_COMING, UNKNOWN, WAGE_SUBSIDY

if TYPE_CHECKING:
    from datetime import date

    from rettid.rules import Krav, Trigger
    from rettid.tables import Tables

EPOCH_ORDINAL = 719163
"""`date(1970, 1, 1).toordinal()`."""


@dataclass(frozen=True, eq=False)
class History:
    """The events of all cases, narrowed to what was so on the reference day and known by then.

    Cases are numbered in the order of `forloeb_id`; `cases` holds one row per case, in that order, with `case` (Int64),
    `slutdato` empty where the end lies after the reference day, and every other column of `forloeb` as given.
    """

    tables: Tables
    pr: date
    known_by: date | None = None

    @cached_property
    def reference_day(self) -> int:
        """The reference day as a day number."""
        return self.pr.toordinal() - EPOCH_ORDINAL

    @cached_property
    def cases(self) -> pl.DataFrame:
        """One row per forløb; see the class."""
        cases = self.tables["forloeb"].sort("forloeb_id").with_row_index("case").with_columns(pl.col("case").cast(pl.Int64), slutdato=self._ended()).collect()
        assert cases["forloeb_id"].is_unique().all(), "forloeb_id skal være entydig"  # noqa: S101 - the readers see to it
        return cases

    @cached_property
    def interviews(self) -> pl.DataFrame:
        """`case`, `day` and the columns a krav filters on."""
        columns = ("samtaletype", "status", "samtaleform", "afholdt_af")
        return self._rows("samtaler").select("case", *columns, day=day_number(pl.col("dato"))).drop_nulls("day").collect()

    @cached_property
    def offers(self) -> pl.DataFrame:
        """`case`, `day` (the start), `last` (empty while running), `given`, `length` in days (empty: ongoing), type and status."""
        start, end = pl.col("startdato"), self._ended()
        return (
            self._rows("tilbud")
            .select(
                "case",
                "tilbudstype",
                "status",
                day=day_number(start),
                last=day_number(end),
                given=day_number(pl.col("afgivet")),
                length=day_number(end.fill_null(pl.col("planlagt_slutdato"))) - day_number(start) + 1,
            )
            .collect()
        )

    @cached_property
    def absences(self) -> pl.LazyFrame:
        """The absences and exemptions that had begun, with `case`."""
        return self._rows("fravaer").filter(pl.col("startdato") <= self.pr).collect().lazy()

    @cache  # noqa: B019 - lives as long as the history, which is one run
    def pauses(self, kinds: tuple[str, ...]) -> Pauses:
        """The pauses that absences of these kinds make."""
        return Pauses.of(pause_intervals(self.absences, kinds, self.reference_day))

    @cache  # noqa: B019
    def exemptions(self, kinds: tuple[str, ...]) -> Exemptions:
        """The exemptions that absences of these kinds make."""
        return Exemptions.of(self.absences, kinds, self.reference_day)

    def qualifying(self, krav: Krav) -> Diary:
        """The days of held interviews or begun offers that count for the krav."""
        return self._diary(krav.haendelse, self.counting(krav))

    def booked(self, krav: Krav) -> Diary:
        """The days after the reference day on which an interview or offer that would count is booked."""
        if krav.haendelse == "samtale":
            booking = pl.col("status").is_in([BOOKED, HELD])
        else:
            booking = ~pl.col("status").fill_null(UNKNOWN).is_in(NOT_COMING)
        return self._diary(krav.haendelse, (pl.col("day") > self.reference_day) & booking & _passes(krav))

    def triggers(self, trigger: Trigger) -> Diary:
        """The days of the events that start a duty."""
        default = self._happened(trigger.haendelse)
        status = default if trigger.status is None else pl.col("status") == trigger.status
        day = "last" if trigger.dato == "slutdato" else "day"
        return self._diary(trigger.haendelse, (pl.col(day) <= self.reference_day) & status & _passes(trigger), day)

    def counting(self, krav: Krav) -> pl.Expr:
        """Whether a row of `interviews` or `offers` counts for the krav; an offer also by its length."""
        counts = self._happened(krav.haendelse) & _passes(krav)
        if krav.min_varighed is None:
            return counts
        shortest = day_number(krav.min_varighed.after(pl.col("day").cast(pl.Date))) - pl.col("day")
        return counts & (pl.col("length").is_null() | (pl.col("length") >= shortest))

    def wage_subsidies(self, krav: Krav) -> pl.DataFrame:
        """`case`, `subsidy` (its start) and `given` of the begun wage subsidies that count for the krav."""
        return self.offers.filter(self.counting(krav) & pl.col("tilbudstype").is_in(WAGE_SUBSIDY)).select("case", "given", subsidy="day")

    @cache  # noqa: B019
    def has(self, column: str, code: str) -> bool:
        """Whether any interview of the export, known by then or not, has this code in the column."""
        return bool(self.tables["samtaler"].select((pl.col(column) == code).any()).collect().item())

    @cache  # noqa: B019
    def lacks(self, column: str) -> bool:
        """Whether the export's interviews say nothing in the column: it was not supplied."""
        return bool(self.tables["samtaler"].select((pl.len() > 0) & pl.col(column).is_null().all()).collect().item())

    def _diary(self, event: str, rows: pl.Expr, day: str = "day") -> Diary:
        events = self.interviews if event == "samtale" else self.offers
        return Diary.of(events.lazy().filter(rows).select(key=case_day(pl.col("case"), pl.col(day))).collect().to_series())

    def _happened(self, event: str) -> pl.Expr:
        """Held, or begun, by the reference day."""
        status = pl.col("status") == HELD if event == "samtale" else ~pl.col("status").fill_null(UNKNOWN).is_in(NOT_BEGUN)
        return status & (pl.col("day") <= self.reference_day)

    def _rows(self, table: str) -> pl.LazyFrame:
        """The rows of a table known by then, with their case's number; a row of no case is left out."""
        rows = self.tables[table]
        if self.known_by is not None and "registreret" in rows.collect_schema():
            rows = rows.filter(pl.col("registreret").is_null() | (pl.col("registreret") <= self.known_by))
        return rows.join(self.cases.lazy().select("forloeb_id", "case"), on="forloeb_id")

    def _ended(self) -> pl.Expr:
        """`slutdato` where it is no later than the reference day, else empty: the end has not happened yet."""
        return pl.when(pl.col("slutdato") <= self.pr).then("slutdato")


def _passes(choice: Krav | Trigger) -> pl.Expr:
    """Whether a row passes the filters of a krav or a trigger. An unknown type never does."""
    kind = "samtaletype" if choice.haendelse == "samtale" else "tilbudstype"
    passes = pl.col(kind).is_in(choice.typer) if choice.typer else pl.col(kind).fill_null(UNKNOWN) != UNKNOWN
    if choice.former:
        passes &= pl.col("samtaleform").is_in(choice.former)
    if choice.afholdt_af:
        passes &= pl.col("afholdt_af").is_in(choice.afholdt_af)
    return passes.fill_null(value=False)
