"""The official measures: tables × definition × day → one small frame and the persons behind it. Pure, as the engine is.

A measure is a page under `rettid/maal/` (`docs/maaltal.md`): the agency's own words, the numbers, worked examples. What each kind of
measure computes stands in `spec.md` § 5, "Official measures".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.measures.activation import activation
from rettid.measures.definition import SHIPPED, Line, Measure, load_measures, read_measure
from rettid.measures.funds import events_at, falling_due, quotas, runs, standing, uncovered, with_shares
from rettid.measures.longterm import longterm, needed
from rettid.measures.mix import COUNTS, offers
from rettid.measures.persons import ALL_GROUPS, NUMBERS, PERSONS, Asked, citizen, finished, numbered, recipients
from rettid.measures.shares import shares
from rettid.measures.topics import topics
from rettid.rates import FEWEST_FOR_PERCENT
from rettid.spans import Span, parse_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.rules import Krav

__all__ = [
    "ALL_GROUPS",
    "NUMBERS",
    "PERSONS",
    "SHIPPED",
    "Asked",
    "Line",
    "Measure",
    "Result",
    "load_measures",
    "measured",
    "read_measure",
]


@dataclass(frozen=True)
class Result:
    """A measure taken: `numbers` (columns `NUMBERS`, a row per line, day and group) and `persons`, the cases behind them."""

    measure: Measure
    numbers: pl.DataFrame
    persons: pl.DataFrame
    days: tuple[date, ...]


def measured(measure: Measure, asked: Asked) -> Result:
    """The measure, taken on `pr`, or at each month's end in the period asked for that is no later than `pr`.

    Local packs count for nothing here: an official measure is of the law.
    """
    asked = replace(asked, packs=[pack for pack in asked.packs if pack.art == "lov"])
    return _KINDS[measure.slags](measure, asked)


def _share(measure: Measure, asked: Asked) -> Result:
    days = _days(measure, asked)
    persons = shares(measure, asked, days)
    numbers = numbered(persons, _expected(measure, asked, days), measure)
    return Result(measure, _averaged(numbers, measure, days), persons, days)


def _status(measure: Measure, asked: Asked) -> Result:
    assert measure.statusdag is not None  # noqa: S101 - the page says it
    span = asked.span or Span(asked.pr - timedelta(days=31), asked.pr)
    days = [first.replace(day=measure.statusdag) for first in _month_starts(span)]
    days = [day for day in days if span.first <= day <= span.last and day <= asked.pr]
    chosen = tuple(days if asked.span else days[-1:])
    persons = standing(measure, asked, chosen)
    notes: dict[tuple[str, date], str] = {
        (line.id, day): f"{number} uden lovpakke er talt som ikke manglende"
        for line in measure.linjer
        for day in chosen
        if (number := uncovered(line, asked, day))
    }
    return Result(measure, numbered(persons, _expected(measure, asked, chosen, notes), measure), persons, chosen)


def _falling_due(measure: Measure, asked: Asked) -> Result:
    assert measure.i_traek is not None  # noqa: S101 - the page says it
    shown = _months(measure, asked)
    months = _month_ends(Span(_back(shown[0], measure.i_traek), shown[-1])) if shown else []
    why = asked.untold(sorted(events_at(measure, asked.packs)))
    persons = pl.DataFrame(schema=PERSONS) if why else falling_due(measure, asked, months)
    apart = sorted(set(persons["gruppe"]) - {ALL_GROUPS})
    groups = [ALL_GROUPS, *(apart if len(apart) > 1 else [])]
    line = measure.linjer[0]
    expected = _table((line, day, group, why) for group in groups for day in months)
    numbers = runs(numbered(persons, expected, measure), measure)
    said = [
        _run_text(run, day, measure) if share is not None else note
        for run, day, share, note in numbers.select("i_traek", "dag", "andel", "bemaerkning").iter_rows()
    ]
    numbers = numbers.with_columns(bemaerkning=pl.Series(said, dtype=pl.String)).select(*NUMBERS)
    return Result(
        measure,
        numbers.filter(pl.col("dag").is_in(shown)),
        persons.filter(pl.col("dag").is_in(shown)),
        tuple(shown),
    )


def _run_text(run: int, _day: date, measure: Measure) -> str | None:
    assert measure.i_traek is not None  # noqa: S101
    if not run:
        return None
    left = measure.i_traek - run
    return f"over grænsen, {run}. måned i træk" + (
        f"; {left} {'måned' if left == 1 else 'måneder'} tilbage" if left > 0 else "; STAR henvender sig"
    )


def _activation(measure: Measure, asked: Asked) -> Result:
    days = _days(measure, asked)
    persons = activation(measure, asked, days)
    numbers = numbered(persons, _expected(measure, asked, days), measure)
    time = persons.group_by("raekke", "dag").agg(active=pl.col("antal").sum(), spent=pl.col("kraevet").sum())
    by_days = pl.col("raekke").is_in([line.id for line in measure.linjer if line.metode == "dage"])
    numbers = (
        numbers.join(time, on=["raekke", "dag"], how="left", maintain_order="left")
        .with_columns(
            taeller=pl.when(by_days).then("active").otherwise("taeller"),
            naevner=pl.when(by_days & pl.col("spent").is_not_null()).then("spent").otherwise("naevner"),
            gennemsnit=pl.lit(None, dtype=pl.Float64),
        )
        .drop("active", "spent")
    )
    # Days of one person are not independent: a share of days has no interval.
    taken = finished(numbers, measure).with_columns(
        pl.when(~by_days).then(pl.col(name)).alias(name) for name in ("lav", "hoej")
    )
    return Result(measure, taken, persons, days)


def _longterm(measure: Measure, asked: Asked) -> Result:
    days = _days(measure, asked)
    persons = longterm(measure, asked, days)
    notes: dict[tuple[str, date], str] = {}
    for line in measure.linjer:
        for day in days if line.metode == "timer" else ():
            everyone = recipients(line, asked.as_read(day)).select(citizen().n_unique()).collect().item()
            without = everyone - persons.filter(pl.col("raekke") == line.id, pl.col("dag") == day).height
            notes |= {(line.id, day): f"{without} uden indberettede timer er ikke med"} if without else {}
    return Result(measure, numbered(persons, _expected(measure, asked, days, notes), measure), persons, days)


def _mix(measure: Measure, asked: Asked) -> Result:
    span = asked.span or parse_span(None, asked.pr)
    why = asked.untold(["tilbud"])
    if why:
        return _untold(measure, asked, why)
    begun = offers(asked, span)
    numbers = (
        begun.group_by(raekke="tilbudstype", gruppe="dom")
        .agg(taeller=pl.len().cast(pl.Int64))
        .sort("raekke", "gruppe")
        .with_columns(
            titel=pl.col("raekke"),
            dag=pl.lit(asked.pr),
            naevner=pl.lit(begun.height, dtype=pl.Int64),
            gennemsnit=pl.lit(None, dtype=pl.Float64),
            bemaerkning=pl.lit(None, dtype=pl.String),
        )
    )
    persons = begun.select(
        raekke="tilbudstype",
        dag="startdato",
        gruppe="dom",
        forloeb_id="forloeb_id",
        borger_id="borger_id",
        maalgruppe="maalgruppe",
        team="team",
        sagsbehandler="sagsbehandler",
        antal=pl.lit(1, dtype=pl.Int64),
        kraevet=pl.lit(None, dtype=pl.Int64),
        taeller=pl.col("dom") == COUNTS,
    )
    # Offers of one citizen are not independent: a share of offers has no interval.
    taken = finished(numbers, measure).with_columns(
        pl.lit(None, dtype=pl.Float64).alias(name) for name in ("lav", "hoej")
    )
    return Result(measure, taken, persons, (span.first, span.last))


def _topic(measure: Measure, asked: Asked) -> Result:
    span = asked.span or parse_span(None, asked.pr)
    why = asked.untold(["samtaler"])
    if why:
        return _untold(measure, asked, why)
    persons, said = topics(measure, asked, span)
    notes = {(line, asked.pr): text for line, text in said.items()}
    counted = persons.with_columns(dag=pl.lit(asked.pr))
    numbers = numbered(counted, _expected(measure, asked, (asked.pr,), notes), measure)
    return Result(measure, numbers, persons, (span.first, span.last))


def _quota(measure: Measure, asked: Asked) -> Result:
    """What the law's krav of a share have come to; a row per krav and period, also where nobody fell due."""
    krav = {f"{pack.id}/{krav.id}": krav for pack, krav in with_shares(asked)}
    tables = {{"samtale": "samtaler", "tilbud": "tilbud"}[one.haendelse] for one in krav.values()}
    why = asked.untold(sorted(tables)) if krav else NO_QUOTA
    if why:
        return _untold(measure, asked, why)
    found, persons = quotas(asked, asked.span or parse_span(None, asked.pr))
    told = [_quota_row(row, krav) for row in found.iter_rows(named=True)]
    named = {row["raekke"] for row in told}
    none = [
        {"raekke": name, "titel": one.titel, "dag": asked.pr, "taeller": 0, "naevner": 0}
        for name, one in krav.items()
        if name not in named
    ]
    columns = ("raekke", "titel", "dag", "taeller", "naevner", "bemaerkning")
    numbers = pl.DataFrame([*told, *none], schema={name: NUMBERS[name] for name in columns}).with_columns(
        gruppe=pl.lit(ALL_GROUPS), gennemsnit=pl.lit(None, dtype=pl.Float64)
    )
    return Result(measure, finished(numbers, measure), persons, (asked.pr,))


def _quota_row(row: dict[str, Any], krav: dict[str, Krav]) -> dict[str, Any]:
    """A row of `quotas.quotas` as a row of numbers."""
    name, room = f"{row['pakke']}/{row['krav']}", row["luft"]
    return {
        "raekke": name,
        "titel": f"{krav[name].titel}, {row['periode']}",
        "dag": row["til"],
        "taeller": row["opfyldt"],
        "naevner": row["personer"],
        "bemaerkning": f"{row['status']}; " + _room(room),
    }


def _room(room: int) -> str:
    """The headroom in words."""
    return f"luft til {room} flere" if room > 0 else "ingen luft" if room == 0 else f"{-room} for mange mangler"


def _untold(measure: Measure, asked: Asked, why: str) -> Result:
    """A measure that can't be told at all."""
    none = pl.DataFrame(schema=PERSONS)
    expected = _table((line, asked.pr, ALL_GROUPS, why) for line in measure.linjer)
    return Result(measure, numbered(none, expected, measure), none, (asked.pr,))


NO_QUOTA = "kan ikke opgøres: ingen lovpakke for forløbene kræver en andel af personerne"
"""Said where no pack that covers a forløb has a krav of a share."""

_KINDS = {
    "andel": _share,
    "status": _status,
    "forfald": _falling_due,
    "kvote": _quota,
    "aktivering": _activation,
    "langtid": _longterm,
    "vifte": _mix,
    "emne": _topic,
}


def _days(measure: Measure, asked: Asked) -> tuple[date, ...]:
    """The days it is taken on: `pr`, or the ends of the months asked for, or of the months it is the average of."""
    if asked.span is None and measure.maaneder is None:
        return (asked.pr,)
    return tuple(_months(measure, asked))


def _months(measure: Measure, asked: Asked) -> list[date]:
    if asked.span is not None:
        return [day for day in _month_ends(asked.span) if day <= asked.pr]
    ends = [day for day in _month_ends(Span(_back(asked.pr, measure.maaneder or 1), asked.pr)) if day <= asked.pr]
    return ends[-(measure.maaneder or 1) :]


def _month_starts(span: Span) -> list[date]:
    months = range(span.first.year * 12 + span.first.month - 1, span.last.year * 12 + span.last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _month_ends(span: Span) -> list[date]:
    ends = [(first + timedelta(days=31)).replace(day=1) - timedelta(days=1) for first in _month_starts(span)]
    return [day for day in ends if span.first <= day <= span.last]


def _back(day: date, months: int) -> date:
    """The first day of the month so many months before."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def _expected(
    measure: Measure, asked: Asked, days: Sequence[date], notes: dict[tuple[str, date], str] | None = None
) -> pl.DataFrame:
    """A row for every number that must be given, also where nobody is counted."""
    tables = {line.id: needed(line) if measure.slags == "langtid" else line.tables for line in measure.linjer}
    return _table(
        (line, day, group, asked.untold(tables[line.id]) or (notes or {}).get((line.id, day)))
        for line in measure.linjer
        for day in days
        for group in (line.maalgruppe if measure.pr_maalgruppe else (ALL_GROUPS,))
    )


def _table(rows: object) -> pl.DataFrame:
    columns = ("raekke", "titel", "dag", "gruppe", "bemaerkning")
    return pl.DataFrame(
        [(line.id, line.titel, day, group, note) for line, day, group, note in rows],  # type: ignore[attr-defined]
        schema={name: NUMBERS[name] for name in columns},
        orient="row",
    )


def _averaged(numbers: pl.DataFrame, measure: Measure, days: Sequence[date]) -> pl.DataFrame:
    """With `maaneder` also the plain average of the months' shares, as a row without a day.

    Every month with persons is in it; it is shown where the months have ten persons on average.
    """
    if measure.maaneder is None or len(days) < 2:
        return numbers
    people = pl.col("naevner")
    means = (
        numbers.group_by("maal", "version", "raekke", "titel", "gruppe", maintain_order=True)
        .agg(
            andel=(pl.col("taeller") / people).filter(people > 0).mean(),
            mean_people=people.filter(people > 0).mean(),
            counted=(people > 0).sum(),
            untold=pl.col("bemaerkning").drop_nulls().first(),
        )
        .with_columns(
            dag=pl.lit(None, dtype=pl.Date),
            andel=pl.when(pl.col("mean_people") >= FEWEST_FOR_PERCENT).then("andel"),
            bemaerkning=pl.coalesce("untold", pl.format("gennemsnit af {} måneder", "counted")),
            **{name: pl.lit(None, dtype=NUMBERS[name]) for name in ("taeller", "naevner", "lav", "hoej", "gennemsnit")},
        )
    )
    return pl.concat([numbers, means.select(*NUMBERS)])
