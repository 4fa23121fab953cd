from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.intake import columns, cpr
from tests.depth import tries

KEY = b"noegle"
WHOLE = "6101801234"
"""Day + 60: a substitute number, which no one has."""


def one(text: str | None) -> tuple[str | None, date | None, str]:
    return cpr.read(pl.Series([text], dtype=pl.String), KEY).drop("mistet_nul").row(0)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        "610180-1234",
        "610180–1234",
        "610180 1234",
        " 6101801234",
        "6101801234.0",
        "'6101801234",
        '="6101801234"',
        "61.01.80-1234",
    ],
)
def test_every_spelling_is_one_citizen(text: str) -> None:
    assert one(text) == (cpr.citizen_id(WHOLE, KEY), date(1980, 1, 1), "erstatningsnummer")


def test_a_lost_zero_is_put_back() -> None:
    # A day + 60 number never begins with zero: this one is of a person born in 2057.
    assert one("101575000")[0] == one("0101575000")[0] == cpr.citizen_id("0101575000", KEY)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("6101650000", date(1965, 1, 1)),
        ("6101363999", date(1936, 1, 1)),
        ("6101364000", date(2036, 1, 1)),
        ("6101374000", date(1937, 1, 1)),
        ("6101575000", date(2057, 1, 1)),
        ("6101369000", date(2036, 1, 1)),
        ("6101379000", date(1937, 1, 1)),
        ("6101585000", None),  # 1858: no one is that old
        ("8902004000", date(2000, 2, 29)),
    ],
)
def test_the_seventh_digit_tells_the_century(text: str, born: date | None) -> None:
    assert one(text)[1] == born


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("0000000000", "ukendt"),
        ("010180-XXXX", "maskeret"),
        ("010180-****", "maskeret"),
        ("1,01801E+08", "afrundet"),
        ("", "tomt"),
        (None, "tomt"),
        ("12345678", "ugyldigt"),
        ("911399-1234", "ugyldigt"),
        ("9002801234", "ugyldigt"),
        ("Jens", "ugyldigt"),
    ],
)
def test_what_can_not_be_used_has_a_class(text: str | None, kind: str) -> None:
    assert one(text) == (None, None, kind)
    assert kind in cpr.REASONS


def test_a_local_number_with_letters_is_a_citizen_without_birth_date() -> None:
    assert one("071204AAAA") == (cpr.citizen_id("071204AAAA", KEY), None, "erstatningsnummer")


def test_the_id_tells_nothing_and_changes_with_the_key() -> None:
    known = cpr.citizen_id(WHOLE, KEY)
    assert len(known) == cpr.ID_LENGTH
    assert known != cpr.citizen_id(WHOLE, b"anden")
    assert WHOLE not in known


@tries(50)
@given(st.dates(date(1937, 1, 1), date(1999, 12, 31)), st.integers(0, 3999))
def test_a_birth_date_comes_back(born: date, serial: int) -> None:
    assert one(f"{born:%d%m%y}{serial:04}")[1] == born


def test_what_looks_like_a_number() -> None:
    cells = pl.Series([WHOLE, "610180-1234", "101801234", "B0000001", "9999999999", None, "15.00.00-A26-2-18"])
    assert cpr.looks_like_cpr(cells).to_list() == [True, True, True, False, False, False, False]
    assert cpr.looks_like_cpr(cells, nine=False).to_list() == [True, True, False, False, False, False, False]


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        "610180-1234",
        "født 610180-1234!",
        "610180 XXXX",
        "101801234",
        "61.01.80-1234",
        "620180 - 1234",
        "cpr 61 01 80 12 34",
        "61 01 80-1234",
    ],
)
def test_a_message_shows_no_number(text: str) -> None:
    shown = pl.select(cpr.masked(pl.lit(text))).item()
    assert "(vises ikke)" in shown
    assert "1234" not in shown


@pytest.mark.parametrize("text", ["31-02-2026 kl. 10.30", "02.07.2018 10:30", "2018-07-02 00:00:00"])
def test_a_message_still_shows_a_date(text: str) -> None:
    assert pl.select(cpr.masked(pl.lit(text))).item() == text


def test_a_header_shows_no_number_and_stands_on_one_line() -> None:
    assert columns.shown(" Info 610180-1234\nog mere ") == "Info (vises ikke) og mere"
