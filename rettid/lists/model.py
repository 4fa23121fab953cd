"""One set of lists: what every sheet, page, calendar and data file of it shows, gathered from one audit. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from rettid.caseload import with_case_number
from rettid.lists import deadlines, memory
from rettid.lists.lines import NOBODY, Choice, lines

if TYPE_CHECKING:
    from rettid.lists.memory import Before, Since
    from rettid.summary import Summary


@dataclass(frozen=True)
class Lists:
    """The lists of one run.

    `before`: the list to compare with, read back; None on a first list. `cpr`: `borger_id` and `cpr` of the citizens,
    where names and numbers were asked for (`--personhenfoerbar`); None where they must not be shown. `columns`: the
    optional columns that were asked for (`layout.OPTIONAL`).
    """

    summary: Summary
    choice: Choice = field(default_factory=Choice)
    before: Before | None = None
    cpr: pl.DataFrame | None = field(default=None, repr=False)
    columns: tuple[str, ...] = ()

    @property
    def personal(self) -> bool:
        """Whether citizens are shown by name and CPR number."""
        return self.cpr is not None

    @cached_property
    def cases(self) -> pl.DataFrame:
        """The open cases, of the team if one was named, and who has them."""
        return self.summary.cases

    @cached_property
    def since(self) -> Since:
        """The lines, held up against the list before; of every row `borger` says whom it is about.

        Rows that have gone have `borger_id` and `team` too, where the export still knows the case.
        """
        found = memory.since(self._lines, self.before, self.summary.all_funds, self.cases, self.summary.pr)
        return replace(found, solved=self._known_again(found.solved), left=self._known_again(found.left))

    @cached_property
    def lines(self) -> pl.DataFrame:
        """Every line: `lines.LINE_SCHEMA`, `borger`, and what `memory` adds."""
        return self.since.lines

    @cached_property
    def workers(self) -> list[str]:
        """Everybody with an open case, by name."""
        return self.cases["sagsbehandler"].drop_nulls().unique().sort().to_list()

    def of(self, worker: str | None) -> pl.DataFrame:
        """The lines of a caseworker; of None those that nobody has, the cases themselves first."""
        return self.lines.filter(pl.col("sagsbehandler").eq_missing(worker))

    @cached_property
    def orphans(self) -> int:
        """How many open cases nobody has."""
        return self.lines.filter(pl.col("status") == NOBODY).height

    @cached_property
    def without_deadline(self) -> pl.DataFrame:
        """See `deadlines.without_deadline`, with `borger`."""
        return self.named(self._deadlines[0])

    @property
    def untold_days(self) -> tuple[str, ...]:
        """The kinds of event for which the export never says the system's own day."""
        return self._deadlines[1]

    @cached_property
    def missing_interviews(self) -> pl.DataFrame:
        """See `deadlines.missing_interviews`."""
        return deadlines.missing_interviews(self.lines)

    @cached_property
    def _deadlines(self) -> tuple[pl.DataFrame, tuple[str, ...]]:
        summary = self.summary
        return deadlines.without_deadline(summary.all_funds, self.cases, summary.tables, summary.judged_by)

    @cached_property
    def _lines(self) -> pl.DataFrame:
        summary = self.summary
        found = lines(
            summary.all_funds,
            self.cases,
            summary.tables,
            packs=summary.judged_by,
            choice=self.choice,
            pr=summary.pr,
        )
        return self.named(found)

    def _known_again(self, gone: pl.DataFrame) -> pl.DataFrame:
        """The rows that have gone, named as this list names people: the list before may show what this one must not."""
        forloeb = with_case_number(self.summary.tables["forloeb"].collect()).with_columns(kendt=pl.lit(value=True))
        teams = forloeb.drop_nulls(["sagsbehandler", "team"]).group_by("sagsbehandler").agg(pl.col("team").unique())
        her_own = teams.filter(pl.col("team").list.len() == 1).select(
            "sagsbehandler", _team=pl.col("team").list.first()
        )
        told = gone.rename({"sag": "foer_sag", "borger": "foer_borger"}).join(
            forloeb.select("forloeb_id", "sag", "navn", "borger_id", "team", "kendt"),
            on="forloeb_id", how="left", maintain_order="left",
        ).join(her_own, on="sagsbehandler", how="left", maintain_order="left")  # fmt: skip
        shown = pl.col("foer_borger")
        before = shown if self.personal else pl.when(shown.str.contains(_DISCREET)).then(shown).otherwise("foer_sag")
        return (
            self.named(told)
            .with_columns(
                sag=pl.coalesce("sag", "foer_sag"),
                borger=pl.when("kendt").then("borger").otherwise(before),
                team=pl.coalesce("team", "_team"),
            )
            .select(*gone.columns, "borger_id", "team")
        )

    def named(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with `borger`: case number and initials, or name and CPR number where they were asked for."""
        if self.cpr is None:
            return rows.with_columns(
                borger=pl.concat_str(["sag", _initials(pl.col("navn"))], separator=" · ", ignore_nulls=True)
            )
        ids = self.summary.tables["forloeb"].select("forloeb_id", _id="borger_id").collect()
        named = rows.join(ids, on="forloeb_id", how="left", maintain_order="left").join(
            self.cpr.select("cpr", _id="borger_id"), on="_id", how="left", maintain_order="left"
        )
        told = pl.concat_str(["sag", "navn", "cpr"], separator=" · ", ignore_nulls=True)
        return named.with_columns(borger=told).drop("_id", "cpr")


_DISCREET = r"^[^·]*(?: · (?:\p{L}\.)+)?$"
"""A case number, and perhaps initials."""


def _initials(name: pl.Expr) -> pl.Expr:
    """The first letters of a name: a citizen is recognised by a colleague, not by a passer-by."""
    parts = name.str.replace_all("-", " ").str.extract_all(r"\S+")
    letters = parts.list.eval(pl.element().str.slice(0, 1) + ".").list.join("")
    return pl.when(letters != "").then(letters)
