"""The eight forms: from a krav and the cases it covers to the duties it makes (`spec.md` § 3).

Every form is a function from the krav's cases to its duties. Each says three things: when a duty's window opens, when
it falls due, and which event meets it, as *the `count`-th qualifying event on or after the day `since`*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.days import day_number, to_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from rettid.engine.days import Diary
    from rettid.engine.history import History
    from rettid.engine.pauses import Pauses
    from rettid.periods import Period
    from rettid.rules import AgeBand, Krav

HORIZON_DAYS = 26 * 7
"""How far beyond the reference day a duty may fall due and still be made (`spec.md` § 3, "Common to all")."""

CASE, ANCHOR, START, END, BORN = (
    pl.col("case"),
    pl.col("anchor"),
    pl.col("start"),
    pl.col("end"),
    pl.col("foedselsdato"),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A krav's clock: turns an anchor day and a period into a due day (`spec.md` § 1.4).

    An anchor is a column of day numbers; `started` adds what the clock showed on it, once for all the due days
    counted from it.
    """

    pauses: Pauses | None
    """The days that do not count; None on the calendar, where every day does."""

    def started(self, cases: pl.LazyFrame, anchor: str) -> pl.LazyFrame:
        """`cases` with what `due` needs to count from the column `anchor`."""
        if self.pauses is None:
            return cases
        paused = self.pauses.before(CASE, pl.col("earlier"), pl.col(anchor))
        return cases.with_columns(earlier=self.pauses.earlier(CASE)).with_columns(paused.alias(f"{anchor}_paused"))

    def due(self, anchor: str, period: Period, times: pl.Expr | int = 1) -> pl.Expr:
        """The day number that falls due `times` periods after the column `anchor`."""
        return self.due_for(anchor, calendar_day(anchor, period, times))

    def due_for(self, anchor: str, nominal: pl.Expr) -> pl.Expr:
        """The day number that falls due when as many days have counted since the column `anchor` as lie from it to `nominal`."""
        if self.pauses is None:
            return nominal
        due = self.pauses.day_of_age(CASE, pl.col("earlier"), nominal - pl.col(f"{anchor}_paused"))
        return pl.max_horizontal(anchor, due)

    def paused(self, anchor: str, day: pl.Expr) -> pl.Expr:
        """How many days from the column `anchor` up to but not including `day` do not count."""
        if self.pauses is None:
            return pl.lit(0, dtype=pl.Int32)
        before = self.pauses.before(CASE, pl.col("earlier"), day)
        return (before - pl.col(f"{anchor}_paused")).clip(lower_bound=0)


def calendar_day(anchor: str, period: Period, times: pl.Expr | int = 1) -> pl.Expr:
    """The day number `times` periods after the column `anchor`, every day counted."""
    return day_number(period.after(to_date(pl.col(anchor)), times))


@dataclass(frozen=True, slots=True)
class Setting:
    """What a form needs beside the cases."""

    krav: Krav
    clock: Clock
    history: History
    qualifying: Diary


def duties(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """The duties of one krav: `nr`, `opens`, `due`, `since`, `count` (day numbers but for the two counts), beside the cases' columns.

    `cases` has `case`, `anchor`, `start`, `end` (day numbers; `end` empty while the forløb runs) and the columns of
    `forloeb`. Only duties whose window opens by the forløb's end and that fall due within the horizon are made.
    """
    made = _FORMS[setting.krav.form](setting.clock.started(cases, "anchor"), setting)
    horizon = setting.history.reference_day + HORIZON_DAYS
    return made.filter((pl.col("opens") <= END) | END.is_null(), pl.col("due") <= horizon)


def _by_deadline(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`senest`: one duty, met by the `antal`-th event from the anchor."""
    due = _banded_due(setting) if setting.krav.alder else _plain_due(setting)
    return _one(cases, opens=ANCHOR, due=due, count=setting.krav.antal).drop_nulls("due")


def _in_series(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`raekke`: number k is met by the k-th event from the anchor, early ones counted."""
    return _numbered(cases, setting).with_columns(since=ANCHOR, count=pl.col("nr"))


def _in_intervals(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`interval`: window k is met by the first event after it opens; the first window includes the anchor day."""
    since = pl.when(pl.col("nr") == 1).then(ANCHOR).otherwise(pl.col("opens") + 1)
    return _numbered(cases, setting).with_columns(since=since, count=1)


def _with_gaps(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`mellemrum`: due `hver` after the mark and after each event that follows it, met by the next event."""
    krav, clock, events = setting.krav, setting.clock, setting.qualifying
    last = END.fill_null(setting.history.reference_day)
    marked = cases.with_columns(mark=clock.due("anchor", _needed(krav.fra)))
    following = events.nth_from(CASE, pl.col("mark") + 1, pl.max_horizontal(pl.col("nr") - 1, 1))
    opened = _repeat(marked, events.count_between(CASE, pl.col("mark") + 1, last) + 1).with_columns(
        opens=pl.when(pl.col("nr") == 1).then("mark").otherwise(following)
    )
    due = clock.due("opens", _needed(krav.hver))
    return clock.started(opened, "opens").with_columns(due=due, since=pl.col("opens") + 1, count=1)


def _in_window(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`vindue`: one duty, met by the first event in the window or after it."""
    krav, clock = setting.krav, setting.clock
    due = clock.due("anchor", _needed(krav.senest))
    return _one(cases, opens=clock.due("anchor", _needed(krav.tidligst)), due=due, count=1).with_columns(since="opens")


def _after_event(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`efter`: one duty per triggering event, met by the first qualifying event on a later day."""
    krav, clock = setting.krav, setting.clock
    assert krav.udloeser is not None  # noqa: S101 - the loader sees to it
    triggers = setting.history.triggers(krav.udloeser)
    last = END.fill_null(setting.history.reference_day)
    opened = _repeat(cases, triggers.count_between(CASE, START, last)).with_columns(
        opens=triggers.nth_from(CASE, START, pl.col("nr"))
    )
    due, since = clock.due("opens", _needed(krav.senest)), pl.max_horizontal(pl.col("opens") + 1, ANCHOR)
    return clock.started(opened, "opens").with_columns(due=due, since=since, count=1)


def _before_date(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`varsel`: due `varsel` before the date in the column `foer`; a forløb without that date owes none."""
    krav = setting.krav
    due = day_number(_needed(krav.varsel).before(pl.col(str(krav.foer))))
    return _one(cases, opens=ANCHOR, due=due, count=1).drop_nulls("due")


_FORMS: dict[str, Callable[[pl.LazyFrame, Setting], pl.LazyFrame]] = {
    "senest": _by_deadline,
    "raekke": _in_series,
    "interval": _in_intervals,
    "mellemrum": _with_gaps,
    "vindue": _in_window,
    "efter": _after_event,
    "varsel": _before_date,
}


def _one(cases: pl.LazyFrame, *, opens: pl.Expr, due: pl.Expr, count: int) -> pl.LazyFrame:
    number = pl.lit(1, dtype=pl.Int32)
    return cases.with_columns(nr=number, opens=opens, due=due, since=ANCHOR, count=pl.lit(count, dtype=pl.Int32))


def _repeat(cases: pl.LazyFrame, times: pl.Expr) -> pl.LazyFrame:
    """Each case `times` times, numbered from 1 in `nr`."""
    return (
        cases.with_columns(nr=pl.int_ranges(1, times + 1, dtype=pl.Int32))
        .filter(pl.col("nr").list.len() > 0)
        .explode("nr")
    )


def _numbered(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """Numbers 1..n, due every `hver`: to the last whose calendar day is within `indtil`, else as far as the horizon."""
    krav, nr = setting.krav, pl.col("nr")
    step, horizon = _needed(krav.hver), pl.lit(setting.history.reference_day + HORIZON_DAYS)
    last = horizon if krav.indtil is None else pl.min_horizontal(horizon, calendar_day("anchor", krav.indtil))
    return (
        _repeat(cases.with_columns(last=last), ((pl.col("last") - ANCHOR) // step.days_at_least).clip(lower_bound=0))
        .with_columns(nominal=calendar_day("anchor", step, nr))
        .filter(pl.col("nominal") <= pl.col("last"))
        .with_columns(due=setting.clock.due_for("anchor", pl.col("nominal")))
        # The rows of a case stand together and in the order of their numbers: the one before is number k - 1.
        .with_columns(opens=pl.when(nr == 1).then(ANCHOR).otherwise(pl.col("due").shift(1)))
    )


def _plain_due(setting: Setting) -> pl.Expr:
    return setting.clock.due("anchor", _needed(setting.krav.senest))


def _banded_due(setting: Setting) -> pl.Expr:
    """The due day of the first age band that holds the person, on `startdato` or on the band's own due day; else empty."""
    krav = setting.krav
    due = pl.lit(None, dtype=pl.Int32)
    for band in reversed(krav.alder or ()):
        own = setting.clock.due("anchor", _needed(band.senest or krav.senest))
        day = own if krav.alder_ved == "frist" else START
        due = pl.when(in_band(band, to_date(day))).then(own).otherwise(due)
    return due


def in_band(band: AgeBand, day: pl.Expr) -> pl.Expr:
    """Whether the person's age in completed years on the Date `day` lies in the band; the lower edge does, the upper does not."""
    age = completed_years(BORN, day)
    return (age >= (band.fra or 0)) & (age < (band.under or 999))


def completed_years(born: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Age on a Date: years are added as months are, so who is born on 29 February turns a year older on 28 February (`spec.md` § 1.3)."""
    leap_birthday = _month_and_day(born) == 229
    birthday = pl.when(leap_birthday & ~day.dt.is_leap_year()).then(228).otherwise(_month_and_day(born))
    return day.dt.year() - born.dt.year() - (_month_and_day(day) < birthday).cast(pl.Int32)


def _month_and_day(day: pl.Expr) -> pl.Expr:
    # Int32 first: both are Int8, and 12 × 100 overflows silently.
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


def _needed(period: Period | None) -> Period:
    assert period is not None  # noqa: S101 - the loader sees to it
    return period
