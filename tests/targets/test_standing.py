"""How targets, initiatives and promises stand on a day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.spans import Span
from rettid.targets.goal import parse_goal
from rettid.targets.initiatives import progress
from rettid.targets.model import Amount, Initiative, Promise, Target
from rettid.targets.pace import at_this_pace, part_of
from rettid.targets.promises import kept
from rettid.targets.reached import Reached, change, stated
from rettid.targets.standing import STATUSES, Standing, standing
from tests.asking import on
from tests.depth import tries

YEAR = Span(on("2008-01-01"), on("2008-12-31"))


def stands(words: str, value: str, pr: str, **more: object) -> Standing:
    """How a target of 2008 stands."""
    target = Target("M", "Et mål", "indsatsmål", parse_goal(words), periode=YEAR, **more)  # type: ignore[arg-type]
    return standing(target, stated(Amount(Fraction(value), target.goal.enhed), on(pr)), None, None, on(pr))


@pytest.mark.parametrize(
    ("words", "value", "pr", "status"),
    [
        *(("mindst 200", "0", "2007-12-31", "ikke forfalden"), ("mindst 200", "100", "2008-06-30", "følger planen")),
        *(("mindst 200", "99", "2008-06-30", "bagud"), ("mindst 200", "200", "2008-02-01", "nået")),
        *(("mindst 200", "199", "2008-12-31", "ikke nået"), ("højst 200", "101", "2008-06-30", "bagud")),
        *(("højst 200", "90", "2008-06-30", "følger planen"), ("højst 200", "200", "2008-12-31", "nået")),
        *(
            ("3-5", "2", "2008-06-30", "følger planen"),
            ("3-5", "3", "2008-06-30", "bagud"),
            ("3-5", "6", "2008-12-31", "ikke nået"),
        ),
        *(("mindst 80 pct.", "81", "2008-06-30", "følger planen"), ("mindst 80 pct.", "79.9", "2008-06-30", "bagud")),
    ],
)
def test_over_the_year(words: str, value: str, pr: str, status: str) -> None:
    assert stands(words, value, pr).status == status


def test_what_stands_on_a_day_has_no_pace() -> None:
    assert stands("højst 40", "35", "2008-06-30", beholdning=True) == Standing("følger planen", Fraction(35))


def test_a_share_with_its_uncertainty_on_both_sides_of_the_target() -> None:
    target = Target("M", "Et mål", "resultatmål", parse_goal("mindst 75 pct."), periode=YEAR)
    told = standing(
        target, stated(Amount(Fraction(80), "pct.", Fraction(12), Fraction(15)), YEAR.last), None, None, YEAR.last
    )
    assert told.status == "nået"
    assert [round(edge, 1) for edge in told.interval or ()] == [54.8, 93.0]
    assert told.bemaerkninger == ("med den usikkerhed kan det ikke skelnes fra målet",)
    few = standing(
        target, stated(Amount(Fraction(80), "pct.", Fraction(4), Fraction(5)), YEAR.last), None, None, YEAR.last
    )
    assert (few.status, few.bemaerkninger) == ("kan ikke vurderes", ("for få til en procent",))


def test_against_a_benchmark() -> None:
    """A published number is of everybody: the uncertainty is one's own. The label is the file's own (A.2 no. 13)."""
    target = Target("M", "Et mål", "resultatmål", parse_goal("over hele landet"), periode=YEAR)
    own = stated(Amount(Fraction(100 * 170, 200), "pct.", Fraction(170), Fraction(200)), YEAR.last)
    told = standing(target, own, None, stated(Amount(Fraction(78), "pct."), None), YEAR.last)
    assert (told.status, told.maalt) == ("nået", 7)
    assert [round(edge, 1) for edge in told.interval or ()] == [1.4, 11.3]
    equal = stated(Amount(Fraction(78), "pct."), YEAR.last)
    assert standing(target, equal, None, stated(Amount(Fraction(78), "pct."), None), YEAR.last).status == "ikke nået"
    unknown = standing(target, own, None, None, YEAR.last)
    assert unknown.bemaerkninger == ("der mangler tallet for hele landet",)


@pytest.mark.parametrize(
    ("reached", "pr", "status", "remark"),
    [
        *(
            (None, "2008-06-30", "ikke forfalden", ()),
            (None, "2009-01-10", "ikke nået", ("10 dage for sent indtil nu",)),
        ),
        *(("2008-12-31", "2009-01-10", "nået", ()), ("2009-01-01", "2009-01-10", "nået for sent", ("1 dag for sent",))),
        ("2009-02-01", "2009-01-10", "ikke nået", ("10 dage for sent indtil nu",)),
    ],
)
def test_a_milestone(reached: str | None, pr: str, status: str, remark: tuple[str, ...]) -> None:
    goal = parse_goal("1")
    target = Target(
        "M",
        "I drift",
        "indsatsmål",
        type(goal)("2008", "dag"),
        periode=Span(YEAR.last, YEAR.last),
        opnaaet=on(reached) if reached else None,
    )
    told = standing(target, None, None, None, on(pr))
    assert (told.status, told.bemaerkninger) == (status, remark)


DAYS = st.dates(date(2007, 12, 1), date(2009, 1, 31))


@tries(50)
@given(st.sampled_from(["mindst 200", "højst 50", "3-5", "mindst x"]), st.fractions(0, 400), DAYS)
def test_every_target_has_a_known_status_and_an_open_one_is_never_met(words: str, value: Fraction, pr: date) -> None:
    target = Target("M", "Et mål", "indsatsmål", parse_goal(words), periode=YEAR)
    told = standing(target, stated(Amount(value), pr), None, None, pr)
    assert told.status in STATUSES
    assert (told.status == "mål ikke fastsat") == (words == "mindst x")


@tries(50)
@given(DAYS, DAYS, st.fractions(0, 400))
def test_the_pace_only_falls_while_nothing_comes(first: date, second: date, value: Fraction) -> None:
    early, late = sorted((first, second))
    assert part_of(YEAR, early) <= part_of(YEAR, late)
    paces = [at_this_pace(value, YEAR, day) for day in (early, late)]
    assert None in paces or paces[0] >= paces[1] >= value  # type: ignore[operator]


def test_the_parts_of_a_year_are_its_months() -> None:
    ends = [date(2008, month, 1) - timedelta(days=1) for month in range(2, 13)]
    assert [part_of(YEAR, day) for day in ends] == [Fraction(month, 12) for month in range(1, 12)]
    half = Span(on("2018-07-01"), on("2018-12-31"))
    assert (part_of(half, on("2018-09-30")), part_of(half, on("2018-06-30"))) == (Fraction(1, 2), 0)


def test_nothing_of_nothing_is_no_change_in_percent() -> None:
    told = change(Reached(Fraction(5), "oplyst"), Reached(Fraction(0), "oplyst"), "pct.")
    assert (told.vaerdi, told.bemaerkning) == (None, "basis er 0: en ændring i procent findes ikke")


@pytest.mark.parametrize(
    ("kept_on", "status", "pr", "told"),
    [
        *(
            (None, None, "2018-09-30", ("ikke forfaldent", ())),
            (None, None, "2018-10-01", ("ikke meldt opfyldt", ("1 dag for sent indtil nu",))),
        ),
        *(
            ("2018-09-30", None, "2018-10-01", ("holdt", ())),
            ("2018-10-03", None, "2018-10-04", ("holdt for sent", ("3 dage for sent",))),
        ),
        *(
            ("2018-10-03", None, "2018-10-02", ("ikke meldt opfyldt", ("2 dage for sent indtil nu",))),
            (None, "nået", "2018-09-01", ("holdt", ("efter målets tal",))),
        ),
        (None, "ikke nået", "2018-10-02", ("ikke holdt", ("2 dage for sent indtil nu", "målet: ikke nået"))),
        (
            None,
            "kan ikke vurderes",
            "2018-10-02",
            ("ikke meldt opfyldt", ("2 dage for sent indtil nu", "målet: kan ikke vurderes")),
        ),
    ],
)
def test_a_promise(kept_on: str | None, status: str | None, pr: str, told: tuple[str, tuple[str, ...]]) -> None:
    promise = Promise("L", "Hillerød", "Q3", on("2018-09-30"), opfyldt=on(kept_on) if kept_on else None)
    found = kept(promise, on(pr), status)
    assert (found.status, found.bemaerkninger) == told


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        *(({}, "ikke oplyst"), ({"deltagere": 0}, "ikke begyndt"), ({"startet": on("2018-08-01")}, "i gang")),
        *(
            ({"startet": on("2018-08-01"), "deltagere": 0}, "ikke begyndt"),
            ({"startet": on("2018-11-01")}, "ikke oplyst"),
            ({"deltagere": 3}, "i gang"),
        ),
    ],
)
def test_an_initiative_by_what_is_stated(fields: dict[str, object], status: str) -> None:
    initiative = Initiative("I", "Jobklub", lovet=on("2018-08-01"), **fields)  # type: ignore[arg-type]
    assert progress(initiative, on("2018-10-01")).status == status
