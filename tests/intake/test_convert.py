from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.errors import IntakeError
from rettid.intake import convert
from rettid.intake.dates import How, dates
from tests.depth import tries

APRIL = date(2024, 4, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2024-04-01",
        "01-04-2024",
        "1-4-2024",
        "01/04/2024",
        "01.04.2024",
        "2024/04/01",
        "01-04-2024 10:30",
        "01-04-2024 kl. 10.30",
        "2024-04-01 00:00:00",
        "2024-04-01T10:30",
        "45383",
        "45383.4375",
        "20240401",
        "01042024",
        "01-04-24",
        '="01-04-2024"',
        "'01-04-2024",
        "\u00a001-04-2024 ",
        "2024-03-31T22:00:00Z",
        "2024-03-31T22:00:00.000Z",
        "2024-04-01T00:00:00+02:00",
    ],
)
def test_a_date_is_read_in_every_form(text: str) -> None:
    read = dates(pl.Series([text, None, "x"]))
    assert read.values.to_list() == [APRIL, None, None]
    assert read.failed is not None
    assert read.failed.to_list() == [False, False, True]


def test_a_stamp_in_winter_is_one_hour_from_utc() -> None:
    read = dates(pl.Series(["2026-12-03T23:00:00Z", "2026-12-03T22:00:00Z"]))
    assert read.values.to_list() == [date(2026, 12, 4), date(2026, 12, 3)]


@pytest.mark.parametrize(
    "text", ["", "-", "?", "Ingen", "01-01-1900", "1753-01-01", "31-12-9999", "9999-12-31 00:00:00", "00-00-0000"]
)
def test_a_no_date_is_empty_and_no_fault(text: str) -> None:
    read = dates(pl.Series([text, "01-04-2024"]))
    assert read.values.to_list() == [None, APRIL]
    assert read.failed is None


@pytest.mark.parametrize(
    "text", ["31-02-2026", "2026-13-01", "99", "12-03", "01-04-1824", "01-04-2124", "35000", "april", "-017-01-01"]
)
def test_what_is_no_date_is_said(text: str) -> None:
    read = dates(pl.Series([text, "01-04-2024"]))
    assert read.values.to_list() == [None, APRIL]
    assert read.failed is not None
    assert read.failed.to_list() == [True, False]


def test_a_column_with_the_month_first_is_refused() -> None:
    with pytest.raises(IntakeError, match="måneden først"):
        dates(pl.Series(["03/13/2024", "04/25/2024", "03/04/2024"]), where="x.csv")
    read = dates(pl.Series(["03/13/2024", "13/03/2024"]), where="x.csv")
    assert read.values.to_list() == [None, date(2024, 3, 13)]


def test_a_birth_date_of_two_digits_is_not_guessed() -> None:
    assert dates(pl.Series(["01-04-24"]), How(past=True)).values.to_list() == [None]


@tries(50)
@given(
    st.lists(st.one_of(st.none(), st.dates(date(1900, 1, 2), date(2100, 12, 31)))),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y"]),
)
def test_every_date_comes_back(days: list[date | None], form: str) -> None:
    texts = [None if day is None else day.strftime(form) for day in days]
    read = dates(pl.Series(texts, dtype=pl.String))
    assert read.values.to_list() == days
    assert read.failed is None


def test_numbers_follow_the_comma_of_their_column() -> None:
    assert convert.numbers(pl.Series(["37,5", "1.234,5", None, "-"])).values.to_list() == [37.5, 1234.5, None, None]
    assert convert.numbers(pl.Series(["37.5", "160.333"])).values.to_list() == [37.5, 160.333]
    assert convert.numbers(pl.Series(["37", "mange"])).failed.to_list() == [False, True]  # type: ignore[union-attr]


def test_booleans() -> None:
    read = convert.booleans(pl.Series(["Ja", "nej", "SAND", "0", "", None, "måske"]))
    assert read.values.to_list() == [True, False, True, False, None, None, None]
    assert read.failed is not None
    assert read.failed.to_list() == [False] * 6 + [True]
    assert convert.booleans(pl.Series(["x", None])).values.to_list() == [True, False]


def book() -> convert.CodeBook:
    return convert.code_book({"afholdt", "planlagt", "ukendt"}, {"gennemfoert": "afholdt"}, {"ok": "afholdt"})


def test_codes_by_name_by_word_and_unknown() -> None:
    coded, failed = convert.codes(pl.Series(["afholdt", "GENNEMFØRT ", "ok", "Planlagt", "hvad", None]), book())
    assert coded.to_list() == ["afholdt", "afholdt", "afholdt", "planlagt", "ukendt", None]
    assert failed is not None
    assert failed.to_list() == [False, False, False, False, True, False]


def test_a_blank_status_is_unknown() -> None:
    coded, failed = convert.codes(pl.Series(["afholdt", None, "  "]), book(), blank_is_unknown=True)
    assert coded.to_list() == ["afholdt", "ukendt", "ukendt"]
    assert failed is not None
    assert failed.to_list() == [False, True, True]


def test_names_lose_their_cpr_numbers() -> None:
    assert convert.names(pl.Series(["Jens Hansen (610180-1234)", " Bo ", "", None])).to_list() == [
        "Jens Hansen",
        "Bo",
        None,
        None,
    ]


def test_a_year_that_python_has_no_date_for_is_no_date() -> None:
    read = dates(pl.Series(["-017-01-01", "2024-04-01"]))
    assert read.values.to_list() == [None, APRIL]
    assert read.failed is not None


def test_a_column_of_nothing_but_unknown_answers_is_as_long_as_it_was() -> None:
    """Every row becomes empty, and is told; it once was one row, and the reading fell."""
    read = convert.booleans(pl.Series(["måske", "kanske", None]))
    assert read.values.to_list() == [None, None, None]
    assert read.failed is not None
    assert read.failed.to_list() == [True, True, False]
