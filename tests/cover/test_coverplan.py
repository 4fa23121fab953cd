"""A cover plan as a team leader writes it: in Excel, as CSV, in rettid.toml; and what she is told when it can't be used."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from rettid import configuration, coverplan
from rettid.errors import RettidError, UsageError
from tests.cover.making import aug

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rettid.cover import Plan

PLAN = "Fraværende;Fra;Til;Vikar\n"
PEOPLE = "Sagsbehandler;Målgrupper;Aldersgrupper;Højst;Borte fra;Borte til\n"


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., Plan]:
    """The plan that these texts hold, each a file of its own; or the bytes as they are."""

    def read(*texts: str | bytes, encoding: str = "utf-8") -> Plan:
        paths = []
        for at, text in enumerate(texts):
            path = tmp_path / f"vikar{at or ''}.csv"
            path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
            paths.append(path)
        return coverplan.read(paths)[0]

    return read


def absences(found: Plan) -> list[tuple[Any, ...]]:
    return found.absences.select("fravaerende", "fra", "til", "vikar").rows()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_as_excel_saves_it(plan: Callable[..., Plan], encoding: str, line: str) -> None:
    text = f"{PLAN}Åse Bæk;06-08-2018;24-08-2018;Søren Høj\n;;;\nBo Lund;6-8-2018;2018-08-10;\n".replace("\n", line)
    found = plan(text, encoding=encoding)
    assert absences(found) == [("Åse Bæk", aug(6), aug(24), "Søren Høj"), ("Bo Lund", aug(6), aug(10), None)]
    assert found.absences["sted"].to_list() == ["vikar.csv, række 2", "vikar.csv, række 4"]
    assert found.noter == ()


def test_a_title_above_other_words_for_the_headings_and_columns_of_her_own(plan: Callable[..., Plan]) -> None:
    found = plan(
        "Vikarer i august;;;;;\n;;;;;\nAfløser;Hvem er væk;Til og med;Fra og med;Telefon;Sagsnr.\nIda;Bo;24-08-18;06-08-18;4;F7\n"
    )
    assert absences(found) == [("Bo", aug(6), aug(24), "Ida")]
    assert found.absences["sag"].to_list() == ["F7"]
    assert found.absences["sted"].to_list() == ["vikar.csv, række 4"]
    assert found.noter == ('vikar.csv: kolonnen "Telefon" er ikke brugt.',)


@pytest.mark.parametrize("blank", ["", "-", "–", "?", "ingen", " "])
def test_nobody_is_written_in_many_ways(plan: Callable[..., Plan], blank: str) -> None:
    found = plan(f"{PLAN}Bo;06-08-2018;24-08-2018;{blank}\n")
    assert found.absences["vikar"].to_list() == [None]


def test_competences_beside_the_plan(plan: Callable[..., Plan]) -> None:
    found = plan(
        f"{PLAN}Bo;06-08-2018;24-08-2018;\n",
        f"{PEOPLE}Ida;6.1, 6.2;under 30;5;;\nPer;6,1 og 6,2;30 – 49, 50 +;0;01-08-2018;03-08-2018\nÅse;alle;Alle;;;\n",
    )
    people = found.people.select("sagsbehandler", "maalgrupper", "aldersgrupper", "hoejst", "borte_fra", "borte_til")
    assert people.rows() == [
        ("Ida", ["6.1", "6.2"], ["under 30"], 5, None, None),
        ("Per", ["6.1", "6.2"], ["30-49", "50+"], 0, aug(1), aug(3)),
        ("Åse", [], [], None, None, None),
    ]
    assert len(absences(found)) == 1


def test_a_workbook_with_a_sheet_of_each(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Plan"
    sheet.append(["Fraværende", "Fra", "Til", "Vikar", "Sag"])
    sheet.append(["Bo", datetime(2018, 8, 6), date(2018, 8, 24), "Ida", 4711])  # noqa: DTZ001
    other = book.create_sheet("Hvem kan hvad")
    other.append(["Navn", "Målgruppe", "Højst"])
    other.append(["Ida", 6.1, 5])
    book.create_sheet("Noter").append(["husk", "kage"])
    book.create_sheet("Tom")
    book.save(tmp_path / "vikar.xlsx")
    found, files = coverplan.read([tmp_path / "vikar.xlsx"])
    assert absences(found) == [("Bo", aug(6), aug(24), "Ida")]
    assert found.absences["sag"].to_list() == ["4711"]
    assert found.people.select("sagsbehandler", "maalgrupper", "hoejst").rows() == [("Ida", ["6.1"], 5)]
    assert found.absences["sted"].to_list() == ['vikar.xlsx, ark "Plan", række 2']
    assert found.noter == ('vikar.xlsx, ark "Noter" er ikke læst: overskrifterne er ikke en vikarplans.',)
    assert [file.navn for file in files] == ["vikar.xlsx"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"{PLAN}Bo;24-08-2018;06-08-2018;\n",
            "vikar.csv, række 2: fraværet slutter 06-08-2018, før det begynder 24-08-2018. Byt om",
        ),
        (
            f"{PLAN}Bo;i morgen;24-08-2018;\n",
            'vikar.csv, række 2: Fra, "i morgen", er ikke en dato. Skriv for eksempel 06-08-2018.',
        ),
        (f"{PLAN}Bo;31-02-2018;24-08-2018;\n", 'række 2: Fra, "31-02-2018", er ikke en dato'),
        (f"{PLAN}Bo;06-08-2018;;\n", "række 2: Til er tom"),
        (f"{PLAN}\n;06-08-2018;24-08-2018;Ida\n", "række 3: Fraværende er tom. Skriv navnet."),
        (f"{PLAN}Bo;06-08-2018;24-08-2018;Ida;Per\n", "række 2: der står noget ud for en kolonne uden overskrift"),
        ("Fraværende;Fra;Til;Viakr\nBo;1;2;3\n", "vikar.csv: kolonnen Vikar mangler. En vikarplan har kolonnerne"),
        ("Dato;Klokken\n1;2\n", "vikar.csv: overskrifterne er ikke en vikarplans. En vikarplan har kolonnerne"),
        (f"{PEOPLE}Ida;;;mange;;\n", "række 2: Højst skal være et helt tal fra 0 og op."),
        (f"{PEOPLE}Ida;;;-1;;\n", "række 2: Højst skal være et helt tal"),
        (f"{PEOPLE}Ida;;;;06-08-2018;\n", "række 2: Borte til er tom"),
        (f"{PEOPLE}Ida;;unge;;;\n", 'række 2: aldersgruppen "unge" kendes ikke. Der er: under 30, 30-49, 50+.'),
        (f"{PEOPLE};6.1;;;;\n", "række 2: Sagsbehandler er tom"),
        ("", "vikar.csv: filen er tom"),
    ],
)
def test_a_plan_that_can_not_be_used(plan: Callable[..., Plan], text: str, told: str) -> None:
    with pytest.raises(RettidError) as fault:
        plan(text)
    assert told in str(fault.value)


def test_all_faults_are_told_at_once_in_the_order_of_the_rows(plan: Callable[..., Plan]) -> None:
    rows = [f"Bo;{'x' if at % 2 else '24-08-2018'};06-08-2018;\n" for at in range(2, 12)]
    with pytest.raises(UsageError) as fault:
        plan(PLAN + "".join(rows))
    lines = str(fault.value).splitlines()
    assert [line.split(":")[0] for line in lines] == [f"vikar.csv, række {at}" for at in range(2, 12)]


@pytest.mark.parametrize("row", ["610180-1234;06-08-2018;24-08-2018;Ida;", "Bo;06-08-2018;24-08-2018;Ida;6101801234"])
def test_a_cpr_number_is_refused_and_not_repeated(plan: Callable[..., Plan], row: str) -> None:
    with pytest.raises(UsageError) as fault:
        plan(f"Fraværende;Fra;Til;Vikar;Sag\n{row}\n")
    assert "vikar.csv, række 2: her står et CPR-nummer" in str(fault.value)
    assert "1234" not in str(fault.value)


# --- rettid.toml -----------------------------------------------------------------------------------------------

TOML = """\
kommune = "Køge"

[[vikar]]
fravaerende = "Bo Lund"
fra = 2018-08-06
til = "24-08-2018"
vikar = "Ida Holm"
aldersgrupper = ["under 30", "50+"]

[[ vikar ]]
fravaerende = "Bo Lund"
fra = 2018-08-06
til = 2018-08-24

[[kompetencer]]
sagsbehandler = "Ida Holm"
maalgrupper = ["6.1", "6.2"]
hoejst = 5
"""


def in_toml(tmp_path: Path, text: str) -> Plan:
    (tmp_path / "rettid.toml").write_text(text, encoding="utf-8")
    setup = configuration.load(tmp_path / "rettid.toml")
    return coverplan.from_toml(setup.fil, setup.vikar, setup.kompetencer)


def test_the_plan_of_the_configuration(tmp_path: Path) -> None:
    found = in_toml(tmp_path, TOML)
    assert absences(found) == [("Bo Lund", aug(6), aug(24), "Ida Holm"), ("Bo Lund", aug(6), aug(24), None)]
    assert found.absences["aldersgrupper"].to_list() == [["50+", "under 30"], []]
    assert found.absences["sted"].to_list() == ["rettid.toml, linje 3", "rettid.toml, linje 10"]
    assert found.people.select("sagsbehandler", "maalgrupper", "hoejst").rows() == [("Ida Holm", ["6.1", "6.2"], 5)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "\n[[vikar]]\nfravaernde = 'Bo'\n",
            'rettid.toml, linje 2: nøglen "fravaernde" kendes ikke. Der er: fravaerende,',
        ),
        (
            "[[vikar]]\nfravaerende = 'Bo'\nfra = 2018-08-24\ntil = 2018-08-06\n",
            "linje 1: fraværet slutter 06-08-2018, før",
        ),
        ("[[vikar]]\nfravaerende = 'Bo'\nfra = 2018-08-24\n", "rettid.toml, linje 1: Til er tom"),
        ("\nvikar = [{ fravaerende = 'Bo' }]\n", "rettid.toml, linje 2: Fra er tom"),
        ("\n\n[['vikar']]\nfravaerende = 'Bo'\n", "rettid.toml, linje 3: Fra er tom"),
        ("\"vikar\" = [{ fravaerende = 'Bo' }]\n", "rettid.toml, linje 1: Fra er tom"),
        ("[vikar]\nfravaerende = 'Bo'\n", 'rettid.toml, linje 1: "vikar" skal være rækker: skriv [[vikar]]'),
        ("kompetencer = ['Ida']\n", 'rettid.toml, linje 1: "kompetencer" skal være rækker'),
        (
            "[[kompetencer]]\nsagsbehandler = 'Ida'\nhoejst = 'fem'\n",
            "rettid.toml, linje 1: Højst skal være et helt tal",
        ),
    ],
)
def test_rows_of_the_configuration_that_can_not_be_used(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as fault:
        in_toml(tmp_path, text)
    assert told in str(fault.value)
