"""What a plan's words ask for."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.targets.goal import parse_goal
from rettid.targets.written import amount, kroner, number
from tests.depth import tries


@pytest.mark.parametrize(
    ("words", "kind", "low", "high", "unit"),
    [
        ("mindst 200", "tal", 200, None, ""),
        ("200", "tal", 200, None, ""),
        ("ca. 1000 ægtepar", "tal", 1000, None, ""),
        ("mindst 52,4 pct.", "tal", "52.4", None, "pct."),
        ("højst 30 %", "tal", None, 30, "pct."),
        ("3-5", "tal", 3, 5, ""),
        ("minimum 3-5 vikarbureauer", "tal", 3, None, ""),
        ("1.744 til 2.000", "tal", 1744, 2000, ""),
        ("20 % reduktion", "aendring", None, -20, "pct."),
        ("10 pct. færre", "aendring", None, -10, "pct."),
        ("120 færre end 4. kvartal 2007", "aendring", None, -120, ""),
        ("øges med mindst 10 pct.", "aendring", 10, None, "pct."),
        ("højst 5 pct. flere", "aendring", None, 5, "pct."),
        ("mindst 10 procentpoint bedre", "aendring", 10, None, "procentpoint"),
        ("nedbringes med 5", "aendring", None, -5, ""),
        ("over landsgennemsnittet", "forskel", 0, None, ""),
        ("mindst 2 procentpoint over Hele landet", "forskel", 2, None, "procentpoint"),
        ("2 pct. mere end hele landet", "forskel", 2, None, "procentpoint"),
        ("højst landsgennemsnittet", "forskel", None, 0, ""),
        ("over Region Sjælland", "forskel", 0, None, ""),
        ("mindst x pct.", "aaben", None, None, "pct."),
        ("Mindst. x pct. af dem", "aaben", None, None, "pct."),
        ("x antal frivillige mentorer", "aaben", None, None, ""),
        ("nedbringes med x pct", "aaben", None, None, "pct."),
    ],
)
def test_the_words_of_a_plan(words: str, kind: str, low: Any, high: Any, unit: str) -> None:
    goal = parse_goal(words, ["Region Sjælland"])
    assert (goal.slags, goal.enhed) == (kind, unit)
    assert (goal.lavest, goal.hoejest) == tuple(None if edge is None else Fraction(edge) for edge in (low, high))
    assert goal.tekst == words


@pytest.mark.parametrize(
    "words", ["markant bedre", "bedre", "flest muligt", "over nabobyen", "øges", "mindst", "ekstra"]
)
def test_words_without_a_number_are_no_goal(words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_goal(words)


@pytest.mark.parametrize(
    ("words", "met", "missed"),
    [
        *(("mindst 80", "80", "79.999"), ("over 80", "80.001", "80"), ("højst 30", "30", "30.001")),
        *(("under 30", "29.999", "30"), ("3-5", "5", "5.001"), ("20 pct. færre", "-20", "-19.9")),
    ],
)
def test_the_bound_itself(words: str, met: str, missed: str) -> None:
    goal = parse_goal(words)
    assert (goal.met_by(Fraction(met)), goal.met_by(Fraction(missed))) == (True, False)


@tries(50)
@given(st.integers(0, 10**9), st.integers(0, 3))
def test_a_danish_number_is_read_as_it_is_written(digits: int, decimals: int) -> None:
    value = Fraction(digits, 10**decimals)
    whole, part = divmod(digits, 10**decimals)
    written = f"{whole:,}".replace(",", ".") + (f",{part:0{decimals}}" if decimals else "")
    assert number(written) == value


@pytest.mark.parametrize(
    ("text", "kroner_"),
    [
        ("1,5 mill. kr.", 1_500_000),
        ("500.000", 500_000),
        ("22 mio. kr.", 22_000_000),
        ("0,2 mill.", 200_000),
        ("750 t.kr.", 750_000),
    ],
)
def test_money(text: str, kroner_: int) -> None:
    assert kroner(text) == kroner_


def test_amounts() -> None:
    assert amount("40 ud af 600") == (40, "", 600)
    assert amount("1.160/1.744") == (1160, "", 1744)
    for text in ("mange", "40 af", "-3"):
        with pytest.raises(ValueError, match=text):
            amount(text)
