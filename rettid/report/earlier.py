"""What earlier reports printed, as far as it can be held against today's numbers (K-09). Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.disclosure import PRINTED
from rettid.disclosure.kin import Relative, Whom
from rettid.report.measures import EVENT_NAMES
from rettid.report.numbers import CALENDAR
from rettid.report.populations import EVERYBODY, population, whom
from rettid.spans import parse_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.report.numbers import Numbers


def had_quarters(numbers: Numbers, before: pl.DataFrame | None, event: str) -> bool:
    """Whether an earlier report told of the event by quarters, on some of the days that are told of now."""
    if before is None:
        return False
    own = [whom(population(numbers, key)) for key in numbers.frames if key[1:] == (event, CALENDAR)]
    told = before.filter(pl.col("efter") == CALENDAR, pl.col("gruppe").str.contains("K"))["population"].unique()
    return any(whom(name).overlaps(each) for name in told for each in own)


def comparable(known: pl.DataFrame, numbers: Numbers) -> pl.DataFrame:
    """What can be held against today's: of the open breaches of another day only how many there were, for the bands have moved."""
    moved = pl.col("population").str.starts_with("R2 ") & (
        pl.col("rapport").str.slice(0, 10) != numbers.summary.pr.isoformat()
    )
    return known.filter(~moved | pl.col("gruppe").is_null())


def in_calendar(known: pl.DataFrame, numbers: Numbers) -> pl.DataFrame:
    """Months that were printed, added to quarters where today's are quarters."""
    events = [event for event in EVENT_NAMES if _has_quarters(numbers, event)]
    by_month = (pl.col("efter") == CALENDAR) & pl.col("gruppe").str.contains(r"^\d{4}-\d{2}$")
    own = pl.col("population").str.split(" ").list.get(1).is_in(events)
    months = known.filter((by_month & own).fill_null(value=False))
    if months.is_empty():
        return known
    month = pl.col("gruppe").str.slice(5, 2).cast(pl.Int64)
    quarter = pl.format("{}K{}", pl.col("gruppe").str.slice(0, 4), (month + 2) // 3)
    counts = (pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()) for name in ("taeller", "naevner"))
    place = [name for name in PRINTED if name not in ("taeller", "naevner", "borgere")]
    quarters = months.with_columns(gruppe=quarter).group_by(place, maintain_order=True).agg(*counts, borgere=None)
    rest = known.filter(~(by_month & own).fill_null(value=False))
    return pl.concat([rest, quarters.select(pl.col(name).cast(dtype) for name, dtype in PRINTED.items())])


def of_days(known: pl.DataFrame, name: str) -> list[Relative]:
    """What the months or quarters of earlier reports tell of the days of a population, whatever period those reports were of."""
    own, found = whom(name), []
    told = known.filter(pl.col("efter") == CALENDAR, pl.col("population") != name)
    placed = [(row["rapport"], whom(row["population"]), row) for row in told.iter_rows(named=True)]
    near = [each for each in placed if own.first and each[1].hvad == own.hvad]
    for rapport, team in dict.fromkeys(
        (rapport, each.team) for rapport, each, _ in near if _kin_teams(each.team, own.team)
    ):
        parts = [(each, row) for by, each, row in near if (by, each.team) == (rapport, team)]
        rows = _within(parts, own)
        if rows:
            cells = _with_total(rows, name, f"{rapport} {team or EVERYBODY} efter {CALENDAR}")
            found.append(Relative(cells, hel=team is None and own.team is not None))
    return found


def _kin_teams(one: str | None, other: str | None) -> bool:
    return one == other or None in (one, other)


def _within(parts: Sequence[tuple[Whom, dict[str, Any]]], own: Whom) -> list[dict[str, Any]]:
    """The months and quarters of the days of `own`; none where the report lacks some of its days, or cuts one elsewhere."""
    spans = [(each.first, each.last) for each, _ in parts if each.first and each.last]
    if not own.first or not own.last or min(spans)[0] > own.first or max(last for _, last in spans) < own.last:
        return []
    placed = [
        (max(first, days[0]), min(last, days[1]), row)
        for (first, last), (_, row) in zip(spans, parts, strict=True)
        if (days := _days(row["gruppe"]))
    ]
    meeting = [(first, last, row) for first, last, row in placed if first <= own.last and own.first <= last]
    return (
        [] if any(first < own.first or own.last < last for first, last, _ in meeting) else [row for *_, row in meeting]
    )


def _days(name: str) -> tuple[date, date] | None:
    """The days of a month (2018-07) or a quarter (2018K3); None for anything else."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})|K(\d))", name)
    if match is None:
        return None
    span = parse_span(name, date.min)
    return span.first, span.last


def _with_total(rows: Sequence[dict[str, Any]], name: str, rapport: str) -> pl.DataFrame:
    """The months with their sum, as a report of the population; no sum where one of them is hidden."""
    cells = pl.DataFrame(rows, schema=PRINTED).with_columns(
        population=pl.lit(name), rapport=pl.lit(rapport), borgere=None
    )
    summed = [pl.when(pl.col(kind).null_count() == 0).then(pl.col(kind).sum()) for kind in ("taeller", "naevner")]
    months = cells.group_by(
        [each for each in PRINTED if each not in ("taeller", "naevner", "borgere")], maintain_order=True
    ).agg(*summed, borgere=None)
    whole = cells.select(pl.first("rapport", "population"), *summed).filter(pl.col("naevner").is_not_null())
    typed = (
        each.select(pl.col(column).cast(dtype) for column, dtype in PRINTED.items() if column in each.columns)
        for each in (months, whole)
    )
    return pl.concat(typed, how="diagonal").select(PRINTED.keys())


def _has_quarters(numbers: Numbers, event: str) -> bool:
    found = [frame for key, frame in numbers.frames.items() if key[1:] == (event, CALENDAR)]
    return any(frame["gruppe"].str.contains("K").any() for frame in found)


def so_far(known: pl.DataFrame, news: pl.DataFrame) -> pl.DataFrame:
    """What has been printed so far; another report of the same day and people has a name of its own, so that neither is forgotten."""
    parts = [known]
    for (name,), rows in news.group_by("population", maintain_order=True):
        same = known.filter(population=name).filter(pl.col("rapport").str.starts_with(rows["rapport"][0]))
        there = [each for _, each in same.group_by("rapport", maintain_order=True)]
        if not any(each.drop("rapport").equals(rows.drop("rapport")) for each in there):
            parts.append(
                rows.with_columns(rapport=pl.format("{} ({})", "rapport", pl.lit(len(there) + 1))) if there else rows
            )
    return pl.concat(parts)
