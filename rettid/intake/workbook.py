"""A workbook to cells: every sheet as text, rows counted from the top of the sheet (`libraries.md` § 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(name: str, data: bytes) -> Iterator[tuple[str, pl.DataFrame]]:
    """Name and cells of each sheet; an empty sheet has no columns. Bytes, not the path: the suffix may lie.

    Raises IntakeError for a workbook that is damaged or protected by a password.
    """
    import fastexcel  # noqa: PLC0415  only when a workbook is read

    try:
        reader = fastexcel.read_excel(data)
        for sheet in reader.sheet_names:
            # skip_rows=0: without it the empty rows above the table vanish, and row numbers no longer hold.
            yield sheet, _named(reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars())
    except fastexcel.FastExcelError as fault:
        if "password" in str(fault).lower():
            raise IntakeError(protected(name)) from fault
        raise IntakeError(f"{name}: projektmappen er beskadiget og kan ikke læses. Lav udtrækket igen.") from fault


def protected(name: str) -> str:
    """The message for a workbook with a password."""
    return f"{name}: projektmappen er beskyttet med adgangskode. Åbn den i Excel, og gem en kopi uden adgangskode."


def _named(cells: pl.DataFrame) -> pl.DataFrame:
    named = cells.rename({old: str(new) for new, old in enumerate(cells.columns)})
    return named.with_columns(pl.all().cast(pl.String))
