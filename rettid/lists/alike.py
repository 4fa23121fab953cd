"""Whether two texts in a cell say the same: a day is a day however it is written, a number a number. Pure."""

from __future__ import annotations

from datetime import date

import polars as pl

_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
"""Days of the years 1954–2119 as numbers: what a cell with a day shows when its format is taken away."""


def meaning(text: pl.Expr, is_day: pl.Expr) -> pl.Expr:
    """What a text says, in one form: a day in ISO, a number with a point, else the words; empty for no text.

    `is_day`: whether the column holds days. Blanks at the ends and double ones say nothing.
    """
    words = text.fill_null("").str.replace_all(r"\s+", " ").str.strip_chars()
    number = words.str.replace("%", "", literal=True).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    serial = is_day & number.is_between(_FIRST_SERIAL, _LAST_SERIAL)
    from_serial = pl.when(serial).then(pl.lit(_EPOCH) + pl.duration(days=number.cast(pl.Int64, strict=False)))
    day = pl.coalesce(from_serial, *_written_days(words))
    return pl.coalesce(day.dt.to_string("iso:strict"), number.cast(pl.String), words)


def _written_days(words: pl.Expr) -> list[pl.Expr]:
    bare = words.str.replace(r"[ T]00[:.]00(?:[:.]00(?:\.0+)?)?$", "")
    dashed = bare.str.replace_all(r"[./ ]", "-")
    form = dashed.str.contains(r"^\d{1,2}-\d{1,2}-(?:\d{2}|\d{4})$")
    full = dashed.str.contains(r"-\d{4}$")
    return [
        pl.when(form & full).then(dashed).str.to_date("%d-%m-%Y", strict=False),
        pl.when(form & ~full).then(dashed).str.to_date("%d-%m-%y", strict=False),
        bare.str.to_date("%Y-%m-%d", strict=False),
    ]


def lines(text: pl.Expr) -> pl.Expr:
    """The text with LF for every line break; null where it has nothing but blanks."""
    told = text.str.replace_all("\r\n", "\n", literal=True).str.replace_all("\r", "\n", literal=True)
    return pl.when(told.str.strip_chars() != "").then(told)
