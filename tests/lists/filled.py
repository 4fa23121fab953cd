"""A small list of two caseworkers, as it lies in the folder on 13 August 2018, and what a person does with it in openpyxl."""

from __future__ import annotations

import functools
import io
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import polars as pl

from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening
from rettid.configuration import Configuration
from rettid.lists import layout
from rettid.lists.model import Lists
from rettid.lists.readback import read_before
from tests.asking import begun, caseload, citizen, export, held
from tests.cli.asking import FASIT, ROOT
from tests.lists.writer import HEADER, written

if TYPE_CHECKING:
    from rettid.lists.memory import Before
    from rettid.summary import Summary

FIRST, SECOND = date(2018, 8, 13), date(2018, 8, 27)
HEAD = HEADER + 1


def summary(source: Path, pr: date, **more: Any) -> Summary:
    """The export as it was known on that day."""
    question = Question([source], pr.isoformat(), None, None, None, None, None, kendt_pr=pr.isoformat(), **more)
    return judged(question, Opening(None, ask=False, setup=Configuration()))


@functools.cache
def koege(pr: date) -> Summary:
    """The sample of Køge."""
    return summary(ROOT / FASIT, pr)


@functools.cache
def small(pr: date) -> Summary:
    """Eight cases: four of Ane's, three of Bo's, one that nobody has. Ane holds one interview between the two lists."""
    cases = [
        (
            citizen(
                f"F{number}", navn=f"Borger {number}sen", kommune="Køge", team="Nord",
                sagsbehandler=worker, startdato=date(2018, 6, 4 + number), tilmeldingsdato=date(2018, 6, 4 + number),
            ),
            [
                held("2018-07-02", registreret=date(2018, 7, 2)),
                *[held("2018-08-15", registreret=date(2018, 8, 15))] * (number == 0),
                *[begun("2018-08-20", registreret=date(2018, 8, 20))] * (number == 1),
            ],
        )
        for number, worker in enumerate(["Ane Bæk", "Bo Lund"] * 3 + ["Ane Bæk", None])
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        return summary(export(Path(folder) / "udtræk", caseload(*cases)), pr)


def first_list(before: Before | None = None) -> Lists:
    return Lists(small(FIRST), before=before)


@functools.cache
def workbook() -> bytes:
    """The first list, as it was written."""
    return written(first_list())


def rows_of(worker: str | None = "Ane Bæk") -> list[str]:
    """The fund_ids of a caseworker's sheet from the top."""
    return first_list().of(worker)["fund_id"].to_list()


class Desk:
    """The workbook on somebody's screen. Rows and columns as Excel counts them; the first row of a table is 5."""

    def __init__(self, data: bytes | None = None) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data or workbook()))

    def __getitem__(self, ark: str) -> Any:
        return self.book[ark]

    def column(self, heading: str, ark: str = "Ane Bæk") -> int:
        """Where the column of that heading is."""
        (found,) = [cell.column for cell in self.book[ark][HEAD] if cell.value == heading]
        return found

    def cell(self, row: int, heading: str = "Note", ark: str = "Ane Bæk") -> Any:
        """The cell under that heading."""
        return self.book[ark].cell(row, self.column(heading, ark))

    def type(self, row: int, text: object, heading: str = "Note", ark: str = "Ane Bæk") -> None:
        """Type into the cell under that heading."""
        cell = self.cell(row, heading, ark)
        cell.value = text
        if isinstance(text, str) and not text.startswith("="):
            cell.data_type = "s"

    def values(self, ark: str, row: int) -> list[object]:
        """All of a row."""
        return [cell.value for cell in self.book[ark][row]]

    def put(self, ark: str, row: int, values: list[object]) -> None:
        """Write all of a row, with the dates as dates."""
        for column, value in enumerate(values, 1):
            cell = self.book[ark].cell(row, column)
            cell.value = value
            if isinstance(value, date):
                cell.number_format = "dd-mm-yyyy"

    def save(self, folder: Path, name: str = "rettid-liste-2018-08-13.xlsx") -> Path:
        """Save in the folder."""
        self.book.save(folder / name)
        return folder / name

    def read(self, folder: Path) -> Before:
        """Save, and read back."""
        return read_before(self.save(folder))


def noted(before: Before) -> dict[str, str]:
    """The notes by fund_id."""
    return dict(before.rows.filter(pl.col("note").is_not_null()).select("fund_id", "note").iter_rows())


KEY_COLUMN = len(layout.worker_columns(()))
