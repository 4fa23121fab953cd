"""What a cell and the name of a sheet can hold: every text fits, nothing is lost without a word."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from rettid.lists.layout import SHEETS
from rettid.lists.sheets.paper import Paper
from rettid.lists.sheets.texts import CUT, LONGEST, fitted, harmless, sheet_names, units
from tests.depth import tries
from tests.lists.workbooks import FORMULA, LONG, SLASH

ANY = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = st.lists(
    st.one_of(ANY, st.sampled_from([*SHEETS, "history", "' '", LONG, LONG + "x", LONG.upper(), "A", "a", "ﬁ", "fi"])),
    unique=True,
    max_size=30,
)


@tries(50)
@given(NAMES)
def test_every_caseworker_has_a_sheet_of_a_name_that_excel_takes(workers: list[str]) -> None:
    names = sheet_names(workers)
    assert list(names) == workers
    for name in names.values():
        assert 0 < units(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("' ") == name
    lowered = [name.casefold() for name in (*names.values(), *SHEETS, "History")]
    assert len(set(lowered)) == len(lowered)


@tries(50)
@given(NAMES)
def test_the_library_takes_the_names_as_they_are(workers: list[str]) -> None:
    book = xlsxwriter.Workbook(io.BytesIO())
    names = [*SHEETS, *sheet_names(workers).values()]
    assert [book.add_worksheet(name).get_name() for name in names] == names


def test_names_that_no_sheet_can_have() -> None:
    workers = [
        FORMULA,
        SLASH,
        LONG,
        f"{LONG} den Yngre",
        "Bo Lund",
        "bo lund",
        "Uden ansvarlig",
        "History",
        "  ",
        "a:b*c?d\\e",
    ]
    assert list(sheet_names(workers).values()) == [
        "=HYPERLINK(1)",
        "O'Neill-Ærø (x)",
        "Bodil Kirstine Østergaard Søren",
        "Bodil Kirstine Østergaard S (2)",
        "Bo Lund",
        "bo lund (2)",
        "Uden ansvarlig (2)",
        "History (2)",
        "Uden navn",
        "a-b c d-e",
    ]


LONG_TEXTS = st.builds(
    lambda part, times, end: part * times + end,
    st.text("a\r\n\x07\ufffe😀", min_size=1, max_size=9),
    st.integers(1_000, 33_000),
    st.text("ab😀", max_size=9),
)


@tries(50)
@given(st.one_of(ANY, LONG_TEXTS))
def test_a_text_fits_a_cell_and_what_it_cost_is_said(text: str) -> None:
    clean, cost = fitted(text)
    assert units(clean) <= LONGEST
    assert fitted(clean) == (clean, "")
    if not cost:
        assert clean == text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(("letter", "most"), [("x", LONGEST), ("😀", LONGEST // 2)])
def test_the_longest_text_is_whole_and_one_more_is_cut_with_a_mark(letter: str, most: int) -> None:
    assert fitted(letter * most) == (letter * most, "")
    clean, cost = fitted(letter * (most + 1))
    assert clean.endswith(CUT)
    assert set(clean.removesuffix(CUT)) == {letter}
    assert LONGEST - 1 <= units(clean) <= LONGEST
    assert cost == "teksten er kortet af til, hvad en celle kan rumme"


@pytest.mark.parametrize("text", ["=1+1", "+45", "-", "@her", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_reckon_with_has_an_apostrophe_before_it(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1+1", "'=1", "Bo-Aas", "x\t"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert harmless(text) == text


@tries(50)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=40))
def test_no_page_holds_more_than_there_is_room_for_and_no_block_is_torn(blocks: list[int]) -> None:
    paper, row = Paper(12), 0
    for number in blocks:
        paper.keep(row, number)
        row += number
    pages = [0, *paper.breaks, row]
    assert all(1 <= last - first <= 12 for first, last in pairwise(pages))
    starts = {sum(blocks[:at]) for at in range(len(blocks) + 1)}
    assert set(pages) <= starts
