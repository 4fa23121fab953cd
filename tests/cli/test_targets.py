"""`rettid targets` on the samples: the numbers are those of the other commands, and of the files themselves."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.cli.asking import FASIT, MOMENTUM, ROOT, ask, asked, presentable
from tests.targets.asking import Row, target

if TYPE_CHECKING:
    from pathlib import Path

PR = "2018-12-31"
MANY = """
periode = "2018H2"
[[maal]]
id = "r1"
navn = "Første tilbud til tiden"
vaerdi = "mindst 80 pct."
beregnes = "R1"
[[maal]]
id = "rp"
navn = "Personer med alle samtaler til tiden"
vaerdi = "mindst 60 pct."
beregnes = "RP"
haendelse = "samtale"
[[maal]]
id = "praktik"
navn = "Praktikker"
vaerdi = "mindst 20"
beregnes = "tilbud"
tilbudstyper = "virksomhedspraktik"
[[maal]]
id = "grad"
navn = "Aktiveringsgrad"
vaerdi = "mindst 15 pct."
beregnes = "aktiveringsgrad/grad-6"
[[maal]]
id = "passiv"
navn = "Passive i tre måneder"
vaerdi = "højst 50 pct."
beregnes = "star-passiv/passiv-3"
maalgrupper = "6.1"
[[maal]]
id = "aabne"
navn = "Åbne sager"
vaerdi = "højst 100"
beregnes = "bestand"
"""


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """The targets of MANY, counted in the sample."""
    path = tmp_path_factory.mktemp("maal") / "maal.toml"
    path.write_text(MANY, encoding="utf-8")
    answer = ask("targets", FASIT, "--maal-fil", path, "--pr", PR, "--format", "json")
    assert answer.code == 0, answer.message
    return {row["maal"]: row for row in json.loads(answer.out)}


def cells(*arguments: str) -> list[Row]:
    return json.loads(asked(*arguments, "--format", "json").out)


def test_the_rates_are_those_of_rettid_rates(sample: dict[str, Row]) -> None:
    rates = cells("rates", FASIT, "--pr", PR, "--periode", "2018H2")
    for name, tal, event in (("r1", "R1", "tilbud"), ("rp", "RP", "samtale")):
        (cell,) = [row for row in rates if (row["tal"], row["haendelse"], row["niveau"]) == (tal, event, "i alt")]
        assert [sample[name][at] for at in ("taeller", "naevner")] == [cell["taeller"], cell["naevner"]]
        assert [sample[name][at] / 100 for at in ("lav", "hoej")] == pytest.approx([cell["lav"], cell["hoej"]])


def test_an_official_measure_is_that_of_rettid_measure(sample: dict[str, Row]) -> None:
    for name, measure, line in (("grad", "aktiveringsgrad", "grad-6"), ("passiv", "star-passiv", "passiv-3")):
        rows = cells("measure", measure, FASIT, "--pr", PR)
        (row,) = [row for row in rows if row["raekke"] == line and row["gruppe"] in ("alle", "6.1")]
        assert [sample[name][at] for at in ("taeller", "naevner")] == [row["taeller"], row["naevner"]]


def raw(name: str) -> list[Row]:
    with (ROOT / FASIT / f"{name}.csv").open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def day(text: str) -> date | None:
    parts = text.split("-")
    return date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else None


def test_what_is_counted_is_in_the_files(sample: dict[str, Row]) -> None:
    cases = {row["Sag.Nummer"]: row for row in raw("borgere") if row["Primær sag.Startdato"]}
    begun = [
        row
        for row in raw("aktiviteter")
        if row["Aktivitet.Type"].startswith("Virksomhedspraktik")
        and row["Aktivitet.Status"] in ("Igang", "Gennemført", "Afbrudt", "Igangværende", "Afsluttet")
        and row["Sag.Nummer"] in cases
        and (start := day(row["Aktivitet.Startdato"])) is not None
        and date(2018, 7, 1) <= start <= date(2018, 12, 31)
    ]
    assert sample["praktik"]["naaet"] == len(begun) > 5
    still = [
        row for row in cases.values() if (end := day(row["Primær sag.Slutdato"])) is None or end >= date(2018, 12, 31)
    ]
    assert sample["aabne"]["naaet"] == len(still) > 50


def test_the_screen_fits_and_says_where_each_number_comes_from(tmp_path: Path) -> None:
    (tmp_path / "maal.toml").write_text(MANY, encoding="utf-8")
    told = ask("targets", FASIT, "--maal-fil", tmp_path / "maal.toml", "--pr", PR)
    assert told.code == 0, told.message
    presentable(told.screen)
    assert "29 af 44 = 65,9 %" in told.screen
    assert "r1: R1, første tilbud: frister til tiden efter loven." in told.screen


def test_the_forecast_stands_beside_the_promise(tmp_path: Path) -> None:
    register = '[[loefte]]\nnavn = "Lovens krav"\nhvem = "Køge"\nlovet = 2019-02-08\nhaendelse = "alt"\n'
    register += '[[loefte]]\nnavn = "Noget andet"\nlovet = 2019-02-08\n'
    (tmp_path / "maal.toml").write_text(register, encoding="utf-8")
    told = ask("targets", FASIT, "--maal-fil", tmp_path / "maal.toml", "--pr", PR, "--prognose", "80")
    assert told.code == 0, told.message
    presentable(told.screen)
    assert told.screen.count("Lovet 08-02-2019, prognose ") == 1
    assert "Prognosen er for, hvornår R1 når 80 %, med et 80 %-interval (se rettid forecast)." in told.screen


def test_an_export_that_does_not_tell_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "udtraek"
    folder.mkdir()
    (folder / "forloeb.csv").write_text("forloeb_id,maalgruppe,startdato\nF1,6.1,2018-01-01\n", encoding="utf-8")
    path = tmp_path / "maal.toml"
    path.write_text(target(vaerdi="20", beregnes="tilbud", periode="2018"), encoding="utf-8")
    (row,) = json.loads(ask("targets", folder, "--maal-fil", path, "--pr", PR, "--format", "json").out)
    assert (row["status"], row["bemaerkning"]) == ("kan ikke vurderes", "kan ikke beregnes: ikke i udtrækket")


def test_the_a_kasses_duties_are_not_the_jobcentres(tmp_path: Path) -> None:
    path, period = tmp_path / "maal.toml", ("--pr", "2026-10-31", "--periode", "2026K3")
    path.write_text(target(vaerdi="80 pct.", beregnes="R1", haendelse="samtale", periode="2026K3"), encoding="utf-8")
    (row,) = json.loads(ask("targets", MOMENTUM, "--maal-fil", path, *period[:2], "--format", "json").out)
    own = {
        cell["ejer"]: cell["naevner"]
        for cell in cells("rates", MOMENTUM, *period)
        if (cell["tal"], cell["haendelse"], cell["niveau"], cell["art"]) == ("R1", "samtale", "i alt", "lov")
    }
    assert own["a-kasse"] > 10
    assert row["naevner"] == own["jobcenter"]


def test_an_export_of_another_year(tmp_path: Path) -> None:
    path = tmp_path / "maal.toml"
    path.write_text(target(vaerdi="mindst 80 pct.", beregnes="R1", periode="2018H2"), encoding="utf-8")
    (row,) = json.loads(ask("targets", MOMENTUM, "--maal-fil", path, "--pr", "2026-10-31", "--format", "json").out)
    assert (row["status"], row["bemaerkning"]) == ("kan ikke vurderes", "ingen i målgruppen")
