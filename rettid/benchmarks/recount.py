"""The own number counted again under another definition: other days, other people, another rule of what counts. Pure.

Nothing here is estimated: each definition is put to the same tables, and the same engine and measures judge again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from rettid.engine import audit
from rettid.measures import ALL_GROUPS, Asked, measured
from rettid.rates import persons, r1, wilson
from rettid.tables import EXEMPT, MISSING, Tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.measures import Line, Measure
    from rettid.rules import Pack
    from rettid.spans import Span

DUTIES, PERSONS = "R1", "RP"
OWN_MEASURES = tuple(f"{rate}/{event}" for rate in (DUTIES, PERSONS) for event in ("samtale", "tilbud"))
"""The own numbers of the law and the jobcentre; an official measure is named "MÅL/RÆKKE"."""

TABLE_OF = {"samtale": "samtaler", "tilbud": "tilbud"}


class Count(NamedTuple):
    """A number: how many of how many, and the 95 % interval of the share; without one where nobody is counted."""

    taeller: int
    naevner: int
    lav: float | None = None
    hoej: float | None = None

    @property
    def andel(self) -> float:
        """The share of 1. Raises ZeroDivisionError where nobody is counted."""
        return self.taeller / self.naevner


@dataclass(frozen=True, slots=True)
class Definition:
    """What is counted, when, and of whom."""

    span: Span
    pr: date
    kendt_pr: date | None = None
    """Only what was registered by this day."""
    groups: tuple[str, ...] | None = None
    """Only these target groups."""
    registered: bool = False
    """Whether an event counts from the day it was registered, where that is later."""
    exempt: bool = False
    """Whether the exempt are counted, as not met."""
    months: bool = False
    """Whether a forløb ends only when a whole calendar month has passed without the benefit."""
    persons: bool = False
    """Whether persons are counted, and not duties."""
    at_end: bool = False
    """Whether an official measure is taken on the last of its days in `span`, and not on `pr`."""


@dataclass(frozen=True)
class Recount:
    """One own number, to be counted under one definition after another."""

    tables: Tables
    packs: Sequence[Pack]
    maal: str
    """One of OWN_MEASURES, or the name of `line` in `measure`."""
    measure: Measure | None = None
    line: Line | None = None
    _judged: dict[tuple[date, date | None, bool, bool], pl.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def event(self) -> str:
        """The event that the duties ask for, "samtale" or "tilbud"; of an official measure empty."""
        return "" if self.measure is not None else self.maal.partition("/")[2]

    @property
    def of_rates(self) -> bool:
        """Whether it is one of OWN_MEASURES."""
        return self.measure is None

    @property
    def of_persons(self) -> bool:
        """Whether it counts persons to begin with."""
        return self.measure is not None or self.maal.startswith(PERSONS)

    def knowing(self, funds: pl.DataFrame, pr: date) -> Recount:
        """The same, with the funds that have been judged already as the tables stand."""
        self._judged[pr, None, False, False] = funds
        return self

    def untold(self, definition: Definition) -> str | None:
        """Why the number can't be told of this export; None where it can."""
        if self.measure is not None:
            said = self._numbers(definition)["bemaerkning"].drop_nulls()
            return next((text for text in said if text.startswith("kan ikke")), None)
        table = TABLE_OF[self.event]
        if table in self.tables.partial:
            return f"{table} er kun delvist i udtrækket (mangler {self.tables.partial[table]})"
        return None if self.tables.supplied(table) else f"{table} er ikke i udtrækket"

    def counted(self, definition: Definition) -> Count:
        """The number under the definition."""
        return self._of_rate(definition) if self.measure is None else self._of_measure(definition)

    def _of_rate(self, definition: Definition) -> Count:
        funds = self._funds(definition).filter(
            pl.col("art") == "lov", pl.col("ejer") == "jobcenter", pl.col("haendelse") == self.event
        )
        if definition.groups is not None:
            funds = funds.filter(pl.col("maalgruppe").cast(pl.String).is_in(definition.groups))
        if definition.exempt:
            status = pl.col("status").cast(pl.String)
            funds = funds.with_columns(
                pl.when(status == EXEMPT).then(pl.lit(MISSING)).otherwise(status).alias("status")
            )
        rate = persons if definition.persons or self.of_persons else r1
        found = rate(funds, definition.span, definition.pr)
        return Count(*found.select("rettidige", "forfaldne", "lav", "hoej").row(0)) if found.height else Count(0, 0)

    def _funds(self, definition: Definition) -> pl.DataFrame:
        key = (definition.pr, definition.kendt_pr, definition.registered, definition.months)
        if key not in self._judged:
            tables, packs = self._as_defined(definition)
            self._judged[key] = audit(tables, packs, pr=definition.pr, kendt_pr=definition.kendt_pr)
        return self._judged[key]

    def _as_defined(self, definition: Definition) -> tuple[Tables, list[Pack]]:
        tables = by_registration(self.tables) if definition.registered else self.tables
        law = [pack for pack in self.packs if pack.art == "lov"]
        return tables, by_month(law) if definition.months else law

    def _of_measure(self, definition: Definition) -> Count:
        own = self._numbers(definition).filter(pl.col("dag").is_not_null())
        last = own.filter(pl.col("dag") == pl.col("dag").max())
        hits, trials = last.select(pl.col("taeller", "naevner").fill_null(0).sum()).row(0)
        return Count(int(hits), int(trials), *(wilson(int(hits), int(trials)) if trials else ()))

    def _numbers(self, definition: Definition) -> pl.DataFrame:
        """The official measure's numbers of its line, of the groups that are asked for."""
        assert self.measure is not None  # noqa: S101 - the caller has looked
        assert self.line is not None  # noqa: S101
        tables, packs = self._as_defined(definition)
        if definition.kendt_pr is not None:
            tables = known_by(tables, definition.kendt_pr)
        span = definition.span if definition.at_end else None
        numbers = measured(self.measure, Asked(tables, packs, definition.pr, span)).numbers
        own = numbers.filter(pl.col("raekke") == self.line.id)
        if not self.measure.pr_maalgruppe:
            return own.filter(pl.col("gruppe") == ALL_GROUPS)
        return own if definition.groups is None else own.filter(pl.col("gruppe").is_in(definition.groups))


def by_registration(tables: Tables) -> Tables:
    """The tables with each interview and offer on the day it was registered, where that is later; an offer keeps its length."""
    late = pl.col("registreret") > pl.col("dato")
    frames = dict(tables.frames)
    if tables.supplied("samtaler"):
        frames["samtaler"] = tables["samtaler"].with_columns(dato=pl.when(late).then("registreret").otherwise("dato"))
    if tables.supplied("tilbud"):
        shift = (
            (pl.col("registreret") - pl.col("startdato"))
            .clip(lower_bound=pl.duration(days=0))
            .fill_null(pl.duration(days=0))
        )
        days = ("startdato", "slutdato", "planlagt_slutdato")
        frames["tilbud"] = tables["tilbud"].with_columns((pl.col(name) + shift).alias(name) for name in days)
    return Tables(frames, tables.partial)


def known_by(tables: Tables, day: date) -> Tables:
    """The tables without the rows that were registered after the day; a row without a day of registration stays."""
    known = pl.col("registreret").is_null() | (pl.col("registreret") <= day)
    frames = {
        name: frame.filter(known) if "registreret" in frame.collect_schema() else frame
        for name, frame in tables.frames.items()
    }
    return Tables(frames, tables.partial)


def by_month(packs: Sequence[Pack]) -> list[Pack]:
    """The packs, each of which takes a forløb to end only after a whole calendar month without the benefit."""
    return [replace(pack, periode=replace(pack.periode, brydes_af="kalendermåned")) for pack in packs]


def latest_registration(tables: Tables, names: Sequence[str]) -> date | None:
    """The latest day on which any row of the tables was registered; None where they do not say."""
    days = [
        tables[name].select(pl.col("registreret").max()).collect().item() for name in names if tables.supplied(name)
    ]
    return max((day for day in days if day is not None), default=None)
