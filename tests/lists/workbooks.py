"""How a test gets a workbook: a few cases of its own or a sample, judged as the command does it, written, opened again."""

from __future__ import annotations

import functools
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import polars as pl

from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening
from rettid.configuration import Configuration
from rettid.lists.layout import DATA, DATA_COLUMNS, DATA_HEADER, META
from rettid.lists.memory import EDIT_SCHEMA, OWN_SCHEMA, ROW_SCHEMA, Before
from rettid.lists.workbook import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from rettid.lists.model import Lists
    from rettid.summary import Summary

Row = dict[str, Any]

THEN, NOW = "2018-08-13", "2018-08-27"
"""Two Mondays, 14 days apart."""

FORMULA, SLASH, LONG = "=HYPERLINK(1)", "O'Neill/Ærø [x]", "Bodil Kirstine Østergaard Sørensen-Ågård"
"""Caseworkers whose names no sheet can have."""

HEADER, FIRST = 4, 5
"""The row of the headings and the first below them, as Excel counts."""


def case(name: str, start: str, worker: str | None, **more: str | None) -> Row:
    """An open case of target group 6.1 as it stands in an export."""
    plain: Row = {
        "forloeb_id": name, "borger_id": f"borger-{name}", "navn": f"Alma Nummer{name}", "foedselsdato": "1980-05-12",
        "maalgruppe": "6.1", "ydelse": "dagpenge", "startdato": start, "tilmeldingsdato": start, "slutdato": None,
        "a_kasse": "3F", "team": "Team Nord", "sagsbehandler": worker, "frist_system": None,
        "rettighedsdato_system": None,
    }  # fmt: skip
    return plain | more


def interview(name: str, day: str, status: str = "afholdt", **more: str) -> Row:
    """An interview of a case."""
    plain = {"samtaletype": "jobsamtale", "samtaleform": "personligt", "afholdt_af": "jobcenter"}
    return {"forloeb_id": name, "dato": day, "status": status} | plain | more


TABLES: dict[str, list[Row]] = {
    "forloeb": [
        case("101", "2018-05-07", "Bo Lund"),
        case("102", "2018-06-18", "Bo Lund", frist_system="2018-09-15", rettighedsdato_system="2018-12-17"),
        case("103", "2018-07-09", "bo lund", foedselsdato="1994-02-01"),
        case("104", "2018-04-02", FORMULA, team="Team Syd"),
        case("105", "2018-06-04", SLASH, team="Team Syd"),
        case("106", "2018-05-21", LONG, team=None),
        case("107", "2018-05-14", f"{LONG} den Yngre", team=None),
        case("108", "2018-06-11", None),
        case("109", "2018-06-25", None, team="Team Syd"),
        case("110", "2018-03-05", "Bo Lund", slutdato="2018-08-20"),
    ],
    "samtaler": [
        interview("101", "2018-06-01"),
        interview("101", "2018-08-20"),
        interview("101", "2018-09-20", "planlagt"),
        interview("102", "2018-07-16"),
        interview("102", "2018-08-31", "planlagt"),
        interview("103", "2018-09-03", "planlagt", afholdt_af="a_kasse"),
        interview("104", "2018-05-02"),
        interview("105", "2018-10-30", "planlagt"),
    ],
    "tilbud": [
        {"forloeb_id": "104", "tilbudstype": "virksomhedspraktik", "status": "igang", "startdato": "2018-08-01",
         "planlagt_slutdato": "2018-10-31"},
    ],
}  # fmt: skip


@functools.cache
def judged_on(path: Path, pr: str, lokal: tuple[str, ...] = (), team: str | None = None) -> Summary:
    """The export, judged as `rettid audit` does; the key lies beside it."""
    question = Question([path], pr, None, None, list(lokal) or None, None, path.parent / "noegle", team=team)
    return judged(question, Opening(None, ask=False, setup=Configuration()))


def filled_in(lists: Lists, *, deleted: int = 0, own: list[tuple[str, list[str]]] | None = None) -> Before:
    """The list as the next one reads it: text on every other row, some rows taken out, some written by hand, a cell changed."""
    number = pl.int_range(pl.len())
    day = lists.summary.pr
    rows = lists.lines.select(*ROW_SCHEMA).with_columns(
        handling=pl.when(number % 2 == 0).then(pl.lit("Afventer a-kassen")),
        note=pl.when(number % 4 == 0).then(pl.lit("-ringet op\nmøder onsdag 😀")),
        noteret=pl.when(number % 2 == 0).then(pl.lit(day)),
    )
    edit = {"ark": "Bo Lund", "raekke": 6, "kolonne": "Frist (lov)", "stod": "2018-08-20", "staar": "2018-09-20"}
    return Before(
        navn=f"rettid-liste-{day}.xlsx",
        pr=day,
        foer_pr=None,
        rows=rows,
        own=pl.DataFrame(own or [], schema=OWN_SCHEMA, orient="row"),
        edited=pl.DataFrame([edit], schema=EDIT_SCHEMA),
        deleted=frozenset(rows["fund_id"].head(deleted)),
    )


@dataclass(frozen=True)
class Opened:
    """A workbook that was written: its bytes, and what a reader of its own sees in it."""

    content: bytes

    @functools.cached_property
    def book(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(self.content))

    @functools.cached_property
    def xml(self) -> dict[str, str]:
        """Every part of the file as text."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}

    @functools.cached_property
    def about(self) -> Row:
        """What DATA says of the list."""
        rows = list(self.book[DATA].iter_rows(max_row=len(META), values_only=True))
        return {str(row[0]): "".join(str(cell) for cell in row[1:] if cell is not None) for row in rows}

    @functools.cached_property
    def data(self) -> list[Row]:
        """The rows of DATA."""
        cells = self.book[DATA].iter_rows(min_row=DATA_HEADER, values_only=True)
        names, *rows = (json.loads("".join(str(cell) for cell in row if cell is not None)) for row in cells)
        assert tuple(names) == DATA_COLUMNS
        last = len(DATA_COLUMNS) - 1
        return [dict(zip(DATA_COLUMNS, row[:last], strict=False)) | {"vist": row[last:]} for row in rows]

    def sheet(self, name: str) -> Worksheet:
        return self.book[name]

    def table(self, name: str) -> list[Row]:
        """The rows of a sheet by their headings, down to the first empty one."""
        rows = list(self.book[name].iter_rows(min_row=HEADER, values_only=True))
        found: list[Row] = []
        for row in rows[1:]:
            if not any(cell is not None for cell in row):
                break
            found.append(dict(zip(rows[0], (_value(cell) for cell in row), strict=True)))
        return found

    def texts(self, name: str) -> list[list[str]]:
        """The cells of a sheet as text, without the empty ones at the end."""
        rows = [[str(_value(cell)) if cell is not None else "" for cell in row] for row in self.book[name].values]
        return [row[: max((at for at, text in enumerate(row, 1) if text), default=0)] for row in rows]


def _value(cell: Any) -> Any:
    return cell.date() if isinstance(cell, datetime) else cell


def opened(lists: Lists, **more: Any) -> Opened:
    """The workbook of the lists, opened again."""
    return Opened(as_bytes(lists, **more))


def as_bytes(lists: Lists, **more: Any) -> bytes:
    file = io.BytesIO()
    write_workbook(lists, file, **more)
    return file.getvalue()


def day(text: str) -> date:
    return date.fromisoformat(text)
