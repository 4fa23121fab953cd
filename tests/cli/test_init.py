"""`rettid init`: a rettid.toml that is right at once, and nothing overwritten."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from rettid.configuration import load
from tests.cli.asking import ROOT, WORKBASE, ask, refused
from tests.cli.terminal import END, converse

if TYPE_CHECKING:
    from pathlib import Path

at_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows har ingen pseudoterminal")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "arbejde"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_without_a_terminal_it_says_what_to_do(here: Path) -> None:
    refused(ask("init"), "rettid init --ja")
    assert not list(here.iterdir())


def test_the_defaults_are_written_and_hold(here: Path) -> None:
    answer = ask("init", "--ja", ROOT / WORKBASE)
    assert (answer.code, answer.out) == (0, b"")
    assert load(here / "rettid.toml").profil == "workbase"
    assert ask("audit", ROOT / WORKBASE).code == 0
    assert [path.name for path in here.iterdir()] == ["rettid.toml"]


def test_nothing_is_overwritten_unless_it_is_said(here: Path) -> None:
    (here / "rettid.toml").write_text('kommune = "Min"\n', encoding="utf-8")
    refused(ask("init", "--ja"), "rettid.toml", "--overskriv")
    assert load(here / "rettid.toml").kommune == "Min"
    assert ask("init", "--ja", "--overskriv").code == 0
    assert load(here / "rettid.toml").kommune == ""


@at_a_terminal
def test_a_conversation(here: Path) -> None:
    answers = {
        "Kommunens navn": "Køge",
        "Hvilke, med komma": "broendby-2018",
        "Sagsbehandlere i": "Ida Holm, Bo Lund",
        "Siger udtrækket ikke": "Team Nord",
        "Grænse": "82,5",
        "nøglefil": "j",
    }
    said, code = converse(here, ["init", ROOT / WORKBASE], answers)
    assert code == 0, said
    written = load(here / "rettid.toml")
    assert (written.kommune, written.profil, written.lokale_pakker) == ("Køge", "workbase", ("broendby-2018",))
    assert written.fejl_under == 82.5
    assert dict(written.team) == {"Team Nord": ("Ida Holm", "Bo Lund")}
    assert written.noegle == here / "noegle"
    assert (here / "noegle").stat().st_mode & 0o077 == 0
    assert ask("audit", ROOT / WORKBASE, "--fejl-under", "0").code == 0


@at_a_terminal
def test_a_conversation_broken_off_writes_nothing(here: Path) -> None:
    said, code = converse(here, ["init"], {"Grænse": END})
    assert code == 2
    assert "Intet er skrevet" in said
    assert not list(here.iterdir())
