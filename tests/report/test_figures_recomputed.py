"""Each figure of the sample's report, counted again in plain Python from the funds of `rettid audit --format json` alone."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from rettid.report import shown
from tests.cli.asking import FASIT, asked
from tests.report.made_once import report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rettid.report.model import Report, Table

Fund = dict[str, Any]

PR, FIRST, LAST = "2018-12-31", "2018-07-01", "2018-12-31"
EVENTS = {"Samtaler": "samtale", "Første tilbud": "tilbud"}


@cache
def funds() -> list[Fund]:
    found = json.loads(asked("audit", FASIT, "--pr", PR, "--format", "json").out)
    return [fund for fund in found if fund["art"] == "lov" and fund["ejer"] == "jobcenter"]


def due(event: str, first: str = FIRST, last: str = LAST) -> list[Fund]:
    return [
        fund
        for fund in funds()
        if fund["haendelse"] == event
        and fund["frist"] is not None
        and first <= fund["frist"] <= last
        and fund["frist"] < PR
        and fund["status"] in ("rettidig", "for_sent", "mangler")
        and (fund["slutdato"] is None or fund["slutdato"] >= fund["frist"])
    ]


def citizen(fund: Fund) -> str:
    return fund["borger_id"] or fund["forloeb_id"]


def in_words(found: Iterable[Fund]) -> str:
    """R1 of these funds as a person reads it; the interval has citizens for clusters."""
    hits, trials = defaultdict(int), Counter[str]()
    for fund in found:
        hits[citizen(fund)] += fund["status"] == "rettidig"
        trials[citizen(fund)] += 1
    x, n, people = sum(hits.values()), trials.total(), len(trials)
    if not n:
        return "ingen i målgruppen"
    if n < 10:
        return f"{x} af {n} (for få til en procent)"
    share = x / n
    spread = sum((hits[who] - number * share) ** 2 for who, number in trials.items())
    worth = n if people == n else people if spread <= 0 else min(share * (1 - share) * n * n / spread, n)
    z = NormalDist().inv_cdf(0.975)
    middle, scale = share + z * z / (2 * worth), 1 + z * z / worth
    half = z * sqrt(share * (1 - share) / worth + z * z / (4 * worth * worth))
    low, high = ((middle - half) / scale, (middle + half) / scale)
    return f"{x} af {n} = {comma(share)} % ({comma(low)}–{comma(high)})"


def comma(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",")


def persons(found: Iterable[Fund]) -> str:
    everything: dict[str, bool] = {}
    for fund in found:
        everything[citizen(fund)] = everything.get(citizen(fund), True) and fund["status"] == "rettidig"
    return in_words(
        {"borger_id": who, "forloeb_id": who, "status": "rettidig" if all_met else "mangler"}
        for who, all_met in everything.items()
    )


def table(found: Report, name: str) -> Table:
    return next(each for each in found.tabeller() if each.id == name)


def text(found: Table) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in shown.rows(found)}


def waiting(event: str) -> list[Fund]:
    return [fund for fund in funds() if fund["haendelse"] == event and fund["status"] == "mangler" and fund["aaben"]]


def test_both_rates_and_the_open_breaches() -> None:
    for kind in ("ministerium", "udvalg", "maaned"):
        rows = text(table(report(kind), "overblik"))
        for name, event in EVENTS.items():
            assert rows[name] == [in_words(due(event)), persons(due(event)), str(len(waiting(event)))]


def groups(event: str, group: Callable[[Fund], str]) -> dict[str, list[Fund]]:
    found = defaultdict(list)
    for fund in due(event):
        found[group(fund)].append(fund)
    return found


def test_every_group_of_the_monthly_pack() -> None:
    for name, key in (("r1-aldersgruppe", "aldersgruppe"), ("r1-team", "team")):
        rows = text(table(report("maaned"), name))
        for place, event in enumerate(EVENTS.values()):
            counted = groups(event, lambda fund, key=key: fund[key])
            assert {group: cells[place] for group, cells in rows.items()} == {
                group: in_words(counted.get(group, [])) for group in rows
            }
            assert set(counted) <= set(rows)


def test_every_krav_of_the_monthly_pack() -> None:
    for event in EVENTS.values():
        rows = [row[1] for row in shown.rows(table(report("maaned"), f"r1-krav-{event}"))]
        counted = groups(event, lambda fund: f"{fund['pakke']}/{fund['krav']}")
        assert sorted(rows) == sorted(in_words(found) for found in counted.values())


def test_what_the_ministry_sees_of_a_group_is_the_number_or_hidden() -> None:
    rows = text(table(report("ministerium"), "r1-aldersgruppe"))
    shown_cells = 0
    for place, event in enumerate(EVENTS.values()):
        counted = groups(event, lambda fund: fund["aldersgruppe"])
        for group, cells in rows.items():
            assert cells[place] in (in_words(counted[group]), "skjult (få borgere)")
            shown_cells += cells[place] == in_words(counted[group])
    assert shown_cells == 3


def test_open_breaches_by_how_long() -> None:
    bands = ((1, 14), (15, 28), (29, 56), (57, 9999))
    rows = text(table(report("maaned"), "r2"))
    for name, event in EVENTS.items():
        late = [fund["dage"] for fund in waiting(event)]
        assert rows[name] == [*(str(sum(low <= day <= high for day in late)) for low, high in bands), str(len(late))]


def test_the_trend() -> None:
    points = next(each for each in report("maaned").diagrammer() if each.id == "tendens").data
    months = points.filter(kind="Samtaler").sort("maaned_nr")["antal"].to_list()
    quarters = points.filter(kind="Første tilbud").sort("maaned_nr")["antal"].to_list()
    assert months == [counts(due("samtale", f"2018-{month:02}-01", f"2018-{month:02}-31")) for month in range(1, 13)]
    assert quarters == [
        counts(due("tilbud", f"2018-{month:02}-01", f"2018-{month + 2:02}-31")) for month in (1, 4, 7, 10)
    ]


def counts(found: list[Fund]) -> str:
    return f"{sum(fund['status'] == 'rettidig' for fund in found)}/{len(found)}"


def test_breaches_in_and_out() -> None:
    for name, event in EVENTS.items():
        broken = [fund for fund in due(event, "1900-01-01", PR) if fund["status"] != "rettidig"]
        rows = table(
            report("maaned"), f"stroem-{'samtaler' if event == 'samtale' else 'foerste-tilbud'}"
        ).raekker.to_dicts()
        assert len(rows) == 12, name
        for month, row in enumerate(rows, 1):
            assert [row[key] for key in ("aabne_foer", "nye", "indfriet", "ophoert", "aabne")] == flow(broken, month)
        assert rows[-1]["aabne"] == len(waiting(event))


def flow(broken: list[Fund], month: int) -> list[int]:
    """Day by day: what is open on the last day of the month before, what comes and goes, what is open on the last day."""
    name = f"2018-{month:02}"
    new = sum(fund["frist"].startswith(name) for fund in broken)
    met = sum((fund["moedt"] or "").startswith(name) for fund in broken)
    ended = sum(
        not fund["moedt"] and (fund["slutdato"] or "").startswith(name) and fund["slutdato"] <= PR for fund in broken
    )
    first = date(2018, month, 1).isoformat()
    before = sum(fund["frist"] < first and left(fund) >= first for fund in broken)
    return [before, new, met, ended, before + new - met - ended]


def left(fund: Fund) -> str:
    ended = fund["slutdato"] if fund["slutdato"] and fund["slutdato"] <= PR else "9999"
    return fund["moedt"] or ended
