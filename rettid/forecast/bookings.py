"""How often what was booked became what it was booked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.tables import HELD, NOT_BEGUN, UNKNOWN

if TYPE_CHECKING:
    from datetime import date, timedelta

    from rettid.tables import Tables


def held_share(tables: Tables, event: str, pr: date, back: timedelta) -> tuple[int, int]:
    """Of the interviews that were to be in the time `back` before `pr`, how many were held, and how many there were; of offers, begun.

    A booking that nobody has closed, moved or cancelled counts as not held; a status that is not known counts nowhere.
    """
    table, day = ("samtaler", "dato") if event == "samtale" else ("tilbud", "startdato")
    status = pl.col("status").cast(pl.String)
    became = status == HELD if event == "samtale" else ~status.is_in(NOT_BEGUN)
    rows = tables[table].filter(pl.col(day) >= pr - back, pl.col(day) < pr, status != UNKNOWN)
    held, number = rows.select(became.sum(), pl.len().alias("n")).collect().row(0)
    return held, number
