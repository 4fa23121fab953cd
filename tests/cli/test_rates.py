"""`rettid rates` as it is asked: screens, data with a manifest, the rows behind, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid.cli import rates_command
from rettid.cli.judging import Question, judged
from rettid.rates.catalogue import NAMES
from rettid.rates.cells import NUMBERS
from rettid.rates.groupings import GROUPINGS, KIND
from tests.asking import begun, caseload, citizen, export, held
from tests.cli.asking import FASIT, MOMENTUM, WORKBASE, Answer, ask, asked, presentable, refused

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.cli.opening import Opening
    from rettid.summary import Summary

Row = dict[str, Any]
HALF_YEAR = ("--pr", "2018-12-31", "--periode", "2018H2")


_JUDGED: dict[str, Summary] = {}


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The samples do not change: each is read and judged once for every question about it."""

    def judged_once(question: Question, opening: Opening) -> Summary:
        asked = repr(question)
        if asked not in _JUDGED:
            _JUDGED[asked] = judged(question, opening)
        return _JUDGED[asked]

    monkeypatch.setattr(rates_command, "judged", judged_once)


def rates(*arguments: str) -> Answer:
    """What is said of the sample's second half of 2018."""
    return asked("rates", FASIT, *HALF_YEAR, *arguments)


def cells(*arguments: str) -> list[Row]:
    """The same as data."""
    answer = rates(*arguments, "--format", "json")
    assert answer.code == 0, answer.message
    return json.loads(answer.out)


# --- The screen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [*GROUPINGS, "krav,aldersgruppe,team", "team,sagsbehandler,maaned"])
def test_every_grouping_has_a_screen(by: str) -> None:
    answer = rates("--efter", by, "--nyledige-fra", "2018-09-01", "--lokal", "broendby-2018", "--tal", "R1,RP,R2,R6")
    assert (answer.code, answer.message) == (0, "")
    presentable(answer.screen)
    for word in ("Samtaler: til tiden?", "Første tilbud: til tiden?", "Tilbud, broendby-2018: til tiden?", "Datafylde"):
        assert word in answer.screen


@pytest.mark.parametrize(("sample", "pr"), [(MOMENTUM, "2026-10-31"), (WORKBASE, "2018-12-31")])
def test_every_sample_has_its_rates(sample: str, pr: str) -> None:
    answer = asked("rates", sample, "--pr", pr, "--efter", "team")
    assert (answer.code, answer.message) == (0, "")
    presentable(answer.screen)


@pytest.mark.parametrize("tal", NAMES)
def test_each_number_can_be_asked_for_alone(tal: str) -> None:
    screen = rates("--tal", tal.lower(), "--efter", "team").screen
    presentable(screen)
    assert f"({tal})" in screen
    others = set(NAMES) - {tal, "R1"}
    assert not [other for other in others if f"({other})" in screen]


def test_the_whole_is_what_the_audit_says() -> None:
    audit = asked("audit", FASIT, *HALF_YEAR).screen
    for rate in ("417 af 544 = 76,7 % (71,5–81,2)", "91 af 166 = 54,8 % (47,2–62,2)", "29 af 44 = 65,9 % (51,1–78,1)"):
        assert rate in audit
        assert rate in rates().screen


def test_a_team_sees_its_own() -> None:
    own = {row["team"] for row in cells("--efter", "team", "--team", "Ungeteamet")}
    assert own == {None, "Ungeteamet"}
    (whole,) = [row for row in cells("--team", "Ungeteamet", "--tal", "R1") if row["haendelse"] == "samtale"]
    assert (whole["taeller"], whole["naevner"]) == (157, 209)
    data = [(row["taeller"], row["naevner"]) for row in cells("--team", "Ungeteamet", "--tal", "R6")]
    assert data == [(36, 36), (402, 437)]


def test_what_was_known_then_is_passed_on() -> None:
    now, then = ([row["taeller"] for row in cells("--tal", "R1", *more)] for more in ((), ("--kendt-pr", "2018-10-01")))
    assert then < now
    data = [row["naevner"] for row in cells("--tal", "R6", "--kendt-pr", "2018-10-01")]
    assert data[0] == 108  # the forløb are as they are
    assert data[1] < 2223
    assert "som kendt 01-10-2018" in rates("--kendt-pr", "2018-10-01").screen


def test_what_is_not_in_the_export_has_no_rate() -> None:
    interviews = [f"{FASIT}/borgere.csv", f"{FASIT}/samtaler.csv"]
    answer = ask("rates", *interviews, *HALF_YEAR)
    assert answer.screen.count("kan ikke afgøres: ikke i udtrækket") == 2
    rows = json.loads(ask("rates", *interviews, *HALF_YEAR, "--format", "json").out)
    offers = [row for row in rows if row["haendelse"] == "tilbud"]
    assert {(row["taeller"], row["naevner"], row["andel"]) for row in offers} == {(None, None, None)}


def test_a_name_stands_as_it_was_written(tmp_path: Path) -> None:
    names = ["O'Neill/Ærø [x]", "[bold]Bo[/bold]", "=SUM(1)"]
    cases = [(citizen(f"F{number}", team="Nord;Syd", sagsbehandler=name), []) for number, name in enumerate(names)]
    witness = (citizen("F9", maalgruppe="9.9"), [held("2018-08-01"), begun("2018-08-01")])
    here = export(tmp_path / "udtraek", caseload(*cases, witness))
    screen = ask("rates", here, *HALF_YEAR, "--efter", "team,sagsbehandler").screen
    rows = ask("rates", here, *HALF_YEAR, "--raekker", "tal=R6;team=Nord;;Syd").screen
    assert not [name for name in names if name not in screen or name not in rows]
    data = ask("rates", here, *HALF_YEAR, "--efter", "sagsbehandler", "--format", "csv").screen
    assert ",'=SUM(1)," in data


# --- Data ------------------------------------------------------------------------------------------------------


def test_the_cells_as_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(rates("--efter", "krav,team", "--format", "csv").screen)))
    assert list(rows[0]) == ["tal", "linje", "niveau", *KIND, "pakke", "krav", "team", *NUMBERS]
    assert {row["niveau"] for row in rows} == {"i alt", "krav", "krav,team", "team"}
    few = [row for row in rows if row["naevner"] and int(row["naevner"]) < 10]
    assert few
    assert {row["andel"] + row["lav"] + row["hoej"] for row in few} == {""}


def test_the_cells_with_a_manifest_beside(tmp_path: Path) -> None:
    out = tmp_path / "andele.parquet"
    more = ("--efter", "team", "--nyledige-fra", "2018-09-01", "--tal", "R5", "--out", str(out))
    answer = ask("rates", FASIT, *HALF_YEAR, *more)
    assert answer.code == 0
    assert answer.message == f"{out}: {pl.read_parquet(out).height} rækker skrevet.\n"
    manifest = json.loads((tmp_path / "andele.parquet.manifest.json").read_text(encoding="utf-8"))
    assert manifest["efter"] == ["kohorte", "team"]
    assert manifest["tal"] == ["R1", "R5"]
    assert manifest["nyledige_fra"] == "2018-09-01"
    assert manifest["filer"]
    assert manifest["pakker"]


def test_the_same_question_gives_the_same_bytes() -> None:
    question = ("rates", FASIT, *HALF_YEAR, "--efter", "team,sagsbehandler", "--format", "json")
    assert ask(*question).out == ask(*question, anew=True).out


# --- The rows behind -------------------------------------------------------------------------------------------


def test_the_rows_behind_a_number() -> None:
    cell = "tal=R1;haendelse=samtale;team=Ungeteamet"
    answer = rates("--raekker", cell)
    presentable(answer.screen)
    assert "Samtaler: 157 af 209 forpligtelser." in answer.screen
    assert "169 flere. Se dem alle med --format csv." in answer.screen
    rows = cells("--raekker", cell)
    assert (sum(row["i_taeller"] for row in rows), len(rows)) == (157, 209)
    assert {row["team"] for row in rows} == {"Ungeteamet"}


def test_the_persons_behind_a_number() -> None:
    answer = rates("--raekker", "tal=RP;haendelse=samtale;team=Ungeteamet")
    presentable(answer.screen)
    assert "Samtaler: 26 af 56 borgere." in answer.screen


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("tal=R6;team=Ungeteamet", "36 af 36 forløb."),
        ("tal=R6;linje=registreret i tide;team=Ungeteamet", "402 af 437 samtaler."),
        ("tal=R4;haendelse=tilbud", "Første tilbud: 112 forpligtelser."),
        ("tal=R2;linje=57+;haendelse=tilbud", "Første tilbud: 7 af 11 forpligtelser."),
        ("maaned=2018-07;team=Ungeenheden", "ingen i målgruppen"),
    ],
)
def test_every_kind_of_number_opens(cell: str, told: str) -> None:
    answer = rates("--raekker", cell)
    assert answer.code == 0, answer.message
    presentable(answer.screen)
    assert told in answer.screen


def test_the_rows_behind_with_a_manifest(tmp_path: Path) -> None:
    out = tmp_path / "raekker.csv"
    assert ask("rates", FASIT, *HALF_YEAR, "--raekker", "team=Ungeteamet;nr=3", "--out", str(out)).code == 0
    manifest = json.loads((tmp_path / "raekker.csv.manifest.json").read_text(encoding="utf-8"))
    assert manifest["raekker"] == {"tal": "R1", "linje": None, "team": "Ungeteamet", "nr": "3"}


# --- What is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--efter", "tema"), ['--efter: "tema" er ikke en opdeling.', 'Mente du "team"?', "--efter krav,team"]),
        (("--efter", "team,,krav"), ['--efter: "" er ikke en opdeling.']),
        (("--efter", "team,Team"), ["--efter team,Team: det samme står to gange."]),
        (("--tal", "R9"), ['--tal: "R9" er ikke et tal.', "R1, RP, R5, R2, R3, R4, R6"]),
        (("--nyledige-fra", "september"), ['--nyledige-fra: "september" er ikke en dato.']),
        (("--raekker", "team"), ['--raekker: "team" er ikke NAVN=VÆRDI.']),
        (("--raekker", "kohorte=nyledige"), ["--raekker: kohorte kræver", "--nyledige-fra 2018-09-01"]),
        (("--raekker", "team=Nord"), ['--raekker: team har ikke "Nord" i udtrækket.', "Ungeteamet"]),
        (("--periode", "sidste år"), ['--periode: "sidste år" er ikke en periode.']),
        (("--team", "Nord"), ['--team: teamet "Nord" findes ikke']),
        (("--format", "pdf"), ['--format: "pdf" er ikke et format']),
        (("--out", "andele.docx"), ["--out andele.docx: sig også, hvilket format"]),
    ],
)
def test_what_can_not_be_asked_is_told_in_one_message(arguments: tuple[str, ...], words: list[str]) -> None:
    refused(ask("rates", FASIT, "--pr", "2018-12-31", *arguments), *words)
