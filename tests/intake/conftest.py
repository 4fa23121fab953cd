from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import xlsxwriter

from rettid.intake import Reading, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration folder of the test's own, so that no test touches the user's key."""
    folder = tmp_path / "indstillinger"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    return folder


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Writes a folder of text files (`navn` without suffix becomes .csv) and returns it."""

    def write(encoding: str = "utf-8", **files: str) -> Path:
        folder = tmp_path / "udtraek"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.csv").write_bytes(text.encode(encoding))
        return folder

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[[Mapping[str, Sequence[Sequence[Any]]]], Path]:
    """Writes a workbook of sheets, each a list of rows, and returns its path."""

    def write(sheets: Mapping[str, Sequence[Sequence[Any]]], name: str = "udtraek.xlsx") -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        book.close()
        return path

    return write


def rows_of(reading: Reading, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return reading.tables[table].select(columns).collect().rows()


def balanced(reading: Reading) -> bool:
    listed = reading.set_aside.height == sum(sheet.raekker_frasorteret for sheet in reading.sheets)
    return listed and all(
        sheet.raekker_laest == sheet.raekker_brugt + sheet.raekker_frasorteret for sheet in reading.sheets
    )


def codes(reading: Reading) -> list[tuple[int, str]]:
    return reading.set_aside.select(pl.col("raekke"), pl.col("kode")).rows()


__all__ = ["balanced", "codes", "read", "rows_of"]
