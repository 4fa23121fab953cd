"""A recognised sheet to rows of the canonical tables: one table, or several by a kind column (`formats.md` § 5.3)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from rettid.intake import accounts, columns, convert, cpr, grid, headers, screening
from rettid.intake.blocks import BlockReader, Part
from rettid.intake.names import normalise
from rettid.intake.screening import ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rettid.findings import Finding
    from rettid.intake.columns import Seen
    from rettid.intake.headers import BlockMatch, SheetMatch
    from rettid.intake.settings import Settings
    from rettid.intake.sources import RawSheet

_FAR = "Cellen ligger langt uden for tabellen."


@dataclass(slots=True)
class SheetRows:
    """A sheet once it is read: the number of rows, its parts, what was set aside or unknown, and remarks.

    `columns` are frames of `accounts.COLUMNS`; `findings` concern the sheet's layout and columns (RT-F…, RT-K…).
    """

    raekker: int
    parts: list[Part] = field(default_factory=list)
    set_aside: list[pl.DataFrame] = field(default_factory=list)
    unknown: list[pl.DataFrame] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: list[pl.DataFrame] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_sheet(sheet: RawSheet, match: SheetMatch, settings: Settings) -> SheetRows:
    """The rows of every table that the sheet feeds."""
    rows = screening.body(sheet, match)
    result = SheetRows(rows.height + len(sheet.uden_for))
    short = grid.cut_short(rows.height, sheet.foerste_raekke + match.header + rows.height)
    result.findings += [short] if short else []
    kept, result.set_aside = screening.screen(sheet, match, rows)
    if sheet.uden_for:
        far = pl.Series(sheet.uden_for, dtype=pl.UInt32)
        result.set_aside.append(accounts.aside((sheet.fil, sheet.ark), far, "RT-R13", _FAR))
    if any(block.block.fyld_ned for block in match.blocks):
        rows, match = screening.filled_down(rows, match)
        rows = rows.filter(pl.col(ROW).is_in(kept[ROW].implode()))
    else:
        rows = kept
    result.findings += [*match.findings, *headers.duplicates(match)]
    seen: list[Seen] = []
    for block, chosen in _by_kind(rows, sheet, match, result):
        reader = BlockReader(sheet, match, block, settings)
        result.parts.append(reader.read(chosen))
        result.set_aside += reader.set_aside
        result.unknown += reader.unknown
        result.notes += [note for note in reader.notes if note not in result.notes]
        result.findings += [finding for finding in reader.findings if finding not in result.findings]
        seen += reader.seen
    result.parts = _incomplete(match, result.parts)
    result.columns.append(columns.account(sheet, match, rows, seen))
    return result


def _incomplete(match: SheetMatch, parts: list[Part]) -> list[Part]:
    """The parts, where the last of numbered columns is in use marked as perhaps not the whole story."""
    last = max(block.nr for block in match.blocks)
    return [
        replace(part, partial=f"samtaler efter nr. {last}") if block.nr == last and last and part.frame.height else part
        for block, part in zip(match.blocks, parts, strict=True)
    ]


def _by_kind(
    rows: pl.DataFrame, sheet: RawSheet, match: SheetMatch, result: SheetRows
) -> Iterable[tuple[BlockMatch, pl.DataFrame]]:
    """The rows of each block; those of a kind that no block reads are set aside."""
    at = match.blocks[0].filter_column
    if at is None:
        return [(block, rows) for block in match.blocks]
    keys = {raw: normalise(raw) for raw in rows[str(at)].drop_nulls().unique()}
    chosen = [rows.filter(_of_kind(block, keys, str(at))) for block in match.blocks]
    rest = rows.filter(~pl.any_horizontal(_of_kind(block, keys, str(at)) for block in match.blocks))
    if rest.height:
        shown = rest.select(cpr.masked(pl.col(str(at)).fill_null(convert.EMPTY))).to_series()
        reason = f'"{match.names[at]}" er "' + shown + '", som profilen ikke knytter til en tabel.'
        result.set_aside.append(accounts.aside((sheet.fil, sheet.ark), rest[ROW], accounts.NO_TABLE, reason))
    return zip(match.blocks, chosen, strict=True)


def _of_kind(block: BlockMatch, keys: Mapping[str, str], column: str) -> pl.Expr:
    accepted = block.block.naar.er if block.block.naar is not None else frozenset()
    raws = [raw for raw, key in keys.items() if key in accepted]
    return pl.col(column).is_in(raws).fill_null(value=False)
