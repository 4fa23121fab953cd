"""Whose offers and forløb a target counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.funds import age_group
from rettid.tables import NOT_BEGUN, UNKNOWN

if TYPE_CHECKING:
    from datetime import date

    from rettid.spans import Span
    from rettid.tables import Tables
    from rettid.targets.model import Reading

CITIZEN = pl.coalesce("borger_id", "forloeb_id")
"""Whom a forløb is of; one without a citizen's id is a citizen of its own."""


def cases(reading: Reading, tables: Tables, *, places: bool = True) -> pl.LazyFrame:
    """The forløb that a target is about, with `borger`; age is that on the first day. Without `places` the team is not asked about."""
    wanted = {
        "maalgruppe": reading.maalgrupper,
        "aldersgruppe": reading.aldersgrupper,
        "team": reading.teams if places else (),
        "a_kasse": reading.a_kasser,
        "visitationskategori": reading.visitation,
    }
    known = tables["forloeb"].with_columns(aldersgruppe=age_group().cast(pl.String), borger=CITIZEN)
    return known.filter(pl.lit(value=True), *(pl.col(name).is_in(values) for name, values in wanted.items() if values))


def offers(reading: Reading, tables: Tables, pr: date) -> pl.LazyFrame:
    """The offers of the target's kinds that had begun by `pr`, each with its forløb's `borger`."""
    begun = tables["tilbud"].filter(pl.col("startdato") <= pr, ~pl.col("status").fill_null(UNKNOWN).is_in(NOT_BEGUN))
    kinds = begun.filter(pl.col("tilbudstype").is_in(reading.tilbudstyper)) if reading.tilbudstyper else begun
    return kinds.join(cases(reading, tables).select("forloeb_id", "borger"), on="forloeb_id")


def within(day: str, span: Span) -> pl.Expr:
    """Whether a day is in the period."""
    return pl.col(day).is_between(span.first, span.last)
