"""What holds for any caseload and plan: every row has one place, nobody gets what she can't take, and it is as even as can be."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from rettid.cover import COVERED, SELF, UNCOVERED, Asked, Cover
from rettid.cover.spread import spread
from tests.cover.making import WINDOW, Row, able, absent, asked_for, aug, case, duty, plan
from tests.depth import tries

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ["Bo Lund", "Ida Holm", "Per Vad", "Åse Bak", "=SUM(A1)"]
GROUPS = ["6.1", "6.2"]
AGES = ["under 30", "30-49", "50+"]
DAYS = st.integers(1, 31).map(aug)

# --- The spread ------------------------------------------------------------------------------------------------

People = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=3)


@st.composite
def puzzles(draw: Any) -> tuple[list[tuple[str, tuple[str, ...]]], dict[str, int], dict[str, int]]:
    people = draw(People)
    names = NAMES[: len(people)]
    load, room = ({name: pair[at] for name, pair in zip(names, people, strict=True)} for at in (0, 1))
    able_ones = st.lists(st.sampled_from(names), unique=True).map(lambda who: tuple(sorted(who)))
    return draw(st.lists(st.tuples(st.sampled_from("ABC"), able_ones), max_size=5)), load, room


def ways(tasks: Sequence[tuple[str, tuple[str, ...]]], room: dict[str, int]) -> list[tuple[str | None, ...]]:
    """Every way to give the tasks that breaks no rule."""
    every = itertools.product(*((None, *able_ones) for _, able_ones in tasks))
    return [way for way in every if all(way.count(name) <= most for name, most in room.items())]


def evenness(way: Sequence[str | None], load: dict[str, int]) -> tuple[int, int]:
    """How many are left lying, and the sum of the squared loads: the smaller the better."""
    return way.count(None), sum((had + way.count(name)) ** 2 for name, had in load.items())


@tries(60)
@given(puzzles())
def test_no_other_way_places_more_or_is_more_even(puzzle: Any) -> None:
    tasks, load, room = puzzle
    taken = spread(tasks, load, room)
    allowed = ways(tasks, room)
    assert tuple(taken) in allowed
    assert evenness(taken, load) == min(evenness(way, load) for way in allowed)


@tries(60)
@given(puzzles())
def test_of_equally_even_ways_the_first_tasks_are_placed(puzzle: Any) -> None:
    """The places of what is left lying add up to as much as they can: it is the last to fall due."""
    tasks, load, room = puzzle

    def last(way: Sequence[str | None]) -> int:
        return sum(at for at, name in enumerate(way) if name is None)

    best = min(evenness(way, load) for way in ways(tasks, room))
    alike = [way for way in ways(tasks, room) if evenness(way, load) == best]
    assert last(spread(tasks, load, room)) == max(map(last, alike))


def test_a_large_caseload_is_spread_at_once_and_to_the_unit() -> None:
    """150 rows of ten kinds on 40 people: three or four to each, whatever the order of the people."""
    names = [f"Navn {at:02}" for at in range(40)]
    tasks = [(f"F{at}", tuple(sorted({*names[at % 10 :: 2], *names[:20]}))) for at in range(150)]
    taken = spread(tasks, dict.fromkeys(names, 5), dict.fromkeys(names, 150))
    counts = [taken.count(name) for name in names]
    assert None not in taken
    assert max(counts) - min(counts) <= 1
    assert taken == spread(tasks, dict.fromkeys(reversed(names), 5), dict.fromkeys(reversed(names), 300))


# --- The whole answer ------------------------------------------------------------------------------------------


@st.composite
def scenes(draw: Any) -> tuple[list[Row], list[Row], list[Row]]:
    """Cases, duties, and the rows of a plan that can be used: nobody covers while she is away."""
    workers, ages = st.sampled_from([*NAMES, None]), st.sampled_from([*AGES, None])
    cases = [
        case(
            f"F{at}",
            draw(workers),
            maalgruppe=draw(st.sampled_from(GROUPS)),
            team=draw(st.sampled_from(["Nord", "Syd", None])),
        )
        for at in range(draw(st.integers(1, 8)))
    ]
    duties = [
        duty(
            each["forloeb_id"],
            draw(DAYS),
            draw(st.none() | st.integers(7, 31).map(aug)),
            nr=nr,
            haendelse=draw(st.sampled_from(["samtale", "tilbud"])),
            maalgruppe=each["maalgruppe"],
            aldersgruppe=draw(ages),
        )
        for each in cases
        for nr in range(1, draw(st.integers(1, 3)) + 1)
    ]
    away = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=2))
    rows: list[Row] = [able(name, maalgrupper=[], hoejst=None) for name in NAMES] if draw(st.booleans()) else []
    for at, row in enumerate(rows):
        first = draw(st.none() | DAYS)
        rows[at] = row | {
            "hoejst": draw(st.none() | st.integers(0, 3)),
            "maalgrupper": draw(st.lists(st.sampled_from(GROUPS), unique=True)),
            "aldersgrupper": draw(st.lists(st.sampled_from(AGES), unique=True)),
            "borte_fra": first,
            "borte_til": first and first + timedelta(days=draw(st.integers(0, 9))),
        }
    free = [row["sagsbehandler"] for row in rows if row["borte_fra"] is None] if rows else NAMES
    covers = [name for name in free if name not in away]
    for name in away:
        rows.append(absent(name, fra=draw(DAYS.filter(lambda day: day <= WINDOW[1]))))
        if covers and draw(st.booleans()):
            rows.append(
                absent(name, draw(st.sampled_from(covers)), **draw(st.sampled_from([{}, {"aldersgrupper": ["50+"]}])))
            )
    known = [case(f"K{at}", name) for at, name in enumerate(NAMES)]
    return [*known, *cases], duties, rows


def answer(scene: tuple[list[Row], list[Row], list[Row]]) -> Cover:
    cases, duties, rows = scene
    return asked_for(cases, duties, plan(*rows), Asked(fra=aug(1)))


@tries(8)
@given(scenes())
def test_every_row_is_covered_proposed_unplaceable_or_her_own_exactly_once(scene: Any) -> None:
    found = answer(scene)
    kind, cover, proposal, reason = (pl.col(name) for name in ("daekning", "vikar", "forslag", "grund"))
    one_place = (
        pl.when(kind == COVERED).then(cover.is_not_null() & proposal.is_null() & reason.is_null())
        .when(kind == SELF).then(cover.is_null() & proposal.is_null() & reason.is_null())
        .when(kind == UNCOVERED).then(cover.is_null() & (proposal.is_null() != reason.is_null()))
    )  # fmt: skip
    assert found.rows.select(one_place.all()).item()
    assert found.rows.select(pl.struct("forloeb_id", "haendelse", "planlagt").is_unique().all()).item()


@tries(8)
@given(scenes())
def test_every_duty_that_falls_due_is_in_one_row(scene: Any) -> None:
    """Counted in plain Python from the duties: those of the ones away with a deadline or a booking in their days."""
    cases, duties, rows = scene
    found = answer(scene)
    workers = {each["forloeb_id"]: each["sagsbehandler"] for each in cases}
    away = [(row["fravaerende"], row["fra"], row["til"]) for row in rows if "fravaerende" in row]

    def falls_due(each: Row) -> bool:
        friday = each["frist"] - timedelta(days=max(0, each["frist"].weekday() - 4))
        days = [each["frist"], friday, *([each["planlagt"]] if each["planlagt"] else [])]
        return any(
            workers[each["forloeb_id"]] == who and any(first <= day <= last for day in days)
            for who, first, last in away
        )

    assert found.rows.select((pl.col("flere") + 1).sum()).item() == sum(map(falls_due, duties))


@tries(8)
@given(scenes())
def test_nobody_is_proposed_beyond_her_most_without_competence_or_while_away(scene: Any) -> None:
    _, _, rows = scene
    found = answer(scene)
    people = {row["sagsbehandler"]: row for row in rows if "sagsbehandler" in row}
    away = [(row["fravaerende"], row["fra"], row["til"]) for row in rows if "fravaerende" in row]
    away += [(name, row["borte_fra"], row["borte_til"]) for name, row in people.items() if row["borte_fra"]]
    for row in found.rows.drop_nulls("forslag").iter_rows(named=True):
        assert not [who for who, first, last in away if who == row["forslag"] and first <= row["dag"] <= last]
        if people:
            groups, ages = (people[row["forslag"]][name] for name in ("maalgrupper", "aldersgrupper"))
            assert not groups or row["maalgruppe"] in groups
            assert not ages or row["aldersgruppe"] in ages
    proposed = found.rows["forslag"].drop_nulls().to_list()
    planned = found.rows["vikar"].drop_nulls().to_list()
    for name, person in people.items():
        if person["hoejst"] is not None:
            assert proposed.count(name) <= max(0, person["hoejst"] - planned.count(name))


@tries(8)
@given(scenes(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_says_nothing(scene: Any, rng: Any) -> None:
    cases, duties, rows = scene
    one = answer(scene)
    shuffled = [rng.sample(part, len(part)) for part in (cases, duties, rows)]
    other = answer((shuffled[0], shuffled[1], shuffled[2]))
    assert_frame_equal(one.rows, other.rows)
    assert_frame_equal(one.people, other.people)
    assert_frame_equal(one.windows, other.windows)


@tries(8)
@given(scenes())
def test_uncovered_is_on_top_and_people_stand_by_name(scene: Any) -> None:
    found = answer(scene)
    kinds = [kind for kind, _ in itertools.groupby(found.rows["daekning"])]
    assert kinds == [kind for kind in (UNCOVERED, COVERED, SELF) if kind in kinds]
    assert found.people["sagsbehandler"].is_sorted()
    totals = found.people.select((pl.col("egne") + pl.col("daekker") + pl.col("foreslaaet") == pl.col("i_alt")).all())
    assert totals.item()
