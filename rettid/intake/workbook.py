"""A workbook to cells: every sheet as text, rows counted from the top of the sheet (`libraries.md` § 1.2)."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import polars as pl

from rettid.errors import IntakeError
from rettid.findings import Finding
from rettid.intake import child, grid, markup, sheetxml
from rettid.intake.archive import damaged
from rettid.intake.grid import Grid
from rettid.intake.sheetxml import Details

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rettid.intake.archive import Archive

SECONDS = 300
"""How long a reader in a process of its own may take."""

_SHEET_PART = re.compile(r"(?i)^/?xl[/\\].*sheets?[/\\][^/\\]*\.xml$")
_SHARED_PART = re.compile(r"(?i)^/?xl[/\\]sharedstrings\.xml$")
_MOST_TOLD = 20


class ProtectedError(Exception):
    """The workbook has a password."""


def read_xlsx(name: str, data: bytes, archive: Archive) -> Iterator[Grid]:
    """The sheets of an .xlsx or .xlsm; an empty sheet has no columns.

    Raises IntakeError for a workbook that is damaged, or so sparse that it can't be laid out.
    """
    parts = [part for part in archive.names if _SHEET_PART.match(part)]
    sheets = markup.sheets_of(archive)
    with ThreadPoolExecutor(1) as pool:
        laid, strays = laid_out(name, data, archive, sheets)
        # The reader lets go of the interpreter, so the XML is searched for the rest beside it.
        odd = pool.submit(lambda: any(sheetxml.is_odd(piece) or b"\xc3\x83" in piece for piece in _shared(archive)))
        told = {part: pool.submit(sheetxml.details, archive.chunks(part)) for part in parts}
        for ark, cells in laid:
            part = sheets.part(ark)
            more = told[part].result() if part in told else Details(odd=True)
            tidied, found, rows = grid.tidy(f'{name}, ark "{ark}"', cells, odd=odd.result() or more.odd)
            findings = [*_seen(more, tidied.width, sheets, ark), *found, *_strayed(strays.get(part, []))]
            below = {far.raekke for far in strays.get(part, []) if far.synlig and far.raekke > tidied.height}
            yield Grid(ark, tidied, tuple(findings), tuple(sorted({*rows, *below})), kodning="xlsx")


def laid_out(
    name: str, data: bytes, archive: Archive, sheets: markup.Sheets
) -> tuple[Iterator[tuple[str, pl.DataFrame]], dict[str, list[sheetxml.Stray]]]:
    """The sheets of an .xlsx as its reader lays them out, each with its name, and per part the strays that were left out.

    Raises IntakeError for a workbook that is damaged, or so sparse that it can't be laid out; at the latest by the last sheet.
    """
    parts = [part for part in archive.names if _SHEET_PART.match(part)]
    extents = {part: sheetxml.extent(archive.chunks(part)) for part in parts}
    strays = {}
    cut = {}
    for part, seen in extents.items():
        if seen.regular and seen.sparse:
            cut[part], strays[part] = _cut(name, sheets.title(part), archive, part)
    if cut:
        data = archive.replaced(cut)
    regular = bool(extents) and all(seen.regular for seen in extents.values())
    return (_inside if regular else apart)(name, data), strays


def _shared(archive: Archive) -> Iterator[bytes]:
    for part in archive.names:
        if _SHARED_PART.match(part):
            yield from archive.chunks(part)


def _cut(name: str, title: str, archive: Archive, part: str) -> tuple[bytes, list[sheetxml.Stray]]:
    xml, strays, area = sheetxml.without_strays(archive.read(part), lambda: b"".join(_shared(archive)))
    if area > max(sheetxml.SMALL_AREA, len(xml) // 2):
        raise IntakeError(
            f'{name}, ark "{title}": cellerne ligger spredt over {area} felter, så arket ikke kan læses som en tabel. '
            "Slet de tomme rækker og kolonner i Excel, og gem igen."
        )
    return xml, strays


def _strayed(strays: list[sheetxml.Stray]) -> list[Finding]:
    told = [
        Finding(
            "RT-R13", f"Celle {each.sted} ligger langt uden for tabellen og er ikke læst{_blank(each)}.", each.raekke
        )
        for each in strays[:_MOST_TOLD]
    ]
    more = len(strays) - _MOST_TOLD
    return told + ([Finding("RT-R13", f"{more} celler mere ligger langt uden for tabellen.")] if more > 0 else [])


def _blank(stray: sheetxml.Stray) -> str:
    return "" if stray.synlig else " (den har ingen synlig tekst)"


def _seen(seen: Details, width: int, sheets: markup.Sheets, ark: str) -> Iterator[Finding]:
    if ark in sheets.hidden:
        yield Finding("RT-F01", "Arket er skjult i Excel. Det er læst med.")
    columns = sum(max(0, min(last, width) - first + 1) for first, last in seen.hidden_columns if first)
    if seen.hidden_rows or columns:
        yield hidden(seen.hidden_rows, columns)
    if seen.filtered or (seen.hidden_rows and sheets.filtered(sheets.part(ark))):
        yield Finding("RT-F02", "Et filter i Excel er slået til. Alle rækker er læst.")
    if seen.unvalued:
        yield unvalued(seen.unvalued)
    if seen.errors:
        yield grid.errors_found(seen.errors)


def hidden(rows: int, columns: int) -> Finding:
    """So many rows and columns are hidden."""
    what = [f"{rows} skjult{'' if rows == 1 else 'e'} række{'' if rows == 1 else 'r'}"] if rows else []
    what += [f"{columns} skjult{'' if columns == 1 else 'e'} kolonne{'' if columns == 1 else 'r'}"] if columns else []
    return Finding("RT-F01", f"{' og '.join(what).capitalize()} er læst med.")


def unvalued(number: int) -> Finding:
    """So many formulas have no value in the file."""
    what = "1 celle er en formel" if number == 1 else f"{number} celler er formler"
    return Finding("RT-F07", f"{what} uden gemt værdi og er læst som tomme.")


def _inside(name: str, data: bytes) -> Iterator[tuple[str, pl.DataFrame]]:
    """Each sheet, read in this process: only for what `sheetxml` has looked at."""
    import fastexcel  # noqa: PLC0415  only when a workbook is read

    try:
        reader = fastexcel.read_excel(data)
        for sheet in reader.sheet_names:
            # skip_rows=0: without it the empty rows above the table vanish, and row numbers no longer hold.
            cells = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
            yield sheet, grid.named(cells)
    except fastexcel.FastExcelError as fault:
        raise damaged(name) from fault


def apart(name: str, data: bytes, kind: str = "xlsx") -> Iterator[tuple[str, pl.DataFrame]]:
    """Each sheet, read in a process of its own that may end as it will.

    Raises ProtectedError for a password, IntakeError for a damaged workbook and one that needs too much time or memory.
    """
    # -P: a file in the user's folder must not be taken for a module.
    command = [sys.executable, "-P", str(Path(child.__file__))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as fault:
        raise IntakeError(
            f"{name}: det tager for lang tid at læse projektmappen. Gem den som .xlsx, og prøv igen."
        ) from fault
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode or not head:
        _ended(name)
    answer = json.loads(head)
    if answer.get("fault") == "password":
        raise ProtectedError
    if answer.get("fault"):
        raise _unread(name) if kind == "ods" else damaged(name)
    for sheet in answer["sheets"]:
        yield sheet["name"], grid.named(pl.read_ipc_stream(io.BytesIO(body[: sheet["bytes"]])))
        body = body[sheet["bytes"] :]


def _ended(name: str) -> NoReturn:
    raise IntakeError(
        f"{name}: projektmappen kan ikke læses; den er beskadiget, eller en celle langt nede eller ude fylder hele arket. "
        "Åbn den i Excel, slet tomme rækker og kolonner, og gem den som .xlsx."
    )


def _unread(name: str) -> IntakeError:
    """An .ods that is damaged or, more often, only written in another way than the reader knows."""
    return IntakeError(
        f"{name}: .ods-filen kan ikke læses, som den er skrevet. Åbn den i Excel eller LibreOffice, og gem den som .xlsx."
    )


def read_rare(name: str, data: bytes, kind: str) -> Iterator[Grid]:
    """The sheets of an .xls, .xlsb or .ods (`kind`). Raises ProtectedError and IntakeError as `apart` does."""
    for ark, cells in apart(name, data, kind):
        tidied, found, rows = grid.tidy(f'{name}, ark "{ark}"', cells)
        yield Grid(ark, tidied, tuple(found), rows, kodning=kind)


def read_xlsb(name: str, data: bytes, archive: Archive) -> Iterator[Grid]:
    """The sheets of an .xlsb. Raises IntakeError for one whose cells are written so that the reader would lose them."""
    lost = any(
        _has_short_cells(archive, part) for part in archive.names if re.match(r"(?i)xl/worksheets/.*\.bin$", part)
    )
    grids = [] if lost else list(read_rare(name, data, "xlsb"))
    if lost or not any(column.str.contains(r"\p{L}").any() for each in grids for column in each.cells):
        raise IntakeError(
            f"{name}: teksten i en .xlsb-fil af denne slags kan ikke læses. Åbn den i Excel, og gem den som .xlsx."
        )
    yield from grids


_SHORT_CELLS = range(12, 19)
"""Records that leave out the column of a cell; the reader passes over them without a word."""


def _has_short_cells(archive: Archive, part: str) -> bool:
    head = next(archive.chunks(part), b"")
    at = 0
    while at + 6 < len(head):
        kind = head[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (head[at] << 7)
            at += 1
        size = shift = 0
        for _ in range(4):
            byte = head[at] if at < len(head) else 0
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if kind in _SHORT_CELLS:
            return True
        at += size
    return False
