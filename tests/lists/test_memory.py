"""What became of last time's rows: each is told once, and nobody's note goes unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from rettid.lists.lines import NOBODY
from rettid.lists.memory import LEFT, NEW, ROW_SCHEMA, SOLVED, STILL, WORSE, Before, Since, since
from rettid.tables import COMING, EXEMPT, LAPSED, LATE, MISSING, TIMELY, UNDECIDED
from tests.depth import tries

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, Any]

EARLIER, THEN, NOW = date(2018, 7, 30), date(2018, 8, 13), date(2018, 8, 27)
FUND_SCHEMA = {
    "fund_id": pl.String,
    "forloeb_id": pl.String,
    "status": pl.String,
    "frist": pl.Date,
    "moedt": pl.Date,
    "slutdato": pl.Date,
    "mangler_felt": pl.String,
    "aaben": pl.Boolean,
}
CASE_SCHEMA = {"forloeb_id": pl.String, "sagsbehandler": pl.String}


def row(fund_id: str, status: str = COMING, **more: Any) -> Row:
    """A row of the list of THEN."""
    plain = dict.fromkeys(ROW_SCHEMA) | {
        "fund_id": fund_id,
        "forloeb_id": f"sag-{fund_id}",
        "frist": date(2018, 9, 10),
        "status": status,
        "siden_sidst": "",
    }
    return plain | more


def listed(*rows: Row, pr: date = THEN, foer_pr: date | None = None) -> Before:
    return Before("før.xlsx", pr, foer_pr, pl.DataFrame(rows, schema=ROW_SCHEMA, orient="row"))


def fund(fund_id: str, status: str, **more: Any) -> Row:
    return {
        "fund_id": fund_id,
        "forloeb_id": f"sag-{fund_id}",
        "status": status,
        "frist": date(2018, 9, 10),
        "aaben": True,
    } | more


def held_up(before: Before | None, funds: Iterable[Row], *, nobody: Iterable[str] = (), pr: date = NOW) -> Since:
    """The lines of the open funds, and of the cases that nobody has, against the list before."""
    now = pl.DataFrame(list(funds), schema=FUND_SCHEMA)
    open_ = now.filter(pl.col("status").is_in([MISSING, COMING]), "aaben").to_dicts()
    lines = [row(each["fund_id"], each["status"], frist=each["frist"]) for each in open_]
    lines += [row(each, NOBODY, frist=None) for each in nobody]
    held = [{"forloeb_id": each["forloeb_id"], "sagsbehandler": "Bo"} for each in open_]
    held += [{"forloeb_id": f"sag-{each}", "sagsbehandler": None} for each in nobody]
    columns = [
        name
        for name in ROW_SCHEMA
        if name not in {"siden_sidst", "foer_frist", "foer_status", "handling", "note", "noteret"}
    ]
    given_ = pl.DataFrame(lines, schema=ROW_SCHEMA, orient="row").select(columns)
    return since(
        given_, before, now, pl.DataFrame(held, schema=CASE_SCHEMA, orient="row").unique(maintain_order=True), pr
    )


def again(told: Since, pr: date) -> Before:
    """The list as the workbook of this run remembers it."""
    rows = [part.select(*ROW_SCHEMA) for part in (told.lines, told.solved, told.left)]
    return Before("nu.xlsx", pr, told.pr, pl.concat(rows))


def marks(told: Since) -> dict[str, str]:
    """Each row's mark, wherever it stands; AssertionError where one stands twice."""
    found = [
        pair
        for part in (told.lines, told.solved, told.left)
        for pair in part.select("fund_id", "siden_sidst").iter_rows()
    ]
    assert len(dict(found)) == len(found)
    return dict(found)


def texts(told: Since) -> dict[str, tuple[str | None, str | None]]:
    """What people typed, by row, wherever it stands."""
    parts = [part.select("fund_id", "handling", "note") for part in (told.lines, told.solved, told.left)]
    return {name: (handling, note) for name, handling, note in pl.concat(parts).iter_rows()}


# --- Told once ---------------------------------------------------------------------------------------------------


def test_what_stood_there_goes_on_gets_worse_is_solved_or_has_left() -> None:
    before = listed(row("a"), row("b"), row("c"), row("d"), row("e", MISSING))
    funds = [
        fund("a", COMING),
        fund("b", MISSING),
        fund("c", TIMELY, moedt=date(2018, 8, 20), aaben=False),
        fund("d", LAPSED, slutdato=date(2018, 8, 21), aaben=False),
        fund("e", LATE, moedt=date(2018, 9, 11), aaben=False),
        fund("f", COMING),
    ]
    told = held_up(before, funds)
    assert marks(told) == {"a": STILL, "b": WORSE, "c": SOLVED, "d": LEFT, "e": SOLVED, "f": NEW}
    assert told.counts == {NEW: 1, STILL: 1, WORSE: 1, SOLVED: 2, LEFT: 1}
    why = dict(pl.concat([told.solved, told.left]).select("fund_id", "hvorfor").iter_rows())
    assert why == {"c": "Mødt til tiden", "d": "Forløbet sluttede 21-08-2018, før fristen", "e": "Mødt 1 dag for sent"}


def test_a_case_that_has_got_somebody_is_solved() -> None:
    told = held_up(listed(row("n", NOBODY, frist=None)), [fund("x", COMING, forloeb_id="sag-n")])
    assert told.solved.select("fund_id", "hvorfor").rows() == [("n", "Sagen har fået en ansvarlig: Bo")]


def test_on_a_first_list_nothing_is_new() -> None:
    assert marks(held_up(None, [fund("a", COMING)])) == {"a": ""}


# --- Nobody's note goes unseen -----------------------------------------------------------------------------------


def test_a_note_goes_with_its_row_to_wherever_it_is_told() -> None:
    noted = {"note": "Ring", "noteret": THEN}
    before = listed(row("a", **noted), row("b", handling="Indkaldt", noteret=THEN), row("c", **noted))
    told = held_up(before, [fund("a", COMING), fund("b", TIMELY, aaben=False)])
    assert texts(told) == {"a": (None, "Ring"), "b": ("Indkaldt", None), "c": (None, "Ring")}
    assert set(told.lines["noteret"]) | set(told.solved["noteret"]) | set(told.left["noteret"]) == {THEN}


def test_what_was_typed_on_a_solved_row_is_shown_once_more() -> None:
    solved = row("a", TIMELY, siden_sidst=SOLVED, foer_status=COMING, note="Tak!", noteret=THEN)
    silent = row("b", TIMELY, siden_sidst=SOLVED, foer_status=COMING, note="Fra før", noteret=EARLIER)
    funds = [fund(name, TIMELY, moedt=date(2018, 8, 9), aaben=False) for name in "ab"]
    told = held_up(listed(solved, silent, foer_pr=EARLIER), funds)
    assert marks(told) == {"a": SOLVED}
    assert texts(told) == {"a": (None, "Tak!")}
    assert marks(held_up(again(told, NOW), funds, pr=date(2018, 9, 10))) == {}


def test_a_solved_row_that_opens_again_is_new_and_has_its_note() -> None:
    solved = row("a", TIMELY, siden_sidst=SOLVED, foer_status=COMING, note="Aflyst?", noteret=THEN)
    told = held_up(listed(solved, foer_pr=EARLIER), [fund("a", COMING)])
    assert marks(told) == {"a": NEW}
    assert texts(told) == {"a": (None, "Aflyst?")}


def test_a_note_on_a_new_row_leaves_it_new_when_the_list_is_made_again_that_day() -> None:
    first = listed(row("a", siden_sidst=NEW, note="Ring", noteret=THEN), row("b", siden_sidst=NEW), foer_pr=EARLIER)
    told = held_up(first, [fund("a", COMING), fund("b", COMING)], pr=THEN)
    assert marks(told) == {"a": NEW, "b": NEW}
    assert told.pr == EARLIER


@pytest.mark.parametrize("foer_pr", [None, EARLIER])
def test_a_note_on_a_new_row_is_told_when_the_row_is_gone_the_same_day(foer_pr: date | None) -> None:
    mark = "" if foer_pr is None else NEW
    first = listed(row("a", siden_sidst=mark, note="Ring", noteret=THEN), row("b", siden_sidst=mark), foer_pr=foer_pr)
    told = held_up(first, [fund("a", TIMELY, moedt=THEN, aaben=False), fund("c", COMING)], pr=THEN)
    assert texts(told) == {"a": (None, "Ring"), "c": (None, None)}
    assert told.solved["hvorfor"].to_list() == ["Mødt til tiden"]


# --- Whatever the lists ------------------------------------------------------------------------------------------

GONE = (TIMELY, LATE, LAPSED, EXEMPT, UNDECIDED, MISSING, COMING)
NAMES = [f"f{number}" for number in range(5)]


@st.composite
def befores(draw: st.DrawFn) -> Before:
    """A list as a workbook may remember it, on which anybody may have typed anything."""
    foer_pr = draw(st.sampled_from([None, EARLIER]))
    rows = []
    for name in [*NAMES, "n0", "n1"]:
        nobody = name.startswith("n")
        open_ = [NOBODY] if nobody else [COMING, MISSING]
        mark = draw(st.sampled_from([None, ""] if foer_pr is None else [None, NEW, STILL, WORSE, SOLVED, LEFT]))
        if mark is None:
            continue
        before = None if mark in {NEW, ""} else draw(st.sampled_from(open_))
        status = draw(st.sampled_from(open_ if nobody or mark not in {SOLVED, LEFT} else GONE))
        text = draw(st.sampled_from([(None, None), ("Indkaldt", None), (None, f"Om {name}"), ("Indkaldt", "Ring")]))
        day = draw(st.sampled_from([date(2018, 7, 16), THEN])) if any(text) else None
        rows.append(
            row(
                name, status, siden_sidst=mark, foer_status=before, foer_frist=before and date(2018, 9, 1),
                handling=text[0], note=text[1], noteret=day, frist=None if nobody else date(2018, 9, 10),
            )
        )  # fmt: skip
    return listed(*rows, foer_pr=foer_pr)


@st.composite
def nows(draw: st.DrawFn) -> tuple[list[Row], list[str]]:
    """The funds of a run, and the cases that nobody has."""
    chosen = {name: draw(st.sampled_from([None, *GONE])) for name in [*NAMES, "f9"]}
    funds = [
        fund(
            name,
            status,
            aaben=status in {MISSING, COMING} and draw(st.booleans()),
            moedt=NOW,
            slutdato=THEN,
            mangler_felt="ydelse",
        )
        for name, status in chosen.items()
        if status
    ]
    return funds, draw(st.lists(st.sampled_from(["n0", "n1", "n2"]), unique=True))


@tries(20)
@given(befores(), nows(), st.sampled_from([THEN, NOW]))
def test_every_row_of_the_list_before_is_told_exactly_once(
    before: Before, now: tuple[list[Row], list[str]], pr: date
) -> None:
    told = held_up(before, now[0], nobody=now[1], pr=pr)
    found = marks(told)
    here = set(told.lines["fund_id"])
    stood = {
        each["fund_id"]
        for each in before.rows.to_dicts()
        if (each["foer_status"] if pr == THEN else each["siden_sidst"] not in {SOLVED, LEFT})
    }
    if told.pr is None:
        assert {found[name] for name in here} <= {""}
        return
    assert {name for name in here if found[name] in {STILL, WORSE}} == here & stood
    assert {name for name in here if found[name] == NEW} == here - stood
    assert stood - here <= {name for name, mark in found.items() if mark in {SOLVED, LEFT}}
    assert not told.solved["hvorfor"].has_nulls()
    assert not told.left["hvorfor"].has_nulls()


@tries(20)
@given(befores(), nows(), st.sampled_from([THEN, NOW]))
def test_nobodys_note_is_lost(before: Before, now: tuple[list[Row], list[str]], pr: date) -> None:
    found = texts(held_up(before, now[0], nobody=now[1], pr=pr))
    for each in before.rows.to_dicts():
        shown_before = each["siden_sidst"] in {SOLVED, LEFT} and each["noteret"] != before.pr
        if (each["handling"] or each["note"]) and (pr == before.pr or not shown_before):
            assert found[each["fund_id"]] == (each["handling"], each["note"])


@tries(20)
@given(befores(), nows(), st.sampled_from([THEN, NOW]))
def test_a_list_made_twice_for_one_day_says_the_same(
    before: Before, now: tuple[list[Row], list[str]], pr: date
) -> None:
    first = held_up(before, now[0], nobody=now[1], pr=pr)
    second = held_up(again(first, pr), now[0], nobody=now[1], pr=pr)
    assert second.pr == first.pr
    for name in ("lines", "solved", "left"):
        assert_frame_equal(getattr(second, name), getattr(first, name))


@tries(20)
@given(befores(), nows(), st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(before: Before, now: tuple[list[Row], list[str]], random: Any) -> None:
    mixed = replace(before, rows=before.rows.sample(fraction=1, shuffle=True, seed=random.randrange(1000)))
    funds = random.sample(now[0], len(now[0]))
    straight, turned = held_up(before, now[0], nobody=now[1]), held_up(mixed, funds, nobody=now[1])
    assert_frame_equal(turned.lines.sort("fund_id"), straight.lines.sort("fund_id"))
    assert_frame_equal(turned.solved, straight.solved)
    assert_frame_equal(turned.left, straight.left)
