"""HTML tables and XML workbooks of 2003 that are called .xls, and the parts of an .xlsx that name its sheets.

Parsed without network, entities or huge trees: the files come from outside.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import IntakeError
from rettid.findings import Finding
from rettid.intake import encoding, grid
from rettid.intake.archive import damaged
from rettid.intake.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from rettid.intake.archive import Archive

MAX_ROWS = 1_048_576
MAX_TABLES = 200
_SPACE = re.compile(r"[ \t\r\n]+")
_NO_TABLE = "filen er en web- eller XML-side uden en tabel. Åbn den i Excel, og gem den som .xlsx eller CSV."


@dataclass(slots=True)
class Cells:
    """Cells by place, as markup tells them one by one."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def put(self, row: int, column: int, text: str) -> None:
        """The text of a cell; an empty one is not kept."""
        if text:
            self.rows.append(row)
            self.columns.append(column)
            self.texts.append(text)

    def frame(self, place: str) -> pl.DataFrame:
        """The cells as columns "0", "1", … from row 1 on. Raises IntakeError for cells scattered too far apart."""
        width, height = max(self.columns, default=-1) + 1, max(self.rows, default=-1) + 1
        if width > grid.MAX_COLUMNS or (width * height > 2_000_000 and width * height > 200 * len(self.texts)):
            raise IntakeError(
                f"{place}: cellerne ligger spredt over {width} kolonner og {height} rækker, så det ikke er en tabel. "
                "Åbn filen i Excel, slet det tomme, og gem den som .xlsx."
            )
        table = pl.DataFrame(
            {"r": self.rows, "c": self.columns, "t": self.texts}, schema={"r": pl.Int64, "c": pl.Int64, "t": pl.String}
        )
        by_column = {int(key[0]): part for key, part in table.group_by("c")}
        return pl.DataFrame([_column(at, by_column.get(at), height) for at in range(width)])


def _column(at: int, part: pl.DataFrame | None, height: int) -> pl.Series:
    empty = pl.Series(str(at), [None], dtype=pl.String).new_from_index(0, height)
    return empty if part is None else empty.scatter(part["r"], part["t"])


def read_html(name: str, data: bytes, kodning: str | None) -> Iterator[Grid]:
    """Each table of a web page, by its number where there are several. Only the first cell of a merged area has its text.

    Raises IntakeError for a page without a table.
    """
    from lxml import etree  # noqa: PLC0415  only for pages

    text, _, found = encoding.decode(name, data, kodning)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        page = etree.fromstring(text, parser)
    except (etree.LxmlError, ValueError) as fault:
        raise IntakeError(f"{name}: {_NO_TABLE}") from fault
    every = [] if page is None else list(page.iter("table"))
    if len(every) > MAX_TABLES:
        raise IntakeError(
            f"{name}: siden har {len(every)} tabeller og er ikke et udtræk. Lav udtrækket som .xlsx eller CSV."
        )
    tables = [each for each in every if each.find(".//table") is None]
    grids = [_html_table(name, number, each) for number, each in enumerate(tables, start=1)]
    filled = [each for each in grids if each.cells.width]
    if not filled:
        raise IntakeError(f"{name}: {_NO_TABLE}")
    for each in filled:
        ark = each.ark if len(filled) > 1 else ""
        yield Grid(ark, each.cells, (*found, *each.findings), each.uden_for, kodning="HTML")


def _html_table(name: str, number: int, table: _Element) -> Grid:
    ark = f"Tabel {number}"
    cells = Cells()
    taken: dict[int, int] = {}
    hidden = 0
    for row, line in enumerate(table.iter("tr")):
        hidden += "display:none" in line.get("style", "").replace(" ", "").lower()
        column = 0
        for cell in line.iterchildren("td", "th"):
            while taken.get(column, 0) > row:
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            cells.put(row, column, _html_text(cell))
            if high > 1:
                taken.update(dict.fromkeys(range(column, column + wide), row + high))
            column += wide
    tidied, found, rows = grid.tidy(f"{name}, {ark.lower()}", cells.frame(name))
    told = [Finding("RT-F01", f"Skjulte rækker er læst med ({hidden}).")] if hidden else []
    return Grid(ark, tidied, (*told, *found), rows)


def _span(cell: _Element, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), 1000) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _html_text(cell: _Element) -> str:
    for each in cell.iter("br"):
        each.tail = "\n" + (each.tail or "")
    lines = "".join(cell.itertext()).split("\n") if cell.find(".//br") is None else _lines(cell)
    text = "\n".join(_SPACE.sub(" ", line).strip(" ") for line in lines)
    return text.strip("\n ") if cell.find(".//br") is not None else _SPACE.sub(" ", text).strip(" ")


def _lines(cell: _Element) -> list[str]:
    return "".join(cell.itertext()).split("\n")


def read_xml(name: str, data: bytes) -> Iterator[Grid]:
    """Each sheet of an XML workbook of 2003. Raises IntakeError for other XML."""
    root = parsed(name, data)
    if _local(root) != "Workbook":
        raise IntakeError(f"{name}: {_NO_TABLE}")
    sheets = [each for each in root if _local(each) == "Worksheet"]
    if not sheets:
        raise IntakeError(f"{name}: projektmappen har ingen ark. Lav udtrækket igen.")
    for sheet in sheets:
        yield _xml_sheet(name, sheet)


def parsed(name: str, data: bytes) -> _Element:
    """The XML of a part. Raises IntakeError for what is no XML."""
    from lxml import etree  # noqa: PLC0415  only for XML

    parser = etree.XMLParser(
        no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as fault:
        raise damaged(name) from fault


def _xml_sheet(name: str, sheet: _Element) -> Grid:
    ark = _attribute(sheet, "Name")
    place = f'{name}, ark "{ark}"'
    cells = Cells()
    hidden = errors = missing = 0
    row = -1
    below = 0
    for line in (each for table in sheet if _local(table) == "Table" for each in table if _local(each) == "Row"):
        row = _index(place, line, row + 1 + below, MAX_ROWS)
        below = 0
        hidden += _attribute(line, "Hidden") == "1"
        column = 0
        for cell in (each for each in line if _local(each) == "Cell"):
            column = _index(place, cell, column, 16_384)
            value = next((each for each in cell if _local(each) == "Data"), None)
            kind = "" if value is None else _attribute(value, "Type")
            errors += kind == "Error"
            missing += value is None and bool(_attribute(cell, "Formula"))
            cells.put(row, column, "" if value is None or kind == "Error" else _value("".join(value.itertext()), kind))
            column += 1 + _number(cell, "MergeAcross")
        below = _number(line, "Span")
    tidied, found, rows = grid.tidy(place, cells.frame(place))
    told = [Finding("RT-F01", f"Skjulte rækker er læst med ({hidden}).")] if hidden else []
    if any(_local(each) == "AutoFilterColumn" for each in sheet.iter("{*}AutoFilterColumn")):
        told.append(Finding("RT-F02", "Et filter i Excel er slået til. Alle rækker er læst."))
    if missing:
        told.append(Finding("RT-F07", f"Formler uden gemt værdi er læst som tomme ({missing})."))
    told += [grid.errors_found(errors)] if errors else []
    if any(_local(each) == "Visible" and (each.text or "").startswith("Sheet") for each in sheet.iter("{*}Visible")):
        told.append(Finding("RT-F01", "Arket er skjult i Excel. Det er læst med."))
    return Grid(ark, tidied, (*told, *found), rows, kodning="XML")


def _value(text: str, kind: str) -> str:
    if kind == "DateTime":
        return text.strip().removesuffix(".000").removesuffix("T00:00:00").replace("T", " ")
    return text


def _index(place: str, element: _Element, following: int, most: int) -> int:
    given = _number(element, "Index")
    at = given - 1 if given else following
    if at >= most:
        raise IntakeError(f"{place}: en celle ligger uden for arket. Åbn filen i Excel, og gem den som .xlsx.")
    return at


def _number(element: _Element, name: str) -> int:
    text = _attribute(element, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _attribute(element: _Element, name: str) -> str:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def _local(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@dataclass(slots=True)
class Sheets:
    """The sheets of an .xlsx: the part that holds each, those that are hidden, and parts whose tables are filtered."""

    parts: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    filters: set[str] = field(default_factory=set)

    def part(self, title: str) -> str:
        """The part of a sheet, "" where it is not told."""
        return self.parts.get(title, "")

    def title(self, part: str) -> str:
        """The sheet of a part; the part's own name where it is not told."""
        return next((title for title, each in self.parts.items() if each == part), part)

    def filtered(self, part: str) -> bool:
        """Whether a table of the sheet has a filter that is on."""
        return part in self.filters


def sheets_of(archive: Archive) -> Sheets:
    """The sheets as the workbook's own parts tell; nothing where they can't be read (then the reader says so)."""
    found = Sheets()
    try:
        targets = _targets(archive, "xl/workbook.xml")
        book = parsed(archive.name, archive.read("xl/workbook.xml"))
    except IntakeError:
        return found
    for sheet in book.iter("{*}sheet"):
        title = sheet.get("name", "")
        found.parts[title] = targets.get(_attribute(sheet, "id"), "")
        if sheet.get("state", "visible") != "visible":
            found.hidden.add(title)
    for part in found.parts.values():
        tables = [each for each in _maybe_targets(archive, part).values() if "/tables/" in each]
        if any(table in archive.names and b"<filterColumn" in archive.read(table) for table in tables):
            found.filters.add(part)
    return found


def _maybe_targets(archive: Archive, part: str) -> dict[str, str]:
    try:
        return _targets(archive, part)
    except IntakeError:
        return {}


def _targets(archive: Archive, part: str) -> dict[str, str]:
    folder, _, base = part.rpartition("/")
    relations = f"{folder}/_rels/{base}.rels"
    if relations not in archive.names:
        return {}
    return {
        each.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
        for each in parsed(archive.name, archive.read(relations)).iter("{*}Relationship")
    }
