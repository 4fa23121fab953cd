"""What-ifs on a few citizens: the days that are moved, what becomes of R1 and R2, and that no change changes nothing."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid import Tables, load_packs
from rettid.errors import UsageError
from rettid.forecast.whatif.agreed import agreed, earlier
from rettid.forecast.whatif.away import away, known
from rettid.forecast.whatif.hours import interviews_a_week, more_hours, spent, weeks_to_clear
from rettid.forecast.whatif.past import Past, interviews, outcome, with_rows
from rettid.forecast.whatif.places import more_places, placed, starts_a_week
from rettid.forecast.whatif.planned import Plan, planned, starts
from rettid.periods import parse_period
from rettid.spans import Span
from rettid.tables import SCHEMAS
from tests import cases
from tests.depth import tries
from tests.forecast.making import DAY, INTERVIEW, OFFER, WEEK, tables

Row = dict[str, Any]

MONDAY = date(2018, 7, 2)
PR = date(2018, 12, 31)
SPAN = Span(date(2018, 7, 1), PR)
STAY, LEAD = parse_period("8 uger"), parse_period("4 uger")

PAGE = """
id = "prøve"
titel = "Prøve"
art = "lov"
version = "1"
hjemmel = "Ingen lov: en prøve"
kilde = "spec.md"
efterproevet = "udledt"
kontrolleret = 2026-11-22
maalgruppe = ["6.1"]
gaelder_fra = 2015-01-01
ur = "ledighed"

[fravaer]
pauser = ["arbejde"]
fritager = ["mindre_intensiv_indsats"]

[[krav]]
id = "tilbud"
titel = "Første tilbud"
haendelse = "tilbud"
typer = ["virksomhedspraktik", "vejledning_opkvalificering"]
form = "senest"
alder_ved = "start"
alder = [{ under = 30, senest = "13 uger" }, { fra = 30, senest = "26 uger" }]

[[krav]]
id = "samtale"
titel = "Jobsamtale hver fjerde uge"
haendelse = "samtale"
typer = ["jobsamtale"]
form = "interval"
hver = "4 uger"
indtil = "12 uger"
"""


def pack_of(page: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "side.toml"
        path.write_text(page, encoding="utf-8")
        return load_packs([path])


PACKS = pack_of(PAGE)


def citizen(name: str, start: date = MONDAY, end: date | None = None, *, born: int = 1995, **more: Any) -> Row:
    return {"forloeb_id": name, "startdato": start, "slutdato": end, "foedselsdato": date(born, 5, 12)} | more


def held(of: str, day: date, **more: Any) -> Row:
    return INTERVIEW | {"forloeb_id": of, "dato": day} | more


def past(span: Span = SPAN, pr: date = PR, **rows: list[Row]) -> Past:
    filled: dict[str, Any] = {"samtaler": [], "tilbud": [], "fravaer": []} | rows
    return Past(tables(**filled), PACKS, pr, span)


def kept(answer: Any) -> tuple[int, int]:
    return (answer.r1["rettidige"], answer.r1["forfaldne"]) if answer.r1 else (0, 0)


# --- An offer in week N ----------------------------------------------------------------------------------------


def started(where: Past, week: int, slip: int = 0) -> list[tuple[str, date]]:
    return starts(where, Plan(week, STAY, slip)).select("forloeb_id", "startdato").rows()


def test_week_12_of_a_forloeb_that_began_on_monday_2_july_is_24_september() -> None:
    one = past(forloeb=[citizen("A")])
    assert started(one, 12) == [("A", date(2018, 9, 24))]
    assert started(one, 8) == [("A", date(2018, 8, 27))]
    deadline = one.funds("tilbud")["frist"].item()
    assert deadline == date(2018, 10, 1)  # 13 weeks


def test_a_slip_of_8_days_breaches_at_week_12_and_not_at_week_10() -> None:
    answers = planned(past(forloeb=[citizen("A")]), range(8, 13), STAY, 8)
    assert [answer.navn for answer in answers] == ["uge 8", "uge 9", "uge 10", "uge 11", "uge 12"]
    assert [kept(answer) for answer in answers] == [(1, 1)] * 5
    late = [(answer.mere["forsinket_rettidige"], answer.mere["forsinket_forfaldne"]) for answer in answers]
    assert late == [(1, 1), (1, 1), (1, 1), (1, 1), (0, 1)]  # 24 September and 8 days is 2 October, a day late
    assert [answer.aabne for answer in answers] == [0] * 5


def test_only_those_wait_for_the_plan_who_have_no_offer_and_are_there() -> None:
    where = past(
        forloeb=[
            citizen("venter"),
            citizen("i tilbud"),
            citizen("væk", end=date(2018, 9, 23)),
            citizen("fritaget"),
            citizen("i arbejde"),
            citizen("ældre", born=1980),
        ],
        tilbud=[OFFER | {"forloeb_id": "i tilbud", "startdato": date(2018, 9, 24)}],
        fravaer=[
            {"forloeb_id": "fritaget", "fravaerstype": "mindre_intensiv_indsats", "startdato": date(2018, 9, 1)},
            {"forloeb_id": "i arbejde", "fravaerstype": "arbejde", "startdato": date(2018, 7, 9), "slutdato": date(2018, 7, 22)},
        ],
    )  # fmt: skip
    assert started(where, 12) == [("venter", date(2018, 9, 24)), ("i arbejde", date(2018, 10, 8))]


def test_where_the_law_gives_everybody_long_the_plan_is_for_everybody() -> None:
    long = pack_of(PAGE.replace('"13 uger"', '"26 uger"'))
    where = Past(tables(forloeb=[citizen("A"), citizen("B", born=1980)], tilbud=[]), long, PR, SPAN)
    assert [name for name, _ in started(where, 12)] == ["A", "B"]


def test_the_weeks_in_the_offer_end_with_the_stay_the_forloeb_and_the_day() -> None:
    where = past(forloeb=[citizen("A"), citizen("B", end=date(2018, 10, 7)), citizen("C", start=PR - 13 * WEEK)])
    found = dict(starts(where, Plan(12, STAY)).select("forloeb_id", "deltageruger").iter_rows())
    assert found == {"A": 8, "B": 2, "C": pytest.approx(8 / 7)}


# --- More hours ------------------------------------------------------------------------------------------------


def test_seven_to_ten_hours_of_45_minutes_are_9_3_to_13_3_interviews() -> None:
    assert [round(float(interviews_a_week(Fraction(hours), Fraction(45))), 1) for hours in (7, 10)] == [9.3, 13.3]


def test_the_oldest_deadline_is_seen_first_and_the_backlog_goes() -> None:
    """Six citizens without any interview since July; 2 more interviews a week from 1 October."""
    names = ["A", "B", "C", "D", "E", "F"]
    where = past(Span(date(2018, 10, 1), PR), forloeb=[citizen(name, MONDAY + n * DAY) for n, name in enumerate(names)])
    seen = spent(where, Fraction(2))
    assert seen["forloeb_id"].to_list()[:6] == names
    assert seen["dato"].to_list()[:6] == [date(2018, 10, 1)] * 2 + [date(2018, 10, 8)] * 2 + [date(2018, 10, 15)] * 2
    assert not seen.group_by("forloeb_id", "dato").len().filter(pl.col("len") > 1).height


def test_half_an_interview_is_saved_and_a_whole_one_nobody_needs_is_lost() -> None:
    where = past(Span(date(2018, 10, 1), PR), forloeb=[citizen("A"), citizen("B", MONDAY + DAY)])
    assert spent(where, Fraction(1, 2))["dato"].to_list()[:2] == [date(2018, 10, 8), date(2018, 10, 22)]
    early = past(Span(date(2018, 6, 1), PR), forloeb=[citizen("A")])
    assert spent(early, Fraction(1))["dato"].to_list() == [
        date(2018, 7, 20), date(2018, 8, 17), date(2018, 9, 14),
    ]  # fmt: skip


def test_at_both_ends_the_week_the_backlog_is_gone() -> None:
    """Forty overdue, none new: 9 1/3 a week take five weeks, 13 1/3 exactly three (inventory H-06)."""
    steady = pl.DataFrame({"uge": [1, 2, 3], "aabne": [40, 40, 40]})
    assert [weeks_to_clear(steady, interviews_a_week(Fraction(hours), Fraction(45))) for hours in (7, 10)] == [5, 3]
    growing = pl.DataFrame({"uge": [1, 2, 3], "aabne": [20, 30, 40]})
    assert weeks_to_clear(growing, Fraction(10)) is None
    assert weeks_to_clear(growing, Fraction(15)) == 8
    assert weeks_to_clear(steady.with_columns(aabne=0), Fraction(1)) == 0


def test_more_hours_show_in_r1_and_r2() -> None:
    where = past(Span(date(2018, 6, 25), PR), forloeb=[citizen(name, MONDAY) for name in "ABCD"])
    before = outcome("", where, where.tables, "samtale", {})
    none, some = more_hours(where, [Fraction(0), Fraction(3)], Fraction(45))
    assert (kept(before), before.aabne) == ((0, 12), 12)
    assert (kept(none), none.aabne, none.pr_uge) == (kept(before), before.aabne, before.pr_uge)
    assert (kept(some), some.aabne) == ((12, 12), 0)
    assert some.mere["brugt_pr_uge"] == pytest.approx(12 / where.weeks)
    assert none.mere["pukkel_nul_uge"] == 1  # nobody is overdue yet
    assert before.r1 is not None


def test_an_interview_is_of_the_kind_that_the_krav_counts() -> None:
    joint = pack_of(
        PAGE.replace('typer = ["jobsamtale"]', 'typer = ["faelles_jobsamtale"]\nformer = ["video"]\nmed_a_kasse = true')
    )
    where = Past(tables(forloeb=[citizen("A")], samtaler=[]), joint, PR, SPAN)
    days = pl.DataFrame({"forloeb_id": ["A"], "dato": [date(2018, 7, 9)], "pakke": ["prøve"], "krav": ["samtale"]})
    made = interviews(days, where.krav("samtale"))
    assert made.select("samtaletype", "samtaleform", "a_kasse_deltog", "status").row(0) == (
        "faelles_jobsamtale",
        "video",
        True,
        "afholdt",
    )


# --- More places -----------------------------------------------------------------------------------------------


def test_twenty_places_of_eight_weeks_are_2_5_starts_a_week_and_seventy_8_75() -> None:
    assert [float(starts_a_week(places, STAY)) for places in (20, 70)] == [2.5, 8.75]


def test_the_nearest_deadline_has_the_first_place_and_nobody_before_the_lead() -> None:
    where = past(forloeb=[citizen("A", MONDAY + 2 * DAY), citizen("B"), citizen("C", MONDAY + WEEK)])
    found = placed(where, Fraction(1), LEAD).select("forloeb_id", "startdato").rows()
    # SPAN's weeks begin on Sundays. B's 13 weeks are 1 October, so from 3 September on: the week of the 9th.
    assert found == [("B", date(2018, 9, 9)), ("A", date(2018, 9, 16)), ("C", date(2018, 9, 23))]


def test_places_take_the_place_of_the_offers_there_were() -> None:
    where = past(
        forloeb=[citizen("A"), citizen("B")], tilbud=[OFFER | {"forloeb_id": "A", "startdato": date(2018, 8, 6)}]
    )
    none, many = more_places(where, [0, 16], STAY, LEAD)
    assert (kept(none), none.aabne) == ((0, 2), 2)
    assert (kept(many), many.aabne) == ((2, 2), 0)
    assert many.mere == {"mulige_pr_uge": 2.0, "brugt_pr_uge": pytest.approx(2 / where.weeks)}


# --- A caseworker away -----------------------------------------------------------------------------------------

THREE_WEEKS = (date(2018, 9, 3), date(2018, 9, 23))


def office() -> Past:
    """Bo's interview with A on the last day in time; Bo's with B in August; Eva's with C, whose case Bo has."""
    return past(
        forloeb=[citizen(name, sagsbehandler="Bo Lund") for name in "ABC"],
        samtaler=[
            held("A", date(2018, 9, 24) - 7 * DAY),
            held("B", date(2018, 8, 6), sagsbehandler="Bo Lund"),
            held("C", date(2018, 9, 17), sagsbehandler="Eva Dam"),
        ],
    )


def test_the_interviews_of_the_days_away_come_after_them_or_not_at_all() -> None:
    where = office()
    before = outcome("", where, where.tables, "samtale", {})
    later, gone = away(where, "Bo Lund", *THREE_WEEKS)
    assert later.mere["beroert"] == gone.mere["beroert"] == 1
    assert (kept(before), kept(later), kept(gone)) == ((3, 9), (3, 9), (2, 9))  # 24 September is A's last day in time
    assert (before.aabne, later.aabne, gone.aabne) == (1, 1, 4)


def test_who_had_the_case_on_the_day_held_the_interview_that_names_nobody() -> None:
    where = office()
    handed = Tables({**where.tables.frames, **Tables.from_rows({"forloeb": [], "ansvar": [
        {"forloeb_id": "A", "sagsbehandler": "Eva Dam", "fra": date(2018, 9, 1), "til": None},
    ]}).frames, "forloeb": where.tables["forloeb"]})  # fmt: skip
    moved = Past(handed, PACKS, PR, SPAN)
    assert [away(moved, name, *THREE_WEEKS)[0].mere["beroert"] for name in ("Bo Lund", "Eva Dam")] == [0, 2]


def test_a_name_is_found_however_it_is_written_and_an_unknown_one_is_said() -> None:
    assert known(office(), " bo lund") == "Bo Lund"
    with pytest.raises(UsageError, match='"Bo Lind" står ikke i udtrækket'):
        known(office(), "Bo Lind")


# --- An earlier interview --------------------------------------------------------------------------------------


def test_an_offer_that_followed_on_interview_3_begins_as_soon_after_interview_2() -> None:
    days = [date(2018, 7, 16), date(2018, 8, 13), date(2018, 9, 24)]
    where = past(
        forloeb=[citizen("A"), citizen("B")],
        samtaler=[held(name, day) for name in "AB" for day in days],
        tilbud=[
            OFFER | {"forloeb_id": "A", "startdato": date(2018, 10, 8)},
            OFFER | {"forloeb_id": "B", "startdato": date(2018, 8, 20)},
        ],
    )
    assert earlier(where, 2)["frem"].to_list() == [42]
    before, after = outcome("", where, where.tables, "tilbud", {}), agreed(where, 2)[0]
    assert (kept(before), kept(after)) == ((1, 2), (2, 2))  # 8 October was a week late, 27 August is not
    assert after.mere == {"flyttet": 1, "dage_frem": 42}


# --- No change changes nothing ---------------------------------------------------------------------------------


@tries(2)
@given(st.integers(0, 10**6))
def test_no_change_changes_nothing(seed: int) -> None:
    rng = Random(seed)
    pr = date(2019, 3, 4)
    plain = cases.random_packs(rng)
    packs = tuple(pack for each in plain for pack in pack_of(cases.to_toml(each)))
    rows = cases.random_tables(rng, 6, pr, plain)
    where = Past(Tables.from_rows(rows), packs, pr, Span(pr - 52 * WEEK, pr))
    judged = {event: outcome("", where, where.tables, event, {}) for event in ("samtale", "tilbud")}

    def same(event: str, *answers: Any) -> None:
        now = judged[event]
        assert all((each.r1, each.aabne, each.pr_uge) == (now.r1, now.aabne, now.pr_uge) for each in answers)

    same("samtale", *more_hours(where, [Fraction(0)], Fraction(45)))
    same("samtale", *away(where, "ingen", pr - WEEK, pr))
    same("tilbud", *planned(where, [300], STAY, 0))
    same("tilbud", *agreed(where, 100))
    empty = pl.DataFrame(schema=SCHEMAS["tilbud"])
    assert with_rows(where.tables, "tilbud", empty) is where.tables


def test_the_baseline_is_what_rates_shows_of_the_period() -> None:
    where = office()
    assert timedelta(days=round(where.weeks * 7)) == PR - SPAN.first + DAY
    assert where.funds("samtale")["art"].unique().to_list() == ["lov"]
    assert where.funds("samtale")["haendelse"].unique().to_list() == ["samtale"]
