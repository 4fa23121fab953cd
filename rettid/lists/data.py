"""The lists as data: every line, and every row that has gone since the list before, in columns that stay as they are. Pure.

Inventory F-13: another program reads this every fortnight. A column is never renamed or moved; a new one comes last,
before those of PERSONAL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.lists.lines import LINE_SCHEMA
from rettid.lists.memory import GONE_SCHEMA
from rettid.lists.outward import outward
from rettid.output import FORMATS, as_bytes

if TYPE_CHECKING:
    from rettid.lists.model import Lists

__all__ = ["COLUMNS", "FORMATS", "PERSONAL", "data", "data_bytes"]

COLUMNS: dict[str, pl.DataType] = {
    name: (LINE_SCHEMA | GONE_SCHEMA)[name]
    for name in (
        *("fund_id", "siden_sidst", "forloeb_id", "sag", "borger_id", "maalgruppe", "aldersgruppe", "a_kasse", "team"),
        *("sagsbehandler", "ejer", "art", "pakke", "krav", "titel", "tema", "nr", "haendelse", "hjemmel", "aabner"),
        *("ansvarlig_dag", "frist", "dage", "planlagt", "bolden", "status", "arvet", "frist_system", "bemaerkning"),
        *("foer_frist", "foer_status", "moedt", "hvorfor", "handling", "note", "noteret", "afvigelse"),
    )
}
"""`siden_sidst` is ny, fortsat or forværret of a line (empty on a first list), løst or fjernet of a row that has gone;
`moedt` and `hvorfor` are of those two. `foer_…`: how the row stood on the list before. Days in `dage` are over the
deadline where positive."""

PERSONAL: dict[str, pl.DataType] = {"navn": pl.String(), "cpr": pl.String()}
"""The last columns, only where names and numbers were asked for."""

_OF_THE_FUND = (
    "maalgruppe",
    "aldersgruppe",
    "a_kasse",
    "ejer",
    "art",
    "pakke",
    "krav",
    "haendelse",
    "hjemmel",
    "bemaerkning",
)
_ITS_DAYS = ("aabner", "planlagt", "dage")


def data(lists: Lists) -> pl.DataFrame:
    """The rows with COLUMNS, and PERSONAL where it was asked for: the lines in the order of the lists, then solved, then left."""
    since = lists.since
    gone = _with_fund(pl.concat([since.solved, since.left]), lists)
    rows = pl.concat([since.lines, gone], how="diagonal_relaxed")
    lacking = [pl.lit(None, dtype=kind).alias(name) for name, kind in COLUMNS.items() if name not in rows.columns]
    mark = pl.when(pl.col("siden_sidst") != "").then("siden_sidst")
    told = rows.with_columns(*lacking, siden_sidst=mark).select(*COLUMNS).cast(COLUMNS)  # type: ignore[arg-type]
    shown = outward(told, personal=lists.personal)
    return shown if lists.cpr is None else _with_people(shown, lists, lists.cpr)


def data_bytes(lists: Lists, form: str) -> bytes:
    """The rows in one of `output.FORMATS`; the same lists give the same bytes."""
    return as_bytes(data(lists), form)


def _with_fund(gone: pl.DataFrame, lists: Lists) -> pl.DataFrame:
    """The rows that have gone, with what their duty still says in this export."""
    known = lists.summary.all_funds.select("fund_id", pl.col(_OF_THE_FUND).cast(pl.String), *_ITS_DAYS)
    return gone.join(known, on="fund_id", how="left", maintain_order="left")


def _with_people(rows: pl.DataFrame, lists: Lists, cpr: pl.DataFrame) -> pl.DataFrame:
    names = lists.summary.tables["forloeb"].select("forloeb_id", "navn").collect()
    named = rows.join(names, on="forloeb_id", how="left", maintain_order="left")
    return named.join(cpr, on="borger_id", how="left", maintain_order="left").select(*COLUMNS, *PERSONAL)
