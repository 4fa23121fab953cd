"""`rettid trend` as it is asked: the screen, data with a manifest, the cases that differ, the history, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid import rates
from rettid.cli import trend_command
from rettid.cli.judging import Question, judged
from rettid.spans import parse_span
from rettid.store import open_store
from rettid.trend import CHARTED, COUNTED, DIFFERENCES, SCHEDULE
from tests.asking import begun, caseload, citizen, export, on
from tests.cli.asking import FASIT, MOMENTUM, ROOT, WORKBASE, Answer, ask, asked, presentable, refused
from tests.store.runs import run_of, summary_of

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.cli.opening import Opening
    from rettid.summary import Summary

Row = dict[str, Any]
AUTUMN = ("--pr", "2018-12-31", "--periode", "2018-10..2018-12")
LIST_DAYS = ("2018-07-16", "2018-07-30", "2018-08-13", "2018-08-27")


_JUDGED: dict[str, Summary] = {}


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The samples do not change: each is read and judged once for every question about it."""

    def judged_once(question: Question, opening: Opening) -> Summary:
        files = [ROOT / path for path in question.filer]
        if not all(path.is_relative_to(ROOT / "sample_data") for path in files):
            return judged(question, opening)
        asked = repr(replace(question, periode=None, filer=files))
        if asked not in _JUDGED:
            _JUDGED[asked] = judged(question, opening)
        return _JUDGED[asked]

    monkeypatch.setattr(trend_command, "judged", judged_once)


def trend(*arguments: str, sample: str = FASIT) -> Answer:
    """What is said of a sample's autumn."""
    answer = asked("trend", sample, *AUTUMN, *arguments)
    assert answer.code == 0, answer.message
    return answer


def rows(*arguments: str, **where: Any) -> list[Row]:
    """The same as data."""
    return [row for row in json.loads(trend(*arguments, "--format", "json").out) if where.items() <= row.items()]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with nothing in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))
    return tmp_path


@pytest.fixture(scope="module")
def koege(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The history of Køge's summer."""
    place = tmp_path_factory.mktemp("koege")
    for day in LIST_DAYS:
        open_store(place).save(run_of(FASIT, day))
    return place


# --- The screen -------------------------------------------------------------------------------------------------


def test_the_screen_answers_first_and_has_both_views_and_the_cases() -> None:
    screen = trend("--kendt-pr", "hver", "--maal", "r1,rp,r2", "--brud", "2018-11-01=nyt fagsystem").screen
    presentable(screen)
    for word in (
        "Tendens pr. 31-12-2018 · 01-10-2018 til 31-12-2018", "Samtaler: frister til tiden (R1)",
        "Første tilbud: personer med alt til tiden (RP)", "Samtaler: åbne brud, når perioden er slut (R2)",
        "Periode  Som kendt nu", "Som kendt da", "86 af 108 = 79,6 % (71,1–86,1)", "16 hos 13 borgere",
        "Fra 2018-11 (nyt fagsystem)", "Forskel på »som kendt da« og »som kendt nu«, R1: 4 forpligtelser",
        "15.00.00-A26-245-18", "reg. 01-11-2018", "Frister på selve dagen, 31-12-2018, er ikke med endnu.",
        "Forløbs start og slut har ingen registreringsdato",
    ):  # fmt: skip
        assert word in screen, word


def test_fortnights_are_named_by_their_weeks_and_july_is_marked() -> None:
    answer = asked("trend", MOMENTUM, "--pr", "2026-10-31", "--efter", "14dage", "--periode", "2026-06..2026-08")
    assert answer.code == 0, answer.message
    presentable(answer.screen)
    for word in (
        "uge 26-27 2026",
        "juli",
        "Samtaler, a-kassen: frister til tiden (R1)",
        "holdes op mod samme uger året før",
    ):
        assert word in answer.screen


def test_without_a_period_it_is_the_latest_months() -> None:
    screen = ask("trend", ROOT / WORKBASE, "--pr", "2018-12-31").screen
    assert "01-01-2017 til 31-12-2018" in screen
    assert "dagpenge-2017 gælder forløb fra 01-07-2017" in " ".join(screen.split())
    assert "de seneste perioder kan stadig ændre sig" in screen


def test_a_break_inside_a_period_and_an_event_that_is_not_told_are_said(work: Path) -> None:
    for name in ("borgere.csv", "samtaler.csv"):
        shutil.copy(ROOT / FASIT / name, work / name)
    asking = ("trend", "borgere.csv", "samtaler.csv", *AUTUMN, "--brud", "15-11-2018=nyt fagsystem")
    screen = " ".join(ask(*asking).screen.split())
    assert "Bruddet 15-11-2018 (nyt fagsystem) ligger inde i en periode: den regnes med til tiden før." in screen
    assert "Første tilbud: frister til tiden (R1) Kan ikke afgøres: ikke i udtrækket." in screen


def test_an_export_of_open_cases_only_says_what_old_periods_lack(work: Path) -> None:
    cases = caseload((citizen("A"), [begun("2018-08-01"), {"dato": on("2018-08-01"), "status": "afholdt"}]))
    answer = ask("trend", export(work / "udtraek", cases), "--pr", "2018-12-31", "--periode", "2018H2")
    assert "NB: Udtrækket har kun forløb, der ikke er slut" in answer.screen


# --- Data -------------------------------------------------------------------------------------------------------


def test_the_numbers_are_those_of_rates_by_month() -> None:
    months = json.loads(asked("rates", FASIT, *AUTUMN, "--efter", "maaned", "--tal", "R1,RP", "--format", "json").out)
    plain = [
        (row["tal"], row["haendelse"], row["maaned"], row["taeller"], row["naevner"], row["lav"], row["hoej"])
        for row in months
        if row["niveau"] == "maaned"
    ]
    mine = rows("--maal", "R1,RP")
    assert [
        (row["maal"], row["haendelse"], row["periode"], row["taeller"], row["naevner"], row["lav"], row["hoej"])
        for row in mine
    ] == plain


@pytest.mark.parametrize("form", ["json", "csv", "parquet"])
def test_every_format_has_the_same_rows_and_a_manifest(work: Path, form: str) -> None:
    asking = ("trend", ROOT / FASIT, *AUTUMN, "--brud", "2018-11-01=nyt fagsystem", "--mandag", "2018-08-13")
    answer = ask(*asking, "--out", f"serie.{form}")
    assert (answer.code, answer.message) == (0, f"serie.{form}: 6 rækker skrevet.\n")
    path = work / f"serie.{form}"
    frame = pl.DataFrame(json.loads(path.read_bytes())) if form == "json" else getattr(pl, f"read_{form}")(path)
    kind = ["art", "lokal_pakke", "ejer", "haendelse"]
    assert frame.columns == ["maal", *kind, "kendt", *SCHEDULE, *COUNTED, *CHARTED]
    assert frame["taeller"].to_list() == [86, 89, 74, 7, 7, 5]
    manifest = json.loads((work / f"serie.{form}.manifest.json").read_text(encoding="utf-8"))
    assert manifest["tendens"] == {
        "maal": ["R1"], "efter": "måned", "kendt": ["nu"], "team": None, "periode": ["2018-10-01", "2018-12-31"],
        "brud": [{"dato": "2018-11-01", "hvad": "nyt fagsystem"}],
    }  # fmt: skip
    assert manifest["pakker"]
    assert manifest["filer"]


def test_the_cases_that_differ_as_data() -> None:
    text = trend("--kendt-pr", "hver", "--forskelle", "--format", "csv").out.decode()
    found = list(csv.DictReader(io.StringIO(text)))
    assert list(found[0]) == list(DIFFERENCES)
    assert [(row["periode"], row["sag"], row["status_da"], row["status_nu"], row["aarsag"]) for row in found] == [
        ("2018-11", "15.00.00-A26-327-18", "rettidig", "rettidig", "registreret senere"),
        ("2018-10", "15.00.00-A26-245-18", "mangler", "rettidig", "registreret senere"),
        ("2018-10", "15.00.00-A26-298-18", "rettidig", "rettidig", "registreret senere"),
        ("2018-10", "15.00.00-A26-337-18", "mangler", "rettidig", "registreret senere"),
    ]
    assert found[0]["frist_da"] < "2018-12-01" <= found[0]["frist_nu"], "en pause, registreret siden, flyttede fristen"


def test_one_day_for_all_of_it() -> None:
    """--kendt-pr with a day: every number by what was registered then, as `rettid rates` has it."""
    mine = rows("--kendt-pr", "2018-11-15", haendelse="samtale")
    plain = asked(
        "rates", FASIT, *AUTUMN, "--kendt-pr", "2018-11-15", "--efter", "maaned", "--tal", "R1", "--format", "json"
    )
    months = [row for row in json.loads(plain.out) if row["niveau"] == "maaned" and row["haendelse"] == "samtale"]
    assert [(row["taeller"], row["naevner"]) for row in mine] == [(row["taeller"], row["naevner"]) for row in months]
    assert {row["kendt_pr"] for row in mine} == {"2018-11-15"}


def test_a_team_has_its_own_numbers() -> None:
    team = "Dagpengeteamet"
    summary = summary_of(FASIT, "2018-12-31", None, team)
    (december,) = rows("--team", team, periode="2018-12", haendelse="samtale")
    own = rates.r1(summary.funds, parse_span("2018-12", on("2018-12-31")), on("2018-12-31"))
    assert (december["taeller"], december["naevner"]) == own.filter(haendelse="samtale").select(
        "rettidige", "forfaldne"
    ).row(0)
    waiting = rows("--team", team, "--maal", "R2", periode="2018-12")
    assert [row["taeller"] for row in waiting] == [row["aabne"] for _, _, row in summary.waiting if row]


# --- The history ------------------------------------------------------------------------------------------------


def test_the_history_says_what_each_run_said(koege: Path) -> None:
    """Per fortnight the run of the Monday after it: what an audit of that day says of it."""
    answer = ask("trend", "--fra-historik", koege, "--efter", "14dage", "--maal", "R1,R2", "--format", "json")
    assert answer.code == 0, answer.message
    told = [row for row in json.loads(answer.out) if row["haendelse"] == "samtale"]
    r1 = [row for row in told if row["maal"] == "R1"]
    assert [row["pr"] for row in r1] == ["2018-07-30", "2018-08-13", "2018-08-27"]
    assert {row["kendt"] for row in told} == {"da"}
    for row in r1:
        day = on(row["pr"])
        plain = rates.r1(summary_of(FASIT, row["pr"]).funds, parse_span(f"{row['fra']}..{row['til']}", day), day)
        assert (row["taeller"], row["naevner"]) == plain.filter(haendelse="samtale").select(
            "rettidige", "forfaldne"
        ).row(0)
    waiting = {row["pr"]: row["taeller"] for row in told if row["maal"] == "R2"}
    for day, number in waiting.items():
        assert number == rates.r2(summary_of(FASIT, day).funds).filter(haendelse="samtale")["aabne"].item()


def test_the_history_beside_its_newest_run_and_a_month_without_one(koege: Path) -> None:
    screen = ask("trend", "--fra-historik", koege, "--periode", "2018-05..2018-07", "--kendt-pr", "hver").screen
    presentable(screen)
    assert "Tendens fra historikken, nyeste kørsel pr. 27-08-2018" in screen
    for word in ("2018-05", "ingen kørsel", "2018-07", "51 af 70", "Dømt efter", "fra 16-07-2018: dagpenge-2015 1"):
        assert word in screen
    told = ask("trend", "--fra-historik", koege, "--pr", "2018-08-15", "--periode", "2018-07", "--format", "json")
    assert {row["pr"] for row in json.loads(told.out)} == {"2018-08-13"}


def test_periods_that_no_run_tells_have_no_numbers(koege: Path) -> None:
    asking = (
        "trend",
        "--fra-historik",
        koege,
        "--periode",
        "2017-05..2017-07",
        "--maal",
        "R1,RP,R2",
        "--kendt-pr",
        "hver",
    )
    screen = ask(*asking).screen
    assert screen.count("Ingen kørsel.") == 2, "R2 slet ikke"
    assert screen.count("Ingen tendens: ingen kørsel.") == 4, "R1 og RP kun som kendt nu"
    presentable(screen)


def test_a_team_of_the_history(koege: Path) -> None:
    team = "Dagpengeteamet"
    answer = ask(
        "trend", "--fra-historik", koege, "--periode", "2018-07", "--team", team, "--maal", "R1,R2", "--format", "json"
    )
    r1, _, r2, _ = json.loads(answer.out)
    own = summary_of(FASIT, "2018-08-13", None, team)
    plain = rates.r1(own.funds, parse_span("2018-07", own.pr), own.pr).filter(haendelse="samtale")
    assert (r1["taeller"], r1["naevner"]) == plain.select("rettidige", "forfaldne").row(0)
    assert r2["taeller"] == next(row["aabne"] for _, _, row in own.waiting if row)


def test_the_history_that_differs_names_its_funds(work: Path) -> None:
    """What one run said and the newest says otherwise: late registrations between the two."""
    store = open_store(work / "historik")
    for day, known in (("2018-11-05", "2018-11-05"), ("2018-12-31", None)):
        store.save(run_of(FASIT, day, known))
    answer = ask(
        "trend",
        "--fra-historik",
        "historik",
        "--periode",
        "2018-10",
        "--kendt-pr",
        "hver",
        "--forskelle",
        "--format",
        "json",
    )
    found = json.loads(answer.out)
    assert [(row["regnet_da"], row["regnet_nu"], row["sag"]) for row in found] == [("til tiden", "ikke med", None)]
    screen = ask("trend", "--fra-historik", "historik", "--periode", "2018-10", "--kendt-pr", "hver").screen
    assert found[0]["fund_id"][:8] in screen


# --- Breaks and refusals ----------------------------------------------------------------------------------------


def test_breaks_of_the_configuration_unless_the_command_names_its_own(work: Path) -> None:
    (work / "rettid.toml").write_text(
        '[[brud]]\ndato = 2018-11-01\nhvad = "nyt fagsystem"\n[[brud]]\ndato = "01-10-2018"\nhvad = "ny lov"\n',
        encoding="utf-8",
    )
    shutil.copytree(ROOT / FASIT, work / "fasit")
    answer = ask("trend", "fasit", *AUTUMN, "--format", "json")
    assert [row["brud"] for row in json.loads(answer.out)][:3] == ["ny lov", "nyt fagsystem", None]
    own = ask("trend", "fasit", *AUTUMN, "--format", "json", "--brud", "01-12-2018=flytning")
    assert [row["brud"] for row in json.loads(own.out)][:3] == [None, None, "flytning"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[brud]]\ndato = 2018-11-01\n", ("rettid.toml, linje 1", "hvad = ")),
        ('[[brud]]\ndato = 17\nhvad = "nyt"\n', ("linje 1", "dato skal være en dato")),
        ('[[brud]]\ndato = "31-02-2018"\nhvad = "nyt"\n', ("linje 1", '"31-02-2018" er ikke en dato')),
        ('[brud]\ndato = 2018-11-01\nhvad = "nyt"\n', ("skriv [[brud]]",)),
    ],
)
def test_a_break_that_is_not_one_is_refused(work: Path, text: str, words: tuple[str, ...]) -> None:
    (work / "rettid.toml").write_text(text, encoding="utf-8")
    refused(ask("trend", "fasit"), *words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--maal", "R3"), ('--maal: "R3" har ingen tendens', "R1, RP, R2")),
        (("--efter", "kvartal"), ('--efter: "kvartal" er ikke en periode', "14dage")),
        (("--brud", "2018-11-01"), ("--brud", "siger ikke, hvad der skete")),
        (("--brud", "i efteråret=nyt"), ("--brud", "er ikke en dato")),
        (("--mandag", "2018-08-14"), ("--mandag", "en tirsdag")),
        (("--periode", "2018-12-02..2018-12-30"), ("ingen hel måned", "02-12-2018")),
        (("--periode", "2018-13..2019-01"), ("--periode", "er ikke en periode")),
        (("--forskelle", "--format", "csv"), ("--forskelle", "--kendt-pr hver")),
        (("--kendt-pr", "hver", "--forskelle"), ("--forskelle", "--format csv")),
        (("--team", "Nord"), ("--team", "Nord")),
        (("--fra-historik", "historik"), ("--fra-historik", "uden FIL")),
    ],
)
def test_what_is_not_understood_is_refused(arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    refused(ask("trend", ROOT / FASIT, "--pr", "2018-12-31", *arguments), *words)


def test_without_export_or_history_or_registration_dates(work: Path) -> None:
    refused(ask("trend"), "hvilket udtræk", "rettid trend --fra-historik MAPPE")
    refused(ask("trend", "--fra-historik", "borte"), "der er ingen mappe borte")
    (work / "historik").mkdir()
    refused(ask("trend", "--fra-historik", "historik"), "ingen kørsler at vise", "rettid lists FIL --out MAPPE")
    cases = caseload((citizen("A"), [begun("2018-08-01"), {"dato": on("2018-08-01"), "status": "afholdt"}]))
    udtraek = export(work / "udtraek", cases)
    answer = ask("trend", udtraek, "--pr", "2018-12-31", "--periode", "2018", "--kendt-pr", "hver")
    refused(answer, "ingen registreringsdatoer", "--fra-historik")
