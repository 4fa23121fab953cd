"""What `rettid forecast` says, gathered from one audit: a forecast for each kind of duty by law."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import rates
from rettid.forecast import RUNS, Asked, Capacity, Forecast, forecast, per_event
from rettid.forecast.bookings import held_share
from rettid.forecast.ledger import YEAR
from rettid.forecast.outlook import MONTH_SCHEMA
from rettid.summary import kind_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from rettid.summary import Row, Summary

Kind = tuple[str, str]
"""The owner and the event."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the user says that a week has room for, in interviews or offers: at most so many, and so many more than now."""

    loft: float | None = None
    flere: float = 0.0


@dataclass(frozen=True)
class Answer:
    """The forecast of one kind of duty by law, or why there is none."""

    navn: str
    ejer: str
    haendelse: str
    forecast: Forecast | None
    hvorfor: str
    nu: Row | None
    """R1 of the 13 weeks up to the day."""
    holdt: tuple[int, int]
    """Of the bookings of the past year how many became what they were for, and how many there were."""


@dataclass(frozen=True)
class Forecasts:
    """The forecasts of one audit."""

    summary: Summary
    maal: float
    uger: int = 52
    seed: int = 1
    room: Mapping[str, Room] = field(default_factory=lambda: MappingProxyType({}))
    """By event; the jobcentre's own."""
    fra: date | None = None
    """Only deadlines from this day on are history: a change that is documented, and before which nothing is like now."""
    loefte: date | None = None
    """A day by which the target was promised."""
    runs: int = RUNS

    @cached_property
    def answers(self) -> list[Answer]:
        """An answer for each kind of duty by law that the export has, the jobcentre's first."""
        return [self._answer(kind) for kind in self._kinds]

    @cached_property
    def table(self) -> pl.DataFrame:
        """The months of every forecast (`forecast.outlook.MONTH_SCHEMA`), with `ejer`, `haendelse` and `maal`."""
        found = [
            each.forecast.outlook.table.select(
                pl.lit(each.ejer).alias("ejer"),
                pl.lit(each.haendelse).alias("haendelse"),
                pl.lit(self.maal).alias("maal"),
                pl.all(),
            )
            for each in self.answers
            if each.forecast and each.forecast.outlook
        ]
        of_kind = {"ejer": pl.String(), "haendelse": pl.String(), "maal": pl.Float64()}
        return pl.concat([pl.DataFrame(schema=of_kind | MONTH_SCHEMA), *found])

    @property
    def told(self) -> dict[str, Any]:
        """What was asked and answered, for the manifest."""
        asked = {"maal": self.maal, "uger": self.uger, "froe": self.seed, "koersler": self.runs}
        days = {"historik_fra": self.fra, "loefte": self.loefte}
        room = {event: {"loft": each.loft, "flere": each.flere} for event, each in self.room.items()}
        told = {name: day.isoformat() if day else None for name, day in days.items()}
        return asked | told | {"plads": room, "svar": [_told(answer, self.loefte) for answer in self.answers]}

    @property
    def _funds(self) -> pl.DataFrame:
        law = self.summary.funds.filter(pl.col("art") == "lov")
        return law if self.fra is None else law.filter(pl.col("frist") >= self.fra)

    @property
    def _kinds(self) -> list[Kind]:
        kinds = self._funds.select(pl.col("ejer", "haendelse").cast(pl.String)).unique()
        return sorted(kinds.drop_nulls().iter_rows(), key=lambda kind: (kind[0] != "jobcenter", kind))

    def _answer(self, kind: Kind) -> Answer:
        owner, event = kind
        summary, name = self.summary, kind_name(("", *kind))
        funds = self._funds.filter(pl.col("ejer") == owner, pl.col("haendelse") == event)
        held = held_share(summary.tables, event, summary.pr, timedelta(weeks=YEAR))
        now = rates.r1(funds, summary.span, summary.pr).to_dicts()
        if event in summary.untold:
            return Answer(name, *kind, None, summary.untold[event], None, held)
        made = forecast(funds, summary.pr, self._asked(kind, funds, held), _share(held))
        return Answer(name, *kind, made, made.hvorfor, now[0] if now else None, held)

    def _asked(self, kind: Kind, funds: pl.DataFrame, held: tuple[int, int]) -> Asked:
        room = self.room.get(kind[1], Room()) if kind[0] == "jobcenter" else Room()
        most = None if room.loft is None else room.loft * per_event(funds, self.summary.pr)
        return Asked(self.maal, self.uger, Capacity(most, room.flere * _share(held)), self.seed, self.runs)


def _told(answer: Answer, promised: date | None) -> dict[str, Any]:
    told: dict[str, Any] = {"ejer": answer.ejer, "haendelse": answer.haendelse, "hvorfor_ingen": answer.hvorfor or None}
    made = answer.forecast
    if made is None or made.outlook is None or made.backtest is None:
        return told
    low, middle, high = (month.isoformat() if month else None for month in made.outlook.interval)
    by_promise = {"naaet_inden_loeftet": made.outlook.reached_by(promised)} if promised else {}
    hits = {"maaneder": made.backtest.height, "inden_for": int(made.backtest["inden_for"].sum())}
    reached = {"lav": low, "midt": middle, "hoej": high, "naas_ikke": made.outlook.never}
    return told | {"naaet": reached, "afproevning": hits} | by_promise


def _share(held: tuple[int, int]) -> float:
    return held[0] / held[1] if held[1] else 1.0
