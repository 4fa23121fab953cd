"""What was promised and what is forecast, in the reports: from `--maal-fil` and `--prognose` to the printed words (M-01, K-10)."""

from __future__ import annotations

import json
import shutil
from datetime import date
from typing import TYPE_CHECKING

import docx
import openpyxl
import polars as pl
import pytest

from rettid.cli.following import followed, forecasts_of, register_of
from rettid.cli.opening import Opening, configured
from rettid.exits import Exits
from rettid.report import curves
from rettid.report.build import Reports
from rettid.report.followed import forecasts, initiatives, promise, tables
from rettid.report.ministry import NO_FORECAST, NO_TARGETS, QUESTIONS
from rettid.report.pdf import pdf
from rettid.report.promises import Forecast, told
from rettid.report.provenance import provenance
from rettid.report.sources import Sources
from rettid.report.word import docx as docx_of
from rettid.statistics.incidence import EVENT
from tests.cli.asking import FASIT, ask
from tests.report.made_once import report
from tests.report.samples import half_year

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.followup import Followup
    from rettid.summary import Summary

REGISTER = """
navn = "Redegørelse 2018"

[[initiativ]]
id = "lister"
navn = "Lister hver 14. dag"
lovet = 2018-08-13
startet = 2018-08-13
deltagere = 12

[[initiativ]]
id = "pas"
navn = "KarrierePAS i uge 10"
lovet = 2018-09-01
deltagere = 0

[[maal]]
id = "r1"
navn = "Samtaler til tiden"
vaerdi = "mindst 80 pct."
periode = "2018H2"
beregnes = "R1"
haendelse = "samtale"

[[maal]]
id = "x"
navn = "Unge i tilbud"
vaerdi = "mindst x pct."

[[loefte]]
id = "koege"
hvem = "Køge"
navn = "Lever op til lovgivningens krav senest om 6 måneder"
givet = 2018-08-08
lovet = "6 måneder"
haendelse = "alt"
kilde = "brev af 8. august 2018"
"""


@pytest.fixture(scope="module")
def summary() -> Summary:
    return half_year()


@pytest.fixture(scope="module")
def register_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("maal") / "maal.toml"
    path.write_text(REGISTER, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def follow(summary: Summary, register_file: Path) -> Followup:
    register, _ = register_of(register_file, Opening(None, ask=False, setup=configured(None)))
    return followed(register, summary)


def test_the_initiatives_stand_as_rettid_targets_has_them(follow: Followup) -> None:
    first, second = initiatives(follow)
    assert (first.navn, first.status, first.lovet, first.opgjort) == (
        "Lister hver 14. dag",
        "i gang",
        date(2018, 8, 13),
        "selv oplyst",
    )
    assert second.status == "ikke begyndt, ingen deltagere 121 dage efter den lovede start"


def test_the_promise_is_the_one_that_says_which_duties_it_is_of(follow: Followup) -> None:
    found = promise(follow)
    assert found is not None
    assert (found.dag, found.kilde) == (date(2019, 2, 8), "brev af 8. august 2018")


def test_the_targets_are_held_against_the_number_that_the_report_prints(follow: Followup, summary: Summary) -> None:
    targets, promised = tables(follow, provenance(summary, "mål"))
    met, unset = targets.raekker.rows()
    assert met[2].startswith("417 af 544 = 76,7 %")
    assert met[3].startswith("ikke nået")
    assert unset[1:4] == ("mindst x pct.", "–", "mål ikke fastsat")
    assert promised.raekker["ved_siden_af"].to_list() == ["Lovet 08-02-2019"]


def test_what_is_forecast_is_what_rettid_forecast_says(summary: Summary) -> None:
    found = forecasts(made := forecasts_of(summary, 80.0))
    for each, answer in zip(found, made.answers, strict=True):
        assert answer.forecast is not None
        assert answer.forecast.outlook is not None
        assert (each.tidligst, each.maaned, each.senest) == answer.forecast.outlook.interval
        said = told(each)
        assert "80 % til tiden ventes" in said
        assert "Afprøvning: " in said


@pytest.mark.parametrize(
    ("forecast", "says"),
    [
        (
            Forecast("Samtaler", date(2019, 3, 1), date(2019, 1, 1), date(2019, 5, 1)),
            "loven ventes opfyldt i marts 2019",
        ),
        (
            Forecast("Samtaler", date(2019, 3, 1), date(2019, 1, 1), maal=92.5),
            "92,5 % til tiden ventes nået i marts 2019",
        ),
        (
            Forecast("Samtaler", None, date(2019, 9, 1), slut=date(2019, 12, 1), maal=80),
            "80 % til tiden ventes ikke nået inden udgangen af december 2019 (80 %-interval: september 2019 til senere, end",
        ),
        (
            Forecast("Samtaler", slut=date(2019, 12, 1), maal=80),
            "80 % til tiden ventes ikke nået inden udgangen af december 2019 (80 %-interval: senere, end der kan regnes)",
        ),
    ],
)
def test_a_forecast_never_comes_without_its_interval(forecast: Forecast, says: str) -> None:
    assert f"Samtaler: {says}" in told(forecast)
    assert "80 %-interval: " in told(forecast)


def test_as_the_chief_asks_for_it(register_file: Path, tmp_path: Path) -> None:
    """The promise stands beside the forecast under the minister's third question, the initiatives under the first."""
    order = (
        "report",
        FASIT,
        "--pr",
        "2018-12-31",
        "--periode",
        "2018H2",
        "--maal-fil",
        register_file,
        "--out",
        tmp_path,
    )
    assert ask(*order, "--slags", "maaned", "--format", "xlsx").code == 0
    assert ask(*order, "--slags", "ministerium", "--prognose", "80").code == 0
    stem = "rettid-rapport-2018-12-31"
    body = docx.Document(str(tmp_path / f"{stem}-ministerium.docx"))
    words = [paragraph.text for paragraph in body.paragraphs]
    assert not {NO_FORECAST, NO_TARGETS} & set(words)
    answer = words[words.index(QUESTIONS[2]) + 1]
    assert answer.startswith("Samtaler: 80 % til tiden ventes nået i ")
    assert "Lovet: 08-02-2019 (brev af 8. august 2018)." in answer
    cells = [[cell.text for cell in row.cells] for table in body.tables for row in table.rows]
    assert ["Lister hver 14. dag", "i gang", "13-08-2018", "selv oplyst"] in cells
    assert not [row for row in cells if row[0] == "Unge i tilbud"], "målene er til månedens møde"
    book = openpyxl.load_workbook(tmp_path / f"{stem}-maaned.xlsx")
    (sheet,) = (page for page in book if page.title.endswith("lovet"))
    assert "Unge i tilbud" in [row[0].value for row in sheet.iter_rows()]
    manifest = json.loads((tmp_path / f"{stem}.manifest.json").read_text(encoding="utf-8"))
    assert manifest["maal_fil"]["navn"].endswith("maal.toml")
    assert manifest["prognose"]["maal"] == 80


@pytest.mark.parametrize(
    ("text", "option", "says"),
    [
        ("[[maal]]\nnavn = 'Uden tal'\n", (), "maal.toml, linje 1, Værdi: mangler. Skriv tallet"),
        ("", ("--prognose", "mange"), '--prognose: "mange" er ikke en procent'),
    ],
)
def test_a_target_without_a_number_and_a_percentage_that_is_none_are_refused(
    text: str, option: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    path = tmp_path / "maal.toml"
    path.write_text(text, encoding="utf-8")
    answer = ask("report", FASIT, "--maal-fil", path, *option, "--out", tmp_path / "ud")
    assert (answer.code, answer.screen) == (2, "")
    assert says in answer.message
    assert not (tmp_path / "ud").exists()


# --- The curves --------------------------------------------------------------------------------------------------


def test_the_curves_are_those_of_rettid_exits_and_stay_in_the_team(summary: Summary) -> None:
    exits = Exits(summary)
    found = curves.shown(exits)
    assert found.diagram is not None
    drawn = found.diagram.data.filter(kind="Afgang fra ydelsen")
    half_a_year = exits.exits.filter(pl.col("udfald") == EVENT, pl.col("dage") <= 26 * 7).height
    assert 0 < half_a_year < exits.exits.height
    assert drawn["fik"].is_sorted()
    assert drawn.filter(uge=0)["fik"].item() < drawn.filter(uge=52)["fik"].item() <= 1
    for share in exits.shares(exits.offers, "foerste_tilbud", (182,)).iter_rows(named=True):
        offered = found.diagram.data.filter(kind="Første tilbud efter ledighedens start")
        assert offered.filter(uge=24)["fik"].item() <= share["andel_fik"] <= offered.filter(uge=28)["fik"].item()
    assert [each.id for each in report("maaned").diagrammer()].count("kurver") == 1
    for kind in ("ministerium", "udvalg"):
        assert "kurver" not in [each.id for each in report(kind).diagrammer()]


def test_few_are_told_in_words_and_not_drawn(summary: Summary) -> None:
    few = Exits(summary)
    few.__dict__["cases"] = few.cases.head(6)
    found = curves.shown(few)
    assert found.diagram is None
    assert set(found.tabel.raekker["fik"]) <= {"for få til en procent", "ingen i målgruppen"}


# --- One page ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice er ikke på maskinen")
def test_the_committees_page_is_one_page_with_all_of_it(follow: Followup, summary: Summary) -> None:
    made = forecasts_of(summary, 80.0)
    assert made is not None
    sources = Sources(initiatives(follow), promise(follow), forecasts(made))
    content = pdf(docx_of(Reports(summary, sources).report("udvalg")))
    assert b"/Count 1" in content
