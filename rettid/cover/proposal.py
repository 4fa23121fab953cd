"""A proposal for what nobody covers: who could take it, and how to share it out. Never a decision, and never a ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.cover.plan import within
from rettid.cover.spread import spread

if TYPE_CHECKING:
    from collections.abc import Sequence

CANDIDATES: dict[str, pl.DataType] = {
    "sagsbehandler": pl.String(),
    "maalgrupper": pl.List(pl.String()),
    "aldersgrupper": pl.List(pl.String()),
    "teams": pl.List(pl.String()),
    "hoejst": pl.Int64(),
}
"""Who may be proposed, and for what; an empty list narrows nothing down, and no `hoejst` is no limit."""

NOBODY_KNOWN = "der er ingen at foreslå"
NOBODY_ABLE = "ingen har kompetencen"
NOBODY_THERE = "alle med kompetencen er væk den dag"
NOBODY_FREE = "alle med kompetencen har nået deres højst"
"""Why a row can't be placed."""

UNABLE, AWAY, FULL, BUSY = (
    "har ikke kompetencen",
    "er væk de dage, det gælder",
    "har nået sit højst",
    "har mere i forvejen end dem, der er foreslået",
)
"""Why nothing is proposed for a person."""


def from_plan(people: pl.DataFrame) -> pl.DataFrame:
    """CANDIDATES from a plan's people: those who are named there, and nobody else."""
    lists = [
        pl.col(name).explode(empty_as_null=True).drop_nulls().unique().sort()
        for name in ("maalgrupper", "aldersgrupper")
    ]
    merged = people.group_by("sagsbehandler").agg(*lists, pl.col("hoejst").max())
    return _as_candidates(merged.with_columns(teams=pl.lit([], dtype=pl.List(pl.String))))


def from_caseload(cases: pl.DataFrame) -> pl.DataFrame:
    """CANDIDATES where nothing is said of competences: everyone with open cases, for the cases of the teams she is in."""
    known = cases.drop_nulls("person")
    teams = known.group_by(sagsbehandler="person").agg(teams=pl.col("team").drop_nulls().unique().sort())
    return _as_candidates(
        teams.with_columns(
            *(pl.lit([], dtype=pl.List(pl.String)).alias(name) for name in ("maalgrupper", "aldersgrupper")),
            hoejst=pl.lit(None, dtype=pl.Int64),
        )
    )


def _as_candidates(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(*CANDIDATES).sort("sagsbehandler")


def suits(rows: pl.DataFrame, candidates: pl.DataFrame, away: pl.DataFrame) -> pl.DataFrame:
    """Each row (`plads`) with each candidate who has the competence: `plads`, `sagsbehandler`, and `til_stede` on the row's `dag`."""
    wanted = rows.select("plads", "dag", "maalgruppe", "aldersgruppe", "team")
    able = wanted.join(candidates, how="cross").filter(
        within("maalgruppe", "maalgrupper"),
        within("aldersgruppe", "aldersgrupper"),
        within("team", "teams") | pl.col("team").is_null(),
    )
    gone = days_gone(able, away)
    return able.join(gone, on=["plads", "sagsbehandler"], how="left").select(
        "plads", "sagsbehandler", til_stede=pl.col("gone").is_null()
    ).sort("plads", "sagsbehandler")  # fmt: skip


def days_gone(rows: pl.DataFrame, away: pl.DataFrame) -> pl.DataFrame:
    """The rows (`plads`, `sagsbehandler`) on whose `dag` the person is away, with `gone`."""
    met = rows.select("plads", "sagsbehandler", "dag").join(away, left_on="sagsbehandler", right_on="person")
    gone = met.filter(pl.col("dag").is_between(pl.col("fra"), pl.col("til")))
    return gone.select("plads", "sagsbehandler", gone=True).unique()


def propose(rows: pl.DataFrame, able: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The rows with `forslag` (who could take it, null for nobody) and `grund` (why nobody can).

    `rows` nobody covers, in the order in which they matter; `able` as `suits`; `people` (`sagsbehandler`, `egne`,
    `daekker`, `hoejst`) says what each has already and how much she can take in all.
    """
    there = able.filter("til_stede").group_by("plads").agg(who=pl.col("sagsbehandler").sort())
    tasks = rows.join(there, on="plads", how="left", maintain_order="left").select("forloeb_id", pl.col("who"))
    load = dict(people.select("sagsbehandler", pl.col("egne") + pl.col("daekker")).iter_rows())
    left = pl.coalesce((pl.col("hoejst") - pl.col("daekker")).clip(lower_bound=0), rows.height)
    room = dict(people.select("sagsbehandler", left.cast(pl.Int64)).iter_rows())
    taken = spread([(case, tuple(who or ())) for case, who in tasks.iter_rows()], load, room)
    return rows.with_columns(forslag=pl.Series(taken, dtype=pl.String)).with_columns(grund=_why_not(able, people))


def _why_not(able: pl.DataFrame, people: pl.DataFrame) -> pl.Expr:
    """Why a row without `forslag` has none."""
    competent, there = (set_of["plads"].unique().implode() for set_of in (able, able.filter("til_stede")))
    return (
        pl.when(pl.col("forslag").is_not_null()).then(None)
        .when(people.is_empty()).then(pl.lit(NOBODY_KNOWN))
        .when(~pl.col("plads").is_in(competent)).then(pl.lit(NOBODY_ABLE))
        .when(~pl.col("plads").is_in(there)).then(pl.lit(NOBODY_THERE))
        .otherwise(pl.lit(NOBODY_FREE))
    )  # fmt: skip


def loads(names: Sequence[str], own: pl.DataFrame, rows: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """Per person, by name: `egne` (own rows that fall due in the same days), `daekker` (by the plan) and `hoejst`."""
    counts = [
        own.group_by(sagsbehandler="person").agg(egne=pl.len().cast(pl.Int64)),
        rows.drop_nulls("vikar").group_by(sagsbehandler="vikar").agg(daekker=pl.len().cast(pl.Int64)),
        candidates.select("sagsbehandler", "hoejst"),
    ]
    people = pl.DataFrame({"sagsbehandler": sorted(set(names))}, schema={"sagsbehandler": pl.String})
    for each in counts:
        people = people.join(each, on="sagsbehandler", how="left", maintain_order="left")
    return people.with_columns(pl.col("egne", "daekker").fill_null(0))


def with_remarks(
    people: pl.DataFrame, proposed: pl.DataFrame, able: pl.DataFrame, candidates: pl.DataFrame
) -> pl.DataFrame:
    """The people with `foreslaaet`, `i_alt` and `bemaerkning`: why nothing is proposed for a candidate, while something is uncovered."""
    given = proposed.drop_nulls("forslag").group_by(sagsbehandler="forslag").agg(foreslaaet=pl.len().cast(pl.Int64))
    met = people.join(given, on="sagsbehandler", how="left", maintain_order="left").with_columns(
        pl.col("foreslaaet").fill_null(0)
    )
    competent, there = (set_of["sagsbehandler"].unique().implode() for set_of in (able, able.filter("til_stede")))
    name = pl.col("sagsbehandler")
    asked = name.is_in(candidates["sagsbehandler"].implode()) & (proposed.height > 0) & (pl.col("foreslaaet") == 0)
    why = (
        pl.when(~asked).then(None)
        .when(~name.is_in(competent)).then(pl.lit(UNABLE))
        .when(~name.is_in(there)).then(pl.lit(AWAY))
        .when(pl.col("daekker") >= pl.col("hoejst")).then(pl.lit(FULL))
        .otherwise(pl.lit(BUSY))
    )  # fmt: skip
    return met.with_columns(i_alt=pl.col("egne") + pl.col("daekker") + pl.col("foreslaaet"), bemaerkning=why)
