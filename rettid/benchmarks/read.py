"""Files of published figures → one frame of FIGURES. The edge: the only module of the room that opens files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.benchmarks.answers import Source, is_json, read_answers
from rettid.benchmarks.figures import FIGURES
from rettid.benchmarks.handmade import heading_row, read_handmade
from rettid.benchmarks.sheets import HEAD, read_sheet
from rettid.benchmarks.table import figures_of
from rettid.errors import IntakeError, reason
from rettid.intake import sources

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rettid.intake.sources import Password, RawSheet


def read_figures(
    paths: Sequence[Path],
    *,
    enhed: str | None = None,
    password: Password | None = None,
    kodning: str | None = None,
    told: Callable[[str], object] | None = None,
) -> pl.DataFrame:
    """The figures of the files, in their order: Jobindsats' v2 and v3 JSON, its CSV and Excel, and `benchmark.csv`.

    `enhed` says what shares from 0 to 1 are (`table.figures_of`); `told` hears of a sheet beside the tables that was not read.
    Raises IntakeError naming file, sheet and row for what can't be read.
    """
    how = _How(enhed, password, kodning, told)
    return pl.concat([_file(path, how) for path in paths] or [pl.DataFrame(schema=FIGURES)])


@dataclass(frozen=True, slots=True)
class _How:
    """What the user has said about every file."""

    enhed: str | None
    password: Password | None
    kodning: str | None
    told: Callable[[str], object] | None


def _file(path: Path, how: _How) -> pl.DataFrame:
    if path.is_dir():
        raise IntakeError(f"{path.name}: det er en mappe. Angiv filen med de officielle tal.")
    (path,) = sources.expand([path])
    data = _bytes(path)
    if is_json(data):
        source = Source(path.name, hashlib.sha256(data).hexdigest())
        return pl.concat(figures_of(table, how.enhed) for table in read_answers(source, data, how.kodning))
    sheets, files = sources.load([path], password=how.password, kodning=how.kodning)
    found = [(sheet, _sheet(sheet, files[0].sha256, how)) for sheet in sheets]
    read = [figures for _, figures in found if figures is not None]
    if not read:
        raise IntakeError(
            f"{path.name}: der er ingen tabel med område og periode i de første {HEAD} rækker. "
            "Gem tabellen fra jobindsats.dk som CSV eller Excel igen, eller skriv tallene i en benchmark.csv med kolonnerne "
            "omraade;periode;noegletal;vaerdi."
        )
    for sheet, figures in found:
        if figures is None and sheet.cells.height and how.told is not None:
            how.told(f"{sheet.sted}: arket har ingen tabel med område og periode og er ikke læst.")
    return pl.concat(read)


def _sheet(sheet: RawSheet, sha256: str, how: _How) -> pl.DataFrame | None:
    """The figures of a sheet; None for one without any."""
    at = heading_row(sheet)
    if at is not None:
        return read_handmade(sheet, sha256, at)
    table = read_sheet(sheet, sha256)
    return None if table is None else figures_of(table, how.enhed)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise IntakeError(
            f"{path.name}: filen kan ikke åbnes ({reason(fault)}). Luk den i andre programmer, og prøv igen."
        ) from fault
