"""Workbooks as they really come: formats, names that lie, passwords, far cells, what Excel hides (`formats.md` §§ 5.1, 5.2)."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from rettid.errors import IntakeError
from tests.quirks.conftest import (
    CASE_ROWS,
    INTERVIEW_ROWS,
    MINIMAL,
    as_text,
    checked,
    codes,
    found,
    is_minimal,
    rows_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parents[1] / "data" / "kvirk"
FIRST = "xl/worksheets/sheet1.xml"


def altered(path: Path, *changes: tuple[str, str], part: str = FIRST) -> Path:
    """The workbook with other words in one of its parts."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                for old, new in changes:
                    assert old.encode() in data, old
                    data = data.replace(old.encode(), new.encode(), 1)
            out.writestr(name, data)
    return path


def with_cells(path: Path, *cells: tuple[str, str]) -> Path:
    """The workbook with more cells in its first sheet."""
    rows = "".join(
        f'<row r="{re.sub("[A-Z]", "", place)}"><c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c></row>'
        for place, text in cells
    )
    return altered(path, ("</sheetData>", rows + "</sheetData>"))


# --- Formats, whatever they are called -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["udtraek.xls", "udtraek.ods", "xml2003.xls", "html.xls"])
@pytest.mark.parametrize("suffix", ["", ".csv", ".xlsx"])
def test_the_format_is_in_the_bytes(tmp_path: Path, name: str, suffix: str) -> None:
    path = tmp_path / f"{name}{suffix}"
    path.write_bytes((DATA / name).read_bytes())
    reading = checked(path)
    is_minimal(reading)
    assert reading.tables.supplied("samtaler")


def test_an_xlsx_that_is_called_xls(minimal: Callable[..., Path]) -> None:
    path = minimal("xlsx")
    is_minimal(checked(path.rename(path.with_suffix(".xls"))))


def test_a_workbook_with_macros(minimal: Callable[..., Path]) -> None:
    path = minimal("xlsx")
    plain, macros = "spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml"
    altered(path, (f"vnd.openxmlformats-officedocument.{plain}", f"vnd.{macros}"), part="[Content_Types].xml")
    is_minimal(checked(path.rename(path.with_suffix(".xlsm"))))


def test_an_xlsb_whose_text_would_be_lost_is_refused_by_name() -> None:
    with pytest.raises(IntakeError, match=r"sheetjs\.xlsb: teksten i en \.xlsb-fil.*gem den som \.xlsx"):
        checked(DATA / "sheetjs.xlsb")


def test_a_folder_of_many_formats(tmp_path: Path) -> None:
    folder = tmp_path / "mappe"
    folder.mkdir()
    (folder / "udtraek.xls").write_bytes((DATA / "udtraek.xls").read_bytes())
    (folder / "manifest.json").write_bytes(b"{}")
    is_minimal(checked(folder))


# --- Archives --------------------------------------------------------------------------------------------------


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


def as_members(folder: str = "") -> dict[str, bytes]:
    return {f"{folder}{name}.csv": as_text(rows).encode() for name, rows in MINIMAL.items()}


@pytest.mark.parametrize("folder", ["", "udtræk/", "../../", "/tmp/"])  # noqa: S108 - a path in the archive
def test_an_archive_of_text_files_is_one_export(tmp_path: Path, folder: str) -> None:
    path = zipped(
        tmp_path / "arkiv.zip", {**as_members(folder), "læs mig.docx": b"x", "__MACOSX/._forloeb.csv": b"\x00"}
    )
    reading = checked(path)
    is_minimal(reading)
    inside = folder.replace("../", "").lstrip("/")
    assert {sheet.fil for sheet in reading.sheets} == {f"arkiv.zip/{inside}{name}.csv" for name in MINIMAL}
    assert [file.navn for file in reading.files] == ["arkiv.zip"]
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_file()) == ["arkiv.zip"]


def test_an_archive_with_a_workbook(tmp_path: Path, minimal: Callable[..., Path]) -> None:
    is_minimal(checked(zipped(tmp_path / "arkiv.zip", {"a/udtræk.xlsx": minimal("xlsx").read_bytes()})))


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "arkivet har ingen udtræk"),
        ({"brev.docx": b"x"}, "arkivet har ingen udtræk"),
        ({"indre.zip": b"PK\x03\x04"}, "arkivet har ingen udtræk"),
        ({"forloeb.csv": b""}, r"arkiv\.zip/forloeb\.csv: filen er tom"),
        ({"forloeb.csv": b"\x89PNG\r\n\x1a\n\0\0\0"}, r"arkiv\.zip/forloeb\.csv: filen er et billede"),
        ({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}, "et dokument, ikke en projektmappe"),
        ({"a.csv": b"x" * (60 << 20)}, "pakker ud til 60 MB og ser ikke ud som et udtræk"),
    ],
)
def test_an_archive_that_can_not_be_used(tmp_path: Path, members: dict[str, bytes], message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        checked(zipped(tmp_path / "arkiv.zip", members))


# --- Passwords -------------------------------------------------------------------------------------------------


def test_quirk_32_a_password(capsys: pytest.CaptureFixture[str]) -> None:
    path = DATA / "adgangskode.xlsx"
    asked: list[str] = []

    def answer(name: str) -> str:
        asked.append(name)
        return "hemmelig"

    is_minimal(checked(path, password=answer))
    assert asked == ["adgangskode.xlsx"]
    with pytest.raises(IntakeError, match=r"beskyttet med adgangskode.*--adgangskode"):
        checked(path)
    for nothing in (None, ""):
        with pytest.raises(IntakeError, match="beskyttet med adgangskode"):
            checked(path, password=lambda _, given=nothing: given)
    with pytest.raises(IntakeError, match="adgangskoden er forkert") as fault:
        checked(path, password=lambda _: "gættet-kode")
    assert "gættet-kode" not in str(fault.value)
    assert "hemmelig" not in capsys.readouterr().err


# --- Far cells -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["XFD1048576", "ALM100001", "XFD2", "A1048576"])
@pytest.mark.parametrize("text", [" ", "&#160;", "glemt"])
def test_a_cell_far_from_the_table(minimal: Callable[..., Path], place: str, text: str) -> None:
    """Such a cell makes the bare reader take gigabytes or end the process."""
    reading = checked(with_cells(minimal("xlsx"), (place, text)))
    assert rows_of(reading, "forloeb", "forloeb_id", "navn") == [("F1", "Åse Sørensen"), ("F2", "Jens Bæk")]
    row = int(re.sub("[A-Z]", "", place))
    seen = text == "glemt" and row > 3
    assert codes(reading) == ([(row, "RT-R13")] if seen else [])
    if row > 3:
        assert len(found(reading, "RT-R13")) == 1
    assert sum(sheet.raekker_laest for sheet in reading.sheets) == 4 + seen


def test_a_far_cell_on_a_sheet_with_conditional_formats(minimal: Callable[..., Path]) -> None:
    """Such a format is no cell written in an uncommon way."""
    format_ = '</sheetData><conditionalFormatting sqref="A2:A3"><cfRule type="expression" priority="1"/></conditionalFormatting>'
    path = altered(with_cells(minimal("xlsx"), ("XFD1048576", "glemt")), ("</sheetData>", format_))
    assert codes(checked(path)) == [(1_048_576, "RT-R13")]


def test_a_workbook_of_cells_far_apart_is_refused(minimal: Callable[..., Path]) -> None:
    cells = [
        (f"{column}{row}", "x") for row in range(50_000, 1_048_576, 50_000) for column in ("A", "BA", "CA", "DA", "XA")
    ]
    with pytest.raises(IntakeError, match="spredt over"):
        checked(with_cells(minimal("xlsx"), *cells))


@pytest.mark.parametrize("told", ['<dimension ref="A1"/>', '<dimension ref="A1:XFD1048576"/>', ""])
def test_a_dimension_that_lies(minimal: Callable[..., Path], told: str) -> None:
    path = minimal("xlsx")
    xml = zipfile.ZipFile(path).read(FIRST).decode()
    own = re.search(r"<dimension[^>]*/>", xml)
    assert own
    is_minimal(checked(altered(path, (own[0], told))))


def test_cells_written_in_an_uncommon_way_are_read_in_a_process_of_their_own(minimal: Callable[..., Path]) -> None:
    path = minimal("xlsx")
    xml = zipfile.ZipFile(path).read(FIRST).decode()
    is_minimal(checked(altered(path, (xml, re.sub(r'r="([A-Z]+\d+)"', r"r='\1'", xml)))))
    far = re.sub(r'r="([A-Z]+\d+)"', r"r='\1'", xml).replace("r='F3'", "r='XFD1048576'")
    with pytest.raises(IntakeError, match="kan ikke læses; den er beskadiget, eller en celle langt nede"):
        checked(altered(minimal("xlsx"), (xml, far)))


def test_more_columns_than_any_export_has(workbook: Callable[..., Path]) -> None:
    with pytest.raises(IntakeError, match='ark "forloeb": tabellen har 16000 kolonner'):
        checked(workbook({"forloeb": [[f"k{number}" for number in range(16_000)]] * 3}))


# --- Damage ----------------------------------------------------------------------------------------------------


def test_a_bomb_by_its_declared_size(minimal: Callable[..., Path]) -> None:
    path = minimal("xlsx")
    xml = zipfile.ZipFile(path).read(FIRST).decode()
    with pytest.raises(IntakeError, match="pakker ud til 100 MB"):
        checked(altered(path, (xml, xml + " " * (100 << 20))))


def test_a_bomb_that_lies_about_its_size(minimal: Callable[..., Path]) -> None:
    path = minimal("xlsx")
    xml = zipfile.ZipFile(path).read(FIRST).decode()
    altered(path, (xml, xml + " " * (100 << 20)))
    size = (len(xml.encode()) + (100 << 20)).to_bytes(4, "little")
    data = path.read_bytes()
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (50_000).to_bytes(4, "little")))
    with pytest.raises(IntakeError, match="beskadiget"):
        checked(path)


@pytest.mark.parametrize("part", [FIRST, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"])
def test_xml_that_breaks_off(minimal: Callable[..., Path], part: str) -> None:
    path = minimal("xlsx")
    text = zipfile.ZipFile(path).read(part).decode()
    try:
        checked(altered(path, (text, text[: len(text) // 2]), part=part))
    except IntakeError as fault:
        assert "Lav udtrækket igen" in str(fault)  # noqa: PT017 - some parts can be done without


def test_a_workbook_without_sheets(minimal: Callable[..., Path]) -> None:
    path = minimal("xlsx")
    text = zipfile.ZipFile(path).read("xl/workbook.xml").decode()
    sheets = re.search(r"<sheets>.*</sheets>", text)
    assert sheets
    with pytest.raises(IntakeError, match="har ingen ark"):
        checked(altered(path, (sheets[0], "<sheets/>"), part="xl/workbook.xml"))


def test_strict_ooxml(minimal: Callable[..., Path]) -> None:
    path = minimal("xlsx")
    for part in ("xl/workbook.xml", FIRST, "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        old = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        altered(path, (old, "http://purl.oclc.org/ooxml/spreadsheetml/main"), part=part)
    is_minimal(checked(path))


# --- Sheets ----------------------------------------------------------------------------------------------------


def test_quirk_08_three_sheets(workbook: Callable[..., Path]) -> None:
    reading = checked(workbook({**MINIMAL, "Vejledning": [["Sådan bruges arket"], ["Ring til Bo"]]}))
    is_minimal(reading)
    assert [(sheet.ark, sheet.tabeller, bool(sheet.note)) for sheet in reading.sheets] == [
        ("forloeb", ("forloeb",), False),
        ("samtaler", ("samtaler",), False),
        ("Vejledning", (), True),
    ]


def test_quirk_33_hidden_rows_columns_and_sheets_are_data(tmp_path: Path) -> None:
    path = tmp_path / "udtraek.xlsx"
    book = xlsxwriter.Workbook(path)
    for title, rows in MINIMAL.items():
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if title == "forloeb":
            sheet.autofilter(0, 0, 2, 5)
            sheet.filter_column(0, "x == F1")
            sheet.set_row(2, options={"hidden": True})
            sheet.set_column(3, 4, options={"hidden": True})
        else:
            sheet.hide()
    book.close()
    reading = checked(path)
    is_minimal(reading)
    assert found(reading, "RT-F01") == [
        "1 skjult række og 2 skjulte kolonner er læst med.",
        "Arket er skjult i Excel. Det er læst med.",
    ]
    assert found(reading, "RT-F02") == ["Et filter i Excel er slået til. Alle rækker er læst."]


def test_a_filter_without_a_condition_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "udtraek.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("forloeb")
    for number, row in enumerate(CASE_ROWS):
        sheet.write_row(number, 0, row)
    sheet.autofilter(0, 0, 2, 5)
    book.close()
    assert not {"RT-F01", "RT-F02"} & set(found(checked(path)))


def test_quirk_35_formulas_with_and_without_a_value(tmp_path: Path) -> None:
    path = tmp_path / "udtraek.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in CASE_ROWS:
        sheet.append(row)
    sheet["C2"], sheet["C3"] = '="Åse"', "=#REF!"
    book.save(path)
    reading = checked(path)
    assert rows_of(reading, "forloeb", "navn") == [(None,), (None,)]
    assert found(reading, "RT-F07") == ["2 celler er formler uden gemt værdi og er læst som tomme."]


def test_quirk_35_a_formula_with_its_value(tmp_path: Path) -> None:
    path = tmp_path / "udtraek.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("forloeb")
    for number, row in enumerate(CASE_ROWS):
        sheet.write_row(number, 0, row)
    sheet.write_formula("C2", '="Åse "&"Sørensen"', None, "Åse Sørensen")
    sheet.write_formula("C3", '="Jens "&"Bæk"', None, "Jens Bæk")
    book.close()
    reading = checked(path)
    assert rows_of(reading, "forloeb", "navn") == [("Åse Sørensen",), ("Jens Bæk",)]
    assert not found(reading, "RT-F07")


def test_error_cells_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "udtraek.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("forloeb")
    for number, row in enumerate(CASE_ROWS):
        sheet.write_row(number, 0, row)
    sheet.write_formula("F2", "=NA()", None, "#N/A")
    sheet.write_string("F3", "########")
    book.close()
    reading = checked(path)
    assert rows_of(reading, "forloeb", "sagsbehandler") == [(None,), (None,)]
    assert len(found(reading, "RT-F08")) == 2


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_of_both_calendars(tmp_path: Path, since_1904: bool) -> None:  # noqa: FBT001
    path = tmp_path / "udtraek.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": since_1904, "default_date_format": "dd-mm-yyyy"})
    sheet = book.add_worksheet("forloeb")
    sheet.write_row(0, 0, CASE_ROWS[0])
    for number, row in enumerate(CASE_ROWS[1:], start=1):
        sheet.write_row(number, 0, row)
        sheet.write_datetime(number, 4, datetime.strptime(row[4], "%d-%m-%Y"))  # noqa: DTZ007
    book.close()
    is_minimal(checked(path))


def test_merged_cells_have_one_value(tmp_path: Path) -> None:
    path = tmp_path / "udtraek.xlsx"
    book = openpyxl.Workbook()
    for row in CASE_ROWS:
        book.active.append(row)
    book.active.merge_cells("F2:F3")
    book.save(path)
    assert rows_of(checked(path), "forloeb", "sagsbehandler") == [("Bo Kjær",), (None,)]


# --- HTML and XML that are called .xls -------------------------------------------------------------------------


def html(rows: list[list[Any]], *, head: str = "", mark: str = "td") -> str:
    lines = "".join("<tr>" + "".join(f"<{mark}>{cell}</{mark}>" for cell in row) + "</tr>" for row in rows)
    return f"<html><head>{head}</head><body><table>{lines}</table></body></html>"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_quirk_31_html_that_is_called_xls(text_file: Callable[..., Path], encoding: str) -> None:
    page = html(CASE_ROWS, head=f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">')
    reading = checked(text_file(page, name="forloeb.xls", encoding=encoding))
    is_minimal(reading)
    assert [sheet.kodning for sheet in reading.sheets] == ["HTML"]


def test_quirk_31_cells_over_several_columns_and_rows(text_file: Callable[..., Path]) -> None:
    page = html(CASE_ROWS[:1], mark="th").replace("</table></body></html>", "")
    page += (
        "<tr><td>F1<td>B1<td>Åse&nbsp;S&oslash;rensen<td>6.1<td>02-07-2018<td rowspan=2>Bo<br>Kjær"
        "<tr><td>F2<td colspan=2>B2<td>6.10<td>03-08-2018"
        "<tr><td colspan=999999999>I alt</table>"
    )
    reading = checked(text_file(page, name="forloeb.xls"))
    assert rows_of(reading, "forloeb", "forloeb_id", "navn", "maalgruppe", "sagsbehandler") == [
        ("F1", "Åse Sørensen", "6.1", "Bo\nKjær"),
        ("F2", None, "6.10", None),
    ]
    assert codes(reading) == [(4, "RT-R02")]


def test_quirk_31_several_tables_and_one_around_them(text_file: Callable[..., Path]) -> None:
    inner = [html(rows).split("<body>")[1].split("</body>")[0] for rows in (CASE_ROWS, INTERVIEW_ROWS)]
    page = f"<html><table><tr><td>{inner[0]}</td><td>{inner[1]}</td></tr></table></html>"
    reading = checked(text_file(page, name="udtræk.xls"))
    is_minimal(reading)
    assert [sheet.ark for sheet in reading.sheets] == ["Tabel 1", "Tabel 2"]


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="forloeb"><Table>{rows}</Table></Worksheet></Workbook>"""


def xml_rows(rows: list[list[Any]]) -> str:
    return "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in rows
    )


def test_xml_of_2003_with_cells_left_out(text_file: Callable[..., Path]) -> None:
    rows = xml_rows(CASE_ROWS[:1]) + (
        '<Row ss:Index="4" ss:Hidden="1"><Cell><Data ss:Type="String">F1</Data></Cell>'
        '<Cell ss:MergeAcross="1"><Data ss:Type="String">B1</Data></Cell><Cell><Data ss:Type="Number">6.1</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2018-07-02T00:00:00.000</Data></Cell>'
        '<Cell ss:Index="7"><Data ss:Type="Error">#N/A</Data></Cell></Row>'
    )
    reading = checked(text_file(XML.format(rows=rows), name="forloeb.xls"))
    assert rows_of(reading, "forloeb", "navn", "maalgruppe", "startdato", "kilde_raekke") == [
        (None, "6.1", date(2018, 7, 2), 4)
    ]
    assert {"RT-F01", "RT-F08"} <= set(found(reading))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (XML.format(rows='<Row ss:Index="99999999"/>'), "uden for arket"),
        (
            XML.format(
                rows=xml_rows(CASE_ROWS) + '<Row ss:Index="1000000"><Cell ss:Index="9000"><Data>x</Data></Cell></Row>'
            ),
            "spredt over",
        ),
        (XML.format(rows=xml_rows(CASE_ROWS))[:-40], "beskadiget"),
        ('<?xml version="1.0"?><faktura/>', "web- eller XML-side"),
        ('<?xml version="1.0"?><Workbook/>', "har ingen ark"),
        ("<html><body><p>Adgang nægtet</p></body></html>", "web- eller XML-side uden en tabel"),
        ("<html></html>", "web- eller XML-side uden en tabel"),
        ("<!doctype html>", "web- eller XML-side uden en tabel"),
        ("<table></table>", "web- eller XML-side uden en tabel"),
        ("<table><tr><td>x</td></tr></table>" * 201, "siden har 201 tabeller"),
    ],
)
def test_markup_that_is_no_table(text_file: Callable[..., Path], text: str, message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        checked(text_file(text, name="forloeb.xls"))


def test_xml_that_would_read_other_files(text_file: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "hemmelig.txt").write_text("hemmeligt")
    bomb = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "ha"><!ENTITY fil SYSTEM "file://{tmp_path}/hemmelig.txt">{bomb}]>'
    rows = xml_rows([*CASE_ROWS, ["F3", "B3", "&fil;&a9;", "6.1", "03-08-2018", "Ida"]])
    text = XML.format(rows=rows).replace("<?mso-application", f"{doctype}<?mso-application")
    try:
        reading = checked(text_file(text, name="forloeb.xls"))
    except IntakeError as fault:
        assert "beskadiget" in str(fault)  # noqa: PT017 - either is right
    else:
        assert rows_of(reading, "forloeb", "navn")[2] == (None,)


def test_an_ods_that_is_written_with_indents_is_to_be_saved_as_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "indrykket.ods"
    with zipfile.ZipFile(DATA / "udtraek.ods") as given, zipfile.ZipFile(path, "w") as written:
        for name in given.namelist():
            text = given.read(name)
            written.writestr(name, text.replace(b"><", b">\n  <") if name == "content.xml" else text)
    with pytest.raises(IntakeError, match=r"indrykket\.ods: .*gem den som \.xlsx"):
        checked(path)
