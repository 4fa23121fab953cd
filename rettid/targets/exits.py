"""Who leaves, and who stays away: exits per person-month, and durable exits after an offer (inventory A-04, A-15)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from rettid.periods import Period
from rettid.rates.intervals import wilson
from rettid.targets.people import cases, offers, within
from rettid.targets.reached import COUNTED, Reached

if TYPE_CHECKING:
    from datetime import date

    from rettid.spans import Span
    from rettid.tables import Tables
    from rettid.targets.model import Reading

DAYS_OF_A_MONTH = Fraction(487, 16)
"""A twelfth of the Gregorian year, 30.4375 days."""
RATE = "pr. 100 personmåneder"
AWAY = Period(3, "måneder")
"""How long one must stay away where nothing else is said (København 2008)."""


def exits(reading: Reading, tables: Tables, span: Span, pr: date) -> Reached:
    """Exits per 100 person-months among those who have been on the benefit for `efter`: they are counted from the day they have."""
    last = min(pr, span.last)
    start = pl.col("startdato") if reading.efter is None else reading.efter.after(pl.col("startdato"))
    ended = pl.when(pl.col("slutdato") <= last).then("slutdato")
    rows = (
        cases(reading, tables)
        .with_columns(fra=pl.max_horizontal(start, pl.lit(span.first)), ude=ended)
        .with_columns(til=pl.coalesce("ude", pl.lit(last)))
        .filter(pl.col("startdato").is_not_null(), pl.col("til") >= pl.col("fra"))
        .select(days=((pl.col("til") - pl.col("fra")).dt.total_days() + 1).sum(), out=pl.col("ude").is_not_null().sum())
        .collect()
    )
    days, out = rows.row(0)
    if not days:
        return Reached(None, COUNTED, pr, hvorfor="ingen i målgruppen")
    months = Fraction(days) / DAYS_OF_A_MONTH
    told = (
        f"afgange pr. 100 personmåneder blandt dem, der har været på ydelsen i {reading.efter or '0 dage'} eller mere"
    )
    return Reached(Fraction(100 * out) / months, COUNTED, pr, Fraction(out), months, RATE, forklaring=told, rate=True)


def durable(reading: Reading, tables: Tables, span: Span, pr: date) -> Reached:
    """The share of offers ended in the period after which the person stayed off the benefit for `i`.

    Those that have not been followed so long are left out: an offer is mature when the day `i` after its last day is no
    later than `pr`. Away is who has no forløb on any day between the two.
    """
    away = reading.i or AWAY
    ended = (
        offers(reading, tables, pr)
        .filter(within("slutdato", span), pl.col("slutdato") <= pr)
        .select("borger", "slutdato", moden=away.after(pl.col("slutdato")))
        .with_row_index("nr")
        .collect()
    )
    mature = ended.filter(pl.col("moden") <= pr)
    forloeb = (
        tables["forloeb"].select("startdato", borger=pl.coalesce("borger_id", "forloeb_id"), til="slutdato").collect()
    )
    back = mature.join(forloeb, on="borger").filter(
        pl.col("startdato") < pl.col("moden"), pl.col("til").is_null() | (pl.col("til") > pl.col("slutdato"))
    )
    everybody, stayed = mature.height, mature.height - back["nr"].n_unique()
    waiting = ended.height - everybody
    told = (
        f"andel af afsluttede tilbud, hvorefter borgeren var ude i {away}; {waiting} er ikke fulgt så længe og ikke med"
    )
    if not everybody:
        return Reached(None, COUNTED, pr, hvorfor=f"ingen er fulgt i {away} endnu ({waiting} venter)")
    low, high = wilson(stayed, everybody)
    share = Fraction(100 * stayed, everybody)
    return Reached(
        share, COUNTED, pr, Fraction(stayed), Fraction(everybody), "pct.", (100 * low, 100 * high), forklaring=told
    )
