"""Funds → who owes what now: the caseload per caseworker, and the next things to do.

Two different people may answer for one fund. What was due in a period is counted where the responsibility lay *on the
deadline*; what is open is counted where it lies *now*, because that is who can act.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.quality.holders import holders_now
from rettid.rates import due_in
from rettid.tables import COMING, MISSING, TIMELY

if TYPE_CHECKING:
    from datetime import date

    from rettid.spans import Span
    from rettid.tables import Tables

SOON = timedelta(days=14)
"""How far ahead a coming deadline is something to act on."""

COUNTS = ("aabne_sager", "forfaldne", "rettidige", "mangler", "snart", "uden_aftale")

_LONGEST_NUMBER = 20

_HOLDER = ("team", "sagsbehandler")


def open_cases(tables: Tables, pr: date) -> pl.DataFrame:
    """The forløb that run on the reference day: `forloeb_id`, `sag` (what to look the case up by), `navn`, `team`, `sagsbehandler` now.

    Who has it is what `ansvar` says of the day, else what the forløb says (`quality.holders`); nobody is no name.
    """
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") > pr)
    started = pl.col("startdato").is_null() | (pl.col("startdato") <= pr)
    cases = with_case_number(tables["forloeb"].filter(running & started).collect()).select("forloeb_id", "sag", "navn")
    held = holders_now(tables, pr).select("forloeb_id", *_HOLDER)
    return cases.join(held, on="forloeb_id", maintain_order="left")


def with_case_number(cases: pl.DataFrame) -> pl.DataFrame:
    """The forløb with `sag`: the case number, or the row of the export where it has no number that a person would search for."""
    number = pl.col("forloeb_id")
    numbered = "kilde_raekke" in cases.columns
    row = pl.format("række {}", "kilde_raekke") if numbered else number.str.slice(0, _LONGEST_NUMBER)
    return cases.with_columns(sag=pl.when(number.str.len_chars() > _LONGEST_NUMBER).then(row).otherwise(number))


def to_act_on(funds: pl.DataFrame, cases: pl.DataFrame, pr: date) -> pl.DataFrame:
    """The jobcentre's open duties by law that are missed or due within `SOON`, with `team`, `sagsbehandler` and `navn` as they are now."""
    due = (pl.col("status") == MISSING) | ((pl.col("status") == COMING) & (pl.col("frist") <= pr + SOON))
    return jobcentre_by_law(funds).filter(due, pl.col("aaben")).drop(_HOLDER).join(cases, on="forloeb_id")


def jobcentre_by_law(funds: pl.DataFrame) -> pl.DataFrame:
    """The funds of law packs that the jobcentre answers for."""
    return funds.filter(pl.col("art") == "lov", pl.col("ejer") == "jobcenter")


def per_caseworker(funds: pl.DataFrame, cases: pl.DataFrame, span: Span, pr: date) -> pl.DataFrame:
    """One row per team and caseworker, ordered by name, with `COUNTS`; duties by law that the jobcentre answers for.

    `aabne_sager` open forløb now; `forfaldne` and `rettidige` due in the period and in time, by who was responsible
    on the deadline; `mangler` missed and still open now; `snart` due within 14 days; `uden_aftale` of those two,
    without a booked date.
    """
    due = (
        due_in(jobcentre_by_law(funds), span, pr)
        .group_by(_HOLDER)
        .agg(forfaldne=pl.len(), rettidige=(pl.col("status") == TIMELY).sum())
    )
    now = (
        to_act_on(funds, cases, pr)
        .group_by(_HOLDER)
        .agg(
            mangler=(pl.col("status") == MISSING).sum(),
            snart=(pl.col("status") == COMING).sum(),
            uden_aftale=pl.col("planlagt").is_null().sum(),
        )
    )
    parts = [cases.group_by(_HOLDER).agg(aabne_sager=pl.len()), due, now]
    counts = pl.concat(parts, how="diagonal_relaxed").group_by(_HOLDER).agg(pl.col(COUNTS).sum())
    return counts.select(*_HOLDER, pl.col(COUNTS).cast(pl.Int64)).sort(_HOLDER, nulls_last=True)


def next_actions(funds: pl.DataFrame, cases: pl.DataFrame, pr: date) -> pl.DataFrame:
    """One row per forløb and kind of event that is missed or due soon, the most urgent first.

    Missed without a booked date first, then missed with one, then due soon without one; within each the oldest
    deadline first. Columns: `forloeb_id`, `sag`, `navn`, `team`, `sagsbehandler`, `haendelse`, `pakke`, `krav`, `nr`,
    `hjemmel`, `frist`, `dage`, `planlagt`, `flere` (further duties of the kind that the same event may settle).
    """
    order = ["frist", "forloeb_id", "pakke", "krav", "nr"]
    return (
        to_act_on(funds, cases, pr)
        .sort(order)
        .group_by("forloeb_id", "haendelse", maintain_order=True)
        .agg(
            pl.col(
                "sag", "navn", *_HOLDER, "pakke", "krav", "nr", "hjemmel", "frist", "dage", "planlagt", "status"
            ).first(),
            flere=pl.len() - 1,
        )
        .with_columns(
            urgency=pl.when(pl.col("planlagt").is_not_null()).then(1).otherwise(0)
            + 2 * (pl.col("status") == COMING).cast(pl.Int32)
        )
        .sort("urgency", "frist", "forloeb_id", "haendelse")
        .drop("urgency", "status")
    )
