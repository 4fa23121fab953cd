"""Brøndby's two lists: open cases whose deadline the case system does not know, and interviews that are missing.

»Af listerne vil fremgå de borgere, der ikke har en frist« … »mangler en samtale indenfor intervallerne«. The system's
day stands beside ours; an empty first list is the goal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.lists.lines import SYSTEM_DAY
from rettid.tables import COMING, MISSING, UNDECIDED, Tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rettid.rules import Pack

NO_DEADLINE, DIFFERS, UNTOLD = "uden frist", "afviger", "kan ikke afgøres"

DEADLINE_SCHEMA: dict[str, pl.DataType] = {
    "forloeb_id": pl.String(),
    "sag": pl.String(),
    "navn": pl.String(),
    "team": pl.String(),
    "sagsbehandler": pl.String(),
    "haendelse": pl.String(),
    "hvad": pl.String(),
    "frist_system": pl.Date(),
    "frist": pl.Date(),
    "forskel": pl.Int32(),
    "titel": pl.String(),
    "nr": pl.Int32(),
    "hjemmel": pl.String(),
    "mangler_felt": pl.String(),
}
"""`hvad`: NO_DEADLINE, DIFFERS or UNTOLD; `frist`: ours, the first open one by law; `forskel`: days the system's day
lies after ours."""


def without_deadline(
    funds: pl.DataFrame, cases: pl.DataFrame, tables: Tables, packs: Iterable[Pack]
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The open cases without a deadline in the system, with another than ours, or without one of ours; and what is not told.

    One row per case and kind of event (DEADLINE_SCHEMA): those without, the undecided, those that differ; each by
    caseworker. The second: the kinds of event whose day stands nowhere in the export; of those only what can't be
    decided is listed.
    """
    law = funds.filter(pl.col("art").is_null() | (pl.col("art") == "lov"))  # what can't be placed has no kind of pack
    own = cases.join(
        tables["forloeb"].select("forloeb_id", *SYSTEM_DAY.values()).collect(), on="forloeb_id", how="left"
    )
    titles = pl.DataFrame(
        [(pack.id, krav.id, krav.titel) for pack in packs for krav in pack.krav],
        schema=dict.fromkeys(("pakke", "krav", "titel"), pl.String),
        orient="row",
    )
    untold = tuple(event for event, column in SYSTEM_DAY.items() if own[column].is_null().all())
    found = [_of_event(event, law, own, titles, told=event not in untold) for event in SYSTEM_DAY]
    order = pl.col("hvad").replace_strict({NO_DEADLINE: 0, UNTOLD: 1, DIFFERS: 2})
    return pl.concat(found).sort(order, "sagsbehandler", "forloeb_id", "haendelse", nulls_last=True), untold


def _of_event(event: str, law: pl.DataFrame, own: pl.DataFrame, titles: pl.DataFrame, *, told: bool) -> pl.DataFrame:
    funds = law.filter(pl.col("haendelse").is_null() | (pl.col("haendelse") == event)).with_columns(
        pl.col("pakke", "krav", "hjemmel", "mangler_felt").cast(pl.String)
    )
    rows = (
        own.with_columns(frist_system=pl.col(SYSTEM_DAY[event]), haendelse=pl.lit(event))
        .join(_first_open(funds), on="forloeb_id", how="left")
        .join(_undecided(funds), on="forloeb_id", how="left")
        .join(_known_days(funds), left_on=["forloeb_id", "frist_system"], right_on=["forloeb_id", "dag"], how="left")
        .join(titles, on=["pakke", "krav"], how="left")
    )
    nothing, ours = pl.col("frist_system").is_null(), pl.col("frist").is_not_null()
    empty = nothing & (ours if event == "tilbud" else pl.lit(value=True)) & told
    what = (
        pl.when(pl.col("mangler_felt").is_not_null()).then(pl.lit(UNTOLD))
        .when(empty).then(pl.lit(NO_DEADLINE))
        .when(~nothing & ours & pl.col("kendt").is_null()).then(pl.lit(DIFFERS))
    )  # fmt: skip
    apart = (pl.col("frist_system") - pl.col("frist")).dt.total_days().cast(pl.Int32)
    return rows.with_columns(hvad=what, forskel=apart).filter(pl.col("hvad").is_not_null()).select(*DEADLINE_SCHEMA)


def _first_open(funds: pl.DataFrame) -> pl.DataFrame:
    """Per case its first open duty."""
    open_ = funds.filter(pl.col("aaben"), pl.col("status").is_in([MISSING, COMING])).sort(
        "frist", "pakke", "krav", "nr"
    )
    return open_.group_by("forloeb_id", maintain_order=True).agg(
        pl.col("frist", "pakke", "krav", "nr", "hjemmel").first()
    )


def _undecided(funds: pl.DataFrame) -> pl.DataFrame:
    """Per case all of whose duties can't be decided, the fields that are missing."""
    return (
        funds.group_by("forloeb_id")
        .agg(
            all_undecided=(pl.col("status") == UNDECIDED).all(),
            mangler_felt=pl.col("mangler_felt").drop_nulls().unique().sort(),
        )
        .filter("all_undecided")
        .select("forloeb_id", pl.col("mangler_felt").list.join(", "))
    )


def _known_days(funds: pl.DataFrame) -> pl.DataFrame:
    """Every day a duty of a case is due, with grace or without: a system that says one of them says the same as we do."""
    days = pl.concat([funds.select("forloeb_id", dag=name) for name in ("frist", "forfald")])
    return days.drop_nulls().unique().with_columns(kendt=pl.lit(value=True))


def missing_interviews(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines whose interview is missing in its interval by law, the longest overdue first."""
    missing = lines.filter(pl.col("haendelse") == "samtale", pl.col("status") == MISSING, pl.col("art") == "lov")
    return missing.sort("frist", "forloeb_id", "pakke", "krav", "nr")
