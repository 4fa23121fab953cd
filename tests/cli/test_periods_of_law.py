"""A forløb that continues a period is counted nowhere as one of its own (`spec.md` § 3, "Periods of law")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening, configured
from rettid.inspection import Inspection
from tests.test_sider import SCENARIOS

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.summary import Summary

PR = "2021-03-01"
FORLOEB = """forloeb_id;borger_id;ydelse;maalgruppe;startdato;slutdato;sagsbehandler;team
F1;B1;Kontanthjælp;6.2;2020-12-01;2020-12-20;Anne;Nord
F2;B1;Kontanthjælp;6.3;2021-01-18;;Bo;Syd
F3;B2;A-dagpenge;6.1;2020-12-01;;Anne;Nord
"""
SAMTALER = """forloeb_id;dato;samtaletype;status
F1;2020-12-10;jobsamtale;afholdt
F2;2021-02-24;jobsamtale;planlagt
"""


def summary(folder: Path) -> Summary:
    """The three forløb as the commands judge them; two of them are one period that began while the page was in force."""
    (folder / "forloeb.csv").write_text(FORLOEB, encoding="utf-8")
    (folder / "samtaler.csv").write_text(SAMTALER, encoding="utf-8")
    question = Question([folder], PR, "kanonisk", [SCENARIOS / "proeve-perioder.md"], None, None, None)
    return judged(question, Opening(None, ask=False, setup=configured(None)))


def test_it_is_one_case_of_the_one_who_has_it_and_every_forloeb_is_covered(tmp_path: Path) -> None:
    found = summary(tmp_path)
    assert sorted(found.cases.select("forloeb_id", "sagsbehandler").iter_rows()) == [("F1", "Bo"), ("F3", "Anne")]
    assert [(pack.id, count) for pack, count in found.packs] == [("proeve-perioder", 2)]
    assert (found.uncovered, Inspection(found).without_pack) == (0, 0)


def test_its_duties_are_among_those_that_wait_and_its_row_is_told_once(tmp_path: Path) -> None:
    found = summary(tmp_path)
    assert set(found.actions.filter(sagsbehandler="Bo")["forloeb_id"]) == {"F1"}
    told = Inspection(found).findings.filter(kode="RT-S02")
    assert told.select("fil", "raekke", "forloeb_id", "sagsbehandler").rows() == [("samtaler.csv", 3, "F1", "Bo")]
