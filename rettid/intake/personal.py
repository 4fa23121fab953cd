"""The CPR numbers that somebody asked for (`--personhenfoerbar`), kept beside the tables and never in them.

Without the asking nothing here runs. A `Numbers` shows nothing when it is printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.intake import convert, cpr
from rettid.intake.ids import first
from rettid.intake.numbers import UNKNOWN_CITIZEN

if TYPE_CHECKING:
    from collections.abc import Mapping


class Numbers:
    """The numbers of one reading, gathered sheet by sheet."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: list[pl.DataFrame] = []

    def keep(self, cells: Mapping[str, pl.Series], ids: Mapping[str, pl.Series]) -> None:
        """Keep the number of each row. `cells`: its columns of ids as they stand; `ids`: what `ids.identify` made of them.

        The number goes with the citizen's id: that of the column that gave the id, where there are two.
        """
        number = pl.repeat(None, len(ids["borger_id"]), dtype=pl.String, eager=True)
        if "borger_id" in cells:
            number = first(number, _like(cells["borger_id"], nine=True))
        if "cpr" in cells:
            number = first(number, cpr.numbers(cells["cpr"]))
        if "forloeb_id" in cells:
            number = first(number, _like(cells["forloeb_id"], nine=False))
        citizen = first(ids["borger_id"], UNKNOWN_CITIZEN + ids["forloeb_id"])
        self._found.append(pl.DataFrame({"borger_id": citizen, "cpr": number}).drop_nulls().unique())

    def of(self, citizens: pl.Series) -> pl.DataFrame:
        """`borger_id` and `cpr` (`DDMMÅÅ-XXXX`) of those of the citizens whose number is known, by id.

        Someone with two numbers has none: nobody here knows which of them is right.
        """
        empty = pl.DataFrame(schema={"borger_id": pl.String, "cpr": pl.String})
        known = pl.concat([empty, *self._found]).filter(pl.col("borger_id").is_in(citizens.implode()))
        return known.unique().filter(~pl.col("borger_id").is_duplicated()).sort("borger_id")


def _like(cells: pl.Series, *, nine: bool) -> pl.Series:
    """The numbers in a column of ids: what reads as one there."""
    texts = convert.texts(cells)
    like = cpr.looks_like_cpr(texts, nine=nine)
    return cpr.numbers(texts.zip_with(like, pl.repeat(None, len(texts), dtype=pl.String, eager=True)))
