"""Which forløb a pack is for (`spec.md` § 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from rettid.rules import Pack


def covered_by(pack: Pack) -> pl.Expr:
    """Whether a forløb is judged by the pack: by its target group and its start. One that lacks either is judged by none."""
    covered = pl.col("startdato").is_not_null() & pl.col("maalgruppe").is_not_null()
    if pack.maalgruppe is not None:
        covered &= pl.col("maalgruppe").is_in(pack.maalgruppe)
    if pack.gaelder_fra is not None:
        covered &= pl.col("startdato") >= pack.gaelder_fra
    if pack.gaelder_til is not None:
        covered &= pl.col("startdato") <= pack.gaelder_til
    return covered
