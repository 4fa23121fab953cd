"""What people have typed, as it may leave the workbook they typed it in: for pages and data files. Pure."""

from __future__ import annotations

import polars as pl

from rettid.intake.cpr import LIKE_ANYWHERE, NOT_SHOWN

TEXTS = ("handling", "note")


def outward(rows: pl.DataFrame, *, personal: bool) -> pl.DataFrame:
    """The rows, with nothing in the texts that could be a CPR number, unless names and numbers were asked for.

    In the workbook itself a text stays as it was typed: it is theirs.
    """
    if personal:
        return rows
    return rows.with_columns(pl.col(TEXTS).str.replace_all(LIKE_ANYWHERE, NOT_SHOWN))
