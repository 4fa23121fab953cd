"""Two editions of one day's list: what was typed in the first goes into the second, whatever the second is compared with."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from rettid.lists.memory import LEFT, ROW_SCHEMA, SOLVED, Before


def with_edition(before: Before | None, edition: Before) -> Before:
    """The list to compare with, `before` (None for none), as an edition of the day of `edition` with what is typed there.

    A row has what was typed in the edition, where it stands there, else what was typed on the list before.
    """
    if before is None:
        nothing = (pl.lit(None, dtype=ROW_SCHEMA[name]).alias(name) for name in ("foer_frist", "foer_status"))
        return replace(edition, foer_pr=None, rows=edition.rows.with_columns(nothing))
    stood = before.rows.with_columns(
        foer_frist=pl.when(~_gone()).then("frist"), foer_status=pl.when(~_gone()).then("status")
    )
    then = stood.select("fund_id", "foer_frist", "foer_status")
    own = edition.rows.drop("foer_frist", "foer_status").join(then, on="fund_id", how="left", maintain_order="left")
    rest = stood.join(own, on="fund_id", how="anti", maintain_order="left").with_columns(siden_sidst=pl.lit(LEFT))
    rows = pl.concat([own.select(*ROW_SCHEMA), rest.select(*ROW_SCHEMA)])
    return replace(edition, foer_pr=before.pr, rows=rows)


def _gone() -> pl.Expr:
    return pl.col("siden_sidst").is_in([SOLVED, LEFT])
