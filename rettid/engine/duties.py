"""The nine forms, but for the shares: from a krav and the cases it covers to the duties it makes (`spec.md` § 3).

Every form is a function from the krav's cases to its duties. Each says three things: when a duty's window opens, when
it falls due, and which event meets it, as *the `count`-th qualifying event on or after the day `since`*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.days import LAST_DAY, day_number, to_date
from rettid.engine.hours import HAS_HOURS

if TYPE_CHECKING:
    from collections.abc import Callable

    from rettid.engine.days import Diary
    from rettid.engine.history import History
    from rettid.engine.hours import Hours
    from rettid.engine.pauses import Pauses
    from rettid.periods import Period
    from rettid.rules import AgeBand, Krav

HORIZON_DAYS = 26 * 7
"""How far beyond the reference day a duty may fall due and still be made (`spec.md` § 3, "Common to all")."""

CASE, ANCHOR, START, END, BORN, YEARS = (
    pl.col("case"),
    pl.col("anchor"),
    pl.col("start"),
    pl.col("end"),
    pl.col("foedselsdato"),
    pl.col("years"),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A krav's clock: turns an anchor day and a period into a due day (`spec.md` § 1.4).

    An anchor is a column of day numbers; `started` adds what the clock showed on it, once for all the due days
    counted from it.
    """

    pauses: Pauses | None
    """The days that do not count; None on the calendar, where every day does."""
    hours: Hours | None = None
    """The paid hours that count instead of days, for the cases that have them."""

    def started(self, cases: pl.LazyFrame, anchor: str) -> pl.LazyFrame:
        """`cases` with what `due` needs to count from the column `anchor`."""
        if self.pauses is None:
            return cases
        paused = self.pauses.before(CASE, pl.col("earlier"), pl.col(anchor))
        started = cases.with_columns(earlier=self.pauses.earlier(CASE)).with_columns(paused.alias(f"{anchor}_paused"))
        return started if self.hours is None else self.hours.started(started, anchor)

    def due(
        self, cases: pl.LazyFrame, name: str, anchor: str, period: Period, times: pl.Expr | int = 1
    ) -> pl.LazyFrame:
        """`cases` with the column `name`: the day number that falls due `times` periods after the column `anchor`."""
        due = calendar_day(anchor, period, times)
        if self.pauses is not None:
            age = due - pl.col(f"{anchor}_paused")
            due = pl.max_horizontal(anchor, self.pauses.day_of_age(CASE, pl.col("earlier"), age))
        dated = cases.with_columns(due.alias(name))
        return dated if self.hours is None else self.hours.due(dated, name, anchor, period, times)

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

    `cases` has `case`, `anchor`, `start`, `end` (day numbers; `end` empty while the forløb runs), `years` (the age on the
    start) where the krav has age bands, and the columns of `forloeb`. Only duties whose window opens by the forløb's end
    and that fall due within the horizon are made.
    """
    made = _FORMS[setting.krav.form](setting.clock.started(cases, "anchor"), setting)
    horizon = setting.history.reference_day + HORIZON_DAYS
    return made.filter((pl.col("opens") <= END) | END.is_null(), pl.col("due") <= horizon)


def _by_deadline(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`senest`: one duty, met by the `antal`-th event from the anchor, or from the day the case has passed to the jobcentre."""
    krav, opens = setting.krav, ANCHOR
    dated = _banded(cases, setting) if krav.alder else setting.clock.due(cases, "due", "anchor", _needed(krav.senest))
    if krav.efter_overgang:
        opens = pl.max_horizontal(ANCHOR, "passes")
        dated = dated.filter(pl.col("passes") <= pl.min_horizontal("due", pl.lit(setting.history.reference_day)))
    return _one(dated, opens=opens, count=krav.antal).with_columns(since="opens").drop_nulls("due")


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
    marked = clock.due(cases, "mark", "anchor", _needed(krav.fra))
    if krav.indtil:
        marked = clock.due(marked, "until", "anchor", krav.indtil)
    following = events.nth_from(CASE, pl.col("mark") + 1, pl.max_horizontal(pl.col("nr") - 1, 1))
    opened = _repeat(marked, events.count_between(CASE, pl.col("mark") + 1, last) + 1).with_columns(
        opens=pl.when(pl.col("nr") == 1).then("mark").otherwise(following)
    )
    if krav.indtil:
        opened = opened.filter(pl.col("opens") < pl.col("until"))
    dated = clock.due(clock.started(opened, "opens"), "due", "opens", _needed(krav.hver))
    return dated.with_columns(since=pl.col("opens") + 1, count=1)


def _in_window(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`vindue`: one duty, met by the first event in the window or after it."""
    krav, clock = setting.krav, setting.clock
    opened = clock.due(cases, "opens", "anchor", _needed(krav.tidligst))
    dated = clock.due(opened, "due", "anchor", _needed(krav.senest))
    return _one(dated, opens=pl.col("opens"), count=1).with_columns(since="opens")


def _after_event(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`efter`: one duty per triggering event, met by the first qualifying event on a later day."""
    krav, clock = setting.krav, setting.clock
    assert krav.udloeser is not None  # noqa: S101 - the loader sees to it
    triggers = setting.history.triggers(krav.udloeser)
    last = END.fill_null(setting.history.reference_day)
    opened = _repeat(cases, triggers.count_between(CASE, START, last)).with_columns(
        opens=triggers.nth_from(CASE, START, pl.col("nr"))
    )
    dated = clock.due(clock.started(opened, "opens"), "due", "opens", _needed(krav.senest))
    return dated.with_columns(since=pl.max_horizontal(pl.col("opens") + 1, ANCHOR), count=1)


def _before_date(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`varsel`: due `varsel` before the date in the column `foer`; a forløb without that date owes none."""
    krav = setting.krav
    due = day_number(_needed(krav.varsel).before(pl.col(str(krav.foer))))
    return _one(cases.with_columns(due=due), opens=ANCHOR, count=1).drop_nulls("due")


def _before_event(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`forud`: due on the day of a later event that has happened or is booked; a forløb without one owes none."""
    later = setting.krav.forud_for
    assert later is not None  # noqa: S101 - the loader sees to it
    due = setting.history.later(later).nth_from(CASE, ANCHOR, later.nr)
    dated = cases.with_columns(due=due).filter(pl.col("due") <= END.fill_null(LAST_DAY))
    return _one(dated, opens=ANCHOR, count=1)


_FORMS: dict[str, Callable[[pl.LazyFrame, Setting], pl.LazyFrame]] = {
    "senest": _by_deadline,
    "raekke": _in_series,
    "interval": _in_intervals,
    "mellemrum": _with_gaps,
    "vindue": _in_window,
    "efter": _after_event,
    "forud": _before_event,
    "varsel": _before_date,
}


def _one(dated: pl.LazyFrame, *, opens: pl.Expr, count: int) -> pl.LazyFrame:
    number = pl.lit(1, dtype=pl.Int32)
    return dated.with_columns(nr=number, opens=opens, since=ANCHOR, count=pl.lit(count, dtype=pl.Int32))


def _repeat(cases: pl.LazyFrame, times: pl.Expr) -> pl.LazyFrame:
    """Each case `times` times, numbered from 1 in `nr`."""
    return (
        cases.with_columns(nr=pl.int_ranges(1, times + 1, dtype=pl.Int32))
        .filter(pl.col("nr").list.len() > 0)
        .explode("nr")
    )


def _numbered(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """Numbers 1..n, due every `hver`: to the last whose calendar day is within `indtil`, else as far as the horizon."""
    krav, clock, nr = setting.krav, setting.clock, pl.col("nr")
    step, horizon = _needed(krav.hver), setting.history.reference_day + HORIZON_DAYS
    within = pl.lit(None, dtype=pl.Int32) if krav.indtil is None else calendar_day("anchor", krav.indtil)
    number = (pl.min_horizontal("within", pl.lit(horizon)) - ANCHOR) // step.days_at_least
    if clock.hours is not None:
        by_hours = pl.min_horizontal(
            clock.hours.times_by(horizon, "anchor", step), (pl.col("within") - ANCHOR) // step.days_at_least
        )
        number = pl.when(HAS_HOURS).then(by_hours).otherwise(number)
    made = _repeat(cases.with_columns(within=within), number.clip(lower_bound=0)).filter(
        (calendar_day("anchor", step, nr) <= pl.col("within")) | pl.col("within").is_null()
    )
    # The rows of a case stand together and in the order of their numbers: the one before is number k - 1.
    opens = pl.when(nr == 1).then(ANCHOR).otherwise(pl.col("due").shift(1))
    return clock.due(made, "due", "anchor", step, nr).with_columns(opens=opens)


def _banded(cases: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """`cases` with `due`: that of the first age band that holds the person, on `startdato` or on the band's own due day; else empty."""
    krav, dated = setting.krav, cases
    due = pl.lit(None, dtype=pl.Int32)
    for number, band in reversed(list(enumerate(krav.alder or ()))):
        own = f"due_{number}"
        dated = setting.clock.due(dated, own, "anchor", _needed(band.senest or krav.senest))
        age = completed_years(BORN, to_date(pl.col(own))) if krav.alder_ved == "frist" else YEARS
        due = pl.when(in_band(band, age)).then(own).otherwise(due)
    return dated.with_columns(due=due)


def in_band(band: AgeBand, age: pl.Expr) -> pl.Expr:
    """Whether an age in completed years lies in the band; the lower edge does, the upper does not."""
    return age.is_between(band.fra or 0, band.under or 999, closed="left")


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
