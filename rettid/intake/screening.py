"""Rows that are no data: blank rows, totals, repeated headers, rows of the wrong length (`formats.md` § 5.2).

Only rows that lack a key are looked at closely, so that a clean table costs next to nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from rettid import findings
from rettid.intake import accounts, textfile
from rettid.intake.profiles import IDS, TASKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.intake.headers import SheetMatch
    from rettid.intake.sources import RawSheet

ROW = "raekke"
"""The column of row numbers, beside the positional columns "0", "1", …"""

TOTALS = r"(?i)^(?:i alt|total|totalt|sum|hovedtotal|subtotal|grand total|antal|antal rækker|\(tom\))\s*:?\s*[\d.,]*$"
_NOBODYS_TOTALS = r"(?i)^(?:i alt|total|hovedtotal|subtotal|sum|antal)\b|\b(?:total|i alt)\s*:?$"
"""How a total may read in a row that has neither case nor citizen: `Total for Team Nord`, `Anne Berg Total`."""


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
    judged = rows.filter(suspects).select(ROW, _verdict(match, rows.columns[1:]).alias("kode")).drop_nulls()
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
        odd += [pl.col(str(at)) == sign for at in (*ids, *days) for sign in (match.names[at], "(tom)")]
        odd += [pl.all_horizontal(pl.col(str(at)).is_null() for at in days)] if days else []
    return rows.select(odd=pl.any_horizontal(odd).fill_null(value=False))["odd"]


HEADING = "RT-R14"

DAY_OF: dict[str, tuple[str, ...]] = {
    "forloeb": ("startdato",),
    "samtaler": ("dato", "afholdt_dato", "planlagt_dato"),
    "tilbud": ("startdato",),
    "fravaer": ("startdato",),
    "ansvar": ("fra",),
    "ledighed": ("maaned",),
    TASKS: ("frist",),
}
"""The columns that date a row: the first that was found; of afholdt and planlagt, the one that is filled."""


def _verdict(match: SheetMatch, columns: Sequence[str]) -> pl.Expr:
    cells = [pl.col(column).str.strip_chars() for column in columns]
    filled = [pl.when(cell != "").then(cell) for cell in cells]
    same = [
        (cell == name.strip()).fill_null(value=False)
        for cell, name in zip(cells, match.names, strict=False)
        if name.strip()
    ]
    repeats, number = pl.sum_horizontal(same), pl.sum_horizontal(cell.is_not_null() for cell in filled)
    nobodys = nobody(match)
    return (
        pl.when(number == 0)
        .then(pl.lit(accounts.BLANK_ROW))
        .when(pl.coalesce(filled).str.contains(TOTALS))
        .then(pl.lit(accounts.TOTALS_ROW))
        .when(nobodys & pl.coalesce(filled).str.contains(_NOBODYS_TOTALS))
        .then(pl.lit(accounts.TOTALS_ROW))
        .when((repeats >= 2) & (repeats == number))
        .then(pl.lit(accounts.HEADER_AGAIN))
        .when(nobodys & (number == 1))
        .then(pl.lit(HEADING))
    )


def nobody(match: SheetMatch) -> pl.Expr:
    """Whether a row has neither case nor citizen."""
    ids = {match_.columns[name] for match_ in match.blocks for name in IDS if name in match_.columns}
    return pl.all_horizontal(pl.col(str(at)).is_null() for at in sorted(ids))


def filled_down(rows: pl.DataFrame, match: SheetMatch) -> tuple[pl.DataFrame, SheetMatch]:
    """The rows with the columns of `fyld_ned` filled from above: from the last filled cell, or the last row of one cell.

    A column that only such rows tell is added. The rows themselves are to be set aside before.
    """
    cells = [pl.col(name) for name in rows.columns[1:]]
    alone = nobody(match) & (pl.sum_horizontal(cell.is_not_null() for cell in cells) == 1)
    alone &= ~pl.coalesce(cells).str.contains(TOTALS)
    heading = pl.when(alone).then(pl.coalesce(cells))
    names, blocks = list(match.names), []
    for block in match.blocks:
        columns = dict(block.columns)
        for name in block.block.fyld_ned:
            if name in columns:
                at = columns[name]
                rows = rows.with_columns(pl.coalesce(pl.col(str(at)), heading).forward_fill().alias(str(at)))
            else:
                columns[name] = len(names)
                rows = rows.with_columns(heading.forward_fill().alias(str(len(names))))
                names.append(f"({name} fra mellemoverskrift)")
        blocks.append(replace(block, columns=columns))
    return rows, replace(match, names=tuple(names), blocks=tuple(blocks))
