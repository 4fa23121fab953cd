"""Absence cover: what falls due while caseworkers are away, who covers it, and a proposal for what nobody covers.

Pure: funds, cases, a plan and a day in; frames out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.caseload import open_cases, with_case_number
from rettid.cover import notes, proposal
from rettid.cover.away import Asked, all_away, covers_away, windows
from rettid.cover.due import ORDER, due, missed_before, open_duties, undecided
from rettid.cover.people import names_in, roster, with_person
from rettid.cover.plan import Plan, by_plan, refuse, settled

if TYPE_CHECKING:
    from datetime import date

    from rettid.tables import Tables

__all__ = ["COVERED", "DATA", "SELF", "UNCOVERED", "Asked", "Caseload", "Cover", "Plan", "cover"]

COVERED, UNCOVERED, SELF = "daekket", "udaekket", "selv"
"""`daekning` of a row: someone covers it; nobody does; it is booked in time on a day when the one responsible is there."""

DATA = (
    "fund_id", "forloeb_id", "borger_id", "sag", "fravaerende", "team", "maalgruppe", "aldersgruppe", "haendelse", "pakke",
    "krav", "nr", "hjemmel", "flere", "dag", "frist", "planlagt", "status", "daekning", "vikar", "forslag", "grund",
)  # fmt: skip
"""The columns of every machine format; no names of citizens."""

_TOP = {UNCOVERED: 0, COVERED: 1, SELF: 2}


@dataclass(frozen=True, slots=True)
class Caseload:
    """What is covered: the funds, the tables and the day they were judged on.

    `grupper` are the target groups that the packs know, `kolleger` persons whom the export need not name.
    """

    funds: pl.DataFrame
    tables: Tables
    pr: date
    grupper: tuple[str, ...] = ()
    kolleger: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """The answer.

    `rows` are DATA and `navn`: one per interview or offer, uncovered first, then by day. `people` are those who cover
    or could, by name: `sagsbehandler`, `egne`, `daekker`, `foreslaaet`, `i_alt`, `hoejst`, `bemaerkning`. `windows` are
    the days away: `person`, `fra`, `til`. `notes` are sentences. `missed` counts what was missed before the days away
    and `undecided` what can't be told; neither is in `rows`. `competences`: whether the plan says who can take what.
    """

    rows: pl.DataFrame
    people: pl.DataFrame
    windows: pl.DataFrame
    notes: tuple[str, ...]
    missed: int
    undecided: int
    competences: bool

    @property
    def data(self) -> pl.DataFrame:
        """The rows as a machine reads them."""
        return self.rows.select(DATA)

    def part(self, kind: str) -> pl.DataFrame:
        """The rows of one `daekning`."""
        return self.rows.filter(pl.col("daekning") == kind)

    @property
    def covers(self) -> list[str]:
        """Those who cover something by the plan, by name."""
        return self.rows["vikar"].drop_nulls().unique().sort().to_list()


def cover(caseload: Caseload, plan: Plan, asked: Asked) -> Cover:
    """What falls due in the days away, who covers it by the plan, and who could cover the rest.

    Raises UsageError, naming the rows, for a plan that does not fit the caseload, and where nobody is away.
    """
    pr = caseload.pr
    in_export = names_in(caseload.tables)
    known = roster([*in_export, *caseload.kolleger, *plan.people["sagsbehandler"]])
    plan = settled(plan, known, *_numbers_and_groups(caseload))
    days = windows(asked, plan, known, pr)
    away = all_away(plan, days)
    refuse(covers_away(plan, days, away))
    cases = with_person(open_cases(caseload.tables, pr), known)
    duties = open_duties(caseload.funds, cases)
    rows = _planned(due(duties, days, pr, overdue=asked.overskredne), plan)
    own = _load(duties, days, away, pr)
    rows, people, about_covers = _shared(rows, own, cases, plan, away)
    unknown = undecided(caseload.funds, cases, days)
    told = [
        *notes.about_undecided(unknown),
        *plan.noter,
        *notes.about_people(plan, known, in_export),
        *notes.about_absences(days, cases, pr),
        *notes.about_cases(plan, days, cases),
        *about_covers,
    ]
    missed = 0 if asked.overskredne else missed_before(duties, days)
    return Cover(rows, people, days, tuple(told), missed, int(unknown["antal"].sum()), not plan.people.is_empty())


def _numbers_and_groups(caseload: Caseload) -> tuple[pl.DataFrame, list[str]]:
    """`sag` and `forloeb_id` of every forløb, and every target group that is known."""
    every = with_case_number(caseload.tables["forloeb"].collect())
    return every.select("sag", "forloeb_id"), sorted({*caseload.grupper, *every["maalgruppe"].drop_nulls()})


def _planned(found: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The rows with `vikar` and `daekning`, and `plads` in their order: uncovered first."""
    rows = found.with_row_index("plads")
    covered = rows.join(by_plan(rows, plan), on="plads", how="left", maintain_order="left")
    kind = pl.when("selv").then(pl.lit(SELF)).when(pl.col("vikar").is_null()).then(pl.lit(UNCOVERED))
    told = covered.with_columns(daekning=kind.otherwise(pl.lit(COVERED))).with_columns(
        vikar=pl.when(~pl.col("selv")).then("vikar")
    )
    order = pl.col("daekning").replace_strict(_TOP, return_dtype=pl.Int8)
    return (
        told.sort(order, *ORDER, nulls_last=True)
        .drop("plads")
        .with_row_index("plads")
        .rename({"person": "fravaerende"})
    )


def _load(duties: pl.DataFrame, days: pl.DataFrame, away: pl.DataFrame, pr: date) -> pl.DataFrame:
    """What falls due in the same days for everyone (`person`), less what lies on days when she is away herself."""
    everyone = duties.select("person").unique().drop_nulls()
    found = due(duties, everyone.join(days.select("fra", "til").unique(), how="cross"), pr).filter(~pl.col("selv"))
    rows = found.with_row_index("plads").with_columns(sagsbehandler="person")
    return rows.join(proposal.days_gone(rows, away), on=["plads", "sagsbehandler"], how="anti")


def _shared(
    rows: pl.DataFrame, own: pl.DataFrame, cases: pl.DataFrame, plan: Plan, away: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """The rows with the proposal, the people, and what is odd about the covers of the plan."""
    competences = not plan.people.is_empty()
    candidates = proposal.from_plan(plan.people) if competences else proposal.from_caseload(cases)
    able = proposal.suits(rows, candidates, away)
    possible = candidates if competences else able.filter("til_stede")
    names = [*possible["sagsbehandler"], *rows["vikar"].drop_nulls()]
    people = proposal.loads(names, own, rows, candidates)
    proposed = proposal.propose(rows.filter(pl.col("daekning") == UNCOVERED), able, people)
    done = rows.join(proposed.select("plads", "forslag", "grund"), on="plads", how="left", maintain_order="left")
    told = notes.about_covers(rows, able, people, candidates) if competences else []
    return done, proposal.with_remarks(people, proposed, able, candidates), told
