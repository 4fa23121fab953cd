"""What a series rests on: a replay is the plain audit of that day, what was known then is never more than that, and order is nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from rettid import Tables, audit, rates
from rettid.output import as_bytes
from rettid.rates import members
from rettid.rates.groupings import with_groups
from rettid.spans import Span
from rettid.trend import MONTH, NOW, THEN, Export, Step, Trend, steps
from rettid.trend.counts import held
from tests.asking import absence, begun, caseload, citizen, on
from tests.asking import held as interview
from tests.depth import tries
from tests.trend.made import DAY, Scene, loaded

Row = dict[str, Any]

SEEDS = st.integers(0, 10**6)


def last_months(pr: date, number: int = 2) -> list[Step]:
    """The last months that are over by the day."""
    return steps(MONTH, Span(pr - timedelta(days=31 * (number + 1)), pr), pr)[-number:]


def ids(funds: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Which funds, and which of them in the numerator."""
    return sorted(funds.select("fund_id", "i_taeller").rows())


# --- A replay is the plain audit of the day -----------------------------------------------------------------------


@tries(2)
@given(SEEDS)
def test_a_replay_is_the_plain_audit_of_that_day(seed: int) -> None:
    """As known then: `audit` of the whole export, `pr` the day after, `kendt_pr` the last day. What waits now: the same, all known."""
    scene = Scene(seed)
    export, found = scene.export(), last_months(scene.pr)
    for step in found:
        day = min(step.span.last + DAY, scene.pr)
        then, now = (audit(export.tables, scene.packs, pr=day, kendt_pr=known) for known in (step.span.last, None))
        plain = {
            ("R1", THEN): members.due(then, step.span, day),
            ("RP", THEN): members.person_duties(with_groups(then, "frist", ()), step.span, day, ["lokal_pakke"]),
            ("R2", THEN): members.waiting(then),
            ("R2", NOW): members.waiting(now),
            ("R1", NOW): members.due(export.funds, step.span, scene.pr),
        }
        for (maal, known), counted in plain.items():
            assert ids(held(maal, export.told(maal, known, found), [step])) == ids(counted), (maal, known)


@tries(2)
@given(SEEDS)
def test_the_numbers_are_those_of_the_rates(seed: int) -> None:
    """R1 now, month by month, is R1 of `rates` over the whole time by month."""
    scene = Scene(seed)
    found, export = last_months(scene.pr, 6), scene.export()
    span = Span(found[0].span.first, found[-1].span.last)
    by_month = rates.r1(with_groups(export.funds, "frist"), span, scene.pr, ["maaned", "lokal_pakke"])
    series = Trend(export, found).series.filter(pl.col("naevner") > 0)
    kind = ("lokal_pakke", "art", "ejer", "haendelse")
    plain = by_month.with_columns(pl.col(kind).cast(pl.String)).sort("maaned", *kind)
    assert (
        series.sort("periode", *kind).select("periode", *kind, "taeller", "naevner", "borgere").rows()
        == plain.select("maaned", *kind, "rettidige", "forfaldne", "borgere").rows()
    )


# --- As known then ------------------------------------------------------------------------------------------------


@tries(2)
@given(SEEDS)
def test_as_known_then_never_uses_a_row_registered_later(seed: int) -> None:
    """Whatever was registered after the month is moved about and turned to something else; the series stays, byte for byte."""
    scene = Scene(seed)
    (step,) = last_months(scene.pr, 1)

    def other(rows: list[Row]) -> list[Row]:
        days = ("dato", "startdato", "slutdato", "afgivet")
        return [
            row
            if row["registreret"] is None or row["registreret"] <= step.span.last
            else row | {name: row[name] - timedelta(days=scene.rng.randint(1, 40)) for name in days if row.get(name)}
            for row in rows
        ]

    changed = {
        name: rows if rows is None or name not in ("samtaler", "tilbud", "fravaer") else other(rows)
        for name, rows in scene.rows.items()
    }
    then = [Trend(scene.export(rows), [step], ("R1", "RP", "R2"), (THEN,)).series for rows in (scene.rows, changed)]
    assert as_bytes(then[0], "csv") == as_bytes(then[1], "csv")


@tries(2)
@given(SEEDS)
def test_the_order_of_rows_and_packs_changes_nothing(seed: int) -> None:
    scene = Scene(seed)
    found = last_months(scene.pr, 1)
    first = scene.trend(found)
    shuffled = {name: rows and scene.rng.sample(rows, len(rows)) for name, rows in scene.rows.items()}
    scene.rng.shuffle(scene.packs)
    second = scene.trend(found, shuffled)
    for frame in ("series", "differences"):
        assert as_bytes(getattr(first, frame), "csv") == as_bytes(getattr(second, frame), "csv")


@tries(2)
@given(SEEDS)
def test_differences_are_all_of_them_and_balance(seed: int) -> None:
    """What then counted, less what is counted otherwise now, and with what now counts more, is what now counts."""
    scene = Scene(seed)
    trend = scene.trend(last_months(scene.pr, 1))
    told = trend.differences
    for maal in ("R1", "R2"):
        side = {
            known: told.filter(pl.col("maal") == maal, pl.col(f"regnet_{known}").is_in(["til tiden", "venter"])).height
            for known in (NOW, THEN)
        }
        whole = {known: trend.series.filter(maal=maal, kendt=known)["taeller"].sum() for known in (NOW, THEN)}
        assert whole[NOW] - whole[THEN] == side[NOW] - side[THEN]
    assert told["aarsag"].null_count() == 0


# --- Why "as known now" is the audit of today and no replay ---------------------------------------------------------

SIMPLE = """
id = "proeve"
titel = "Prøve"
art = "lov"
version = "1"
hjemmel = "Ingen lov: en prøve"
kilde = "spec.md"
efterproevet = "udledt"
kontrolleret = 2026-11-22
maalgruppe = ["6.1"]
gaelder_fra = 2015-07-01
ur = "ledighed"
[fravaer]
pauser = ["arbejde"]

[[krav]]
id = "tilbud"
titel = "Første tilbud"
haendelse = "tilbud"
form = "senest"
senest = "91 dage"
"""
SEPTEMBER, TODAY = Step("2018-09", Span(on("2018-09-01"), on("2018-09-30"))), on("2018-12-31")


def both(events: list[Row], more: str = "", **forloeb: Any) -> tuple[list[str], list[str]]:
    """The statuses that R1 counts in September: by a replay of 1 October with all rows, and by the audit of today.

    The first offer falls due on 30 September.
    """
    tables = Tables.from_rows(caseload((citizen(**forloeb), [*events, interview("2018-08-01")])))
    pack = [loaded(SIMPLE + more)]
    found = []
    for day in (on("2018-10-01"), TODAY):
        counted = members.due(audit(tables, pack, pr=day), SEPTEMBER.span, day)
        found.append(counted["status"].cast(pl.String).to_list())
    now = Export(tables, pack, audit(tables, pack, pr=TODAY), TODAY)
    assert held("R1", now.told("R1", NOW, [SEPTEMBER]), [SEPTEMBER])["status"].cast(pl.String).to_list() == found[1]
    return found[0], found[1]


def test_as_a_rule_the_two_are_the_same() -> None:
    """Nothing that happens after a deadline moves it, or makes it met in time."""
    due = {"startdato": on("2018-07-01"), "tilmeldingsdato": on("2018-07-01")}
    assert both([begun("2018-09-30")], **due) == (["rettidig"], ["rettidig"])
    assert both([begun("2018-10-05")], **due) == (["mangler"], ["for_sent"])
    assert both([], **due, slutdato=on("2018-11-02")) == (["mangler"], ["mangler"])
    assert both([absence("2018-10-01", "2018-10-20")], **due) == (["mangler"], ["mangler"])
    assert both([absence("2018-09-20", "2018-10-20")], **due) == ([], []), "pausen flytter fristen ud af måneden"


def test_a_wage_subsidy_begun_within_its_grace_settles_an_earlier_month() -> None:
    subsidy = begun("2018-10-10", tilbudstype="loentilskud", afgivet=on("2018-09-28"))
    due = {"startdato": on("2018-07-01"), "tilmeldingsdato": on("2018-07-01")}
    assert both([subsidy], 'loentilskud_efterfrist = "21 dage"\n', **due) == (["mangler"], ["rettidig"])


def test_an_offer_that_ended_before_its_time_unsettles_an_earlier_month() -> None:
    short = begun("2018-09-28", slutdato=on("2018-10-02"), planlagt_slutdato=on("2018-12-01"))
    due = {"startdato": on("2018-07-01"), "tilmeldingsdato": on("2018-07-01")}
    assert both([short], 'min_varighed = "14 dage"\n', **due) == (["rettidig"], ["mangler"])


def test_the_cases_that_a_later_event_settled_say_so() -> None:
    """The subsidy was registered in time: what differs is what happened since, and not what was registered late."""
    subsidy = begun("2018-10-10", tilbudstype="loentilskud", afgivet=on("2018-09-28"), registreret=on("2018-09-28"))
    late = begun("2018-09-20", registreret=on("2018-10-15"))
    forloeb = {"startdato": on("2018-07-01"), "tilmeldingsdato": on("2018-07-01")}
    two = [(citizen("A", **forloeb), [subsidy]), (citizen("B", **forloeb), [late])]
    tables = Tables.from_rows(caseload(*two))
    pack = [loaded(SIMPLE + 'loentilskud_efterfrist = "21 dage"\n')]
    trend = Trend(Export(tables, pack, audit(tables, pack, pr=TODAY), TODAY), [SEPTEMBER], known=(NOW, THEN))
    told = trend.differences.select("sag", "status_da", "status_nu", "moedt", "registreret", "aarsag").rows()
    assert told == [
        ("A", "mangler", "rettidig", on("2018-10-10"), None, "afgjort senere"),
        ("B", "mangler", "rettidig", on("2018-09-20"), on("2018-10-15"), "registreret senere"),
    ]
