"""A register of targets as people write it, in TOML or in Excel, to `targets.Written`. Everything odd is said at once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import tomltext
from rettid.errors import UsageError, reason
from rettid.intake import cpr, sources
from rettid.intake.dates import BLANKS
from rettid.intake.names import normalise, one_line
from rettid.intake.sources import SourceFile
from rettid.targets.build import refuse
from rettid.targets.fields import FORMAT, HEAD, KINDS, NEEDED, Entry, Written
from rettid.tomltext import TomlError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from rettid.intake.sources import Password, RawSheet

SEARCHED_ROWS = 30
"""Rows in which the headings are looked for: a title may stand above them."""


def read(path: Path, password: Password | None = None) -> tuple[Written, SourceFile]:
    """What the file says, and the file: a .toml, else a workbook or a text file with columns.

    Raises UsageError with every fault and where it stands, IntakeError for a workbook that can't be opened.
    """
    written, source = _toml(path) if path.suffix.lower() == ".toml" else _sheets(path, password)
    refuse(_numbers_of_citizens(written))
    return written, source


def _toml(path: Path) -> tuple[Written, SourceFile]:
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
        given = tomltext.loads(text)
    except OSError as fault:
        raise UsageError(f"{path}: målfilen kan ikke åbnes ({reason(fault)}). Ret stien efter --maal-fil.") from fault
    except UnicodeDecodeError as fault:
        raise UsageError(f"{path.name}: målfilen er ikke UTF-8. Gem den som en UTF-8-tekstfil.") from fault
    except TomlError as fault:
        raise UsageError(
            f"{path.name}, {fault.sted}: målfilen er ikke gyldig TOML: {fault.hvad}. Ret linjen."
        ) from fault
    source = SourceFile(path.name, hashlib.sha256(content).hexdigest())
    return _Document(path.name, text.splitlines(), given).written(), source


@dataclass
class _Document:
    """A TOML document and its lines; `faults` gathers what is wrong."""

    name: str
    lines: Sequence[str]
    given: Mapping[str, Any]
    faults: list[str] = field(default_factory=list)

    def written(self) -> Written:
        for key in self.given:
            if key not in (*HEAD, *KINDS):
                self._odd(key, [*HEAD, *KINDS], self._line(rf"\[*\s*[\"']?{re.escape(key)}\b"))
        rows = {kind: tuple(self._rows(kind)) for kind in KINDS}
        head = {key: _text(self.given[key]) for key in HEAD if key in self.given}
        refuse(self.faults)
        if not any(rows.values()):
            raise UsageError(f"{self.name}: der er ingen mål, initiativer eller løfter i filen. {FORMAT}")
        return Written(head, rows)

    def _rows(self, kind: str) -> Iterator[Entry]:
        rows = self.given.get(kind, [])
        begun = [at for at, line in enumerate(self.lines, start=1) if re.match(rf"\s*\[\[\s*{kind}\s*\]\]", line)]
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.faults.append(
                f'{self.name}: "{kind}" skal være rækker: skriv [[{kind}]] på en linje for sig før hver.'
            )
            return
        for row, line in zip(rows, begun if len(begun) == len(rows) else [1] * len(rows), strict=True):
            for key in row:
                if key not in KINDS[kind]:
                    self._odd(key, list(KINDS[kind]), line)
            said = {key: _text(value) for key, value in row.items() if _text(value)}
            yield Entry(f"{self.name}, linje {line}", said)

    def _odd(self, key: str, known: list[str], line: int | None) -> None:
        near = get_close_matches(key, known, n=1)
        meant = f'Mente du "{near[0]}"?' if near else f"Der er: {', '.join(known)}."
        where = self.name if line is None else f"{self.name}, linje {line}"
        self.faults.append(f'{where}: nøglen "{key}" kendes ikke. {meant}')

    def _line(self, pattern: str) -> int | None:
        return next((at for at, line in enumerate(self.lines, start=1) if re.match(rf"\s*{pattern}", line)), None)


def _text(value: object) -> str:
    """A value of TOML as a Dane would write it in a cell."""
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value).strip()


def _sheets(path: Path, password: Password | None) -> tuple[Written, SourceFile]:
    sheets, (source, *_) = sources.load([path], password=password)
    found = [(sheet, _header(sheet)) for sheet in sheets]
    read = [(sheet, header) for sheet, header in found if header is not None]
    if not read:
        raise UsageError(f"{path.name}: intet ark har overskrifter som en målfils. {FORMAT}")
    notes = [
        f"{sheet.sted} er ikke læst: overskrifterne er ikke en målfils." for sheet, header in found if header is None
    ]
    rows: dict[str, tuple[Entry, ...]] = {}
    for sheet, header in read:
        rows[header.kind] = (*rows.get(header.kind, ()), *_entries(sheet, header))
        notes += _unused(sheet, header)
    return Written(raekker=rows, noter=tuple(notes)), source


@dataclass(frozen=True)
class _Header:
    """Where a sheet's headings stand (row from 0), which table they are of, and the column of each field."""

    row: int
    kind: str
    places: Mapping[str, int]


def _header(sheet: RawSheet) -> _Header | None:
    """The first row with the headings that tell one of the tables; of several tables the one with the most."""
    for at, cells in enumerate(sheet.cells.head(SEARCHED_ROWS).iter_rows()):
        heads = {normalise(cell): place for place, cell in reversed(list(enumerate(cells))) if cell}
        made = [_Header(at, kind, _places(kind, heads)) for kind in KINDS]
        fitting = [header for header in made if all(name in header.places for name in NEEDED[header.kind])]
        if fitting:
            return max(fitting, key=lambda header: len(header.places))
    return None


def _places(kind: str, heads: Mapping[str, int]) -> dict[str, int]:
    return {
        name: heads[normalise(word)]
        for name, words in KINDS[kind].items()
        for word in [next((word for word in words if normalise(word) in heads), None)]
        if word is not None
    }


def _entries(sheet: RawSheet, header: _Header) -> Iterator[Entry]:
    first = sheet.foerste_raekke + header.row + 1
    for number, cells in enumerate(sheet.cells[header.row + 1 :].iter_rows(), start=first):
        said = {name: cells[place].strip() for name, place in header.places.items() if _says(cells[place])}
        if said:
            yield Entry(f"{sheet.sted}, række {number}", said)


def _says(cell: str | None) -> bool:
    return cell is not None and cell.strip().lower() not in (*BLANKS, "–")


def _unused(sheet: RawSheet, header: _Header) -> list[str]:
    used = set(header.places.values())
    spare = [one_line(cell) for place, cell in enumerate(sheet.cells.row(header.row)) if cell and place not in used]
    return [f"{sheet.sted}: kolonner, der ikke er brugt: {', '.join(spare)}."] if spare else []


def _numbers_of_citizens(written: Written) -> list[str]:
    """Rows that hold something like a CPR number, which is told but not repeated."""
    cells = [(entry.sted, text) for rows in written.raekker.values() for entry in rows for text in entry.tekst.values()]
    told = pl.DataFrame(cells, schema={"sted": pl.String, "tekst": pl.String}, orient="row").filter(
        cpr.is_like(pl.col("tekst"))
    )
    return [
        f"{place}: her står noget, der ligner et CPR-nummer. Fjern det; en målfil er ikke om enkelte borgere."
        for place in told["sted"].unique(maintain_order=True)
    ]
