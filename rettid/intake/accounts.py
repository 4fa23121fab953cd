"""Row accounting: what was read, used and set aside, and why (`spec.md` § 2). Nothing vanishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SET_ASIDE: dict[str, pl.DataType] = {
    "fil": pl.String(),
    "ark": pl.String(),
    "raekke": pl.UInt32(),
    "kode": pl.String(),
    "aarsag": pl.String(),
}
UNKNOWNS: dict[str, pl.DataType] = {
    "tabel": pl.String(),
    "kolonne": pl.String(),
    "vaerdi": pl.String(),
    "antal": pl.UInt32(),
}
COLUMNS: dict[str, pl.DataType] = {
    "fil": pl.String(),
    "ark": pl.String(),
    "kolonne": pl.String(),
    "felt": pl.String(),
    "form": pl.String(),
    "udfyldt": pl.UInt32(),
    "eksempler": pl.String(),
}
"""How each column of a sheet was understood, one row per column and table it feeds.

`kolonne` is the header as it stands, `felt` the canonical `tabel.kolonne` (empty for a column that was not taken in),
`form` what its values were read as ("dato dd-mm-åååå", "tal, decimalkomma", "kode", "CPR-nummer", "tekst"), `udfyldt` the
number of filled cells, `eksempler` up to three values, masked where they could tell who someone is.
"""

BLANK_ROW, TOTALS_ROW, HEADER_AGAIN, RAGGED_ROW = "RT-R01", "RT-R02", "RT-R03", "RT-R04"
NO_ID, BAD_CPR, NO_DATE, BAD_DATE = "RT-R05", "RT-R06", "RT-R07", "RT-R08"
DUPLICATE, OTHER_CONTENT, NO_PERIOD, NO_TABLE = "RT-R09", "RT-R10", "RT-R11", "RT-R12"
WHOSE = "RT-R16"
"""The codes of rows set aside; what they mean stands in `anmaerkninger.toml`."""


@dataclass(frozen=True, slots=True)
class SheetAccount:
    """How one sheet was read: rows read = rows used + rows set aside.

    A sheet that was not used has no profile, no tables and no header row, and `note` says why.
    """

    fil: str
    ark: str
    profil: str
    tabeller: tuple[str, ...]
    raekker_laest: int
    raekker_brugt: int
    raekker_frasorteret: int
    overskriftsraekke: int | None
    kodning: str
    skilletegn: str
    note: str


def aside(source: tuple[str, str], rows: pl.Series, code: str, reason: pl.Series | str) -> pl.DataFrame:
    """Set-aside rows of one sheet; `rows` are their row numbers."""
    fil, ark = source
    return pl.DataFrame({"raekke": rows.cast(pl.UInt32)}).select(
        pl.lit(fil).alias("fil"), pl.lit(ark).alias("ark"), "raekke", pl.lit(code).alias("kode"), _text(reason)
    )


def aside_rows(rows: pl.DataFrame, code: str, reason: str) -> pl.DataFrame:
    """Set-aside rows of any sheets, from frames that carry the SOURCE columns."""
    return rows.select(
        pl.col("kilde_fil").alias("fil"),
        pl.col("kilde_ark").alias("ark"),
        pl.col("kilde_raekke").alias("raekke"),
        pl.lit(code).alias("kode"),
        pl.lit(reason).alias("aarsag"),
    )


def _text(reason: pl.Series | str) -> pl.Expr:
    return pl.lit(reason).alias("aarsag")


def one_per_row(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The set-aside rows, each once, by file, sheet and row number."""
    whole = pl.concat([pl.DataFrame(schema=SET_ASIDE), *parts], how="vertical")
    return whole.unique(["fil", "ark", "raekke"], keep="first", maintain_order=True).sort("fil", "ark", "raekke")


def without_used(set_aside: pl.DataFrame, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The set-aside rows that gave no table anything: a row that repeats an interview may still tell an offer."""
    if set_aside.is_empty():
        return set_aside
    at = {"fil": "kilde_fil", "ark": "kilde_ark", "raekke": "kilde_raekke"}
    for frame in frames:
        set_aside = set_aside.join(
            frame.select(at.values()), left_on=list(at), right_on=list(at.values()), how="anti", maintain_order="left"
        )
    return set_aside


def unknowns(table: str, column: str, values: pl.Series) -> pl.DataFrame:
    """Accounts of raw values that became "ukendt", most frequent first. The values must be fit to show."""
    counted = pl.DataFrame({"vaerdi": values}).group_by("vaerdi").agg(antal=pl.len().cast(pl.UInt32))
    return counted.select(pl.lit(table).alias("tabel"), pl.lit(column).alias("kolonne"), "vaerdi", "antal")


def summed(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The accounts of unknown values, one row per table, column and value."""
    whole = pl.concat([pl.DataFrame(schema=UNKNOWNS), *parts], how="vertical")
    added = whole.group_by("tabel", "kolonne", "vaerdi").agg(pl.col("antal").sum().cast(pl.UInt32))
    return added.sort("tabel", "kolonne", "antal", "vaerdi", descending=[False, False, True, False])
