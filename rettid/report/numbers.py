"""Every number of a report in frames of one shape, so that they can be guarded before anything is made of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.rates import FEWEST_FOR_PERCENT
from rettid.report import measures
from rettid.report.measures import PEOPLE
from rettid.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.summary import Summary

WHOLE, KRAV, AGE, CALENDAR = "i alt", "krav", "aldersgruppe", "kalender"
"""The groupings of a population; CALENDAR is months, or quarters where months would be hidden."""

TEAM = "team"
"""Only of what stays in the team."""

OVERDUE = "dage_over"

Key = tuple[str, str, str]
"""Measure ("R1", "RP", "R2", and "R1 før" for the months before the period), event, grouping."""


@dataclass(frozen=True)
class Numbers:
    """The numbers of one report.

    `frames`: by Key a frame with `gruppe`, `andel` (`model.SHARE`) or `antal`, PEOPLE or `borgere`, and `skjult`.
    """

    summary: Summary
    span: Span
    before: Span | None
    """The months that a year's trend has before the period; none where the period is a year."""
    frames: Mapping[Key, pl.DataFrame]

    def events(self) -> Sequence[str]:
        """The events that the export tells."""
        return [event for event in measures.EVENT_NAMES if event not in self.summary.untold]

    def frame(self, measure: str, event: str, grouping: str = WHOLE) -> pl.DataFrame:
        """The frame of a measure, an event and a grouping."""
        return self.frames[measure, event, grouping]


def numbers(summary: Summary, months: Mapping[str, str] | None = None, *, internal: bool = False) -> Numbers:
    """The numbers of the audit in its period and, for the trend, of the months before it.

    `months`: the grouping that CALENDAR stands for, by event ("maaned" or "kvartal"); months where it is not named.
    `internal`: by team too.
    """
    span = summary.span
    year = measures.year_before(span)
    before = Span(year.first, measures.day_before(span.first)) if year.first < span.first else None
    found: dict[Key, pl.DataFrame] = {}
    calendar = {event: (months or {}).get(event, "maaned") for event in measures.EVENT_NAMES}
    found |= _shares(summary, span, "R1", WHOLE, None) | _shares(summary, span, "RP", WHOLE, None)
    found |= _shares(summary, span, "R1", KRAV, "krav") | _shares(summary, span, "R1", AGE, "aldersgruppe")
    found |= _calendar(summary, span, "R1", calendar)
    if internal:
        found |= _shares(summary, span, "R1", TEAM, "team")
    if before is not None:
        found |= _shares(summary, before, "R1 før", WHOLE, None) | _calendar(summary, before, "R1 før", calendar)
    return Numbers(summary, span, before, found | _overdue(summary))


def few_in_months(found: Numbers) -> dict[str, str]:
    """Per event quarters where some month has too few deadlines for a percentage, else months."""
    return {event: "kvartal" if _few(found, event) else "maaned" for event in measures.EVENT_NAMES}


def _few(found: Numbers, event: str) -> bool:
    few = pl.col("andel").struct.field("naevner") < FEWEST_FOR_PERCENT
    own = [frame for key, frame in found.frames.items() if key[1:] == (event, CALENDAR)]
    return any(frame.select(few.any()).item() for frame in own)


def _calendar(summary: Summary, span: Span, measure: str, calendar: Mapping[str, str]) -> dict[Key, pl.DataFrame]:
    each = {name: _shares(summary, span, measure, CALENDAR, name) for name in set(calendar.values())}
    return {(measure, event, CALENDAR): each[name][measure, event, CALENDAR] for event, name in calendar.items()}


def _shares(summary: Summary, span: Span, measure: str, grouping: str, column: str | None) -> dict[Key, pl.DataFrame]:
    rated = measures.shares(summary, span, column, tal="RP" if measure == "RP" else "R1")
    if grouping == CALENDAR:  # a duty without a deadline has no month, and is due in none
        rated = rated.filter(pl.col(str(column)).is_not_null())
    label = _label(summary, column)
    shown = rated.with_columns(gruppe=label, skjult=pl.lit(value=False))
    return {
        (measure, event, grouping): shown.filter(haendelse=event).select("gruppe", "andel", *PEOPLE, "skjult")
        for event in measures.EVENT_NAMES
    }


def _label(summary: Summary, column: str | None) -> pl.Expr:
    if column is None:
        return pl.lit(WHOLE)
    return _krav_label(summary) if column == "krav" else pl.col(column).fill_null("ukendt")


def _krav_label(summary: Summary) -> pl.Expr:
    """The title of the krav and, in parentheses, its pack."""
    titles = {f"{pack}/{krav}": f"{title} ({pack})" for (pack, krav), title in summary.titles.items()}
    return (
        pl.format("{}/{}", "pakke", "krav")
        .replace_strict(titles, default=None, return_dtype=pl.String)
        .fill_null("krav")
    )


def _overdue(summary: Summary) -> dict[Key, pl.DataFrame]:
    bands = measures.overdue(summary).with_columns(skjult=pl.lit(value=False))
    found: dict[Key, pl.DataFrame] = {}
    for event in measures.EVENT_NAMES:
        own = bands.filter(haendelse=event)
        found["R2", event, OVERDUE] = own.select("antal", "borgere", "skjult", gruppe="dage_over")
        found["R2", event, WHOLE] = own.select(
            pl.col("antal").sum(), pl.lit(measures.waiting_people(summary, event)).alias("borgere"), pl.lit(value=False).alias("skjult"),
            gruppe=pl.lit(WHOLE),
        )  # fmt: skip
    return found
