"""Initiatives and forecasts as a report shows them: plain values, whoever found them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.report.model import Column, Table
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.report.model import Provenance

_MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni", "juli"),
    *("august", "september", "oktober", "november", "december"),
)

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

    A null end was not reached within the horizon. `hvorfor` says why there is none at all; `note` how it was made.
    """

    hvad: str
    maaned: date | None = None
    tidligst: date | None = None
    senest: date | None = None
    sikkerhed: int = 80
    hvorfor: str = ""
    note: str = ""


def month(day: date) -> str:
    """The name of the month of a day.

    >>> from datetime import date
    >>> month(date(2019, 3, 31))
    'marts 2019'
    """
    return f"{_MONTHS[day.month - 1]} {day.year}"


def told(forecast: Forecast, promise: Promise | None = None) -> str:
    """The forecast in a sentence, beside the promise: month and interval first."""
    promised = (
        "" if promise is None else f" Lovet: {danish.day(promise.dag)}{f' ({promise.kilde})' if promise.kilde else ''}."
    )
    if forecast.maaned is None:
        return f"{forecast.hvad}: ingen forventet måned. {forecast.hvorfor or 'Målet nås ikke inden for det, der kan regnes.'}{promised}"
    first = month(forecast.tidligst) if forecast.tidligst else "før"
    last = month(forecast.senest) if forecast.senest else "senere, end der kan regnes"
    return (
        f"{forecast.hvad}: loven ventes opfyldt i {month(forecast.maaned)} "
        f"({forecast.sikkerhed} %-interval: {first} til {last}).{promised}{f' {forecast.note}' if forecast.note else ''}"
    )


def initiatives(found: Sequence[Initiative], rests_on: Provenance) -> Table:
    """The initiatives as a table, in the order they were given."""
    rows = pl.DataFrame(
        [(each.navn, each.status, each.lovet, each.opgjort) for each in found],
        schema={"initiativ": pl.String, "status": pl.String, "lovet": pl.Date, "opgjort": pl.String},
        orient="row",
    )
    return Table("initiativer", "Initiativerne og hvordan det går med dem", INITIATIVE_COLUMNS, rows, rests_on)
