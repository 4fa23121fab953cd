"""The municipalities' own promises and their letters' numbers, each asked of the shipped page that carries it.

One test or more per row of the inventory that the rule pages answer. The docstring is the row: who, the quotation, the example. The rows
that the audit and the commands answer stand in `test_inventory`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid import Tables, audit, load_packs
from rettid.cli import run
from rettid.deviations import recorded_reasons
from rettid.exempted import by_reason
from rettid.quotas import quotas
from rettid.rates import persons, r1
from tests.asking import (
    ALWAYS,
    PR,
    Row,
    absence,
    begun,
    caseload,
    citizen,
    export,
    held,
    judge,
    on,
    one,
    only,
    page,
    verdict,
)

if TYPE_CHECKING:
    from pathlib import Path

STAYED_AWAY = "a-kassen udeblev fra en samtale, som derfor ikke tæller"
DECLINED = "borgeren har valgt a-kassen fra"
IN_DAYS = "regnet i ledighedsdage: udbetalte timer er ikke anvendt"
TOO_EARLY = "en hændelse før vinduet tæller ikke"

WITH = {"a_kasse_deltog": True}
WITHOUT = {"a_kasse_deltog": False}
WISHED_AWAY = {"a_kasse_deltog": False, "a_kasse_fravalgt": True}


def remarks(fund: Row) -> set[str]:
    """What the fund says beside its verdict, but for who is responsible."""
    return {text for text in (fund["bemaerkning"] or "").split("; ") if text and not text.startswith("ansvarlig")}


def status_by_case(funds: pl.DataFrame) -> dict[str, str]:
    """The status of each forløb's fund."""
    return dict(funds.select("forloeb_id", "status").iter_rows())


# --- Hillerød (H) ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pack", "start", "course", "status"),
    [
        ("dagpenge-2024", "2025-02-03", "2025-05-01", "mangler"),
        ("dagpenge-2015", "2016-02-01", "2016-05-02", "rettidig"),
        ("dagpenge-2017", "2018-02-05", "2018-05-01", "rettidig"),
        ("dagpenge-2026", "2026-07-01", "2026-09-01", "rettidig"),
    ],
)
def test_h08_a_guidance_course_counts_or_not_by_the_law_of_its_day(
    pack: str, start: str, course: str, status: str
) -> None:
    """H-08, Hillerød: »det være nødvendigt at udvide med øget brug af vejledningsforløb«.

    Guidance course of the § 91 kind: started 2025-05-01 → does not count; under the law of 2015 → counts; from 2026-07-01 → per new pack.
    """
    by, guidance = page(pack), "oevrig_vejledning_opkvalificering"
    case = {"startdato": on(start), "foedselsdato": on("1970-05-12")}
    pr = on(start) + timedelta(days=300)
    lasts = {"slutdato": on(course) + timedelta(days=27), "status": "gennemfoert"}
    fund = one(begun(course, tilbudstype=guidance, **lasts), krav="foerste-tilbud", by=by, pr=pr, **case)
    assert fund["status"] == status
    other = one(begun(course, **lasts), krav="foerste-tilbud", by=by, pr=pr, **case)
    assert other["status"] == "rettidig"  # the same days in an enterprise count under every law


@pytest.mark.parametrize(
    ("course", "counts"), [("2023-03-21", True), ("2023-03-22", False), ("2026-06-30", False), ("2026-07-01", True)]
)
def test_h08_the_days_on_which_it_begins_and_ends_not_to_count(course: str, *, counts: bool) -> None:
    """H-08, the edges: a § 91 course begun 2023-03-22 to 2026-06-30 does not count, one begun the day beside does."""
    start = on(course) - timedelta(days=90)
    pack = "dagpenge-2020" if start.year < 2024 else "dagpenge-2024"
    fund = one(
        begun(course, tilbudstype="oevrig_vejledning_opkvalificering"),
        krav="foerste-tilbud",
        by=page(pack),
        pr=on(course) + timedelta(days=30),
        startdato=start,
    )
    assert (fund["status"] == "rettidig") == counts


# --- Faaborg-Midtfyn (F) ---------------------------------------------------------------------------------------

FAABORG = page("faaborg-midtfyn-2018")
YOUNG, OLD = on("1995-05-12"), on("1960-05-12")


@pytest.mark.parametrize(
    ("day", "status", "dage"), [("2018-07-16", "rettidig", 0), ("2018-07-17", "for_sent", 1), (None, "mangler", 168)]
)
def test_f03_the_service_call_within_fourteen_days(day: str | None, status: str, dage: int) -> None:
    """F-03, Faaborg-Midtfyn: »telefonisk senest 14 dage efter, de har meldt sig ledige«.

    Registered Mon 2018-07-02 → due 07-16; call that day on time, 07-17 late.
    """
    calls = [held(day, "serviceopkald", samtaleform="telefonisk")] if day else []
    fund = one(*calls, krav="serviceopkald", by=FAABORG)
    assert verdict(fund) == ("2018-07-16", day, status)
    assert fund["dage"] == dage


@pytest.mark.parametrize(
    ("age", "born", "frist"),
    [
        ("29", "1988-07-03", "2018-10-02"),
        ("40", "1978-05-12", "2019-01-02"),
        ("49", "1968-07-03", "2019-01-02"),
        ("50", "1968-07-02", "2018-10-02"),
    ],
)
def test_f05_three_months_under_30_and_from_50_else_six(age: str, born: str, frist: str) -> None:
    """F-05, Faaborg-Midtfyn: »ledige under 30 og over 50 år, som skal tilbydes en aktiv indsats, inden der er gået 3 måneder«.

    29 → 3 months, 40 → 6; exactly 50 per rule pack (law guidance says "fyldt 50", letter "over 50"): both pages say »fyldt 50«. The six
    months stand on the page of the law; the municipality's own page has only the three.
    """
    assert str(one(krav="foerste-tilbud", by=page("dagpenge-2017"), foedselsdato=on(born))["frist"]) == frist
    own = judge([(citizen(age, foedselsdato=on(born)), [])], "tilbud-tre-maaneder", by=FAABORG)
    assert own["frist"].cast(pl.String).to_list() == ["2018-10-02"] * (age in {"29", "50"})


@pytest.mark.parametrize("born", [YOUNG, OLD])
@pytest.mark.parametrize(("later", "status"), [(0, "rettidig"), (3, "for_sent"), (None, "mangler")])
def test_f09_referred_at_the_first_interview(born: date, later: int | None, status: str) -> None:
    """F-09, Faaborg-Midtfyn: »Borgere under 30 og over 50 år henvises til aktiv indsats under 1. samtale.«

    Referral 3 days later → local miss, legally fine.
    """
    first = on("2018-07-30")
    offers = [] if later is None else [begun("2018-09-10", afgivet=first + timedelta(days=later))]
    events = [held(str(first), "faelles_jobsamtale"), *offers]
    local = one(*events, krav="henvisning-1-samtale", by=FAABORG, foedselsdato=born)
    assert (str(local["frist"]), local["status"]) == ("2018-07-30", status)
    if later:
        assert local["dage"] == later
        assert one(*events, krav="foerste-tilbud", by=page("dagpenge-2017"), foedselsdato=born)["status"] == "rettidig"
    assert judge([(citizen(), events)], "henvisning-1-samtale", by=FAABORG).is_empty()  # 38 years old


def test_f10_two_deadlines_per_person_the_law_s_and_the_stricter_one() -> None:
    """F-10, Faaborg-Midtfyn: »Borgere mellem 30 og 50 år henvises til aktiv indsats senest 3 måneder efter tilmeldingen.«

    Local target stricter than law: two deadlines per person, both shown. Referral at 4 months: law on time, local late.
    """
    cases = caseload((citizen(), [begun("2018-11-05", afgivet=on("2018-11-02"))]))
    funds = audit(Tables.from_rows(cases), load_packs([FAABORG, page("dagpenge-2017")]), pr=PR)
    by_krav = {fund["krav"]: fund for fund in funds.to_dicts()}
    assert verdict(by_krav["henvisning-30-49"]) == ("2018-10-02", "2018-11-02", "for_sent")
    assert verdict(by_krav["foerste-tilbud"]) == ("2019-01-02", "2018-11-05", "rettidig")
    assert (by_krav["henvisning-30-49"]["art"], by_krav["foerste-tilbud"]["art"]) == ("lokal", "lov")


@pytest.mark.parametrize(
    ("pr", "follow_up", "status"),
    [
        ("2018-09-15", None, "kommende"),
        ("2018-09-16", None, "mangler"),
        ("2018-12-31", "2018-09-15", "rettidig"),
        ("2018-12-31", "2018-09-16", "for_sent"),
    ],
)
def test_f11_the_offer_ended_and_nothing_new_came(pr: str, follow_up: str | None, status: str) -> None:
    """F-11, Faaborg-Midtfyn: »følger beskæftigelsesvejlederen op på indsatsens effekt og afklarer løbende behovet for en mulig ny aktiv
    indsats«.

    Ended 2018-09-01, N=14, nothing by 09-15 → listed: missing from the day after, as with every deadline.
    """
    ended = begun("2018-08-06", slutdato=on("2018-09-01"), status="gennemfoert")
    events = [ended, *([held(follow_up)] if follow_up else [])]
    fund = one(*events, krav="opfoelgning-efter-tilbud", by=FAABORG, pr=on(pr))
    assert (str(fund["aabner"]), *verdict(fund)) == ("2018-09-01", "2018-09-15", follow_up, status)


SIX_IN_TIME = ["2018-07-30", "2018-08-27", "2018-09-24", "2018-10-22", "2018-11-19", "2018-12-17"]


@pytest.mark.parametrize(
    ("pr", "following", "status", "dage"),
    [
        ("2019-02-21", None, "kommende", 0),
        ("2019-02-22", None, "mangler", 1),
        ("2019-02-28", "2019-02-21", "rettidig", 0),
        ("2019-02-28", "2019-02-22", "for_sent", 1),
    ],
)
def test_f12_six_interviews_then_no_gap_over_six_weeks(pr: str, following: str | None, status: str, dage: int) -> None:
    """F-12, Faaborg-Midtfyn: »minimum 6 samtaler inden for de første seks måneder - og derefter samtaler med højst 6 ugers interval«.

    Held 2019-01-10 → next due 2019-02-21; nothing by 02-22 → late.
    """
    days = [*SIX_IN_TIME, "2019-01-10", *([following] if following else [])]
    interviews = [held(day) for day in days]
    assert one(*interviews, krav="seks-samtaler", by=FAABORG, pr=on(pr))["status"] == "rettidig"
    gap = one(*interviews, krav="hoejst-seks-uger", by=FAABORG, pr=on(pr), nr=2)
    assert verdict(gap) == ("2019-02-21", following, status)
    assert (str(gap["aabner"]), gap["dage"]) == ("2019-01-10", dage)


@pytest.mark.parametrize(("pr", "status"), [("2019-10-02", "kommende"), ("2019-11-03", "mangler")])
def test_f20_prepared_from_month_fourteen_late_past_sixteen(pr: str, status: str) -> None:
    """F-20, Faaborg-Midtfyn: »16 måneders ledighed«.

    Preparation from month 14. 15 months → "prepare"; past 16 without action → late.
    """
    fund = one(krav="jobformidler-16-maaneder", by=FAABORG, pr=on(pr))
    assert (str(fund["aabner"]), str(fund["frist"]), fund["status"]) == ("2019-09-02", "2019-11-02", status)
    assert fund["aabner"] <= on(pr)


# --- Brøndby (B) -----------------------------------------------------------------------------------------------

BROENDBY = page("broendby-2018")
STRICT = {"broendby-2018/graense": "foer"}
PLAN = {
    "samtale-1": "2018-07-30",
    "samtale-2": "2018-08-27",
    "samtale-3": "2018-09-24",
    "samtale-4": "2018-10-22",
    "samtale-5": "2018-11-19",
    "samtale-6": "2018-12-17",
}
"""The limits of Brøndby's plan for a start on Monday 2 July 2018."""


def planned(late: str | None = None) -> list[Row]:
    """Interviews on the six limits, number 1 and 5 with the a-kasse; the one named is held a day late."""
    return [
        held(str(on(day) + timedelta(days=krav == late)), **(WITH if krav in {"samtale-1", "samtale-5"} else {}))
        for krav, day in PLAN.items()
    ]


def assert_limit(krav: str, theme: str) -> None:
    """The limit of one interview of the plan: the day itself in time, by the strict answer late; the day after late. The theme is data."""
    assert verdict(one(*planned(), krav=krav, by=BROENDBY)) == (PLAN[krav], PLAN[krav], "rettidig")
    late = one(*planned(krav), krav=krav, by=BROENDBY)
    assert (str(late["frist"]), late["status"], late["dage"]) == (PLAN[krav], "for_sent", 1)
    assert one(*planned(), krav=krav, by=BROENDBY, valg=STRICT)["status"] == "for_sent"
    (pack,) = load_packs([BROENDBY])
    (found,) = [rule.tema for rule in pack.krav if rule.id == krav]
    assert theme in str(found)


def test_b01_six_interviews_in_the_first_six_months() -> None:
    """B-01, Brøndby: »de første 6 måneder af ledighedsperioden, afholdes 6 jobsamtaler«.

    6 held, one after the mark → not met. The share is of persons who reached six months.
    """
    in_time, late = [held(day) for day in SIX_IN_TIME], [held(day) for day in [*SIX_IN_TIME[:5], "2019-01-03"]]
    ended = citizen("F3", slutdato=on("2018-11-01"))
    cases = [(citizen("F1"), in_time), (citizen("F2"), late), (ended, in_time[:3])]
    pr = on("2019-01-31")
    funds = judge(cases, "seks-paa-seks", by=BROENDBY, pr=pr)
    assert status_by_case(funds) == {"F1": "rettidig", "F2": "for_sent", "F3": "bortfaldet"}
    assert set(funds["frist"].cast(pl.String)) == {"2019-01-02"}
    share = only(persons(funds, ALWAYS, pr))
    assert (share["rettidige"], share["forfaldne"]) == (1, 2)


def test_b03_the_interval_counted_in_unemployment_time() -> None:
    """B-03, Brøndby: »individuelle samtaler hver gang personen har været ledig i 4 uger«.

    Start 2018-07-02, two weeks in work from 07-16: second mark moves from 08-27 to 09-10.
    """
    in_work = absence("2018-07-16", "2018-07-29")
    assert str(one(krav="samtale-interval", nr=2)["frist"]) == "2018-08-27"
    moved = one(in_work, krav="samtale-interval", nr=2)
    assert (str(moved["frist"]), moved["pausedage"]) == ("2018-09-10", 14)
    assert str(one(krav="samtale-2", by=BROENDBY)["frist"]) == "2018-08-27"
    assert str(one(in_work, krav="samtale-2", by=BROENDBY)["frist"]) == "2018-09-10"


def test_b10_interview_one_by_week_four(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """B-10, Brøndby: »Jobsamtale 1 (afholdes inden uge 4)«.

    Start Mon 2018-07-02, limit 07-30: held 07-30 is on time at "senest", late at strict "før"; setting printed. No. 1: a-kasse, ABC model,
    Jobnet CV.
    """
    assert_limit("samtale-1", "ABC-model, plan og Jobnet-CV")
    on_the_day, day_before = held("2018-07-30", **WITH), held("2018-07-29", **WITH)
    strict = one(on_the_day, krav="samtale-1", by=BROENDBY, valg=STRICT)
    assert verdict(strict) == ("2018-07-29", "2018-07-30", "for_sent")
    assert strict["pakke_version"] == "2 (graense=foer)"
    assert one(day_before, krav="samtale-1", by=BROENDBY, valg=STRICT)["status"] == "rettidig"
    assert one(on_the_day, krav="samtale-1", by=BROENDBY)["pakke_version"] == "2"
    for event, status in ((on_the_day, "rettidig"), (held("2018-07-30", **WITHOUT), "mangler")):
        assert one(event, krav="a-kasse-1", by=BROENDBY)["status"] == status

    files = export(tmp_path / "udtraek", caseload((citizen(), [on_the_day])))
    assert run(["audit", str(files), "--pr", "2018-08-31", "--lokal", "broendby-2018"]) == 0
    assert "broendby-2018 version 2 (lokal" in capsys.readouterr().out
    strictly = ["--valg", "broendby-2018/graense=foer"]
    assert run(["audit", str(files), "--pr", "2018-08-31", "--lokal", "broendby-2018", *strictly]) == 0
    assert "broendby-2018 version 2 (graense=foer) (lokal" in capsys.readouterr().out


@pytest.mark.parametrize(("day", "status"), [("2018-07-12", "rettidig"), ("2018-08-02", "for_sent"), (None, "mangler")])
def test_b10_the_information_meeting_comes_before_interview_one(day: str | None, status: str) -> None:
    """B-10, Brøndby, »Dette møde ligger før Jobsamtale med A-kasse«: a meeting after interview 1 is a finding."""
    meetings = [held(day, "informationsmoede")] if day else []
    fund = one(*planned(), *meetings, krav="informationsmoede-foer-1", by=BROENDBY)
    assert verdict(fund) == ("2018-07-30", day, status)


def test_b11_interview_two_by_week_eight() -> None:
    """B-11, Brøndby: »Jobsamtale 2 (afholdes inden uge 8)«. No. 2, company-directed: limit 2018-08-27."""
    assert_limit("samtale-2", "virksomhedsrettet")


def slack(interview: str, **forloeb: Any) -> tuple[str, str, int]:
    """The limit of an interview, the deadline of the first offer in weeks, and the days between them, as two funds of one audit show."""
    packs = load_packs([BROENDBY, page("dagpenge-2017")], {"dagpenge-2017/enhed": "uger"})
    funds = audit(Tables.from_rows(caseload((citizen(**forloeb), []))), packs, pr=PR)
    limit, offer = (only(funds.filter(pl.col("krav") == krav))["frist"] for krav in (interview, "foerste-tilbud"))
    return str(limit), str(offer), (offer - limit).days


@pytest.mark.parametrize("born", [YOUNG, OLD])
def test_b12_interview_three_by_week_twelve_leaves_a_week_for_the_offer(born: date) -> None:
    """B-12, Brøndby: »Jobsamtale 3 (afholdes inden uge 12, så vi sikrer rettidig aktivering)«.

    No. 3: activation for under 30/50+; an offer must be agreed. Limit 2018-09-24, offer deadline 10-01 (13 weeks) → 7 days slack shown.
    Held, no offer agreed: its own krav, `mangler`.
    """
    assert_limit("samtale-3", "under 30 og 50+")
    assert slack("samtale-3", foedselsdato=born) == ("2018-09-24", "2018-10-01", 7)

    def agreed(*offers: Row) -> tuple[str, str]:
        case = {"krav": "tilbud-aftalt-3", "by": BROENDBY, "foedselsdato": born}
        fund = one(*planned()[:3], *offers, **case)
        return str(fund["frist"]), fund["status"]

    assert agreed() == ("2018-09-24", "mangler")
    assert agreed(begun("2018-10-01", afgivet=on("2018-09-24"))) == ("2018-09-24", "rettidig")
    assert agreed(begun("2018-10-01", afgivet=on("2018-09-25"))) == ("2018-09-24", "for_sent")
    not_held = judge([(citizen(foedselsdato=born), planned()[:2])], "tilbud-aftalt-3", by=BROENDBY)
    assert not_held.is_empty()
    assert judge([(citizen(), planned())], "tilbud-aftalt-3", by=BROENDBY).is_empty()  # 38 years old


def test_b13_interview_four_by_week_sixteen() -> None:
    """B-13, Brøndby: »Jobsamtale 4 (afholdes inden uge 16)«. No. 4, search strategy: limit 2018-10-22."""
    assert_limit("samtale-4", "jobsøgningsstrategi")


def test_b14_interview_five_by_week_twenty_with_the_a_kasse() -> None:
    """B-14, Brøndby: »Jobsamtale 5 (afholdes inden uge 20)« … »Femte Jobsamtale er med A-kasse«.

    No. 5: with a-kasse; long-term indicators. Limit 2018-11-19; held without a-kasse, not declined → finding. A late interview and a
    missing a-kasse are two krav.
    """
    assert_limit("samtale-5", "langtidsledighed")

    def fifth(**a_kasse: bool) -> tuple[tuple[str, str | None, str], tuple[str, str | None, str], set[str]]:
        events = [*planned()[:4], held(PLAN["samtale-5"], **a_kasse)]
        interview, with_a_kasse = (one(*events, krav=krav, by=BROENDBY) for krav in ("samtale-5", "a-kasse-5"))
        return verdict(interview), verdict(with_a_kasse), remarks(with_a_kasse) - {TOO_EARLY}

    day = PLAN["samtale-5"]
    in_time = (day, day, "rettidig")
    assert fifth(**WITH) == (in_time, in_time, set())
    assert fifth(**WISHED_AWAY) == (in_time, in_time, {DECLINED})
    assert fifth(**WITHOUT) == (in_time, (day, None, "mangler"), {STAYED_AWAY})


def test_b15_interview_six_by_week_twenty_four_leaves_two_weeks_for_the_offer() -> None:
    """B-15, Brøndby: »Jobsamtale 6 (afholdes inden uge 24)« … »for de 30-49 årige fokus på rettidig aktivering«.

    Limit 2018-12-17; 26 weeks = 12-31 → 14 days slack.
    """
    assert_limit("samtale-6", "30-49")
    assert slack("samtale-6") == ("2018-12-17", "2018-12-31", 14)
    assert one(*planned(), krav="tilbud-aftalt-6", by=BROENDBY)["status"] == "mangler"
    offer = begun("2018-12-31", afgivet=on("2018-12-17"))
    assert one(*planned(), offer, krav="tilbud-aftalt-6", by=BROENDBY)["status"] == "rettidig"
    assert judge([(citizen(foedselsdato=YOUNG), planned())], "tilbud-aftalt-6", by=BROENDBY).is_empty()


def test_b16_at_six_months_another_rule_sets_the_next_date() -> None:
    """B-16, Brøndby: »overgang til anden samtalekadence«.

    Cadence switch at 6 months; at 6 months the rule that sets the next date is named: the krav of the coming fund.
    """
    pr = on("2019-01-02")  # six months to the day
    funds = judge([(citizen(), planned())], by=BROENDBY, pr=pr)
    coming = funds.filter(pl.col("status") == "kommende", pl.col("haendelse") == "samtale").sort("frist")
    following = coming.row(0, named=True)
    assert (following["krav"], str(following["aabner"]), str(following["frist"])) == (
        "kadence-6-12",
        "2019-01-02",
        "2019-04-02",
    )
    assert not any(krav.startswith("samtale-") for krav in coming["krav"])


def test_b17_six_to_twelve_and_twelve_to_twenty_four_months_in_own_rows() -> None:
    """B-17, Brøndby: »rettidigheden overholdes i den resterende del af de forsikrede lediges dagpengeperiode«.

    Measures beyond 6 months, in own rows: 6–12, 12–24 months, never mixed with the first 6.
    """
    later = [held(day) for day in ("2019-04-02", "2019-07-03", "2019-10-02", "2020-01-02")]
    pr = on("2020-02-01")
    funds = judge([(citizen(), [*planned(), *later])], by=BROENDBY, pr=pr)
    half, year, two = on("2019-01-02"), on("2019-07-02"), on("2020-07-02")
    rows = funds.filter(pl.col("haendelse") == "samtale").group_by("krav").agg(pl.col("frist").implode().first())
    deadlines = {krav: set(days) for krav, days in rows.iter_rows()}
    assert all(half < day < year for day in deadlines["kadence-6-12"])
    assert all(year <= day < two for day in deadlines["kadence-12-24"])
    first_six = set().union(*(deadlines[krav] for krav in PLAN), deadlines["seks-paa-seks"])
    assert all(day <= half for day in first_six)
    by_krav = r1(funds, ALWAYS, pr, ["krav"]).filter(pl.col("krav").cast(pl.String).str.starts_with("kadence"))
    assert by_krav.select("krav", "rettidige", "forfaldne").rows() == [("kadence-12-24", 2, 3), ("kadence-6-12", 1, 1)]


@pytest.mark.parametrize(("pr", "listed"), [("2019-09-01", False), ("2019-10-02", True), ("2019-11-03", True)])
def test_b18_approaching_sixteen_months_without_a_jobformidler(pr: str, *, listed: bool) -> None:
    """B-18, Brøndby: »ledige, der nærmer sig 16 måneders ledighed« … »tilknyttes en personlig jobformidler«.

    Month 15 without jobformidler → listed: the window is open and nothing has met it.
    """
    fund = one(krav="jobformidler", by=BROENDBY, pr=on(pr))
    assert (fund["aabner"] <= on(pr) and fund["status"] in {"kommende", "mangler"}) == listed
    assigned = begun("2019-10-01", tilbudstype="personlig_jobformidler")
    assert one(assigned, krav="jobformidler", by=BROENDBY, pr=on("2019-11-03"))["status"] == "rettidig"


# --- Rudersdal (R) ---------------------------------------------------------------------------------------------


def deviation(first: str, last: str | None = None, written: str | None = None) -> Row:
    """A deliberate deviation, recorded."""
    row = {"art": "fritagelse", "fravaerstype": "konkret_vurdering", "startdato": on(first)}
    return row | {"slutdato": on(last) if last else None, "registreret": on(written) if written else None}


def judged_by_law(pr: str, *cases: tuple[Row, list[Row]]) -> tuple[pl.DataFrame, Tables]:
    """The funds of the cases by the law that holds for each, and their tables."""
    tables = Tables.from_rows(caseload(*cases))
    return audit(tables, [pack for pack in load_packs() if pack.art == "lov"], pr=on(pr)), tables


def test_r11_the_same_reason_in_2018_and_in_august_2026() -> None:
    """R-11, Rudersdal: »snarere end ud fra en rettighedsdato«.

    Same reason: 2018 → still late; 2026-08 recorded as exemption → exempt, and uses one of the 25 %.
    """
    then = (citizen("2018", startdato=on("2018-07-02")), [deviation("2018-08-13"), begun("2019-01-21")])
    now = (citizen("2026", startdato=on("2026-07-01")), [deviation("2026-08-10"), begun("2027-01-21")])
    first = held("2026-07-08", afholdt_af="a_kasse")
    others = [(citizen(f"M{n}", startdato=on("2026-07-01")), [first, begun("2026-12-01")]) for n in range(3)]
    pr = "2027-04-01"
    funds, tables = judged_by_law(pr, then, now, *others)
    assert status_by_case(funds.filter(pl.col("krav") == "foerste-tilbud")) == {
        "2018": "for_sent", "2026": "undtaget", "M0": "rettidig", "M1": "rettidig", "M2": "rettidig",
    }  # fmt: skip
    offers = quotas(funds, load_packs(), on(pr)).filter(pl.col("krav") == "andel-foerste-tilbud")
    share = only(offers)
    assert (share["opfyldt"], share["personer"], share["undtaget"], share["luft"]) == (3, 4, 1, 0)

    beside = recorded_reasons(funds, tables, pr=on(pr)).join(funds, on="fund_id")
    told = {(row["forloeb_id"], row["krav"]): row["afvigelse"] for row in beside.to_dicts()}
    assert told["2018", "foerste-tilbud"] == "konkret vurdering siden 13-08-2018"
    assert ("2026", "foerste-tilbud") not in told
    assert told["2026", "foerste-samtale"] == "konkret vurdering siden 10-08-2026", "den første samtale er med alle"


def test_r11_one_exemption_too_many_breaks_the_share() -> None:
    """R-11, »uses one of the 25 %«: two of four is one too many, though each of them is exempt."""
    start = on("2026-07-01")
    chosen = [(citizen(f"U{n}", startdato=start), [deviation("2026-08-10")]) for n in range(2)]
    met = [(citizen(f"M{n}", startdato=start), [begun("2026-12-01")]) for n in range(2)]
    funds, _ = judged_by_law("2027-04-01", *chosen, *met)
    share = only(quotas(funds, load_packs(), on("2027-04-01")).filter(pl.col("krav") == "andel-foerste-tilbud"))
    assert (share["opfyldt"], share["personer"], share["undtaget"]) == (2, 4, 2)
    assert (share["luft"], share["status"]) == (-1, "ikke nået")


def test_r11_the_screen_says_what_the_exemptions_cost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-11 as the team leader reads it: who is exempt by choice, that it uses the headroom, and that there is no more of it."""
    start = on("2026-07-01")
    chosen = [(citizen("U", startdato=start), [deviation("2026-08-10", written="2026-08-12")])]
    first = held("2026-07-08", afholdt_af="a_kasse")
    met = [(citizen(f"M{n}", startdato=start), [first, begun("2026-12-01")]) for n in range(3)]
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))
    files = export(tmp_path / "udtraek", caseload(*chosen, *met))
    assert run(["audit", str(files), "--pr", "2027-03-31"]) == 0
    screen = " ".join(capsys.readouterr().out.split())
    assert "1 undtaget" in screen
    assert "Den, der er undtaget som en af dem, loven giver plads til, er en person uden" in screen
    assert "Første tilbud til mindst 75 pct. på tværs af grupperne, 2027K1: der kan ikke undtages flere" in screen
    assert "for 1 borger: konkret vurdering." in screen
    assert run(["explain", str(files), "U", "--pr", "2027-03-31"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "er borgeren fritaget: konkret vurdering fra 10-08-2026 (åbent)" in told
    assert "Borgeren tæller i andelen som en person uden og bruger af luften." in told
    assert "Der er registreret en begrundet afvigelse" in told
    assert "Den fritager ikke for dette krav, så fristen gælder stadig." in told


def test_r10_joint_interviews_the_refusal_and_the_absence_apart() -> None:
    """R-10, Rudersdal: »prioriterer vi samtaler med A-kasser højt«.

    Citizen declined → no miss; a-kasse did not come → own category. Joint 1, 2 and 3 each have a krav, so each has a rate.
    """
    days = {"a-kasse-1": "2018-08-13", "a-kasse-2": "2018-12-03", "a-kasse-3": "2019-11-02"}
    pr = on("2019-12-31")
    for krav, day in days.items():
        cases = [
            (citizen("deltog"), [held(day, **WITH)]),
            (citizen("fravalgt"), [held(day, **WISHED_AWAY)]),
            (citizen("udeblev"), [held(day, **WITHOUT)]),
            (citizen("ingen"), []),
        ]
        funds = judge(cases, krav, by=page("rudersdal-2018"), pr=pr)
        told = {fund["forloeb_id"]: (fund["status"], remarks(fund)) for fund in funds.to_dicts()}
        assert told == {
            "deltog": ("rettidig", {IN_DAYS}),
            "fravalgt": ("rettidig", {IN_DAYS, DECLINED}),
            "udeblev": ("mangler", {IN_DAYS, STAYED_AWAY}),
            "ingen": ("mangler", {IN_DAYS}),
        }
        rate = only(r1(funds, ALWAYS, pr, ["krav"]))
        assert (rate["krav"], rate["rettidige"], rate["forfaldne"]) == (krav, 2, 4)


# --- København 2014 (C) ----------------------------------------------------------------------------------------

COPENHAGEN = page("koebenhavn-2014")


@pytest.mark.parametrize(("day", "status"), [("2019-11-02", "rettidig"), ("2019-11-03", "for_sent")])
def test_c02_the_joint_interview_by_sixteen_months(day: str, status: str) -> None:
    """C-02, København: »dagpengemodtagere, der har været ledige i 16 måneder« … »supplerende fælles samtale mellem borger, a-kasse og
    jobcenter«.

    Reaches 16 months 2019-11-02: held that day on time, 11-03 late; list from month 14.
    """
    fund = one(held(day, "faelles_jobsamtale"), krav="faelles-16", by=COPENHAGEN, pr=on("2019-12-31"))
    assert verdict(fund) == ("2019-11-02", day, status)
    assert str(fund["aabner"]) == "2019-09-02"
    listed = one(krav="faelles-16", by=COPENHAGEN, pr=on("2019-09-02"))
    assert (listed["status"], listed["aabner"] <= on("2019-09-02")) == ("kommende", True)


@pytest.mark.parametrize(("day", "status"), [("2015-02-02", "rettidig"), ("2015-02-03", "for_sent")])
def test_c09_a_company_offer_four_weeks_after_the_change(day: str, status: str) -> None:
    """C-09, København: »i virksomhedsrettet tilbud 4 uger efter overgangen til ydelsen«. Moved Mon 2015-01-05 → due 2015-02-02."""
    benefit = {"maalgruppe": "AMY", "ydelse": "arbejdsmarkedsydelse", "startdato": on("2015-01-05")}
    by = page("arbejdsmarkedsydelse-2014")
    fund = one(begun(day), krav="foerste-tilbud", by=by, pr=on("2015-03-31"), **benefit)
    assert verdict(fund) == ("2015-02-02", day, status)


def test_c09_ending_in_eight_weeks_and_not_informed() -> None:
    """C-09, the other half: informed before the benefit ends; "ending in 8 weeks, not informed"."""
    pr = on("2014-11-10")
    ends = {"startdato": on("2013-08-01"), "ydelse_ophoerer": on("2015-01-05")}
    cases = [
        (citizen("orienteret", **ends), [held("2014-11-03", "varslingssamtale")]),
        (citizen("otte-uger", **ends), []),
        (citizen("under-otte-uger", **(ends | {"ydelse_ophoerer": on("2015-01-04")})), []),
        (citizen("uden-dato", **(ends | {"ydelse_ophoerer": None})), []),
    ]
    funds = judge(cases, "orientering-foer-ophoer", by=COPENHAGEN, pr=pr)
    assert status_by_case(funds) == {"orienteret": "rettidig", "otte-uger": "kommende", "under-otte-uger": "mangler"}
    assert str(only(funds.filter(pl.col("forloeb_id") == "otte-uger"))["frist"]) == "2014-11-10"


# --- København and the LO a-kasser 2009 (L) --------------------------------------------------------------------

LO = page("lo-akasse-2009")
IN_2009 = {"startdato": on("2009-08-03"), "foedselsdato": on("1970-05-12"), "a_kasse": "3F"}


def in_a_kasse(day: str) -> Row:
    """An interview held by the a-kasse."""
    return held(day, afholdt_af="a_kasse")


def test_l01_a_breach_is_charged_to_the_owner_at_the_deadline() -> None:
    """L-01, København/LO: »der maximalt kan løbe indtil udgangen af 6 ledigheds måned«.

    Missed at month 2 → a-kasse; month 7 → jobcentre. Rate split by owner.
    """
    pr = on("2010-02-28")
    cases = [
        (citizen("anden", **(IN_2009 | {"foedselsdato": on("1985-05-12")})), []),
        (citizen("syvende", **IN_2009), [in_a_kasse("2009-09-15"), in_a_kasse("2009-11-20")]),
    ]
    funds = judge(cases, by=LO, pr=pr)
    missed = funds.filter(pl.col("status") == "mangler").group_by("forloeb_id").agg(pl.all().sort_by("frist").first())
    owners = {fund["forloeb_id"]: (str(fund["frist"]), fund["ejer"]) for fund in missed.to_dicts()}
    assert owners == {"anden": ("2009-09-03", "a-kasse"), "syvende": ("2010-02-20", "jobcenter")}
    one_case = funds.filter(pl.col("forloeb_id") == "syvende")
    split = r1(one_case, ALWAYS, pr).select("ejer", "rettidige", "forfaldne").rows()
    assert split == [("a-kasse", 2, 2), ("jobcenter", 1, 2)]


@pytest.mark.parametrize(("last", "owner"), [("2009-11-02", "a-kasse"), ("2009-11-03", "jobcenter")])
def test_l01_the_last_day_of_month_six_is_the_a_kasse_s_and_the_next_the_jobcentre_s(last: str, owner: str) -> None:
    """L-01, the edge: month 6 ends 2010-02-02; three months after the last interview fall on that day or the day after."""
    found = judge([(citizen(**IN_2009), [in_a_kasse(last)])], by=LO, pr=on("2010-03-31"))
    missed = found.filter(pl.col("status") == "mangler").sort("frist").row(0, named=True)
    assert (missed["ejer"], missed["frist"] - timedelta(days=92)) == (owner, on(last))


def excluded() -> list[tuple[Row, list[Row]]]:
    """Twelve under the jobcentre's special effort, five who chose the jobcentre, and three in the trial, one of them missed."""
    kinds = ["jobcentrets_specialindsats"] * 12 + ["valgt_jobcentret"] * 5
    cases = [
        (citizen(f"U{number:02}", **IN_2009), [{"art": "fritagelse", "fravaerstype": kind, "startdato": on("2009-08-03")}])
        for number, kind in enumerate(kinds)
    ]  # fmt: skip
    met = [(citizen(f"M{number}", **IN_2009), [in_a_kasse("2009-10-12")]) for number in range(2)]
    return [*cases, *met, (citizen("M2", **IN_2009), [])]


def test_l02_exclusions_and_opt_outs_are_rows_of_a_denominator_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """L-02, København/LO: »ledige under jobcentrets specialindsats er undtaget« … »foretrækker kontakten til jobcentret kan vælge dette«.

    Exclusions and opt-outs with dates: 12 special effort, 5 opt-out printed as rows.
    """
    pr, packs = on("2009-11-30"), load_packs([LO])
    tables = Tables.from_rows(caseload(*excluded()))
    funds = audit(tables, packs, pr=pr)
    rows = by_reason(funds, tables, packs, pr=pr).select("ejer", "aarsag", "forpligtelser", "borgere").rows()
    assert rows == [("a-kasse", "jobcentrets specialindsats", 12, 12), ("a-kasse", "valgt jobcentret", 5, 5)]
    rate = only(r1(funds, ALWAYS, pr))
    assert (rate["ejer"], rate["rettidige"], rate["forfaldne"]) == ("a-kasse", 2, 3)

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))
    files = export(tmp_path / "udtraek", caseload(*excluded()))
    assert run(["audit", str(files), "--pr", "2009-11-30", "--lokal", "lo-akasse-2009"]) == 0
    screen = " ".join(capsys.readouterr().out.split())
    assert "12 forpligtelser for 12 borgere: jobcentrets specialindsats." in screen
    assert "5 forpligtelser for 5 borgere: valgt jobcentret." in screen


def test_l02_an_exclusion_that_ended_before_the_deadline_excludes_nobody() -> None:
    """L-02, »with dates«: the exemption counts by the days it covers."""
    special = absence("2009-08-03", "2009-11-02", "jobcentrets_specialindsats")
    others = [(citizen("M", **IN_2009), [in_a_kasse("2009-10-12")])]
    cases = [(citizen(**IN_2009), [special]), *others]
    assert status_by_case(judge(cases, "samtale-a-kasse", by=LO, pr=on("2009-11-30")).filter(nr=1)) == {
        "F1": "mangler",
        "M": "rettidig",
    }


# --- København 2008 (A) ----------------------------------------------------------------------------------------

PLAN_2008 = page("koebenhavn-2008")


@pytest.mark.parametrize(("day", "status"), [("2008-06-01", "rettidig"), ("2008-06-02", "for_sent"), (None, "mangler")])
def test_a10_warned_half_a_year_before_the_loss(day: str | None, status: str) -> None:
    """A-10, København: »En fortsættelse af det varslingssystem for borgere omfattet af 300-timers-reglen« … »Borgerne varsles senest et
    halvt år før de står til at miste kontanthjælpen.«

    Loss 2008-12-01 → warn by 2008-06-01; 06-02 late.
    """
    case = {"maalgruppe": "6.2", "startdato": on("2007-02-05"), "kontanthjaelp_mistes": on("2008-12-01")}
    warned = [held(day, "varslingssamtale")] if day else []
    fund = one(*warned, krav="varsel-300-timer", by=PLAN_2008, pr=on("2008-12-31"), **case)
    assert verdict(fund) == ("2008-06-01", day, status)


@pytest.mark.parametrize(
    ("day", "status", "said"),
    [
        ("2008-02-03", "mangler", {TOO_EARLY}),
        ("2008-02-04", "rettidig", set()),
        ("2008-03-31", "rettidig", set()),
        ("2008-04-01", "for_sent", set()),
    ],
)
def test_a25_contact_in_sick_weeks_four_to_twelve(day: str, status: str, said: set[str]) -> None:
    """A-25, København: »(efter 4-12 ugers sygefravær)«.

    Sick from Mon 2008-01-07 → window 02-04..03-31; too early and too late both shown.
    """
    case = {"maalgruppe": "6.6", "startdato": on("2008-01-14"), "foerste_fravaersdag": on("2008-01-07")}
    fund = one(held(day, "opfoelgningssamtale"), krav="kontakt-4-12-uger", by=PLAN_2008, pr=on("2008-04-30"), **case)
    assert (str(fund["aabner"]), str(fund["frist"])) == ("2008-02-04", "2008-03-31")
    assert (fund["status"], remarks(fund)) == (status, said)
