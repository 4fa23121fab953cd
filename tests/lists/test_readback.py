"""A list that people have filled in, read back: whatever they did with it, and every word they wrote."""

from __future__ import annotations

import io
import json
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime
from datetime import time as clock
from typing import TYPE_CHECKING

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.comments import Comment
from polars.testing import assert_frame_equal

from rettid.errors import ListError, ListOpenError
from rettid.lists import layout
from rettid.lists.memory import ROW_SCHEMA, Before
from rettid.lists.model import Lists
from rettid.lists.readback import check_fits, check_same_municipality, newest_list, read_before, read_before_all
from tests.depth import tries
from tests.lists.filled import FIRST, HEAD, KEY_COLUMN, SECOND, Desk, first_list, koege, noted, rows_of, small, workbook
from tests.lists.writer import written

if TYPE_CHECKING:
    from pathlib import Path


ANE, BO = "Ane Bæk", "Bo Lund"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def typed_on(before: Before, fund_id: str) -> tuple[str | None, str | None, date | None]:
    """What people have typed on a row."""
    return before.rows.filter(fund_id=fund_id).select("handling", "note", "noteret").row(0)


def refused(path: Path, *words: str, password: str | None = None) -> str:
    """The message that the file is refused with, which has all the words and says what to do."""
    held = path.read_bytes() if path.is_file() else None
    with pytest.raises(ListError) as fault:
        read_before(path, password=password)
    message = str(fault.value)
    assert message.startswith(path.name)
    assert message.endswith(".")
    assert not [word for word in words if word not in message], message
    assert held is None or path.read_bytes() == held
    return message


# --- As it was written -------------------------------------------------------------------------------------------


def test_a_list_that_nobody_has_touched_says_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "rettid-liste-2018-08-13.xlsx"
    path.write_bytes(written(first_list(), key="0123456789abcdef"))
    before = read_before(path)
    assert (before.navn, before.pr, before.foer_pr) == (path.name, FIRST, None)
    assert (before.kommune, before.team, before.maskine_id) == ("", None, "0123456789abcdef")
    assert_frame_equal(before.rows.sort("fund_id"), first_list().lines.select(*ROW_SCHEMA).sort("fund_id"))
    assert before.own.is_empty()
    assert before.edited.is_empty()
    assert before.deleted == frozenset()


def test_solved_and_left_rows_are_remembered_with_their_notes(tmp_path: Path, desk: Desk) -> None:
    for row in range(5, 5 + len(rows_of(ANE))):
        desk.type(row, f"Note {row}")
    first = desk.read(tmp_path)
    second = Lists(small(SECOND), before=first)
    assert second.since.solved.height > 0
    path = tmp_path / "rettid-liste-2018-08-27.xlsx"
    path.write_bytes(written(second))
    before = read_before(path)
    assert (before.pr, before.foer_pr) == (SECOND, FIRST)
    rows = pl.concat([part.select(*ROW_SCHEMA) for part in (second.lines, second.since.solved, second.since.left)])
    assert_frame_equal(before.rows.sort("fund_id"), rows.sort("fund_id"))
    assert before.edited.is_empty()
    assert before.deleted == frozenset()


# --- Every word as it was typed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Ring mandag", "Ring mandag"),
        ("to\nlinjer", "to\nlinjer"),
        ("  blanke ved enderne  ", "  blanke ved enderne  "),
        ("Aftalt 👩‍👩‍👧 med mor 😀", "Aftalt 👩‍👩‍👧 med mor 😀"),
        ("'apostrof først", "'apostrof først"),
        ("-ring i morgen", "-ring i morgen"),
        ("_x000D_ som ord", "_x000D_ som ord"),
        ("Æ, ø og å\u00a0(hårdt mellemrum)", "Æ, ø og å\u00a0(hårdt mellemrum)"),
        ("n" * 32_767, "n" * 32_767),
        ("2018-08-27 00:00:00", "2018-08-27 00:00:00"),
        ("true", "true"),
        ("42.5", "42.5"),
        ("#I/T", "#I/T"),
        (42, "42"),
        (42.5, "42,5"),
        (1e15, "1000000000000000"),
        (0.1 + 0.2, "0,3"),
        (datetime(2018, 9, 3), "03-09-2018"),  # noqa: DTZ001 - as Excel has it
        (datetime(2018, 9, 3, 10, 30), "03-09-2018 10:30"),  # noqa: DTZ001
        (clock(9, 15), "09:15"),
        (True, "SAND"),
        (False, "FALSK"),
        ("=SUM(1,2)", "=SUM(1,2)"),  # no program has worked it out
    ],
)
def test_a_note_is_read_as_the_one_who_typed_it_saw_it(tmp_path: Path, desk: Desk, typed: object, read: str) -> None:
    typed = typed.replace("_x000D_", "_x005F_x000D_") if isinstance(typed, str) else typed  # as Excel saves those words
    desk.type(5, typed)
    if isinstance(typed, datetime | clock):
        desk.cell(5).number_format = {True: "hh:mm", False: "dd/mm/yyyy hh:mm"}[isinstance(typed, clock)]
    assert noted(desk.read(tmp_path)) == {rows_of(ANE)[0]: read}


@pytest.mark.parametrize(
    ("cell", "read"),
    [(' t="e"><v>#N/A</v>', "#I/T"), ("><f>1+1</f><v>2</v>", "2"), (' t="str"><f>A1</f><v>ja</v>', "ja")],
)
def test_what_excel_has_worked_out_is_what_is_seen(tmp_path: Path, desk: Desk, cell: str, read: str) -> None:
    desk.type(5, 4321)
    path = desk.save(tmp_path)
    _changed_inside(path, b' t="n"><v>4321</v>', cell.encode())
    assert noted(read_before(path)) == {rows_of(ANE)[0]: read}


def test_fifty_percent(tmp_path: Path, desk: Desk) -> None:
    desk.type(5, 0.5)
    desk.cell(5).number_format = "0%"
    assert noted(desk.read(tmp_path)) == {rows_of(ANE)[0]: "50%"}


@tries(4)
@given(
    texts=st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\t\r"),
            min_size=1,
            max_size=60,
        ),
        min_size=1,
        max_size=25,
    )
)
def test_any_text_comes_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    lines = first_list().lines.select("fund_id").head(len(texts))
    typed = lines.with_columns(note=pl.Series(texts[: lines.height]))
    noted_ = first_list().lines.drop("note").join(typed, on="fund_id", how="left", maintain_order="left")
    lists = first_list()
    lists.__dict__["lines"] = noted_
    path = tmp_path_factory.mktemp("tekst") / "rettid-liste-2018-08-13.xlsx"
    path.write_bytes(written(lists))
    told = {key: text.replace("\r\n", "\n").replace("\r", "\n") for key, text in typed.iter_rows()}
    read = noted(read_before(path))
    assert {key: text.replace("\r\n", "\n").replace("\r", "\n") for key, text in read.items()} == told


# --- When it was typed -------------------------------------------------------------------------------------------


def _next(before: Before) -> Desk:
    """The second list, made from what was typed on the first, on somebody's screen."""
    return Desk(written(Lists(small(SECOND), before=before)))


def test_a_note_keeps_the_day_of_the_list_it_was_typed_on(tmp_path: Path, desk: Desk) -> None:
    kept, changed, removed, new = rows_of(BO)[:4]
    for row in (5, 6, 7):
        desk.type(row, f"Fra første liste {row}", ark=BO)
    desk.type(7, "Indkaldt", "Handling", BO)
    first = desk.read(tmp_path)
    assert {typed_on(first, fund)[2] for fund in (kept, changed, removed)} == {FIRST}
    assert typed_on(first, new) == (None, None, None)

    later = _next(first)
    place = {later.book[BO].cell(row, KEY_COLUMN).value: row for row in range(5, 20)}
    later.type(place[changed], "Nu noget andet", ark=BO)
    later.type(place[removed], None, ark=BO)
    later.type(place[removed], None, "Handling", BO)
    later.type(place[new], "Helt ny", ark=BO)
    second = later.read(tmp_path)
    assert typed_on(second, kept) == (None, "Fra første liste 5", FIRST)
    assert typed_on(second, changed) == (None, "Nu noget andet", SECOND)
    assert typed_on(second, removed) == (None, None, None)
    assert typed_on(second, new) == (None, "Helt ny", SECOND)


def test_another_way_to_break_a_line_is_no_change(tmp_path: Path, desk: Desk) -> None:
    desk.type(5, "en\nto", ark=BO)
    later = _next(desk.read(tmp_path))
    later.type(5, "en_x000D_\nto", ark=BO)
    assert typed_on(later.read(tmp_path), rows_of(BO)[0]) == (None, "en\nto", FIRST)


def test_blanks_alone_are_no_note(tmp_path: Path, desk: Desk) -> None:
    desk.type(5, "   ")
    assert noted(desk.read(tmp_path)) == {}


# --- Rows that were sorted, moved, hidden, taken out, put in -----------------------------------------------------


def test_sorted_rows_keep_their_notes(tmp_path: Path, desk: Desk) -> None:
    last = 4 + len(rows_of(ANE))
    for row in range(5, last + 1):
        desk.type(row, f"Om {desk[ANE].cell(row, KEY_COLUMN).value}")
    rows = [desk.values(ANE, row) for row in range(5, last + 1)]
    for row, values in enumerate(sorted(rows, key=lambda each: str(each[-1])), 5):
        desk.put(ANE, row, values)
    before = desk.read(tmp_path)
    assert noted(before) == {fund: f"Om {fund}" for fund in rows_of(ANE)}
    assert before.edited.is_empty()


def test_a_row_that_was_moved_to_another_sheet_is_the_same_row(tmp_path: Path, desk: Desk) -> None:
    desk.type(6, "Tag du den")
    desk.put(BO, 30, desk.values(ANE, 6))
    desk[ANE].delete_rows(6)
    before = desk.read(tmp_path)
    assert noted(before) == {rows_of(ANE)[1]: "Tag du den"}
    assert before.deleted == frozenset()
    assert before.own.is_empty()


def test_hidden_and_filtered_rows_and_hidden_sheets_are_read(tmp_path: Path, desk: Desk) -> None:
    desk.type(6, "Skjult")
    desk[ANE].row_dimensions[6].hidden = True
    desk[ANE].auto_filter.add_filter_column(1, ["intet"])
    desk[ANE].sheet_state = "hidden"
    assert noted(desk.read(tmp_path)) == {rows_of(ANE)[1]: "Skjult"}


def test_renamed_sheets_moved_sheets_and_inserted_columns_are_the_same(tmp_path: Path, desk: Desk) -> None:
    desk.type(5, "Her")
    desk[ANE].insert_cols(1, 2)
    desk[ANE].insert_rows(1, 3)
    desk.book.move_sheet(ANE, -2)
    desk[ANE].title = "Ane (ferie)"
    before = desk.read(tmp_path)
    assert noted(before) == {rows_of(ANE)[0]: "Her"}
    assert before.edited.is_empty()
    assert before.own.is_empty()


def test_a_row_that_was_taken_out_is_told_and_its_note_is_not_lost(tmp_path: Path, desk: Desk) -> None:
    desk.type(5, "Vigtigt", ark=BO)
    later = _next(desk.read(tmp_path))
    later[BO].delete_rows(5)
    before = later.read(tmp_path)
    assert before.deleted == {rows_of(BO)[0]}
    assert typed_on(before, rows_of(BO)[0]) == (None, "Vigtigt", FIRST)


def test_a_sheet_that_was_deleted_is_rows_that_were_taken_out(tmp_path: Path, desk: Desk) -> None:
    del desk.book[ANE]
    assert desk.read(tmp_path).deleted == set(rows_of(ANE))


def test_a_list_without_any_of_its_sheets_has_lost_no_note(tmp_path: Path, desk: Desk) -> None:
    desk.type(5, "Vigtigt", ark=BO)
    later = _next(desk.read(tmp_path))
    for name in later.book.sheetnames:
        if name not in {layout.DATA, layout.OVERVIEW}:
            del later.book[name]
    before = later.read(tmp_path)
    assert noted(before) == {rows_of(BO)[0]: "Vigtigt"}
    assert before.own.is_empty()


def test_an_empty_list_is_a_list(tmp_path: Path) -> None:
    empty = first_list()
    empty.__dict__["lines"] = empty.lines.clear()
    desk = Desk(written(empty))
    desk[BO].cell(6, 1, "Intet at gøre, dejligt")
    before = desk.read(tmp_path)
    assert before.rows.is_empty()
    assert before.rows.schema == pl.Schema(ROW_SCHEMA)
    assert before.own.rows() == [(BO, ["Intet at gøre, dejligt"])]


def test_a_row_of_ones_own_stays_where_it_was_written(tmp_path: Path, desk: Desk) -> None:
    desk[BO].insert_rows(6)
    desk.put(BO, 6, [None, date(2018, 9, 3), "Møde om de unge"])
    desk[ANE].cell(40, 12, "Husk kage")
    first = desk.read(tmp_path)
    own = [(ANE, [""] * 11 + ["Husk kage"]), (BO, ["", "03-09-2018", "Møde om de unge"])]
    assert first.own.rows() == own
    assert first.deleted == frozenset()

    later = _next(first)
    second = later.read(tmp_path)
    assert second.own.rows() == own
    (at,) = [cell.row for cell in later[BO]["A"] if cell.value == layout.OWN_ROWS]
    later[BO].delete_rows(at + 1)
    assert later.read(tmp_path).own.rows() == own[:1]


def test_a_row_that_was_emptied_and_used_for_something_else_is_a_row_of_ones_own(tmp_path: Path, desk: Desk) -> None:
    for column in range(1, KEY_COLUMN):
        desk[ANE].cell(7, column).value = None
    desk[ANE].cell(7, 1, "Frokost")
    before = desk.read(tmp_path)
    assert before.own.rows() == [(ANE, ["Frokost"])]
    assert before.deleted == {rows_of(ANE)[2]}


def test_what_is_written_above_a_table_and_on_a_sheet_of_ones_own_is_kept(tmp_path: Path, desk: Desk) -> None:
    desk[ANE].cell(3, 1, "Ane er på ferie i uge 36")
    mine = desk.book.create_sheet("Aftaler")
    mine.cell(2, 2, "Tavlemøde hver mandag")
    assert desk.read(tmp_path).own.rows() == [
        (ANE, ["Ane er på ferie i uge 36"]),
        ("Aftaler", ["", "Tavlemøde hver mandag"]),
    ]


def test_a_sheet_of_ours_without_notes_may_be_renamed(tmp_path: Path, desk: Desk) -> None:
    desk[layout.OVERVIEW].title = "Forside"
    assert desk.read(tmp_path).own.is_empty()


def test_a_copied_row_without_the_hidden_column_is_known_by_what_it_shows(tmp_path: Path, desk: Desk) -> None:
    desk.type(5, "Overtaget")
    desk.put(BO, 30, desk.values(ANE, 5)[:-1])
    desk[ANE].delete_rows(5)
    before = desk.read(tmp_path)
    assert noted(before) == {rows_of(ANE)[0]: "Overtaget"}
    assert before.deleted == frozenset()


def test_rows_sorted_without_the_hidden_column_are_what_they_show(tmp_path: Path, desk: Desk) -> None:
    last = 4 + len(rows_of(ANE))
    for row, fund in enumerate(rows_of(ANE), 5):
        desk.type(row, f"Om {fund}")
    shown = [desk.values(ANE, row)[:-1] for row in range(5, last + 1)]
    for row, values in enumerate(reversed(shown), 5):
        desk.put(ANE, row, values)
    assert noted(desk.read(tmp_path)) == {fund: f"Om {fund}" for fund in rows_of(ANE)}


def test_rows_of_which_only_some_columns_were_sorted_are_refused(tmp_path: Path, desk: Desk) -> None:
    column = desk.column("Borger")
    citizens = [desk[ANE].cell(row, column).value for row in range(5, 5 + len(rows_of(ANE)))]
    for row, citizen in enumerate(reversed(citizens), 5):
        desk[ANE].cell(row, column, citizen)
    refused(desk.save(tmp_path), f'ark "{ANE}", række 5', "en anden borger", "Fortryd")


# --- Cells of ours that people changed ---------------------------------------------------------------------------


def test_the_same_value_in_another_form_is_no_change(tmp_path: Path, desk: Desk) -> None:
    deadline = desk.cell(5, "Frist (lov)")
    deadline.value = f"{deadline.value:%d/%m-%y}".replace("/", ".").replace("-", ".")
    serial = desk.cell(6, "Frist (lov)")
    serial.value, serial.number_format = (serial.value - datetime(1899, 12, 30)).days, "General"  # noqa: DTZ001
    iso = desk.cell(7, "Frist (lov)")
    iso.value = f"{iso.value:%Y-%m-%d}"
    days = desk.cell(5, "Dage tilbage/over")
    days.value = f" {days.value},0 "
    assert desk.read(tmp_path).edited.is_empty()


def test_a_changed_value_is_told_with_what_stood_there(tmp_path: Path, desk: Desk) -> None:
    desk.cell(6, "Frist (lov)").value = datetime(2018, 12, 24)  # noqa: DTZ001
    desk.cell(7, "Borger").value = f"{desk.cell(7, 'Borger').value} (ny adresse)"
    desk.cell(8, "Alder").value = None
    desk[ANE].title = "Ane"
    before = desk.read(tmp_path)
    assert before.edited.rows() == [
        ("Ane", 6, "Frist (lov)", "18-07-2018", "24-12-2018"),
        ("Ane", 7, "Borger", "F4 · B.4.", "F4 · B.4. (ny adresse)"),
        ("Ane", 8, "Alder", "30-49", ""),
    ]
    assert before.deleted == frozenset()


def test_a_column_of_ours_that_nobody_types_in_may_be_deleted(tmp_path: Path, desk: Desk) -> None:
    desk.type(5, "Ok")
    desk[ANE].delete_cols(desk.column("Borger"))
    before = desk.read(tmp_path)
    assert noted(before) == {rows_of(ANE)[0]: "Ok"}
    assert before.edited.is_empty()


# --- Comments, and columns of people's own -----------------------------------------------------------------------


def test_a_comment_on_any_cell_of_a_row_goes_to_its_note(tmp_path: Path, desk: Desk) -> None:
    desk.type(5, "Ring")
    desk.cell(5).comment = Comment("Ringet 3 gange", "Ane")
    desk.cell(6, "Borger").comment = Comment("Er flyttet?\nSpørg", "Ane")
    desk[layout.OVERVIEW]["B7"].comment = Comment("Flot!", "Chef")
    before = desk.read(tmp_path)
    assert noted(before) == {
        rows_of(ANE)[0]: "Ring (kommentar: Ringet 3 gange)",
        rows_of(ANE)[1]: "(kommentar: Er flyttet?\nSpørg)",
    }
    assert before.own.rows() == [(layout.OVERVIEW, ["(kommentar ved række 7: Flot!)"])]


def test_a_thread_of_comments_is_read_with_its_answers(tmp_path: Path, desk: Desk) -> None:
    desk.cell(5).comment = Comment("[Kommentartråd]\n\nlinkid=870924\n\nKommentar:\n    Hvem tager den?", "tc={1}")
    path = desk.save(tmp_path)
    assert noted(read_before(path)) == {rows_of(ANE)[0]: "(kommentar: Kommentar:\n    Hvem tager den?)"}
    ref = desk.cell(5).coordinate
    said = "".join(
        f'<threadedComment ref="{ref}" dT="2018-08-14T10:00:00.00" personId="{{A}}" id="{{{nr}}}"><text>{text}</text></threadedComment>'
        for nr, text in enumerate(("Hvem tager den?", "Jeg gør"), 1)
    )
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    thread = f'<ThreadedComments xmlns="{space}">{said}</ThreadedComments>'
    with zipfile.ZipFile(path) as archive:
        rels = next(name for name in archive.namelist() if name.endswith(".rels") and b"comments" in archive.read(name))
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    relation = (
        f'<Relationship Id="rId99" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    )
    _changed_inside(path, b"</Relationships>", relation.encode(), only=rels)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/threadedComments/threadedComment1.xml", thread)
    assert noted(read_before(path)) == {rows_of(ANE)[0]: "(kommentar: Hvem tager den?) (kommentar: Jeg gør)"}


def test_a_comment_that_does_not_fit_is_refused(tmp_path: Path, desk: Desk) -> None:
    desk.type(5, "😀" * 16_380)
    desk.cell(5).comment = Comment("for meget", "Ane")
    refused(desk.save(tmp_path), f'ark "{ANE}", række 5', "for lang", "Gør den kortere")


def test_a_column_of_ones_own_goes_to_the_notes(tmp_path: Path, desk: Desk) -> None:
    desk[ANE].cell(HEAD, KEY_COLUMN + 1, "Aftalt med")
    desk[ANE].cell(5, KEY_COLUMN + 1, "HK")
    desk[ANE].cell(6, KEY_COLUMN + 2, "se mail")
    desk[ANE].cell(7, KEY_COLUMN + 1, "=A1&A2")  # what a formula gives can be made again
    assert noted(desk.read(tmp_path)) == {rows_of(ANE)[0]: "(Aftalt med: HK)", rows_of(ANE)[1]: "(se mail)"}


# --- The same duty twice -----------------------------------------------------------------------------------------


def _twice(desk: Desk, one: object, other: object) -> None:
    desk.type(5, one)
    desk.put(BO, 30, desk.values(ANE, 5))
    desk.type(30, other, ark=BO)


@pytest.mark.parametrize(("one", "other"), [("Ring", "Ring"), ("Ring", None), (None, "Ring")])
def test_a_row_that_stands_twice_with_one_text_is_one_row(
    tmp_path: Path, desk: Desk, one: object, other: object
) -> None:
    _twice(desk, one, other)
    before = desk.read(tmp_path)
    assert noted(before) == {rows_of(ANE)[0]: "Ring"}
    assert before.rows["fund_id"].is_unique().all()


def test_a_row_that_stands_twice_with_two_texts_is_refused(tmp_path: Path, desk: Desk) -> None:
    _twice(desk, "Ring mandag", "Ring tirsdag")
    message = refused(desk.save(tmp_path), f'ark "{ANE}", række 5', f'ark "{BO}", række 30', '"Note"', "slet den anden")
    assert "mandag" not in message


def test_handling_and_note_of_two_rows_are_put_together(tmp_path: Path, desk: Desk) -> None:
    _twice(desk, "Ring", None)
    desk.type(30, "Indkaldt", "Handling", BO)
    assert typed_on(desk.read(tmp_path), rows_of(ANE)[0]) == ("Indkaldt", "Ring", FIRST)


# --- What can't be read ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ("Hent en tidligere udgave",)),
        (b"en tekst", ("ikke en Excel-projektmappe",)),
        (b"%PDF-1.7 ...", ("beskadiget",)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ("ikke en Excel-projektmappe",)),
        (b"PK\x03\x04 og ikke mere", ("beskadiget",)),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes, words: tuple[str, ...]) -> None:
    path = tmp_path / "rettid-liste-2018-08-13.xlsx"
    path.write_bytes(data)
    refused(path, *words, "--forrige")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_workbook_that_was_cut_short_is_refused(tmp_path: Path, part: float) -> None:
    path = tmp_path / "rettid-liste-2018-08-13.xlsx"
    path.write_bytes(workbook()[: int(len(workbook()) * part)])
    refused(path, "beskadiget", "Hent en tidligere udgave")


@tries(20)
@given(at=st.integers(0, 10_000), value=st.integers(0, 255))
def test_a_workbook_with_a_wrong_byte_is_read_right_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: int
) -> None:
    data = bytearray(workbook())
    data[at % len(data)] = value
    path = tmp_path_factory.mktemp("byte") / "liste.xlsx"
    path.write_bytes(data)
    try:
        before = read_before(path)
    except ListError:
        return
    assert set(before.rows["fund_id"]) == set(first_list().lines["fund_id"])


def test_a_file_or_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "rettid-liste-2018-08-13.xlsx", "findes ikke")
    refused(tmp_path, "kan ikke åbnes")


def test_a_workbook_of_somebody_else_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Navn", "Note"])
    book.save(tmp_path / "ferie.xlsx")
    refused(tmp_path / "ferie.xlsx", "ikke en liste fra rettid")


def test_a_list_without_its_hidden_sheet_is_refused(tmp_path: Path, desk: Desk) -> None:
    del desk.book[layout.DATA]
    refused(desk.save(tmp_path), "rettid-data", "slettet", "--forrige")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("B2", "i går"),
        ("B8", "5"),
        ("B9", "{"),
        ("B10", "ikke fingeraftryk"),
        ("A11", "andet"),
        ("A11", '["andet"]'),
        ("A12", "["),
        ("A13", '["for", "få"]'),
        ("A13", json.dumps(["x"] * 30)),
    ],
)
def test_a_changed_hidden_sheet_is_refused(tmp_path: Path, desk: Desk, cell: str, value: str) -> None:
    desk[layout.DATA][cell] = value
    refused(desk.save(tmp_path), "rettid-data", "ændret")


def test_a_hidden_sheet_of_which_only_the_top_is_left_is_refused(tmp_path: Path, desk: Desk) -> None:
    desk[layout.DATA].delete_rows(6, 100)
    refused(desk.save(tmp_path), "rettid-data", "ændret")


def test_a_list_of_a_newer_layout_is_refused(tmp_path: Path, desk: Desk) -> None:
    desk[layout.DATA]["B1"], desk[layout.DATA]["B7"] = str(int(layout.VERSION) + 1), "9.4.0"
    refused(desk.save(tmp_path), "nyere udgave af rettid (9.4.0)", "Opdatér")


@pytest.mark.parametrize("heading", ["Handling", "Note", "rettid-id"])
def test_a_deleted_column_that_is_needed_is_refused(tmp_path: Path, desk: Desk, heading: str) -> None:
    desk[ANE].delete_cols(desk.column(heading))
    refused(desk.save(tmp_path), f'ark "{ANE}"', f'"{heading}"', "slettet")


def test_a_renamed_sheet_without_its_hidden_column_is_refused(tmp_path: Path, desk: Desk) -> None:
    desk[ANE].delete_cols(desk.column("rettid-id"))
    desk[ANE].title = "Noget andet"
    refused(desk.save(tmp_path), 'ark "Noget andet"', '"rettid-id"')


def test_a_sheet_without_its_headings_is_refused(tmp_path: Path, desk: Desk) -> None:
    desk[ANE].delete_rows(HEAD)
    refused(desk.save(tmp_path), f'ark "{ANE}"', '"rettid-id"')


def test_text_in_the_farthest_cell_is_refused_and_not_lost(tmp_path: Path, desk: Desk) -> None:
    desk[ANE]["XFD1048576"] = "forvildet"
    refused(desk.save(tmp_path), f'ark "{ANE}"', "XFD1048576", "Flyt det ind i Note")


# --- Open in another program -------------------------------------------------------------------------------------


def _excel_lock(name: str) -> bytes:
    ansi, wide = name.encode("cp1252"), name.encode("utf-16-le")
    return bytes([len(ansi)]) + ansi.ljust(54, b" ") + bytes([len(name), 0]) + wide.ljust(108, b" \0"[:1])


LOCKS = [
    ("~${}", _excel_lock("Tine Ø. Lund"), "Excel hos Tine Ø. Lund"),
    ("~${}", b"\x04Tine", "Excel hos Tine"),
    ("~${}", b"", "Excel"),
    (".~lock.{}#", b",tilu,PC-17,14.08.2018 09:12,file:///C:/Users/tilu;", "LibreOffice hos tilu"),
    (".~lock.{}#", "Tine Ø. Lund,tilu,PC-17,14.08.2018 09:12,;".encode(), "LibreOffice hos Tine Ø. Lund"),
    (".~lock.{}#", b"\xff\xfe\x00", "LibreOffice"),
]


@pytest.mark.parametrize(("lock", "held", "where"), LOCKS)
def test_a_list_that_somebody_has_open_is_refused(
    tmp_path: Path, desk: Desk, lock: str, held: bytes, where: str
) -> None:
    path = desk.save(tmp_path)
    beside = path.with_name(lock.format(path.name))
    beside.write_bytes(held)
    with pytest.raises(ListOpenError) as fault:
        read_before(path)
    message = str(fault.value)
    assert f"listen er åben i {where}. Gem og luk den" in message
    assert f"låsefilen {beside.name} glemt: slet den." in message
    assert "Tine" not in fault.value.discreet
    assert "tilu" not in fault.value.discreet
    assert where.split(maxsplit=1)[0] in fault.value.discreet
    beside.unlink()
    assert read_before(path).pr == FIRST


def test_a_caseworkers_sheet_that_is_called_as_one_of_ours_is_read(tmp_path: Path, desk: Desk) -> None:
    """*Overblik* is for reading; what is called so may be another's all the same, and an empty one is none."""
    desk.type(5, "Omdøbt")
    desk[layout.OVERVIEW].title = "Andet"
    desk[ANE].title = layout.OVERVIEW
    desk.book.create_sheet(layout.ABOUT)
    desk.book.create_sheet(layout.SET_ASIDE)["B2"] = "Ikke her"
    before = desk.read(tmp_path)
    assert noted(before) == {rows_of(ANE)[0]: "Omdøbt"}
    assert before.own.rows() == [(layout.SET_ASIDE, ["", "Ikke her"])]


# --- Passwords ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def locked() -> bytes:
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook())).encrypt("hemmeligt", target)
    return target.getvalue()


def test_an_encrypted_list_is_read_with_its_password(tmp_path: Path, locked: bytes) -> None:
    path = tmp_path / "rettid-liste-2018-08-13.xlsx"
    path.write_bytes(locked)
    assert read_before(path, password="hemmeligt").rows.height == first_list().lines.height  # noqa: S106
    refused(path, "beskyttet med adgangskode", "--adgangskode-fil")
    message = refused(path, "passer ikke", "--adgangskode-fil", password="forkert")  # noqa: S106
    assert "forkert" not in message
    path.write_bytes(locked[: len(locked) // 2])
    with pytest.raises(ListError):
        read_before(path, password="hemmeligt")  # noqa: S106


# --- Which list --------------------------------------------------------------------------------------------------


def test_the_newest_list_is_that_of_the_latest_day_not_after_this_run(tmp_path: Path) -> None:
    assert newest_list(tmp_path / "findes-ikke", FIRST) == []
    names = [
        "rettid-liste-2018-07-30.xlsx",
        "rettid-liste-2018-08-13-bo-lund.xlsx",
        "rettid-liste-2018-08-13.xlsx",
        "rettid-liste-2018-08-13.xlsx.manifest.json",
        "rettid-liste-2018-08-27.xlsx",
        "~$rettid-liste-2018-08-13.xlsx",
        "Kopi af rettid-liste-2018-08-13.xlsx",
        "rettid-liste-2018-13-45.xlsx",
    ]
    for name in names:
        (tmp_path / name).touch()
    newest = {
        day: [path.name for path in newest_list(tmp_path, day)]
        for day in (date(2018, 7, 1), date(2018, 8, 12), date(2018, 8, 26), SECOND)
    }
    assert newest == {
        date(2018, 7, 1): [],
        date(2018, 8, 12): ["rettid-liste-2018-07-30.xlsx"],
        date(2018, 8, 26): ["rettid-liste-2018-08-13.xlsx", "rettid-liste-2018-08-13-bo-lund.xlsx"],
        SECOND: ["rettid-liste-2018-08-27.xlsx"],
    }
    assert [path.name for path in newest_list(tmp_path, SECOND, part="bo-lund")] == [
        "rettid-liste-2018-08-13-bo-lund.xlsx"
    ]


def _before(**more: object) -> Before:
    plain = Before("liste.xlsx", FIRST, None, first_list().lines.select(*ROW_SCHEMA), "Køge", None, "aaaa")
    return replace(plain, **more)  # type: ignore[arg-type]


def test_a_list_of_the_same_municipality_team_and_key_fits() -> None:
    check_fits(_before(), replace(small(SECOND), kommune="KØGE"), "aaaa")
    check_fits(_before(kommune="", maskine_id=""), small(FIRST), "bbbb")
    check_same_municipality(_before(rows=_before().rows.head(4).with_columns(forloeb_id=pl.lit("X"))), small(SECOND))


def test_a_list_that_belongs_to_something_else_is_refused() -> None:
    odd = {
        "listen er lavet for Brøndby, og denne kørsel er for Køge": _before(kommune="Brøndby"),
        "med en anden nøgle": _before(maskine_id="bbbb"),
        "listen er lavet for teamet Syd, og denne kørsel er for alle team": _before(team="Syd"),
        "listen er pr. 10-09-2018, og denne kørsel er pr. 27-08-2018": _before(pr=date(2018, 9, 10)),
        "ingen af listens 8 sager er i dette udtræk": _before(
            rows=_before().rows.with_columns(pl.col("forloeb_id") + "-anden")
        ),
    }
    for words, before in odd.items():
        with pytest.raises(ListError, match=r"--forrige|--noegle") as fault:
            check_fits(before, replace(small(SECOND), kommune="Køge"), "aaaa")
        assert words in str(fault.value)


# --- One file per caseworker -------------------------------------------------------------------------------------


@pytest.fixture
def shared(tmp_path: Path) -> tuple[Path, Desk, Desk]:
    """The whole list, and Ane's own file."""
    return tmp_path, Desk(), Desk(written(first_list(), alone=ANE))


def _both(folder: Path, whole: Desk, own: Desk) -> Before:
    paths = [whole.save(folder), own.save(folder, "rettid-liste-2018-08-13-ane-baek.xlsx")]
    return read_before_all(paths)


def test_the_files_of_a_day_are_put_together(shared: tuple[Path, Desk, Desk]) -> None:
    folder, whole, own = shared
    whole.type(5, "Fra lederen", ark=BO)
    own.type(6, "Fra Ane")
    before = _both(folder, whole, own)
    assert noted(before) == {rows_of(BO)[0]: "Fra lederen", rows_of(ANE)[1]: "Fra Ane"}
    assert before.rows.height == first_list().lines.height
    assert before.deleted == frozenset()
    assert before.navn == "rettid-liste-2018-08-13.xlsx"


def test_a_text_as_it_was_written_yields_to_a_changed_one(tmp_path: Path, desk: Desk) -> None:
    for row in (5, 6):
        desk.type(row, "Fra før")
    second = Lists(small(SECOND), before=desk.read(tmp_path))
    whole, own = Desk(written(second)), Desk(written(second, alone=ANE))
    own.type(5, "Anes nye")
    own.type(6, None)
    before = _both(tmp_path, whole, own)
    ids = [own[ANE].cell(row, KEY_COLUMN).value for row in (5, 6)]
    assert [typed_on(before, fund) for fund in ids] == [(None, "Anes nye", SECOND), (None, None, None)]


def test_two_changed_texts_in_two_files_are_refused(shared: tuple[Path, Desk, Desk]) -> None:
    folder, whole, own = shared
    whole.type(5, "Lederen siger")
    own.type(5, "Ane siger")
    with pytest.raises(ListError) as fault:
        _both(folder, whole, own)
    for name in ("rettid-liste-2018-08-13.xlsx", "rettid-liste-2018-08-13-ane-baek.xlsx"):
        assert f'{name}, ark "{ANE}", række 5' in str(fault.value)


def test_a_row_of_ones_own_is_what_it_was_last_made(tmp_path: Path, desk: Desk) -> None:
    desk[ANE].cell(40, 1, "Egen række")
    desk[ANE].cell(41, 1, "En til")
    second = Lists(small(SECOND), before=desk.read(tmp_path))
    whole, own = Desk(written(second)), Desk(written(second, alone=ANE))
    assert _both(tmp_path, whole, own).own["celler"].to_list() == [["Egen række"], ["En til"]]
    (at,) = [cell.row for cell in own[ANE]["A"] if cell.value == "Egen række"]
    own[ANE].cell(at, 1, "Rettet af Ane")
    assert sorted(_both(tmp_path, whole, own).own["celler"].to_list()) == [["En til"], ["Rettet af Ane"]]


def test_files_of_two_days_are_not_put_together(tmp_path: Path, desk: Desk) -> None:
    later = _next(desk.read(tmp_path))
    with pytest.raises(ListError, match="ikke fra den samme kørsel"):
        read_before_all([desk.save(tmp_path), later.save(tmp_path, "rettid-liste-2018-08-27.xlsx")])


# --- Fast --------------------------------------------------------------------------------------------------------


def test_sixty_sheets_of_fifty_rows_are_read_in_a_third_of_a_second(tmp_path: Path) -> None:
    lists = Lists(koege(SECOND))
    lines = pl.concat([lists.lines] * 20).head(3000)
    number = pl.int_range(pl.len())
    lists.__dict__["lines"] = lines.with_columns(
        fund_id=pl.format("{}{}", "fund_id", number),
        sagsbehandler=pl.format("Sagsbehandler {}", number // 50),
        note=pl.when(number % 2 == 0).then(pl.format("Note nr. {}\nmed en linje til", number)),
    )
    lists.__dict__["workers"] = [f"Sagsbehandler {number}" for number in range(60)]
    path = tmp_path / "rettid-liste-2018-08-27.xlsx"
    path.write_bytes(written(lists))
    spent = []
    for _ in range(3):
        begun = time.process_time()
        before = read_before(path)
        spent.append(time.process_time() - begun)
    assert before.rows.height == 3000
    assert before.rows["note"].null_count() == 1500
    assert min(spent) < 0.6, "dobbelt så langsomt som aftalt"


def _changed_inside(path: Path, old: bytes, new: bytes, only: str = "") -> None:
    """Another text in the parts of the workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert any(old in part for part in parts.values())
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part.replace(old, new) if only in name else part)
