"""What `rettid whatif` says, gathered from one audit: the history, and what would have become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.errors import UsageError
from rettid.forecast.whatif.past import Past, outcome
from rettid.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rettid.forecast.whatif.past import Outcome
    from rettid.summary import Summary

YEAR = timedelta(weeks=52)

_SCHEMA: dict[str, pl.DataType] = {
    "navn": pl.String(),
    "haendelse": pl.String(),
    "rettidige": pl.Int64(),
    "forfaldne": pl.Int64(),
    "andel": pl.Float64(),
    "lav": pl.Float64(),
    "hoej": pl.Float64(),
    "aabne": pl.Int64(),
    "pr_uge": pl.Float64(),
}
"""R1 in the period (numerator, denominator, share, 95 % interval), R2 on the day, and events a week."""


@dataclass(frozen=True, slots=True)
class Wondering:
    """One question that a what-if asks."""

    haendelse: str
    spoergsmaal: str
    """What is asked, in a few Danish words."""
    kolonner: Mapping[str, str]
    """What the answers tell besides, and the Danish heading of each; without a heading it stands in the data alone."""
    svar: Callable[[Past], Sequence[Outcome]]
    metode: Sequence[str]
    """What is taken for granted, a sentence or two each."""
    noter: Callable[[Past, Sequence[Outcome]], list[str]]
    """What is to be said of the answers below the table."""


@dataclass(frozen=True)
class WhatIf:
    """The question put to one audit; the history itself is the first line, which the answers are held up against."""

    summary: Summary
    wondering: Wondering
    span: Span | None = None
    """The deadlines that are looked at; left out: those of the 52 weeks up to the day."""

    def __post_init__(self) -> None:
        event = self.wondering.haendelse
        if event in self.summary.untold:
            name = {"samtale": "Samtaler", "tilbud": "Tilbud"}[event]
            raise UsageError(
                f"{name} er {self.summary.untold[event]}, så der er ingen historik at regne på. Giv også den fil, de står i."
            )

    @cached_property
    def past(self) -> Past:
        """The history in the period."""
        first = self.summary.pr - YEAR + timedelta(days=1)
        return Past(
            self.summary.reading.tables,
            self.summary.judged_by,
            self.summary.pr,
            self.span or Span(first, self.summary.pr),
        )

    @cached_property
    def historik(self) -> Outcome:
        """What really became of it."""
        return outcome("historikken", self.past, self.past.tables, self.wondering.haendelse, {})

    @cached_property
    def svar(self) -> Sequence[Outcome]:
        """What would have become of it."""
        return self.wondering.svar(self.past)

    @property
    def noter(self) -> list[str]:
        """What is to be said of the answers."""
        return self.wondering.noter(self.past, self.svar)

    @property
    def table(self) -> pl.DataFrame:
        """The history and the answers: a row each, with the columns of this question after the common ones."""
        columns = self.wondering.kolonner
        rows = [_row(each, self.wondering.haendelse, columns) for each in (self.historik, *self.svar)]
        return pl.DataFrame(rows, schema={**_SCHEMA, **dict.fromkeys(columns, pl.Float64())})

    @property
    def told(self) -> dict[str, Any]:
        """What was asked, for the manifest."""
        span = self.past.span
        return {
            "hvad_hvis": self.wondering.spoergsmaal,
            "frister": [day.isoformat() for day in (span.first, span.last)],
        }


def _row(each: Outcome, event: str, columns: Mapping[str, str]) -> dict[str, Any]:
    r1 = each.r1 or {"rettidige": 0, "forfaldne": 0, "andel": None, "lav": None, "hoej": None}
    shares = {name: r1[name] for name in ("rettidige", "forfaldne", "andel", "lav", "hoej")}
    counts = {"aabne": each.aabne, "pr_uge": each.pr_uge}
    return {"navn": each.navn, "haendelse": event} | shares | counts | {name: each.mere.get(name) for name in columns}
