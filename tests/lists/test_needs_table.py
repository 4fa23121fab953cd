"""The overview's table of the need for offers: every deadline is counted, whatever there is room for."""

from __future__ import annotations

import polars as pl
import pytest

from rettid.lists.sheets.needs_table import Needs

GROUPS = pl.DataFrame(
    {"maalgruppe": ["6.1", "6.1"], "aldersgruppe": ["under 30", "50+"], "forfalder": [10, 1], "pladser": [4, 0],
     "mangler": [6, 1], "svar": ["6 mangler fra uge 37", "1 mangler allerede"]}
)  # fmt: skip


def needs(weeks: int, *, places: bool = True) -> Needs:
    """The need of two groups with so many columns of weeks: one deadline in each, of the first group."""
    counts = {f"uge {30 + week}": [1, 0] for week in range(weeks)}
    wide = GROUPS.select("maalgruppe", "aldersgruppe").with_columns(
        **{name: pl.Series(n) for name, n in counts.items()}
    )
    unknown = pl.lit(None, dtype=pl.Int64)
    groups = (
        GROUPS if places else GROUPS.with_columns(pladser=unknown, mangler=unknown, svar=pl.lit(None, dtype=pl.String))
    )
    return Needs(wide.with_columns(pl.Series("i alt", [weeks, 0])), groups)


@pytest.mark.parametrize("weeks", [1, 7, 8, 27])
def test_weeks_that_there_is_no_room_for_are_added_up(weeks: int) -> None:
    table = needs(weeks).table
    counted = [name for name in table.columns if name not in ("gruppe", "i alt", "pladser", "mangler")]
    assert len(counted) == min(weeks, 7)
    assert ("senere" in counted) == (weeks > 7)
    assert table.select(pl.sum_horizontal(counted)).to_series().to_list() == table["i alt"].to_list() == [weeks, 0]
    assert table["gruppe"].to_list() == ["6.1, under 30", "6.1, 50+"]


def test_each_group_is_answered_in_a_sentence() -> None:
    assert needs(7).words == [
        "6.1, under 30: 10 frister, 4 ledige pladser: 6 mangler fra uge 37.",
        "6.1, 50+: 1 frist, 0 ledige pladser: 1 mangler allerede.",
    ]


def test_without_a_catalogue_nothing_is_said_of_places() -> None:
    found = needs(7, places=False)
    assert found.words == []
    assert not {"pladser", "mangler"} & set(found.table.columns)
