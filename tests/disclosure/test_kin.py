"""What was printed of a part, of the whole, or of other parts is held against what is to be printed (inventory K-09)."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from rettid.disclosure import PRINTED, STANDARD, TABLES, protected
from rettid.disclosure.kin import Whom, relatives, told_of

HALF = (date(2018, 7, 1), date(2018, 12, 31))
QUARTER = (date(2018, 7, 1), date(2018, 9, 30))


def whom(name: str) -> Whom:
    """ "R1 2018H2 A": the measure, the period, the team."""
    measure, period, team = name.split()
    return Whom(measure, *(HALF if period == "2018H2" else QUARTER), None if team == "alle" else team)


def cells(name: str, groups: dict[str, tuple[int, int] | None], rapport: str = "1") -> pl.DataFrame:
    """A table as it was printed: of each group how many in the numerator of how many, and of all."""
    told = [each for each in groups.values() if each]
    rows: list[dict[str, Any]] = [
        {"gruppe": group, "taeller": each and each[0], "naevner": each and each[1]} for group, each in groups.items()
    ]
    if len(told) == len(groups):
        rows.append({"efter": None, "taeller": sum(a for a, _ in told), "naevner": sum(b for _, b in told)})
    return pl.DataFrame(
        [{"rapport": rapport, "population": name, "efter": "alder"} | row for row in rows], schema=PRINTED
    )


def shown(now: pl.DataFrame, name: str, before: pl.DataFrame) -> list[str | None]:
    """The groups that are shown beside what was printed before."""
    around = [each.rows for each in relatives(before, name, whom)]
    found = protected(now.select(TABLES.keys()), pl.concat([before, *around])).tabeller
    return found.filter(pl.col("maerke").is_null())["gruppe"].to_list()


@pytest.mark.parametrize(
    ("one", "other", "overlap", "holds"),
    [
        ("R1 2018H2 alle", "R1 2018H2 A", True, True),
        ("R1 2018H2 A", "R1 2018H2 alle", True, False),
        ("R1 2018H2 A", "R1 2018H2 B", False, False),
        ("R1 2018H2 alle", "R1 2018K3 alle", True, True),
        ("R1 2018K3 alle", "R1 2018H2 A", True, False),
        ("R1 2018H2 alle", "RP 2018H2 alle", False, False),
    ],
)
def test_who_is_within_whom(one: str, other: str, overlap: bool, holds: bool) -> None:  # noqa: FBT001
    assert (whom(one).overlaps(whom(other)), whom(one).holds(whom(other))) == (overlap, holds)


def test_a_team_was_told_of_and_then_everybody() -> None:
    """18 of 22 and 20 of 25 are both many; that the other teams had three under 30 is told by none of them alone."""
    team = cells("R1 2018H2 A", {"u30": (18, 22), "30-49": (30, 50), "50+": (20, 40)})
    everybody = cells("R1 2018H2 alle", {"u30": (20, 25), "30-49": (50, 90), "50+": (40, 90)}, "2")
    assert shown(everybody, "R1 2018H2 alle", team.clear()) == ["u30", "30-49", "50+", None]
    assert "u30" not in shown(everybody, "R1 2018H2 alle", team)


def test_two_of_three_teams_were_told_of() -> None:
    """Everybody less either team is many; less both it is the third team, of which three are under 30."""
    teams = pl.concat(
        [
            cells("R1 2018H2 A", {"u30": (18, 30), "50+": (20, 40)}),
            cells("R1 2018H2 B", {"u30": (30, 50), "50+": (20, 40)}),
        ]
    )
    everybody = cells("R1 2018H2 alle", {"u30": (49, 83), "50+": (60, 120)}, "2")
    for name in ("A", "B"):
        assert shown(everybody, "R1 2018H2 alle", teams.filter(population=f"R1 2018H2 {name}")) == ["u30", "50+", None]
    assert "u30" not in shown(everybody, "R1 2018H2 alle", teams)


def test_of_the_last_team_what_is_left_is_known_already() -> None:
    before = pl.concat(
        [
            cells("R1 2018H2 alle", {"u30": (40, 80), "50+": (60, 120)}),
            cells("R1 2018H2 A", {"u30": (20, 40), "50+": (20, 40)}),
            cells("R1 2018H2 B", {"u30": (10, 20), "50+": None}),
        ]
    )
    rest = next(each for each in relatives(before, "R1 2018H2 C", whom) if each.rows["rapport"][0] == "resten")
    assert rest.hel
    assert rest.rows.select("gruppe", "taeller", "naevner").rows() == [("u30", 10, 20), ("50+", None, None)]


def test_a_quarter_was_told_of_and_then_the_half_year() -> None:
    quarter = cells("R1 2018K3 alle", {"u30": (18, 22), "50+": (20, 40)})
    half = cells("R1 2018H2 alle", {"u30": (20, 25), "50+": (60, 90)}, "2")
    assert "u30" not in shown(half, "R1 2018H2 alle", quarter)


def test_where_the_others_have_no_room_the_few_are_found() -> None:
    """All had 20 under 30 and 10 over 50; a team's 12 are then at least two under 30, though both its groups are hidden."""
    everybody = cells("R1 2018H2 alle", {"u30": (20, 20), "50+": (10, 10)})
    part = cells("R1 2018H2 A", {"u30": (3, 3), "50+": (9, 9)}, "2")
    assert told_of(everybody, part, STANDARD.small, STANDARD.mindst)
    roomy = cells("R1 2018H2 alle", {"u30": (20, 20), "50+": (40, 40)})
    assert not told_of(roomy, part, STANDARD.small, STANDARD.mindst)
