"""The fingerprints of the texts on sheets that are for reading."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.lists.prints import packed, unpacked, written_on

TEXTS = st.sets(st.text(min_size=1))


def sheet(*rows: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"0": pl.String, "1": pl.String}, orient="row")


@given(TEXTS)
def test_the_order_says_nothing_and_all_are_known(texts: set[str]) -> None:
    assert packed(sorted(texts)) == packed(sorted(texts, reverse=True))
    assert len(unpacked(packed(texts))) <= len(texts)


@pytest.mark.parametrize("text", ["ikke base64!", "AAA", "QUJD"])
def test_what_is_no_such_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever kind the decoder gives
        unpacked(text)


def test_a_row_with_a_text_of_theirs_is_found_and_numbers_and_days_are_none() -> None:
    ours = unpacked(packed(["Bo Lund", "mangler  samtale\n1"]))
    rows = sheet(
        ["Bo Lund", "2018-09-20 00:00:00"],
        ["mangler samtale 1", "12.5"],
        ["Bo Lund", "ringet"],
        [None, "-3"],
        ["12 34 56 78", None],
        ["2018-09-20", "1e5"],
        ["", "09:30:00"],
    )
    assert written_on(rows, ours).to_list() == [False, False, True, False, True, False, False]
    assert written_on(rows.clear(), ours).to_list() == []
