"""Own rates beside published ones: over, under or not to be told apart; peers by name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.benchmarks import FIGURES, developed, judged, peers
from rettid.benchmarks.figures import WARNING
from rettid.benchmarks.judgement import JUDGED, own_rate
from tests.benchmarks.making import benchmark, figures, written
from tests.depth import tries

if TYPE_CHECKING:
    from pathlib import Path


def published(*rows: dict[str, object]) -> pl.DataFrame:
    """Figures of offers in time in the second half of 2018."""
    common = {
        "kilde": "prøve",
        "maaling": "Andel",
        "periode": "2018H2",
        "enhed": "procent",
        "skjult": False,
        "definition": "anden",
    }
    full = [{name: (common | {"sammenlign": "R1/tilbud"} | row).get(name) for name in FIGURES} for row in rows]
    return pl.DataFrame(full, schema=FIGURES, orient="row")


def country(percent: float, **more: object) -> dict[str, object]:
    return {"omraade": "Hele landet", "omraadetype": "hele landet", "vaerdi": percent} | more


def town(name: str, hits: int, trials: int) -> dict[str, object]:
    value = 100 * hits / trials
    return {"omraade": name, "omraadetype": "kommune", "vaerdi": value, "taeller": hits, "naevner": trials}


def verdict(hits: int, trials: int, percent: float, **more: object) -> tuple[str | None, str | None]:
    return (
        judged(own_rate("R1/tilbud", hits, trials), published(country(percent, **more))).select("dom", "grund").row(0)
    )


@pytest.mark.parametrize(
    ("hits", "trials", "said"),
    [
        (170, 200, ("på eller over", None)),
        (12, 15, ("kan ikke skelnes", None)),
        (140, 200, ("under", None)),
        (4, 4, (None, "for få til en procent")),
        (8, 9, (None, "for få til en procent")),
        (0, 0, (None, "ingen i målgruppen")),
    ],
)
def test_an_own_rate_against_the_country(hits: int, trials: int, said: tuple[str | None, str | None]) -> None:
    assert verdict(hits, trials, 78.0) == said


def test_an_interval_that_just_reaches_the_figure_is_at_or_over_it() -> None:
    low = own_rate("R1/tilbud", 170, 200)["lav"][0]
    assert verdict(170, 200, 100 * low - 1e-9)[0] == "på eller over"
    assert verdict(170, 200, 100 * low + 1e-6)[0] == "kan ikke skelnes"


def test_what_is_hidden_or_no_share_is_not_judged() -> None:
    assert verdict(170, 200, 78.0, skjult=True, vaerdi=None) == (None, "tallet er skjult")
    assert verdict(170, 200, 78.0, enhed="antal") == (None, "tallet er ikke en andel")
    assert verdict(170, 200, 0.78, enhed="uklar") == (None, "tallet kan være procent eller andele af 1")


def test_a_rate_of_clusters_is_judged_by_its_own_wider_interval() -> None:
    wide = own_rate("R1/tilbud", 170, 200).with_columns(lav=pl.lit(0.7), hoej=pl.lit(0.93))
    assert judged(wide, published(country(78.0)))["dom"][0] == "kan ikke skelnes"


def test_the_label_and_the_warning_follow_every_judgement() -> None:
    rows = published(country(78.0), {**country(77.0), "omraade": "Resten af landet", "omraadetype": "resten af landet"})
    held = judged(own_rate("R1/tilbud", 170, 200), rows)
    assert held.columns == list(JUDGED)
    assert held["omraade"].to_list() == ["Hele landet", "Resten af landet"]
    assert held["advarsel"].to_list() == [WARNING, WARNING]
    same = judged(own_rate("R1/tilbud", 170, 200), published(country(78.0, definition="rettid")))
    assert same["advarsel"].to_list() == [None]


def test_a_figure_is_held_only_against_its_own_number() -> None:
    rates = pl.concat([own_rate("R1/samtale", 90, 100), own_rate("R1/tilbud", 10, 20)])
    held = judged(
        rates, published(country(78.0), country(60.0, sammenlign="R1/samtale"), country(50.0, sammenlign=None))
    )
    assert held.select("maal", "deres_andel").rows() == [("R1/samtale", 0.6), ("R1/tilbud", 0.78)]


# --- Peers -----------------------------------------------------------------------------------------------------


def test_peers_stand_in_the_order_of_their_names_whatever_their_rates() -> None:
    found = published(
        town("Østby", 90, 100), town("Ålborg", 10, 100), town("Ærø", 50, 100), town("Greve", 99, 100), country(78.0)
    )
    assert peers(own_rate("R1/tilbud", 50, 100), found)["omraade"].to_list() == ["Greve", "Ærø", "Østby", "Ålborg"]


def test_a_peer_is_higher_or_lower_only_where_the_whole_interval_says_so() -> None:
    found = published(town("A", 95, 100), town("B", 55, 100), town("C", 5, 100), town("D", 8, 9))
    held = peers(own_rate("R1/tilbud", 50, 100), found)
    assert held.select("omraade", "dom", "grund").rows() == [
        ("A", "jeres er lavere", None),
        ("B", "ingen forskel vist", None),
        ("C", "jeres er højere", None),
        ("D", None, "for få til en procent"),
    ]
    assert held["deres_andel"][3] is None


def test_a_peer_that_tells_only_its_percentage_is_never_said_to_differ() -> None:
    found = published(
        *({**town(name, hits, 100), "taeller": None, "naevner": None} for name, hits in (("A", 95), ("B", 55)))
    )
    held = peers(own_rate("R1/tilbud", 50, 100), found)
    assert held.select("omraade", "dom", "grund").rows() == [
        ("A", None, "kan ikke afgøres uden deres antal"),
        ("B", "ingen forskel vist", None),
    ]


def test_the_own_municipality_is_no_peer_of_itself() -> None:
    found = published(town("Køge Kommune", 45, 60), town("Stevns", 8, 10))
    assert peers(own_rate("R1/tilbud", 45, 60), found, "køge")["omraade"].to_list() == ["Stevns"]


@tries(25)
@given(st.integers(10, 400), st.data())
def test_the_interval_of_a_difference_holds_the_difference_and_turns_with_its_sign(
    trials: int, data: st.DataObject
) -> None:
    ours, theirs = data.draw(st.integers(0, trials)), data.draw(st.integers(0, trials))
    one = peers(own_rate("R1/tilbud", ours, trials), published(town("B", theirs, trials))).row(0, named=True)
    two = peers(own_rate("R1/tilbud", theirs, trials), published(town("B", ours, trials))).row(0, named=True)
    assert one["forskel_lav"] <= one["forskel"] <= one["forskel_hoej"]
    assert math.isclose(one["forskel_lav"], -two["forskel_hoej"], abs_tol=1e-12)
    assert ours != theirs or one["dom"] == "ingen forskel vist"


# --- Development -----------------------------------------------------------------------------------------------

UNEMPLOYED = (
    "Fuldtidsledige dagpengemodtagere\nOmråde;maj 2017;apr 2018;maj 2018\nHele landet;100.000;96.119;96.600\n"
    "Region Hovedstaden;30.000;28.449;29.160\nLandsdel Nordsjælland;5.000;4.692;4.875\nHillerød;1.000;904,7;892\n"
)


def test_the_changes_of_a_month_and_a_year(tmp_path: Path) -> None:
    moved = developed(figures(written(tmp_path / "y25i01.csv", UNEMPLOYED)), "Hillerød")
    rounded = [tuple(None if each is None else round(each, 1) for each in row) for row in moved[:, -4:].rows()]
    assert rounded == [
        (-3.4, 0.5, -7.4, -1.9),
        (-2.8, 2.5, -8.0, -3.9),
        (-2.5, 3.9, -8.3, -5.3),
        (-10.8, -1.4, None, None),
    ]


def test_a_share_moves_in_points_and_a_hidden_number_moves_not_at_all(tmp_path: Path) -> None:
    path = benchmark(
        tmp_path / "b.csv",
        "Køge;2018M05;Andel;60",
        "Køge;2018M04;Andel;55",
        "Køge;2017M05;Andel;-",
        "Greve;2018M05;Andel;-",
    )
    moved = developed(figures(path)).select("omraade", "paa_et_aar", "paa_en_maaned").rows()
    assert moved == [("Køge", None, 5.0), ("Greve", None, None)]
