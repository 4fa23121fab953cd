"""`rettid forecast`, `whatif`, `capacity` and `exits` on the samples: what the screen says, data with a manifest, clear refusals."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.asking import FASIT, MOMENTUM, WORKBASE, ask, presentable, refused, say

if TYPE_CHECKING:
    from pathlib import Path

LONG = (1, 2, 5)
"""The questions of EVERY that take longest, and of whose kind there is another."""

KOEGE = f"{FASIT} --pr 2018-12-31"
EVERY = [
    f"rettid forecast {KOEGE} --maal 80 --loefte 2019-02-08",
    f"rettid forecast {MOMENTUM} --pr 2026-10-31 --maal 90 --uger 8 --samtaler-pr-uge 1,5 --flere-samtaler 1",
    f"rettid whatif {KOEGE} --startuge 8..12 --tilbud KarrierePAS",
    f"rettid whatif {KOEGE} --timer 7..10",
    f"rettid whatif {KOEGE} --pladser 20..70",
    f'rettid whatif {KOEGE} --vaek "Claus Enevoldsen" --fra 2018-09-03 --til 2018-09-23',
    f"rettid whatif {KOEGE} --aftalt-ved 2",
    f"rettid capacity {KOEGE} --samtaler-pr-uge 25",
    f"rettid exits {KOEGE} --efter aldersgruppe",
]


@pytest.mark.parametrize(
    "question",
    [pytest.param(each, marks=[pytest.mark.slow] if place in LONG else []) for place, each in enumerate(EVERY)],
)
def test_every_screen_is_fit_to_be_shown(question: str) -> None:
    answer = say(question)
    assert answer.code == 0, answer.message
    presentable(answer.screen)
    assert "Sådan er der regnet" in answer.screen


def test_the_forecast_has_a_month_an_interval_and_its_trial() -> None:
    screen = " ".join(say(EVERY[0]).screen.split())
    assert re.search(r"R1 når 80 %: \w+ \d{4} \(80 %: \w+ \d{4} til ", screen)
    assert "Lovet senest 08-02-2019: nået i en måned, der da er omme, i" in screen
    assert "Afprøvning: 24 af 36 forudsagte måneder = 66,7 % lå inden for 80 %-intervallet (én frem 8 af 12," in screen
    assert "Afprøvning: 28 af 36 forudsagte måneder = 77,8 % lå" in screen
    assert "Det kan ikke skelnes fra 80 %" in screen


def test_two_systems_with_the_same_cases_have_the_same_forecast() -> None:
    rows = [
        json.loads(say(f"rettid forecast {sample} --pr 2018-12-31 --maal 80 --uger 4 --format json").out)
        for sample in (FASIT, WORKBASE)
    ]
    assert rows[0] == rows[1]
    assert {(row["ejer"], row["haendelse"]) for row in rows[0]} == {("jobcenter", "samtale"), ("jobcenter", "tilbud")}


def test_too_little_gives_no_number_and_says_why() -> None:
    screen = " ".join(say(f"rettid forecast {FASIT} --pr 2017-05-31 --maal 80").screen.split())
    assert (
        "Ingen prognose: der er for få uger i udtrækket til en prognose (18 uger med frister; der skal være mindst 24)."
        in screen
    )
    assert "Nået" not in screen


def test_history_can_begin_at_a_change() -> None:
    screen = " ".join(say(f"rettid forecast {KOEGE} --maal 80 --uger 13 --historik-fra 01-06-2018").screen.split())
    assert "Kun frister fra 01-06-2018 er brugt som historik." in screen
    later = say(f"rettid forecast {KOEGE} --maal 80 --historik-fra 01-11-2018").screen
    assert later.count("Ingen prognose") == 2


def test_the_history_of_a_what_if_is_what_rates_shows_of_the_period() -> None:
    first = json.loads(say(f"rettid whatif {KOEGE} --periode 2018H2 --startuge 10 --format json").out)[0]
    cells = json.loads(say(f"rettid rates {KOEGE} --periode 2018H2 --tal R1,R2 --format json").out)
    own = {cell["tal"]: cell for cell in cells if (cell["ejer"], cell["haendelse"]) == ("jobcenter", "tilbud")}
    assert (first["rettidige"], first["forfaldne"]) == (own["R1"]["taeller"], own["R1"]["naevner"])
    assert first["aabne"] == own["R2"]["naevner"]


def test_data_with_a_manifest(tmp_path: Path) -> None:
    out = tmp_path / "prognose.csv"
    answer = ask(
        "forecast",
        FASIT,
        "--pr",
        "2018-12-31",
        "--maal",
        "80",
        "--uger",
        "13",
        "--historik-fra",
        "2018-03-01",
        "--out",
        out,
    )
    assert (answer.code, answer.message) == (0, f"{out}: 8 måneder skrevet.\n")
    told = json.loads((tmp_path / "prognose.csv.manifest.json").read_text(encoding="utf-8"))["prognose"]
    assert (told["maal"], told["uger"], told["froe"]) == (80, 13, 1)
    assert {"lav", "midt", "hoej", "naas_ikke"} == set(told["svar"][0]["naaet"])
    assert told["svar"][0]["afproevning"] == {"maaneder": 6, "inden_for": 6}
    header = out.read_text(encoding="utf-8").splitlines()[0]
    assert header.startswith("ejer,haendelse,maal,maaned,forfaldne")


@pytest.mark.parametrize("command", ["whatif --timer 7", "capacity", "exits"])
def test_the_others_give_data_too(command: str, tmp_path: Path) -> None:
    out = tmp_path / "svar.parquet"
    answer = ask(*command.split(), FASIT, "--pr", "2018-12-31", "--out", out)
    assert answer.code == 0, answer.message
    assert {path.name for path in tmp_path.glob("svar*")} == {"svar.parquet", "svar.parquet.manifest.json"}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("forecast --maal firs", ['--maal: "firs" er ikke en procent']),
        ("forecast --maal 80 --uger 300", ["--uger 300", "fra 4 til 104"]),
        ("forecast --maal 80 --samtaler-pr-uge mange", ['--samtaler-pr-uge: "mange" er ikke et antal']),
        ("forecast --maal 80 --loefte snart", ['--loefte: "snart" er ikke en dato']),
        ("whatif", ["Der er ikke spurgt om noget", "--timer 7..10"]),
        ("whatif --timer 7 --pladser 70", ["Der er spurgt om --timer og --pladser"]),
        ("whatif --timer 10..7", ["skriv det mindste først"]),
        ("whatif --timer 7 --minutter 0", ["--minutter", "mere end 0"]),
        ("whatif --startuge 8,5", ["--startuge: skriv et helt tal fra 1 til 52"]),
        ("whatif --startuge 1..40", ["højst 27 uger ad gangen"]),
        ("whatif --pladser 20 --ophold otte", ['--ophold: "otte" er ikke en tid']),
        ("whatif --pladser 20 --ophold 0_uger", ['--ophold: "0 uger" er ingen tid']),
        ("whatif --vaek Bo", ["--fra DATO --til DATO"]),
        ("whatif --vaek Bo --fra 2018-09-09 --til 2018-09-01", ["--til ligger før --fra"]),
        ("whatif --vaek Bo --fra 2018-09-01 --til 2018-09-09", ['"Bo" står ikke i udtrækket']),
        ("capacity --uger 0", ["--uger 0", "1 til 26"]),
        ("capacity --ophold 8_uger", ["--tilbudsvifte FIL"]),
        ("exits --efter alder", ['"alder" er ikke en opdeling', "aldersgruppe"]),
    ],
)
def test_what_cannot_be_asked_is_said(command: str, words: list[str]) -> None:
    name, *options = (part.replace("_", " ") for part in command.split())
    refused(ask(name, FASIT, "--pr", "2018-12-31", *options), *words)


def test_what_the_export_does_not_tell_is_said(tmp_path: Path) -> None:
    cases = tmp_path / "forloeb.csv"
    cases.write_text(
        "forloeb_id,borger_id,maalgruppe,startdato,foedselsdato\nF1,B1,6.1,2018-01-01,1980-05-12\n", encoding="utf-8"
    )
    refused(ask("whatif", cases, "--pr", "2018-12-31", "--timer", "7"), "Samtaler er ikke i udtrækket")
    for command in ("capacity", "exits", "forecast --maal 80"):
        answer = ask(*command.split(), cases, "--pr", "2018-12-31")
        assert answer.code == 0, answer.message
        presentable(answer.screen)
    assert "Tilbud kan ikke afgøres: ikke i udtrækket." in ask("exits", cases, "--pr", "2018-12-31").screen
