"""The figures on the screen, counted again in plain Python from the machine format and from the sample's own files."""

from __future__ import annotations

import functools
import json
import math
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.asking import FASIT, MOMENTUM, WORKBASE, ask, asked, balanced, cases_of, export

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
DAY = "2018-12-31"
WEEKS = ("2018-10-02", "2018-12-31")
"""The thirteen weeks up to and including the day."""

QUESTIONS = {
    "fasit": ([FASIT, "--pr", DAY], WEEKS, DAY),
    "momentum": ([MOMENTUM, "--pr", "2026-10-31"], ("2026-08-02", "2026-10-31"), "2026-10-31"),
    "workbase": ([WORKBASE], WEEKS, DAY),
    "lokal": ([FASIT, "--pr", DAY, "--lokal", "broendby-2018", "--lokal", "faaborg-midtfyn-2018"], WEEKS, DAY),
    "periode": ([FASIT, "--pr", DAY, "--periode", "2018H2"], ("2018-07-01", DAY), DAY),
    "team": ([FASIT, "--pr", DAY, "--team", "Ungeteamet"], WEEKS, DAY),
    "midt i": ([WORKBASE, "--pr", "2018-06-15", "--periode", "2018K2"], ("2018-04-01", "2018-06-30"), "2018-06-15"),
}

each_question = pytest.mark.parametrize(("arguments", "span", "pr"), QUESTIONS.values(), ids=QUESTIONS)


@functools.cache
def both(*arguments: str) -> tuple[str, list[Row]]:
    """The screen and the funds of one audit; asked once, as nothing may change between."""
    answer = asked("audit", *arguments)
    assert answer.code == 0, answer.message
    return answer.screen, json.loads(asked("audit", *arguments, "--format", "json").out)


# --- Counted by hand -------------------------------------------------------------------------------------------


def counted(funds: list[Row], span: tuple[str, str], pr: str) -> list[Row]:
    """What R1 counts (spec.md § 5): ISO dates compare as texts."""
    return [
        fund
        for fund in funds
        if fund["status"] in {"rettidig", "for_sent", "mangler"}
        and span[0] <= fund["frist"] <= span[1]
        and fund["frist"] < pr
        and (fund["slutdato"] is None or fund["slutdato"] >= fund["frist"])
    ]


def kind(fund: Row) -> str:
    """The name of the row that a duty is counted in."""
    name = "Samtaler" if fund["haendelse"] == "samtale" else "Første tilbud" if fund["art"] == "lov" else "Tilbud"
    owner = ", a-kassen" if fund["ejer"] == "a-kasse" else ""
    return name + owner + (f", {fund['pakke']}" if fund["art"] == "lokal" else "")


def by_kind(funds: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {"Samtaler": [], "Første tilbud": []}
    for fund in funds:
        found.setdefault(kind(fund), []).append(fund)
    return found


def by_person(funds: list[Row]) -> dict[str, list[bool]]:
    persons = defaultdict(list)
    for fund in funds:
        persons[fund["borger_id"] or fund["forloeb_id"]].append(fund["status"] == "rettidig")
    return persons


def wilson(hits: int, trials: int) -> list[float]:
    """The textbook's interval, in per cent."""
    z, share = 1.959963984540054, hits / trials
    middle, scale = share + z * z / (2 * trials), 1 + z * z / trials
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return [100 * (middle - half) / scale, 100 * (middle + half) / scale]


def danish(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


def thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


# --- Read from the screen --------------------------------------------------------------------------------------


def section(screen: str, heading: str) -> list[list[str]]:
    """The rows of the table below a heading, without its own headings."""
    lines = screen.split(f"\n\n{heading}", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [re.split(r"\s{2,}", line.rstrip()) for line in lines]


def table(screen: str, heading: str) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in section(screen, heading) if row[0]}


def shares(screen: str) -> dict[str, list[str]]:
    return table(screen, "Fik borgerne det til tiden?")


def check_share(shown: str, hits: int, trials: int, *, independent: bool) -> None:
    """Numerator and denominator first; no percentage below ten; nobody is not a share."""
    if not trials:
        assert shown == "ingen i målgruppen"
    elif trials < 10:
        assert shown == f"{hits} af {trials} (for få til en procent)"
    else:
        head, low, high = re.fullmatch(r"(.*) \(([\d,]+)–([\d,]+)\)", shown).groups()  # type: ignore[union-attr]
        assert head == f"{thousands(hits)} af {thousands(trials)} = {danish(100 * hits / trials)} %"
        assert float(low.replace(",", ".")) <= 100 * hits / trials <= float(high.replace(",", "."))
        if independent:
            assert [low, high] == [danish(edge) for edge in wilson(hits, trials)]


# --- The answer ------------------------------------------------------------------------------------------------


@each_question
def test_the_rates_are_those_of_the_funds(arguments: list[str], span: tuple[str, str], pr: str) -> None:
    screen, funds = both(*arguments)
    assert f"frister {'-'.join(reversed(span[0].split('-')))} til {'-'.join(reversed(span[1].split('-')))}" in screen
    expected, shown = by_kind(counted(funds, span, pr)), shares(screen)
    assert list(shown)[:2] == ["Samtaler", "Første tilbud"]
    assert set(shown) == set(expected)
    for name, own in expected.items():
        persons = by_person(own).values()
        duties_shown, persons_shown = shown[name]
        check_share(
            duties_shown,
            sum(fund["status"] == "rettidig" for fund in own),
            len(own),
            independent=len(persons) == len(own),
        )
        check_share(persons_shown, sum(map(all, persons)), len(persons), independent=True)


@each_question
def test_the_open_breaches_are_those_of_the_funds(arguments: list[str], span: tuple[str, str], pr: str) -> None:  # noqa: ARG001
    screen, funds = both(*arguments)
    expected = by_kind([fund for fund in funds if fund["status"] == "mangler" and fund["aaben"]])
    shown = table(screen, "Hvem venter stadig?")
    assert set(shown) == set(expected)
    if "--team" in arguments:
        # Who waits is counted where the case is now, as the caseloads are; the machine formats go by the deadline's team.
        waiting = sum(int(shown[name][0].replace(".", "")) for name in ("Samtaler", "Første tilbud"))
        assert waiting == caseloads(screen)[2][3]
        return
    for name, own in expected.items():
        days = sorted(fund["dage"] for fund in own)
        assert days == sorted((date.fromisoformat(pr) - date.fromisoformat(fund["frist"])).days for fund in own)
        bands = [sum(low <= day <= high for day in days) for low, high in ((1, 14), (15, 28), (29, 56), (57, 10**6))]
        assert sum(bands) == len(own)
        assert shown[name][:5] == [thousands(number) for number in (len(own), *bands)]
        if days:
            assert shown[name][5] == f"{thousands(days[-1])} {'dag' if days[-1] == 1 else 'dage'}"
            assert float(shown[name][6].split()[0].replace(".", "").replace(",", ".")) == median(days)
        else:
            assert shown[name][5:] == ["–", "–"]


# --- The caseloads ---------------------------------------------------------------------------------------------


def caseloads(screen: str) -> tuple[dict[str, list[int]], dict[tuple[str, str], list[int]], list[int]]:
    """The figures per team, per caseworker, and of all."""
    teams, workers, team = {}, {}, ""
    for row in section(screen, "Sagsstammer"):
        inside, cells = row[0] == "", [cell for cell in row if cell]
        if len(cells) != 7:
            break
        figures = [int(cell.replace(".", "")) for cell in cells[1:]]
        if inside:
            workers[team, cells[0]] = figures
        else:
            team = cells[0]
            teams[team] = figures
    return teams, workers, teams.pop("I alt")


def added(rows: list[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


@each_question
def test_caseworkers_add_up_to_teams_and_teams_to_the_whole(
    arguments: list[str], span: tuple[str, str], pr: str
) -> None:
    screen, funds = both(*arguments)
    teams, workers, total = caseloads(screen)
    assert list(teams) == sorted(teams), "efter navn, aldrig efter tal"
    for team, figures in teams.items():
        assert figures == added([own for (name, _), own in workers.items() if name == team])
    assert total == added(list(teams.values()))
    due = [fund for fund in counted(funds, span, pr) if fund["art"] == "lov" and fund["ejer"] == "jobcenter"]
    assert total[1:3] == [len(due), sum(fund["status"] == "rettidig" for fund in due)]
    duties = [shares(screen)[name][0] for name in ("Samtaler", "Første tilbud")]
    numbers = [[int(number) for number in re.findall(r"\d+", text.split("=")[0])] or [0, 0] for text in duties]
    assert [total[2], total[1]] == added(numbers)


@pytest.mark.parametrize(("sample", "pr"), [(FASIT, DAY), (MOMENTUM, "2026-10-31")])
def test_each_caseworkers_figures_are_those_of_the_export(sample: str, pr: str) -> None:
    """Due and in time by who was responsible on the deadline; open, missing, soon and unbooked by who is responsible now."""
    screen, all_funds = both(sample, "--pr", pr)
    teams, shown, _ = caseloads(screen)
    funds = [fund for fund in all_funds if fund["art"] == "lov" and fund["ejer"] == "jobcenter"]
    now = {case["sag"]: case for case in cases_of(sample)}
    assert len(now) == len(cases_of(sample))
    expected: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 6)

    def of(row: Row) -> list[int]:
        return expected[row["team"] or "Uden team", row["sagsbehandler"] or "uden ansvarlig"]

    running = {
        number
        for number, case in now.items()
        if (case["slut"] is None or case["slut"] > pr) and (case["start"] is None or case["start"] <= pr)
    }
    for number in running:
        of(now[number])[0] += 1
    weeks = (str(date.fromisoformat(pr) - timedelta(days=90)), pr)
    for fund in counted(funds, weeks, pr):
        of(fund)[1] += 1
        of(fund)[2] += fund["status"] == "rettidig"
    soon = str(date.fromisoformat(pr) + timedelta(days=14))
    for fund in funds:
        late = fund["status"] == "mangler"
        if fund["aaben"] and fund["forloeb_id"] in running and (late or fund["status"] == "kommende"):
            if not late and fund["frist"] > soon:
                continue
            own = of(now[fund["forloeb_id"]])
            own[3 if late else 4] += 1
            own[5] += fund["planlagt"] is None
    assert shown == dict(expected)
    assert set(teams) == {team for team, _ in expected}


def test_the_next_actions_are_the_most_urgent_and_counted() -> None:
    screen, funds = both(FASIT, "--pr", DAY)
    rows = [row for row in section(screen, "Næste skridt") if re.match(r"\d\d-\d\d-\d{4}$", row[0])]
    assert len(rows) == 10
    shown = Counter(row[2] for row in rows)
    more = int(re.search(r"^  (\d+) flere\.$", screen, re.MULTILINE)[1])  # type: ignore[index]
    open_now = {case["sag"] for case in cases_of(FASIT) if case["slut"] is None or case["slut"] > DAY}
    urgent = [
        fund
        for fund in funds
        if fund["art"] == "lov" and fund["ejer"] == "jobcenter" and fund["aaben"] and fund["forloeb_id"] in open_now
        if fund["status"] == "mangler" or (fund["status"] == "kommende" and fund["frist"] <= "2019-01-14")
    ]
    assert len({(fund["forloeb_id"], fund["haendelse"]) for fund in urgent}) == 10 + more
    unbooked = sorted(
        (fund["frist"], fund["forloeb_id"]) for fund in urgent if fund["status"] == "mangler" and not fund["planlagt"]
    )
    first: dict[tuple[str, str], str] = {}
    for fund in sorted(urgent, key=lambda fund: fund["frist"]):
        if fund["status"] == "mangler" and not fund["planlagt"]:
            first.setdefault((fund["forloeb_id"], fund["haendelse"]), fund["frist"])
    assert unbooked
    assert shown == Counter(case for (case, _), _ in sorted(first.items(), key=lambda item: (item[1], item[0]))[:10])


# --- One team --------------------------------------------------------------------------------------------------


def test_a_teams_own_screen_says_what_its_rows_of_the_whole_say() -> None:
    everyone, all_workers, _ = caseloads(both(FASIT, "--pr", DAY)[0])
    for team in ("Dagpengeteamet", "Ungeteamet"):
        own = asked("audit", FASIT, "--pr", DAY, "--team", team)
        assert own.code == 0, own.message
        teams, workers, total = caseloads(own.screen)
        assert teams == {team: everyone[team]}
        assert total == everyone[team]
        assert workers == {key: figures for key, figures in all_workers.items() if key[0] == team}


def test_a_case_that_changed_team_counts_where_it_is_now(tmp_path: Path) -> None:
    """A breach of the time in the old team is the new team's to mend: on its own screen as on the whole one."""
    case = {"forloeb_id": "F1", "borger_id": "B1", "maalgruppe": "6.1", "foedselsdato": "1980-05-12"}
    folder = export(
        tmp_path / "skift",
        {
            "forloeb": [case | {"startdato": "2018-07-02", "team": "Ny", "sagsbehandler": "Nina"}],
            "samtaler": [
                {"forloeb_id": "F1", "dato": "2018-07-03", "samtaletype": "cv_samtale", "status": "afholdt"},
            ],
            "fravaer": [{"forloeb_id": "F1", "fravaerstype": "ferie", "startdato": "2018-07-09", "slutdato": "2018-07-10"}],
            "ansvar": [
                {"forloeb_id": "F1", "sagsbehandler": "Gert", "team": "Gammel", "fra": "2018-07-02", "til": "2018-12-27"},
                {"forloeb_id": "F1", "sagsbehandler": "Nina", "team": "Ny", "fra": "2018-12-28", "til": ""},
            ],
        },
    )  # fmt: skip
    balanced(folder)
    whole, _, _ = caseloads(ask("audit", folder, "--pr", DAY).screen)
    assert whole["Gammel"][1] > 0
    assert whole["Ny"][3] > 0
    for team in ("Gammel", "Ny"):
        own = ask("audit", folder, "--pr", DAY, "--team", team)
        assert own.code == 0, own.message
        assert caseloads(own.screen)[0] == {team: whole[team]}


# --- What was read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", [FASIT, MOMENTUM, WORKBASE])
def test_nothing_of_a_sample_is_lost(sample: str) -> None:
    sheets = balanced(sample)
    used, aside = sum(used for _, used, _ in sheets), sum(aside for _, _, aside in sheets)
    screen = " ".join(asked("audit", sample, "--pr", DAY).screen.split())
    assert f"{thousands(used)} rækker brugt, {thousands(aside)} sat fra." in screen
    assert aside == sum(int(number) for number in re.findall(r"· (\d+) rækker? sat fra:", screen))
    assert len(cases_of(sample)) in {used for _, used, _ in sheets}


def test_two_exports_of_the_same_citizens_do_not_take_each_others_events() -> None:
    """Whatever becomes of a case that two systems know: what is in time by one export is not late because of the other."""
    alone = {fund["fund_id"]: fund for sample in (WORKBASE, FASIT) for fund in both(sample, "--pr", DAY)[1]}
    together = both(WORKBASE, FASIT, "--pr", DAY)[1]
    changed = [
        (fund["forloeb_id"], fund["krav"], fund["nr"], alone[fund["fund_id"]]["status"], fund["status"])
        for fund in together
        if fund["fund_id"] in alone and alone[fund["fund_id"]]["status"] != fund["status"]
    ]
    assert not changed, f"{len(changed)} af {len(together)}, først {changed[0]}"
