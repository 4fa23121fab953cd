"""The workbook, cell by cell, against the lists it shows. Issue 5.1; inventory K-01, F-01, F-14, B-02."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import polars as pl
import pytest
from openpyxl.utils import get_column_letter

from rettid.caseload import with_case_number
from rettid.lists.caseloads import COUNTS
from rettid.lists.layout import (
    ABOUT,
    ALL_CASES,
    DATA,
    FOR_READING,
    HANDLINGS,
    HANDOVERS,
    KEY,
    LEFT,
    NO_DEADLINE,
    NO_INTERVIEW,
    ORPHANS,
    OVERVIEW,
    OWN_ROWS,
    SET_ASIDE,
    SOLVED,
)  # fmt: skip
from rettid.lists.memory import MARKS, ROW_SCHEMA, Since
from rettid.lists.model import Lists
from rettid.lists.readback import read_before
from rettid.lists.sheets.about import account
from rettid.lists.sheets.needs_table import Needs
from rettid.lists.sheets.texts import sheet_names
from rettid.lists.shown import columns_shown, shown
from rettid.lists.workbook import Beside
from rettid.screen import danish
from tests.cli.asking import FASIT, MOMENTUM, WORKBASE, discreet
from tests.lists.workbooks import (
    FIRST,
    FORMULA,
    HEADER,
    LONG,
    NOW,
    SLASH,
    Opened,
    as_bytes,
    day,
    filled_in,
    judged_on,
    opened,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Row = dict[str, Any]

SAMPLES = {
    FASIT: ("2018-12-17", "2018-12-31"),
    WORKBASE: ("2018-12-17", "2018-12-31"),
    MOMENTUM: ("2026-10-17", "2026-10-31"),
}
OFFICE = shutil.which("soffice")


def sheets_of_lines(lists: Lists) -> dict[str | None, str]:
    """The sheet of everybody, and that of the cases nobody has."""
    return {None: ORPHANS, **sheet_names(lists.workers)}


@functools.cache
def of_sample(path: Path, before: str | None, pr: str) -> tuple[Lists, Opened]:
    """The list of a sample, with one before it that people have worked in or without."""
    earlier = None if before is None else filled_in(Lists(judged_on(path, before)))
    lists = Lists(judged_on(path, pr), before=earlier)
    return lists, opened(lists)


def cell(value: Any) -> Any:
    """What a reader finds in a cell."""
    return value or None if isinstance(value, str) else value


# --- The sheets ------------------------------------------------------------------------------------------------


def test_the_sheets_in_their_order(second: Opened) -> None:
    assert second.book.sheetnames == [
        OVERVIEW,
        ORPHANS,
        "=HYPERLINK(1)",
        "Bo Lund",
        "Bodil Kirstine Østergaard Søren",
        "Bodil Kirstine Østergaard S (2)",
        "O'Neill-Ærø (x)",
        "bo lund (2)",
        NO_DEADLINE,
        NO_INTERVIEW,
        SOLVED,
        LEFT,
        SET_ASIDE,
        ABOUT,
        DATA,
    ]
    assert second.book.active.title == OVERVIEW
    assert {sheet.title for sheet in second.book if sheet.sheet_state != "visible"} == {DATA}
    assert second.sheet(DATA).sheet_state == "veryHidden"


@pytest.mark.parametrize("before", ["uden en før", "med en før"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_cell_of_a_caseworkers_sheet_is_the_model_s(exports: Mapping[str, Path], name: str, before: str) -> None:
    then, now = SAMPLES[name]
    lists, book = of_sample(exports[name], then if before == "med en før" else None, now)
    columns = columns_shown(lists)
    for worker, sheet in sheets_of_lines(lists).items():
        rows = shown(lists.of(worker), lists.summary.pr)
        told = [{each.heading: cell(row[each.key]) for each in columns} for row in rows.to_dicts()]
        assert book.table(sheet) == told


@pytest.mark.parametrize("name", SAMPLES)
def test_every_line_stands_on_one_caseworker_s_sheet(exports: Mapping[str, Path], name: str) -> None:
    lists, book = of_sample(exports[name], *SAMPLES[name])
    found = [row[KEY.heading] for sheet in sheets_of_lines(lists).values() for row in book.table(sheet)]
    assert sorted(found) == sorted(lists.lines["fund_id"])


def test_days_are_numbers_that_sort_and_say_in_words_how_urgent_they_are(second: Opened) -> None:
    sheet = second.sheet("bo lund (2)")
    formats = {row[3].value: row[3].number_format for row in sheet.iter_rows(min_row=FIRST, max_row=FIRST + 3)}
    assert formats[18] == '"▲ "#,##0" over";"▲ "#,##0" tilbage";"▲ i dag"'
    assert formats[-27] == '"○ "#,##0" over";"○ "#,##0" tilbage";"○ i dag"'
    assert second.sheet(ORPHANS).cell(FIRST, 4).number_format == '"● nu"'
    assert sheet.cell(FIRST, 2).number_format == "dd-mm-yyyy"


def test_the_ball_is_where_people_say_it_is(second_list: Lists, second: Opened) -> None:
    waiting = {row["fund_id"] for row in second_list.lines.to_dicts() if row["handling"] == "Afventer a-kassen"}
    rows = [row for name in sheets_of_lines(second_list).values() for row in second.table(name)]
    assert waiting
    assert {row["Bolden er hos"] for row in rows if row[KEY.heading] in waiting} == {"a-kassen"}
    assert {row["Bolden er hos"] for row in rows} == {"a-kassen", "borgeren", "os"}


def test_an_appointment_after_a_deadline_that_can_be_kept_is_marked(exports: Mapping[str, Path]) -> None:
    lists = Lists(judged_on(exports["lille"], NOW))
    rows = opened(lists).sheet("O'Neill-Ærø (x)").iter_rows(min_row=FIRST, max_row=FIRST + 4)
    marks = {row[2].value.date(): row[7].number_format for row in rows if row[7].value}
    assert marks == {
        day("2018-07-04"): "dd-mm-yyyy",
        day("2018-08-18"): "dd-mm-yyyy",
        day("2018-09-18"): 'dd-mm-yyyy" !"',
        day("2018-10-18"): 'dd-mm-yyyy" !"',
    }


def test_a_local_deadline_has_a_column_of_its_own(exports: Mapping[str, Path]) -> None:
    lists = Lists(judged_on(exports["lille"], NOW, ("broendby-2018",)))
    rows = opened(lists).table("bo lund (2)")
    local = [row for row in rows if row["Lokal frist"]]
    assert local
    assert all(row["Frist (lov)"] is None for row in local)
    assert all(row["Frist (lov)"] for row in rows if row not in local)
    kinds = lists.of("bo lund")
    assert [row["Lokal frist"] for row in local] == kinds.filter(art="lokal")["frist"].to_list()


def test_what_only_a_list_before_can_tell_is_hidden_on_the_first(first: Opened, second: Opened) -> None:
    def hidden(book: Opened) -> set[str]:
        sheet = book.sheet("Bo Lund")
        letters = {number: get_column_letter(number) for number in range(1, sheet.max_column + 1)}
        return {
            sheet.cell(HEADER, at).value for at, letter in letters.items() if sheet.column_dimensions[letter].hidden
        }

    assert hidden(second) == {KEY.heading}
    assert hidden(first) == {KEY.heading, "Siden sidst", "Noteret"}
    assert first.sheet("Bo Lund")["B1"].value.startswith("Bo Lund · liste pr. 13-08-2018")
    assert second.sheet("Bo Lund")["A1"].value == "Bo Lund · liste pr. 27-08-2018 · 7 rækker"


# --- What people write -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        "=1+1",
        "-\t'@+",
        "'=x",
        " linje\nlinje ",
        "😀" * 16_383 + "x",
        "x" * 32_767,
        "_x0041_",
        "<&>\"'",
        "31-12-2018",
        "0045",
    ],
)
def test_a_note_comes_out_as_it_was_typed(exports: Mapping[str, Path], first_list: Lists, note: str) -> None:
    before = filled_in(first_list)
    typed = before.rows.with_columns(handling=pl.lit(note), note=pl.lit(note))
    book = opened(Lists(judged_on(exports["lille"], NOW), before=replace(before, rows=typed)))
    for name in ("Bo Lund", SOLVED, LEFT):
        row = book.table(name)[0]
        assert (row["Handling"], row["Note"]) == (note, note)
    (remembered,) = (row for row in book.data if row["fund_id"] == book.table("Bo Lund")[0][KEY.heading])
    assert (remembered["handling"], remembered["note"]) == (note, note)
    assert note in remembered["vist"]
    sheet = book.sheet("Bo Lund")
    assert {sheet.cell(FIRST, at).number_format for at in (10, 11)} == {"@"}
    assert book.about["pr"] == NOW


def test_what_a_cell_can_t_hold_is_cut_with_a_mark_and_told(exports: Mapping[str, Path], first_list: Lists) -> None:
    before = filled_in(first_list)
    number = pl.int_range(pl.len())
    texts = pl.when(number == 0).then(pl.lit("x" * 32_768)).when(number == 1).then(pl.lit("klokke\x07"))
    book = opened(
        Lists(judged_on(exports["lille"], NOW), before=replace(before, rows=before.rows.with_columns(note=texts)))
    )
    notes = [row["Note"] for row in book.table(ORPHANS)]
    assert notes[0].startswith("xxx")
    assert notes[0].endswith("[kortet af: teksten er længere, end en celle kan rumme]")
    assert len(notes[0]) == 32_767
    assert notes[1] == "klokke"
    told = [row for row in book.texts(ABOUT) if row[:1] in (["Uden ansvarlig, K5"], ["Uden ansvarlig, K6"])]
    assert [text for _, text in told] == [
        "teksten er kortet af til, hvad en celle kan rumme.",
        "1 tegn, som Excel ikke kan rumme, er taget ud.",
    ]


def test_derived_texts_begin_no_formula_and_no_cell_is_one(second: Opened) -> None:
    assert second.sheet("=HYPERLINK(1)")["A1"].value == "'=HYPERLINK(1) · liste pr. 27-08-2018 · 7 rækker"
    assert {row["Sagsbehandler"] for row in second.table(NO_INTERVIEW)} >= {"'=HYPERLINK(1)", SLASH, LONG}
    assert not [
        name for name, text in second.xml.items() if name.startswith("xl/worksheets/") and re.search(r"<f[ >]", text)
    ]


def test_handling_has_a_drop_down_and_other_words_are_no_fault(second: Opened) -> None:
    (rule,) = second.sheet("Bo Lund").data_validations.dataValidation
    assert rule.formula1 == '"' + ",".join(HANDLINGS) + '"'
    assert rule.errorStyle == "information"
    assert str(rule.sqref) == "J5:J32"


def test_rows_that_people_wrote_stand_below_the_table(second: Opened) -> None:
    rows = second.texts("Bo Lund")
    assert rows[FIRST + 6 :] == [[], [OWN_ROWS], ["=1+1", "", "ring til Jobnet"]]
    assert second.texts(ORPHANS)[-3:] == [[], [OWN_ROWS], ["husk\nnøgler"]]
    told = {row[0]: row[1] for row in second.texts(ABOUT) if len(row) == 2}
    assert told["En, der er rejst"] == "1 egen række fra det ark står nu på Uden ansvarlig."


def test_what_was_changed_and_taken_out_by_hand_is_told(second: Opened) -> None:
    told = [row for row in second.texts(ABOUT) if len(row) == 2]
    changed = "»Frist (lov)« blev rettet i hånden fra »2018-08-20« til »2018-09-20«. Listen følger udtrækket."
    assert ["Bo Lund, række 6", changed] in told
    taken = (
        "108 · A.N.: Sagen mangler en ansvarlig blev slettet i hånden. Rækken er her igen, hvis kravet stadig er åbent."
    )
    assert ["Uden ansvarlig", taken] in told


# --- The overview ----------------------------------------------------------------------------------------------


def team_table(book: Opened) -> dict[str, list[Row]]:
    """The rows of the overview's table: under each name in bold, itself first, its members."""
    sheet = book.sheet(OVERVIEW)
    names = [row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value == "Sagsbehandler"]
    headings = [each.value for each in sheet[names[0]] if each.value]
    groups: dict[str, list[Row]] = {}
    for row in sheet.iter_rows(min_row=names[0] + 1):
        if not isinstance(row[1].value, int):
            return groups
        found = dict(zip(headings, [each.value for each in row], strict=False))
        if row[0].font.b:
            group = groups.setdefault(row[0].value, [])
        group.append(found)
    raise AssertionError("tabellen slutter ikke")


@pytest.mark.parametrize("before", ["uden en før", "med en før"])
@pytest.mark.parametrize("name", SAMPLES)
def test_caseworkers_add_up_to_teams_and_teams_to_the_whole(
    exports: Mapping[str, Path], name: str, before: str
) -> None:
    then, now = SAMPLES[name]
    lists, book = of_sample(exports[name], then if before == "med en før" else None, now)
    groups = team_table(book)
    whole = groups.pop("I alt")[0]
    counts = [heading for heading in whole if heading != "Sagsbehandler"]
    assert len(counts) == (len(COUNTS) if before == "med en før" else len(COUNTS) - 2)
    for heading in counts:
        assert whole[heading] == sum(members[0][heading] for members in groups.values())
        for total, *members in groups.values():
            assert not members or total[heading] == sum(each[heading] for each in members)
    assert whole["Åbne sager"] == lists.summary.cases.height
    assert whole["På listen i alt"] == lists.lines.height
    due = lists.summary.answers[0][2], lists.summary.answers[1][2]
    assert whole["Forfaldne i perioden"] == sum(each["forfaldne"] for each in due if each)
    assert whole["Heraf til tiden"] == sum(each["rettidige"] for each in due if each)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_overview_counts_what_stands_on_the_sheets(exports: Mapping[str, Path], name: str) -> None:
    lists, book = of_sample(exports[name], *SAMPLES[name])
    names = sheets_of_lines(lists)
    for members in team_table(book).values():
        for row in members:
            if row["Sagsbehandler"] in names:
                on_sheet = book.table(names[row["Sagsbehandler"]])
                assert row["På listen i alt"] == len(on_sheet)
                assert row["▲ Overskredet"] == sum(each["Dage tilbage/over"] > 0 for each in on_sheet)
                assert row["Nye på listen"] == sum(each["Siden sidst"] == "ny" for each in on_sheet)


def test_cases_that_nobody_has_come_first(second: Opened) -> None:
    """F-01: open cases with no caseworker → top of the team sheet."""
    first, *teams, _ = team_table(second).items()
    assert first[0] == ORPHANS
    assert [row["Åbne sager"] for row in first[1]] == [2, 1, 1]
    assert [name for name, _ in teams] == ["Team Nord", "Team Syd", "Uden team"]
    assert second.book.sheetnames[1] == ORPHANS
    assert [row["Krav og nr."] for row in second.table(ORPHANS)[:2]] == ["Sagen mangler en ansvarlig"] * 2


def test_both_rates_as_the_first_screen_has_them(exports: Mapping[str, Path]) -> None:
    lists, book = of_sample(exports[FASIT], None, "2018-12-31")
    rows = book.texts(OVERVIEW)
    at = rows.index(["Fik borgerne det til tiden?"])
    told = [[text for text in row if text] for row in rows[at + 1 : at + 4]]
    assert told == [
        ["Forpligtelser til tiden", "Personer med alt til tiden"],
        ["Samtaler", "237 af 294 = 80,6 % (75,0–85,2)", "89 af 133 = 66,9 % (58,5–74,3)"],
        ["Første tilbud", "19 af 25 = 76,0 % (56,6–88,5)", "19 af 25 = 76,0 % (56,6–88,5)"],
    ]
    assert told[1:] == [
        [what, danish.share(duties), danish.share(people)] for what, _, duties, people in lists.summary.answers
    ]
    at = next(number for number, row in enumerate(rows) if row and row[0].startswith("Hvem venter stadig?"))
    assert rows[at + 2] == ["Samtaler", "16", "5", "1", "3", "7", "135 dage", "44 dage"]


def test_what_changed_comes_out_as_a_sum(second_list: Lists, second: Opened) -> None:
    rows = second.texts(OVERVIEW)
    at = next(number for number, row in enumerate(rows) if row[:1] == ["Siden sidst (13-08-2018)"])
    assert rows[at + 1] == ["", *(mark.capitalize() for mark in MARKS)]
    assert [int(text) for text in rows[at + 2][1:]] == list(second_list.since.counts.values())
    assert rows[at + 3] == [
        "50 rækker sidst = 35 fortsat + 5 forværret + 1 løst + 9 fjernet. Hertil 3 nye: 43 rækker nu."
    ]
    assert second_list.before is not None
    assert second_list.before.rows.height == 50 == 35 + 5 + 1 + 9
    assert second_list.lines.height == 43 == 35 + 5 + 3
    assert ["Regnskab", *rows[at + 3]] in second.texts(ABOUT)


def test_rows_that_were_gone_already_and_are_written_on_since_are_counted_beside(second_list: Lists) -> None:
    found = second_list.since
    told_again = found.left.with_row_index("nr_").with_columns(
        foer_status=pl.when(pl.col("nr_") < 2).then(pl.lit("rettidig")).otherwise("foer_status")
    )

    class Told(Lists):
        @functools.cached_property
        def since(self) -> Since:
            return replace(found, left=told_again.drop("nr_"))

    assert account(Told(second_list.summary, before=second_list.before)) == (
        "48 rækker sidst = 35 fortsat + 5 forværret + 1 løst + 7 fjernet. Hertil 3 nye: 43 rækker nu. "
        "Desuden 2 rækker, der var væk, men er skrevet på siden."
    )


def test_the_first_list_says_that_it_is_the_first(first: Opened) -> None:
    assert any("Det er den første liste." in text for row in first.texts(OVERVIEW) for text in row)
    assert first.texts(SOLVED)[2] == first.texts(LEFT)[2] == ["Det er den første liste."]
    assert "Nye på listen" not in team_table(first)["I alt"][0]


def test_every_link_leads_to_a_sheet_there_is(second_list: Lists, second: Opened) -> None:
    sheet = second.sheet(OVERVIEW)
    leads = {}
    for row in sheet.iter_rows():
        for each in row:
            if each.hyperlink:
                target = re.fullmatch(r"'(.*)'!A1", each.hyperlink.location)
                assert target
                assert "'" not in target[1].replace("''", "")
                leads[each.value] = target[1].replace("''", "'")
    assert set(leads.values()) == set(second.book.sheetnames) - {OVERVIEW, DATA}
    names = sheet_names(second_list.workers)
    assert {worker: leads[f"'{worker}" if worker == FORMULA else worker] for worker in names} == names


def test_the_chart_shows_each_team_in_name_order_and_holds_in_black_and_white(second: Opened) -> None:
    charts = [text for name, text in sorted(second.xml.items()) if name.startswith("xl/charts/chart")]
    assert [re.findall(r"<a:t>(.*?)</a:t>", text)[0] for text in charts] == ["Team Nord", "Team Syd", "Uden team"]
    sheet = second.sheet(OVERVIEW)
    for text in charts:
        (categories, *more) = re.findall(r"<c:cat>.*?<c:f>(.*?)</c:f>", text)
        assert set(more) == {categories}
        assert re.findall(r"<c:tx><c:strRef>|<c:v>([▲●○][^<]*)</c:v>", text) == [
            "▲ overskredet",
            "● handl nu",
            "○ kommende",
        ]
        assert text.count("<a:pattFill") == 1
        assert "<c:legend>" in text
        cells = [row[0].value for row in sheet[categories.split("!")[1].replace("$", "")]]
        assert cells == sorted(cells)
        values = re.findall(r"<c:val>.*?<c:f>(.*?)</c:f>", text)
        headings = {sheet.cell(row, 2).value: row for row in range(1, sheet.max_row)}
        columns = [sheet[area.split("!")[1].replace("$", "")][0][0].column for area in values]
        told = [sheet.cell(headings["Åbne sager"], column).value for column in columns]
        assert told == ["▲ Overskredet", "● Handl nu", "○ Kommende"]


def test_the_need_for_offers_stands_on_the_overview_and_other_rooms_sheets_when_they_are_given(
    second_list: Lists,
) -> None:
    """K-02: 34 under-30 deadlines in weeks 36–41, 20 free places → "14 short, from week 39"."""
    group = {"maalgruppe": "6.1", "aldersgruppe": "under 30"}
    weeks = pl.DataFrame(
        [group | {"før": 0, "uge 36": 8, "uge 37": 6, "uge 38": 5, "uge 39": 6, "uge 40": 5, "uge 41": 4, "i alt": 34}]
    )
    told = {"forfalder": 34, "pladser": 20, "mangler": 14, "fra_uge": "uge 39", "svar": "14 mangler fra uge 39"}
    cases = with_case_number(second_list.summary.tables["forloeb"].collect()).select(
        "forloeb_id", "sag", "team", "sagsbehandler"
    )
    cases = cases.with_columns(
        naeste_frist=pl.lit(day("2018-09-20")), aabne_brud=pl.lit(1), frist_system=None, rettighedsdato_system=None,
        mangler=pl.lit("fødselsdato"), har_foedselsdato=pl.lit(value=False), har_startdato=pl.lit(value=True),
    )  # fmt: skip
    moves = pl.DataFrame(
        {"sag": ["101", "101"], "dag": [day("2018-08-01"), day("2018-08-20")], "fra_sagsbehandler": ["A", "B"],
         "til_sagsbehandler": ["B", "C"], "skift": [2, 2]}
    )  # fmt: skip
    book = opened(second_list, beside=Beside(cases, moves, Needs(weeks, pl.DataFrame([group | told]))))
    rows = book.texts(OVERVIEW)
    at = next(number for number, row in enumerate(rows) if row[:1] == ["Behov for tilbud"])
    assert rows[at + 1 : at + 4] == [
        [
            "Gruppe",
            "Før",
            "Uge 36",
            "Uge 37",
            "Uge 38",
            "Uge 39",
            "Uge 40",
            "Uge 41",
            "I alt",
            "Pladser",
            "Mangler",
        ],
        ["6.1, under 30", "0", "8", "6", "5", "6", "5", "4", "34", "20", "14"],
        ["6.1, under 30: 34 frister, 20 ledige pladser: 14 mangler fra uge 39."],
    ]
    names = book.book.sheetnames
    assert names[names.index(NO_INTERVIEW) + 1 :][:2] == [ALL_CASES, HANDOVERS]
    assert book.sheet(ALL_CASES)["A3"].value == "10 åbne sager. Mangler: fødselsdato 10."
    assert [row["Sag"] for row in book.table(ALL_CASES)] == cases["sag"].to_list()
    assert [(row["Fra"], row["Til"]) for row in book.table(HANDOVERS)] == [("A", "B"), ("B", "C")]


# --- Brøndby's lists, what has gone, what was set aside --------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_the_system_s_day_stands_beside_ours(exports: Mapping[str, Path], name: str) -> None:
    """B-02."""
    lists, book = of_sample(exports[name], *SAMPLES[name])
    rows = lists.without_deadline
    told = book.table(NO_DEADLINE)
    words = {"▲ uden frist": "uden frist", "≠ afviger": "afviger", "? kan ikke afgøres": "kan ikke afgøres"}
    assert [words[row["Hvad"]] for row in told] == rows["hvad"].to_list()
    assert [row["Systemets frist"] for row in told] == rows["frist_system"].to_list()
    assert [row["Frist efter loven"] for row in told] == rows["frist"].to_list()
    assert [row["Forskel i dage"] for row in told] == rows["forskel"].to_list()
    missing = book.table(NO_INTERVIEW)
    assert [row["Frist (lov)"] for row in missing] == lists.missing_interviews["frist"].to_list()
    assert [row["Systemets frist"] for row in missing] == lists.missing_interviews["frist_system"].to_list()
    assert all(row["Paragraf"] for row in missing)


def test_an_empty_list_of_cases_without_a_deadline_is_the_goal(second_list: Lists) -> None:
    class Told(Lists):
        @functools.cached_property
        def without_deadline(self) -> pl.DataFrame:
            return second_list.without_deadline.filter(hvad="afviger")

    book = opened(Told(second_list.summary))
    assert book.sheet(NO_DEADLINE)["A3"].value == (
        "▲ uden frist: 0 · ? kan ikke afgøres: 0 · ≠ afviger: 2. Målet er nået: ingen åben sag står uden frist."
    )


def test_who_left_and_why_with_what_had_been_written(second_list: Lists, second: Opened) -> None:
    for name, rows in ((SOLVED, second_list.since.solved), (LEFT, second_list.since.left)):
        told = second.table(name)
        assert sorted(row[KEY.heading] for row in told) == sorted(rows["fund_id"])
        by_id = {row["fund_id"]: row for row in rows.to_dicts()}
        for row in told:
            stood = by_id[row[KEY.heading]]
            assert row.get("Hvordan", row.get("Hvorfor")) == stood["hvorfor"]
            assert (row["Handling"], row["Note"], row["Noteret"]) == (
                stood["handling"],
                stood["note"],
                stood["noteret"],
            )
            assert row["Frist sidst"] == stood["foer_frist"]
    assert second.table(SOLVED)[0]["Mødt"] == day("2018-08-20")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_row_that_was_set_aside_is_there_with_its_reason(exports: Mapping[str, Path], name: str) -> None:
    lists, book = of_sample(exports[name], *SAMPLES[name])
    aside = lists.summary.reading.set_aside
    assert aside.height
    told = [(row["Fil"], row["Ark"], row["Række"], row["Kode"], row["Grund"]) for row in book.table(SET_ASIDE)]
    assert told == [
        (fil, ark or None, *rest)
        for fil, ark, *rest in aside.select("fil", "ark", "raekke", "kode", "aarsag").iter_rows()
    ]


def test_what_the_list_rests_on_is_told(exports: Mapping[str, Path]) -> None:
    lists, book = of_sample(exports[FASIT], *SAMPLES[FASIT])
    told = dict(row for row in book.texts(ABOUT) if len(row) == 2 and row[0])
    summary = lists.summary
    for file in summary.reading.files:
        assert file.sha256 in told[file.navn]
    for pack, _ in summary.packs:
        assert told[pack.id].startswith(f"version {pack.edition}, lov")
    assert told["samtaler.csv"].endswith("2.769 rækker læst = 2.767 brugt + 2 sat fra")
    assert told["Profil"] == "fasit"
    assert told["Forberedelse"] == "14 dage for en samtale, 4 uger for et tilbud"
    columns = [each.heading for each in columns_shown(lists) if each is not KEY]
    assert [word for word in columns if not told.get(word)] == []


# --- The sheet nobody sees -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_the_next_run_finds_everything_it_needs(exports: Mapping[str, Path], name: str) -> None:
    then, now = SAMPLES[name]
    lists, book = of_sample(exports[name], then, now)
    assert book.about["pr"] == now
    assert book.about["foer_pr"] == then
    since = lists.since
    rows = [*since.lines.to_dicts(), *since.solved.to_dicts(), *since.left.to_dicts()]
    known = {row["fund_id"]: row for row in book.data}
    assert len(known) == len(rows) == len(book.data)
    for row in rows:
        for key in ROW_SCHEMA:
            value = row[key]
            assert known[row["fund_id"]][key] == (None if value in (None, "") else str(value))


def test_what_was_shown_is_kept_as_it_stood(second: Opened) -> None:
    keys = second.about["kolonner"]
    assert keys.startswith('["siden_sidst", "ansvarlig_dag", "frist", "dage", "krav_nr", "borger"')
    by_sheet = {}
    for row in second.data:
        by_sheet.setdefault(row["ark"], []).append(row["vist"])
    for name in ("Bo Lund", ORPHANS, SOLVED, LEFT):
        seen = [["" if value is None else str(value) for value in row.values()][:-1] for row in second.table(name)]
        assert by_sheet[name][: len(seen)] == seen
    assert by_sheet["Bo Lund"][-1] == ["=1+1", "", "ring til Jobnet"]
    assert second.about["maskine-id"] == "0123456789abcdef"
    assert second.sheet("Bo Lund")["A2"].value in second.about["tekster"]


def test_what_is_typed_on_a_sheet_for_reading_is_taken_along(second: Opened, tmp_path: Path) -> None:
    """Beside a row, over one of our texts, and below them all; the row comes with it, so that it can be known again."""
    path = tmp_path / "liste.xlsx"
    path.write_bytes(second.content)
    known = read_before(path).own
    book = openpyxl.load_workbook(path)
    names = [name for name in FOR_READING if name in book.sheetnames]
    for name in names:
        book[name].cell(4, book[name].max_column + 1).value = f"Skrevet på {name}"
        book[name].cell(book[name].max_row + 3, 2).value = f"Og under det på {name}"
    book[NO_INTERVIEW]["A1"].value = "Ring til dem alle"
    book.save(path)
    own = read_before(path).own
    new = own.join(known, on=["ark", "celler"], how="anti")
    for name in names:
        said = [cells[-1] for ark, cells in new.rows() if ark == name]
        assert said[-2:] == [f"Skrevet på {name}", f"Og under det på {name}"]
    assert (NO_INTERVIEW, ["Ring til dem alle"]) in new.rows()
    assert new.height == 2 * len(names) + 1


def test_a_sheet_for_reading_that_is_only_arranged_says_nothing(second: Opened, tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(second.content)
    known = read_before(path).own
    book = openpyxl.load_workbook(path)
    names = [name for name in FOR_READING if name in book.sheetnames]
    for name in names:
        sheet = book[name]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        sheet.delete_rows(5, len(rows))
        for row in reversed(rows[1:]):
            sheet.append([value for place, value in enumerate(row) if place != 1])
        sheet.column_dimensions["A"].hidden = True
    book.save(path)
    assert read_before(path).own.equals(known)


# --- The file --------------------------------------------------------------------------------------------------


def test_the_same_lists_give_the_same_bytes(exports: Mapping[str, Path], second_list: Lists, second: Opened) -> None:
    again = Lists(second_list.summary, before=second_list.before)
    assert as_bytes(again, key="0123456789abcdef") == second.content
    judged_on.cache_clear()
    anew = Lists(judged_on(exports["lille"], NOW), before=second_list.before)
    assert as_bytes(anew, key="0123456789abcdef") == second.content


@pytest.mark.parametrize("before", ["uden en før", "med en før"])
@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_in_the_file_is_a_citizen_s_name_or_number(exports: Mapping[str, Path], name: str, before: str) -> None:
    then, now = SAMPLES[name]
    _, book = of_sample(exports[name], then if before == "med en før" else None, now)
    for text in book.xml.values():
        discreet(re.sub(r"<v>[\d.]+</v>|SHA-256 \w+|\w{8}-\w{4}-\w{4}-\w{4}-\w{12}", "", text))


def test_names_and_numbers_stand_there_when_they_were_asked_for(second_list: Lists) -> None:
    ids = second_list.summary.tables["forloeb"].select("borger_id").collect()["borger_id"].to_list()
    cpr = pl.DataFrame({"borger_id": ids, "cpr": [f"7205800{number:03}" for number in range(len(ids))]})
    rows = opened(Lists(second_list.summary, cpr=cpr)).table("Bo Lund")
    assert re.fullmatch(r"10\d · Alma Nummer10\d · 7205800\d{3}", rows[0]["Borger"])


def test_one_caseworker_s_own_file_has_nothing_of_the_others(second_list: Lists) -> None:
    book = opened(second_list, alone="Bo Lund")
    assert book.book.sheetnames == ["Bo Lund", NO_DEADLINE, NO_INTERVIEW, SOLVED, LEFT, ABOUT, DATA]
    others = [name for name in second_list.workers if name != "Bo Lund"]
    theirs = second_list.lines.filter(pl.col("sagsbehandler").ne_missing("Bo Lund"))
    assert theirs.height
    for text in book.xml.values():
        assert not [name for name in (*others, *theirs["fund_id"], "108 · A.N.") if name in text]
    assert {row[KEY.heading] for row in book.table("Bo Lund")} == set(second_list.of("Bo Lund")["fund_id"])
    assert [row["fund_id"] is None for row in book.data].count(True) == 1


def test_it_prints_on_a4_across_one_page_wide_with_the_headings_on_each(second: Opened) -> None:
    for sheet in second.book:
        if sheet.title == DATA:
            continue
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == ("portrait" if sheet.title == ABOUT else "landscape")
        assert sheet.oddFooter.left.text == "&A"
        assert sheet.oddFooter.right.text == "pr. 27-08-2018"
        assert "&P" in sheet.oddFooter.center.text
        assert sheet.oddHeader.center.text is None
        assert sheet.print_area
        if sheet.title not in (OVERVIEW, ABOUT):
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToHeight == 0
            assert sheet.print_title_rows == "$4:$4"
            assert sheet.freeze_panes == "A5"
            assert sheet.auto_filter.ref.startswith("A4:")


def test_the_filter_sorts_the_hidden_key_with_its_row(second: Opened) -> None:
    sheet = second.sheet("Bo Lund")
    assert sheet.auto_filter.ref == "A4:M11"
    assert sheet["M4"].value == KEY.heading


def test_what_is_urgent_is_bold_and_has_a_rule_that_follows_its_row(second: Opened) -> None:
    rules = {
        str(area.sqref): [(rule.formula[0], bool(rule.dxf.font and rule.dxf.font.b)) for rule in found]
        for area, found in second.sheet("Bo Lund").conditional_formatting._cf_rules.items()
    }
    serial = (day(NOW) - day("1899-12-30")).days
    assert rules["B5:D11"] == [("N($D5)>0", True), (f'AND($B5<>"",$B5<={serial},$I5="os")', True)]
    assert rules["A5:A11"] == [('OR($A5="ny",$A5="forværret")', True)]


def test_rows_are_high_enough_for_their_text_and_still_grow(second: Opened) -> None:
    for name, text in second.xml.items():
        if name.startswith("xl/worksheets/sheet"):
            assert not re.search(r"<row [^>]*customHeight", text)
    sheet = second.sheet(ORPHANS)
    heights = [sheet.row_dimensions[row].height for row in range(FIRST, FIRST + 3)]
    assert heights == [27.75, None, None]


def test_the_document_says_what_it_is_and_knows_no_clock(second: Opened) -> None:
    about = second.book.properties
    assert about.title == "Lister pr. 27-08-2018"
    assert about.creator == "rettid"
    assert about.created == about.modified
    assert about.created.isoformat() == "2018-08-27T00:00:00"


@pytest.mark.skipif(OFFICE is None and "CI" not in os.environ, reason="LibreOffice er ikke installeret")
def test_an_office_opens_it_and_saves_the_same_cells(second: Opened, tmp_path: Path) -> None:
    assert OFFICE is not None
    path = tmp_path / "liste.xlsx"
    path.write_bytes(second.content)
    user = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    form = "xlsx:Calc MS Excel 2007 XML"
    subprocess.run(
        [OFFICE, user, "--headless", "--convert-to", form, "--outdir", tmp_path / "ud", path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    saved = Opened((tmp_path / "ud" / "liste.xlsx").read_bytes())
    assert saved.book.sheetnames == second.book.sheetnames
    for name in second.book.sheetnames:
        assert saved.texts(name) == second.texts(name)
    assert read_before(tmp_path / "ud" / "liste.xlsx").own.equals(read_before(path).own), "intet er skrevet på arkene"
    formats = {row[3].number_format for row in saved.sheet("Bo Lund").iter_rows(min_row=FIRST, max_row=FIRST + 6)}
    assert formats == {f'"{mark} "#,##0" over";"{mark} "#,##0" tilbage";"{mark} i dag"' for mark in "▲○"}
