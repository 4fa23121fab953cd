"""Text files as they really come: marks, encodings, delimiters, quotes (`formats.md` § 5.1)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from rettid.errors import IntakeError, UsageError
from tests.quirks.conftest import CASE_ROWS, as_text, checked, codes, found, is_minimal, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = as_text(CASE_ROWS)


def test_the_minimal_export_in_each_shape(minimal: Callable[..., Path]) -> None:
    for shape in ("csv", "xlsx"):
        is_minimal(checked(minimal(shape)))


# --- Encodings -------------------------------------------------------------------------------------------------


def test_quirk_01_utf8_with_a_mark(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(CASE_ROWS, encoding="utf-8-sig"))
    is_minimal(reading)
    assert [(sheet.kodning, sheet.skilletegn) for sheet in reading.sheets] == [("UTF-8 (BOM)", ";")]


def test_quirk_02_windows_1252(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(CASE_ROWS, encoding="cp1252"))
    is_minimal(reading)
    assert [sheet.kodning for sheet in reading.sheets] == ["Windows-1252"]
    assert "RT-F04" not in found(reading)


def test_quirk_02_curly_quotes_do_not_make_it_cp850(text_file: Callable[..., Path]) -> None:
    rows = [*CASE_ROWS, ["F3", "B3", "D’Angelo – ’t Hooft’s", "6.1", "04-08-2018", "O’Brien"]]
    reading = checked(text_file(rows, encoding="cp1252"))
    assert [sheet.kodning for sheet in reading.sheets] == ["Windows-1252"]
    assert rows_of(reading, "forloeb", "navn")[2] == ("D’Angelo – ’t Hooft’s",)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_quirk_03_utf16_with_tabs(text_file: Callable[..., Path], encoding: str) -> None:
    reading = checked(text_file(CASE_ROWS, encoding=encoding, delimiter="\t"))
    is_minimal(reading)
    assert [(sheet.kodning, sheet.skilletegn) for sheet in reading.sheets] == [("UTF-16", "\t")]
    assert ("RT-F04" in found(reading)) == (encoding != "utf-16"), "uden mærke er det et gæt, der skal siges"


@pytest.mark.parametrize("wrongly", ["cp1252", "latin-1"])
def test_quirk_04_letters_encoded_twice_are_mended_and_told(text_file: Callable[..., Path], wrongly: str) -> None:
    twice = TEXT.encode().decode(wrongly)
    assert "Ã¸" in twice
    reading = checked(text_file(twice))
    is_minimal(reading)
    assert found(reading, "RT-F04") == ["5 bogstaver var kodet to gange (»Ã¸« for »ø«) og er rettet."]


def test_quirk_04_one_part_in_each_encoding(text_file: Callable[..., Path]) -> None:
    """Two exports put after each other by hand: UTF-8 first, then Windows-1252."""
    head, _, rest = TEXT.partition("F2")
    reading = checked(text_file(head.encode() + ("F2" + rest).encode("cp1252")))
    is_minimal(reading)
    assert found(reading, "RT-F04")


def test_cp850_is_seen_by_its_letters_and_told(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(CASE_ROWS, encoding="cp850"))
    is_minimal(reading)
    assert [sheet.kodning for sheet in reading.sheets] == ["cp850"]
    assert "cp850" in found(reading, "RT-F04")[0]


def test_the_user_decides_the_encoding(text_file: Callable[..., Path]) -> None:
    path = text_file(TEXT.replace("Åse", "Ase"), encoding="cp850")
    reading = checked(path, kodning="cp1252")
    assert rows_of(reading, "forloeb", "sagsbehandler")[0] == ("Bo Kj‘r",)
    assert [sheet.kodning for sheet in reading.sheets] == ["Windows-1252"]
    is_minimal(checked(text_file(CASE_ROWS, encoding="cp850"), kodning="CP850"))
    with pytest.raises(IntakeError, match=r"ikke skrevet i UTF-8 \(byte \d+\).*--kodning"):
        checked(path, kodning="utf-8")
    for wrong in ("dansk", "base64", "", "ascii", "a\0b"):
        with pytest.raises(UsageError, match="er ikke en tegnkodning"):
            checked(path, kodning=wrong)


def test_letters_in_two_parts_from_a_mac(text_file: Callable[..., Path], workbook: Callable[..., Path]) -> None:
    apart = [[unicodedata.normalize("NFD", cell) for cell in row] for row in CASE_ROWS]
    assert apart != CASE_ROWS
    reading = checked(text_file(apart))
    assert rows_of(reading, "forloeb", "navn")[0] == ("Åse Sørensen",)
    assert rows_of(checked(workbook({"forloeb": apart})), "forloeb", "navn")[0] == ("Åse Sørensen",)


def test_characters_that_can_not_be_seen(text_file: Callable[..., Path]) -> None:
    dirty = (
        TEXT.replace("Åse Sørensen", "\u200bÅse\u00a0Sørensen\x07")
        .replace("B1", "B1\x00")
        .replace("forloeb_id", "\ufeffforloeb_id\u00ad")
    )
    reading = checked(text_file(dirty))
    is_minimal(reading)
    assert found(reading, "RT-F05") == ["5 usynlige tegn er fjernet eller lavet til mellemrum."]


def test_the_same_in_a_workbook(workbook: Callable[..., Path]) -> None:
    rows = [[cell.replace(" ", "\u00a0") + "\u200b" for cell in row] for row in CASE_ROWS]
    reading = checked(workbook({"forloeb": rows}))
    is_minimal(reading)
    assert "usynlige tegn" in found(reading, "RT-F05")[0]


# --- Delimiters and lines --------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_quirk_05_the_first_line_names_the_delimiter(text_file: Callable[..., Path], mark: str) -> None:
    reading = checked(text_file(f"sep={mark}\r\n" + as_text(CASE_ROWS, mark)))
    is_minimal(reading)
    assert [(sheet.skilletegn, sheet.overskriftsraekke) for sheet in reading.sheets] == [(mark, 2)]
    assert rows_of(reading, "forloeb", "kilde_raekke") == [(3,), (4,)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_way_to_end_a_line(text_file: Callable[..., Path], newline: str) -> None:
    is_minimal(checked(text_file(CASE_ROWS, newline=newline)))


@pytest.mark.parametrize("end", [";", ";;;", "; ;"])
def test_delimiters_at_the_end_of_every_line(text_file: Callable[..., Path], end: str) -> None:
    is_minimal(checked(text_file(TEXT.replace("\r\n", end + "\r\n"))))


def test_a_row_of_another_length_is_set_aside(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(TEXT + "F3;B3;Bo\r\nF4;B4;Ib;6.1;04-08-2018;Ida;mere;og mere\r\n"))
    assert codes(reading) == [(4, "RT-R04"), (5, "RT-R04")]


# --- Quotes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        'Jens "Bo" Hansen',
        '"Bo" Hansen',
        'Bo "',
        '5" skærm',
        'a"b"c"',
        "O'Brien",
        "'Bo'",
        "d'Angelo's",
        'Bo "Ib',
        '""',
    ],
)
@pytest.mark.parametrize("again", [1, 2])
def test_a_quote_inside_a_field_is_a_letter(text_file: Callable[..., Path], name: str, again: int) -> None:
    """Written by hand, without the quoting a program would give it."""
    more = [f"F{number};B{number};{name};6.1;04-08-2018;Ida\r\n" for number in range(3, 3 + again)]
    after = "F9;B9;Ib;6.1;04-08-2018;Ida\r\n"
    reading = checked(text_file(TEXT + "".join(more) + after))
    names = [row[0] for row in rows_of(reading, "forloeb", "navn")]
    wanted = None if name == '""' else name
    assert names == ["Åse Sørensen", "Jens Bæk", *([wanted] * again), "Ib"]
    assert not reading.set_aside.height


def test_a_field_over_several_lines(text_file: Callable[..., Path]) -> None:
    rows = [
        *CASE_ROWS,
        ["F3", "B3", 'Bo; "Ib"\r\n\r\nHansen', "6.1", "04-08-2018", "Ida"],
        ["F4", "B4", 'x"y', "6.1", "05-08-2018", "Ida"],
    ]
    reading = checked(text_file(rows))
    assert rows_of(reading, "forloeb", "navn")[2:] == [('Bo; "Ib"\r\n\r\nHansen',), ('x"y',)]
    assert rows_of(reading, "forloeb", "kilde_raekke") == [(2,), (3,), (4,), (5,)]


def test_lines_and_stray_quotes_together(text_file: Callable[..., Path]) -> None:
    more = 'F3;B3;"Bo\r\nIb";6.1;04-08-2018;Ida\r\nF4;B4;5" skærm;6.1;04-08-2018;Ida\r\nF5;B5;"Bo" Ib;6.1;04-08-2018;"Ida\r\nHøj"\r\n'
    reading = checked(text_file(TEXT + more))
    assert rows_of(reading, "forloeb", "navn", "sagsbehandler")[2:] == [
        ("Bo\r\nIb", "Ida"),
        ('5" skærm', "Ida"),
        ('"Bo" Ib', "Ida\r\nHøj"),
    ]


@pytest.mark.parametrize("more", [0, 1, 40])
def test_a_quote_that_is_not_closed_is_told_with_its_row(text_file: Callable[..., Path], more: int) -> None:
    after = "".join(f'F{number};B{number};"Bo";6.1;04-08-2018;Ida\r\n' for number in range(10, 10 + more))
    with pytest.raises(IntakeError, match="anførselstegnet i række 4 bliver ikke lukket"):
        checked(text_file(TEXT + 'F3;B3;"Bo;6.1;04-08-2018;Ida\r\n' + after))


@pytest.mark.parametrize("cell", ['="F1"', '"=""F1"""'])
def test_quirk_35_a_formula_around_a_value_does_not_shift_the_fields(text_file: Callable[..., Path], cell: str) -> None:
    reading = checked(text_file(TEXT.replace("F1;", cell + ";")))
    assert rows_of(reading, "forloeb", "navn")[0] == ("Åse Sørensen",)
    assert sum(sheet.raekker_laest for sheet in reading.sheets) == 2


def test_quirk_35_cells_that_begin_as_formulas_are_read_as_they_stand(text_file: Callable[..., Path]) -> None:
    rows = [
        *CASE_ROWS,
        ["F3", "B3", "@Bo", "6.1", "04-08-2018", "=1+1"],
        ["F4", "B4", "-Ib", "6.1", "04-08-2018", "+45"],
    ]
    reading = checked(text_file(rows))
    assert rows_of(reading, "forloeb", "navn", "sagsbehandler")[2:] == [("@Bo", "=1+1"), ("-Ib", "+45")]


# --- Too little, too much --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "filen er tom"),
        (b"\xef\xbb\xbf", "filen er tom"),
        (b"\r\n \t\r\n", "filen er tom"),
        (b"\x00" * 5000, "filen er tom"),
        (as_text(CASE_ROWS[:1]).encode(), "overskrifter, men ingen rækker"),
        (as_text(CASE_ROWS[:1]).encode().rstrip(), "overskrifter, men ingen rækker"),
    ],
)
def test_quirk_37_nothing_in_it(text_file: Callable[..., Path], text: bytes, message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        checked(text_file(text))


def test_quirk_37_a_header_beside_a_full_file(minimal: Callable[..., Path]) -> None:
    from tests.quirks.conftest import INTERVIEW_ROWS  # noqa: PLC0415

    reading = checked(minimal(tables={"forloeb": CASE_ROWS, "samtaler": INTERVIEW_ROWS[:1]}))
    assert reading.tables.supplied("samtaler")
    assert reading.tables["samtaler"].collect().height == 0


@pytest.mark.parametrize("number", [249, 250, 251, 1000])
def test_quirk_30_just_as_many_rows_as_a_page(text_file: Callable[..., Path], number: int) -> None:
    rows = [CASE_ROWS[0], *([f"F{at}", f"B{at}", "Bo", "6.1", "02-07-2018", "Ida"] for at in range(number))]
    reading = checked(text_file(rows))
    assert bool(found(reading, "RT-F03")) == (number in {250, 1000})
    assert sum(sheet.raekker_laest for sheet in reading.sheets) == number


def test_more_columns_than_any_export_has(text_file: Callable[..., Path]) -> None:
    wide = ";".join(f"k{number}" for number in range(100_000))
    with pytest.raises(IntakeError, match=r"100000 felter i en linje.*højst 2000"):
        checked(text_file(wide + "\r\n" + wide + "\r\n"))


def test_error_texts_of_excel_are_no_data(text_file: Callable[..., Path]) -> None:
    rows = [
        *CASE_ROWS,
        ["F3", "B3", "#I/T", "6.1", "########", "#VÆRDI!"],
        ["F4", "B4", "#1 Bo", "6.1", "04-08-2018", "#"],
    ]
    reading = checked(text_file(rows))
    assert rows_of(reading, "forloeb", "navn", "startdato", "sagsbehandler")[2] == (None, None, None)
    assert rows_of(reading, "forloeb", "navn")[3] == ("#1 Bo",)
    assert found(reading, "RT-F08") == [
        "3 celler har en fejlværdi (#I/T, #VÆRDI!, ######## eller lignende) og er læst som tomme."
    ]


def test_the_same_file_twice_is_read_once(text_file: Callable[..., Path]) -> None:
    once, again = text_file(CASE_ROWS), text_file(CASE_ROWS, name="forloeb (1).csv")
    reading = checked(once, again)
    is_minimal(reading)
    assert [file.navn for file in reading.files] == ["forloeb.csv"]
    assert found(reading, "RT-F11") == ["forloeb (1).csv har samme indhold og er ikke læst igen."]


def test_a_stray_cell_far_below(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(TEXT + "\r\n" * 50_000 + ";;x;;;\r\n"))
    assert rows_of(reading, "forloeb", "forloeb_id") == [("F1",), ("F2",)]
    assert codes(reading) == [(50_004, "RT-R13")]
    assert sum(sheet.raekker_laest for sheet in reading.sheets) == 3
