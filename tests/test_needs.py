"""Offers that fall due against free places (`rettid.needs`): the need per week, who is short, and from when."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from rettid import Tables, audit, load_packs
from rettid.catalogue import read_catalogue
from rettid.needs import DUE_SCHEMA, GROUP, PLACE_SCHEMA, need, offers_due, per_group, shown_name, weeks, wide
from rettid.tables import AGE_GROUPS
from tests.asking import Row, absence, begun, caseload, citizen, on
from tests.depth import tries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PR = on("2018-09-03")
"""The Monday of ISO week 36."""
LAW = [pack for pack in load_packs() if pack.art == "lov"]


def due(*rows: tuple[str, str, str], pr: date = PR) -> pl.DataFrame:
    """Deadlines: target group, age group, day."""
    made = []
    for number, (group, age, day) in enumerate(rows):
        monday = on(day) - timedelta(days=on(day).weekday()) if on(day) >= pr else None
        made.append((f"F{number}", group, age, on(day), monday))
    return pl.DataFrame(made, schema=DUE_SCHEMA, orient="row")


def places(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(PLACE_SCHEMA) | row for row in rows], schema=PLACE_SCHEMA)


def shortage(
    deadlines: pl.DataFrame, free: pl.DataFrame, pr: date = PR, uger: int = 6
) -> dict[tuple[str, str], tuple[int, str | None, str]]:
    """Per group how many are short, from which week, and the answer in words."""
    rows = per_group(need(deadlines, free, pr, uger), free, pr, uger).to_dicts()
    return {(row["maalgruppe"], row["aldersgruppe"]): (row["mangler"], row["fra_uge"], row["svar"]) for row in rows}


YOUNG = ("6.1", "under 30")


# --- K-02 ------------------------------------------------------------------------------------------------------


def falling_due(*per_week: int) -> list[tuple[Row, list[Row]]]:
    """Citizens of 22 whose first offer falls due in the weeks from 36 on: so many in each, 13 weeks being three months."""
    days = [PR + timedelta(weeks=week, days=number % 5) for week, many in enumerate(per_week) for number in range(many)]
    return [
        (
            citizen(f"F{n}", startdato=day - relativedelta(months=3), foedselsdato=on("1996-05-12")),
            [],
        )
        for n, day in enumerate(days)
    ]


def test_k02_how_many_places_are_short_and_from_which_week(tmp_path: Path) -> None:
    """K-02, Køge: »overvåge om rettidigheden overholdes og tage stilling til om der i givet fald er brug for at etablere nye tilbud og
    initiativer for målgrupperne«.

    34 under-30 deadlines in weeks 36-41, 20 free places → "14 short, from week 39".
    """
    file = tmp_path / "katalog.csv"
    file.write_text(
        "Navn;Målgruppe;Aldersgruppe;Ledige pladser\nVirksomhedsrettet;6.1;under 30;12\nKarrierePAS;;;8\n",
        encoding="utf-8",
    )
    cases = falling_due(5, 6, 7, 8, 4, 4)
    funds = audit(Tables.from_rows(caseload(*cases)), LAW, pr=PR)
    free = read_catalogue(file).places
    found = offers_due(funds, PR, 6)
    assert found.height == 34
    needed = need(found, free, PR, 6)
    assert needed.filter(pl.col("forfalder") > 0).select("uge", "forfalder", "daekket").rows() == [
        ("uge 36", 5, 5), ("uge 37", 6, 6), ("uge 38", 7, 7), ("uge 39", 8, 2), ("uge 40", 4, 0), ("uge 41", 4, 0),
    ]  # fmt: skip
    (answer,) = per_group(needed, free, PR, 6).to_dicts()
    assert (answer["forfalder"], answer["pladser"]) == (34, 20)
    assert answer["svar"] == "14 mangler fra uge 39"
    assert wide(needed).columns == [
        *GROUP, "før", "uge 36", "uge 37", "uge 38", "uge 39", "uge 40", "uge 41", "i alt",
    ]  # fmt: skip


def test_who_needs_an_offer() -> None:
    """Open, without an offer begun or booked, not exempt, the deadline past or in the weeks; each forløb once."""
    start = {"startdato": on("2018-06-05"), "foedselsdato": on("1996-05-12")}  # falls due on 5 September
    old = {"startdato": on("2018-05-07"), "foedselsdato": on("1996-05-12")}
    cases = [
        (citizen("kommende", **start), []),
        (citizen("for sent", **old), []),
        (citizen("begyndt", **start), [begun("2018-08-20")]),
        (citizen("aftalt", **start), [begun("2018-09-10", status="planlagt")]),
        (citizen("afsluttet", **start, slutdato=on("2018-08-31")), []),
        (citizen("fritaget", **start), [absence("2018-08-01", "2018-12-31", "mindre_intensiv_indsats")]),
        (citizen("senere", **start | {"startdato": on("2018-07-15")}), []),  # 15 October, week 42
        (citizen("sidste dag", **start | {"startdato": on("2018-07-14")}), []),  # 14 October, the Sunday of week 41
    ]
    found = offers_due(audit(Tables.from_rows(caseload(*cases)), LAW, pr=PR), PR, 6)
    assert found.select("forloeb_id", "frist", "mandag").rows() == [
        ("for sent", on("2018-08-07"), None),
        ("kommende", on("2018-09-05"), on("2018-09-03")),
        ("sidste dag", on("2018-10-14"), on("2018-10-08")),
    ]
    assert found.schema == DUE_SCHEMA


def test_without_a_catalogue_only_the_need_is_told() -> None:
    needed = need(due(("6.1", "under 30", "2018-09-04")), None, PR, 2)
    assert needed["daekket"].to_list() == [None, None, None]
    (row,) = per_group(needed, None, PR, 2).to_dicts()
    assert (row["forfalder"], row["pladser"], row["mangler"], row["fra_uge"], row["svar"]) == (
        1,
        None,
        None,
        None,
        None,
    )


def test_nobody_needs_an_offer() -> None:
    free = places({"navn": "P", "pladser": 3})
    needed = need(due(), free, PR, 6)
    assert needed.is_empty()
    assert per_group(needed, free, PR, 6).is_empty()
    assert per_group(need(due(), None, PR, 6), None, PR, 6).is_empty()
    assert wide(needed).is_empty()


# --- Weeks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pr", "labels"),
    [
        ("2018-12-24", ["uge 52", "uge 1", "uge 2"]),
        ("2020-12-23", ["uge 52", "uge 53", "uge 1"]),
        ("2021-01-03", ["uge 53", "uge 1", "uge 2"]),
        ("2024-12-30", ["uge 1", "uge 2", "uge 3"]),
    ],
)
def test_weeks_over_the_end_of_the_year(pr: str, labels: list[str]) -> None:
    first = on(pr)
    days = [str(monday + timedelta(days=6)) for monday in weeks(first, 3)]
    needed = need(due(*(("6.1", "50+", day) for day in days), pr=first), None, first, 3)
    assert needed.filter(pl.col("forfalder") == 1)["uge"].to_list() == labels
    assert wide(needed).columns[2:] == ["før", *labels, "i alt"]


# --- Who gets the places ---------------------------------------------------------------------------------------


def test_a_shared_place_serves_one_and_the_earlier_deadline() -> None:
    deadlines = due(("6.1", "under 30", "2018-09-10"), ("6.2", "50+", "2018-09-04"), ("6.2", "50+", "2018-09-17"))
    assert shortage(deadlines, places({"navn": "fælles", "pladser": 2})) == {
        ("6.1", "under 30"): (0, None, "dækket"),
        ("6.2", "50+"): (1, "uge 38", "1 mangler fra uge 38"),
    }


def test_who_can_have_another_place_leaves_the_shared_one() -> None:
    """The young are first in time and could take the shared place; they have one of their own, so nobody is short."""
    deadlines = due(("6.1", "under 30", "2018-09-04"), ("6.1", "50+", "2018-09-11"))
    free = places({"navn": "fælles", "pladser": 1}, {"navn": "unge", "aldersgruppe": ["under 30"], "pladser": 1})
    assert {answer for _, _, answer in shortage(deadlines, free).values()} == {"dækket"}


@pytest.mark.parametrize(
    ("free", "answer"),
    [
        ({"fra": on("2018-09-12")}, "dækket"),
        ({"fra": on("2018-09-13")}, "1 mangler fra uge 37"),
        ({"til": on("2018-09-03")}, "dækket"),
        ({"til": on("2018-09-02")}, "1 mangler fra uge 37"),
        ({"pladser": 0}, "1 mangler fra uge 37"),
        ({"maalgruppe": ["6.2"]}, "1 mangler fra uge 37"),
        ({"maalgruppe": ["6.2", "6.1"]}, "dækket"),
        ({"maalgruppe": [], "aldersgruppe": []}, "dækket"),
        ({"aldersgruppe": ["30-49", "50+"]}, "1 mangler fra uge 37"),
    ],
)
def test_a_place_serves_whom_it_fits_when_it_is_free_by_the_deadline(free: Row, answer: str) -> None:
    deadlines = due(("6.1", "under 30", "2018-09-12"))
    assert shortage(deadlines, places({"navn": "P", "pladser": 1} | free))[YOUNG][2] == answer


def test_what_is_past_has_the_first_places_and_may_wait_for_one() -> None:
    deadlines = due(("6.1", "under 30", "2018-08-20"), ("6.1", "under 30", "2018-09-04"))
    assert shortage(deadlines, places({"navn": "P", "pladser": 1}))[YOUNG] == (1, "uge 36", "1 mangler fra uge 36")
    later = places({"navn": "P", "pladser": 1, "fra": on("2018-10-14")}, {"navn": "Q", "pladser": 1})
    assert shortage(deadlines, later)[YOUNG][2] == "dækket"
    assert shortage(deadlines, places())[YOUNG] == (2, "før", "2 mangler allerede")
    beyond = places({"navn": "P", "pladser": 1, "fra": on("2018-10-15")}, {"navn": "Q", "pladser": 1})
    assert shortage(deadlines, beyond)[YOUNG] == (1, "uge 36", "1 mangler fra uge 36")


def test_an_unknown_age_has_only_what_is_for_everybody() -> None:
    deadlines = due(("6.1", "ukendt", "2018-09-04"))
    assert shortage(deadlines, places({"navn": "P", "pladser": 1}))["6.1", "ukendt"][2] == "dækket"
    all_ages = places({"navn": "P", "pladser": 1, "aldersgruppe": list(AGE_GROUPS)})
    assert shortage(deadlines, all_ages)["6.1", "ukendt"][0] == 1


def test_a_sensitive_offer_is_not_named() -> None:
    """F-22: the name of an offer that tells of health is masked in what is shared."""
    free = places({"navn": "Træning", "foelsom": True}, {"navn": "Kursus", "foelsom": False}, {"navn": "Praktik"})
    assert free.select(shown_name().alias("navn"))["navn"].to_list() == ["andet tilbud", "Kursus", "Praktik"]


# --- Against a slow way ----------------------------------------------------------------------------------------

_DAYS = st.integers(-10, 20).map(lambda days: str(PR + timedelta(days=days)))
_GROUPS = st.tuples(st.sampled_from(["6.1", "6.2"]), st.sampled_from([*AGE_GROUPS, "ukendt"]))
_SOME_DAY = st.none() | st.integers(-5, 25).map(lambda days: PR + timedelta(days=days))
_PLACES = st.fixed_dictionaries(
    {
        "navn": st.just("P"),
        "maalgruppe": st.none() | st.lists(st.sampled_from(["6.1", "6.2"]), max_size=2),
        "aldersgruppe": st.none() | st.lists(st.sampled_from(AGE_GROUPS), max_size=2),
        "pladser": st.integers(0, 4),
        "fra": _SOME_DAY,
        "til": _SOME_DAY,
    }
)


def slowly_served(deadlines: Sequence[Row], free: Sequence[Row], last: date) -> list[bool]:
    """One place at a time to one deadline at a time, the earliest first, moving earlier ones over where that helps."""
    single = [place for place in free for _ in range(place["pladser"])]
    taken: dict[int, int] = {}

    def fits(deadline: Row, place: Row) -> bool:
        opens = max(place["fra"] or PR, PR)
        groups = all(not place[name] or deadline[name] in place[name] for name in GROUP)
        until = last if deadline["mandag"] is None else deadline["frist"]
        return groups and opens <= until and opens <= last and (place["til"] is None or opens <= place["til"])

    def seat(number: int, tried: set[int]) -> bool:
        for at, place in enumerate(single):
            if at not in tried and fits(deadlines[number], place):
                tried.add(at)
                if at not in taken or seat(taken[at], tried):
                    taken[at] = number
                    return True
        return False

    return [seat(number, set()) for number in range(len(deadlines))]


@tries(30)
@given(st.lists(st.tuples(_GROUPS, _DAYS), max_size=14), st.lists(_PLACES, max_size=5))
def test_the_places_are_dealt_as_well_as_can_be(made: list[tuple[tuple[str, str], str]], free: list[Row]) -> None:
    """As one by one: as many as possible are served, earlier weeks first; in a week the sum is the same."""
    deadlines = due(*((*group, day) for group, day in made))
    deadlines = deadlines.filter(pl.col("frist") <= PR + timedelta(days=20))
    ordered = sorted(deadlines.to_dicts(), key=lambda row: (row["mandag"] or date.min, row["frist"]))
    served = slowly_served(ordered, free, PR + timedelta(days=20))
    wanted = Counter(row["mandag"] for row, place in zip(ordered, served, strict=True) if place)
    needed = need(deadlines, places(*free), PR, 3)
    got = {row["mandag"]: row["daekket"] for row in needed.group_by("mandag").agg(pl.col("daekket").sum()).to_dicts()}
    assert {week: number for week, number in got.items() if number} == dict(wanted)
    assert needed["forfalder"].sum() == deadlines.height
    assert needed["mangler"].min() is None or needed["mangler"].min() >= 0  # type: ignore[operator]
    assert need(deadlines.reverse(), places(*free[::-1]), PR, 3).equals(needed)
