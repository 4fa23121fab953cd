"""Brøndby's two lists (inventory B-02): no deadline in the system, and interviews missing in an interval, with the paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import Tables, audit, load_packs
from rettid.caseload import open_cases
from rettid.lists.deadlines import DIFFERS, NO_DEADLINE, UNTOLD, missing_interviews, without_deadline
from rettid.lists.lines import Choice, lines
from tests.asking import EXAMPLE, begun, caseload, citizen, on, only
from tests.asking import held as interview

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]
PR = on("2018-08-13")
MET = [interview("2018-07-10", "serviceopkald"), interview("2018-07-25")]
"""What is due before Monday 27 August has been held."""


def asked(*cases: tuple[Row, Sequence[Row]]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    tables, packs = Tables.from_rows(caseload(*cases)), load_packs([EXAMPLE])
    return without_deadline(audit(tables, packs, pr=PR), open_cases(tables, PR), tables, packs)


def case(name: str, system: str | None, **more: Any) -> tuple[Row, list[Row]]:
    """A case whose next interview the system wants by a day; its offer and its offer's day are in order."""
    days = {"frist_system": on(system) if system else None, "rettighedsdato_system": on("2018-12-31")}
    return citizen(name, **days | more), MET


def test_b02_without_a_deadline_ours_stands_there() -> None:
    """No deadline, rettid computes 2018-08-27 → (a) with that date; system says 09-30 → "differs"; (a) empty = goal."""
    found, untold = asked(case("F1", None), case("F2", "2018-09-30"), case("F3", "2018-08-27"))
    assert untold == ()
    interviews = found.filter(pl.col("haendelse") == "samtale")
    assert interviews.select("sag", "hvad", pl.col("frist").cast(pl.String), "forskel").rows() == [
        ("F1", NO_DEADLINE, "2018-08-27", None),
        ("F2", DIFFERS, "2018-08-27", 34),
    ]
    goal, _ = asked(case("F3", "2018-08-27"))
    assert goal.filter(pl.col("hvad") == NO_DEADLINE).is_empty()
    assert goal.is_empty()


def test_the_day_of_an_interview_with_or_without_grace_is_the_same_day() -> None:
    """Two months from 2 July is 2 September; with 14 days of grace 16 September: a system may say either."""
    found, _ = asked(case("F1", "2018-09-02"), case("F2", "2018-09-16"), case("F3", "2018-09-03"))
    assert found["sag"].to_list() == ["F3"]


def test_the_right_to_an_offer_is_only_missed_while_an_offer_is_owed() -> None:
    owed = case("F1", "2018-08-27", rettighedsdato_system=None)
    done = case("F2", "2018-08-27", rettighedsdato_system=None)
    told = case("F3", "2018-08-27")
    found, _ = asked(owed, (done[0], [*MET, begun("2018-08-01")]), told)
    row = only(found)
    assert (row["sag"], row["haendelse"], row["hvad"], str(row["frist"])) == ("F1", "tilbud", NO_DEADLINE, "2018-12-31")


def test_an_export_that_never_says_the_day_lists_nobody_and_says_so() -> None:
    found, untold = asked(case("F1", None), case("F2", None))
    assert untold == ("samtale",)
    assert found.is_empty()


def test_what_can_not_be_computed_is_listed_with_what_is_missing() -> None:
    found, _ = asked(case("F1", None, startdato=None), case("F3", "2018-08-27"))
    assert found.select("sag", "haendelse", "hvad", "mangler_felt").rows() == [
        ("F1", "samtale", UNTOLD, "startdato"),
        ("F1", "tilbud", UNTOLD, "startdato"),
    ]


def test_b02_missing_interviews_carry_interval_and_paragraph() -> None:
    """A citizen with no interview at all: every interval that has closed, by its deadline, each with its paragraph."""
    tables, packs = Tables.from_rows(caseload((citizen(sagsbehandler="Bo Lund"), []))), load_packs([EXAMPLE])
    funds = audit(tables, packs, pr=on("2018-09-30"))
    all_lines = lines(
        funds, open_cases(tables, on("2018-09-30")), tables, packs=packs, choice=Choice(), pr=on("2018-09-30")
    )
    found = missing_interviews(all_lines)
    intervals = found.filter(pl.col("krav") == "samtale-interval")
    assert intervals.select(pl.col("frist", "aabner").cast(pl.String)).rows() == [
        ("2018-07-30", "2018-07-02"),
        ("2018-08-27", "2018-07-30"),
        ("2018-09-24", "2018-08-27"),
    ]
    assert found["hjemmel"].null_count() == 0
    assert found["frist"].is_sorted()
    assert set(found["status"]) == {"mangler"}
