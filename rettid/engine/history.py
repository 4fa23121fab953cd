"""What had happened by the reference day: the case histories as the engine reads them (`spec.md` §§ 1.2, 3 "Offers" and "Fine print")."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from rettid.engine.days import EPOCH_ORDINAL, Diary, case_day, case_of, day_number, to_date
from rettid.engine.exemptions import Exemptions
from rettid.engine.hours import Hours, paid_months
from rettid.engine.pauses import Pauses, pause_intervals
from rettid.engine.responsibility import Responsibility
from rettid.tables import BOOKED, HELD, NOT_BEGUN, NOT_COMING, UNKNOWN, WAGE_SUBSIDY, WITHDRAWN

if TYPE_CHECKING:
    from datetime import date

    from rettid.periods import Period
    from rettid.rules import Krav, Later, Trigger
    from rettid.rules.pack import NotCounting
    from rettid.tables import Tables

_KIND = {"samtale": "samtaletype", "tilbud": "tilbudstype"}


class Counted(NamedTuple):
    """What a krav says of the events that count for it: those of krav that say the same are looked up once."""

    haendelse: str
    typer: tuple[str, ...] | None
    former: tuple[str, ...] | None
    afholdt_af: tuple[str, ...] | None
    taeller_ikke: tuple[NotCounting, ...]
    min_varighed: Period | None
    dato: str
    med_a_kasse: bool

    @classmethod
    def of(cls, krav: Krav) -> Counted:
        """That of the krav."""
        return cls(*(getattr(krav, name) for name in cls._fields))


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
        cases = (
            self.tables["forloeb"]
            .sort("forloeb_id")
            .with_row_index("case")
            .with_columns(pl.col("case").cast(pl.Int64), slutdato=self._ended())
            .collect()
        )
        assert cases["forloeb_id"].is_unique().all(), "forloeb_id skal være entydig"  # noqa: S101 - the readers see to it
        return cases

    @cached_property
    def interviews(self) -> pl.DataFrame:
        """`key` (case and day), `day` and the columns a krav filters on, in the order of `key`."""
        return self._interviews()

    @cached_property
    def interviews_by_a_kasse(self) -> pl.DataFrame:
        """The held interviews as above, with `joined`, `declined` and `away`: what the a-kasse did; none where it is not known."""
        joined = pl.col("a_kasse_deltog").fill_null(value=False)
        declined = pl.col("a_kasse_fravalgt").fill_null(value=False) & ~joined
        away = ~pl.col("a_kasse_deltog").fill_null(value=True) & ~declined
        return self._interviews(joined=joined, declined=declined, away=away).filter(self._happened("samtale"))

    @cached_property
    def offers(self) -> pl.DataFrame:
        """`case`, `day` (the start), `last` (empty while running), `given`, `length` in days (empty: ongoing), type and status; `key`."""
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
                key=case_day(pl.col("case"), day_number(start)),
            )
            .sort("key")
            .collect()
        )

    @cached_property
    def absences(self) -> pl.LazyFrame:
        """The absences and exemptions that had begun, with `case`."""
        return self._rows("fravaer").filter(pl.col("startdato") <= self.pr).collect().lazy()

    @cached_property
    def responsibility(self) -> Responsibility:
        """Who was responsible when."""
        return Responsibility.of(self.cases.lazy(), self._rows("ansvar"))

    @cache  # noqa: B019 - lives as long as the history, which is one run
    def pauses(self, kinds: tuple[str, ...]) -> Pauses:
        """The pauses that absences of these kinds make."""
        return Pauses.of(pause_intervals(self.absences, kinds, self.reference_day))

    @cached_property
    def paid_months(self) -> pl.DataFrame:
        """The paid hours of every reported month; see `hours`."""
        return paid_months(self._rows("ledighed"), self.cases, self.pr)

    @cache  # noqa: B019
    def hours(self, kinds: tuple[str, ...]) -> Hours | None:
        """The paid hours, on the days that pauses of these kinds leave; None where no month of any forløb is reported."""
        if self.paid_months.is_empty():
            return None
        return Hours.of(self.paid_months, self.cases, self.pauses(kinds), self.pr)

    @cache  # noqa: B019
    def exemptions(self, kinds: tuple[str, ...]) -> Exemptions:
        """The exemptions that absences of these kinds make."""
        return Exemptions.of(self.absences, kinds, self.reference_day)

    def qualifying(self, krav: Krav) -> Diary:
        """The days of held interviews, or of begun or given offers, that count for the krav."""
        return self._qualifying(Counted.of(krav))

    def booked(self, krav: Krav) -> Diary:
        """The days after the reference day on which what would count is booked; none where offers count when given."""
        return self._booked(Counted.of(krav))

    def appointments(self, krav: Krav) -> pl.DataFrame:
        """`forloeb_id`, `dato` and `status` of the interviews of a kind that may count for the krav, whatever became of them."""
        rows = self.interviews.filter(_may_count(krav)).with_columns(case=case_of(pl.col("key")))
        named = rows.join(self.cases.select("case", "forloeb_id"), on="case")
        return named.select("forloeb_id", "status", dato=to_date(pl.col("day")))

    def declined(self, krav: Krav) -> Diary:
        """The days that count for the krav though the a-kasse was in no interview, the citizen having wished it away."""
        together = self._by_a_kasse(krav, pl.col("joined")).keys
        return self._by_a_kasse(krav, pl.col("declined") & ~pl.col("key").is_in(together.implode()))

    def stayed_away(self, krav: Krav) -> Diary:
        """The days of held interviews that do not count for the krav because the a-kasse stayed away."""
        return self._by_a_kasse(krav, pl.col("away"))

    def later(self, later: Later) -> Diary:
        """The days on which the event that a duty comes before has happened or is booked."""
        known = (self._past(later.haendelse), self._coming(later.haendelse))
        return Diary.of(pl.concat([events.filter(_passes(later))["key"] for events in known]))

    def triggers(self, trigger: Trigger) -> Diary:
        """The days of the events that start a duty."""
        events = self._events(trigger.haendelse)
        happened = self._happened(trigger.haendelse) if trigger.status is None else pl.col("status") == trigger.status
        day = pl.col("last" if trigger.dato == "slutdato" else "day")
        found = events.filter(happened & (day <= self.reference_day) & _passes(trigger))
        return Diary.of(found.select(pl.col("key") - pl.col("day") + day).to_series())

    def wage_subsidies(self, krav: Krav) -> pl.DataFrame:
        """`case`, `subsidy` (its start) and `given` of the begun wage subsidies that count for the krav."""
        subsidies = self._past("tilbud").filter(_counts(krav) & pl.col("tilbudstype").is_in(WAGE_SUBSIDY))
        return subsidies.select("case", "given", subsidy="day")

    @cache  # noqa: B019
    def has(self, column: str, code: str) -> bool:
        """Whether any interview of the export, known by then or not, has this code in the column."""
        return bool(self.tables["samtaler"].select((pl.col(column) == code).any()).collect().item())

    @cache  # noqa: B019
    def lacks(self, table: str, column: str) -> bool:
        """Whether the rows of the export's table say nothing in the column: it was not supplied."""
        return bool(self.tables[table].select((pl.len() > 0) & pl.col(column).is_null().all()).collect().item())

    def _interviews(self, **more: pl.Expr) -> pl.DataFrame:
        day = day_number(pl.col("dato"))
        rows = self._rows("samtaler").filter(day.is_not_null())
        columns = ("samtaletype", "status", "samtaleform", "afholdt_af")
        return rows.select(*columns, day=day, key=case_day(pl.col("case"), day), **more).sort("key").collect()

    @cache  # noqa: B019
    def _qualifying(self, counted: Counted) -> Diary:
        if counted.dato == "afgivet":
            return self._given(counted)
        if counted.med_a_kasse:
            return self._by_a_kasse(counted, pl.col("joined") | pl.col("declined"))
        return Diary.of(self._past(counted.haendelse).filter(_counts(counted))["key"])

    @cache  # noqa: B019
    def _booked(self, counted: Counted) -> Diary:
        coming = self._coming(counted.haendelse)
        return Diary.of(
            coming.clear()["key"] if counted.dato == "afgivet" else coming.filter(_may_count(counted))["key"]
        )

    def _by_a_kasse(self, krav: Krav | Counted, did: pl.Expr) -> Diary:
        """The days of held interviews that may count for the krav and in which the a-kasse did so."""
        return Diary.of(self.interviews_by_a_kasse.filter(_may_count(krav) & did)["key"])

    def _given(self, krav: Krav | Counted) -> Diary:
        """The days on which offers that may count for the krav were given; they need not have begun."""
        given = self.offers.filter(~pl.col("status").fill_null(UNKNOWN).is_in(WITHDRAWN)).with_columns(day="given")
        kept = given.filter((pl.col("day") <= self.reference_day) & _may_count(krav))
        return Diary.of(kept.select(case_day(pl.col("case"), pl.col("day"))).to_series())

    def _events(self, event: str) -> pl.DataFrame:
        return self.interviews if event == "samtale" else self.offers

    @cache  # noqa: B019
    def _past(self, event: str) -> pl.DataFrame:
        """The interviews held, or the offers begun, by the reference day."""
        return self._events(event).filter(self._happened(event))

    @cache  # noqa: B019
    def _coming(self, event: str) -> pl.DataFrame:
        """The interviews and offers booked for a later day."""
        status = pl.col("status").fill_null(UNKNOWN)
        booked = status.is_in([BOOKED, HELD]) if event == "samtale" else ~status.is_in(NOT_COMING)
        return self._events(event).filter(booked & (pl.col("day") > self.reference_day))

    def _happened(self, event: str) -> pl.Expr:
        """Held, or begun, by the reference day."""
        status = (
            pl.col("status") == HELD if event == "samtale" else ~pl.col("status").fill_null(UNKNOWN).is_in(NOT_BEGUN)
        )
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


def _counts(krav: Krav | Counted) -> pl.Expr:
    """Whether a past event counts for the krav: by its kind, and an offer also by its length."""
    if krav.min_varighed is None:
        return _may_count(krav)
    shortest = day_number(krav.min_varighed.after(to_date(pl.col("day")))) - pl.col("day")
    return _may_count(krav) & (pl.col("length").is_null() | (pl.col("length") >= shortest))


def _may_count(krav: Krav | Counted) -> pl.Expr:
    """Whether an event, past or booked, is of a kind that counts for the krav on its day."""
    passes, day = _passes(krav), to_date(pl.col("day"))
    for outside in krav.taeller_ikke:
        discounted = pl.col(_KIND[krav.haendelse]).is_in(outside.typer)
        if outside.fra is not None:
            discounted &= day >= outside.fra
        if outside.til is not None:
            discounted &= day <= outside.til
        passes &= ~discounted
    return passes


def _passes(choice: Krav | Counted | Trigger | Later) -> pl.Expr:
    """Whether a row passes the filters of a krav, a trigger or a later event. An unknown type never does."""
    kind = _KIND[choice.haendelse]
    passes = pl.col(kind).is_in(choice.typer) if choice.typer else pl.col(kind).fill_null(UNKNOWN) != UNKNOWN
    if choice.former:
        passes &= pl.col("samtaleform").is_in(choice.former)
    if choice.afholdt_af:
        passes &= pl.col("afholdt_af").is_in(choice.afholdt_af)
    return passes.fill_null(value=False)
