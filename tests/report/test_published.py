"""Published figures in the report: the own number as the report prints it, the warning, the funnel, and nothing that is hidden."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

from rettid.benchmarks import WARNING
from rettid.disclosure import PRINTED
from rettid.report import shown
from rettid.report.build import Reports
from rettid.report.model import HIDDEN
from rettid.report.published import NOT_GIVEN, Published, beside
from rettid.report.sources import Sources
from rettid.statistics.funnel import quantile
from tests.benchmarks.making import benchmark, figures
from tests.cli.asking import FASIT, ask
from tests.report.samples import half_year

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.summary import Summary

HEADS = "omraade;periode;noegletal;vaerdi;taeller;naevner;maalgruppe;opdateret"
LINES = (
    "Hele landet;2018H2;Andel rettidige samtaler;78;;;6.1;10-01-2019",
    "Solrød;2018H2;Andel rettidige samtaler;;9;15;6.1;10-01-2019",
    "Greve;2018H2;Andel rettidige samtaler;;480;600;6.1;10-01-2019",
)


@pytest.fixture(scope="module")
def summary() -> Summary:
    return half_year()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    path = benchmark(tmp_path_factory.mktemp("mod") / "benchmark.csv", *LINES, heads=HEADS)
    return Published(figures(path).with_columns(sammenlign=pl.lit("R1/samtale")), "Køge")


def test_the_own_number_first_then_the_others_by_name(summary: Summary, published: Published) -> None:
    report = Reports(summary, Sources(benchmark=published)).report("ministerium")
    table = next(each for each in report.tabeller() if each.id == "benchmark-1")
    overview = next(each for each in report.tabeller() if each.id == "overblik")
    rows = [[cell.partition(" (")[0] for cell in row] for row in shown.rows(table)]
    assert rows == [
        ["Køge", "417 af 544 = 76,7 %", "–"],
        ["Hele landet", "78,0 %", "kan ikke skelnes: −1,3"],
        ["Greve", "480 af 600 = 80,0 %", "ingen forskel vist: −3,3"],
        ["Solrød", "9 af 15 = 60,0 %", "ingen forskel vist: +16,7"],
    ]
    assert table.raekker["tal"][0] == overview.raekker["r1"][0]
    rests_on = str(table.herkomst)
    for words in ("Andel rettidige samtaler", "2. halvår 2018", "01-07-2018 til 31-12-2018", "10-01-2019", WARNING):
        assert words in rests_on
    assert WARNING in next(each for each in report.afsnit if each.id == "opfoelgning").ord


def test_the_funnel_is_of_those_who_tell_their_numbers(summary: Summary, published: Published) -> None:
    drawn = next(
        each
        for each in Reports(summary, Sources(benchmark=published)).report("ministerium").diagrammer()
        if each.id == "tragt-1"
    )
    assert drawn.data["omraade"].to_list() == ["Greve", "Køge (jeres eget tal)", "Solrød"]
    centre = (417 + 480 + 9) / (544 + 600 + 15)
    assert drawn.data["nedre95"].to_list() == [quantile(size, centre, 0.025) / size for size in (600, 544, 15)]
    assert "78,2 %" in drawn.alt
    assert "Inden for: Greve, Køge (jeres eget tal), Solrød." in drawn.alt


def test_an_own_number_that_is_hidden_is_held_against_nothing(summary: Summary, published: Published) -> None:
    """The report before printed two fewer: the number is hidden now, and must not come back beside the others'."""
    first = Reports(summary, Sources())
    fewer = pl.DataFrame(first.outward.trykt, schema=PRINTED).with_columns(
        pl.when(
            pl.col("gruppe").is_null() | (pl.col("gruppe") == "50+"),
            pl.col("population").str.starts_with("R1 samtale 2018-07"),
        )
        .then(pl.col("naevner") - 2)
        .otherwise("naevner")
        .alias("naevner"),
        rapport=pl.lit("2018-12-17"),
    )
    again = Reports(summary, Sources(benchmark=published, trykt=fewer))
    found = beside(again.outward.numbers, published)
    assert (found.tabeller, found.diagrammer) == ((), ())
    assert "kan ikke vises" in found.udeladt[0]
    assert beside(again.internal, published, intern=True).tabeller


def test_few_citizens_of_others_do_not_leave_the_team(summary: Summary, tmp_path: Path) -> None:
    path = benchmark(
        tmp_path / "benchmark.csv", "Stevns;2018H2;Andel rettidige samtaler;;12;14;6.1;10-01-2019", heads=HEADS
    )
    few = Published(figures(path).with_columns(sammenlign=pl.lit("R1/samtale")), "Køge")
    reports = Reports(summary, Sources(benchmark=few))
    outward, inward = beside(reports.outward.numbers, few), beside(reports.internal, few, intern=True)
    assert [row[1:] for row in shown.rows(outward.tabeller[0])][1] == [HIDDEN, "tallet er skjult"]
    assert not outward.diagrammer
    assert "12 af 14" in list(shown.rows(inward.tabeller[0]))[1][1]


def test_without_figures_it_says_how_they_are_given(summary: Summary) -> None:
    report = Reports(summary, Sources()).report("ministerium")
    assert NOT_GIVEN in next(each for each in report.afsnit if each.id == "opfoelgning").udeladt


def test_as_the_chief_asks_for_it(tmp_path: Path) -> None:
    path = benchmark(tmp_path / "benchmark.csv", *LINES, heads=HEADS)
    order = ("report", FASIT, "--pr", "2018-12-31", "--periode", "2018H2", "--format", "html", "--out", tmp_path / "ud")
    assert ask(*order, "--benchmark", path, "--omraade", "Køge").code == 0
    page = (tmp_path / "ud" / "rettid-rapport-2018-12-31-ministerium.html").read_text(encoding="utf-8")
    for words in ('id="tragt-1"', "480 af 600", WARNING, "2. halvår 2018"):
        assert words in page
    told = json.loads((tmp_path / "ud" / "rettid-rapport-2018-12-31.manifest.json").read_text(encoding="utf-8"))
    assert [each["navn"] for each in told["officielle"]] == ["benchmark.csv"]


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        ("ikke en fil med tal\n", (), "benchmark.csv"),
        ("omraade;periode;noegletal;vaerdi\nGreve;2018H2;Andel glade;80\n", (), "hvilket af jeres tal"),
        (None, ("--omraade", "Køge"), "--benchmark FIL"),
    ],
)
def test_bad_figures_are_refused(text: str | None, more: tuple[str, ...], says: str, tmp_path: Path) -> None:
    path = tmp_path / "benchmark.csv"
    path.write_text(text or "", encoding="utf-8")
    given = () if text is None else ("--benchmark", path)
    answer = ask("report", FASIT, "--pr", "2018-12-31", "--out", tmp_path / "ud", *given, *more)
    assert (answer.code, answer.screen) == (2, "")
    assert says in answer.message
    assert not (tmp_path / "ud").exists()
