"""A day is a day however it is written, a number a number; all else is words."""

from __future__ import annotations

import polars as pl
import pytest

from rettid.lists.alike import lines, meaning


@pytest.mark.parametrize(
    ("text", "as_day", "as_words"),
    [
        ("27-08-2018", "2018-08-27", "2018-08-27"),
        ("27/8/18", "2018-08-27", "2018-08-27"),
        ("27.08.2018", "2018-08-27", "2018-08-27"),
        ("2018-08-27 00:00:00", "2018-08-27", "2018-08-27"),
        ("43339", "2018-08-27", "43339.0"),
        ("31-02-2018", "31-02-2018", "31-02-2018"),
        ("12,50", "12.5", "12.5"),
        (" F1 ·  A.K. ", "F1 · A.K.", "F1 · A.K."),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_what_a_text_says(text: str | None, as_day: str, as_words: str) -> None:
    cell = pl.DataFrame({"t": [text]}, schema={"t": pl.String})
    told = cell.select(
        meaning(pl.col("t"), pl.lit(value=True)).alias("dag"), ord=meaning(pl.col("t"), pl.lit(value=False))
    )
    assert told.row(0) == (as_day, as_words)


def test_line_breaks_are_one_and_blanks_are_nothing() -> None:
    texts = pl.DataFrame({"t": ["a\r\nb\rc\nd", " \n ", " x ", None]})
    assert texts.select(lines(pl.col("t"))).to_series().to_list() == ["a\nb\nc\nd", None, " x ", None]
