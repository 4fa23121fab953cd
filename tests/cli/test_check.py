"""`rettid check` as data: everything that stands on the screen, the same every time, and nothing about a citizen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.asking import FASIT, MOMENTUM, WORKBASE, ask, citizens, discreet

if TYPE_CHECKING:
    from pathlib import Path

DAYS = {FASIT: "2018-12-31", WORKBASE: "2018-12-31", MOMENTUM: "2026-10-31"}


@pytest.mark.parametrize("sample", DAYS)
def test_the_same_bytes_every_time_and_nothing_about_a_citizen(sample: str) -> None:
    question = ("check", sample, "--pr", DAYS[sample], "--format", "json")
    answer = ask(*question)
    assert answer.code == 0, answer.message
    assert answer.out == ask(*question, anew=True).out
    discreet(answer.screen)
    told = json.loads(answer.out)
    assert told["grundlag"]["filer"]
    assert all(sheet["raekker_laest"] == sheet["raekker_brugt"] + sheet["raekker_frasorteret"] for sheet in told["ark"])
    assert {row["kode"] for row in told["anmaerkninger"]} >= {"RT-S01", "RT-S02", "RT-S03", "RT-S07"}
    assert len([row for row in told["anmaerkninger"] if row["kode"].startswith("RT-R")]) == len(told["frasorteret"])


def test_the_document_goes_to_a_file(tmp_path: Path) -> None:
    answer = ask("check", WORKBASE, "--out", tmp_path / "tjek.json")
    assert answer.code == 0
    assert answer.out == b""
    assert json.loads((tmp_path / "tjek.json").read_bytes())["graenser"]


def test_the_lists_hold_what_the_screen_counts(tmp_path: Path) -> None:
    answer = ask("check", WORKBASE, "--fix-list", tmp_path / "lister")
    assert answer.code == 0
    listed = [path.read_text(encoding="utf-8-sig").splitlines()[1:] for path in (tmp_path / "lister").iterdir()]
    told = json.loads(ask("check", WORKBASE, "--format", "json").out)["anmaerkninger"]
    assert sum(map(len, listed)) == len([row for row in told if row["alvor"] != "oplysning"])
    assert not [name for name in citizens() for rows in listed for row in rows if name in row]
    assert "rettelister skrevet" in answer.message


@pytest.mark.parametrize("word", ["rt-s03", "S03", " RT-S03 ", "s3"])
def test_a_code_is_explained_however_it_is_written(word: str) -> None:
    assert "RT-S03: tilbud eller fravær slutter, før det begynder" in ask("explain", word).screen


def test_an_unknown_code_names_the_nearest() -> None:
    answer = ask("explain", "RT-S99")
    assert answer.code == 2
    assert 'Koden "RT-S99" findes ikke. Mente du RT-S' in answer.message
