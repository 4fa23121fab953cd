"""What people have written that is about no duty of ours: rows and sheets of their own, and comments elsewhere. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.lists import alike
from rettid.lists.layout import FOR_READING, KEY, OWN_ROWS, SHEETS
from rettid.lists.memory import OWN_SCHEMA

if TYPE_CHECKING:
    from rettid.lists.seen import Filled, Tables

_PLACE = ("ark", "raekke")


def own_rows(filled: Filled, found: Tables, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows (`memory.OWN_SCHEMA`), sheet by sheet from the top, each once; `ark` is the sheet as it was called.

    `rows` as `seen.rows`. What stands above a table and is not ours is such a row too, and so is every row of a sheet that
    people made, a row FOR_READING that they have written on, and a comment that is fastened to no duty.
    """
    about = rows.filter(pl.col("fund_id").is_not_null())
    said = pl.concat([_loose_cells(filled, found, about), _loose_comments(filled, about)])
    last = said.group_by(_PLACE).agg(pl.int_range(1, pl.col("kolonne").max() + 1, dtype=pl.UInt32).alias("kolonne"))
    told = (
        last.explode("kolonne")
        .join(said, on=[*_PLACE, "kolonne"], how="left")
        .sort(*_PLACE, "kolonne")
        .group_by(_PLACE, maintain_order=True)
        .agg(celler=pl.col("tekst").fill_null(""))
        .join(_called(filled, about), on="ark", maintain_order="left")
    )
    return _not_taken_out(filled, told).select(pl.col("navn").alias("ark"), "celler").match_to_schema(OWN_SCHEMA)


def _loose_cells(filled: Filled, found: Tables, about: pl.DataFrame) -> pl.DataFrame:
    ours = filled.texts or frozenset()
    bare = pl.col("tekst").str.strip_chars()
    inside = found.body.filter(pl.col("key").ne_missing(KEY.key), bare != OWN_ROWS).join(about, on=_PLACE, how="anti")
    repeated = found.body.filter(pl.col("key") == KEY.key, bare == KEY.heading)
    above = filled.cells.join(found.heads, on="ark").filter(
        pl.col("raekke") < pl.col("overskrift"), pl.lit(filled.texts is not None), ~pl.col("tekst").is_in(list(ours))
    )
    made = filled.sheets.join(found.heads, on="ark", how="anti").filter(~pl.col("navn").is_in(SHEETS))
    titled = filled.cells.filter(pl.col("raekke") == 1, pl.col("kolonne") == 1, pl.col("tekst").is_in(list(ours)))
    theirs = filled.cells.join(made, on="ark", how="semi").join(titled, on="ark", how="anti")
    read = filled.sheets.filter(pl.col("navn").is_in(FOR_READING)).join(found.heads, on="ark", how="anti")
    beside = filled.cells.join(read, on="ark", how="semi")
    columns = [*_PLACE, "kolonne", "tekst"]
    loose = [inside.join(repeated, on=_PLACE, how="anti"), above, theirs, beside]
    return pl.concat([part.select(columns) for part in loose]).filter(bare != "")


def _loose_comments(filled: Filled, about: pl.DataFrame) -> pl.DataFrame:
    """Comments elsewhere, each as a row of its own; they come after the cells of their sheet."""
    loose = filled.comments.join(about, on=_PLACE, how="anti")
    told = pl.format("(kommentar ved række {}: {})", "raekke", pl.col("tekst").str.strip_chars())
    number = pl.int_range(pl.len(), dtype=pl.UInt32) + 2_000_000
    return loose.select("ark", number.alias("raekke"), pl.lit(1, pl.UInt32).alias("kolonne"), told.alias("tekst"))


def _called(filled: Filled, about: pl.DataFrame) -> pl.DataFrame:
    """What each sheet was called when it was written, by the rows on it; else what it is called now."""
    then = (
        about.join(filled.duties.select("fund_id", skrevet="ark"), on="fund_id")
        .group_by("ark", "skrevet")
        .len()
        .sort("len", "skrevet", descending=[True, False])
        .unique("ark", keep="first")
    )
    called = filled.sheets.join(then, on="ark", how="left")
    return called.select("ark", "fil", navn=pl.coalesce("skrevet", "navn"))


def _not_taken_out(filled: Filled, told: pl.DataFrame) -> pl.DataFrame:
    """The rows, each once; without those that somebody took out or changed in one of the workbooks that had them."""
    said = alike.lines(pl.col("celler").list.join("\x1f").str.strip_chars_end("\x1f")).fill_null("")
    written = filled.written.filter(pl.col("fund_id").is_null()).select("fil", navn="ark", celler="vist")
    had, has = (part.select("fil", "navn", sagt=said).unique() for part in (written, told))
    gone = had.join(has, on=["fil", "navn", "sagt"], how="anti").select("navn", "sagt").unique()
    kept = told.with_columns(sagt=said).join(gone, on=["navn", "sagt"], how="anti", maintain_order="left")
    return kept.unique(["navn", "sagt"], keep="first", maintain_order=True)
