"""The reference checked by hand, and the engine checked against the reference (`spec.md` §§ 1-4).

The first half holds worked examples: each names a sentence of the specification and the days it gives. The second half
runs the engine and `tests/reference.py` over random forløb that sit on the edges (`tests/cases.py`) and compares fund
by fund; a difference is printed with the forløb's own rows and the krav, ready to become an example in the first half.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests import cases, reference
from tests.depth import seeded

Row = dict[str, Any]
EXAMPLE = Path(__file__).parent / "data" / "eksempelpakke.toml"
DAY = timedelta(days=1)
on = date.fromisoformat


# --- One forløb, one krav --------------------------------------------------------------------------------------

START = on("2018-07-02")
PR = on("2018-12-31")


def interview(day: str, status: str = "afholdt", **more: Any) -> Row:
    return {"dato": on(day), "samtaletype": "jobsamtale", "status": status, **more}


def offer(day: str, **more: Any) -> Row:
    return {"startdato": on(day), "tilbudstype": "virksomhedspraktik", "status": "igang", **more}


def absence(first: str, last: str | None, kind: str = "arbejde") -> Row:
    return {"fravaerstype": kind, "startdato": on(first), "slutdato": on(last) if last else None}


def judge(
    krav: Row,
    *,
    pr: date = PR,
    kendt_pr: date | None = None,
    forloeb: Row | None = None,
    pack: Row | None = None,
    **tables: list[Row] | None,
) -> list[Row]:
    """The funds of one forløb under one krav. A table left out is empty, one that is None was not supplied."""
    citizen = {"forloeb_id": "F1", "maalgruppe": "6.1", "startdato": START} | (forloeb or {})
    filled = {name: tables.get(name, []) for name in ("samtaler", "tilbud", "fravaer", "ansvar")}
    rows = {
        name: None if given is None else [{"forloeb_id": "F1"} | row for row in given] for name, given in filled.items()
    }
    head = {
        "id": "p",
        "maalgruppe": ["6.1"],
        "ur": "ledighed",
        "fravaer": {"pauser": ["arbejde"], "fritager": ["fritaget"]},
    }
    full = {"id": "k", "haendelse": "samtale", "typer": ["jobsamtale"]} | krav
    return reference.funds({"forloeb": [citizen], **rows}, [head | (pack or {}) | {"krav": [full]}], pr, kendt_pr)


def one(krav: Row, **more: Any) -> Row:
    """The only fund."""
    (fund,) = judge(krav, **more)
    return fund


def days(found: list[Row], column: str) -> list[str | None]:
    """One column, dates as text."""
    return [str(fund[column]) if fund[column] else None for fund in found]


EIGHT_WEEKS = {"form": "senest", "senest": "8 uger"}
MONTHLY = {"form": "raekke", "hver": "1 måned", "indtil": "3 måneder"}
OFFER = {"haendelse": "tilbud", "typer": ["virksomhedspraktik", "loentilskud"], "form": "senest", "senest": "8 uger"}


# --- § 1 Time --------------------------------------------------------------------------------------------------


def test_broendbys_example_moves_eight_weeks_by_the_fortnight_in_work():
    fund = one(EIGHT_WEEKS, fravaer=[absence("2018-07-16", "2018-07-29")])
    assert (fund["forfald"], fund["pausedage"]) == (on("2018-09-10"), 14)
    assert one(EIGHT_WEEKS)["forfald"] == on("2018-08-27")


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        ("2019-01-31", "1 måned", "2019-02-28"),
        ("2020-01-31", "1 måned", "2020-02-29"),
        ("2019-01-31", "2 måneder", "2019-03-31"),
        ("2020-02-29", "12 måneder", "2021-02-28"),
        ("2019-12-31", "2 måneder", "2020-02-29"),
        ("2019-01-31", "1 uge", "2019-02-07"),
        ("2019-01-31", "1 dag", "2019-02-01"),
        ("2019-01-31", "0 dage", "2019-01-31"),
    ],
)
def test_a_period_is_clipped_to_the_last_day_of_the_month(start: str, length: str, due: str):
    assert on(start) + reference.period(length) == on(due)
    assert reference.due_day(on(start), reference.period(length), set()) == on(due)


def test_months_are_counted_from_the_anchor_each_time():
    found = judge(MONTHLY, forloeb={"startdato": on("2018-08-31")})
    assert days(found, "forfald") == ["2018-09-30", "2018-10-31", "2018-11-30"]


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([absence("2018-08-27", "2018-09-30")], "2018-08-27"),  # begins on the due day
        ([absence("2018-08-26", "2018-09-01")], "2018-09-03"),  # begins the day before
        ([absence("2018-08-26", "2018-08-26")], "2018-08-28"),  # one day
        ([absence("2018-07-02", "2018-07-02")], "2018-08-28"),  # the anchor day counts
        ([absence("2018-06-01", "2018-07-01")], "2018-08-27"),  # before the anchor
        ([absence("2018-07-10", "2018-07-12"), absence("2018-07-11", "2018-07-14")], "2018-09-01"),  # overlapping
        ([absence("2018-07-10", "2018-07-12"), absence("2018-07-13", "2018-07-14")], "2018-09-01"),  # adjacent
        ([absence("2018-07-10", "2018-07-20"), absence("2018-07-12", "2018-07-13")], "2018-09-07"),  # nested
        ([absence("2018-07-20", "2018-07-10")], "2018-08-27"),  # inverted
        ([absence("2018-08-20", "2018-08-29")], "2018-09-06"),
        ([absence("2018-07-10", "2018-07-12", "sygdom")], "2018-08-27"),  # not a pause of this pack
    ],
)
def test_pauses_on_the_clock(pauses: list[Row], due: str):
    assert one(EIGHT_WEEKS, fravaer=pauses)["forfald"] == on(due)
    assert one(EIGHT_WEEKS | {"ur": "timer"}, fravaer=pauses)["forfald"] == on(due)
    on_the_calendar = one(EIGHT_WEEKS | {"ur": "kalender"}, fravaer=pauses)
    assert (on_the_calendar["forfald"], on_the_calendar["pausedage"]) == (on("2018-08-27"), 0)


@pytest.mark.parametrize("last", [None, "2018-07-21", "2018-12-31"])
def test_a_pause_that_has_not_ended_covers_the_days_through_the_reference_day(last: str | None):
    fund = one(EIGHT_WEEKS, pr=on("2018-07-20"), fravaer=[absence("2018-07-16", last)])
    assert (fund["forfald"], fund["pausedage"]) == (on("2018-09-01"), 5)


def test_a_pause_that_starts_after_the_reference_day_is_ignored():
    assert one(EIGHT_WEEKS, pr=on("2018-07-20"), fravaer=[absence("2018-07-21", "2018-07-29")])["pausedage"] == 0
    assert one(EIGHT_WEEKS, pr=on("2018-07-21"), fravaer=[absence("2018-07-21", "2018-07-29")])["pausedage"] == 1


def test_an_event_is_in_time_exactly_when_fewer_unpaused_days_lie_before_the_day_before_it():
    rng = Random(7)
    for _ in range(200):
        anchor, needed = START, rng.randint(1, 60)
        paused = {anchor + timedelta(days=rng.randint(-5, 90)) for _ in range(rng.randint(0, 60))}
        due = reference.due_day(anchor, reference.period(f"{needed} dage"), paused)
        for day in reference.days_between(anchor + DAY, due + 10 * DAY):
            counted = sum(past not in paused for past in reference.days_between(anchor, day - 2 * DAY))
            assert (day <= due) == (counted < needed)


def test_nothing_after_the_reference_day_has_happened():
    fund = one(
        EIGHT_WEEKS, pr=on("2018-08-01"), samtaler=[interview("2018-08-02")], forloeb={"slutdato": on("2018-08-02")}
    )
    assert (fund["status"], fund["planlagt"], fund["slutdato"], fund["aaben"]) == (
        "kommende",
        on("2018-08-02"),
        None,
        True,
    )


def test_rows_registered_after_the_known_day_are_ignored():
    rows = [interview("2018-08-01", registreret=on("2018-09-02"))]
    assert one(EIGHT_WEEKS, samtaler=rows, kendt_pr=on("2018-09-02"))["status"] == "rettidig"
    assert one(EIGHT_WEEKS, samtaler=rows, kendt_pr=on("2018-09-01"))["status"] == "mangler"


# --- § 3 The forms ---------------------------------------------------------------------------------------------


def test_senest_counts_the_days_of_the_events_once():
    rows = [interview("2018-07-02"), interview("2018-07-02"), interview("2018-08-27"), interview("2018-08-28")]
    assert one(EIGHT_WEEKS | {"antal": 2}, samtaler=rows)["status"] == "rettidig"
    assert one(EIGHT_WEEKS | {"antal": 3}, samtaler=rows)["status"] == "for_sent"
    assert one(EIGHT_WEEKS | {"antal": 4}, samtaler=rows)["status"] == "mangler"


def test_an_event_before_the_anchor_or_after_the_end_never_counts():
    rows = [interview("2018-07-01"), interview("2018-08-03")]
    assert one(EIGHT_WEEKS, samtaler=rows, forloeb={"slutdato": on("2018-08-02")})["status"] == "bortfaldet"
    assert one(EIGHT_WEEKS, samtaler=rows, forloeb={"slutdato": on("2018-08-03")})["status"] == "rettidig"


def test_filters_on_type_form_and_holder():
    krav = EIGHT_WEEKS | {"former": ["personligt"], "afholdt_af": ["jobcenter"]}
    right = {"samtaleform": "personligt", "afholdt_af": "jobcenter"}
    assert one(krav, samtaler=[interview("2018-08-01", **right)])["status"] == "rettidig"
    for wrong in ({"samtaleform": None}, {"samtaleform": "brev"}, {"afholdt_af": "a_kasse"}, {"samtaletype": "ukendt"}):
        rows = [interview("2018-08-01", **right | wrong), interview("2018-06-01", **right)]
        assert one(krav, samtaler=rows)["status"] == "mangler"


@pytest.mark.parametrize("status", ["planlagt", "aflyst", "udeblevet", "flyttet", "ukendt", None])
def test_only_a_held_interview_counts(status: str | None):
    assert one(EIGHT_WEEKS, samtaler=[interview("2018-08-01", status)])["moedt"] is None


def test_raekke_is_met_by_the_kth_event_early_ones_too():
    found = judge(MONTHLY, samtaler=[interview("2018-07-03"), interview("2018-07-04")])
    assert days(found, "aabner") == ["2018-07-02", "2018-08-02", "2018-09-02"]
    assert days(found, "moedt") == ["2018-07-03", "2018-07-04", None]


def test_raekke_stops_by_the_calendar_whatever_the_clock():
    found = judge(MONTHLY | {"indtil": "10 uger"}, fravaer=[absence("2018-07-10", "2018-09-10")])
    assert [fund["nr"] for fund in found] == [1, 2]


def test_interval_wants_an_event_in_each_window():
    krav = {"form": "interval", "hver": "4 uger", "indtil": "12 uger"}  # due 07-30, 08-27, 09-24
    found = judge(krav, samtaler=[interview("2018-07-02"), interview("2018-07-30"), interview("2018-08-28")])
    assert days(found, "moedt") == ["2018-07-02", "2018-08-28", "2018-08-28"]
    assert [fund["status"] for fund in found] == ["rettidig", "for_sent", "rettidig"]
    assert days(found, "aabner") == ["2018-07-02", "2018-07-30", "2018-08-27"]


def test_mellemrum_counts_from_the_mark_and_then_from_each_event():
    krav = {"form": "mellemrum", "fra": "4 uger", "hver": "6 uger", "ur": "kalender"}  # mark 07-30, due 09-10
    found = judge(krav, samtaler=[interview("2018-07-29"), interview("2018-07-30"), interview("2018-09-11")])
    assert days(found, "aabner") == ["2018-07-30", "2018-09-11"]
    assert days(found, "forfald") == ["2018-09-10", "2018-10-23"]
    assert [fund["status"] for fund in found] == ["for_sent", "mangler"]


def test_vindue_takes_the_first_event_in_or_after_the_window():
    krav = {"form": "vindue", "tidligst": "4 uger", "senest": "8 uger"}  # 07-30 to 08-27
    assert one(krav, samtaler=[interview("2018-07-29")])["status"] == "mangler"
    assert one(krav, samtaler=[interview("2018-07-29"), interview("2018-07-30")])["moedt"] == on("2018-07-30")
    assert one(krav, samtaler=[interview("2018-08-28")])["status"] == "for_sent"
    assert one(krav)["aabner"] == on("2018-07-30")


def test_efter_makes_one_for_each_trigger_and_wants_a_later_day():
    krav = {
        "form": "efter",
        "udloeser": {"haendelse": "samtale", "status": "udeblevet"},
        "senest": "10 dage",
        "ur": "kalender",
    }
    missed = [
        interview("2018-08-01", "udeblevet"),
        interview("2018-08-01", "udeblevet"),
        interview("2018-09-01", "udeblevet"),
    ]
    found = judge(krav, samtaler=[*missed, interview("2018-08-01"), interview("2018-08-11")])
    assert days(found, "aabner") == ["2018-08-01", "2018-09-01"]
    assert days(found, "frist") == ["2018-08-11", "2018-09-11"]
    assert [fund["status"] for fund in found] == ["rettidig", "mangler"]


def test_efter_an_offer_looks_at_its_start_or_its_end():
    trigger = {"haendelse": "tilbud", "typer": ["virksomhedspraktik"], "dato": "slutdato"}
    krav = {"form": "efter", "udloeser": trigger, "senest": "1 uge"}
    assert one(krav, tilbud=[offer("2018-08-01", slutdato=on("2018-12-31"))])["aabner"] == on("2018-12-31")
    assert judge(krav, tilbud=[offer("2018-08-01", slutdato=on("2019-01-01")), offer("2018-08-01")]) == []
    begun = krav | {"udloeser": {"haendelse": "tilbud"}}
    assert one(begun, tilbud=[offer("2018-08-01"), offer("2018-08-02", status="planlagt")])["aabner"] == on(
        "2018-08-01"
    )


def test_varsel_is_subtracted_on_the_calendar():
    krav = {"form": "varsel", "foer": "ydelse_ophoerer", "varsel": "6 måneder"}
    fund = one(krav, forloeb={"ydelse_ophoerer": on("2019-08-31")}, fravaer=[absence("2018-08-01", "2018-08-31")])
    assert (fund["frist"], fund["aabner"], fund["status"], fund["pausedage"]) == (
        on("2019-02-28"),
        START,
        "kommende",
        0,
    )
    assert judge(krav) == []


@pytest.mark.parametrize(("pr", "made"), [("2018-02-26", 1), ("2018-02-25", 0)])
def test_an_obligation_is_made_up_to_26_weeks_ahead(pr: str, made: int):
    assert len(judge(EIGHT_WEEKS, pr=on(pr))) == made  # due 2018-08-27


@pytest.mark.parametrize(("end", "numbers"), [("2018-08-01", [1]), ("2018-08-02", [1, 2]), ("2018-09-01", [1, 2])])
def test_an_obligation_is_made_when_its_window_opens_by_the_end(end: str, numbers: list[int]):
    assert [fund["nr"] for fund in judge(MONTHLY, forloeb={"slutdato": on(end)})] == numbers


def test_without_an_end_the_numbers_go_on_to_the_horizon():
    found = judge({"form": "interval", "hver": "4 uger"}, pr=on("2018-07-02"))
    assert days(found, "forfald")[-1] == "2018-12-17"  # the next, 2019-01-14, is past 2018-12-31


# --- § 3 Grace, offers, exemptions, suspensions, ages ----------------------------------------------------------


def test_grace_is_added_in_calendar_days_except_where_it_is_excepted():
    krav = MONTHLY | {"henstand": "14 dage", "henstand_undtaget": [2]}
    found = judge(krav, fravaer=[absence("2018-08-02", "2018-08-20")], samtaler=[interview("2018-08-16")])
    assert days(found, "forfald") == ["2018-08-02", "2018-09-21", "2018-10-21"]
    assert days(found, "frist") == ["2018-08-16", "2018-09-21", "2018-11-04"]
    assert (found[0]["status"], found[0]["dage"]) == ("rettidig", 0)


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (offer("2018-08-27"), "rettidig"),
        (offer("2018-08-28"), "for_sent"),
        (offer("2018-08-01", status="planlagt"), "mangler"),
        (offer("2018-08-01", status="annulleret"), "mangler"),
        (offer("2018-08-01", status="ikke_paabegyndt"), "mangler"),
        (offer("2018-08-01", status="ukendt"), "mangler"),
        (offer("2018-08-01", status=None), "mangler"),
        (offer("2018-08-01", status="afbrudt", slutdato=on("2018-08-14")), "rettidig"),
        (offer("2018-08-01", status="afbrudt", slutdato=on("2018-08-13")), "mangler"),
        (offer("2018-08-01", planlagt_slutdato=on("2018-08-13")), "mangler"),
        (offer("2018-08-01", slutdato=on("2018-08-14"), planlagt_slutdato=on("2018-08-13")), "rettidig"),
        (offer("2018-08-01", slutdato=on("2019-01-01"), planlagt_slutdato=on("2018-08-13")), "mangler"),
        (offer("2018-08-01", slutdato=on("2019-01-01")), "rettidig"),
    ],
)
def test_an_offer_has_begun_and_lasts_both_ends_counted(row: Row, status: str):
    assert one(OFFER | {"min_varighed": "14 dage"}, tilbud=[row])["status"] == status


@pytest.mark.parametrize(
    ("given", "start", "status"),
    [
        ("2018-08-27", "2018-09-17", "rettidig"),  # 21 days after
        ("2018-08-27", "2018-09-18", "for_sent"),  # 22 days after
        ("2018-08-28", "2018-09-17", "for_sent"),  # given a day after the deadline
    ],
)
def test_a_wage_subsidy_given_in_time_may_begin_21_days_after(given: str, start: str, status: str):
    krav = OFFER | {"loentilskud_efterfrist": "21 dage"}
    subsidy = offer(start, tilbudstype="loentilskud", afgivet=on(given))
    assert one(krav, tilbud=[subsidy])["status"] == status
    late = one(krav, tilbud=[subsidy, offer("2018-08-29")])
    assert (late["status"], str(late["moedt"])) == (status, start if status == "rettidig" else "2018-08-29")
    assert one(OFFER, tilbud=[subsidy])["status"] == "for_sent"


def test_the_earliest_wage_subsidy_counts_and_one_not_given_never():
    krav = OFFER | {"loentilskud_efterfrist": "21 dage"}
    rows = [offer(day, tilbudstype="loentilskud", afgivet=START) for day in ("2018-09-10", "2018-09-05")]
    fund = one(krav, tilbud=rows)
    assert (fund["moedt"], fund["status"], fund["dage"]) == (on("2018-09-05"), "rettidig", 9)
    assert one(krav, tilbud=[offer("2018-09-05", tilbudstype="loentilskud")])["status"] == "for_sent"


def test_an_exemption_moves_the_due_day_again_and_again():
    krav = EIGHT_WEEKS | {"fritagelse_flytter": "1 måned"}
    rows = [
        absence("2018-08-20", "2018-08-27", "fritaget"),
        absence("2018-08-01", "2018-08-31", "fritaget"),  # the latest last day: new due day 09-30
        absence("2018-09-30", "2018-09-30", "fritaget"),  # covers that too: 10-30
        absence("2018-10-31", "2018-11-30", "fritaget"),
    ]
    assert one(krav, fravaer=rows)["forfald"] == on("2018-10-30")
    assert one(krav, fravaer=[absence("2018-08-01", "2018-08-26", "fritaget")])["forfald"] == on("2018-08-27")
    assert one(krav, fravaer=[absence("2018-08-28", "2018-09-26", "fritaget")])["forfald"] == on("2018-08-27")


def test_an_open_exemption_or_a_krav_without_moves_is_exempt_unless_met_in_time():
    moves = EIGHT_WEEKS | {"fritagelse_flytter": "1 måned"}
    for krav, last in ((moves, None), (moves, "2019-01-01"), (EIGHT_WEEKS, "2018-08-27")):
        rows = [absence("2018-08-27", last, "fritaget")]
        assert (one(krav, fravaer=rows)["status"], one(krav, fravaer=rows)["forfald"]) == ("undtaget", on("2018-08-27"))
        assert one(krav, fravaer=rows, samtaler=[interview("2018-08-28")])["status"] == "undtaget"
        assert one(krav, fravaer=rows, samtaler=[interview("2018-08-27")])["status"] == "rettidig"


def test_an_exemption_that_uses_the_share_looks_at_the_due_day_after_a_move_and_never_moves_it():
    krav = EIGHT_WEEKS | {"fritagelse_flytter": "1 måned", "bruger_andel": ["valgt"]}
    said = reference.TOLD[-1]
    ordinary = absence("2018-08-20", "2018-08-31", "fritaget")  # moves 08-27 to 09-30
    for rows, day, status, told in (
        ([absence("2018-08-27", "2018-08-27", "valgt")], "2018-08-27", "undtaget", said),
        ([absence("2018-08-28", None, "valgt")], "2018-08-27", "mangler", ""),
        ([ordinary, absence("2018-08-01", "2018-09-29", "valgt")], "2018-09-30", "mangler", ""),
        ([ordinary, absence("2018-08-01", "2018-09-30", "valgt")], "2018-09-30", "undtaget", said),
        ([absence("2018-08-20", None, "fritaget"), absence("2018-08-20", None, "valgt")], "2018-08-27", "undtaget", ""),
    ):
        fund = one(krav, fravaer=rows)
        assert (fund["forfald"], fund["status"], fund["siger"]) == (on(day), status, told)
    rows = [absence("2018-08-27", None, "valgt")]
    assert one(krav, fravaer=rows, samtaler=[interview("2018-08-27")])["siger"] == ""
    assert one(EIGHT_WEEKS, fravaer=rows)["status"] == "mangler"


@pytest.mark.parametrize(
    ("fra", "til", "status"),
    [
        ("2018-08-27", "2018-08-27", "undtaget"),
        ("2018-08-28", "2018-09-30", "mangler"),
        ("2018-07-01", "2018-08-26", "mangler"),
    ],
)
def test_a_suspension_looks_at_the_due_day(fra: str, til: str, status: str):
    assert (
        one(EIGHT_WEEKS | {"henstand": "3 dage"}, pack={"suspension": [{"fra": on(fra), "til": on(til)}]})["status"]
        == status
    )


BANDS = [
    {"under": 30, "senest": "13 uger"},
    {"fra": 30, "under": 50, "senest": "26 uger"},
    {"fra": 50, "senest": "4 uger"},
]


@pytest.mark.parametrize(
    ("birth", "at_start", "at_deadline", "group"),
    [
        ("1988-07-03", "2018-10-01", "2018-12-31", "under 30"),  # 30 the day after the start
        ("1988-07-02", "2018-12-31", "2018-12-31", "30-49"),  # 30 on the day
        ("1988-10-01", "2018-10-01", "2018-12-31", "under 30"),  # 30 on the due day of the first band
        ("1988-10-02", "2018-10-01", "2018-10-01", "under 30"),
        ("1968-12-31", "2018-12-31", None, "30-49"),  # 50 on the due day of the second band, 49 on that of the third
        ("1968-07-30", "2018-12-31", "2018-07-30", "30-49"),  # 50 on the due day of the third band
        ("1968-07-02", "2018-07-30", "2018-07-30", "50+"),
    ],
)
def test_age_is_judged_at_the_start_or_on_the_bands_own_due_day(
    birth: str, at_start: str, at_deadline: str | None, group: str
):
    krav = OFFER | {"alder": BANDS}
    born = {"foedselsdato": on(birth)}
    fund = one(krav, forloeb=born)
    assert (fund["forfald"], fund["aldersgruppe"]) == (on(at_start), group)
    assert days(judge(krav | {"alder_ved": "frist"}, forloeb=born), "forfald") == ([at_deadline] if at_deadline else [])


@pytest.mark.parametrize(("day", "age"), [("2018-02-27", 29), ("2018-02-28", 30), ("2018-03-01", 30)])
def test_born_on_29_february(day: str, age: int):
    assert reference.age_on(on(day), on("1988-02-29")) == age


def test_outside_every_band_there_is_no_fund():
    krav = EIGHT_WEEKS | {"alder": [{"under": 30}]}
    assert judge(krav, forloeb={"foedselsdato": on("1988-07-02")}) == []
    assert len(judge(krav, forloeb={"foedselsdato": on("1988-07-03")})) == 1


# --- § 4 Verdicts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pr", "held", "end", "status", "dage", "aaben"),
    [
        ("2018-12-31", "2018-08-27", None, "rettidig", 0, False),
        ("2018-12-31", "2018-08-28", None, "for_sent", 1, False),
        ("2018-08-28", None, None, "mangler", 1, True),
        ("2018-08-27", None, None, "kommende", 0, True),
        ("2018-08-20", None, None, "kommende", -7, True),
        ("2018-12-31", None, "2018-08-26", "bortfaldet", 126, False),
        ("2018-12-31", None, "2018-08-27", "mangler", 126, False),
        ("2018-08-27", None, "2018-08-27", "kommende", 0, False),
        ("2018-12-31", "2018-07-02", "2018-07-02", "rettidig", -56, False),
    ],
)
def test_verdicts_at_the_deadline(*, pr: str, held: str | None, end: str | None, status: str, dage: int, aaben: bool):
    rows = [interview(held)] if held else []
    fund = one(EIGHT_WEEKS, pr=on(pr), samtaler=rows, forloeb={"slutdato": on(end) if end else None})
    assert (fund["status"], fund["dage"], fund["aaben"]) == (status, dage, aaben)


def test_a_booking_after_the_reference_day_is_shown_for_what_is_still_owed():
    rows = [interview("2019-01-01", "planlagt"), interview("2019-01-02"), interview("2018-12-31", "planlagt")]
    assert one(EIGHT_WEEKS, samtaler=rows)["planlagt"] == on("2019-01-01")
    assert one(EIGHT_WEEKS, samtaler=[*rows, interview("2018-09-01")])["planlagt"] is None
    assert one(EIGHT_WEEKS, samtaler=rows, forloeb={"slutdato": on("2018-10-01")})["planlagt"] is None
    assert one(EIGHT_WEEKS, samtaler=[interview("2019-01-01", "aflyst")])["planlagt"] is None
    short = offer("2019-01-01", status="planlagt", slutdato=on("2019-01-01"))
    assert one(OFFER | {"min_varighed": "14 dage"}, tilbud=[short])["planlagt"] == on("2019-01-01")
    assert one(OFFER, tilbud=[offer("2019-01-01", status="ukendt")])["planlagt"] is None


def test_a_booking_lies_inside_or_after_its_own_window():
    krav = {"form": "interval", "hver": "4 uger", "indtil": "8 uger"}  # 07-30, 08-27
    rows = [interview("2018-07-30", "planlagt"), interview("2018-07-31", "planlagt")]
    assert days(judge(krav, pr=on("2018-07-10"), samtaler=rows), "planlagt") == ["2018-07-30", "2018-07-31"]
    series = {"form": "raekke", "hver": "4 uger", "indtil": "8 uger"}
    assert days(judge(series, pr=on("2018-07-10"), samtaler=rows), "planlagt") == ["2018-07-30", "2018-07-30"]


def test_responsible_on_the_deadline_where_it_is_known():
    today = {"sagsbehandler": "SB1", "team": "T1"}
    row = {"sagsbehandler": "SB2", "team": "T2", "fra": on("2018-08-27"), "til": on("2018-08-27")}
    assert one(EIGHT_WEEKS, forloeb=today, ansvar=[row])["sagsbehandler"] == "SB2"
    assert one(EIGHT_WEEKS, forloeb=today, ansvar=[row | {"fra": on("2018-08-28"), "til": None}])["team"] == "T1"
    assert one(EIGHT_WEEKS, forloeb=today, ansvar=[row | {"til": None}])["team"] == "T2"
    assert one(EIGHT_WEEKS, forloeb=today, ansvar=None)["team"] == "T1"


# --- §§ 2-4 What can't be decided, and what is not judged ------------------------------------------------------


@pytest.mark.parametrize("field", ["startdato", "maalgruppe"])
def test_a_forloeb_that_cannot_be_placed_gives_one_fund(field: str):
    fund = one(EIGHT_WEEKS, forloeb={field: None})
    assert (fund["pakke"], fund["krav"], fund["nr"], fund["frist"]) == (None, None, 1, None)
    assert (fund["status"], fund["mangler_felt"]) == ("kan_ikke_afgoeres", field)


def test_a_missing_anchor_or_birth_date_gives_one_fund_without_dates():
    for krav, field in (
        (MONTHLY | {"anker": "tilmeldingsdato"}, "tilmeldingsdato"),
        (OFFER | {"alder": BANDS}, "foedselsdato"),
    ):
        fund = one(krav)
        assert (fund["krav"], fund["nr"], fund["frist"], fund["dage"]) == ("k", 1, None, None)
        assert (fund["status"], fund["mangler_felt"]) == ("kan_ikke_afgoeres", field)


def test_all_that_is_missing_is_named():
    assert one(EIGHT_WEEKS, forloeb={"startdato": None, "maalgruppe": None})["mangler_felt"] == "startdato, maalgruppe"
    krav = EIGHT_WEEKS | {"anker": "tilmeldingsdato", "alder": [{"under": 30}]}
    assert one(krav)["mangler_felt"] == "tilmeldingsdato, foedselsdato"
    assert judge(krav, forloeb={"foedselsdato": on("1980-01-01")}) == []  # outside the band: no duty, nothing missing


def test_not_supplied_is_not_empty():
    assert one(EIGHT_WEEKS, samtaler=[])["status"] == "mangler"
    fund = one(EIGHT_WEEKS, samtaler=None)
    assert (fund["status"], fund["mangler_felt"], fund["frist"]) == ("kan_ikke_afgoeres", "samtaler", on("2018-08-27"))
    assert one(OFFER, tilbud=None)["mangler_felt"] == "tilbud"
    assert one(EIGHT_WEEKS, fravaer=None, tilbud=None)["status"] == "mangler"


def test_the_duties_of_an_a_kasse_need_an_interview_by_an_a_kasse():
    krav = EIGHT_WEEKS | {"ejer": "a-kasse"}
    assert one(krav, samtaler=[interview("2018-09-01")])["status"] == "for_sent"
    assert one(krav, samtaler=[interview("2018-08-01", "aflyst")])["status"] == "kan_ikke_afgoeres"
    assert one(krav, samtaler=[interview("2018-06-01", afholdt_af="a_kasse")])["status"] == "mangler"


@pytest.mark.parametrize(
    ("start", "group", "number"),
    [
        ("2018-07-01", "6.1", 1),
        ("2018-06-30", "6.1", 0),
        ("2019-06-30", "6.1", 1),
        ("2019-07-01", "6.1", 0),
        ("2018-07-01", "6.2", 0),
    ],
)
def test_a_pack_applies_by_group_and_start(start: str, group: str, number: int):
    pack = {"gaelder_fra": on("2018-07-01"), "gaelder_til": on("2019-06-30")}
    citizen = {"startdato": on(start), "maalgruppe": group}
    assert len(judge(EIGHT_WEEKS, pr=on("2019-12-31"), pack=pack, forloeb=citizen)) == number


def test_a_share_gives_no_fund():
    assert judge({"form": "andel", "af": "x", "mindst": 0.75, "periode": "måned"}) == []


# --- The generator ---------------------------------------------------------------------------------------------

REFERENCE_DAYS = [
    on(day) for day in ("2018-12-31", "2020-02-29", "2019-02-28", "2016-06-30", "2018-03-01", "2020-05-26")
]


def scenario(seed: int, size: int) -> tuple[dict[str, list[Row] | None], list[Row], date, date | None]:
    """Tables, packs, reference day and known day of one seed; each third seed uses the example pack."""
    rng = Random(seed)
    packs = [tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))] if seed % 3 == 0 else cases.random_packs(rng)
    pr = rng.choice([*REFERENCE_DAYS, on("2016-01-01") + timedelta(days=rng.randrange(1900))])
    kendt_pr = rng.choice([None, None, pr, pr - timedelta(days=7), pr - timedelta(days=30)])
    return cases.random_tables(rng, size, pr, packs), packs, pr, kendt_pr


@pytest.mark.parametrize("seed", range(20))
def test_a_random_pack_survives_toml(seed: int):
    for pack in cases.random_packs(Random(seed)):
        assert tomllib.loads(cases.to_toml(pack)) == pack


def test_the_same_seed_tells_the_same_story():
    assert scenario(4, 10) == scenario(4, 10)


def test_the_cases_reach_every_verdict_and_every_edge():
    """A comparison is worth what it looks at: each verdict, and each deadline met, passed or ended on ± 1 day."""
    statuses = [
        "rettidig",
        "for_sent",
        "mangler",
        "kommende",
        "bortfaldet",
        "undtaget",
        "kan_ikke_afgoeres",
        "booked",
        "subsidy",
        "hours",
        "hours to the day",
        "handed over",
    ]
    missing = ["startdato", "maalgruppe", "foedselsdato", "tilmeldingsdato", "samtaler", "tilbud"]
    missing += ["forsikring", "visitationskategori", "foerste_fravaersdag", "a_kasse_deltog"]
    before = [("forud", status) for status in ("rettidig", "for_sent", "mangler", "kommende", "undtaget")]
    edges = [(name, offset) for name in ("moedt", "slutdato", "pr") for offset in (-1, 0, 1)]
    wanted = [*statuses, *missing, *before, *reference.TOLD, *edges]
    seen: Counter[Any] = Counter()
    for seed in range(90):
        tables, packs, pr, kendt_pr = scenario(seed, 20)
        clocks = {(pack["id"], krav["id"]): krav.get("ur", pack["ur"]) for pack in packs for krav in pack["krav"]}
        paid = {row["forloeb_id"] for row in tables["ledighed"] or []}
        for fund in reference.funds(tables, packs, pr, kendt_pr):
            if fund["forloeb_id"] in paid and clocks.get((fund["pakke"], fund["krav"])) == "timer":
                seen["hours"] += 1
                seen["hours to the day"] += fund["moedt"] is not None and -1 <= fund["dage"] <= 1
            seen["handed over"] += "efter-overgang" in (fund["krav"] or "")
            seen[fund["status"]] += 1
            seen[fund["mangler_felt"]] += 1
            seen.update(fund["siger"].split("; "))
            seen[(fund["krav"] or "").partition("-")[0], fund["status"]] += 1
            seen["booked"] += fund["planlagt"] is not None
            seen["subsidy"] += fund["status"] == "rettidig" and fund["dage"] > 0
            for name in ("moedt", "slutdato", "pr"):
                day = pr if name == "pr" else fund[name]
                if day and fund["frist"]:
                    seen[name, (day - fund["frist"]).days] += 1
        if all(seen[each] >= 3 for each in wanted):
            break
    assert [each for each in wanted if seen[each] < 3] == []


# --- The engine against the reference --------------------------------------------------------------------------

KEY = ("forloeb_id", "pakke", "krav", "nr")
COMPARED = (
    *("aabner", "forfald", "frist", "moedt", "planlagt", "status", "dage", "aaben", "slutdato", "pausedage"),
    *("mangler_felt", "aldersgruppe", "sagsbehandler", "team", "haendelse", "siger"),
)
SHOWN = 5


def key(fund: Row) -> tuple[Any, ...]:
    """What names a fund; empty pack and krav as text."""
    return tuple(fund[column] or "" for column in KEY)


def engine_funds(
    tables: dict[str, list[Row] | None], packs: list[Row], pr: date, kendt_pr: date | None, folder: Path
) -> list[Row]:
    """The engine's answer, the packs loaded from pages as a user would."""
    from rettid import audit, load_packs  # noqa: PLC0415 - the first half must run without the engine
    from rettid.tables import Tables  # noqa: PLC0415

    pages = [folder / f"{pack['id']}.toml" for pack in packs]
    for page, pack in zip(pages, packs, strict=True):
        page.write_text(cases.to_toml(pack), encoding="utf-8")
    found = audit(Tables.from_rows(tables), load_packs(pages), pr=pr, kendt_pr=kendt_pr).to_dicts()
    return [fund | {"siger": told(fund["bemaerkning"] or "")} for fund in found]


def told(remarks: str) -> str:
    """Those of the remarks that the reference says too."""
    return "; ".join(text for text in remarks.split("; ") if text in reference.TOLD)


def differences(wanted: list[Row], got: list[Row]) -> dict[tuple[Any, ...], list[str]]:
    """For each fund that differs: what differs, as lines of text. Empty text and no value are the same."""
    by_key = [{key(fund): fund for fund in funds} for funds in (wanted, got)]
    found = {}
    for name in sorted({*by_key[0], *by_key[1]}):
        expected, actual = (funds.get(name) for funds in by_key)
        if expected is None or actual is None:
            found[name] = [
                "only the engine has it" if expected is None else "only the reference has it",
                brief(expected or actual),
            ]
        elif lines := [
            f"{column}: reference {value(expected[column])}, engine {value(actual[column])}"
            for column in COMPARED
            if value(expected[column]) != value(actual[column])
        ]:
            found[name] = lines
    return found


def value(cell: Any) -> Any:
    """A cell; an empty text is no value."""
    return None if cell == "" else str(cell) if isinstance(cell, date) else cell


def brief(row: Row | None) -> str:
    """A row on one line, without what is empty."""
    return ", ".join(f"{column}={value(cell)}" for column, cell in (row or {}).items() if value(cell) is not None)


def report(
    found: dict[tuple[Any, ...], list[str]], tables: dict[str, list[Row] | None], packs: list[Row], heading: str
) -> str:
    """The first differences, each with the krav and the forløb's own rows."""
    columns = Counter(line.split(":")[0] for lines in found.values() for line in lines if ": reference" in line)
    text = [f"{heading}: {len(found)} funds differ {dict(columns)}"]
    for name, lines in list(found.items())[:SHOWN]:
        forloeb_id, pack_id, krav_id, nr = name
        text += ["", f"{forloeb_id} / {pack_id} / {krav_id} / nr {nr}", *(f"    {line}" for line in lines)]
        for pack in packs:
            if pack["id"] == pack_id:
                text += [f"  pack: ur={pack.get('ur')}, {pack.get('fravaer')}, suspension={pack.get('suspension', [])}"]
                text += [f"  krav: {brief(krav)}" for krav in pack["krav"] if krav["id"] == krav_id]
        for table, rows in tables.items():
            own = sorted(brief(row) for row in rows or [] if row["forloeb_id"] == forloeb_id)
            text += [f"  {table}: not supplied"] if rows is None else [f"  {table}: {row}" for row in own]
    return "\n".join(text)


def compare(seed: int, size: int, folder: Path) -> None:
    """Fail with a readable report when engine and reference differ on the cases of this seed."""
    tables, packs, pr, kendt_pr = scenario(seed, size)
    wanted = reference.funds(tables, packs, pr, kendt_pr)
    got = engine_funds(tables, packs, pr, kendt_pr, folder)
    found = differences(wanted, got)
    assert not found, report(found, tables, packs, f"seed {seed}, pr {pr}, kendt_pr {kendt_pr}")
    assert len(got) == len(wanted), f"seed {seed}: the engine gives a fund twice"
    assert [key(fund) for fund in got] == [key(fund) for fund in wanted], f"seed {seed}: the order of the rows differs"


@seeded(15)
def test_the_engine_agrees_with_the_reference(seed: int, tmp_path: Path):
    compare(seed, 60, tmp_path)  # 1 200 forløb; 24 000 in `make slow`
