"""Files of published figures → one frame of FIGURES. The edge: the only module of the room that opens files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl

from rettid.benchmarks.answers import Source, is_json, read_answers
from rettid.benchmarks.figures import FIGURES
from rettid.benchmarks.handmade import heading_row, read_handmade
from rettid.benchmarks.sheets import read_sheet
from rettid.benchmarks.table import figures_of
from rettid.errors import IntakeError, reason
from rettid.intake import sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rettid.intake.sources import Password


def read_figures(
    paths: Sequence[Path], *, enhed: str | None = None, password: Password | None = None, kodning: str | None = None
) -> pl.DataFrame:
    """The figures of the files, in their order: Jobindsats' v2 and v3 JSON, its CSV and Excel, and `benchmark.csv`.

    `enhed` says what shares from 0 to 1 are (`table.figures_of`). Raises IntakeError naming file, sheet and row for what can't be read.
    """
    return pl.concat([_file(path, enhed, password, kodning) for path in paths] or [pl.DataFrame(schema=FIGURES)])


def _file(path: Path, enhed: str | None, password: Password | None, kodning: str | None) -> pl.DataFrame:
    if path.is_dir():
        raise IntakeError(f"{path.name}: det er en mappe. Angiv filen med de officielle tal.")
    (path,) = sources.expand([path])
    data = _bytes(path)
    if is_json(data):
        source = Source(path.name, hashlib.sha256(data).hexdigest())
        return pl.concat(figures_of(table, enhed) for table in read_answers(source, data, kodning))
    sheets, files = sources.load([path], password=password, kodning=kodning)
    parts = []
    for sheet in sheets:
        at = heading_row(sheet)
        if at is not None:
            parts.append(read_handmade(sheet, files[0].sha256, at))
        elif (table := read_sheet(sheet, files[0].sha256)) is not None:
            parts.append(figures_of(table, enhed))
    if not parts:
        raise IntakeError(f"{path.name}: filen er tom. Hent tabellen igen.")
    return pl.concat(parts)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise IntakeError(
            f"{path.name}: filen kan ikke åbnes ({reason(fault)}). Luk den i andre programmer, og prøv igen."
        ) from fault
