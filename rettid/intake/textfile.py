"""A delimited text file to cells: delimiter, records, rows of the wrong length (`formats.md` § 5.1)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Literal

import polars as pl

from rettid.errors import IntakeError
from rettid.intake import encoding, grid
from rettid.intake.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD_BYTES = 1 << 14
DELIMITERS = ";\t,|"
SPARE = 2
"""Columns beyond the widest row of the head: a row that fills the last of them has too many fields."""

MOST_LINES = 500
"""Lines that one quoted field may run over."""

_SEP_LINE = re.compile(rb'"?sep=([;,\t|])"?\r?\n', re.IGNORECASE)
_QUOTED = re.compile(rb'"[^"]*"')


def read(name: str, data: bytes, kodning: str | None = None) -> Grid:
    """Every record of the file as a row of text cells; blank lines are rows too, so that row numbers hold.

    Raises IntakeError for bytes that no encoding explains, for a quote that is not closed and for too many columns.
    """
    text, label, found = encoding.decode(name, data, kodning)
    first, declared = 1, ""
    if marked := _SEP_LINE.match(text):
        text, first, declared = text[marked.end() :], 2, marked[1].decode()
    if b"\r" in text and b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    rows, delimiter = sniff(text, declared)
    text, cells = _cells(name, text, delimiter, _width(name, rows), first)
    cells, more, strays = grid.tidy(name, cells, odd=False, hashes=b"#" in text)
    return Grid(
        "",
        _at_least_one(cells),
        (*found, *more),
        tuple(row + first - 1 for row in strays),
        first,
        label,
        delimiter,
        lambda: text,
    )


def _at_least_one(cells: pl.DataFrame) -> pl.DataFrame:
    return cells if cells.width else pl.DataFrame({"0": []}, schema={"0": pl.String})


def _width(name: str, rows: list[list[str]]) -> int:
    width = max((len(row) for row in rows), default=1) or 1
    if width > 4 * grid.MAX_COLUMNS:
        raise IntakeError(
            f"{name}: filen har {width} felter i en linje, og rettid læser højst {grid.MAX_COLUMNS}. "
            "Lav udtrækket igen med de kolonner, der skal bruges."
        )
    return width


def sniff(text: bytes, declared: str = "") -> tuple[list[list[str]], str]:
    """The records of the head and the delimiter that splits most of them into the same number of fields.

    Counted outside quotes over all lines of the head, so that "Hansen, Bo" or a decimal comma does not win.
    """
    head = text[:HEAD_BYTES]
    if len(text) >= HEAD_BYTES:
        # A first line longer than the head is read whole.
        head = head[: head.rfind(b"\n") + 1] or text[: text.find(b"\n") + 1] or text
    lines = head.decode("utf-8", errors="ignore")
    candidates = {mark: _records(lines, mark) for mark in (declared or DELIMITERS)}
    best = max(candidates, key=lambda mark: _evenness(candidates[mark]))
    return candidates[best], best


def _records(lines: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in lines.split("\n")]


def _evenness(rows: list[list[str]]) -> int:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _cells(name: str, text: bytes, delimiter: str, width: int, first: int) -> tuple[bytes, pl.DataFrame]:
    """The cells, and the text they were read from: rewritten where quotes stand where none should."""
    quoted = b'"' in text
    if quoted and not _quotes_hold(text, delimiter):
        text = _requoted(name, text, delimiter, first)
    try:
        return text, _parsed_either(text, delimiter, width, quoted=quoted)
    except pl.exceptions.PolarsError:
        if not quoted:
            raise _unreadable(name) from None
    text = _requoted(name, text, delimiter, first)
    try:
        return text, _parsed_either(text, delimiter, width, quoted=True)
    except pl.exceptions.PolarsError as fault:
        raise _unreadable(name) from fault


def _unreadable(name: str) -> IntakeError:
    return IntakeError(
        f"{name}: filen kan ikke deles i felter, måske på grund af et anførselstegn, der ikke er lukket. "
        "Gem den som .xlsx, og prøv igen."
    )


def _parsed_either(text: bytes, delimiter: str, width: int, *, quoted: bool) -> pl.DataFrame:
    try:
        return _parsed(text, delimiter, width, "raise", quoted=quoted)
    except pl.exceptions.PolarsError:
        pass  # a row further down has more fields: read them too
    return _parsed(text, delimiter, width + SPARE, "ignore", quoted=quoted)


def _parsed(
    text: bytes, delimiter: str, width: int, extra: Literal["raise", "ignore"], *, quoted: bool
) -> pl.DataFrame:
    cells = pl.read_csv(
        text,
        glob=False,
        has_header=False,
        separator=delimiter,
        quote_char='"' if quoted else None,
        infer_schema=False,
        schema={str(column): pl.String for column in range(width)},
        extra_columns=extra,
        missing_columns="insert",
    )
    if not quoted and cells.height != _line_count(text):
        raise pl.exceptions.ComputeError("rows lost")
    return cells


def _line_count(text: bytes) -> int:
    return text.count(b"\n") + (not text.endswith(b"\n"))


def _quotes_hold(text: bytes, delimiter: str) -> bool:
    """Whether every line that opens or closes a field over several lines does so where a field begins or ends."""
    lines = _lines(text).to_frame("line").with_columns(n=pl.col("line").str.count_matches('"', literal=True))
    odd = lines.select("line", inside=(pl.col("n").cum_sum() - pl.col("n")) % 2 == 1, odd=pl.col("n") % 2 == 1)
    if not odd["odd"].any():
        return True
    if odd["odd"].sum() % 2:
        return False
    mark = re.escape(delimiter)
    opens = pl.col("line").str.contains(rf'(?:^|{mark})"(?:[^"]|"")*$')
    closes = pl.col("line").str.contains(rf'^(?:[^"]|"")*"\s*(?:{mark}|$)')
    fits = pl.when("inside").then(closes).otherwise(opens)
    return bool(odd.filter("odd").select(fits.all()).item())


def _lines(text: bytes) -> pl.Series:
    return pl.Series(text.decode("utf-8", errors="replace").split("\n"), dtype=pl.String)


def _requoted(name: str, text: bytes, delimiter: str, first: int) -> bytes:
    """The text with every field that has a quote quoted by the book; a quote inside a field is a character of it.

    Raises IntakeError for a quote that begins a field and is never closed.
    """
    lines = text.decode("utf-8", errors="replace").split("\n")
    whole = re.compile(rf'"((?:[^"]|"")*)"[ \t\r]*(?={re.escape(delimiter)}|$)')
    records = _joined(name, lines, delimiter, whole, first)
    return "\n".join(_by_the_book(each, delimiter, whole) if '"' in each else each for each in records).encode()


def _joined(name: str, lines: list[str], delimiter: str, whole: re.Pattern[str], first: int) -> Iterator[str]:
    """The records: lines, joined where a quoted field runs on to the next."""
    closes = re.compile(rf'(?:[^"]|"")*"[ \t\r]*(?:{re.escape(delimiter)}|$)')
    at = row = 0
    while at < len(lines):
        record, begun = lines[at], at
        while _is_open(record, delimiter, whole):
            ahead = next((n for n in range(at + 1, min(at + MOST_LINES, len(lines))) if '"' in lines[n]), None)
            if ahead is None or not closes.match(lines[ahead]):
                raise IntakeError(
                    f"{name}: anførselstegnet i række {row + first} bliver ikke lukket (linje {begun + first} i filen). "
                    "Slet eller luk det, eller lav udtrækket som .xlsx."
                )
            record = "\n".join([record, *lines[at + 1 : ahead + 1]])
            at = ahead
        yield record
        at += 1
        row += 1


def _fields(record: str, delimiter: str, whole: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """Each field of a record, and whether it was quoted."""
    at = 0
    while True:
        if found := whole.match(record, at):
            yield found[1], True
            at = found.end()
        else:
            end = record.find(delimiter, at)
            end = len(record) if end < 0 else end
            yield record[at:end], False
            at = end
        if at >= len(record):
            return
        at += 1


def _is_open(record: str, delimiter: str, whole: re.Pattern[str]) -> bool:
    """Whether a field begins with the only quote in the rest of the record."""
    at = 0
    while at <= len(record):
        if found := whole.match(record, at):
            at = found.end() + 1
            continue
        if record.startswith('"', at) and '"' not in record[at + 1 :].replace('""', ""):
            return True
        end = record.find(delimiter, at)
        if end < 0:
            return False
        at = end + 1
    return False


def _by_the_book(record: str, delimiter: str, whole: re.Pattern[str]) -> str:
    end = "\r" if record.endswith("\r") else ""
    fields = _fields(record.removesuffix("\r"), delimiter, whole)
    return delimiter.join(_quoted(text, was) for text, was in fields) + end


def _quoted(text: str, was_quoted: bool) -> str:  # noqa: FBT001 - both come as a pair
    if was_quoted:
        return f'"{text}"'
    return '"' + text.replace('"', '""') + '"' if '"' in text else text


def ragged(cells: pl.DataFrame, text: Callable[[], bytes], delimiter: str, header: int, width: int) -> pl.Series | None:
    """Per row below row `header`, whether it has another number of fields than `width`; None when no row has.

    Blank lines are not ragged (they are empty rows), nor is one empty field too many (a trailing delimiter).
    """
    body = cells[header + 1 :]
    odd = pl.repeat(value=False, n=body.height, eager=True)
    for column in body.columns[width:]:
        odd |= (body[column].str.strip_chars() != "").fill_null(value=False)
    if body[body.columns[width - 1]].null_count():  # only then can a row be short
        fields = _separators(text(), delimiter)[header + 1 : header + 1 + body.height]
        odd |= (fields > 0) & (fields < width - 1)
    return odd if odd.any() else None


def _separators(text: bytes, delimiter: str) -> pl.Series:
    """The number of delimiters outside quotes in each record."""
    plain = _QUOTED.sub(b"", text) if b'"' in text else text
    return _lines(plain).str.count_matches(delimiter, literal=True)
