"""The same engine again on altered copies of some forløb, to see what a row does to the verdicts.

A *variant* is a copy of a forløb in which some rows have been altered. All variants are judged in one run, beside the
full tables, so that what the engine asks of the whole export (`tables.Tables`) gets the same answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.engine import audit
from rettid.tables import FUND_SCHEMA, Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from rettid.rules import Pack

DUTY = ("forloeb_id", "pakke", "krav", "nr")
"""What names a duty, in a variant as in the forløb it is a copy of."""

_COPY = "_udgave"


def replayed(
    tables: Tables,
    packs: Sequence[Pack],
    variants: pl.DataFrame,
    alter: Mapping[str, Callable[[pl.LazyFrame], pl.LazyFrame]],
    *,
    pr: date,
) -> pl.DataFrame:
    """The funds of the variants, with the column `variant` and the `forloeb_id` of the original.

    `variants` has one row per `variant` (text) and `forloeb_id`. `alter` gives, per table, the frame of its copied rows
    with some of them altered; the rows it gets have `variant` and `nr`, the row's place in the table.
    """
    if variants.is_empty():
        return pl.DataFrame(schema={**FUND_SCHEMA, "variant": pl.String})
    pairs = variants.select("variant", "forloeb_id").unique().sort("variant", "forloeb_id").with_row_index(_COPY)
    copies = pairs.lazy().with_columns(pl.col(_COPY).cast(pl.String))
    frames = {name: _copied(name, frame, copies, alter.get(name)) for name, frame in tables.frames.items()}
    funds = audit(Tables(frames, tables.partial), packs, pr=pr)
    originals = pairs.rename({"forloeb_id": "_forloeb"}).with_columns(pl.col(_COPY).cast(pl.String))
    joined = funds.rename({"forloeb_id": _COPY}).join(originals, on=_COPY, how="inner")
    return joined.rename({"_forloeb": "forloeb_id"}).select(*FUND_SCHEMA, "variant")


def _copied(
    name: str, frame: pl.LazyFrame, copies: pl.LazyFrame, alter: Callable[[pl.LazyFrame], pl.LazyFrame] | None
) -> pl.LazyFrame:
    """The table of the copies; of the events the originals too, which no forløb owns now."""
    rows = frame.with_row_index("nr").join(copies, on="forloeb_id", maintain_order="left_right")
    altered = alter(rows) if alter is not None else rows
    if name == "forloeb":  # the periods of law are made already: no copy is to be joined with another
        altered = altered.with_columns(pl.col(_COPY).alias("borger_id"))
    columns = frame.collect_schema().names()
    made = altered.with_columns(pl.col(_COPY).alias("forloeb_id")).select(columns)
    if name == "forloeb":
        return made
    idle = frame.with_columns(pl.lit("uden forløb").alias("forloeb_id"))
    return pl.concat([made, idle])
