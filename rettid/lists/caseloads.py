"""Lines and open cases → who has how much: the table of the overview. Pure.

What is on the list is counted where it lies now; what was due in the period, where the responsibility lay on the
deadline (`caseload`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.lists.lines import NOBODY
from rettid.lists.memory import NEW, WORSE
from rettid.lists.shown import AHEAD, NOW, OVERDUE, shown
from rettid.quality.grounds import is_nobody

if TYPE_CHECKING:
    from rettid.lists.model import Lists

COUNTS = (
    "aabne_sager",
    "overskredet",
    "handl_nu",
    "kommende",
    "paa_listen",
    "uden_aftale",
    "nye",
    "forvaerret",
    "forfaldne",
    "rettidige",
)
"""Open cases; on the list by state and together, of those without an appointment, new and worse since the list before;
due and in time in the period."""

_HOLDER = ("team", "sagsbehandler")


def caseloads(lists: Lists) -> pl.DataFrame:
    """One row per team and caseworker with COUNTS: those that nobody has first, then by team and name.

    No row is a sum: teams and the whole are the sums of their rows, and every case and line is counted once.
    """
    summary = lists.summary
    due = summary.caseload.select(*_HOLDER, "forfaldne", "rettidige")
    parts = [summary.cases.group_by(_HOLDER).agg(aabne_sager=pl.len()), due, _on_the_list(lists)]
    counts = (
        pl.concat([_held(part) for part in parts], how="diagonal_relaxed").group_by(_HOLDER).agg(pl.col(COUNTS).sum())
    )
    return counts.select(*_HOLDER, pl.col(COUNTS).cast(pl.Int64)).sort(
        pl.col("sagsbehandler").is_not_null(), *_HOLDER, nulls_last=True
    )


def _held(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with nobody where the name says that it is nobody."""
    return rows.with_columns(sagsbehandler=pl.when(~is_nobody(pl.col("sagsbehandler"))).then("sagsbehandler"))


def _on_the_list(lists: Lists) -> pl.DataFrame:
    state, mark = pl.col("tilstand"), pl.col("siden_sidst")
    unbooked = pl.col("planlagt").is_null() & (pl.col("status") != NOBODY)
    return (
        shown(lists.lines, lists.summary.pr)
        .group_by(_HOLDER)
        .agg(
            overskredet=(state == OVERDUE).sum(),
            handl_nu=(state == NOW).sum(),
            kommende=(state == AHEAD).sum(),
            paa_listen=pl.len(),
            uden_aftale=unbooked.sum(),
            nye=(mark == NEW).sum(),
            forvaerret=(mark == WORSE).sum(),
        )
    )
