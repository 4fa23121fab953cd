"""A register as people write it: TOML or Excel, and everything that can be wrong with it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.asking import on
from tests.cli.asking import ask, refused
from tests.targets.asking import asked, rows, target

if TYPE_CHECKING:
    from pathlib import Path

SHEETS: dict[str, list[list[Any]]] = {
    "Områder": [["Handlingsplan 2008"], [], ["Nr.", "Indsatsområde", "Varslet"], [1, "Flere i arbejde", 2]],
    "Initiativer": [
        ["Nr.", "Initiativ", "Indsatsområde", "Lovet start", "Startet", "Deltagere", "Budget", "Kontaktperson"],
        ["1.1", "Kørekort", 1, date(2008, 1, 1), date(2008, 2, 15), 12, "1,5 mill. kr.", "Ida"],
    ],
    "Mål": [
        ["Nr.", "Mål", "Initiativ", "Værdi", "Måleenhed", "Periode", "Nået", "Opgjort pr.", "Kilde"],
        ["M1", "Forløb i match 3 og 4", "1.1", "mindst 200", "forløb", 2008, 80, date(2008, 6, 30), "linje 118"],
        [None, "Graden", None, "52,4", "pct.", "2008", "52,38", None, None],
        ["M3", "Pladser", None, "x", None, None, None, None, None],
    ],
    "Løfter": [["Hvem", "Løfte", "Givet", "Lovet"], ["Køge", "Lovens krav", date(2018, 8, 8), "6 måneder"]],
    "Noter": [["Husk mødet på mandag"]],
}


def book(folder: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, cells in sheets.items():
        sheet = made.create_sheet(name)
        for row in cells:
            sheet.append(row)
    made.save(folder / "maal.xlsx")
    return folder / "maal.xlsx"


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))


def test_a_workbook_says_the_same_as_a_text(tmp_path: Path) -> None:
    path = book(tmp_path, SHEETS)
    targets = rows(tmp_path, path, "--pr", "2008-06-30")
    told = [[row[name] for name in ("maal", "navn", "vaerdi", "naaet", "pr", "status", "kilde")] for row in targets]
    assert told == [
        ["M1", "Forløb i match 3 og 4", "mindst 200", 80, "2008-06-30", "bagud", "linje 118"],
        ["Graden", "Graden", "52,4", 52.38, "2008-06-30", "bagud", ""],
        ["M3", "Pladser", "x", None, None, "mål ikke fastsat", ""],
    ]
    (initiative,) = rows(tmp_path, path, "--pr", "2008-06-30", tabel="initiativer")
    assert (initiative["startet"], initiative["budget"], initiative["bemaerkning"]) == (
        "2008-02-15",
        1_500_000,
        "45 dage for sent",
    )
    (promise,) = rows(tmp_path, path, "--pr", "2008-06-30", tabel="loefter")
    assert promise["lovet"] == "2019-02-08"
    told_screen = asked(tmp_path, path, "--pr", "2008-06-30").screen
    for words in (
        "kolonner, der ikke er brugt: Kontaktperson.",
        'ark "Noter" er ikke læst',
        "der er varslet 2 initiativer, og 1 er opregnet",
    ):
        assert words in told_screen


def test_maal_toml_in_the_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused(ask("targets", "--pr", "2018-12-31"), "--maal-fil", "maal.toml")
    (tmp_path / "maal.toml").write_text(target(vaerdi="200"), encoding="utf-8")
    assert "Et mål" in ask("targets", "--pr", "2018-12-31").screen


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["maal.toml", "ingen mål, initiativer eller løfter", "[[maal]]"]),
        ('[[maal]\nnavn = "a"', ["maal.toml, linje 1", "ikke gyldig TOML"]),
        ('[[maaal]]\nnavn = "a"', ["linje 1", '"maaal"', 'Mente du "maal"?']),
        ('\n[[maal]]\nnavn = "a"\nvaerdien = "3"', ["linje 2", '"vaerdien"', 'Mente du "vaerdi"?']),
        ('maal = "80"', ['"maal" skal være rækker', "[[maal]]"]),
        ('[[maal]]\nnavn = "a"', ["linje 1, Værdi", "mangler", "x hvis det ikke er fastsat"]),
        ('[[maal]]\nvaerdi = "3"', ["linje 1, Mål", "mangler"]),
        ('[[maal]]\nnavn = "a"\nvaerdi = "bedre"', ['Værdi: "bedre"', "mangler et tal"]),
        ('[[maal]]\nnavn = "a"\nvaerdi = "0,524"\nmaaleenhed = "pct."', ["under 1 pct.", "52,4 pct."]),
        ('[[maal]]\nnavn = "a"\nvaerdi = "80 pct."\nnaaet = 0.7', ['Nået: "0,7"', "formateret som procent"]),
        ('[[maal]]\nnavn = "a"\nvaerdi = "3"\nnaaet = "mange"', ['Nået: "mange"', "er ikke et tal"]),
        ('[[maal]]\nnavn = "a"\nvaerdi = "3"\nnaaet = "4 af 0"', ["0 som nævner"]),
        ('[[maal]]\nnavn = "a"\nvaerdi = "3"\nperiode = "efteråret"', ['Periode: "efteråret"', "2018H2"]),
        (
            '[[maal]]\nnavn = "a"\nvaerdi = "3"\nberegnes = "R7"',
            ['Beregnes: "R7"', "R1, RP, tilbud", "aktiveringsgrad/grad-12"],
        ),
        ('[[maal]]\nnavn = "a"\nvaerdi = "3"\nberegnes = "afgan"', ['Mente du "afgang"?']),
        (
            '[[maal]]\nnavn = "a"\nvaerdi = "3"\nberegnes = "tilbud"\ntilbudstyper = "praktik"',
            ['"praktik"', "kendes ikke"],
        ),
        ('[[maal]]\nnavn = "a"\nvaerdi = "3"\naldersgrupper = "over 50"', ['"over 50"', "50+"]),
        ('[[maal]]\nnavn = "a"\nvaerdi = "3"\ninitiativ = "7"', ['Initiativ: "7" findes ikke i filen']),
        (
            '[[maal]]\nid = "1"\nnavn = "a"\nvaerdi = "3"\n[[maal]]\nid = "1"\nnavn = "b"\nvaerdi = "3"',
            ["linje 1", "linje 5", "står 2 gange"],
        ),
        ('[[loefte]]\nnavn = "a"\nlovet = "6 måneder"', ["Lovet", "Givet"]),
        ('[[loefte]]\nnavn = "a"\nlovet = "snarest"', ['Lovet: "snarest"', "er ikke en dag"]),
        ('[[loefte]]\nnavn = "a"\nlovet = "31-02-2018"', ['"31-02-2018"', "er ikke en dag"]),
        (
            '[[initiativ]]\nnavn = "a"\nlovet = "2018K3"\nbudget = "mange penge"',
            ['Budget: "mange penge"', "1,5 mill. kr."],
        ),
        ('[[maal]]\nnavn = "Ida 610180-1234"\nvaerdi = "3"', ["linje 1", "ligner et CPR-nummer"]),
        (
            'enheder = ["Nord"]\n[[maal]]\nnavn = "a"\nvaerdi = "3"\nenhed = "Syd"',
            ['Enhed: "Syd" er ikke en af enhederne', "Nord"],
        ),
    ],
)
def test_what_can_not_be_understood_is_refused(tmp_path: Path, text: str, words: list[str]) -> None:
    answer = asked(tmp_path, text, "--pr", "2018-12-31")
    refused(answer, *words, lines=answer.message.count("\n"))


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = "".join(f'[[maal]]\nnavn = "mål {number}"\nvaerdi = "bedre"\n' for number in range(13))
    answer = asked(tmp_path, text, "--pr", "2018-12-31")
    refused(answer, "linje 1,", "linje 28,", "Og 3 fejl mere.", "Ret målfilen, og kør igen.", lines=12)


def test_files_that_can_not_be_read(tmp_path: Path) -> None:
    refused(asked(tmp_path, tmp_path / "væk.toml"), "væk.toml", "den findes ikke")
    refused(asked(tmp_path, tmp_path / "væk.xlsx"), "væk.xlsx")
    (tmp_path / "latin.toml").write_bytes('navn = "mål"'.encode("latin-1"))
    refused(asked(tmp_path, tmp_path / "latin.toml"), "latin.toml", "UTF-8")
    refused(asked(tmp_path, book(tmp_path, {"Noter": [["Husk"]]})), "maal.xlsx", "intet ark", "Mål og Værdi")


def test_what_is_asked_wrongly(tmp_path: Path) -> None:
    good = target(vaerdi="200")
    refused(asked(tmp_path, good, "--tabel", "mål"), "--tabel", "maal, initiativer")
    refused(asked(tmp_path, good, "--enhed", "Nord"), "--enhed", "ingen enheder")
    refused(asked(tmp_path, good, "--prognose", "80"), "--prognose", "udtræk")
    refused(asked(tmp_path, good, "--pr", "i går"), "--pr", "i går")


def test_data_go_to_a_file_with_a_manifest(tmp_path: Path) -> None:
    out = tmp_path / "maal.csv"
    answer = asked(tmp_path, target(vaerdi="200", navn="=HYPERLINK(1)"), "--pr", "2018-12-31", "--out", out)
    assert (answer.code, answer.message) == (0, f"{out}: 1 række skrevet.\n")
    assert "'=HYPERLINK(1)" in out.read_text(encoding="utf-8")
    manifest = (tmp_path / "maal.csv.manifest.json").read_text(encoding="utf-8")
    assert '"navn": "maal.toml"' in manifest
    assert on("2018-12-31").isoformat() in manifest
