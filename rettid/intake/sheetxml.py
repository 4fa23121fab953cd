"""A sheet's XML before the reader gets it: cells far from the rest, and what Excel hides (`libraries.md` § 1.3).

A reader that lays every sheet out as a full rectangle ends the process on a stray cell in the last column. So the XML is
gone through once, piece by piece, with searches that cost a fifth of the reading.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from rettid.intake import grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SMALL_AREA = 2_000_000
"""Cells of a rectangle that may be laid out whatever is in it."""

_UNSEEN = bytes([9, 10, 13, *range(32, 127), *range(0x80, 0xC0), 0xC3])
"""All bytes of ordinary Danish text; what is left without them is looked at."""

_NOT_NARROW = re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]\d)')
_NOT_REGULAR = re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]{1,3}\d)')
_LAST_CELL = re.compile(rb'<c r="[A-Z]+(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row [^>]*?\bhidden="(?:1|true)"(?:[^>]*[^/>])?>')
_HIDDEN_COLUMN = re.compile(rb'<col [^>]*?\bhidden="(?:1|true)"[^>]*>')
_UNVALUED = re.compile(rb'<c (?![^>]*\bt="str")[^>]*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>')
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_SHARED = re.compile(rb"<si>(.*?)</si>|<si/>", re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")
_PIECE = 8 << 20


@dataclass(slots=True)
class Extent:
    """How far a sheet reaches: its last row, and its last column once that lies beyond Z.

    `regular`: every cell says where it is, in the way all common programs write it.
    """

    size: int = 0
    regular: bool = True
    width: int = 26
    last_row: int = 0

    @property
    def sparse(self) -> bool:
        """Whether the rectangle a reader would lay out is far larger than what the XML can fill, or wider than any table."""
        area = self.last_row * self.width
        return self.width > grid.MAX_COLUMNS or (area > SMALL_AREA and area > self.size // 2)


@dataclass(slots=True)
class Details:
    """What Excel hides in a sheet, cells without a value that could be read, and whether unusual characters occur.

    `hidden_columns`: first and last of each hidden stretch.
    """

    hidden_rows: int = 0
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    filtered: bool = False
    errors: int = 0
    unvalued: int = 0
    odd: bool = False


def extent(chunks: Iterable[bytes]) -> Extent:
    """How far a sheet reaches, from its XML in pieces."""
    seen = Extent()
    for piece in _pieces(chunks):
        if not seen.size:
            seen.regular = _is_common(piece)
        seen.size += len(piece)
        if seen.width > 26 or _NOT_NARROW.search(piece):
            seen.regular = seen.regular and not _NOT_REGULAR.search(piece)
            seen.width = _last_column(piece, seen.width)
        last = piece.rfind(b'<c r="')
        if last >= 0 and (at := _LAST_CELL.match(piece, last)):
            seen.last_row = max(seen.last_row, int(at[1]))
    return seen


def _last_column(piece: bytes, width: int) -> int:
    """The last column of the piece, or `width` when none lies beyond it."""
    at = 0
    while found := _beyond(width).search(piece, at):
        width, at = number(found[1]), found.end()
    return width


@cache
def _beyond(width: int) -> re.Pattern[bytes]:
    """Finds a cell in a later column than this."""
    last = letters(width)
    later = [
        f"{last[:at]}[{chr(ord(each) + 1)}-Z][A-Z]{{{len(last) - at - 1}}}"
        for at, each in enumerate(last)
        if each < "Z"
    ]
    return re.compile(f'<c r="({"|".join([*later, f"[A-Z]{{{len(last) + 1},}}"])})\\d'.encode())


def details(chunks: Iterable[bytes]) -> Details:
    """What else there is to tell of a sheet, from its XML in pieces."""
    seen = Details()
    formulas = False
    piece = b""
    for piece in _pieces(chunks):
        if b' hidden="' in piece:
            seen.hidden_rows += len(_HIDDEN_ROW.findall(piece))
            seen.hidden_columns += [_stretch(each) for each in _HIDDEN_COLUMN.findall(piece)]
        if b't="e"' in piece:
            seen.errors += piece.count(b't="e"')
        if formulas or b"</f>" in piece:
            formulas = True
            seen.unvalued += len(_UNVALUED.findall(piece))
        seen.odd = seen.odd or is_odd(piece)
    seen.filtered = b"<filterColumn" in piece
    return seen


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The XML in pieces that end where a row ends; last what follows the rows."""
    rest = b""
    for chunk in chunks:
        piece = rest + chunk
        cut = piece.rfind(b"</row>") + 6
        if cut < 6:
            if len(piece) < _PIECE:
                rest = piece
                continue
            cut = len(piece)
        rest = piece[cut:]
        yield piece[:cut]
    yield rest


def _is_common(start: bytes) -> bool:
    return b"<worksheet" in start[:4096] and b"r='" not in start and not start.startswith((b"\xff\xfe", b"\xfe\xff"))


def is_odd(piece: bytes) -> bool:
    """Whether XML holds characters beyond ordinary Danish text, or writes any as numbers."""
    return (not piece.isascii() and bool(piece.translate(None, _UNSEEN))) or (b"&" in piece and b"&#" in piece)


def _stretch(column: bytes) -> tuple[int, int]:
    first, last = re.search(rb'\bmin="(\d{1,6})"', column), re.search(rb'\bmax="(\d{1,6})"', column)
    return (int(first[1]), int(last[1])) if first and last else (0, 0)


@cache
def number(letters: bytes) -> int:
    """The number of a column, A = 1."""
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value


def letters(number: int) -> str:
    """A column as Excel names it, 1 = A."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def place(reference: str) -> tuple[int, int]:
    """Row and column of a cell, from 1; zeros for what names no cell.

    >>> place("AB12")
    (12, 28)
    """
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]), number(found[1].encode())) if found else (0, 0)


@dataclass(frozen=True, slots=True)
class Stray:
    """A cell far from the table: its place as Excel names it, its row, and whether something can be read in it."""

    sted: str
    raekke: int
    synlig: bool


def without_strays(xml: bytes, shared: Callable[[], bytes]) -> tuple[bytes, list[Stray], int]:
    """The XML without cells beyond the first wide gap in columns and the first high gap in rows, those cells, and the area left.

    `shared` gives the XML of the shared strings.
    """
    cells = [(number(at[1]), int(at[2]), at) for at in _CELL.finditer(xml) if at[4] is not None]
    if not cells:
        return xml, [], 0
    wide = _bound(Counter(column for column, _, _ in cells), grid.WIDE_GAP)
    high = _bound(Counter(row for _, row, _ in cells), grid.HIGH_GAP)
    far = [at for column, row, at in cells if column > wide or row > high]
    strings = _SHARED.findall(shared()) if any(b't="s"' in at[3] for at in far) else []
    parts, done = [], 0
    for at in far:
        parts.append(xml[done : at.start()])
        done = at.end()
    strays = [Stray((at[1] + at[2]).decode(), int(at[2]), bool(_text(at, strings).strip())) for at in far]
    return b"".join([*parts, xml[done:]]), strays, wide * high


def _bound(used: Counter[int], gap: int) -> int:
    """Where the table ends: before the first gap, if no more than one cell in a hundred (or ten cells) lies beyond it."""
    end = grid.core(sorted(used), gap)
    beyond = sum(count for at, count in used.items() if at > end)
    return end if beyond <= max(10, used.total() // 100) else max(used)


def _text(cell: re.Match[bytes], strings: list[bytes]) -> str:
    inner = cell[4]
    if b't="s"' in cell[3]:
        index = _TAG.sub(b"", inner).strip()
        inner = strings[int(index)] if index.isdigit() and int(index) < len(strings) else index
    return html.unescape(_TAG.sub(b"", inner).decode("utf-8", errors="replace"))
