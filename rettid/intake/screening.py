"""Rows that are no data: blank rows, totals, repeated headers, rows of the wrong length (`formats.md` § 5.2).

Only rows that lack a key are looked at closely, so that a clean table costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid import findings
from rettid.intake import accounts, textfile
from rettid.intake.profiles import IDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.intake.headers import SheetMatch
    from rettid.intake.sources import RawSheet

ROW = "raekke"
"""The column of row numbers, beside the positional columns "0", "1", …"""

TOTALS = r"(?i)^(?:i alt|total|totalt|sum|hovedtotal|antal)\s*:?\s*[\d.,]*$"


def body(sheet: RawSheet, match: SheetMatch) -> pl.DataFrame:
    """The rows below the header, through the last that is not empty, with their row numbers."""
    rows = sheet.cells[match.header + 1 :]
    filled = (
        rows.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        if rows.height
        else pl.Series([], dtype=pl.Boolean)
    )
    last = filled.arg_true().max()
    kept = rows[: int(last) + 1] if isinstance(last, int) else rows[:0]
    return kept.with_row_index(ROW, offset=sheet.foerste_raekke + match.header + 1)


def screen(sheet: RawSheet, match: SheetMatch, rows: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The rows that may be data, and accounts of those that are none."""
    source = (sheet.fil, sheet.ark)
    parts = []
    ragged = _ragged(sheet, match, rows.height)
    if ragged is not None:
        bad = rows.filter(ragged)
        parts.append(accounts.aside(source, bad[ROW], accounts.RAGGED_ROW, _reason(accounts.RAGGED_ROW)))
        rows = rows.filter(~ragged)
    suspects = _suspects(rows, match)
    if not suspects.any():
        return rows, parts
    judged = rows.filter(suspects).select(ROW, _verdict(match.names, rows.columns[1:]).alias("kode")).drop_nulls()
    parts += [
        accounts.aside(source, judged.filter(kode=code)[ROW], code, _reason(code))
        for code in judged["kode"].unique().sort()
    ]
    return rows.filter(~pl.col(ROW).is_in(judged[ROW].implode())), parts


def _reason(code: str) -> str:
    reason = findings.catalogue()[code].titel
    return reason[0].upper() + reason[1:] + "."


def _ragged(sheet: RawSheet, match: SheetMatch, height: int) -> pl.Series | None:
    if sheet.tekst is None or not height:
        return None
    width = max(at for at, name in enumerate(match.names) if name.strip()) + 1
    found = textfile.ragged(sheet.cells, sheet.tekst, sheet.skilletegn, match.header, width)
    return None if found is None else found.head(height)


def _suspects(rows: pl.DataFrame, match: SheetMatch) -> pl.Series:
    """Rows in which an id or every date of a table is blank, or a key reads as its own header."""
    odd = []
    for block in match.blocks:
        ids, days = (
            [block.columns[name] for name in names if name in block.columns]
            for names in (IDS, DAY_OF[block.block.tabel])
        )
        odd += [pl.col(str(at)).is_null() for at in ids]
        odd += [pl.col(str(at)) == match.names[at] for at in (*ids, *days)]
        odd += [pl.all_horizontal(pl.col(str(at)).is_null() for at in days)] if days else []
    return rows.select(odd=pl.any_horizontal(odd).fill_null(value=False))["odd"]


DAY_OF: dict[str, tuple[str, ...]] = {
    "forloeb": ("startdato",),
    "samtaler": ("dato", "afholdt_dato", "planlagt_dato"),
    "tilbud": ("startdato",),
    "fravaer": ("startdato",),
    "ansvar": ("fra",),
    "ledighed": ("maaned",),
}
"""The columns that date a row: the first that was found; of afholdt and planlagt, the one that is filled."""


def _verdict(names: Sequence[str], columns: Sequence[str]) -> pl.Expr:
    cells = [pl.col(column).str.strip_chars() for column in columns]
    filled = [pl.when(cell != "").then(cell) for cell in cells]
    same = [
        (cell == name.strip()).fill_null(value=False) for cell, name in zip(cells, names, strict=False) if name.strip()
    ]
    repeats = pl.sum_horizontal(same)
    return (
        pl.when(pl.all_horizontal(cell.is_null() for cell in filled))
        .then(pl.lit(accounts.BLANK_ROW))
        .when(pl.coalesce(filled).str.contains(TOTALS))
        .then(pl.lit(accounts.TOTALS_ROW))
        .when((repeats >= 2) & (repeats == pl.sum_horizontal(cell.is_not_null() for cell in filled)))
        .then(pl.lit(accounts.HEADER_AGAIN))
    )
