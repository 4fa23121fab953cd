"""A delimited text file to cells: encoding, delimiter, rows of the wrong length (`formats.md` § 5.1)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

from rettid.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from mmap import mmap
    from pathlib import Path

HEAD_BYTES = 1 << 14
DELIMITERS = ";\t,|"
SPARE = 2
"""Columns beyond the widest row of the head: a row that fills the last of them has too many fields."""

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_SEP_LINE = re.compile(rb'"?sep=([;,\t|])"?\r?\n', re.IGNORECASE)
_QUOTED = re.compile(rb'"[^"]*"')


@dataclass(frozen=True, slots=True)
class TextCells:
    """The cells of a text file, how they were read, and a way to the UTF-8 bytes they were read from."""

    cells: pl.DataFrame
    foerste_raekke: int
    kodning: str
    skilletegn: str
    tekst: Callable[[], bytes]


def read(path: Path, data: mmap) -> TextCells:
    """Every record of the file as a row of text cells; blank lines are rows too, so that row numbers hold.

    A plain UTF-8 file is parsed where it lies; any other is made one in memory first. Raises IntakeError for bytes that
    no encoding explains.
    """
    return _read_plain(path, data[:HEAD_BYTES]) or _read_bytes(path.name, data[:])


def _read_plain(path: Path, head: bytes) -> TextCells | None:
    """The file parsed as it stands; None for one that is not plain UTF-8 of even rows."""
    if head.startswith(_MARKS) or b"\x00" in head or _SEP_LINE.match(head) or b"\n" not in head:
        return None
    rows, delimiter = sniff(head)
    try:
        cells = _parsed(path, delimiter, _width(rows), "raise")
    except pl.exceptions.PolarsError:
        return None
    return TextCells(cells, 1, "UTF-8", delimiter, path.read_bytes)


def _read_bytes(name: str, data: bytes) -> TextCells:
    text, encoding = decode(name, data)
    first, declared = 1, ""
    if marked := _SEP_LINE.match(text):
        text, first, declared = text[marked.end() :], 2, marked[1].decode()
    if b"\n" not in text and b"\r" in text:
        text = text.replace(b"\r", b"\n")
    rows, delimiter = sniff(text, declared)
    return TextCells(_cells(name, text, delimiter, _width(rows)), first, encoding, delimiter, lambda: text)


def _width(rows: list[list[str]]) -> int:
    return max((len(row) for row in rows), default=1)


def decode(name: str, data: bytes) -> tuple[bytes, str]:
    """The bytes as UTF-8, and the encoding they had: a mark decides, then strict UTF-8, then Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").encode(), "UTF-16"
    marked = data.startswith(b"\xef\xbb\xbf")
    body = data[3:] if marked else data
    if b"\x00" in body[:HEAD_BYTES]:
        raise IntakeError(f"{name}: filen er hverken tekst eller en projektmappe. Lav udtrækket som .xlsx eller CSV.")
    if body.isascii() or _is_utf8(body):
        return body, "UTF-8 (BOM)" if marked else "UTF-8"
    try:
        return body.decode("cp1252").encode(), "Windows-1252"
    except UnicodeDecodeError as fault:
        raise IntakeError(
            f"{name}: tegnsættet er hverken UTF-8 eller Windows-1252 (byte {fault.start + 1}). "
            "Gem filen som CSV UTF-8 i Excel."
        ) from fault


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def sniff(text: bytes, declared: str = "") -> tuple[list[list[str]], str]:
    """The records of the head and the delimiter that splits most of them into the same number of fields.

    Counted outside quotes over all lines of the head, so that "Hansen, Bo" or a decimal comma does not win.
    """
    head = text[:HEAD_BYTES]
    if len(text) >= HEAD_BYTES:
        head = head[: head.rfind(b"\n") + 1] or head
    lines = head.decode("utf-8", errors="ignore")
    candidates = {mark: _records(lines, mark) for mark in (declared or DELIMITERS)}
    best = max(candidates, key=lambda mark: _evenness(candidates[mark]))
    return candidates[best], best


def _records(lines: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def _evenness(rows: list[list[str]]) -> int:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _cells(name: str, text: bytes, delimiter: str, width: int) -> pl.DataFrame:
    try:
        return _parsed(text, delimiter, width, "raise")
    except pl.exceptions.PolarsError:
        pass  # a row further down has more fields: read them too
    try:
        return _parsed(text, delimiter, width + SPARE, "ignore")
    except pl.exceptions.PolarsError as fault:
        raise IntakeError(
            f"{name}: filen kan ikke deles i felter, måske på grund af et anførselstegn, der ikke er lukket. "
            "Gem den som .xlsx, og prøv igen."
        ) from fault


def _parsed(source: bytes | Path, delimiter: str, width: int, extra: Literal["raise", "ignore"]) -> pl.DataFrame:
    return pl.read_csv(
        source,
        glob=False,
        has_header=False,
        separator=delimiter,
        infer_schema=False,
        schema={str(column): pl.String for column in range(width)},
        extra_columns=extra,
        missing_columns="insert",
    )


def ragged(cells: pl.DataFrame, text: Callable[[], bytes], delimiter: str, header: int, width: int) -> pl.Series | None:
    """Per row below row `header`, whether it has another number of fields than `width`; None when no row has.

    Blank lines are not ragged (they are empty rows), nor is one empty field too many (a trailing delimiter).
    """
    body = cells[header + 1 :]
    odd = pl.repeat(value=False, n=body.height, eager=True)
    for column in body.columns[width:]:
        odd |= body[column].is_not_null()
    if body[body.columns[width - 1]].null_count():  # only then can a row be short
        fields = _separators(text(), delimiter)[header + 1 : header + 1 + body.height]
        odd |= (fields > 0) & (fields < width - 1)
    return odd if odd.any() else None


def _separators(text: bytes, delimiter: str) -> pl.Series:
    """The number of delimiters outside quotes in each record."""
    plain = _QUOTED.sub(b"", text) if b'"' in text else text
    lines = pl.Series(plain.decode("utf-8", errors="replace").split("\n"), dtype=pl.String)
    return lines.str.count_matches(delimiter, literal=True)
