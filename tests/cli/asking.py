"""How a test asks the command, and what every answer must keep: nothing about a citizen, nothing lost, one clear message."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
import shlex
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from rettid import cli
from tests import samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Row = dict[str, Any]

ROOT = Path(__file__).parents[2]
FASIT = "sample_data/fasit-koege-2018"
MOMENTUM = "sample_data/momentum-2026.xlsx"
WORKBASE = "sample_data/workbase-koege-2018.xlsx"

WIDTH = 100
_CPR = re.compile(r"(?<![0-9a-f])\d{6}-?\d{4}(?![0-9a-f])")
_ENGLISH = re.compile(
    r"(?i)\b(traceback|error|invalid|no such|file or directory|is a directory|not a directory|missing|usage|required|"
    r"expected|unclosed|statement|does not|not found|unknown|unable|failed|at line|at end of|try|argument|exception)\b"
)


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    code: int
    out: bytes
    err: bytes

    @property
    def screen(self) -> str:
        """What stood on the screen."""
        return self.out.decode()

    @property
    def message(self) -> str:
        """What was said beside it."""
        return self.err.decode()


def ask(*arguments: object, anew: bool = False) -> Answer:
    """The command with these arguments, run in this process with streams of its own.

    What was read and judged of the samples is remembered (`tests.samples`), but not `anew`: where running twice is what
    the test is about.
    """
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", streams[0])
        patch.setattr(sys, "stderr", streams[1])
        if not anew:
            samples.remembered(patch)
        code = cli.run([str(argument) for argument in arguments])
    for stream in streams:
        stream.flush()
    return Answer(code, *(stream.buffer.getvalue() for stream in streams))  # type: ignore[attr-defined]


@functools.cache
def asked(*arguments: str) -> Answer:
    """The answer to a question about the samples, which do not change: asked once."""
    return ask(*arguments)


def say(command: str) -> Answer:
    """The command as it is written at the prompt, `rettid` included; one that names the day is asked once."""
    arguments = shlex.split(command)[1:]
    return (asked if "--pr" in arguments else ask)(*arguments)


def funds_of(*arguments: object) -> list[Row]:
    """The duties that `rettid audit` with these arguments gives as JSON."""
    answer = ask("audit", *arguments, "--format", "json")
    assert answer.code == 0, answer.message
    return json.loads(answer.out)


# --- What every answer must keep -------------------------------------------------------------------------------


def presentable(text: str, width: int = WIDTH) -> None:
    """Fits the terminal, is plain text, ends with one line end, and tells nothing about a citizen."""
    assert max(map(len, text.splitlines()), default=0) <= width
    assert "\x1b" not in text
    assert "\r" not in text
    assert not text or text.endswith("\n")
    assert not re.search(r"[ \t]$", text, re.MULTILINE), "blanke tegn sidst på en linje"
    discreet(text)


def discreet(text: str) -> None:
    """No CPR number, nothing shaped like one, and no citizen of the samples by full name."""
    assert not _CPR.search(text), _CPR.search(text)
    assert not [name for name in citizens() if name in text]


@functools.cache
def citizens() -> frozenset[str]:
    """The full names of the samples' citizens, less those that a caseworker has too."""
    named = {row["navn"] for sample in (FASIT, MOMENTUM, WORKBASE) for row in cases_of(sample)}
    own = {row["sagsbehandler"] for sample in (FASIT, MOMENTUM, WORKBASE) for row in cases_of(sample)}
    assert len(named) > 200
    return frozenset(named - own - {None})


def refused(answer: Answer, *words: str, lines: int = 1) -> None:
    """Exit code 2, nothing on standard output, and one Danish message of so many lines that has all the words."""
    assert answer.code == 2, answer.message or answer.screen
    assert answer.out == b""
    assert answer.message.endswith("\n")
    assert answer.message.count("\n") == lines, answer.message
    assert not _ENGLISH.search(answer.message), answer.message
    last = answer.message.splitlines()[-1]
    assert last.endswith((".", "?")) or ": rettid " in last, "en sætning, eller den næste kommando"
    missing = [word for word in words if word not in answer.message]
    assert not missing, f"{missing} mangler i: {answer.message}"
    discreet(answer.message)


def balanced(*arguments: object) -> list[tuple[int, int, int]]:
    """Rows read, used and set aside per sheet, as `rettid check` shows them. Nothing lost; what was set aside is listed."""
    answer = ask("check", *arguments)
    assert answer.code == 0, answer.message
    presentable(answer.screen)
    sheets = [
        tuple(int(number.replace(".", "")) for number in found)
        for found in re.findall(r"^\S.*?  +([\d.]+)  +([\d.]+)  +([\d.]+)  +\S", answer.screen, re.MULTILINE)
    ]
    assert sheets
    for read, used, aside in sheets:
        assert read == used + aside
    listed = len(re.findall(r"\bRT-R\d\d\b", answer.screen))
    cut = re.search(r"^ +(?:([\d.]+) flere|Én til)\.$", answer.screen, re.MULTILINE)
    assert listed + (int((cut[1] or "1").replace(".", "")) if cut else 0) == sum(aside for _, _, aside in sheets)
    return sheets  # type: ignore[return-value]


# --- The samples, read without rettid --------------------------------------------------------------------------


@functools.cache
def cases_of(sample: str) -> list[Row]:
    """The forløb of a sample as its file has them: raekke, sag, navn, start, slut, team, sagsbehandler."""
    columns = {
        FASIT: ("Sag.Nummer", "Borger.Navn_", "Primær sag.", "Team.Navn", "Kontaktansvarlig.Navn"),
        MOMENTUM: ("Forløbs-id", "Borger", "Målgruppe ", "Ansvarligt team", "Primær sagsbehandler"),
        WORKBASE: ("CPR-nr.", "Navn", "", "Team", "Sagsbeh."),
    }
    case, name, prefix, team, worker = columns[sample]
    first, last = {FASIT: ("Startdato", "Slutdato"), MOMENTUM: ("startdato", "slutdato")}.get(
        sample, ("Ledig fra", "Afmeldt")
    )
    return [
        {
            "raekke": number,
            "sag": row[case],
            "navn": row[name],
            "start": _iso(row[f"{prefix}{first}"]),
            "slut": _iso(row[f"{prefix}{last}"]),
            "team": row[team] or None,
            "sagsbehandler": row[worker] or None,
        }
        for number, row in _sample_rows(sample)
    ]


def _sample_rows(sample: str) -> Iterable[tuple[int, Row]]:
    if sample == FASIT:
        with (ROOT / sample / "borgere.csv").open(encoding="cp1252", newline="") as file:
            yield from enumerate(csv.DictReader(file, delimiter=";"), start=2)
        return
    header = 5 if sample == WORKBASE else 1
    with closing(openpyxl.load_workbook(ROOT / sample, read_only=True)) as book:
        rows = list(book.worksheets[0].iter_rows(values_only=True))
    for number, row in enumerate(rows[header:], start=header + 1):
        yield number, dict(zip(rows[header - 1], row, strict=True))


def _iso(cell: object) -> str | None:
    if not cell:
        return None
    if hasattr(cell, "date"):
        return cell.date().isoformat()
    day, month, year = str(cell).split("-")
    return f"{year}-{month}-{day}"


# --- Exports of a test's own -----------------------------------------------------------------------------------


def export(folder: Path, tables: Mapping[str, Sequence[Row]]) -> Path:
    """The tables in rettid's own layout: a folder of CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
            writer.writeheader()
            writer.writerows(rows)
    return folder
