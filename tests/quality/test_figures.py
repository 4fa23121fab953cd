"""Bounds, cheapest fixes, completeness and latency: the figures of `rettid check`, each against a count by hand or a full replay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid import Tables, audit, load_packs
from rettid.quality import checks, latency
from rettid.quality.bounds import Bounds, bounds, straddles
from rettid.quality.grounds import Grounds
from rettid.rates import due_in
from rettid.spans import Span
from tests.cli.asking import FASIT, MOMENTUM, ROOT
from tests.samples import read_once

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
on = date.fromisoformat

PR, START = on("2018-12-31"), on("2018-07-02")
ALWAYS = Span(on("2015-01-01"), on("2030-12-31"))
LAW = [pack for pack in load_packs() if pack.art == "lov"]


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))


def case(name: str, **more: Any) -> Row:
    """A citizen of 23: the first offer is due on 2 October 2018."""
    return {
        "forloeb_id": name,
        "borger_id": f"b-{name}",
        "maalgruppe": "6.1",
        "startdato": START,
        "foedselsdato": on("1995-05-12"),
        "sagsbehandler": "Bo",
        "team": "Nord",
    } | more


def offer(name: str, day: str = "2018-09-17", **more: Any) -> Row:
    return {"forloeb_id": name, "startdato": on(day), "tilbudstype": "virksomhedspraktik", "status": "igang"} | more


def held(name: str, day: str, **more: Any) -> Row:
    return {
        "forloeb_id": name,
        "dato": on(day),
        "samtaletype": "jobsamtale",
        "status": "afholdt",
        "samtaleform": "personligt",
        "afholdt_af": "jobcenter",
    } | more


def bounded(pr: date = PR, span: Span = ALWAYS, **tables: list[Row]) -> Bounds:
    given = Tables.from_rows({"samtaler": [], "tilbud": [], "fravaer": []} | tables)
    grounds = Grounds(given, audit(given, LAW, pr=pr), LAW, pr)
    return bounds(grounds, checks.run(grounds), checks.holders(grounds), span)


def offers(found: Bounds) -> tuple[tuple[int, int], ...]:
    """Recorded, lowest and highest of the first offers: in time, due."""
    (row,) = found.rates.filter(haendelse="tilbud").to_dicts()
    return tuple((row[f"{edge}rettidige"], row[f"{edge}forfaldne"]) for edge in ("", "lav_", "hoej_"))


# --- Bounds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "doubtful",
    [
        {"status": "planlagt"},
        {"status": "ukendt"},
        {"tilbudstype": "ukendt"},
        {"status": "planlagt", "tilbudstype": "ukendt"},
        {"day": "2018-10-03", "graensestempel": True},
    ],
)
def test_a_doubtful_offer_lifts_only_the_highest(doubtful: Row) -> None:
    found = bounded(forloeb=[case("F1"), case("F2")], tilbud=[offer("F1"), offer("F2", **doubtful)])
    assert offers(found) == ((1, 2), (1, 2), (2, 2))


def test_a_date_that_may_be_a_day_early_lowers_the_lowest() -> None:
    found = bounded(forloeb=[case("F1")], tilbud=[offer("F1", "2018-10-02", graensestempel=True)])
    assert offers(found) == ((1, 1), (0, 1), (1, 1))


@pytest.mark.parametrize("doubtful", [{"samtaleform": "brev"}, {"dato": on("2018-07-29")}])
def test_a_letter_or_a_sunday_lowers_the_lowest(doubtful: Row) -> None:
    found = bounded(pr=on("2018-08-20"), forloeb=[case("F1")], samtaler=[held("F1", "2018-07-30") | doubtful])
    (row,) = found.rates.filter(haendelse="samtale").to_dicts()
    assert row["lav_rettidige"] < row["rettidige"] == row["hoej_rettidige"]


@pytest.mark.parametrize(
    "hopeless",
    [
        {"status": "annulleret"},
        {"day": "2018-10-03", "status": "planlagt"},  # after the deadline
        {"day": "2018-06-29", "status": "planlagt"},  # before the forløb
        {"status": "planlagt", "tilbudstype": "mentor"},
    ],
)
def test_what_could_not_have_met_the_deadline_lifts_nothing(hopeless: Row) -> None:
    found = bounded(forloeb=[case("F1")], tilbud=[offer("F1", **hopeless)])
    assert offers(found) == ((0, 1), (0, 1), (0, 1))
    assert found.by_code.is_empty()
    assert found.by_row.is_empty()


def test_an_interview_held_in_the_future_cannot_rescue_a_deadline_that_has_passed() -> None:
    found = bounded(forloeb=[case("F1")], samtaler=[held("F1", "2019-01-02")])
    (row,) = found.rates.filter(haendelse="samtale").to_dicts()
    assert row["hoej_rettidige"] == row["rettidige"] == 0


def test_the_bounds_are_those_of_the_period() -> None:
    tables: dict[str, list[Row]] = {"forloeb": [case("F1")], "tilbud": [offer("F1", status="planlagt")]}
    assert offers(bounded(span=Span(on("2018-10-02"), on("2018-10-02")), **tables))[2] == (1, 1)
    assert bounded(span=Span(on("2018-10-03"), PR), **tables).rates.filter(haendelse="tilbud").is_empty()


def test_a_target_between_the_bounds_depends_on_registration() -> None:
    rate = {"lav_rettidige": 40, "lav_forfaldne": 60, "hoej_rettidige": 46, "hoej_forfaldne": 60}
    assert straddles(rate, 0.75)
    assert not straddles(rate, 40 / 60)
    assert straddles(rate, 46 / 60)
    assert not straddles(rate, 0.77)


# --- Cheapest fixes --------------------------------------------------------------------------------------------


def test_the_cheapest_come_first_and_each_is_counted_alone() -> None:
    """One interview that meets several duties is worth more than an offer that meets one."""
    found = bounded(
        forloeb=[case("F1"), case("F2", sagsbehandler="Anna")],
        samtaler=[held("F1", "2018-07-30", status="ukendt")],
        tilbud=[
            offer("F1", status="planlagt"),
            offer("F2", status="planlagt"),
            offer("F2", "2018-09-18", status="planlagt"),
        ],
    )
    codes = found.by_code.select("kode", "haendelse", "rettelser", "vundne").rows()
    assert codes == [("RT-S04", "samtale", 1, codes[0][3]), ("RT-S30", "tilbud", 3, 2)]
    assert [row[0] for row in found.by_caseworker.rows()] == ["Anna", "Bo"]
    assert found.by_row.filter(tabel="tilbud")["vundne"].to_list() == [1, 1, 1]
    gained = found.by_row["vundne"].to_list()
    assert gained == sorted(gained, reverse=True)


def test_the_figures_after_a_correction_are_those_of_the_corrected_export() -> None:
    """Put right what the code names, judge all anew, and the rate is the one that was promised."""
    wrong = [offer("F1", status="planlagt"), offer("F2"), offer("F3", status="ukendt")]
    cases = [case(f"F{number}") for number in range(1, 5)]
    (promised,) = bounded(forloeb=cases, tilbud=wrong).by_code.filter(kode="RT-S30").to_dicts()
    put_right = [row | {"status": "igang"} if row["status"] == "planlagt" else row for row in wrong]
    assert offers(bounded(forloeb=cases, tilbud=put_right))[0] == (promised["nye_rettidige"], promised["nye_forfaldne"])


# --- Latency ---------------------------------------------------------------------------------------------------


def test_latency_per_party() -> None:
    rows = [
        held("F1", "2018-08-01", registreret=on("2018-08-01") + timedelta(days=days), afholdt_af=party)
        for days, party in [(-3, "jobcenter"), (4, "jobcenter"), (14, "jobcenter"), (15, "jobcenter"), (2, None)]
    ]
    rows += [held("F1", "2018-08-01"), held("F1", "2018-08-01", status="aflyst", registreret=on("2018-12-01"))]
    given = Tables.from_rows({"forloeb": [case("F1")], "samtaler": rows})
    found = latency.latency(Grounds(given, audit(given, LAW, pr=PR), LAW, PR))
    assert found.rows() == [("jobcenter", 4, 9.0, 15, 3), ("ukendt", 1, 2.0, 2, 1)]


@pytest.mark.parametrize(("sample", "pr", "years"), [(FASIT, PR, 1), (MOMENTUM, on("2026-10-31"), 2)])
def test_what_looked_late_is_what_a_replay_of_each_month_shows(sample: str, pr: date, years: int) -> None:
    """Of the last one or two years."""
    tables = read_once([ROOT / sample]).tables
    funds, lately = audit(tables, LAW, pr=pr), Span(pr - timedelta(days=365 * years), pr)
    found = latency.looked_late(Grounds(tables, funds, LAW, pr), lately)
    timely = due_in(funds, lately, pr).filter(status="rettidig", haendelse="samtale")
    duty = ["forloeb_id", "pakke", "krav", "nr"]
    replayed = set()
    for month_end in timely["frist"].dt.month_end().unique():
        if month_end <= pr:
            then = audit(tables, LAW, pr=month_end, kendt_pr=month_end).filter(status="mangler").select(duty)
            own = timely.filter(pl.col("frist").dt.month_end() == month_end)
            replayed |= {(month_end, *row) for row in own.join(then, on=duty).select(duty).iter_rows()}
    assert len(replayed) > 10
    assert set(found.select("maaned", *duty).iter_rows()) == replayed
