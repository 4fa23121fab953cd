"""The catalogue of free places (`rettid.catalogue`): read as it is kept, refused where a row would change the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from rettid.catalogue import HEADERS, read_catalogue
from rettid.errors import IntakeError
from rettid.needs import PLACE_SCHEMA
from tests.asking import on

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "Navn;Målgruppe;Aldersgruppe;Pladser;Fra;Til;Slags;Udbyder;Følsom"


def catalogue(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "katalog.csv"
    file.write_bytes(text.encode(encoding))
    return file


def refusal(folder: Path, text: str) -> list[str]:
    """The lines of the refusal of a catalogue with this text."""
    with pytest.raises(IntakeError) as refused:
        read_catalogue(catalogue(folder, text))
    return str(refused.value).splitlines()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_catalogue_as_it_is_kept(tmp_path: Path, encoding: str) -> None:
    text = (
        "Katalog pr. 1. september\n\nNavn;Målgruppe;Aldersgruppe;Pladser i alt;Ledige pladser;Ledig fra;Til;Udbyder;Følsom\n"
        "Virksomhedsrettet;Dagpenge;u30;20;12;;;Jobcenter;nej\n"
        "KarrierePAS;6.1 og 6.2;under 30, 30-49;10;8;03-09-2018;31-12-2018;AS3;\n"
        "Træning;;50 og derover;5;5;;;;ja\n\nI alt;;;35;25;;;;\n"
    )
    read = read_catalogue(catalogue(tmp_path, text, encoding))
    assert read.places.schema == PLACE_SCHEMA
    assert read.places.select("navn", "maalgruppe", "aldersgruppe", "pladser", "foelsom").rows() == [
        ("Virksomhedsrettet", ["6.1"], ["under 30"], 12, False),
        ("KarrierePAS", ["6.1", "6.2"], ["under 30", "30-49"], 8, False),
        ("Træning", None, ["50+"], 5, True),
    ]
    assert read.places.select("fra", "til", "udbyder").row(1) == (on("2018-09-03"), on("2018-12-31"), "AS3")
    assert (read.fil, len(read.sha256)) == ("katalog.csv", 64)
    assert read.noter == (
        "katalog.csv: kolonner, der ikke er læst: Pladser i alt.",
        "katalog.csv: rækker med en sum, der ikke er læst: 1.",
    )


def test_a_workbook_whose_second_sheet_is_the_catalogue(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Vejledning"])
    sheet = book.create_sheet("Tilbud")
    sheet.append(["navn", "pladser", "fra"])
    sheet.append(["Praktik", 4, on("2018-09-03")])
    sheet.append(["Kursus", "fire", None])
    book.save(tmp_path / "tilbud.xlsx")
    with pytest.raises(IntakeError, match=r'tilbud\.xlsx, ark "Tilbud", række 3, "pladser": "fire" er ikke et helt'):
        read_catalogue(tmp_path / "tilbud.xlsx")
    sheet["B3"] = 0
    book.save(tmp_path / "tilbud.xlsx")
    assert read_catalogue(tmp_path / "tilbud.xlsx").places.select("navn", "pladser", "fra").rows() == [
        ("Praktik", 4, on("2018-09-03")),
        ("Kursus", 0, None),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A;;;mange;;;;;", '"Pladser": "mange" er ikke et helt antal pladser.'),
        ("A;;;-1;;;;;", '"Pladser": "-1" er ikke et helt antal pladser.'),
        ("A;;;2,5;;;;;", '"Pladser": "2,5" er ikke et helt antal pladser.'),
        ("A;;;;;;;;", '"Pladser": cellen er tom. Skriv antallet af ledige pladser, 0 hvis der ingen er.'),
        (";6.1;;3;;;;;", '"Navn": cellen er tom, og alle tilbud skal have et navn.'),
        ("A;9.9;;3;;;;;", '"Målgruppe": "9.9" er ikke en målgruppe, nogen kender. Skriv for eksempel 6.1.'),
        (
            "A;6.1 og 9.9;;3;;;;;",
            '"Målgruppe": "6.1 og 9.9" er ikke en målgruppe, nogen kender. Skriv for eksempel 6.1.',
        ),
        ("A;;unge;3;;;;;", '"Aldersgruppe": "unge" er ikke en aldersgruppe. Skriv under 30, 30-49, 50+.'),
        ("A;;;3;31-02-2018;;;;", '"Fra": "31-02-2018" er ikke en dato. Skriv for eksempel 31-12-2018.'),
        ("A;;;3;02-09-2018;01-09-2018;;;", '"Til": "01-09-2018" er før den første dag.'),
        ("A;;;3;;;;;måske", '"Følsom": "måske" er hverken ja eller nej.'),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(tmp_path: Path, row: str, said: str) -> None:
    assert refusal(tmp_path, f"{HEADER}\nB;;;1;;;;;\n{row}\n") == [
        f"katalog.csv, række 3, {said}",
        "Ret kataloget, og kør igen.",
    ]


def test_faults_stand_in_the_order_of_the_file_and_are_counted(tmp_path: Path) -> None:
    lines = refusal(tmp_path, f"{HEADER}\n" + "A;;unge;mange;;;;;\n" * 7)
    assert [line.split(", ")[1] for line in lines[:4]] == ["række 2", "række 2", "række 3", "række 3"]
    assert lines[10:] == ["Og 4 fejl mere.", "Ret kataloget, og kør igen."]


def test_a_number_of_a_person_is_not_repeated(tmp_path: Path) -> None:
    assert "610180" not in "".join(refusal(tmp_path, f"{HEADER}\nA;610180-1234;;3;;;;;\n"))


def test_a_misspelt_column_is_not_missed_silently(tmp_path: Path) -> None:
    """Without its ages the place would be everybody's."""
    assert refusal(tmp_path, "Navn;Aldergruppe;Pladser\nA;under 30;3\n") == [
        (
            'katalog.csv, række 1: kolonnen "Aldergruppe" kendes ikke; mente du "aldersgruppe"? '
            "Ret overskriften, eller giv kolonnen et helt andet navn."
        )
    ]


def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    (line,) = refusal(tmp_path, "a;b\n1;2\n")
    assert line.startswith("katalog.csv: ingen række har overskrifterne navn og pladser.")
    with pytest.raises(IntakeError, match=r"findes ikke"):
        read_catalogue(tmp_path / "væk.csv")


def test_target_groups_of_the_export_are_known_too(tmp_path: Path) -> None:
    file = catalogue(tmp_path, "Navn;Målgruppe;Pladser\nA;LY-særlig;3\n")
    assert read_catalogue(file, ["LY-særlig"]).places["maalgruppe"].to_list() == [["LY-særlig"]]
    with pytest.raises(IntakeError, match="LY-særlig"):
        read_catalogue(file)


def test_a_catalogue_without_rows_has_no_places(tmp_path: Path) -> None:
    read = read_catalogue(catalogue(tmp_path, HEADER + "\n"))
    assert (read.places.schema, read.places.height) == (PLACE_SCHEMA, 0)
    assert set(HEADERS) == set(PLACE_SCHEMA)
