"""Data files without a header whose column names stand in a file beside them (KMD Insight's Meta_ file, § 5.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from rettid.intake.names import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.intake.sources import RawSheet

NUMBER, TECHNICAL, OWN = "kolonnenummer", "teknisknavn", "egetnavn"


def named(sheets: Sequence[RawSheet]) -> list[RawSheet]:
    """The sheets, where a Meta_ file belongs to a data file that one with its column names as header row.

    A Meta_ file belongs to the data file of the same folder with the same name, else to the only other file there.
    """
    metas = {at: names for at, sheet in enumerate(sheets) if (names := _names_of(sheet)) is not None}
    found = list(sheets)
    for at, names in metas.items():
        group = [
            other for other in range(len(sheets)) if other not in metas and sheets[other].gruppe == sheets[at].gruppe
        ]
        same = [other for other in group if _stem(sheets[other]) == _stem(sheets[at])]
        for other in same or (group if len(group) == 1 else []):
            found[other] = _with_header(sheets[other], names)
    return found


def _names_of(sheet: RawSheet) -> list[str] | None:
    """The column names that a Meta_ file tells, in order; None for any other sheet."""
    if sheet.cells.width < 3 or not sheet.cells.height:
        return None
    header = [normalise(cell or "") for cell in sheet.cells.row(0)]
    if not {NUMBER, OWN} <= set(header):
        return None
    number, own = header.index(NUMBER), header.index(OWN)
    technical = header.index(TECHNICAL) if TECHNICAL in header else own
    rows = [row for row in sheet.cells.rows()[1:] if (row[number] or "").strip().isdigit()]
    ordered = sorted(rows, key=lambda row: int(row[number]))
    return ["CPR" if normalise(row[technical] or "") == "cpr" else row[own] or row[technical] or "" for row in ordered]


def _stem(sheet: RawSheet) -> str:
    name = normalise(sheet.fil.rpartition("/")[2].rpartition(".")[0])
    return name.removeprefix("meta").removeprefix("cd")


def _with_header(sheet: RawSheet, names: Sequence[str]) -> RawSheet:
    """The sheet with the names as a row above its first, which keeps its number."""
    width = sheet.cells.width
    header = pl.DataFrame([[*names, *[""] * width][:width]], schema=sheet.cells.schema, orient="row")
    line = sheet.skilletegn.join(header.row(0)).encode() + b"\n"
    text = sheet.tekst
    return replace(
        sheet,
        cells=pl.concat([header, sheet.cells]),
        foerste_raekke=sheet.foerste_raekke - 1,
        tekst=None if text is None else lambda: line + text(),
    )
