"""What an export says of a target: the number it asks for, in its period and in the period before."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from rettid import rates
from rettid.measures import ALL_GROUPS, Asked, load_measures, measured
from rettid.spans import Span
from rettid.targets import activity, exits
from rettid.targets.initiatives import Use
from rettid.targets.people import cases, offers
from rettid.targets.reached import COUNTED, Reached

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from rettid.rules import Pack
    from rettid.tables import Tables
    from rettid.targets.model import Initiative, Reading


@dataclass(frozen=True)
class Export:
    """An export, judged: the tables as the law reads them, the funds, the packs, and which events it does not tell of."""

    tables: Tables
    funds: pl.DataFrame
    packs: Sequence[Pack]
    pr: date
    untold: Mapping[str, str]
    raw: Tables
    """The tables as they were read, for the official measures."""


def counted(reading: Reading, export: Export, span: Span | None) -> Reached:
    """The number in the period, as far as it has come by `pr`; without a value where the export can't say."""
    whole = span or Span(export.pr, export.pr)
    if whole.first > export.pr:
        return Reached(None, COUNTED, export.pr, hvorfor="perioden er ikke begyndt")
    why = export.untold.get(reading.haendelse if reading.hvad in ("R1", "RP") else _NEEDS.get(reading.hvad, ""))
    if why:
        return Reached(None, COUNTED, export.pr, hvorfor=f"kan ikke beregnes: {why}")
    if reading.hvad in ("R1", "RP"):
        return _share(reading, export, whole)
    if reading.hvad == "mål":
        return _measure(reading, export, span)
    if reading.hvad == "bestand":
        return activity.there(reading, export.tables, span, export.pr)
    counts = {"helårspladser": activity.places, "afgang": exits.exits, "varig afgang": exits.durable}
    return counts.get(reading.hvad, activity.begun)(reading, export.tables, whole, export.pr)


_NEEDS = {"tilbud": "tilbud", "personer": "tilbud", "helårspladser": "tilbud", "varig afgang": "tilbud"}


def _share(reading: Reading, export: Export, span: Span) -> Reached:
    """R1 or RP of the law's duties that are the jobcentre's, among the target's people."""
    own = cases(reading, export.tables, places=False).select("forloeb_id", "startdato").collect()
    teams = pl.col("team").cast(pl.String).is_in(reading.teams) if reading.teams else pl.lit(value=True)
    krav = pl.col("krav").cast(pl.String).is_in(reading.krav) if reading.krav else pl.lit(value=True)
    of_law = (pl.col("art") == "lov") & (pl.col("ejer") == "jobcenter") & (pl.col("haendelse") == reading.haendelse)
    funds = export.funds.filter(of_law, teams, krav).join(own, on="forloeb_id")
    if reading.efter is not None:
        funds = funds.filter(pl.col("frist") >= reading.efter.after(pl.col("startdato")))
    rate, what = (
        (rates.r1, "frister til tiden") if reading.hvad == "R1" else (rates.persons, "personer med alt til tiden")
    )
    rows = rate(funds, span, export.pr)
    if rows.is_empty():
        return Reached(None, COUNTED, export.pr, hvorfor="ingen i målgruppen")
    row = rows.row(0, named=True)
    hits, everybody = row["rettidige"], row["forfaldne"]
    edges = (100 * row["lav"], 100 * row["hoej"])
    told = f"{reading.hvad}, {'samtaler' if reading.haendelse == 'samtale' else 'første tilbud'}: {what} efter loven"
    if reading.efter is not None:
        told += f", hvor fristen ligger {reading.efter} efter forløbets start eller senere"
    return Reached(
        Fraction(100 * hits, everybody), COUNTED, export.pr, Fraction(hits), Fraction(everybody), "pct.", edges, told
    )


def _measure(reading: Reading, export: Export, span: Span | None) -> Reached:
    """A line of an official measure on the last day of the period, or on `pr` before that."""
    name, _, line = reading.maal.partition("/")
    measure = next(measure for measure in load_measures() if measure.id == name)
    day = export.pr if span is None else min(span.last, export.pr)
    numbers = measured(measure, Asked(export.raw, export.packs, day)).numbers
    group = reading.maalgrupper[0] if len(reading.maalgrupper) == 1 else ALL_GROUPS
    own = numbers.filter(pl.col("raekke") == line, pl.col("gruppe") == group)
    if own.is_empty():
        return Reached(None, COUNTED, day, hvorfor=f"{reading.maal} opgøres ikke for {_whom(reading)}")
    row = own.row(-1, named=True)
    if row["taeller"] is None or not row["naevner"]:
        return Reached(None, COUNTED, day, hvorfor=row["bemaerkning"] or "ingen i målgruppen")
    edges = (100 * row["lav"], 100 * row["hoej"]) if row["lav"] is not None else None
    hits, everybody = Fraction(row["taeller"]), Fraction(row["naevner"])
    told = f"{measure.titel}: {row['titel']}"
    return Reached(100 * hits / everybody, COUNTED, day, hits, everybody, "pct.", edges, told)


def _whom(reading: Reading) -> str:
    return f"målgruppe {', '.join(reading.maalgrupper)}" if reading.maalgrupper else "alle under ét: skriv en målgruppe"


def use(initiative: Initiative, export: Export) -> Use | None:
    """Who uses an initiative, by its offers from the day it began, or else was promised; None where no offers are named."""
    reading = initiative.beregnes
    if reading is None:
        return None
    if why := export.untold.get("tilbud"):
        return Use(None, None, f"kan ikke beregnes: {why}")
    own = offers(reading, export.tables, export.pr)
    day = initiative.startet or initiative.lovet
    since = own if day is None else own.filter(pl.col("startdato") >= day)
    first, people = since.select(pl.col("startdato").min(), pl.col("borger").n_unique()).collect().row(0)
    return Use(first, people)
