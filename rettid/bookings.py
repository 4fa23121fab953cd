"""From deadline to interview: due → booked → held → in time, and why the rest were not (`spec.md` § 5, "Bookings"). Pure.

Inventory H-07: a funnel by week and team, where a no-show is not "held".
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.history import History
from rettid.rates import due_in
from rettid.rates.groupings import GROUPINGS, KIND, WHOLE, columns_of, order, with_groups
from rettid.tables import BOOKED, HELD, TIMELY, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.rules import Pack
    from rettid.spans import Span
    from rettid.tables import Tables

STEPS = ("forfaldne", "booket", "holdt", "til_tiden")
"""The steps, each a part of the one before."""

NO_SHOW, CANCELLED, MOVED = "udeblevet", "aflyst", "flyttet"
NOT_BOOKED, BOOKED_LATE, WITHOUT_RESULT, NOT_COUNTING = (
    "ikke_booket",
    "booket_efter_fristen",
    "uden_resultat",
    "taeller_ikke",
)
CAUSES = (NOT_BOOKED, BOOKED_LATE, NO_SHOW, CANCELLED, MOVED, WITHOUT_RESULT, NOT_COUNTING)
"""Why a duty was not met in time; each that was not has one of them."""

WEEK = "uge"
BY = (WEEK, *(name for name in GROUPINGS if name != "nr"))
"""What the steps can be told by; the week is the ISO week of the deadline."""

_DUTY = ("forloeb_id", "pakke", "krav")
_OF_THE_DUTY = (
    *("fund_id", "forloeb_id", "borger_id", "maalgruppe", "aldersgruppe", "a_kasse", "team", "sagsbehandler", "ejer"),
    *("art", "haendelse", "pakke", "krav", "nr", "aabner", "frist", "moedt", "status", "slutdato"),
)


def followed(  # noqa: PLR0913 - what an audit rests on
    tables: Tables, packs: Sequence[Pack], funds: pl.DataFrame, *, span: Span, pr: date, kendt_pr: date | None = None
) -> pl.DataFrame:
    """The interview duties that R1 counts, each with how far it came.

    Columns: those of the fund, `uge`, `aftale` (the day of the last appointment by the deadline), `booket`,
    `holdt`, `til_tiden` and `aarsag` (one of CAUSES, empty where in time), in the order of funds. Where the export tells of held
    interviews alone, `booket` and `aarsag` are empty. `tables` as the law reads them (`engine.spells`).
    """
    interviews = funds.filter(pl.col("haendelse") == "samtale")
    owed = due_in(interviews, span, pr).select(_OF_THE_DUTY).with_columns(pl.col("pakke", "krav").cast(pl.String))
    history = History(tables, pr, kendt_pr)
    found = owed.join(_outcomes(owed, _appointments(history, packs)), on="fund_id", how="left", maintain_order="left")
    held, in_time = pl.col("moedt").is_not_null(), pl.col("status") == TIMELY
    booked = held | pl.col("aftaler").fill_null(0).cast(pl.Boolean)
    cause = (
        pl.when(in_time).then(None)
        .when(pl.col("udfald").is_not_null()).then("udfald")
        .when(booked).then(pl.lit(BOOKED_LATE))
        .otherwise(pl.lit(NOT_BOOKED))
    )  # fmt: skip
    told = pl.lit(tells_bookings(tables))
    return found.with_columns(
        uge=pl.col("frist").dt.strftime("%G uge %V"),
        booket=pl.when(told).then(booked),
        holdt=held,
        til_tiden=in_time,
        aarsag=pl.when(told).then(cause),
    ).drop("aftaler", "udfald")


def tells_bookings(tables: Tables) -> bool:
    """Whether the export tells of interviews that were booked and not held: else nothing can be said of bookings."""
    return bool(tables["samtaler"].select((pl.col("status") != HELD).any()).collect().item())


def counted(duties: pl.DataFrame, levels: Sequence[Sequence[str]]) -> pl.DataFrame:
    """How many came to each step, and how many stopped for each cause, by every level (names of BY, () is the whole).

    Columns: `niveau`, KIND, those of the levels, STEPS, CAUSES. Law and local packs, and owners, are never added together.
    Sorted by kind, level and name. Steps and causes of bookings are empty where they can't be told.
    """
    columns = list(dict.fromkeys(name for level in levels for name in columns_of(level)))
    grouped = with_groups(duties, "frist", columns).with_columns(pl.col(pl.Categorical).cast(pl.String))
    whole = pl.concat([_level(grouped, level) for level in levels], how="diagonal").sort(_order(levels, columns))
    return whole.drop("_kolonner").select("niveau", *KIND, *columns, *STEPS, *CAUSES)


def _order(levels: Sequence[Sequence[str]], columns: Sequence[str]) -> list[pl.Expr]:
    """By kind; a sum before its parts where each level goes on from the one before, else one level after another."""
    nested = all(list(level[: len(above)]) == list(above) for above, level in pairwise(levels))
    return order(columns if nested else [*reversed(columns)])


def _level(grouped: pl.DataFrame, level: Sequence[str]) -> pl.DataFrame:
    known = pl.col("booket").is_not_null().all()
    causes = {name: pl.when(known).then((pl.col("aarsag") == name).sum().cast(pl.Int64)) for name in CAUSES}
    steps = {name: pl.col(name).sum().cast(pl.Int64) for name in ("holdt", "til_tiden")}
    by = [*KIND, *columns_of(level)]
    return grouped.group_by(by).agg(
        niveau=pl.lit(",".join(level) or WHOLE),
        _kolonner=pl.lit(columns_of(level), dtype=pl.List(pl.String)),
        forfaldne=pl.len().cast(pl.Int64),
        booket=pl.when(known).then(pl.col("booket").sum().cast(pl.Int64)),
        **steps,
        **causes,
    )


def _appointments(history: History, packs: Sequence[Pack]) -> pl.DataFrame:
    """`forloeb_id`, `pakke`, `krav`, `dato`, `status`: every interview that may count for a krav, whatever became of it."""
    empty = pl.DataFrame(schema=dict.fromkeys(_DUTY, pl.String()) | {"dato": pl.Date(), "status": pl.String()})
    asked = [
        (pack, krav) for pack in packs for krav in pack.krav if krav.haendelse == "samtale" and krav.form != "andel"
    ]
    frames = [
        history.appointments(krav).select(
            "forloeb_id", pl.lit(pack.id).alias("pakke"), pl.lit(krav.id).alias("krav"), "dato", "status"
        )
        for pack, krav in asked
    ]
    return pl.concat([empty, *frames])


def _outcomes(owed: pl.DataFrame, appointments: pl.DataFrame) -> pl.DataFrame:
    """Per `fund_id` the number of `aftaler` in its window, and of the last one by the deadline the day `aftale` and the `udfald`.

    The window lasts from the day it opens to the day the duty was met.
    """
    day, met, last = pl.col("dato"), pl.col("moedt"), pl.col("slutdato")
    in_window = (
        owed.join(appointments.rename({"status": "blev"}), on=_DUTY)
        .filter(day >= pl.col("aabner"), met.is_null() | (day <= met), last.is_null() | (day <= last))
        .sort("fund_id", "dato", "blev")
    )
    by_then = day <= pl.col("frist")
    outcome = (
        pl.col("blev").fill_null(UNKNOWN).replace({BOOKED: WITHOUT_RESULT, UNKNOWN: WITHOUT_RESULT, HELD: NOT_COUNTING})
    )
    return in_window.group_by("fund_id").agg(
        aftaler=pl.len(), aftale=day.filter(by_then).last(), udfald=outcome.filter(by_then).last()
    )
