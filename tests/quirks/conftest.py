"""What every quirk test needs: writers of small exports in any form, and a reading whose every row is accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rettid.intake import Reading, read
from tests.intake.conftest import balanced, codes, export, own_settings, rows_of, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

Rows = list[list[Any]]

CASE_ROWS: Rows = [
    ["forloeb_id", "borger_id", "navn", "maalgruppe", "startdato", "sagsbehandler"],
    ["F1", "B1", "Åse Sørensen", "6.1", "02-07-2018", "Bo Kjær"],
    ["F2", "B2", "Jens Bæk", "6.10", "03-08-2018", "Ida Høj"],
]
"""The smallest export that can be judged: two forløb with Danish letters, the header first."""

INTERVIEW_ROWS: Rows = [
    ["forloeb_id", "dato", "samtaletype", "status"],
    ["F1", "02-08-2018", "jobsamtale", "afholdt"],
    ["F2", "15-09-2018", "jobsamtale", "planlagt"],
]

MINIMAL: dict[str, Rows] = {"forloeb": CASE_ROWS, "samtaler": INTERVIEW_ROWS}
"""The tables of the minimal export by name."""


def as_text(rows: Sequence[Sequence[Any]], delimiter: str = ";", newline: str = "\r\n") -> str:
    """The rows as a delimited text, quoted where a cell needs it; None is empty."""

    def cell(value: Any) -> str:
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in f'{delimiter}"\r\n') else text

    return "".join(delimiter.join(cell(value) for value in row) + newline for row in rows)


def checked(*paths: Path, **options: Any) -> Reading:
    """What `read` makes of the paths, once rows read = rows used + rows set aside holds, sheet by sheet."""
    reading = read(list(paths), **options)
    assert balanced(reading)
    return reading


def found(reading: Reading, code: str | None = None) -> list[Any]:
    """The codes of the findings; with a code, the messages of that finding."""
    table = reading.findings
    return table["kode"].to_list() if code is None else table.filter(kode=code)["besked"].to_list()


def is_minimal(reading: Reading) -> None:
    """The reading is that of the minimal export: every row, every letter, nothing set aside."""
    assert rows_of(reading, "forloeb", "forloeb_id", "navn", "maalgruppe", "sagsbehandler") == [
        ("F1", "Åse Sørensen", "6.1", "Bo Kjær"),
        ("F2", "Jens Bæk", "6.10", "Ida Høj"),
    ]
    days = [f"{day:%d-%m-%Y}" for (day,) in rows_of(reading, "forloeb", "startdato")]
    assert days == ["02-07-2018", "03-08-2018"]
    if reading.tables.supplied("samtaler"):
        assert [row[0] for row in rows_of(reading, "samtaler", "status")] == ["afholdt", "planlagt"]
    assert reading.set_aside.is_empty()


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes one text export (the two cases unless told otherwise) in any encoding, and returns its path."""

    def write(
        rows: Sequence[Sequence[Any]] | str | bytes = CASE_ROWS,
        *,
        name: str = "forloeb.csv",
        encoding: str = "utf-8",
        delimiter: str = ";",
        newline: str = "\r\n",
    ) -> Path:
        path = tmp_path / name
        if not isinstance(rows, bytes):
            text = rows if isinstance(rows, str) else as_text(rows, delimiter, newline)
            rows = text.encode(encoding)
        path.write_bytes(rows)
        return path

    return write


@pytest.fixture
def minimal(tmp_path: Path, workbook: Callable[..., Path]) -> Callable[..., Path]:
    """Writes the minimal export as a `shape`: "csv" (a folder), "xlsx"; `tables` may be others."""

    def write(shape: str = "csv", tables: Mapping[str, Rows] = MINIMAL, **text: Any) -> Path:
        if shape == "xlsx":
            return workbook(tables)
        folder = tmp_path / "udtræk"
        folder.mkdir(exist_ok=True)
        encoding = text.pop("encoding", "utf-8")
        for name, rows in tables.items():
            (folder / f"{name}.csv").write_bytes(as_text(rows, **text).encode(encoding))
        return folder

    return write


__all__ = [
    "CASE_ROWS",
    "INTERVIEW_ROWS",
    "MINIMAL",
    "as_text",
    "balanced",
    "checked",
    "codes",
    "export",
    "found",
    "is_minimal",
    "minimal",
    "own_settings",
    "read",
    "rows_of",
    "text_file",
    "workbook",
]
