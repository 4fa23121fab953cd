"""A register of targets and promises and the forecasts, followed up, as a report takes them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.report.measures import EVENT_NAMES
from rettid.report.model import Column, Table
from rettid.report.promises import Forecast, Initiative, Promise
from rettid.screen import target_words as words
from rettid.screen.forecast_words import trust

if TYPE_CHECKING:
    from rettid.followup import Followup
    from rettid.forecasts import Answer, Forecasts
    from rettid.report.model import Provenance

_BY = {"beregnet": "beregnet", "oplyst": "selv oplyst"}

_TARGETS = (
    Column("navn", "Mål"),
    Column("vaerdi", "Værdi"),
    Column("naaet", "Nået"),
    Column("status", "Status"),
    Column("kilde", "Kilde"),
)
_PROMISES = (
    Column("hvem", "Hvem"),
    Column("navn", "Løfte"),
    Column("ved_siden_af", "Lovet og ventet"),
    Column("status", "Status"),
)


def initiatives(followup: Followup) -> list[Initiative]:
    """The initiatives in the order of the register, each with how it stands and what is late about it."""
    return [
        Initiative(
            row["navn"], ", ".join(filter(None, (row["status"], row["bemaerkning"]))), row["lovet"], _BY[row["hvordan"]]
        )
        for row in followup.initiativer.iter_rows(named=True)
    ]


def promise(followup: Followup) -> Promise | None:
    """The promise that the law is met: the first to fall due of those that say which duties they are about. None where none does."""
    about = {each.id for each in followup.register.loefter if each.haendelse}
    own = [row for row in followup.loefter.iter_rows(named=True) if row["loefte"] in about]
    return Promise(own[0]["lovet"], own[0]["kilde"]) if own else None


def forecasts(made: Forecasts) -> list[Forecast]:
    """The forecast of each kind of the jobcentre's duties, with how the method did on the past."""
    return [_forecast(each, made.maal) for each in made.answers if each.ejer == "jobcenter"]


def _forecast(answer: Answer, aim: float) -> Forecast:
    name, made = EVENT_NAMES[answer.haendelse], answer.forecast
    if made is None or made.outlook is None:
        return Forecast(name, maal=aim, hvorfor=f"{answer.hvorfor[:1].upper()}{answer.hvorfor[1:].rstrip('.')}.")
    low, middle, high = made.outlook.interval
    return Forecast(name, middle, low, high, made.outlook.months[-1], aim, note=" ".join(trust(made.backtest)))


def tables(followup: Followup, rests_on: Provenance) -> list[Table]:
    """The targets and the promises as tables, in the order of the register and of the days they fall due; for the team only."""
    targets: list[tuple[str, ...]] = [
        (row["navn"], words.asked(row), words.reached(row), words.status(row), row["kilde"] or "–")
        for row in followup.maal.iter_rows(named=True)
    ]
    promises: list[tuple[str, ...]] = [
        (row["hvem"] or "–", row["navn"], row["ved_siden_af"], words.status(row))
        for row in followup.loefter.iter_rows(named=True)
    ]
    found = (
        ("maal", "Målene og hvor langt vi er", _TARGETS, targets),
        ("loefter", "Løfterne, efter den dag de forfalder", _PROMISES, promises),
    )
    return [
        Table(name, title, columns, _frame(columns, rows), rests_on) for name, title, columns, rows in found if rows
    ]


def _frame(columns: tuple[Column, ...], rows: list[tuple[str, ...]]) -> pl.DataFrame:
    """The rows, a line break within a cell as a semicolon."""
    frame = pl.DataFrame(rows, schema={column.id: pl.String for column in columns}, orient="row")
    return frame.with_columns(pl.all().str.replace_all("\n", "; "))
