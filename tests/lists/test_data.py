"""The lists as data: columns that stay, every row once, the same in each format. Inventory F-13."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from typing import Any

import polars as pl
import pytest

from rettid import output
from rettid.lists import parts
from rettid.lists.data import data, data_bytes
from rettid.manifest import of_run
from tests.asking import only
from tests.lists.made import FIRST, SECOND, by_name, fortnight, lists_of, person, typed

Row = dict[str, Any]

COLUMNS = [
    "fund_id",
    "siden_sidst",
    "forloeb_id",
    "sag",
    "borger_id",
    "maalgruppe",
    "aldersgruppe",
    "a_kasse",
    "team",
    "sagsbehandler",
    "ejer",
    "art",
    "pakke",
    "krav",
    "titel",
    "tema",
    "nr",
    "haendelse",
    "hjemmel",
    "aabner",
    "ansvarlig_dag",
    "frist",
    "dage",
    "planlagt",
    "bolden",
    "status",
    "arvet",
    "frist_system",
    "bemaerkning",
    "foer_frist",
    "foer_status",
    "moedt",
    "hvorfor",
    "handling",
    "note",
    "noteret",
    "afvigelse",
]
"""As other programs read them: add at the end, never rename or move."""
DAYS = ("aabner", "ansvarlig_dag", "frist", "planlagt", "frist_system", "foer_frist", "moedt", "noteret")


def as_csv(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_columns_are_the_same_with_rows_and_without() -> None:
    kinds = dict.fromkeys(COLUMNS, pl.String) | dict.fromkeys(DAYS, pl.Date)
    kinds |= {"nr": pl.Int32, "dage": pl.Int32, "arvet": pl.Boolean}
    for lists in (fortnight(), lists_of((person(11), []), pr="2018-06-01"), lists_of((person(11), []))):
        assert dict(data(lists).schema) == kinds
        assert list(data(lists).schema) == COLUMNS


def test_every_line_and_every_row_that_has_gone_stands_there_once() -> None:
    lists = fortnight()
    rows = data(lists)
    assert rows["fund_id"].is_unique().all()
    counts = dict(rows["siden_sidst"].value_counts().iter_rows())
    assert counts == lists.since.counts
    assert rows["fund_id"].head(lists.lines.height).to_list() == lists.lines["fund_id"].to_list()


def test_a_line() -> None:
    line = only(data(lists_of((person(11), []))).filter(titel="Første tilbud"))
    assert {name: line[name] for name in ("sag", "borger_id", "sagsbehandler", "team", "nr", "bolden", "status")} == {
        "sag": "4711",
        "borger_id": "borger-4711",
        "sagsbehandler": "Ida Holm",
        "team": "Team A",
        "nr": 1,
        "bolden": "os",
        "status": "kommende",
    }
    assert (line["frist"], line["ansvarlig_dag"], line["dage"]) == (date(2018, 10, 1), date(2018, 9, 3), -35)
    assert line["siden_sidst"] is None, "der er ingen liste før"


def test_a_solved_row_says_how_and_keeps_its_duty_and_its_note() -> None:
    rows = data(fortnight()).filter(siden_sidst="løst", hvorfor="Mødt til tiden")
    row = rows.row(0, named=True)
    assert (row["sag"], row["borger_id"], row["team"]) == ("4711", "borger-4711", "Team A")
    assert (row["moedt"], row["foer_status"], row["status"]) == (date(2018, 8, 16), "kommende", "rettidig")
    assert (row["haendelse"], row["ejer"], row["art"]) == ("samtale", "jobcenter", "lov")
    assert (row["handling"], row["note"], row["noteret"]) == ("Indkaldt", "ringet op", date(2018, 8, 13))


def test_the_formats_say_the_same() -> None:
    lists = fortnight()
    frame = pl.read_parquet(io.BytesIO(data_bytes(lists, "parquet")))
    assert frame.equals(data(lists))
    told = json.loads(data_bytes(lists, "json"))
    assert [list(row) for row in told] == [COLUMNS] * frame.height
    assert told == json.loads(frame.write_json())
    for row, other in zip(as_csv(data_bytes(lists, "csv")), told, strict=True):
        assert row == {
            name: "" if v is None else str(v).lower() if v in (True, False) else str(v) for name, v in other.items()
        }


def test_days_are_iso_and_lines_end_in_lf() -> None:
    content = data_bytes(fortnight(), "csv")
    assert content.startswith(b"fund_id,siden_sidst,")
    assert b"\r" not in content
    assert b",2018-10-01," in content


def test_a_note_is_one_cell_and_no_formula() -> None:
    cases = [(person(11, "=HYPERLINK(1)"), [])]
    lists = lists_of(*cases, before=typed(lists_of(*cases, pr=FIRST), note='+45 12 "hej", 😀\nny linje'))
    row = as_csv(data_bytes(lists, "csv"))[0]
    assert row["note"] == '\'+45 12 "hej", 😀\nny linje'
    assert row["sagsbehandler"] == "'=HYPERLINK(1)"
    assert json.loads(data_bytes(lists, "json"))[0]["note"] == '+45 12 "hej", 😀\nny linje'


def test_name_and_number_only_where_they_were_asked_for_and_then_last() -> None:
    lists = fortnight()
    assert "Efternavn" not in data_bytes(lists, "json").decode()
    assert "610180-1234" not in data_bytes(lists, "json").decode()
    asked = data(by_name(lists, {"4711": "610180-1234"}))
    assert asked.columns == [*COLUMNS, "navn", "cpr"]
    assert set(asked.filter(sag="4711").select("navn", "cpr").iter_rows()) == {("Navn11 Efternavn", "610180-1234")}
    assert set(asked.filter(sag="4712").select("navn", "cpr").iter_rows()) == {("Navn12 Efternavn", None)}
    assert asked.drop("navn", "cpr").equals(data(lists))


@pytest.mark.parametrize("form", output.FORMATS)
def test_a_number_that_somebody_typed_does_not_leave_the_workbook(form: str) -> None:
    cases = [(person(11), [])]
    lists = lists_of(*cases, before=typed(lists_of(*cases, pr=FIRST), note="cpr 610180-1234 eller 6102801234"))
    notes = pl.read_parquet(io.BytesIO(data_bytes(lists, "parquet")))["note"].drop_nulls().unique().to_list()
    assert notes == ["cpr (vises ikke) eller (vises ikke)"]
    assert b"610180" not in data_bytes(lists, form)


def test_a_caseworker_s_data_are_her_own() -> None:
    divided = parts.by_caseworker(fortnight())
    frames = [data(part) for part in divided.values()]
    assert set(data(divided["ida-holm"])["sag"]) == {"4711", "4712", "4713"}
    assert pl.concat(frames).sort("fund_id").equals(data(fortnight()).sort("fund_id"))


@pytest.mark.parametrize("form", output.FORMATS)
def test_the_same_lists_give_the_same_bytes(form: str) -> None:
    cases = [(person(11), []), (person(12, "Bo Lund"), [])]
    assert data_bytes(lists_of(*cases), form) == data_bytes(lists_of(*cases), form)


def test_the_manifest_says_what_was_read_and_what_was_written() -> None:
    summary = lists_of((person(11), [])).summary
    told = of_run(
        summary,
        {"b.csv": b"to", "a.csv": b"en"},
        beside={"liste_foer": [("rettid-liste-2018-08-13.xlsx", "f" * 64)]},
        more={"delt": True},
    )
    assert told["pr"] == SECOND
    assert told["filer"] == [{"navn": "udtræk.xlsx", "sha256": "a" * 64}]
    assert told["liste_foer"] == [{"navn": "rettid-liste-2018-08-13.xlsx", "sha256": "f" * 64}]
    assert told["delt"] is True
    assert [file["navn"] for file in told["filer_ud"]] == ["a.csv", "b.csv"]
    assert told["filer_ud"][0]["sha256"] == hashlib.sha256(b"en").hexdigest()
    assert json.loads(output.manifest_bytes(told)) == told
