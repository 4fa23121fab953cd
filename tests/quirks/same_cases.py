"""One set of cases (the first citizens of the Workbase sample), and writers of it in every format that is read.

    python -m tests.quirks.same_cases FOLDER

writes `ens-sager.xlsx`, from which LibreOffice made the committed .xls and .ods and SheetJS the .xlsb (tests/data/kvirk/).
"""

from __future__ import annotations

import html
import sys
import unicodedata
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rettid.intake import sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Cell = str | datetime | float | None
Sheets = dict[str, list[list[Cell]]]

ROOT = Path(__file__).parents[2]
CITIZENS = 20
NUMBERS = {"Timer pr. uge"}


def sheets() -> Sheets:
    """Per sheet its rows: title rows, headers, and the rows of the chosen citizens, dates and hours as values."""
    found, _ = sources.load([ROOT / "sample_data" / "workbase-koege-2018.xlsx"])
    chosen: set[str] = set()
    made: Sheets = {}
    for sheet in found:
        rows = sheet.cells.rows()
        header = next(number for number, row in enumerate(rows) if row[0] == "CPR-nr.")
        if not chosen:
            chosen = {row[0] for row in rows[header + 1 :][:CITIZENS]}
        body = [
            [_value(name, cell) for name, cell in zip(rows[header], row, strict=True)] for row in rows[header + 1 :]
        ]
        made[sheet.ark] = [*map(list, rows[: header + 1]), *(row for row in body if row[0] in chosen)]
    return made


def _value(header: str, cell: str | None) -> Cell:
    if cell is None:
        return None
    if header in NUMBERS:
        return float(cell)
    try:
        return datetime.strptime(cell, "%d-%m-%Y").replace(tzinfo=UTC)
    except ValueError:
        return cell


def text_of(cell: Cell) -> str:
    """The cell as a Danish system writes it to a text file."""
    if isinstance(cell, datetime):
        return f"{cell:%d-%m-%Y}"
    return "" if cell is None else str(cell).replace(".", ",") if isinstance(cell, float) else cell


def csv_files(folder: Path, encoding: str, delimiter: str = ";", newline: str = "\r\n", form: str = "NFC") -> Path:
    """A folder of text files, one per sheet."""
    folder.mkdir()
    for name, rows in sheets().items():
        lines = [delimiter.join(_quoted(text_of(cell), delimiter) for cell in row) for row in rows]
        text = unicodedata.normalize(form, newline.join(lines) + newline)
        (folder / f"{name}.csv").write_bytes(text.encode(encoding))
    return folder


def _quoted(text: str, delimiter: str) -> str:
    return f'"{text}"' if delimiter in text else text


def twice_encoded(folder: Path) -> Path:
    """UTF-8 that some program took for Windows-1252 and wrote as UTF-8 once more."""
    folder.mkdir()
    for name, rows in sheets().items():
        text = "\r\n".join(";".join(text_of(cell) for cell in row) for row in rows)
        (folder / f"{name}.csv").write_bytes(text.encode().decode("cp1252").encode())
    return folder


def workbook(path: Path, *, typed: bool = True) -> Path:
    """An .xlsx with real date cells, or with text alone."""
    import xlsxwriter  # noqa: PLC0415

    with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy", "remove_timezone": True}) as book:
        for name, rows in sheets().items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(number, column, cell if typed else text_of(cell) or None)
    return path


def macro_workbook(path: Path) -> Path:
    """The .xlsx as .xlsm: the same parts under the content type of a workbook with macros."""
    plain = workbook(path.with_suffix(".xlsx"))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"ms-excel.sheet.macroEnabled.main+xml",
                ).replace(b"application/vnd.ms-excel.sheet", b"application/vnd.ms-excel.sheet")
            new.writestr(name, content)
    plain.unlink()
    return path


def protected_workbook(path: Path, password: str) -> Path:
    """The .xlsx encrypted with the password."""
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415

    plain = workbook(path.with_name("aaben.xlsx"))
    with plain.open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt(password, target)
    plain.unlink()
    return path


def html_page(path: Path) -> Path:
    """A page of tables under the name .xls, as web systems write it; each table bears the sheet's name."""
    tables = []
    for name, rows in sheets().items():
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(text_of(cell))}</td>" for cell in row) + "</tr>" for row in rows
        )
        tables.append(f"<table><caption>{html.escape(name)}</caption>{body}</table>")
    page = f'<html><head><meta charset="utf-8"><title>Udtræk</title></head><body>{"".join(tables)}</body></html>'
    path.write_text(page, encoding="utf-8")
    return path


def xml_spreadsheet(path: Path) -> Path:
    """XML Spreadsheet 2003 under the name .xls, dates as dates, empty cells skipped by their index."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>']
    parts.append(
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    )
    for name, rows in sheets().items():
        parts.append(f'<Worksheet ss:Name="{html.escape(name)}"><Table>')
        for row in rows:
            cells = [_xml_cell(at, cell) for at, cell in enumerate(row, start=1) if cell is not None]
            parts.append(f"<Row>{''.join(cells)}</Row>")
        parts.append("</Table></Worksheet>")
    path.write_text("".join([*parts, "</Workbook>"]), encoding="utf-8")
    return path


def _xml_cell(at: int, cell: Cell) -> str:
    if isinstance(cell, datetime):
        kind, text = "DateTime", f"{cell:%Y-%m-%dT%H:%M:%S}.000"
    elif isinstance(cell, float):
        kind, text = "Number", str(cell)
    else:
        kind, text = "String", html.escape(str(cell))
    return f'<Cell ss:Index="{at}"><Data ss:Type="{kind}">{text}</Data></Cell>'


def zipped(path: Path, folder: Path) -> Path:
    """The text files in one zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(csv_files(folder, "utf-8-sig").iterdir()):
            archive.write(file, file.name)
    return path


FORMS: Mapping[str, Callable[[Path], Path]] = {
    "csv UTF-8": lambda home: csv_files(home / "a", "utf-8"),
    "csv UTF-8 med BOM": lambda home: csv_files(home / "a", "utf-8-sig"),
    "csv Windows-1252": lambda home: csv_files(home / "a", "cp1252"),
    "csv UTF-16, tabulator": lambda home: csv_files(home / "a", "utf-16", "\t"),
    "csv cp850": lambda home: csv_files(home / "a", "cp850"),
    "csv kodet to gange": lambda home: twice_encoded(home / "a"),
    "csv komma, LF": lambda home: csv_files(home / "a", "utf-8", ",", "\n"),
    "csv lodret streg": lambda home: csv_files(home / "a", "utf-8", "|"),
    "csv NFD": lambda home: csv_files(home / "a", "utf-8", form="NFD"),
    "xlsx": lambda home: workbook(home / "a.xlsx"),
    "xlsx, kun tekst": lambda home: workbook(home / "a.xlsx", typed=False),
    "xlsm": lambda home: macro_workbook(home / "a.xlsm"),
    "xlsx kaldet csv": lambda home: workbook(home / "a.xlsx").rename(home / "a.csv"),
    "html kaldet xls": lambda home: html_page(home / "a.xls"),
    "xml 2003 kaldet xls": lambda home: xml_spreadsheet(home / "a.xls"),
    "zip": lambda home: zipped(home / "a.zip", home / "a"),
}
"""Every form that is written here; the binary ones are in tests/data/kvirk/."""


if __name__ == "__main__":
    workbook(Path(sys.argv[1]) / "ens-sager.xlsx")
