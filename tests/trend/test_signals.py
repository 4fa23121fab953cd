"""A series in words: the known numbers, one period that is no change, breaks, trial limits, holidays and small numbers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid.rates.intervals import wilson
from rettid.spans import Span
from rettid.statistics.control import Break
from rettid.trend.counts import COUNTED
from rettid.trend.signals import with_signals
from rettid.trend.steps import SCHEDULE, holiday
from tests.asking import on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BASE = [71, 74, 69, 73, 72, 75, 70, 74, 73, 72, 76, 74]
"""Inventory K-07."""

FORTNIGHT = timedelta(days=14)


def rows(
    hits: Iterable[int], below: int | Sequence[int] = 100, first: str = "2017-01-02", maal: str = "R1"
) -> pl.DataFrame:
    """A series of fortnights from that Monday: so many of so many."""
    made: list[dict[str, Any]] = []
    for nr, number in enumerate(hits):
        start = on(first) + nr * FORTNIGHT
        whole = below if isinstance(below, int) else below[nr]
        told = maal != "R2" and whole >= 10
        low, high = wilson(number, whole) if told else (None, None)
        made.append(
            {
                "maal": maal, "art": "lov", "lokal_pakke": None, "ejer": "jobcenter", "haendelse": "samtale", "kendt": "nu",
                "periode": f"P{nr:02}", "fra": start, "til": start + FORTNIGHT - timedelta(days=1),
                "maerke": holiday(Span(start, start + FORTNIGHT - timedelta(days=1))), "taeller": number,
                "naevner": None if maal == "R2" else whole, "borgere": whole,
                "andel": number / whole if told else None, "lav": low, "hoej": high,
            }
        )  # fmt: skip
    kind = dict.fromkeys(("maal", "art", "lokal_pakke", "ejer", "haendelse", "kendt"), pl.String)
    known = {name: dtype for name, dtype in (SCHEDULE | COUNTED).items() if name in made[0]}
    return pl.DataFrame(made, schema_overrides=kind | known)


def signals(frame: pl.DataFrame, *breaks: tuple[str, str]) -> list[str | None]:
    return with_signals(frame, [Break(on(day), why) for day, why in breaks])["signal"].to_list()


def test_k07_the_known_limits_and_two_points_above() -> None:
    """K-07: base 71..74 → mean 72.75, limits 64.8–80.7; next 81 and 83 flagged."""
    charted = with_signals(rows([*BASE, 81, 83]))
    last = charted.row(-1, named=True)
    assert [round(100 * last[name], 2) for name in ("middel", "nedre", "oevre")] == [72.75, 64.77, 80.73]
    assert (last["kort"], last["foreloebig"]) == ("xmr", False)
    assert charted["signal"].to_list() == ["almindelig variation"] * 12 + ["over grænsen", "ændring: højere"]


def test_m07_a_change_when_it_is_one_and_not_before() -> None:
    """M-07: 12 stable points, then two above the upper limit → "ændring"; not before."""
    for known in range(3, 14):
        assert not [said for said in signals(rows([*BASE, 81, 83][:known])) if "ændring" in str(said)]
    assert signals(rows([*BASE, 81, 83]))[-1] == "ændring: højere"


def test_one_period_outside_is_no_change_and_what_follows_decides() -> None:
    assert signals(rows([*BASE, 60, 73]))[-2:] == ["under grænsen", "almindelig variation"]
    assert signals(rows([*BASE, 60, 73, 61]))[-3:] == ["under grænsen", "almindelig variation", "ændring: lavere"]


def test_seven_on_one_side_and_seven_on_end_have_a_direction() -> None:
    higher = [74, 75, 74, 75, 74, 75, 74]
    assert signals(rows([*BASE[:-2], 71, 72, *higher]))[-2:] == ["almindelig variation", "ændring: højere"]
    falling = [73 - step for step in range(7)]
    assert signals(rows([*BASE[:-1], 74, *falling]))[-1] == "ændring: lavere"
    rising_below = [66, 67, 68, 69, 70, 71, 72]
    assert signals(rows([*BASE, 76, *rising_below]))[-1] == "ændring: lavere", (
        "syv under midten vejer mere end retningen"
    )


def test_a_documented_break_begins_the_limits_again() -> None:
    """K-08: a new system. The level after it is held against itself, and never against the old one."""
    shifted = [*BASE, *(value + 12 for value in BASE)]
    assert "ændring: højere" in signals(rows(shifted))
    day = (on("2017-01-02") + 12 * FORTNIGHT).isoformat()
    charted = with_signals(rows(shifted), [Break(on(day), "nyt fagsystem")])
    assert set(charted["signal"]) == {"almindelig variation"}
    assert charted["brud"].to_list() == [None] * 12 + ["nyt fagsystem"] + [None] * 11
    assert [round(100 * mean, 2) for mean in charted["middel"].unique().sort()] == [72.75, 84.75]


def test_a_period_belongs_to_the_stretch_its_first_day_is_in() -> None:
    inside = (on("2017-01-02") + 12 * FORTNIGHT + timedelta(days=3)).isoformat()
    charted = with_signals(rows([*BASE, *BASE]), [Break(on(inside), "ny lov")])
    assert charted["afsnit"].to_list() == [1] * 13 + [2] * 11


def test_under_twelve_points_the_limits_are_for_trial() -> None:
    assert with_signals(rows(BASE[:11]))["foreloebig"].all()
    assert signals(rows(BASE[:1])) == [None]


def test_denominators_that_vary_ask_for_a_p_chart() -> None:
    whole = [100, 100, 60, 100, 140, 100, 100, 80, 100, 120, 100, 100]
    charted = with_signals(rows([round(0.73 * each) for each in whole], whole))
    assert set(charted["kort"]) == {"p"}
    widths = (charted["oevre"] - charted["nedre"]).to_list()
    assert widths[2] > widths[0] > widths[4]


def test_under_ten_is_no_point_and_breaks_nothing() -> None:
    whole = [100] * 12 + [9, 100, 100]
    charted = with_signals(rows([*BASE, 0, 81, 83], whole))
    assert charted["vaerdi"].to_list()[12] is None
    assert charted["signal"].to_list()[12:] == [None, "over grænsen", "ændring: højere"]


def test_limits_stay_within_what_a_share_and_a_count_can_be() -> None:
    shares = with_signals(rows([97, 100, 96, 100, 97, 100, 96, 100, 97, 100, 96, 100]))
    assert shares["oevre"].max() == 1
    counts = with_signals(rows([0, 3, 1, 0, 4, 1, 0, 2, 1, 0, 3, 1], maal="R2"))
    assert (counts["nedre"].min(), set(counts["kort"])) == (0, {"xmr"})
    assert counts["oevre"].min() > 1


@pytest.mark.parametrize(
    ("july", "said"),
    [(50, "lavere end samme uger året før"), (73, "som samme uger året før"), (90, "højere end samme uger året før")],
)
def test_july_is_held_against_the_same_weeks_of_the_year_before(july: int, said: str) -> None:
    """§ C.4: compare with the same weeks last year when two years exist, else mark them."""
    year = [BASE[nr % 12] for nr in range(26)]
    both = rows([*year, *year[:13], july])
    (place,) = [nr for nr, day in enumerate(both["fra"]) if day == date(2018, 7, 2)]
    told = with_signals(both)
    assert (told["maerke"][place], told["signal"][place]) == ("juli", said)
    assert told["aaret_foer"][place] == both["andel"][place - 26]
    assert told["signal"][place - 26] == "almindelig variation", "det første år er der kun mærket"


def test_july_is_not_held_against_a_year_before_the_break() -> None:
    year = [BASE[nr % 12] for nr in range(26)]
    told = with_signals(rows([*year, *year[:13], 73]), [Break(date(2018, 3, 1), "ny lov")])
    assert told["signal"][-1] == "almindelig variation"
    assert told["aaret_foer"][-1] is None


def test_series_are_charted_each_by_itself() -> None:
    one, other = rows([*BASE, 81, 83]), rows([value - 60 for value in BASE], maal="RP")
    together = with_signals(pl.concat([one, other]))
    assert together.equals(pl.concat([with_signals(one), with_signals(other)]))
