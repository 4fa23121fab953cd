"""Small cells hidden: what a reader sees, and that nobody can find them (inventory H-10, K-09)."""

from __future__ import annotations

import json
from itertools import combinations
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rettid.disclosure import JOBINDSATS, NHS, PRESETS, STANDARD, TABLES, printed, protected
from tests.disclosure.attack import POPULATION, Attack, Design, counts, recovered, reports

if TYPE_CHECKING:
    from rettid.disclosure import Guarded
    from tests.disclosure.attack import Person

WHOLE: tuple[str | None, str | None] = (None, None)


def table(groups: dict[str, tuple[int, int]], by: str = "team", **more: Any) -> pl.DataFrame:
    """A table of one grouping, with everybody below: of each group how many in the numerator of how many."""
    rows = [{"gruppe": group, "taeller": hits, "naevner": many} for group, (hits, many) in groups.items()]
    whole = {
        "gruppe": None,
        "taeller": sum(a for a, _ in groups.values()),
        "naevner": sum(b for _, b in groups.values()),
    }
    full = [{"population": POPULATION, "efter": by} | row | more for row in [*rows, whole]]
    return pl.DataFrame(full, schema=TABLES)


def seen(guarded: Guarded) -> list[str]:
    """The table as it is printed, a line per group."""
    return [
        f"{row['gruppe'] or 'i alt'}: " + (row["maerke"] or f"{row['taeller']}/{row['naevner']}")
        for row in guarded.tabeller.iter_rows(named=True)
    ]


# --- What a reader sees ----------------------------------------------------------------------------------------


def test_k09_no_cell_under_five_and_none_derivable_from_totals() -> None:
    """K-09, Køge: no cell under 5 persons, none derivable from totals. C has the fewest that keep B from being found."""
    told = protected(table({"A": (30, 40), "B": (2, 3), "C": (20, 29), "D": (8, 9), "E": (90, 120)}))
    assert seen(told) == ["A: 30/40", "B: skjult", "C: skjult", "D: skjult", "E: 90/120", "i alt: 150/201"]
    assert told.noter == (
        "Tal på 1-4 er skjult, og det samme er tal, der ville røbe dem, også sammen med tidligere rapporter.",
    )


def test_h10_a_count_under_five_by_itself() -> None:
    """H-10, Hillerød: who got the special offer at another provider. n<5 hidden in shared reports."""
    row = {"population": "særligt tilbud hos anden aktør", "naevner": 3}
    assert protected(pl.DataFrame([row])).tabeller["maerke"].to_list() == ["<5"]
    enough = protected(pl.DataFrame([row | {"naevner": 5}])).tabeller
    assert enough.select("naevner", "maerke").row(0) == (5, None)


def test_where_few_of_all_are_in_the_numerator_only_how_many_there_are_is_told() -> None:
    """197 of 200 in time is three people who were not."""
    told = protected(table({"A": (100, 101), "B": (97, 99)}))
    assert told.tabeller.select("gruppe", "taeller", "naevner", "maerke").rows() == [
        ("A", None, None, "skjult"),
        ("B", None, None, "skjult"),
        (None, None, 200, "skjult"),
    ]


def test_a_table_without_small_cells_is_as_it_was() -> None:
    rows = table({"A": (5, 10), "B": (0, 20), "C": (25, 25)})
    told = protected(rows)
    assert told.tabeller.drop("maerke").equals(rows)
    assert (told.tabeller["maerke"].null_count(), told.noter) == (4, ())


def test_few_people_with_many_interviews_are_few() -> None:
    """Twelve interviews of two citizens tell of two citizens, and hide behind others with at least as many to spare."""
    rows = table({"A": (12, 14), "B": (30, 60), "C": (40, 80), "D": (9, 9)}).with_columns(
        borgere=pl.Series([2, 20, 30, 6, 58])
    )
    assert seen(protected(rows))[:4] == ["A: skjult", "B: skjult", "C: 40/80", "D: 9/9"]
    assert seen(protected(rows.with_columns(borgere=None)))[:4] == ["A: skjult", "B: skjult", "C: 40/80", "D: 9/9"]


@pytest.mark.parametrize(("preset", "shown"), [(STANDARD, False), (JOBINDSATS, True), (NHS, False)])
def test_presets(preset: Any, shown: bool) -> None:  # noqa: FBT001
    told = protected(table({"A": (4, 8), "B": (50, 81), "C": (40, 60)}), preset=preset)
    assert (seen(told)[0] == "A: 4/8") == shown
    assert PRESETS[preset.navn] is preset


def test_nhs_rounds_to_five() -> None:
    told = protected(table({"A": (11, 22), "B": (58, 83)}), preset=NHS)
    assert seen(told) == ["A: 10/20", "B: 60/85", "i alt: 70/105"]
    assert told.noter == ("Tallene er afrundet til nærmeste 5.",)


def test_tables_that_do_not_add_up_are_refused() -> None:
    wrong = table({"A": (5, 10), "B": (6, 20)}).with_columns(
        naevner=pl.when(pl.col("gruppe").is_null()).then(31).otherwise("naevner")
    )
    with pytest.raises(ValueError, match="add"):
        protected(wrong)
    with pytest.raises(ValueError, match="12 of 10"):
        protected(table({"A": (12, 10), "B": (6, 20)}))


def test_another_table_of_the_same_people_is_hidden_as_far_as_it_tells() -> None:
    """The teams are many, but two under 30 in team A are few: they and as few others as may be are hidden where teams and ages meet."""
    people = [
        (team, age, hit)
        for team, age, hits, rest in (
            *(("A", "u30", 2, 20), ("A", "30-49", 30, 40), ("A", "50+", 12, 15)),
            *(("B", "u30", 30, 30), ("B", "30-49", 35, 45), ("B", "50+", 14, 18)),
        )
        for hit in [True] * hits + [False] * rest
    ]
    design = Design({"team": ["A", "B"], "alder": ["u30", "30-49", "50+"]}, [("team", "alder")])
    (told,) = reports(design, [people])
    hidden = told.tabeller.filter(pl.col("maerke").is_not_null()).select("gruppe", "krydsgruppe").rows()
    assert hidden == [("A", "u30"), ("A", "50+"), ("B", "u30"), ("B", "50+")]
    assert not recovered(design, [people], [told])


# --- Two reports -----------------------------------------------------------------------------------------------


def test_what_few_have_come_to_since_the_last_report_is_hidden() -> None:
    """B has 20 in both reports or so; but the two that came are two people."""
    first = protected(table({"A": (30, 40), "B": (10, 20), "C": (25, 50)}), rapport="2018-08-13")
    later = table({"A": (36, 51), "B": (11, 22), "C": (31, 61)})
    assert seen(protected(later))[1] == "B: 11/22"
    assert seen(protected(later, first.trykt))[1] == "B: skjult"
    assert (
        seen(protected(later, first.trykt)).count("A: 36/51") + seen(protected(later, first.trykt)).count("C: 31/61")
        == 1
    )


def test_what_was_hidden_stays_hidden() -> None:
    """B is shown nowhere: with 9 now and 6 newcomers, 3 would be told of as before."""
    first = protected(table({"A": (30, 40), "B": (3, 3), "C": (25, 50)}), rapport="1")
    later = table({"A": (36, 51), "B": (9, 15), "C": (31, 62)})
    assert [line for line in seen(protected(later, first.trykt)) if "skjult" in line] == ["A: skjult", "B: skjult"]


def test_where_few_have_come_at_all_nothing_is_told_and_the_next_report_is_held_against_the_one_before() -> None:
    first = protected(table({"A": (30, 40), "B": (10, 20)}), rapport="1")
    second = protected(table({"A": (31, 41), "B": (11, 22)}), first.trykt, rapport="2")
    assert seen(second) == ["A: skjult", "B: skjult", "i alt: skjult"]
    assert "ændringen siden en tidligere rapport" in second.noter[-1]
    assert second.trykt.equals(first.trykt)
    third = protected(table({"A": (36, 51), "B": (16, 31)}), second.trykt, rapport="3")
    assert seen(third) == ["A: 36/51", "B: 16/31", "i alt: 52/82"]
    assert third.trykt["rapport"].to_list() == ["1", "1", "1", "3", "3", "3"]


def test_a_report_that_is_made_again_is_the_same() -> None:
    rows = table({"A": (30, 40), "B": (2, 3), "C": (20, 29), "D": (8, 9)})
    first = protected(rows, rapport="1")
    assert seen(protected(rows, first.trykt, rapport="2")) == seen(first)


def test_the_printed_cells_go_through_the_manifest() -> None:
    told = protected(table({"A": (30, 40), "B": (2, 3), "C": (20, 29)}), rapport="2018-08-13").trykt
    assert printed(json.loads(json.dumps(told.to_dicts()))).equals(told)
    assert 3 not in [value for row in told.rows() for value in row], "a hidden count is not in the manifest"


def test_another_population_is_not_compared() -> None:
    first = protected(table({"A": (30, 40), "B": (10, 20)}), rapport="1")
    other = table({"A": (31, 41), "B": (11, 22)}, population="R1, samtaler, 2019H1")
    assert seen(protected(other, first.trykt)) == ["A: 31/41", "B: 11/22", "i alt: 42/63"]


# --- The attack ------------------------------------------------------------------------------------------------

SOME = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 7, 12, 40])
NEW = st.sampled_from([0, 0, 0, 1, 3, 6, 15])
TABLES_OF = [
    [("a",)],
    [("a",), ("b",)],
    [("a", "b")],
    [("a", "b"), ("b", "c")],
    [("a", "b"), ("b", "c"), ("a", "c")],
]


@st.composite
def editions(draw: st.DrawFn, number: int) -> tuple[Design, list[list[Person]]]:
    """Tables of one to three groupings, and the people of so many reports, each with newcomers."""
    tables = draw(st.sampled_from(TABLES_OF))
    names = sorted({name for pair in tables for name in pair})
    groups = {name: [f"{name}{at}" for at in range(draw(st.integers(2, 3 if len(names) > 2 else 4)))] for name in names}
    design = Design(groups, tables)
    kinds = Attack(design, [], growing=True).atoms
    people: list[list[Person]] = []
    for edition in range(number):
        sizes = draw(st.lists(NEW if edition else SOME, min_size=len(kinds), max_size=len(kinds)))
        new = [kind for kind, size in zip(kinds, sizes, strict=True) for _ in range(size)]
        people.append([*(people[-1] if people else []), *new])
    return design, people


@settings(max_examples=30, deadline=None)
@given(editions(1))
def test_no_small_cell_is_found_from_all_tables_of_a_report(drawn: tuple[Design, list[list[Person]]]) -> None:
    design, people = drawn
    assert not recovered(design, people, reports(design, people))


@settings(max_examples=25, deadline=None)
@given(editions(2))
def test_no_small_cell_is_found_from_two_reports_a_fortnight_apart(drawn: tuple[Design, list[list[Person]]]) -> None:
    design, people = drawn
    assert not recovered(design, people, reports(design, people))


@settings(max_examples=15, deadline=None)
@given(editions(2), st.randoms(use_true_random=False))
def test_nor_when_numbers_are_corrected(drawn: tuple[Design, list[list[Person]]], random: Any) -> None:
    """Some who were not in time turn out to have been, and some are taken out again."""
    design, people = drawn
    kept = [(*person[:-1], person[-1] or random.random() < 0.1) for person in people[1] if random.random() > 0.05]
    corrected = [people[0], kept]
    assert not recovered(design, corrected, reports(design, corrected))


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.integers(1, 3).flatmap(editions))
def test_many_reports_of_many_kinds(drawn: tuple[Design, list[list[Person]]]) -> None:
    design, people = drawn
    assert not recovered(design, people, reports(design, people))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=6))
def test_no_group_is_hidden_that_need_not_be(sizes: list[tuple[int, int]]) -> None:
    """Whoever hides fewer of the groups that are shown to be hidden lets a small cell be found."""
    design = Design({"a": [f"a{at}" for at in range(len(sizes))]}, [("a",)])
    people = [(f"a{at}", hit) for at, (hits, rest) in enumerate(sizes) for hit in [True] * hits + [False] * rest]
    (told,) = reports(design, [people])
    whole = counts(design, (), people)
    if any(map(STANDARD.small, whole.values())):
        return
    frame = told.tabeller
    hidden = frame.filter(pl.col("maerke").is_not_null())["gruppe"].to_list()
    few = [group for group in hidden if any(map(STANDARD.small, counts(design, (("a", group),), people).values()))]
    assert bool(hidden) == bool(few)
    spare = [group for group in hidden if group not in few]
    for shown in (list(each) for size in range(1, len(spare) + 1) for each in combinations(spare, size)):
        less = design.frame(people).with_columns(
            pl.when(pl.col("gruppe").is_in([group for group in hidden if group not in shown]))
            .then(None)
            .otherwise(name)
            .alias(name)
            for name in ("taeller", "naevner")
        )
        attack = Attack(design, [less], growing=True)
        assert (
            any(
                low > 1e-6 or high < STANDARD.mindst - 1e-6
                for group in few
                for kind, number in counts(design, (("a", group),), people).items()
                if STANDARD.small(number)
                for low, high in [attack.bounds(attack.sum_of((("a", group),), kind, 0))]
            )
            or len(hidden) - len(shown) < 2
            or _known_small(design, people, hidden, shown)
        )


def _known_small(design: Design, people: list[Person], hidden: list[str], shown: list[str]) -> bool:
    """Whether what would be known of the hidden groups together is small."""
    left = [counts(design, (("a", group),), people) for group in hidden if group not in shown]
    return any(STANDARD.small(sum(each[kind] for each in left)) for kind in ("taeller", "rest", "naevner")) or any(
        not sum(each[kind] for each in left) and counts(design, (), people)[kind] for kind in ("taeller", "rest")
    )


def test_the_attack_finds_what_is_only_covered_over() -> None:
    """The small cell alone is hidden: it is the total less the others, and the attack says so."""
    design = Design({"a": ["a0", "a1"], "b": ["b0", "b1"]}, [("a", "b")])
    people = [(a, b, hit) for a in ("a0", "a1") for b in ("b0", "b1") for hit in (True, False) for _ in range(9)][:-6]
    frame = design.frame(people)
    small = (pl.col("gruppe") == "a1") & (pl.col("krydsgruppe") == "b1")
    covered = frame.with_columns(
        pl.when(small.fill_null(value=False)).then(None).otherwise(name).alias(name) for name in ("taeller", "naevner")
    )
    attack = Attack(design, [covered], growing=True)
    assert attack.bounds(attack.sum_of((("a", "a1"), ("b", "b1")), "rest", 0)) == (3.0, 3.0)


@settings(max_examples=25, deadline=None)
@given(editions(2), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(drawn: tuple[Design, list[list[Person]]], random: Any) -> None:
    design, people = drawn
    first, second = reports(design, people)
    frame = design.frame(people[1])
    order = random.sample(range(frame.height), frame.height)
    mixed = protected(frame[order], first.trykt, rapport="1").tabeller
    place = ["efter", "gruppe", "kryds", "krydsgruppe"]
    assert mixed.sort(place).equals(second.tabeller.sort(place))
