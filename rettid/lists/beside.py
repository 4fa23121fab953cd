"""What stands beside the lines in a workbook: all cases, those that change hands, and the offers there must be room for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid import needs
from rettid.lists.sheets.needs_table import Needs
from rettid.responsible import case_table, handovers

if TYPE_CHECKING:
    from rettid.lists.model import Lists


@dataclass(frozen=True, slots=True)
class Beside:
    """What other rooms give to the workbook; what there is none of is left out.

    `cases` as `responsible.case_table`, `handovers` as `responsible.handovers`, both with `borger`; `needs`: the need for
    offers.
    """

    cases: pl.DataFrame | None = None
    handovers: pl.DataFrame | None = None
    needs: Needs | None = None

    def of(self, lists: Lists) -> Beside:
        """The cases of a part of the lists. The need for offers is the whole jobcentre's: the places are shared."""
        own = pl.col("forloeb_id").is_in(lists.cases["forloeb_id"].implode())
        cases, moved = (None if rows is None else rows.filter(own) for rows in (self.cases, self.handovers))
        return Beside(cases, moved, None)


NOTHING_BESIDE = Beside()


def beside(lists: Lists, places: pl.DataFrame | None = None) -> Beside:
    """What stands beside these lists; `places` are the free places of a catalogue (`catalogue.read_catalogue`).

    Handovers can only be told where the export has them (`ansvar`).
    """
    summary, pr = lists.summary, lists.summary.pr
    names = summary.cases.select("forloeb_id", "navn")
    cases = case_table(summary.tables, summary.all_funds, summary.judged_by, lists.cases, pr)
    moved = handovers(summary.tables, lists.cases, pr) if summary.tables.supplied("ansvar") else None
    told = [
        None if rows is None else lists.named(rows.join(names, on="forloeb_id", how="left", maintain_order="left"))
        for rows in (cases, moved)
    ]
    return Beside(told[0], told[1], _needs(lists, places))


def _needs(lists: Lists, places: pl.DataFrame | None) -> Needs:
    weeks = min(needs.MOST_WEEKS, -(-lists.choice.horisont.days_at_most // 7) or 1)
    own = pl.col("forloeb_id").is_in(lists.cases["forloeb_id"].implode())
    due = needs.offers_due(lists.summary.all_funds.filter(own), lists.summary.pr, weeks)
    needed = needs.need(due, places, lists.summary.pr, weeks)
    return Needs(needs.wide(needed), needs.per_group(needed, places, lists.summary.pr, weeks))
