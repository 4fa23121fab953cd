"""From the own number to the official one: each definition is switched by counting again, and everything adds up."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid import Tables
from rettid.benchmarks import STEPS, Definition, Official, Recount, reconciled
from rettid.benchmarks.gap import GAP, OURS, REST, THEIRS
from rettid.benchmarks.recount import by_registration, known_by
from rettid.measures import load_measures
from rettid.screen.reconcile import changes
from rettid.spans import Span
from tests.asking import on
from tests.benchmarks.making import DATA_DAY, DEADLINE, PR, START, case, caseload, offer, packs
from tests.depth import tries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.rules import Pack

QUARTER = Span(on("2018-10-01"), on("2018-12-31"))
OWN = Definition(QUARTER, PR)


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pack, ...]:
    return packs(tmp_path_factory.mktemp("regler"))


def gap(
    tables: Tables, law: Sequence[Pack], official: Official, *steps: str, maal: str = "R1/tilbud", own: Definition = OWN
) -> pl.DataFrame:
    """The reconciliation by the steps that are named, else by all."""
    return reconciled(Recount(tables, law, maal), own, official, [STEPS[name] for name in steps or STEPS])


def effects(found: pl.DataFrame) -> dict[str, float | str]:
    """What each step moved, in points, or why it was not taken."""
    return {
        row["trin"]: row["grund"] or round(100 * row["aendring"], 1)
        for row in found.to_dicts()
        if row["trin"] not in (OURS, THEIRS)
    }


def adds_up(found: pl.DataFrame) -> None:
    """The changes of the steps and the rest are the whole gap, and each row is where the one before it and its change lead."""
    ours, theirs = found.row(0, named=True)["andel"], found.row(-1, named=True)["andel"]
    assert math.isclose(found["aendring"].sum(), theirs - ours, abs_tol=1e-12)
    taken = found.filter(pl.col("andel").is_not_null(), pl.col("trin") != THEIRS)
    for before, after in zip(taken.to_dicts(), taken.to_dicts()[1:], strict=False):
        assert math.isclose(before["andel"] + after["aendring"], after["andel"], abs_tol=1e-12)


LATE, MISSED = 60, 20
"""Registered after the official number was made; registered after the deadline, but in time for that."""


def letter() -> Tables:
    """71 of 100 in time; of 6.1, 69 of 100, three of them registered too late for Jobindsats and two after the deadline."""
    ours = [0] * 64 + [LATE] * 3 + [MISSED] * 2
    return caseload([("6.1", 100, ours), ("6.2", 100, [0] * 73)])


def test_every_cause_gets_what_it_moves(law: tuple[Pack, ...]) -> None:
    found = gap(letter(), law, Official(0.64, QUARTER, ("6.1",), DATA_DAY))
    assert found.columns == list(GAP)
    assert [round(100 * andel, 1) for andel in (found["andel"][0], found["andel"][-1])] == [71.0, 64.0]
    assert effects(found) == {
        "periode": "det er den samme",
        "maalgruppe": -2.0,
        "registrering": -3.0,
        "haendelsesdato": -2.0,
        "undtagne": 0.0,
        "forloeb": "ingen borger har mere end ét forløb",
        "personer": 0.0,
        REST: 0.0,
    }
    adds_up(found)


def test_what_no_step_explains_is_the_rest(law: tuple[Pack, ...]) -> None:
    found = gap(letter(), law, Official(0.60, QUARTER, ("6.1",), DATA_DAY))
    assert effects(found)[REST] == -4.0
    adds_up(found)


def test_a_figure_that_says_nothing_of_itself_leaves_more_in_the_rest(law: tuple[Pack, ...]) -> None:
    found = gap(letter(), law, Official(0.64, QUARTER))
    assert effects(found) == {
        "periode": "det er den samme",
        "maalgruppe": "det officielle tal siger ikke hvilke: --maalgruppe",
        "registrering": "det officielle tal siger ikke, hvornår det er opgjort: --datadato",
        "haendelsesdato": -2.5,
        "undtagne": 0.0,
        "forloeb": "ingen borger har mere end ét forløb",
        "personer": 0.0,
        REST: -4.5,
    }
    adds_up(found)


def test_the_order_decides_whose_the_change_is_but_not_the_sum(law: tuple[Pack, ...]) -> None:
    official = Official(0.64, QUARTER, ("6.1",), DATA_DAY)
    one = effects(gap(letter(), law, official, "registrering", "haendelsesdato"))
    two = effects(gap(letter(), law, official, "haendelsesdato", "registrering"))
    assert (one["registrering"], one["haendelsesdato"]) == (-1.5, -1.0)
    assert (two["haendelsesdato"], two["registrering"]) == (-2.5, 0.0)
    assert one[REST] == two[REST]


def test_as_it_was_that_day_nothing_later_has_happened_and_no_later_deadline_has_passed(law: tuple[Pack, ...]) -> None:
    """Offers begun after the official day without a day of registration, and deadlines after it, are not in the number of that day."""
    tables = caseload([("6.1", 40, [0] * 20)])
    later = [offer(f"0-{n}", None) | {"startdato": DATA_DAY + timedelta(days=1)} for n in range(20, 30)]
    due_later = [case(f"s{n}") | {"startdato": START + timedelta(days=60)} for n in range(10)]
    rows = {
        "forloeb": tables["forloeb"].collect().to_dicts() + due_later,
        "tilbud": tables["tilbud"].collect().to_dicts() + later,
        "fravaer": [],
    }
    found = gap(Tables.from_rows(rows), law, Official(0.5, QUARTER, None, DATA_DAY), "registrering")
    assert found.select("taeller", "naevner").rows()[:2] == [(20, 50), (20, 40)]


def test_what_was_registered_on_the_very_day_was_known() -> None:
    days = [DATA_DAY, DATA_DAY + timedelta(days=1), None]
    rows = [offer(f"F{n}") | {"registreret": day} for n, day in enumerate(days)]
    known = known_by(Tables.from_rows({"forloeb": [case("F0")], "tilbud": rows}), DATA_DAY)
    assert known["tilbud"].collect()["forloeb_id"].to_list() == ["F0", "F2"]
    assert known["forloeb"].collect().height == 1


def test_the_exempt_counted_as_not_met_are_r5(law: tuple[Pack, ...]) -> None:
    tables = caseload([("6.1", 50, [0] * 30)])
    exempted = [
        {"forloeb_id": f"0-{n}", "art": "fritagelse", "fravaerstype": "mindre_intensiv_indsats", "startdato": START}
        for n in range(40, 50)
    ]
    frames = {**tables.frames, "fravaer": Tables.from_rows({"fravaer": exempted})["fravaer"]}
    found = gap(Tables(frames), law, Official(0.6, QUARTER), "undtagne")
    assert found.select("taeller", "naevner").rows()[:2] == [(30, 40), (30, 50)]
    assert effects(found)["undtagne"] == -15.0


def test_persons_instead_of_duties(law: tuple[Pack, ...]) -> None:
    """Each citizen with two forløb, the first met and the second not: half of the duties, none of the persons."""
    forloeb = [case(f"{n}-{half}") | {"borger_id": f"b{n}"} for n in range(20) for half in "ab"]
    tables = Tables.from_rows({"forloeb": forloeb, "tilbud": [offer(f"{n}-a") for n in range(20)], "fravaer": []})
    found = gap(tables, law, Official(0.1, QUARTER), "personer")
    assert found.select("taeller", "naevner").rows()[:2] == [(20, 40), (0, 20)]
    assert effects(gap(tables, law, Official(0.1, QUARTER), "personer", maal="RP/tilbud"))["personer"] == (
        "jeres tal tæller allerede personer"
    )


def test_a_spell_that_is_broken_by_less_than_a_calendar_month_is_one(law: tuple[Pack, ...]) -> None:
    """Off for ten days in August: read as two forløb the second is due in November and missed; as one it was met in October."""
    rows = []
    for n in range(20):
        first = case(f"{n}-a") | {"borger_id": f"b{n}", "slutdato": on("2018-08-10")}
        rows += [first, first | {"forloeb_id": f"{n}-b", "startdato": on("2018-08-20"), "slutdato": None}]
    begun = [offer(f"{n}-b") | {"startdato": DEADLINE - timedelta(days=30), "slutdato": DEADLINE} for n in range(20)]
    late = [each | {"startdato": on("2018-09-28"), "slutdato": on("2018-10-20")} for each in begun]
    tables = Tables.from_rows({"forloeb": rows, "tilbud": late, "fravaer": []})
    found = gap(tables, law, Official(0.5, Span(on("2018-10-01"), on("2018-10-31"))), "periode", "forloeb")
    assert effects(found)["periode"] == "kun 0 ville være tilbage, for få til en procent"
    assert found.filter(trin="forloeb").select("taeller", "naevner").row(0) == (20, 20)


def test_the_official_period_is_counted_again(law: tuple[Pack, ...]) -> None:
    early = [case(f"e{n}") | {"startdato": START - timedelta(days=60)} for n in range(20)]
    both = caseload([("6.1", 20, [0] * 20)])
    rows = {
        "forloeb": early + both["forloeb"].collect().to_dicts(),
        "tilbud": both["tilbud"].collect().to_dicts(),
        "fravaer": [],
    }
    own = Definition(Span(on("2018-07-01"), on("2018-12-31")), PR)
    found = gap(Tables.from_rows(rows), law, Official(1.0, QUARTER), "periode", own=own)
    assert found.select("taeller", "naevner").rows()[:2] == [(20, 40), (20, 20)]


@pytest.mark.parametrize(
    ("official", "step", "why"),
    [
        (Official(0.6, Span(on("2019-02-01"), on("2019-02-28"))), "periode", "perioden begynder ikke før"),
        (Official(0.6, QUARTER), "maalgruppe", "--maalgruppe"),
        (Official(0.6, QUARTER), "registrering", "--datadato"),
        (Official(0.6, QUARTER, None, PR), "registrering", "samme dag som jeres eller senere"),
        (Official(0.6, QUARTER, ("6.9",)), "maalgruppe", "kun 0 ville være tilbage"),
    ],
)
def test_what_cannot_be_switched_says_why_and_moves_nothing(
    law: tuple[Pack, ...], official: Official, step: str, why: str
) -> None:
    found = gap(letter(), law, official, step)
    row = found.filter(trin=step).row(0, named=True)
    assert why in (row["grund"] or "")
    assert (row["andel"], row["aendring"]) == (None, None)
    adds_up(found)


def test_an_export_without_days_of_registration_can_not_be_switched(law: tuple[Pack, ...]) -> None:
    found = effects(gap(caseload([("6.1", 20, [None] * 15)]), law, Official(0.6, QUARTER, None, DATA_DAY)))
    assert found["registrering"] == found["haendelsesdato"] == "udtrækket siger ikke, hvornår noget blev registreret"


def test_an_offer_keeps_its_length_when_it_counts_from_its_registration() -> None:
    row = offer("F", 10) | {"slutdato": DEADLINE + timedelta(days=13)}
    moved = by_registration(Tables.from_rows({"tilbud": [row, offer("G", -5)]}))["tilbud"].collect()
    assert (moved["slutdato"][0] - moved["startdato"][0]).days == 13
    assert moved["startdato"].to_list() == [DEADLINE + timedelta(days=10), DEADLINE]


# --- An official measure of our own making ---------------------------------------------------------------------


def passive(tables: Tables) -> Recount:
    """Those without any offer in the latest three months, of those three months on the benefit."""
    measure = next(each for each in load_measures() if each.id == "star-passiv")
    line = next(each for each in measure.linjer if each.id == "passiv-3")
    return Recount(tables, (), "star-passiv/passiv-3", measure, line)


def test_an_official_measure_is_taken_again_on_its_own_day_and_groups() -> None:
    tables = caseload([("6.1", 30, [0] * 10 + [LATE] * 5), ("6.2", 20, [0] * 20)])
    month = Official(0.5, Span(on("2018-11-01"), on("2018-11-30")), ("6.1",), on("2018-11-20"))
    found = reconciled(passive(tables), Definition(QUARTER, PR), month, list(STEPS.values()))
    shown = {row["trin"]: (row["taeller"], row["naevner"]) for row in found.to_dicts() if row["grund"] is None}
    assert shown[OURS] == (15, 50)
    assert shown["maalgruppe"] == (15, 30)
    assert effects(found)["undtagne"] == "målet har ingen frister at være undtaget fra"
    assert effects(found)["personer"] == "jeres tal tæller allerede personer"
    adds_up(found)


def test_a_measure_of_what_was_not_supplied_says_so() -> None:
    tables = Tables.from_rows({"forloeb": [case("F")]})
    assert passive(tables).untold(OWN) == "kan ikke opgøres: tilbud er ikke i udtrækket"
    assert Recount(tables, (), "R1/tilbud").untold(OWN) == "tilbud er ikke i udtrækket"


# --- Always ----------------------------------------------------------------------------------------------------

DAYS = st.one_of(st.none(), st.integers(-20, 80))


@st.composite
def questions(draw: st.DrawFn) -> tuple[Tables, Official, list[str], str]:
    """A caseload, an official number of whatever size, some of the steps in some order, and an own number."""
    group = st.tuples(st.sampled_from(["6.1", "6.2"]), st.integers(10, 25), st.lists(DAYS, max_size=10))
    late = draw(st.one_of(st.none(), st.integers(-10, 100)))
    official = Official(
        draw(st.floats(0, 1)),
        QUARTER,
        draw(st.sampled_from([None, ("6.1",), ("6.2",)])),
        None if late is None else DEADLINE + timedelta(days=late),
    )
    chosen = draw(st.lists(st.sampled_from(list(STEPS)), unique=True))
    return (
        caseload(draw(st.lists(group, min_size=1, max_size=3))),
        official,
        chosen,
        draw(st.sampled_from(["R1/tilbud", "RP/tilbud"])),
    )


@tries(12)
@given(asked=questions())
def test_the_steps_always_add_up_to_the_gap(
    law: tuple[Pack, ...], asked: tuple[Tables, Official, list[str], str]
) -> None:
    tables, official, chosen, maal = asked
    found = reconciled(Recount(tables, law, maal), OWN, official, [STEPS[name] for name in chosen])
    adds_up(found)
    assert found["trin"].to_list() == [OURS, *chosen, REST, THEIRS]
    assert found.filter(pl.col("naevner") < 10).is_empty()
    assert found["naevner"][0] == tables["forloeb"].select(pl.len()).collect().item()


@tries(40)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=9), st.data())
def test_what_is_printed_adds_up_too(shares: list[float], data: st.DataObject) -> None:
    """Each change is shown as the difference of what is shown before and after it."""
    rows = [{"trin": OURS, "andel": shares[0]}]
    last = shares[0]
    for share in shares[1:-1]:
        taken = data.draw(st.booleans())
        rows.append({"trin": "t", "andel": share, "aendring": share - last} if taken else {"trin": "t", "grund": "nej"})
        last = share if taken else last
    rows += [{"trin": REST, "aendring": shares[-1] - last}, {"trin": THEIRS, "andel": shares[-1]}]
    frame = pl.DataFrame([{name: row.get(name) for name in GAP} for row in rows], schema=GAP, orient="row")
    moved = [change for _, change in changes(frame) if change is not None]
    assert math.isclose(sum(moved), round(100 * shares[-1], 1) - round(100 * shares[0], 1), abs_tol=1e-9)
    assert all(math.isclose(change, round(change, 1), abs_tol=1e-9) for change in moved)
