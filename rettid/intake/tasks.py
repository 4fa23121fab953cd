"""Lists of tasks (KMD Momentum's opgaver): the system's own deadlines, to compare with; never interviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.intake import accounts
from rettid.intake.names import normalise
from rettid.intake.profiles import TASKS
from rettid.tables import SOURCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.intake.blocks import Part

NOT_OPEN = frozenset({"0", "1", "00", "10", "gennemfoert", "aflyst", "afsluttet", "udfoert", "annulleret", "lukket"})
"""States, in normal form, of tasks that are done or called off (0 and 1 in Momentum)."""


def with_deadlines(forloeb: pl.DataFrame, parts: Sequence[Part]) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The forløb with `frist_system` from the earliest open task about an interview, where no column told it.

    Also the tasks that gave no deadline, set aside. A task of a citizen with several forløb belongs to the latest.
    """
    frames = [part.frame for part in parts if part.tabel == TASKS]
    if not frames:
        return forloeb, []
    rows = pl.concat(frames, how="diagonal").with_row_index("_nr")
    states = {raw: normalise(raw) in NOT_OPEN for raw in rows["tilstand"].drop_nulls().unique()}
    done = pl.col("tilstand").is_in([raw for raw, closed in states.items() if closed]).fill_null(value=False)
    interview = pl.col("titel").str.to_lowercase().str.contains("samtale", literal=True).fill_null(value=False)
    wanted, other = rows.filter(interview & ~done), rows.filter(~interview | done)
    known = forloeb.sort("startdato", nulls_last=False).select("borger_id", _forloeb="forloeb_id")
    latest = known.unique("borger_id", keep="last").drop_nulls()
    placed = wanted.join(latest, on="borger_id", how="left", maintain_order="left").with_columns(
        forloeb_id=pl.coalesce("forloeb_id", "_forloeb")
    )
    found = placed["forloeb_id"].is_in(forloeb["forloeb_id"].implode()).fill_null(value=False)
    first = placed.filter(found).group_by("forloeb_id").agg(_frist=pl.col("frist").min())
    filled = forloeb.join(first, on="forloeb_id", how="left", maintain_order="left")
    filled = filled.with_columns(frist_system=pl.coalesce("frist_system", "_frist")).drop("_frist")
    return filled, [
        accounts.aside_rows(other.select(*SOURCE), "RT-R15", "Opgaven er ikke en åben opgave om en samtale."),
        accounts.aside_rows(
            placed.filter(~found).select(*SOURCE), accounts.NO_PERIOD, "Opgavens borger findes ikke blandt forløbene."
        ),
    ]
