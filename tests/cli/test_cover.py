"""`rettid cover` as it is asked: the list, the plan, the proposal, the workbook, data with a manifest, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import polars as pl
import pytest

from rettid import __version__
from rettid.cover import DATA
from tests.cli.asking import FASIT, MOMENTUM, WORKBASE, ask, discreet, export, presentable, refused

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]

DAY = ("--pr", "2018-08-06")
WEEKS = ("--fra", "2018-08-06", "--til", "2018-08-24")
ODD = ['=HYPERLINK("http://x";"y")', "O'Neill/Ærø [x]", "Å" * 40]

LAW = """\
# Prøvelov

```toml
id = "proevelov"
titel = "Prøvelov"
art = "lov"
version = "1"
kilde = "prøven"
efterproevet = "udledt"
kontrolleret = 2026-11-22
maalgruppe = ["6.1"]
gaelder_fra = 2015-07-01
ur = "kalender"
```

## Samtalen

```toml
[[krav]]
id = "samtale"
titel = "Første samtale"
hjemmel = "§ 1"
ejer = "jobcenter"
haendelse = "samtale"
form = "senest"
senest = "28 dage"
```
"""


def case(number: int, frist: str, worker: str | None = "Bo Lund", **more: Any) -> Row:
    """A citizen whose one interview is due on `frist`, four weeks after the start."""
    return {
        "forloeb_id": f"F{number}",
        "borger_id": f"B{number}",
        "navn": f"Kai Nummer{number}",
        "foedselsdato": "1980-05-12",
        "maalgruppe": "6.1",
        "startdato": (date.fromisoformat(frist) - timedelta(days=28)).isoformat(),
        "sagsbehandler": worker,
        "team": "Nord",
    } | more


@pytest.fixture
def away(tmp_path: Path) -> tuple[object, ...]:
    """An export in which eleven of Bo Lund's interviews fall due in three weeks, and what else he and his colleagues have."""
    due = ["06", "07", "08", "09", "13", "14", "15", "16", "20", "22", "24"]
    cases = [case(at, f"2018-08-{day}") for at, day in enumerate(due, start=1)]
    cases += [case(12, "2018-07-30"), case(13, "2018-08-28"), case(14, "2018-08-15", slutdato="2018-08-01")]
    cases += [case(15, "2018-08-14", "Ida Bak"), case(16, "2018-08-14", "Per Vad"), case(17, "2018-08-15", "Per Vad")]
    bookings = [{"forloeb_id": "F10", "dato": "2018-08-21", "samtaletype": "jobsamtale", "status": "planlagt"}]
    (tmp_path / "lov.md").write_text(LAW, encoding="utf-8")
    folder = export(tmp_path / "udtræk", {"forloeb": cases, "samtaler": bookings})
    return folder, "--regler", tmp_path / "lov.md", *DAY


def written(folder: Path, text: str, name: str = "vikar.csv", encoding: str = "cp1252") -> Path:
    (folder / name).write_text(text, encoding=encoding)
    return folder / name


def rows_of(*arguments: object) -> list[Row]:
    answer = ask("cover", *arguments, "--format", "json")
    assert answer.code == 0, answer.message
    return json.loads(answer.out)  # type: ignore[no-any-return]


# --- B-07 ------------------------------------------------------------------------------------------------------


def test_three_weeks_away_eleven_due_eight_covered_three_on_top(away: tuple[object, ...], tmp_path: Path) -> None:
    """B-07, Brøndby: »hvem der vikardækker og har ansvaret for henvendelser og afholdelse af samtaler«.

    3 weeks away, 11 due, 8 covered → 3 on top.
    """
    plan = written(
        tmp_path,
        "Fraværende;Fra;Til;Vikar;Sag\n"
        "Bo Lund;06-08-2018;15-08-2018;Ida Bak;\n"
        "Bo Lund;06-08-2018;24-08-2018;Per Vad;F11\n"
        "Bo Lund;16-08-2018;24-08-2018;;\n",
    )
    answer = ask("cover", *away, "--plan", plan)
    assert answer.code == 0, answer.message
    presentable(answer.screen)
    assert "Bo Lund er væk 06-08-2018 til 24-08-2018." in answer.screen
    assert "11 forfalder: 3 er udækkede, 8 er dækkede." in answer.screen
    lines = answer.screen.splitlines()
    top = next(at for at, line in enumerate(lines) if line.startswith("Dækkes af"))
    listed = [line.split()[0] for line in lines[top + 1 :] if line[:1] not in {"", " "}][:11]
    assert listed == ["UDÆKKET"] * 3 + ["Ida"] * 7 + ["Per"]
    assert "Ida Bak dækker 7" in answer.screen
    assert "Per Vad dækker 1" in answer.screen

    rows = rows_of(*away, "--plan", plan)
    assert [row["daekning"] for row in rows] == ["udaekket"] * 3 + ["daekket"] * 8
    assert [row["sag"] for row in rows[:3]] == ["F8", "F9", "F10"]
    booked = rows[2]
    assert (booked["planlagt"], booked["frist"], booked["dag"]) == ("2018-08-21", "2018-08-22", "2018-08-21")


def test_the_screen_says_what_must_be_done_and_never_who_the_citizen_is(away: tuple[object, ...]) -> None:
    answer = ask("cover", *away, "--fravaerende", "Bo Lund", *WEEKS)
    presentable(answer.screen)
    lines = {" ".join(line.split()) for line in answer.screen.splitlines()}
    assert "UDÆKKET 22-08-2018 21-08-2018 Hold samtalen: Første samtale F10 K.N." in lines
    assert "UDÆKKET 06-08-2018 – Aftal og hold samtale: Første samtale F1 K.N." in lines
    assert "Forslag – ikke en beslutning" in answer.screen
    assert "Kai" not in answer.screen
    assert "1 samtale eller tilbud var overskredet før fraværet uden en ny aftale" in answer.screen
    assert "12 forfalder" in ask("cover", *away, "--fravaerende", "Bo Lund", *WEEKS, "--overskredne").screen


def test_the_proposal_evens_out_and_stands_by_name(away: tuple[object, ...]) -> None:
    """Ida has one of her own, Per two: of eleven she gets six and he five."""
    screen = ask("cover", *away, "--fravaerende", "Bo Lund", *WEEKS).screen
    people = [
        line.split() for line in screen.splitlines() if line.startswith(("Ida Bak ", "Per Vad ")) and line.endswith("–")
    ]
    assert people == [["Ida", "Bak", "1", "0", "6", "7", "–"], ["Per", "Vad", "2", "0", "5", "7", "–"]]


def test_the_plan_of_the_configuration_and_the_option_that_wins(away: tuple[object, ...], tmp_path: Path) -> None:
    setup = tmp_path / "rettid.toml"
    setup.write_text(
        '[[vikar]]\nfravaerende = "Bo Lund"\nfra = 2018-08-06\ntil = 2018-08-24\nvikar = "Ida Bak"\n', encoding="utf-8"
    )
    of_file = rows_of(*away, "--opsaetning", setup)
    assert {row["vikar"] for row in of_file} == {"Ida Bak"}
    plan = written(tmp_path, "Fraværende;Fra;Til;Vikar\nBo Lund;06-08-2018;24-08-2018;Per Vad\n")
    assert {row["vikar"] for row in rows_of(*away, "--opsaetning", setup, "--plan", plan)} == {"Per Vad"}


def test_competences_of_the_configuration_stand_beside_the_plan_of_the_option(
    away: tuple[object, ...], tmp_path: Path
) -> None:
    setup = tmp_path / "rettid.toml"
    setup.write_text('[[kompetencer]]\nsagsbehandler = "Per Vad"\nhoejst = 2\n', encoding="utf-8")
    plan = written(tmp_path, "Fraværende;Fra;Til;Vikar\nBo Lund;06-08-2018;24-08-2018;\n")
    rows = rows_of(*away, "--opsaetning", setup, "--plan", plan)
    assert [row["forslag"] for row in rows] == ["Per Vad"] * 2 + [None] * 9
    own = written(tmp_path, "Navn;Højst\nIda Bak;1\n", "kan.csv")
    rows = rows_of(*away, "--opsaetning", setup, "--plan", plan, "--plan", own)
    assert [row["forslag"] for row in rows] == ["Ida Bak"] + [None] * 10


def test_a_colleague_of_the_configuration_can_cover_without_a_case(away: tuple[object, ...], tmp_path: Path) -> None:
    setup = tmp_path / "rettid.toml"
    setup.write_text('[team]\n"Nord" = ["Åse Bæk"]\n', encoding="utf-8")
    plan = written(tmp_path, "Fraværende;Fra;Til;Vikar\nBo Lund;06-08-2018;24-08-2018;Åse Bæk\n")
    assert {row["vikar"] for row in rows_of(*away, "--opsaetning", setup, "--plan", plan)} == {"Åse Bæk"}
    refused(ask("cover", *away, "--plan", plan), "vikar.csv, række 2", '"Åse Bæk" kendes ikke', "kompetencerne")


# --- The formats -----------------------------------------------------------------------------------------------


def test_three_formats_one_answer() -> None:
    question = ("cover", FASIT, *DAY, "--fravaerende", "Claus Enevoldsen", *WEEKS, "--format")
    answers = {form: ask(*question, form) for form in ("json", "csv", "parquet")}
    as_json = json.loads(answers["json"].out)
    as_csv = list(csv.DictReader(io.StringIO(answers["csv"].screen)))
    as_parquet = pl.read_parquet(io.BytesIO(answers["parquet"].out))
    assert list(as_json[0]) == list(as_csv[0]) == as_parquet.columns == list(DATA)
    assert len(as_json) == len(as_csv) == as_parquet.height > 10
    assert [row["fund_id"] for row in as_json] == [row["fund_id"] for row in as_csv] == as_parquet["fund_id"].to_list()
    discreet(answers["csv"].screen)


@pytest.mark.parametrize(
    ("sample", "pr", "worker"),
    [(WORKBASE, "2018-12-31", "Torben Vestergaard"), (MOMENTUM, "2026-10-31", "Rune Bisgaard")],
)
def test_the_other_samples(sample: str, pr: str, worker: str) -> None:
    last = (date.fromisoformat(pr) + timedelta(weeks=6)).isoformat()
    answer = ask("cover", sample, "--pr", pr, "--fravaerende", worker, "--fra", pr, "--til", last)
    assert answer.code == 0, answer.message
    presentable(answer.screen)
    assert f"{worker} er væk" in answer.screen
    assert "UDÆKKET" in answer.screen


def test_a_file_with_its_manifest(away: tuple[object, ...], tmp_path: Path) -> None:
    plan = written(tmp_path, "Fraværende;Fra;Til;Vikar\nBo Lund;06-08-2018;24-08-2018;Ida Bak\n")
    answer = ask("cover", *away, "--plan", plan, "--out", tmp_path / "dækning.csv")
    assert answer.message == f"{tmp_path / 'dækning.csv'}: skrevet. 11 forfalder: 0 er udækkede, 11 er dækkede.\n"
    manifest = json.loads((tmp_path / "dækning.csv.manifest.json").read_text(encoding="utf-8"))
    assert manifest["fravaer"] == [["Bo Lund", "2018-08-06", "2018-08-24"]]
    assert manifest["raekker"] == 11
    assert manifest["pr"] == "2018-08-06"
    assert [file["navn"] for file in manifest["plan"]] == ["vikar.csv"]
    assert len(manifest["plan"][0]["sha256"]) == 64


# --- The workbook ----------------------------------------------------------------------------------------------


def cells(sheet: Any) -> list[list[Any]]:
    return [
        [cell.date() if isinstance(cell, datetime) else cell for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]


def test_the_workbook_sheet_by_sheet(away: tuple[object, ...], tmp_path: Path) -> None:
    plan = written(
        tmp_path, "Fraværende;Fra;Til;Vikar\nBo Lund;06-08-2018;15-08-2018;Ida Bak\nBo Lund;16-08-2018;24-08-2018;\n"
    )
    people = written(tmp_path, "Navn;Højst\nIda Bak;1\nPer Vad;3\n", "kan.csv")
    question = ("cover", *away, "--plan", plan, "--plan", people)
    assert ask(*question, "--out", tmp_path / "vikar.xlsx").code == 0
    book = openpyxl.load_workbook(tmp_path / "vikar.xlsx")
    assert book.sheetnames == ["Overblik", "Ida Bak", "Forslag"]
    overview = cells(book["Overblik"])
    assert [row[0] for row in overview[:3]] == [
        "Vikardækning pr. 06-08-2018",
        "Bo Lund er væk 06-08-2018 til 24-08-2018.",
        "11 forfalder: 4 er udækkede, 7 er dækkede.",
    ]
    head = [
        "Dækkes af",
        "Senest",
        "Frist",
        "Næste aftale",
        "Hvad skal ske",
        "Krav og nr",
        "Sag",
        "Borger",
        "Fraværende",
    ]
    assert overview[4] == head
    first = [date(2018, 8, 16)] * 2
    assert overview[5] == [
        "▲ UDÆKKET",
        *first,
        None,
        "Aftal og hold samtale",
        "Første samtale",
        "F8",
        "K.N.",
        "Bo Lund",
    ]
    assert [row[0] for row in overview[5:16]] == ["▲ UDÆKKET"] * 4 + ["Ida Bak"] * 7
    assert overview[-1][0] == f"Læst: forloeb.csv, samtaler.csv. Regler: proevelov version 1. rettid {__version__}."
    own = cells(book["Ida Bak"])
    assert own[0][0] == "Ida Bak dækker 7 for Bo Lund"
    assert own[3] == [*head[1:], "Note"]
    assert [row[5] for row in own[4:]] == ["F1", "F2", "F3", "F4", "F5", "F6", "F7"]
    proposal = cells(book["Forslag"])
    assert proposal[0][0] == "Forslag – ikke en beslutning"
    assert [row[0] for row in proposal[5:9]] == ["Per Vad"] * 3 + ["▲ kan ikke placeres"]
    assert proposal[8][11] == "alle med kompetencen har nået deres højst"
    assert [row[:6] for row in proposal[11:]] == [["Ida Bak", 1, 7, 0, 8, 1], ["Per Vad", 2, 0, 3, 5, 3]]

    sheet = book["Overblik"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A6", "A5:I16")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == "$5:$5"
    assert "Kai" not in str(overview + own + proposal)


def test_the_same_question_gives_the_same_bytes(away: tuple[object, ...], tmp_path: Path) -> None:
    out = tmp_path / "vikar.xlsx"
    question = ("cover", *away, "--fravaerende", "Bo Lund", *WEEKS, "--out", out)
    contents = []
    for _ in range(2):
        assert ask(*question).code == 0
        contents.append((out.read_bytes(), out.with_name("vikar.xlsx.manifest.json").read_bytes()))
    assert contents[0] == contents[1]


def test_names_that_a_spreadsheet_would_run_or_refuse(tmp_path: Path) -> None:
    """Three colleagues with names no sheet can have, and no cell that is a formula."""
    cases = [case(at, f"2018-08-{day}", name) for at, (day, name) in enumerate(zip((14, 15, 16), ODD, strict=True))]
    (tmp_path / "lov.md").write_text(LAW, encoding="utf-8")
    held = [{"forloeb_id": "F9", "dato": "2018-08-01", "samtaletype": "jobsamtale", "status": "afholdt"}]
    tables = {"forloeb": [*cases, case(9, "2018-10-01", None)], "samtaler": held}
    question = (export(tmp_path / "udtræk", tables), "--regler", tmp_path / "lov.md", *DAY)
    quoted = [name.replace('"', '""') for name in ODD]
    rows = [f'"{quoted[at]}";06-08-2018;24-08-2018;"{quoted[at - 1]}"' for at in range(3)]
    alone = [written(tmp_path, f"Fraværende;Fra;Til;Vikar\n{row}\n", f"{at}.csv") for at, row in enumerate(rows)]
    for at, plan in enumerate(alone):
        (found,) = rows_of(*question, "--plan", plan)
        assert (found["fravaerende"], found["vikar"]) == (ODD[at], ODD[at - 1])
    assert "'=HYPERLINK" in ask("cover", *question, "--plan", alone[0], "--format", "csv").screen

    both = written(tmp_path, f"Fraværende;Fra;Til;Vikar\n{rows[1]}\n", "plan.csv")
    presentable(ask("cover", *question, "--plan", both).screen)
    assert ask("cover", *question, "--plan", both, "--out", tmp_path / "vikar.xlsx").code == 0
    book = openpyxl.load_workbook(tmp_path / "vikar.xlsx")
    assert book.sheetnames == ["Overblik", '=HYPERLINK("http x";"y")', "Forslag"]
    for sheet in book.worksheets:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert book["Overblik"]["A6"].value == ODD[0]
    assert book["Overblik"]["A6"].style is not None
    assert book["Overblik"]["A6"].quotePrefix


# --- What is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ["Hvem er væk, og hvornår?", "--plan"]),
        (("--fravaerende", "Bo Lund"), ["Hvem er væk, og hvornår?"]),
        (("--fravaerende", "Bo Lnd", *WEEKS), ['--fravaerende: "Bo Lnd" kendes ikke. Mente du "Bo Lund"?']),
        (
            ("--fravaerende", "Bo Lund", "--fra", "2018-08-24", "--til", "2018-08-06"),
            ["--til ligger før --fra", "Byt om"],
        ),
        (("--fravaerende", "Bo Lund", "--fra", "i dag", "--til", "2018-08-06"), ['--fra: "i dag" er ikke en dato']),
        (("--fravaerende", "Bo Lund", *WEEKS, "--format", "pdf"), ['--format: "pdf" er ikke et format', "xlsx"]),
        (("--fravaerende", "Bo Lund", *WEEKS, "--format", "xlsx"), ["--out vikar.xlsx"]),
        (("--fravaerende", "Bo Lund", *WEEKS, "--out", "vikar.docx"), ["--out vikar.docx: sig også, hvilket format"]),
        (("--plan", "findes-ikke.csv"), ["findes-ikke.csv", "findes ikke"]),
    ],
)
def test_what_can_not_be_asked_is_told_in_one_message(
    away: tuple[object, ...], arguments: tuple[str, ...], words: list[str]
) -> None:
    refused(ask("cover", *away, *arguments), *words)


def test_a_plan_that_does_not_fit_is_refused_and_nothing_is_written(away: tuple[object, ...], tmp_path: Path) -> None:
    plan = written(
        tmp_path,
        "Fraværende;Fra;Til;Vikar;Sag\nBo Lund;06-08-2018;24-08-2018;Ida Bak;\nIda Bak;20-08-2018;24-08-2018;;\n"
        "Bo Lund;06-08-2018;24-08-2018;Ida Bak;F1\n",
    )
    answer = ask("cover", *away, "--plan", plan, "--out", tmp_path / "vikar.xlsx")
    refused(answer, "vikar.csv, række 2: Ida Bak er selv væk 20-08-2018 til 24-08-2018 (vikar.csv, række 3)", lines=2)
    assert "vikar.csv, række 4: Ida Bak er selv væk" in answer.message
    assert not (tmp_path / "vikar.xlsx").exists()


def test_a_past_absence_says_so(away: tuple[object, ...]) -> None:
    screen = ask("cover", *away, "--fravaerende", "Bo Lund", "--fra", "2018-07-23", "--til", "2018-08-03").screen
    presentable(screen)
    assert "1 forfalder: 1 er udækket, 0 er dækkede." in screen
    assert "Bo Lunds fravær slutter 03-08-2018, før den dag, der er regnet pr." in screen


def test_an_absence_without_anything_due(away: tuple[object, ...]) -> None:
    answer = ask("cover", *away, "--fravaerende", "Bo Lund", "--fra", "2018-10-01", "--til", "2018-10-05")
    assert answer.code == 0
    presentable(answer.screen)
    assert "Intet forfalder." in answer.screen
    assert "Forslag" not in answer.screen


def test_what_can_not_be_told_is_not_taken_for_nothing(tmp_path: Path) -> None:
    """Without interviews in the export nobody knows what is held: the list says so instead of being empty."""
    (tmp_path / "lov.md").write_text(LAW, encoding="utf-8")
    folder = export(
        tmp_path / "udtræk", {"forloeb": [case(1, "2018-08-14"), case(2, "2018-08-15"), case(3, "2018-09-14")]}
    )
    screen = ask("cover", folder, "--regler", tmp_path / "lov.md", *DAY, "--fravaerende", "Bo Lund", *WEEKS).screen
    presentable(screen)
    assert "Intet forfalder. Desuden kan 2 ikke afgøres." in screen
    assert "2 forpligtelser kan ikke afgøres, fordi der mangler samtaler, og er ikke med." in screen
