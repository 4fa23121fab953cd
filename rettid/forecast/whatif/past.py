"""The history that a what-if replays: the tables as they were, judged by the same engine with something altered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import rates
from rettid.caseload import jobcentre_by_law
from rettid.engine import audit
from rettid.tables import HELD, NOT_BEGUN, Tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from rettid.rules import Krav, Pack
    from rettid.spans import Span

TABLE, DAY = {"samtale": "samtaler", "tilbud": "tilbud"}, {"samtale": "dato", "tilbud": "startdato"}

_STANDARD = {"samtaletype": "jobsamtale", "samtaleform": "personligt", "afholdt_af": "jobcenter"}


@dataclass(frozen=True)
class Past:
    """What happened: the tables as they were read, the packs they are judged by, and the period that is asked about."""

    tables: Tables
    packs: Sequence[Pack]
    pr: date
    span: Span

    _known: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    def funds(self, event: str) -> pl.DataFrame:
        """The jobcentre's funds by law that ask for the event, as it happened."""
        if event not in self._known:
            self._known[event] = self.judged(self.tables, event)
        return self._known[event]

    @property
    def weeks(self) -> float:
        """The weeks of the period that are over by `pr`."""
        return ((min(self.span.last, self.pr) - self.span.first).days + 1) / 7

    def judged(self, tables: Tables, event: str) -> pl.DataFrame:
        """The same of altered tables. Nothing else is judged: a krav does not depend on another."""
        own = self.krav(event)
        packs = [
            replace(pack, krav=tuple(krav for krav in pack.krav if (pack.id, krav.id) in own)) for pack in self.packs
        ]
        return jobcentre_by_law(audit(tables, packs, pr=self.pr))

    def krav(self, event: str) -> dict[tuple[str, str], Krav]:
        """The jobcentre's krav by law that ask for the event, by pack and krav."""
        law = [
            (pack, krav) for pack in self.packs for krav in pack.krav if pack.art == "lov" and krav.ejer == "jobcenter"
        ]
        return {(pack.id, krav.id): krav for pack, krav in law if krav.haendelse == event and krav.form != "andel"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would have become of it: the name of the case, R1 in the period, R2 on the day, and how many events a week."""

    navn: str
    r1: dict[str, Any] | None
    aabne: int
    pr_uge: float
    mere: Mapping[str, float | int | None]
    """What this kind of what-if tells besides, by column."""


def outcome(navn: str, past: Past, tables: Tables, event: str, mere: Mapping[str, float | int | None]) -> Outcome:
    """The outcome of the tables, altered or not, for the duties that ask for `event`."""
    funds = past.funds(event) if tables is past.tables else past.judged(tables, event)
    shares = rates.r1(funds, past.span, past.pr).to_dicts()
    waiting = rates.r2(funds)["aabne"].sum()
    return Outcome(navn, shares[0] if shares else None, int(waiting), events_in(past, tables, event) / past.weeks, mere)


def events_in(past: Past, tables: Tables, event: str) -> int:
    """How many interviews were held (or offers begun) on a day of the period."""
    day, status = pl.col(DAY[event]), pl.col("status").cast(pl.String)
    happened = (status == HELD) if event == "samtale" else ~status.is_in(NOT_BEGUN)
    rows = tables[TABLE[event]].filter(day.is_between(past.span.first, min(past.span.last, past.pr)), happened)
    return int(rows.select(pl.len()).collect().item())


def with_rows(tables: Tables, name: str, rows: pl.DataFrame) -> Tables:
    """The tables with more rows in one of them; what the rows do not say is empty. The same tables where there are none."""
    if rows.is_empty():
        return tables
    frame = tables[name]
    schema = frame.collect_schema()
    missing = [pl.lit(None).alias(column) for column in schema if column not in rows.columns]
    added = rows.lazy().with_columns(missing).select(*schema).cast(schema)
    return replace(tables, frames={**tables.frames, name: pl.concat([frame, added])})


def altered(tables: Tables, name: str, *columns: pl.Expr) -> Tables:
    """The tables with columns of one of them changed."""
    return replace(tables, frames={**tables.frames, name: tables[name].with_columns(*columns)})


def interviews(days: pl.DataFrame, krav: Mapping[tuple[str, str], Krav]) -> pl.DataFrame:
    """Held interviews that count for the krav of `days` (`forloeb_id`, `dato`, `pakke`, `krav`): rows of `samtaler`."""
    kinds = pl.DataFrame([_interview(*name, each) for name, each in krav.items()], schema=_INTERVIEW, orient="row")
    names = pl.col("pakke", "krav").cast(pl.String)
    made = days.with_columns(names).join(kinds, on=["pakke", "krav"], how="left", maintain_order="left")
    return made.with_columns(status=pl.lit(HELD), registreret=pl.col("dato")).drop("pakke", "krav")


_INTERVIEW = {
    "pakke": pl.String,
    "krav": pl.String,
    "samtaletype": pl.String,
    "samtaleform": pl.String,
    "afholdt_af": pl.String,
    "a_kasse_deltog": pl.Boolean,
}


def _interview(pack: str, name: str, krav: Krav) -> list[object]:
    """The interview that counts for a krav: of each list of what counts the usual one, else the first."""
    named = zip(_STANDARD.items(), (krav.typer, krav.former, krav.afholdt_af), strict=True)
    kinds = [usual if not codes or usual in codes else codes[0] for (_, usual), codes in named]
    return [pack, name, *kinds, krav.med_a_kasse]
