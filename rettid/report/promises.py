"""Initiatives and forecasts as a report shows them: plain values, whoever found them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from rettid.months import month
from rettid.report.model import Column, Table
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.report.model import Provenance

_BEYOND = "senere, end der kan regnes"

INITIATIVE_COLUMNS = (
    Column("initiativ", "Initiativ"),
    Column("status", "Status"),
    Column("lovet", "Lovet", "dag"),
    Column("opgjort", "Opgjort"),
)


@dataclass(frozen=True, slots=True)
class Initiative:
    """An initiative: its name, how it stands, the day that was promised, and how that was found ("beregnet", "selv oplyst")."""

    navn: str
    status: str
    lovet: date | None = None
    opgjort: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """The day by which it was promised that the law is met, and where it was."""

    dag: date
    kilde: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The month in which a share is expected to reach its target: the middle and the interval's ends, each a day of its month.

    What is null was not reached by the end of `slut`, the last month asked about. `hvorfor` says why there is none at all, `note` how
    far to trust it.
    """

    hvad: str
    maaned: date | None = None
    tidligst: date | None = None
    senest: date | None = None
    slut: date = date.max
    maal: float = 100
    """The target in percent; 100 is the law itself."""
    sikkerhed: int = 80
    hvorfor: str = ""
    note: str = ""


def told(forecast: Forecast, promise: Promise | None = None) -> str:
    """The forecast in a sentence, beside the promise: month and interval first."""
    promised = (
        "" if promise is None else f" Lovet: {danish.day(promise.dag)}{f' ({promise.kilde})' if promise.kilde else ''}."
    )
    if forecast.hvorfor:
        return f"{forecast.hvad}: ingen forventet måned. {forecast.hvorfor}{promised}"
    what, done = (
        ("loven", "opfyldt") if forecast.maal == 100 else (f"{danish.percent(forecast.maal)} til tiden", "nået")
    )
    when = f"i {month(forecast.maaned)}" if forecast.maaned else f"inden udgangen af {month(forecast.slut)}"
    expected = f"{what} ventes {'' if forecast.maaned else 'ikke '}{done} {when}"
    note = f" {forecast.note}" if forecast.note else ""
    return f"{forecast.hvad}: {expected} ({forecast.sikkerhed} %-interval: {_interval(forecast)}).{promised}{note}"


def _interval(forecast: Forecast) -> str:
    if forecast.tidligst is None:
        return _BEYOND
    return f"{month(forecast.tidligst)} til {month(forecast.senest) if forecast.senest else _BEYOND}"


def initiatives(found: Sequence[Initiative], rests_on: Provenance) -> Table:
    """The initiatives as a table, in the order they were given."""
    rows = pl.DataFrame(
        [(each.navn, each.status, each.lovet, each.opgjort) for each in found],
        schema={"initiativ": pl.String, "status": pl.String, "lovet": pl.Date, "opgjort": pl.String},
        orient="row",
    )
    return Table("initiativer", "Initiativerne og hvordan det går med dem", INITIATIVE_COLUMNS, rows, rests_on)
