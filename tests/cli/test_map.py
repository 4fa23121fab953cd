"""`rettid map`: an export with headers of its own, mapped at a terminal and by hand, gives the funds of the original."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest

from rettid.errors import typed
from rettid.intake import profiles
from tests.cli.asking import FASIT, MOMENTUM, ROOT, WORKBASE, ask, discreet, funds_of, refused
from tests.cli.terminal import END, converse

OWN_HEADERS = {
    "Forløb": {
        "CPR-nr.": "Id borger",
        "Navn": "Hvem",
        "Ydelse": "Ydelsesart",
        "Målgruppe": "Gruppering",
        "Ledig fra": "Begyndelse",
        "Tilmeldt": "Tilmeldt den",
        "Afmeldt": "Afmeldt den",
        "Sagsbeh.": "Sagsbehandlernavn",
    },
    "Samtaler": {
        "CPR-nr.": "Id borger",
        "Samtaletype": "Mødets art",
        "Dato": "Dag",
        "Status": "Tilstand",
        "Registreret": "Skrevet ind",
    },
    "Tilbud og fravær": {
        "Art": "Slags",
        "Type": "Hvad",
        "Fra": "Første dag",
        "Til": "Sidste dag",
        "Registreret": "Skrevet ind",
    },
}
ANSWERS = {
    '"Hvem"': "navn",
    '"Ydelsesart"': "Ydelse",
    '"Dag"': "Samtaledato",
    '"Skrevet ind"': "registreret",
    '"Første dag"': "startdato",
    '"Sidste dag"': "slutdato",
}
at_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows har ingen pseudoterminal")


@pytest.fixture(scope="module")
def own_export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Workbase sample under headers and sheet names that no profile knows, written once."""
    book = openpyxl.load_workbook(ROOT / WORKBASE)
    for sheet in book.worksheets:
        for cell in sheet[5]:
            cell.value = OWN_HEADERS[sheet.title].get(cell.value, cell.value)
    book.worksheets[0].title = "Folk"
    book.worksheets[1].title = "Møder"
    path = tmp_path_factory.mktemp("udtræk") / "Vores udtræk.xlsx"
    book.save(path)
    return path


@pytest.fixture
def renamed(own_export: Path, tmp_path: Path) -> Path:
    """A copy of it in the test's own folder."""
    return Path(shutil.copy(own_export, tmp_path))


def verdicts(*arguments: object) -> list[dict[str, object]]:
    return funds_of(*arguments, "--pr", "2018-12-31")


# --- Without asking --------------------------------------------------------------------------------------------


def test_the_draft_loads_and_holds_suggestions_as_comments(renamed: Path, tmp_path: Path) -> None:
    out = tmp_path / "vores.toml"
    answer = ask("map", renamed, "--out", out)
    assert answer.code == 0, answer.message
    text = out.read_text(encoding="utf-8")
    discreet(text)
    discreet(answer.message)
    assert re.search(r'^# startdato = \["Begyndelse"\] +# FORSLAG: .*datoer', text, re.MULTILINE)
    assert re.search(r'^team = \["Team"\]', text, re.MULTILINE)
    profile = profiles.load(out)
    assert "startdato" not in profile.ark[0].kolonner
    refused(ask("audit", renamed, "--profil", out), "startdato", 'Måske: cpr ("Id borger")', "rettid map", lines=10)


def test_a_draft_whose_suggestions_are_accepted_gives_the_same_funds(renamed: Path, tmp_path: Path) -> None:
    out = tmp_path / "vores.toml"
    assert ask("map", renamed, "--skriv", "--out", out).code == 0
    text = re.sub(r"^# ([a-z_]+ = \[)", r"\1", out.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for header, field in (
        ("Dag", "dato"),
        ("Første dag", "startdato"),
        ("Sidste dag", "slutdato"),
        ("Skrevet ind", "registreret"),
    ):
        text = re.sub(rf'^# "{header}" +#', f'{field} = ["{header}"] #', text, flags=re.MULTILINE)
    text = text.replace('# "Hvem"', 'navn = ["Hvem"] #').replace('# "Ydelsesart"', 'ydelse = ["Ydelsesart"] #')
    out.write_text(text, encoding="utf-8")
    assert verdicts(renamed, "--profil", out) == verdicts(WORKBASE)


def test_the_draft_goes_to_the_screen_and_the_overview_beside_it(renamed: Path) -> None:
    answer = ask("map", renamed, "--skriv")
    assert answer.code == 0
    assert 'tabel = "forloeb"' in answer.screen
    assert "Folk" in answer.message
    discreet(answer.screen + answer.message)


@pytest.mark.parametrize("sample", [FASIT, MOMENTUM, WORKBASE])
def test_a_sample_fits_already_and_its_draft_reads_it_alike(sample: str, tmp_path: Path) -> None:
    out = tmp_path / "min.toml"
    answer = ask("map", sample, "--out", out)
    assert "passer til profilen" in answer.message
    assert '# "Afventer" = "?"' in out.read_text(encoding="utf-8")
    discreet(out.read_text(encoding="utf-8"))
    day = ("--pr", "2026-10-31" if sample == MOMENTUM else "2018-12-31")
    assert funds_of(sample, *day, "--profil", out) == funds_of(sample, *day)


def test_a_case_per_row(tmp_path: Path) -> None:
    path = tmp_path / "sager.csv"
    path.write_text(
        "CPR-nr;Borgernavn;Målgruppe;Ledig fra;Første samtale;Seneste samtale;Vejleder\n"
        "610180-1234;Bo Alfa;6.1;02-07-2018;01-08-2018;03-09-2018;Ida\n",
        encoding="utf-8",
    )
    out = tmp_path / "sager.toml"
    assert ask("map", path, "--out", out).code == 0
    assert 'samtaletype = "jobsamtale"' in out.read_text(encoding="utf-8")
    assert funds_of(path, "--pr", "2018-12-31", "--profil", out)


def test_counts_per_caseworker_can_not_be_mapped(tmp_path: Path) -> None:
    path = tmp_path / "tal.csv"
    path.write_text("Sagsbehandler;Antal samtaler;Procent\nIda Holm;120;83,3\nBo Lund;90;88,9\n", encoding="utf-8")
    refused(ask("map", path), "tal.csv", "opgørelse")


def test_a_profile_is_not_overwritten_unless_it_is_said(tmp_path: Path) -> None:
    out = tmp_path / "min.toml"
    out.write_text("# mit arbejde\n", encoding="utf-8")
    refused(ask("map", WORKBASE, "--out", out), "min.toml", "--overskriv")
    assert out.read_text(encoding="utf-8") == "# mit arbejde\n"
    assert ask("map", WORKBASE, "--out", out, "--overskriv").code == 0
    refused(ask("map", WORKBASE, "--out", tmp_path / "min.txt"), "min.txt", ".toml")


# --- At a terminal ---------------------------------------------------------------------------------------------


@at_a_terminal
def test_a_conversation_gives_a_profile_that_is_found_by_itself(renamed: Path, own_settings: Path) -> None:
    said, code = converse(renamed.parent, ["map", renamed.name], ANSWERS)
    assert code == 0, said
    discreet(said)
    assert "Prøven" in said
    assert "Vores udtræk.xlsx" in said
    written = own_settings / "rettid" / "profiler" / "vores-udtraek.toml"
    assert written.exists(), said
    assert written.stat().st_mode & 0o077 == 0
    assert verdicts(renamed) == verdicts(renamed, "--profil", "vores-udtraek") == verdicts(WORKBASE)


@at_a_terminal
def test_a_wrong_answer_is_asked_again_and_a_broken_off_conversation_writes_nothing(renamed: Path) -> None:
    said, code = converse(
        renamed.parent, ["map", renamed.name], {"er ikke et af valgene": END, "holder arket": "samtlaer"}
    )
    assert 'Mente du "samtaler"?' in said
    assert code == 2
    assert "Intet er skrevet" in said
    assert not list(renamed.parent.glob("*.toml"))


def test_the_next_command_is_quoted_where_a_shell_would_misread_it() -> None:
    assert typed("udtræk.xlsx", "mine lister/æ (1).xlsx", "a&b.csv") == 'udtræk.xlsx "mine lister/æ (1).xlsx" "a&b.csv"'
