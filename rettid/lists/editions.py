"""Two editions of one day's list: what was typed in the first goes into the second, whatever the second is compared with."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from rettid.lists.memory import LEFT, ROW_SCHEMA, TYPED, Before, stood

_FROM = ("foer_frist", "foer_status")


def with_edition(before: Before | None, edition: Before) -> Before:
    """The list to compare with, `before` (None for none), as an edition of the day of `edition` with what is typed there.

    A row has what was typed in the edition, else what was typed on the list before, of each of the two texts; rows that
    people wrote themselves are taken from both. A list before that is itself of that day is another edition: what it was
    compared with is compared with.
    """
    if before is None:
        nothing = (pl.lit(None, dtype=ROW_SCHEMA[name]).alias(name) for name in _FROM)
        return replace(edition, foer_pr=None, rows=edition.rows.with_columns(nothing))
    then = stood(before, edition.pr).select("fund_id", foer_frist="frist", foer_status="status")
    both = [
        edition.rows,
        before.rows.join(edition.rows, on="fund_id", how="anti").with_columns(siden_sidst=pl.lit(LEFT)),
    ]
    earlier = before.typed.rename({name: f"foer_{name}" for name in TYPED})
    rows = (
        pl.concat([each.drop(_FROM) for each in both])
        .join(then, on="fund_id", how="left", maintain_order="left")
        .join(earlier, on="fund_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce(name, f"foer_{name}") for name in TYPED)
    )
    day = before.foer_pr if before.pr == edition.pr else before.pr
    own = pl.concat([edition.own, before.own]).with_columns(sagt=pl.col("celler").list.join("\x1f"))
    alone = own.unique(["ark", "sagt"], keep="first", maintain_order=True).drop("sagt")
    return replace(edition, foer_pr=day, rows=rows.select(*ROW_SCHEMA), own=alone)
