"""Every form that published figures come in: what is read, what is hidden, and what is always kept with a figure."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.benchmarks.answers import Source, read_answers
from rettid.benchmarks.figures import FIGURES, area_kind
from rettid.benchmarks.table import figures_of
from rettid.benchmarks.when import When, parse_when
from rettid.errors import IntakeError
from rettid.spans import Span
from tests.benchmarks.making import V2, V3, WEB, answer, benchmark, figures, told, workbook, written
from tests.depth import tries

if TYPE_CHECKING:
    from pathlib import Path


# --- Fixture 38 of formats.md § 10: Jobindsats v2, v3, CSV, with null and "Uoplyst område" ----------------------


def test_fixture_38_v2(tmp_path: Path) -> None:
    found = told(
        answer(tmp_path / "y01a02.json", V2), "omraade", "omraadetype", "periode", "opdeling", "vaerdi", "skjult"
    )
    assert found == [
        ("Hele landet", "hele landet", "2023M05", "Køn: Kvinder", 41234.0, False),
        ("Hillerød", "kommune", "2023M05", "Køn: Kvinder", 312.0, False),
        ("Uoplyst område", "uoplyst", "2023M05", "Køn: Kvinder", None, True),
    ]


def test_fixture_38_v3(tmp_path: Path) -> None:
    path = answer(tmp_path / "smt02.json", V3)
    found = told(path, "tabel_id", "maaling", "opdeling", "vaerdi", "skjult", "raekke")
    assert found[0] == ("smt02", "Samtaler i alt", "A-kasse: A-kasse i alt", 22741.0, False, 1)
    assert [row[1:5] for row in found if row[4]] == [
        ("Anden kontakt", "A-kasse: Socialpædagogernes A-Kasse", None, True),
        ("Anden kontakt", "A-kasse: A-kasse i alt", None, True),
    ]
    assert set(told(path, "omraade", "omraadetype")) == {("Hele landet", "hele landet"), ("Uoplyst område", "uoplyst")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_fixture_38_csv(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "tabel.csv", WEB, encoding)
    found = told(path, "tabel_id", "delmaaling", "omraade", "periode", "vaerdi", "enhed", "skjult", "raekke")
    assert found == [
        ("y01c11", "Andel inden 6 måneder", "Hele landet", "2018M12", 64.5, "procent", False, 5),
        ("y01c11", "Antal forløb", "Hele landet", "2018M12", 12345.0, "antal", False, 5),
        ("y01c11", "Andel inden 6 måneder", "Hillerød", "2018M12", 58.0, "procent", False, 6),
        ("y01c11", "Antal forløb", "Hillerød", "2018M12", None, "antal", True, 6),
        ("y01c11", "Andel inden 6 måneder", "Resten af landet", "2018M12", 64.6, "procent", False, 7),
        ("y01c11", "Antal forløb", "Resten af landet", "2018M12", 12033.0, "antal", False, 7),
        ("y01c11", "Andel inden 6 måneder", "Uoplyst område", "2018M12", None, "procent", True, 8),
        ("y01c11", "Antal forløb", "Uoplyst område", "2018M12", None, "antal", True, 8),
        ("y01c11", "Andel inden 6 måneder", "Hele landet", "2018M11", 63.0, "procent", False, 9),
        ("y01c11", "Antal forløb", "Hele landet", "2018M11", 12001.0, "antal", False, 9),
    ]  # fmt: skip


def test_what_it_is_of_is_kept_with_every_figure(tmp_path: Path) -> None:
    row = figures(written(tmp_path / "tabel.csv", WEB)).row(0, named=True)
    assert list(row) == list(FIGURES)
    kept = ("kilde", "tabel_id", "maaling", "delmaaling", "periodetype", "fra", "til", "maalgruppe", "definition")
    assert [row[name] for name in kept] == [
        "Jobindsats", "y01c11", "Tidspunkt for første aktive tilbud (y01c11)", "Andel inden 6 måneder", "måned",
        date(2018, 12, 1), date(2018, 12, 31), "6.1", "anden",
    ]  # fmt: skip
    assert (row["opdateret"], row["hentet"], row["fil"]) == (date(2019, 1, 10), None, "tabel.csv")
    assert len(row["fil_sha256"]) == 64


# --- The forms of the web page ---------------------------------------------------------------------------------


def test_periods_for_headings_with_measures_under_them(tmp_path: Path) -> None:
    text = (
        "Andel af dagpengemodtagere\n;dec 2018;;jan 2019;\nOmråde;Andel i pct.;Antal personer;Andel i pct.;Antal personer\n"
        "Hele landet;64,5;12.345;60,0;12.000\nKøge Kommune;70,1;223;-;-\n\nNote: tal under 3 er skjult"
    )
    found = told(written(tmp_path / "kryds.csv", text), "delmaaling", "omraade", "periode", "vaerdi")
    assert found == [
        ("Andel i pct.", "Hele landet", "2018M12", 64.5),
        ("Antal personer", "Hele landet", "2018M12", 12345.0),
        ("Andel i pct.", "Hele landet", "2019M01", 60.0),
        ("Antal personer", "Hele landet", "2019M01", 12000.0),
        ("Andel i pct.", "Køge Kommune", "2018M12", 70.1),
        ("Antal personer", "Køge Kommune", "2018M12", 223.0),
        ("Andel i pct.", "Køge Kommune", "2019M01", None),
        ("Antal personer", "Køge Kommune", "2019M01", None),
    ]


def test_measures_over_the_periods(tmp_path: Path) -> None:
    text = "Titel\n;Andel i pct.;;Antal;\nOmråde;2018M11;2018M12;2018M11;2018M12\nKøge;70,0;71,0;1.000;1.001\n"
    found = told(written(tmp_path / "kryds.csv", text), "delmaaling", "periode", "vaerdi", "enhed")
    assert found == [
        ("Andel i pct.", "2018M11", 70.0, "procent"),
        ("Andel i pct.", "2018M12", 71.0, "procent"),
        ("Antal", "2018M11", 1000.0, "antal"),
        ("Antal", "2018M12", 1001.0, "antal"),
    ]


def test_areas_for_headings(tmp_path: Path) -> None:
    text = "Passivandel i pct.\nPeriode;Hele landet;Resten af landet;Køge\nmaj 2018;61,0;61,2;70,0\n"
    found = told(written(tmp_path / "tvaers.csv", text), "maaling", "omraade", "omraadetype", "vaerdi", "enhed")
    assert found == [
        ("Passivandel i pct.", "Hele landet", "hele landet", 61.0, "procent"),
        ("Passivandel i pct.", "Resten af landet", "resten af landet", 61.2, "procent"),
        ("Passivandel i pct.", "Køge", "kommune", 70.0, "procent"),
    ]


def test_years_for_headings_are_periods_and_no_numbers(tmp_path: Path) -> None:
    found = told(written(tmp_path / "aar.csv", "Antal\nOmråde;2017;2018\nKøge;10;20\n"), "periode", "vaerdi")
    assert found == [("2017", 10.0), ("2018", 20.0)]


MONTHS = date(2018, 11, 1), date(2018, 12, 1)


def test_a_workbook_with_months_as_dates_and_blank_repeated_areas(tmp_path: Path) -> None:
    rows = [
        ["Aktivering i pct.", None, None],
        ["Opdateret 05-02-2019", None, None],
        ["Område", "Periode", "Andel i pct."],
        ["Hele landet", MONTHS[0], 61.234],
        [None, MONTHS[1], 62.5],
        ["Køge", MONTHS[0], "-"],
        [None, MONTHS[1], 70],
        ["Kilde: Jobindsats", None, None],
    ]
    found = told(workbook(tmp_path / "tabel.xlsx", rows), "omraade", "periode", "vaerdi", "skjult", "raekke", "ark")
    assert found == [
        ("Hele landet", "2018M11", 61.234, False, 4, "Tabel"),
        ("Hele landet", "2018M12", 62.5, False, 5, "Tabel"),
        ("Køge", "2018M11", None, True, 6, "Tabel"),
        ("Køge", "2018M12", 70.0, False, 7, "Tabel"),
    ]
    assert set(told(tmp_path / "tabel.xlsx", "opdateret")) == {(date(2019, 2, 5),)}


def test_a_point_in_a_count_of_a_text_stands_between_thousands_also_where_every_number_has_one(tmp_path: Path) -> None:
    text = "Periode;Område;Antal personer\n2018M12;Hele landet;12.345\n2018M11;Hele landet;12.001\n"
    assert told(written(tmp_path / "tal.csv", text), "vaerdi") == [(12345.0,), (12001.0,)]


def test_a_point_in_a_share_of_a_workbook_stands_before_decimals(tmp_path: Path) -> None:
    rows = [["Område", "Periode", "Andel i pct.", "Antal"], ["Køge", "2018M12", 61.234, "1.234"]]
    assert told(workbook(tmp_path / "t.xlsx", rows), "vaerdi") == [(61.234,), (1234.0,)]


def test_an_area_whose_numbers_are_all_blank_is_hidden_and_a_note_is_no_area(tmp_path: Path) -> None:
    text = "Andel i pct.\nOmråde;2018M11;2018M12\nKøge;70,0;71,0\nLæsø;;\nGreve;60,0;61,0\nNote: diskretion\n"
    found = told(written(tmp_path / "kryds.csv", text), "omraade", "vaerdi", "skjult")
    assert [row for row in found if row[0] == "Læsø"] == [("Læsø", None, True)] * 2
    assert {row[0] for row in found} == {"Køge", "Læsø", "Greve"}


def test_shares_from_0_to_1_are_not_guessed_at(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx", [["Område", "Periode", "Andel"], ["Køge", "2018M12", 0.64], ["Greve", "2018M12", 1]]
    )
    assert told(path, "vaerdi", "enhed") == [(0.64, "uklar"), (1.0, "uklar")]
    assert told(path, "vaerdi", "enhed", enhed="andel") == [(64.0, "procent"), (100.0, "procent")]
    assert told(path, "vaerdi", "enhed", enhed="procent") == [(0.64, "procent"), (1.0, "procent")]


# --- benchmark.csv ---------------------------------------------------------------------------------------------


def test_a_benchmark_made_by_hand(tmp_path: Path) -> None:
    heads = "Område;Periode;Nøgletal;Værdi;Tæller;Nævner;Målgruppe;Sammenlign;Definition;Hentet"
    path = benchmark(
        tmp_path / "benchmark.csv",
        "Hele landet;2018H2;Andel rettidige tilbud;78;;;6.1;R1/tilbud;;03-01-2019",
        "Stevns;2018H2;Andel rettidige tilbud;;8;10;6.1;R1/tilbud;rettid;",
        "Solrød;2018H2;Andel rettidige tilbud;-;;;6.1;R1/tilbud;;",
        heads=heads,
    )
    found = told(path, "omraade", "vaerdi", "taeller", "naevner", "skjult", "definition", "sammenlign", "hentet")
    assert found == [
        ("Hele landet", 78.0, None, None, False, "anden", "R1/tilbud", date(2019, 1, 3)),
        ("Stevns", 80.0, 8, 10, False, "rettid", "R1/tilbud", None),
        ("Solrød", None, None, None, True, "anden", "R1/tilbud", None),
    ]


def test_a_benchmark_made_by_hand_in_a_workbook(tmp_path: Path) -> None:
    heads = ["omraade", "periode", "noegletal", "vaerdi", "taeller", "naevner", "hentet"]
    rows = [
        heads,
        ["Stevns", MONTHS[0], "Andel", 80, 8, 10, date(2019, 1, 3)],
        ["Køge", "2018M11", "Andel", 78.5, None, None, None],
    ]
    found = told(
        workbook(tmp_path / "b.xlsx", rows), "omraade", "periode", "vaerdi", "taeller", "hentet", "raekke", "ark"
    )
    assert found == [
        ("Stevns", "2018M11", 80.0, 8, date(2019, 1, 3), 2, "Tabel"),
        ("Køge", "2018M11", 78.5, None, None, 3, "Tabel"),
    ]


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        ("78,5", 78.5, "procent"),
        ("78.5", 78.5, "procent"),
        ("78 %", 78.0, "procent"),
        ("0,4 %", 0.4, "procent"),
        ("0", 0.0, "procent"),
    ],
)
def test_danish_numbers(tmp_path: Path, raw: str, value: float, unit: str) -> None:
    assert told(benchmark(tmp_path / "b.csv", f"Køge;2018H2;Andel;{raw}"), "vaerdi", "enhed") == [(value, unit)]


def test_a_count_with_thousands(tmp_path: Path) -> None:
    assert told(benchmark(tmp_path / "b.csv", "Køge;2018M05;Antal ledige;1.234"), "vaerdi", "enhed") == [
        (1234.0, "antal")
    ]


HEADS = "omraade;periode;noegletal;vaerdi"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", '{"Forkert nøgle eller nøglen er udløbet.":""}', ["afslag", "Forkert nøgle"]),
        ("a.json", '{"code":422,"cause":"Unknown period type: M","request_id":"x"}', ["afslag", "422 Unknown period type"]),
        ("a.json", '[{"Variables":[{"Name":"Area","Label":"Område"}],"Data":[["a","b"]]}]', ["række 1", "2 felter"]),
        ("a.json", '{"columns":["Periode","Område","X"],"rows":[["2026M04","Køge",1],["2026M13","Køge",2]]}', ["række 2", "2026M13"]),
        ("a.json", '{"columns":["Periode","X"],"rows":[["2026M04",1]]}', ["ingen kolonne med område", '"X"']),
        ("a.json", '{"columns":["Periode","Område","X"],"rows":[]', ["linje 1", "ikke hel JSON"]),
        ("a.json", '{"columns":["Periode","Område","X"],"rows":[["2026M04","Køge",true]]}', ["række 1", "felt 3"]),
        ("a.json", '{"columns":["Periode","Område","X"],"rows":[["2026M04","Køge",1e999]]}', ["ikke et svar fra Jobindsats"]),
        ("a.json", "[" * 100_000, ["ikke et svar fra Jobindsats"]),
        ("a.json", "[]", ["tomt"]),
        ("a.json", '{"columns":["Periode","Område","X"],"rows":[]}', ["ingen rækker"]),
        ("b.csv", f"{HEADS}\nKøge;2018H2;Andel;78\nKøge;2018H9;Andel;78\n", ["række 3", "2018H9"]),
        ("b.csv", f"{HEADS}\nKøge;2018H2;Andel;otte\n", ["række 2", "vaerdi", "otte"]),
        ("b.csv", "omraade;periode;noegletal;vardi\nKøge;2018H2;Andel;78\n", ["række 1", 'Mente du "vaerdi"']),
        ("b.csv", "omraade;periode;noegletal\nKøge;2018H2;Andel\n", ["række 1", "vaerdi mangler"]),
        ("b.csv", f"{HEADS}\nKøge;2018H2;Andel;0,78\n", ["række 2", "under 1 procent"]),
        ("b.csv", f"{HEADS}\nKøge;2018H2;Andel;178\n", ["række 2", "fra 0 til 100"]),
        ("b.csv", "omraade;periode;noegletal;taeller;naevner\nKøge;2018H2;Andel;12;10\n", ["række 2", "større end naevner"]),
        ("b.csv", "omraade;periode;noegletal;taeller;naevner\nKøge;2018H2;Andel;0;0\n", ["række 2", "naevner er 0"]),
        ("b.csv", f"{HEADS};taeller;naevner\nKøge;2018H2;Andel;78;5;10\n", ["række 2", "passer ikke med 5 af 10"]),
        ("b.csv", f"{HEADS}\n;2018H2;Andel;78\n", ["række 2", "omraade mangler"]),
        ("b.csv", f"{HEADS}\n", ["ingen tal"]),
        ("b.csv", f"{HEADS};enhed\nKøge;2018H2;Andel;78;kroner\n", ["række 2", "kroner"]),
        ("b.csv", f"{HEADS};hentet\nKøge;2018H2;Andel;78;i går\n", ["række 2", "hentet", "ikke en dato"]),
        ("b.csv", f"{HEADS};definition\nKøge;2018H2;Andel;78;samme\n", ["række 2", "definition"]),
        ("c.csv", "Periode;Område;Andel\n2018M05;Køge;78,0\n2018M04;Køge;syv\n2018M03;Køge;70\n", ["række 3", "syv", "Andel"]),
        ("c.csv", "Periode;Område;Andel\n2018M99;Køge;78\n", ["række 2", "2018M99"]),
        ("c.csv", "Periode;Område;Andel\n2018M05;;78\n", ["række 2", "området mangler"]),
        ("c.csv", "Periode;Område;Andel\n", ["ingen"]),
        ("c.csv", "a;b\n1;2\n", ["område og periode", "benchmark.csv"]),
        ("c.csv", "", ["tom"]),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_the_place_and_what_to_do(
    tmp_path: Path, name: str, content: str, words: list[str]
) -> None:
    path = written(tmp_path / name, content)
    with pytest.raises(IntakeError) as fault:
        figures(path)
    message = str(fault.value)
    assert message.startswith(name)
    assert [word for word in words if word not in message] == []
    assert message.endswith((".", "?"))


def test_a_fault_in_a_workbook_names_the_sheet(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx", [["Område", "Periode", "Andel"], ["Køge", "2018M12", 64], ["Køge", "i fjor", 65]]
    )
    with pytest.raises(IntakeError, match=r't\.xlsx, ark "Tabel", række 3'):
        figures(path)


@pytest.mark.parametrize(
    "content",
    [
        "Område;Periode;Tal i pct.\nKøge;2018M05;610180-1234\nKøge;2018M06;70\nKøge;2018M07;71\n",
        "Område;Periode;Tal i pct.\nKøge;6101801234;70\n",
        f"{HEADS}\nKøge;6101801234;Andel;78\n",
        f"{HEADS}\nKøge;2018H2;Andel;610180-1234\n",
        f"{HEADS};610180-1234\nKøge;2018H2;Andel;78;x\n",
    ],
)
def test_no_message_repeats_what_may_be_a_cpr_number(tmp_path: Path, content: str) -> None:
    with pytest.raises(IntakeError) as fault:
        figures(written(tmp_path / "f.csv", content))
    assert "610180" not in str(fault.value)


def test_a_sheet_beside_the_table_is_not_read_and_not_passed_over_in_silence(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["Område", "Periode", "Andel i pct."], ["Køge", "2018M12", 64]])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Om målingen", 0).append(["Målingen viser andelen af dagpengemodtagere."])
    book.save(path)
    said: list[str] = []
    assert told(path, "vaerdi", told=said.append) == [(64.0,)]
    assert said == ['t.xlsx, ark "Om målingen": arket har ingen tabel med område og periode og er ikke læst.']


def test_a_folder_and_a_file_that_is_gone_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "ingen.csv"):
        with pytest.raises(IntakeError):
            figures(path)


# --- Periods and areas -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "first", "last"),
    [
        ("2018M05", "2018M05", "2018-05-01", "2018-05-31"),
        ("2026Q01", "2026Q1", "2026-01-01", "2026-03-31"),
        ("2018K3", "2018Q3", "2018-07-01", "2018-09-30"),
        ("2023QMAT01", "2023QMAT01", "2022-04-01", "2023-03-31"),
        ("2023MYTD05", "2023MYTD05", "2023-01-01", "2023-05-31"),
        ("2024Y01", "2024", "2024-01-01", "2024-12-31"),
        ("Maj 18", "2018M05", "2018-05-01", "2018-05-31"),
        ("sept. 2018", "2018M09", "2018-09-01", "2018-09-30"),
        ("1. kvt. 2018", "2018Q1", "2018-01-01", "2018-03-31"),
        ("2018 2. halvår", "2018H2", "2018-07-01", "2018-12-31"),
        ("2018-02", "2018M02", "2018-02-01", "2018-02-28"),
        ("maj 2017 - apr. 2018", "2018MMAT04", "2017-05-01", "2018-04-30"),
        ("02-07-2018 til 31-12-2018", "2018-07-02..2018-12-31", "2018-07-02", "2018-12-31"),
    ],
)
def test_a_period_in_each_spelling(text: str, code: str, first: str, last: str) -> None:
    when = parse_when(text)
    assert (when.code, when.span) == (code, Span(date.fromisoformat(first), date.fromisoformat(last)))


@pytest.mark.parametrize(
    "text", ["", "Køge", "2018M13", "2018Q5", "mark 2018", "31-02-2018..31-12-2018", "dec 2018 - jan 2018", "12"]
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_when(text)


@tries(50)
@given(st.integers(1900, 2200), st.integers(1, 12), st.sampled_from(["M{:02}", "MMAT{:02}", "MYTD{:02}"]))
def test_the_code_of_a_period_names_it_again(year: int, month: int, form: str) -> None:
    when = parse_when(f"{year}{form.format(month)}")
    assert parse_when(when.code) == when
    assert isinstance(when, When)


def test_the_country_the_rest_of_it_and_an_average_are_three_areas() -> None:
    labels = (
        "Hele landet",
        "Resten af landet",
        "Landsgennemsnit",
        "Region Sjælland",
        "RAR Sjælland",
        "Uoplyst område",
        "Køge",
    )
    kinds = ["hele landet", "resten af landet", "gennemsnit", "region", "landsdel", "uoplyst", "kommune"]
    assert [area_kind(label) for label in labels] == kinds


@tries(30)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Køge", "Hele landet"]), st.one_of(st.none(), st.integers(0, 10**9))), min_size=1
    )
)
def test_v3_and_v2_tell_the_same(values: list[tuple[str, int | None]]) -> None:
    third = {"columns": ["Periode", "Område", "Antal"], "rows": [["2018M05", area, number] for area, number in values]}
    danish = [["2018M05", area, None if number is None else f"{number:,}".replace(",", ".")] for area, number in values]
    names = [("Period", "Periode"), ("Area", "Område"), ("mgrp1", "Antal")]
    second = [{"Variables": [{"Name": name, "Label": label} for name, label in names], "Data": danish}]
    both = [figures_of(read_answers(Source("f", ""), json.dumps(each).encode())[0]) for each in (third, second)]
    assert both[0].equals(both[1])
    assert both[0]["vaerdi"].to_list() == [number for _, number in values]
