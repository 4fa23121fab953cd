"""An explanation can't say otherwise than its fund: the days that are printed add up to the deadline, the event named met it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given

from rettid import Tables, audit, load_packs
from rettid.explanation import FROM_EVENT, Explanation, explanations, same_time
from rettid.intake import read
from rettid.periods import parse_period
from rettid.rules.diary import example
from rettid.rules.examples import read_examples
from rettid.rules.page import Page
from rettid.screen import reasons
from rettid.screen.case import Case
from rettid.screen.diary import diaries
from rettid.screen.timeline import drawn, timeline
from tests.test_invariants import ACROSS_SEEDS, Scene, a_few

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, Any]

ROOT = Path(__file__).parents[1]
SAMPLES = {
    "fasit": (ROOT / "sample_data" / "fasit-koege-2018", date(2018, 12, 31)),
    "momentum": (ROOT / "sample_data" / "momentum-2026.xlsx", date(2026, 10, 31)),
    "workbase": (ROOT / "sample_data" / "workbase-koege-2018.xlsx", date(2018, 12, 31)),
}
PACKS = load_packs()


@cache
def judged(name: str) -> tuple[Tables, pl.DataFrame]:
    path, pr = SAMPLES[name]
    tables = read([path]).tables
    return tables, audit(tables, PACKS, pr=pr)


@cache
def told_of(name: str) -> list[Explanation]:
    tables, funds = judged(name)
    if name == "workbase":  # the same cases as fasit's, so a spread of them is enough
        funds = funds.filter(pl.int_range(pl.len()).over("status") < 30)
    return explanations(tables, PACKS, funds, pr=SAMPLES[name][1])


def adds_up(each: Explanation) -> None:
    """Anchor, period, pauses, moves and grace, as they are told, give the fund's deadline; the event told is the fund's."""
    fund = each.fund
    if each.krav is None or fund["forfald"] is None:
        assert fund["status"] == "kan_ikke_afgoeres"
        return
    krav, form = each.krav, each.krav.form
    assert each.ur is not None
    assert each.kalender is not None
    if each.periode is not None and form != "varsel":
        assert each.periode.after_day(each.fra) == each.kalender
    if form == "varsel":
        assert krav.varsel.after_day(each.kalender) <= each.fra
    if form in FROM_EVENT:
        assert each.fra == fund["aabner"]
    paused = sum(absence.pausedage for absence in each.fravaer)
    before = sum(absence.foer_maerket for absence in each.fravaer)
    if krav.ur != "timer" or "regnet i ledighedsdage" in (fund["bemaerkning"] or ""):
        assert each.kalender + timedelta(days=paused) == each.ur
        if each.maerke is not None and form == "mellemrum":
            assert each.maerke + timedelta(days=before) == each.fra
    moves = [absence.flyttet_til for absence in each.fravaer if absence.flyttet_til]
    assert max([each.ur, *moves]) == fund["forfald"]
    grace = None if fund["nr"] in krav.henstand_undtaget else krav.henstand
    last = grace.after_day(fund["forfald"]) if grace else fund["forfald"]
    assert last - timedelta(days=krav.graense == "foer") == fund["frist"]
    met = [event for event in each.haendelser if event.opfylder]
    assert bool(met) == (fund["moedt"] is not None)
    assert {event.dag for event in met} <= {fund["moedt"]}
    if fund["planlagt"] is not None:
        assert any(event.booking and event.dag == fund["planlagt"] for event in each.haendelser)


def can_be_told(each: Explanation, pr: date) -> None:
    """Words and picture come for every fund, short enough for a terminal and without what was never filled in."""
    told = reasons.told(each, pr)
    lines = [told.overskrift, told.dom, *told.om, *told.trin, *told.noter, *told.forbehold, *told.naesten]
    assert told.trin
    assert all(line.strip() and "None" not in line and "–." not in line for line in lines)
    if each.fund["frist"] is not None:
        assert f"{each.fund['frist']:%d-%m-%Y}" in " ".join(told.trin)
    line = timeline([each], pr)
    assert line is None or max(map(len, drawn(line))) <= 80


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_fund_of_the_samples_adds_up(sample: str) -> None:
    for place, each in enumerate(told_of(sample)):
        adds_up(each)
        if place % 5 == 0:
            can_be_told(each, SAMPLES[sample][1])


@a_few
@given(seed=ACROSS_SEEDS)
def test_every_fund_of_a_random_caseload_adds_up(seed: int) -> None:
    scene = Scene(seed)
    funds = scene.funds()
    for each in explanations(Tables.from_rows(scene.rows), scene.packs, funds, pr=scene.pr, kendt_pr=scene.kendt_pr):
        adds_up(each)
        can_be_told(each, scene.pr)


def test_one_fund_is_explained_as_among_all() -> None:
    tables, funds = judged("fasit")
    place = 137
    alone = explanations(tables, PACKS, funds[place : place + 1], pr=SAMPLES["fasit"][1])[0]
    among = told_of("fasit")[place]
    assert (alone.ur, alone.fravaer, alone.haendelser) == (among.ur, among.fravaer, among.haendelser)


# --- The units -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "units"),
    [
        ("3 måneder", ["12 uger", "13 uger", "3 måneder"]),
        ("13 uger", ["12 uger", "13 uger", "3 måneder"]),
        ("4 uger", ["4 uger", "1 måned"]),
        ("26 uger", ["24 uger", "26 uger", "6 måneder"]),
        ("14 dage", []),
        ("6 uger", []),
    ],
)
def test_the_same_time_in_other_units(period: str, units: list[str]) -> None:
    assert [str(unit) for unit in same_time(parse_period(period))] == units


# --- The diary -------------------------------------------------------------------------------------------------


def rerun(text: str, pack: Any) -> Iterable[tuple[Row, Row]]:
    """What the facit of a printed example says, beside the fund that the engine makes of its diary."""
    found = read_examples(Page(Path("eksempel.md"), text, ""), pack)[0]
    funds = audit(Tables.from_rows(found.tables), [pack], pr=found.pr, kendt_pr=found.kendt_pr).to_dicts()
    for row in found.expected:
        same = [
            fund for fund in funds if (fund["krav"], fund["nr"], fund["forloeb_id"]) == (row["krav"], row["nr"], "F1")
        ]
        assert len(same) == 1, text
        yield row, same[0]


@pytest.mark.parametrize("sample", ["fasit", "momentum"])
def test_a_diary_read_back_gives_the_same_verdict(sample: str) -> None:
    tables, _ = judged(sample)
    rows = {
        name: tables[name].collect().to_dicts() if tables.supplied(name) else None
        for name in ("forloeb", "samtaler", "tilbud", "fravaer", "ledighed")
    }
    tried: dict[tuple[str, str], int] = {}
    for each in told_of(sample):
        key = (each.fund["pakke"], each.fund["status"])
        if each.pack is None or tried.get(key, 0) >= 3:
            continue
        tried[key] = tried.get(key, 0) + 1
        case = each.fund["forloeb_id"]
        own = {
            name: None if found is None else [row for row in found if row["forloeb_id"] == case]
            for name, found in rows.items()
        }
        text = example(each.pack, own, [each.fund], pr=SAMPLES[sample][1])
        for wanted, fund in rerun(text, each.pack):
            assert {name: fund[name] for name in wanted} == wanted, text
    assert len(tried) > 4


def test_a_diary_has_no_name_number_or_team() -> None:
    told = told_of("momentum")[5]
    tables, _ = judged("momentum")
    case = told.forloeb
    rows = {
        name: [row for row in tables[name].collect().to_dicts() if row["forloeb_id"] == case["forloeb_id"]]
        for name in ("forloeb", "samtaler", "tilbud", "fravaer")
    }
    text = "".join(diaries(Case(case["forloeb_id"], [told], SAMPLES["momentum"][1], raekker=rows)))
    for column in ("forloeb_id", "borger_id", "navn", "sagsbehandler", "team", "a_kasse"):
        assert case[column] not in text
