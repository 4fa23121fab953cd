"""`rettid measure` as it is asked: the list, the recipe, the number, the cases, data with a manifest, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from rettid.measures import NUMBERS, PERSONS, load_measures
from tests.cli.asking import FASIT, ask

if TYPE_CHECKING:
    from pathlib import Path

DAY = ("--pr", "2018-12-31")
NAMES = [measure.id for measure in load_measures()]


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_prints_its_recipe_under_the_number(name: str) -> None:
    answer = ask("measure", name, FASIT, *DAY)
    assert (answer.code, answer.message) == (0, "")
    for word in ("Tallet", "Nævner:", "Tæller:", "Kilde:", "Hvor sikkert:", "Forskellen:", "Det hviler tallet på"):
        assert word in answer.screen
    assert max(map(len, answer.screen.splitlines())) <= 100


def test_the_list_has_every_measure() -> None:
    screen = ask("measure").screen
    assert all(name in screen for name in NAMES)


def test_the_numbers_as_data() -> None:
    answer = ask("measure", "star-2018-samtaler", FASIT, *DAY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.screen)))
    assert list(rows[0]) == list(NUMBERS)
    assert (rows[0]["taeller"], rows[0]["naevner"]) == ("12", "13")


def test_the_cases_as_data_with_a_manifest_beside(tmp_path: Path) -> None:
    out = tmp_path / "sager.json"
    assert ask("measure", "star-faelles-2", FASIT, *DAY, "--sager", "--out", out).code == 0
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert list(rows[0]) == list(PERSONS)
    assert len(rows) == 13
    manifest = json.loads((tmp_path / "sager.json.manifest.json").read_text(encoding="utf-8"))
    assert manifest["maal"]["id"] == "star-faelles-2"
    assert manifest["dage"] == ["2018-12-31"]
    assert manifest["filer"]


def test_each_month_of_a_period() -> None:
    answer = ask("measure", "star-faelles-2", FASIT, *DAY, "--periode", "2018K3", "--format", "json")
    assert [row["dag"] for row in json.loads(answer.screen)] == ["2018-07-31", "2018-08-31", "2018-09-30"]


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_can_be_taken_of_a_team(name: str) -> None:
    answer = ask("measure", name, FASIT, *DAY, "--team", "Ungeteamet", "--sager")
    assert (answer.code, answer.message) == (0, "")


def test_a_teams_own_persons_are_fewer() -> None:
    everyone, team = (
        json.loads(ask("measure", "star-faelles-2", FASIT, *DAY, *more, "--format", "json").screen)[0]["naevner"]
        for more in ((), ("--team", "Ungeteamet"))
    )
    assert 0 < team < everyone


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("star-pasiv", FASIT), 'Målet "star-pasiv" findes ikke. Mente du "star-passiv"?'),
        (("star-passiv", FASIT, "--periode", "2019-01"), "--periode 2019-01: ingen måling falder i perioden"),
        (("star-passiv", FASIT, "--team", "Ukendt"), '--team: teamet "Ukendt" findes ikke'),
        (("star-passiv", FASIT, "--format", "pdf"), '--format: "pdf" er ikke et format'),
    ],
)
def test_what_can_not_be_asked_is_told_in_one_message(arguments: tuple[str, ...], told: str) -> None:
    answer = ask("measure", *arguments, *DAY)
    assert (answer.code, answer.screen) == (2, "")
    assert told in answer.message
