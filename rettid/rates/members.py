"""Which funds each rate counts, and which of them are in its numerator (`spec.md` § 5).

Every function gives the funds it counts with `i_taeller`, so that a number and the funds behind it are one thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.tables import EXEMPT, LATE, MISSING, TIMELY, UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.spans import Span

APART = ("art", "ejer", "haendelse")
"""What a rate never adds together."""

PLACES = ("team", "sagsbehandler", "aldersgruppe", "maalgruppe", "a_kasse", "kohorte")
"""Where a citizen stands: one place at a time, so that persons of these add up to the whole."""

CITIZEN = pl.coalesce("borger_id", "forloeb_id")
"""Whom a fund is about; a forløb without a citizen's id is a citizen of its own."""

_ORDER = ("frist", "forloeb_id", "pakke", "krav", "nr")


def due_in(funds: pl.DataFrame, span: Span, pr: date) -> pl.DataFrame:
    """The funds R1 counts: decided, due in the period and before `pr`, of forløb still running on the deadline."""
    return _due(funds, span, pr).filter(pl.col("status").is_in([TIMELY, LATE, MISSING]))


def due(funds: pl.DataFrame, span: Span, pr: date) -> pl.DataFrame:
    """`due_in`, with `i_taeller` for those in time (R1)."""
    return due_in(funds, span, pr).with_columns(i_taeller=pl.col("status") == TIMELY)


def due_or_exempt(funds: pl.DataFrame, span: Span, pr: date) -> pl.DataFrame:
    """As `due`, and the exempt of the same days too, none of them in the numerator (R5)."""
    asked = _due(funds, span, pr).filter(pl.col("status").is_in([TIMELY, LATE, MISSING, EXEMPT]))
    return asked.with_columns(i_taeller=pl.col("status") == TIMELY)


def undecided(funds: pl.DataFrame, span: Span, pr: date) -> pl.DataFrame:
    """The funds that nobody can decide and R1 would else count; one whose deadline is unknown may be due in any period."""
    unknown = funds.filter(pl.col("frist").is_null())
    return pl.concat([_due(funds, span, pr), unknown]).filter(pl.col("status") == UNDECIDED)


def waiting(funds: pl.DataFrame) -> pl.DataFrame:
    """The open breaches (R2): missed, and the forløb still runs. All are in the numerator."""
    return funds.filter(pl.col("status") == MISSING, pl.col("aaben")).with_columns(i_taeller=pl.lit(value=True))


def met_in(funds: pl.DataFrame, span: Span) -> pl.DataFrame:
    """The duties met on a day of the period, in time or late (R3). An exempt one was not owed, and is not here."""
    met = pl.col("moedt").is_between(span.first, span.last) & pl.col("status").is_in([TIMELY, LATE])
    return funds.filter(met).with_columns(i_taeller=pl.lit(value=True))


def opened_in(funds: pl.DataFrame, span: Span, pr: date) -> pl.DataFrame:
    """The duties whose window opened on a day of the period and no later than `pr`, whatever became of them (R4)."""
    opened = pl.col("aabner").is_between(span.first, span.last) & (pl.col("aabner") <= pr)
    return funds.filter(opened).with_columns(i_taeller=pl.lit(value=True))


def person_duties(funds: pl.DataFrame, span: Span, pr: date, apart: Sequence[str] = ()) -> pl.DataFrame:
    """`due_in` with the person beside each fund (RP): `borger`, `i_taeller` (all of the person's are in time) and PLACES.

    PLACES are the person's, those of the last of the due funds: whoever moves counts once, and teams add up. A person is
    looked at within `APART` and `apart` (krav, month …), where the same person can stand several times.
    """
    who = [*dict.fromkeys([*apart, *APART]), "borger"]
    owed = due_in(funds, span, pr).with_columns(borger=CITIZEN).sort(*_ORDER)
    places = [name for name in PLACES if name in funds.columns]
    people = owed.group_by(who, maintain_order=True).agg(
        pl.col(places).last(), i_taeller=(pl.col("status") == TIMELY).all()
    )
    return owed.drop(places).join(people, on=who, nulls_equal=True, maintain_order="left")


def _due(funds: pl.DataFrame, span: Span, pr: date) -> pl.DataFrame:
    """The funds with a deadline in the period and before `pr`, of forløb still running on it."""
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("frist"))
    return funds.filter(pl.col("frist").is_between(span.first, span.last) & (pl.col("frist") < pr), running)
