"""Quirks that only show in what the rows say (`formats.md` § 10): 22, 25, 29 and 35."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.asking import ask
from tests.quirks.conftest import CASE_ROWS, checked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = ("--pr", "2018-12-31")


def told(path: Path) -> list[dict[str, Any]]:
    """The findings that `rettid check` gives of the export, once its rows add up."""
    checked(path)
    answer = ask("check", path, *DAY, "--format", "json")
    assert answer.code == 0, answer.message
    return json.loads(answer.out)["anmaerkninger"]


def by_code(findings: list[dict[str, Any]], *codes: str) -> list[tuple[str, int]]:
    return [(row["kode"], row["raekke"]) for row in findings if row["kode"] in codes]


@pytest.mark.parametrize(
    ("worker", "code"),
    [
        ("andja", None),
        ("ANDJA", None),
        ("andja@kommune.dk", None),
        ("Jakobsen, Anders", None),
        ("Anders Jakobsen (andja)", None),
        ("Jobteamet", "RT-S12"),
        ("Team Nord", "RT-S12"),
        ("Momentum", "RT-S11"),
        ("DFDG systembruger", "RT-S11"),
        ("Ikke tildelt", "RT-S06"),
        ("", "RT-S06"),
    ],
)
def test_quirk_22_the_caseworker_column_in_every_form(
    minimal: Callable[..., Path], worker: str, code: str | None
) -> None:
    cases = [
        [*CASE_ROWS[0], "team"],
        [*CASE_ROWS[1][:5], worker, None],
        [*CASE_ROWS[2], "Jobteamet"],
    ]
    findings = told(minimal(tables={"forloeb": cases}))
    assert by_code(findings, "RT-S06", "RT-S11", "RT-S12") == ([(code, 2)] if code else [])
    assert not by_code(findings, "RT-S24")


def test_quirk_22_one_person_in_two_spellings(minimal: Callable[..., Path]) -> None:
    other = [
        ["F3", "B3", "Ib Bo", "6.1", "02-07-2018", "Kjær, Bo"],
        ["F4", "B4", "Li Bo", "6.1", "03-07-2018", "bo kjær"],
    ]
    findings = told(minimal(tables={"forloeb": [*CASE_ROWS, *other]}))
    assert sorted(by_code(findings, "RT-S24")) == [("RT-S24", 4), ("RT-S24", 5)]


def test_quirk_25_planned_in_the_past_is_no_interview_and_is_named(minimal: Callable[..., Path]) -> None:
    interviews = [
        ["forloeb_id", "dato", "samtaletype", "status"],
        ["F1", "02-08-2018", "jobsamtale", "planlagt"],
        ["F1", "03-09-2018", "jobsamtale", "planlagt"],
        ["F1", "03-09-2018", "jobsamtale", "afholdt"],
        ["F2", "15-01-2019", "jobsamtale", "planlagt"],
    ]
    path = minimal(tables={"forloeb": CASE_ROWS, "samtaler": interviews})
    assert by_code(told(path), "RT-S02") == [("RT-S02", 2)]
    funds = json.loads(ask("audit", path, *DAY, "--format", "json").out)
    assert "2018-08-02" not in {row["moedt"] for row in funds}


def test_quirk_29_absences_backwards_without_end_and_registered_afterwards(minimal: Callable[..., Path]) -> None:
    cases = [
        CASE_ROWS[0],
        *([name, f"B{name}", "Ib Bo", "6.1", "01-08-2017", "Bo Kjær"] for name in ("F1", "F2", "F3")),
    ]
    absences = [
        ["forloeb_id", "art", "fravaerstype", "startdato", "slutdato", "registreret"],
        ["F1", "fravaer", "arbejde", "10-09-2017", "03-09-2017", "10-09-2017"],
        ["F2", "fravaer", "arbejde", "20-12-2017", None, "20-12-2017"],
        ["F3", "fravaer", "arbejde", "15-08-2017", "15-09-2017", "20-11-2017"],
    ]
    interviews = [["forloeb_id", "dato", "samtaletype", "status"], ["F1", "02-08-2017", "jobsamtale", "afholdt"]]
    path = minimal(tables={"forloeb": cases, "samtaler": interviews, "fravaer": absences})
    codes = ("RT-S03", "RT-S13", "RT-S14")
    assert by_code(told(path), *codes) == [("RT-S03", 2), ("RT-S13", 3), ("RT-S14", 4)]


def test_quirk_35_no_cell_of_ours_is_a_formula(minimal: Callable[..., Path], tmp_path: Path) -> None:
    evil = ["=HYPERLINK(0)", "@SUM(A1)", "+45", "-7"]
    cases = [CASE_ROWS[0], *([name, f"B{name}", "=1+1", "6.1", "02-07-2018", "=cmd|'/c calc'!A1"] for name in evil)]
    interviews = [
        ["forloeb_id", "dato", "samtaletype", "status"],
        *([name, "03-09-2018", "jobsamtale", "planlagt"] for name in evil),
    ]
    path = minimal(tables={"forloeb": cases, "samtaler": interviews})
    checked(path)
    assert ask("check", path, *DAY, "--fix-list", tmp_path / "lister").code == 0
    (name,) = [file for file in (tmp_path / "lister").iterdir() if file.stem != "uden-ansvarlig"]
    assert name.name == "cmd-c-calc-a1.csv"
    rows = list(csv.reader(name.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 1 + len(evil)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
