"""The reports as acceptance examples: M-01 (the ministry's questions), K-09 (the committee's page), K-07 (the month)."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import polars as pl
import pytest

from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening, configured
from rettid.disclosure import PRINTED
from rettid.report import render, word
from rettid.report.build import Reports
from rettid.report.ministry import QUESTIONS
from rettid.report.model import HIDDEN, KINDS
from rettid.report.pdf import pdf
from rettid.report.promises import Forecast, Initiative, Promise, told
from rettid.report.sources import Sources
from tests.cli.asking import FASIT, ask
from tests.report import made_once
from tests.report.samples import half_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rettid.report.model import Report
    from rettid.summary import Summary

OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def summary() -> Summary:
    return half_year()


@pytest.fixture(scope="module")
def reports() -> Reports:
    return made_once.reports()


@pytest.fixture(scope="module")
def documents() -> dict[str, bytes]:
    return {kind: word.docx(made_once.report(kind)) for kind in KINDS}


def texts(content: bytes) -> list[str]:
    """Everything that stands in the document, paragraph by paragraph, those of the tables too."""
    body = docx.Document(io.BytesIO(content)).element.body
    return ["".join(node.text or "" for node in paragraph.iter("{*}t")) for paragraph in body.iter("{*}p")]


FOUR = (
    Initiative("KarrierePAS i uge 10", "i gang", date(2018, 9, 1), "beregnet"),
    Initiative("Lister hver 14. dag", "i gang", date(2018, 8, 13), "selv oplyst"),
    Initiative("Interne jobklubber <& mere>", "ikke begyndt, 31 dage over", date(2018, 12, 1), "selv oplyst"),
    Initiative("Flere pladser i tilbud", "forsinket", date(2019, 1, 1), "beregnet"),
)
SEEN = Forecast("Samtaler", date(2019, 3, 1), date(2019, 1, 1), date(2019, 5, 1))


def test_m_01_four_initiatives_and_a_forecast_under_the_ministers_three_headings(summary: Summary) -> None:
    sources = Sources(FOUR, Promise(date(2019, 2, 8), "brev af 08-08-2018"), [SEEN])
    content = word.docx(Reports(summary, sources).report("ministerium"))
    found = texts(content)
    headings = [each.text for each in docx.Document(io.BytesIO(content)).paragraphs if each.style.name == "Heading 1"]
    assert [each for each in headings if each in QUESTIONS] == list(QUESTIONS)
    for each in FOUR:
        assert found[found.index(each.navn) + 1] == each.status
    when = found[found.index(QUESTIONS[2]) :]
    assert when[1] == (
        "Samtaler: loven ventes opfyldt i marts 2019 (80 %-interval: januar 2019 til maj 2019). "
        "Lovet: 08-02-2019 (brev af 08-08-2018)."
    )


def test_a_forecast_that_never_gets_there_says_so_beside_the_promise() -> None:
    promise = Promise(date(2019, 2, 8))
    never = Forecast("Samtaler", hvorfor="Der er kun 9 uger at regne på.")
    assert told(never, promise) == "Samtaler: ingen forventet måned. Der er kun 9 uger at regne på. Lovet: 08-02-2019."
    late = replace(SEEN, senest=None)
    assert (
        told(late)
        == "Samtaler: loven ventes opfyldt i marts 2019 (80 %-interval: januar 2019 til senere, end der kan regnes)."
    )


def test_every_report_leaves_marked_places_and_every_number_says_what_it_rests_on() -> None:
    for kind in KINDS:
        report = made_once.report(kind)
        assert any(section.skriv for section in report.afsnit)
        for part in (*report.tabeller(), *report.diagrammer()):
            assert all(words for _, words in part.herkomst.lines()), part.id
            assert "dagpenge-2017 version 1" in part.herkomst.pakker
            assert "31-12-2018" in part.herkomst.datadato


def test_k_09_the_committee_sees_no_small_cell() -> None:
    report = made_once.report("udvalg")
    shares = [share for share in _shares(report) if share["naevner"]]
    assert shares
    for share in shares:
        rest = share["naevner"] - share["taeller"]
        assert not any(0 < number < 5 for number in (share["taeller"], rest, share["naevner"])), share
    assert any(share["bemaerkning"] == HIDDEN for share in _shares(report))


def _shares(report: Report) -> Iterator[dict[str, Any]]:
    for table in report.tabeller():
        for column in table.kolonner:
            if column.slags == "andel":
                yield from table.raekker[column.id].to_list()


def test_what_is_drawn_is_hidden_too() -> None:
    for kind in ("ministerium", "udvalg"):
        for diagram in made_once.report(kind).diagrammer():
            pairs = [text.split("/") for text in diagram.data["antal"] if text]
            assert pairs
            for met, every in pairs:
                assert not any(0 < number < 5 for number in (int(met), int(every) - int(met), int(every)))


def test_a_report_that_differs_by_few_from_the_one_before_hides_the_difference(
    summary: Summary, reports: Reports
) -> None:
    """The report before printed two fewer interviews of those over 50: who they are must not be told now."""
    before = pl.DataFrame(reports.outward.trykt, schema=PRINTED)
    fewer = before.with_columns(
        pl.when(
            pl.col("gruppe").is_null() | (pl.col("gruppe") == "50+"),
            pl.col("population").str.starts_with("R1 samtale 2018-07"),
        )
        .then(pl.col("naevner") - 2)
        .otherwise("naevner")
        .alias("naevner"),
        rapport=pl.lit("2018-12-17"),
    )
    again = Reports(summary, Sources(trykt=fewer)).report("udvalg")
    overview = next(table for table in again.tabeller() if table.id == "overblik")
    assert overview.raekker["r1"][0] == dict.fromkeys(("taeller", "naevner", "andel", "lav", "hoej")) | {
        "bemaerkning": HIDDEN
    }
    assert "544" not in " ".join(again.afsnit[0].ord)


def test_the_same_report_again_hides_no_more(summary: Summary, reports: Reports) -> None:
    again = Reports(summary, Sources(trykt=reports.outward.trykt))
    for first, second in zip(made_once.report("udvalg").tabeller(), again.report("udvalg").tabeller(), strict=True):
        assert first.raekker.equals(second.raekker)


def test_the_same_report_is_the_same_bytes(reports: Reports, documents: dict[str, bytes]) -> None:
    """Whatever the clock says: the manifest's hash of a report made again is that of the first."""
    again = word.docx(reports.report("udvalg"))
    assert again == documents["udvalg"]
    assert {part.date_time[0] for part in zipfile.ZipFile(io.BytesIO(again)).infolist()} == {1980}


def test_a_duty_without_a_deadline_is_in_no_quarter(tmp_path: Path) -> None:
    """Nobody knows when the first offer of one without a birth date is due; the quarters are those of the others."""
    lines = [
        f"F{number};B{number};6.1;dagpenge;{'' if number == 0 else '1980-01-01'};2018-0{number % 9 + 1}-05"
        for number in range(60)
    ]
    rows = {
        "forloeb": ["forloeb_id;borger_id;maalgruppe;ydelse;foedselsdato;startdato", *lines],
        "tilbud": ["forloeb_id;tilbudstype;status;startdato"],
        "samtaler": ["forloeb_id;dato;samtaletype;status"],
    }
    for name, each in rows.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([*each, ""]), encoding="utf-8")
    question = Question([tmp_path], "2018-12-31", None, None, None, "2018", None)
    reports = Reports(judged(question, Opening(None, ask=False, setup=configured(None))), Sources())
    for numbers in (reports.outward.numbers, reports.internal):
        assert all("ukendt" not in frame["gruppe"] for key, frame in numbers.frames.items() if key[2] == "kalender")
    for kind in KINDS:
        assert word.docx(reports.report(kind))


def test_the_month_keeps_its_small_numbers_and_asks_for_the_last_decisions() -> None:
    report = made_once.report("maaned")
    assert all(share["bemaerkning"] != HIDDEN for share in _shares(report))
    assert report.afsnit[0].titel == "Det besluttede vi sidste måned"


def test_no_citizen_is_named(documents: dict[str, bytes]) -> None:
    names = (Path(FASIT) / "borgere.csv").read_text(encoding="cp1252").splitlines()[1:]
    numbers = {cell for line in names for cell in line.split(";")[:2] if len(cell) > 5}
    assert len(numbers) > 100
    for content in documents.values():
        everything = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
        assert not [number for number in numbers if number in everything]


def test_own_letterhead_is_used_and_what_it_says_is_text(tmp_path: Path) -> None:
    template = docx.Document()
    template.add_paragraph("Prøvekøbing Kommune")
    template.add_paragraph("{{ titel }}")
    template.add_paragraph("{{ indhold }}")
    template.add_paragraph("Med venlig hilsen")
    path = tmp_path / "brev.docx"
    template.save(str(path))
    found = texts(word.docx(replace(made_once.report("ministerium"), titel="A & B <c>"), path))
    assert found[:3] == ["Prøvekøbing Kommune", "A & B <c>", "Kort sagt"]
    assert found[-1] == "Med venlig hilsen"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_bytes(b"ikke et dokument"), "ikke et Word-dokument"),
        (lambda path: _saved(path, "Hej"), "{{ indhold }} mangler"),
        (lambda path: _saved(path, "{{ indhold }} {{ borgmester }}"), '"borgmester"'),
        (lambda path: _saved(path, "{{ indhold "), "kan ikke læses"),
        (lambda _: None, "den findes ikke"),
    ],
)
def test_a_bad_template_is_refused(make: Any, says: str, tmp_path: Path) -> None:
    path = tmp_path / "brev.docx"
    make(path)
    answer = ask("report", FASIT, "--pr", "2018-12-31", "--skabelon", path, "--out", tmp_path / "ud")
    assert (answer.code, answer.screen) == (2, "")
    assert says in answer.message
    assert not (tmp_path / "ud").exists()


def _saved(path: Path, text: str) -> None:
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(path))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--periode", "2018H3"], "2018H3"),
        (["--periode", "2030H1"], "perioden begynder 01-01-2030"),
        (["--slags", "byraad"], '--slags: "byraad" kendes ikke'),
        (["--format", "doc"], '--format: "doc" kendes ikke'),
        (["--forrige", "findes-ikke.json"], "den findes ikke"),
    ],
)
def test_a_wrong_option_is_refused(options: list[str], says: str, tmp_path: Path) -> None:
    answer = ask("report", FASIT, "--pr", "2018-12-31", "--out", tmp_path / "ud", *options)
    assert (answer.code, answer.screen) == (2, "")
    assert says in answer.message
    assert not (tmp_path / "ud").exists()


def test_a_manifest_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "andet.json").write_text('{"pr": "2018-12-31"}', encoding="utf-8")
    answer = ask("report", FASIT, "--pr", "2018-12-31", "--forrige", tmp_path / "andet.json", "--out", tmp_path)
    assert answer.code == 2
    assert "ikke manifestet af en rapport" in answer.message


def test_without_the_extra_the_line_that_installs_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(render, "_NEEDED", ("docxtpl", "et_bibliotek_der_ikke_findes"))
    answer = ask("report", FASIT, "--pr", "2018-12-31", "--out", tmp_path)
    assert answer.code == 2
    assert 'pip install "rettid[rapport]"' in answer.message


def test_without_libreoffice_pdf_is_refused_before_anything_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = ask("report", "findes-ikke", "--format", "pdf", "--out", tmp_path)
    assert answer.code == 2
    assert "LibreOffice er ikke installeret" in answer.message


def test_the_manifest_holds_the_printed_cells_and_is_found_next_time(tmp_path: Path) -> None:
    order = ("report", FASIT, "--pr", "2018-12-31", "--periode", "2018H2", "--format", "xlsx", "--out", tmp_path)
    assert ask(*order, "--slags", "udvalg,maaned").code == 0
    path = tmp_path / "rettid-rapport-2018-12-31.manifest.json"
    first = json.loads(path.read_text(encoding="utf-8"))
    cells = first["trykte_celler"]
    shown = [cell["naevner"] for cell in cells if cell["naevner"] is not None]
    assert cells
    assert not [number for number in shown if 0 < number < 5]
    assert ask(*order, "--slags", "udvalg").code == 0
    second = json.loads(path.read_text(encoding="utf-8"))
    assert second["trykte_celler"] == cells
    book = openpyxl.load_workbook(tmp_path / "rettid-rapport-2018-12-31-udvalg.xlsx")
    assert [417, 544] in [[row[1].value, row[2].value] for row in book["1 status"].iter_rows(min_row=1, max_row=12)]
    assert len(book["2 udvikling"]._charts) == 2


def test_the_shipped_template_is_the_one_the_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "brevpapir.docx"
    subprocess.run([sys.executable, "-m", "rettid.report.letterhead", str(made)], check=True)
    parts = ("word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml")
    for name in parts:
        assert zipfile.ZipFile(made).read(name) == zipfile.ZipFile(word.TEMPLATE).read(name), name


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice er ikke på maskinen")
def test_the_committees_page_is_one_page(documents: dict[str, bytes]) -> None:
    content = pdf(documents["udvalg"])
    assert content.count(b"/Type/Page/") + content.count(b"/Type /Page\n") + content.count(b"/Type/Page\n") == 1
