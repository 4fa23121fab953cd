"""From duties to verdicts: the deadline, the event that met it, the booking that would, the status (`spec.md` §§ 3-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.days import LAST_DAY, day_number, to_date
from rettid.engine.duties import CASE, END
from rettid.tables import COMING, EXEMPT, LAPSED, LATE, MISSING, STATUSES, TIMELY, UNDECIDED

if TYPE_CHECKING:
    from rettid.engine.history import History
    from rettid.rules import Krav, Pack

STATUS = pl.Enum(STATUSES)

DUE, DEADLINE, MET = pl.col("due"), pl.col("deadline"), pl.col("met")


def with_deadline(duties: pl.LazyFrame, pack: Pack, krav: Krav, history: History) -> pl.LazyFrame:
    """Moves `due` past exemptions and adds `exempt` (exempt or suspended on that day) and `deadline` (the last day in time).

    `share_used` is whether it is exempt for no other reason than one that uses the law's share.
    """
    due, exempt = history.exemptions(krav.fritager).settle(CASE, DUE, krav.fritagelse_flytter)
    suspended = [
        DUE.is_between(_number(pause.fra), _number(pause.til))
        for pause in pack.suspension
        if pause.haendelse in (None, krav.haendelse)
    ]
    return (
        duties.with_columns(due=due, exempt=exempt)
        .with_columns(exempt=pl.any_horizontal("exempt", *suspended))
        .with_columns(share_used=history.exemptions(krav.bruger_andel).cover(CASE, DUE) & ~pl.col("exempt"))
        .with_columns(exempt=pl.any_horizontal("exempt", "share_used"))
        .with_columns(deadline=_with_grace(krav) - _days_before(krav))
    )


def with_events(duties: pl.LazyFrame, krav: Krav, history: History) -> pl.LazyFrame:
    """Adds `met` and `booked` (day numbers, empty where there is none) and `rescued` (a wage subsidy given in time met it)."""
    met = history.qualifying(krav).nth_from(CASE, pl.col("since"), pl.col("count"))
    since = pl.max_horizontal(pl.col("since"), pl.lit(history.reference_day + 1, dtype=pl.Int32))
    booked = history.booked(krav).nth_from(CASE, since)
    found = duties.with_columns(met=met, booked=booked).with_columns(_happens("met"), _happens("booked"))
    return (
        _rescued(found, krav, history)
        if krav.loentilskud_efterfrist
        else found.with_columns(rescued=pl.lit(value=False))
    )


def decided(duties: pl.LazyFrame, lacking: pl.Expr, history: History) -> pl.LazyFrame:
    """Adds `status`, `dage`, `aaben`, `mangler_felt`, and empties `booked` where no booking is awaited.

    `lacking` names the data a duty would need to be decided when it is not in time; empty where nothing is lacking.
    """
    today = history.reference_day
    timely = (MET <= DEADLINE).fill_null(value=False) | pl.col("rescued")
    status = (
        pl.when(lacking.is_not_null() & ~timely).then(_status(UNDECIDED))
        .when(timely).then(_status(TIMELY))
        .when(MET.is_null() & (END < DEADLINE)).then(_status(LAPSED))
        .when(pl.col("exempt")).then(_status(EXEMPT))
        .when(MET.is_not_null()).then(_status(LATE))
        .when(today > DEADLINE).then(_status(MISSING))
        .otherwise(_status(COMING))
    )  # fmt: skip
    awaited = pl.col("status").is_in([COMING, MISSING])
    return duties.with_columns(
        status=status,
        dage=MET.fill_null(today) - DEADLINE,
        aaben=END.is_null() & MET.is_null(),
    ).with_columns(
        booked=pl.when(awaited).then("booked"),
        mangler_felt=pl.when(pl.col("status") == UNDECIDED).then(lacking),
    )


def _with_grace(krav: Krav) -> pl.Expr:
    if krav.henstand is None:
        return DUE
    later = day_number(krav.henstand.after(to_date(DUE)))
    return pl.when(pl.col("nr").is_in(krav.henstand_undtaget)).then(DUE).otherwise(later)


def _days_before(krav: Krav) -> int:
    """How many days before the due day the last day in time lies, grace apart."""
    return 1 if krav.graense == "foer" else 0


def _happens(day: str) -> pl.Expr:
    """The day, empty where there is none by the forløb's end."""
    return pl.when(pl.col(day) <= END.fill_null(LAST_DAY)).then(day).alias(day)


def _rescued(duties: pl.LazyFrame, krav: Krav, history: History) -> pl.LazyFrame:
    """The wage subsidy given by the due day and begun shortly after it: in time, and before any offer begun late."""
    assert krav.loentilskud_efterfrist is not None  # noqa: S101
    due = DUE - _days_before(krav)
    last = day_number(krav.loentilskud_efterfrist.after(to_date(due)))
    subsidies = history.wage_subsidies(krav).lazy()
    in_time = (
        duties.filter((MET > DEADLINE) | MET.is_null())
        .join(subsidies, on="case")
        .filter(pl.col("given") <= due, pl.col("subsidy").is_between("since", last))
        .filter((pl.col("subsidy") <= END) | END.is_null())
        .group_by("case", "nr")
        .agg(pl.col("subsidy").min())
    )
    return (
        duties.join(in_time, on=["case", "nr"], how="left")
        .with_columns(met=pl.coalesce("subsidy", "met"), rescued=pl.col("subsidy").is_not_null())
        .drop("subsidy")
    )


def _status(name: str) -> pl.Expr:
    return pl.lit(name, dtype=STATUS)


def _number(day: object) -> pl.Expr:
    return day_number(pl.lit(day, dtype=pl.Date))
