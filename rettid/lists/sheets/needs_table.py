"""The overview's table of the need for offers: what falls due week by week in each group, against the places that are free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.lists.sheets.table import FIGURE, HEAD, LINE
from rettid.screen import danish

if TYPE_CHECKING:
    from rettid.lists.sheets.book import Page
    from rettid.lists.sheets.paper import Paper

_WEEKS = 7
"""Columns for weeks, that of what is past among them."""

_GROUP = ("maalgruppe", "aldersgruppe")


@dataclass(frozen=True, slots=True)
class Needs:
    """The need for offers: `weeks` as `needs.wide` gives it, `groups` as `needs.per_group`."""

    weeks: pl.DataFrame
    groups: pl.DataFrame

    @property
    def has_places(self) -> bool:
        """Whether it is known which places are free."""
        return not self.groups["pladser"].is_null().all()

    @property
    def table(self) -> pl.DataFrame:
        """`gruppe`, a column per week (those beyond what there is room for in one), `i alt`, and what is known of places."""
        labels = [name for name in self.weeks.columns if name not in (*_GROUP, "i alt")]
        shown = labels if len(labels) <= _WEEKS else labels[: _WEEKS - 1]
        rest = labels[len(shown) :]
        later = [pl.sum_horizontal(rest).alias("senere")] if rest else []
        counts = self.weeks.select(*_GROUP, group().alias("gruppe"), *shown, *later, "i alt")
        if not self.has_places:
            return counts.drop(_GROUP)
        return counts.join(self.groups.select(*_GROUP, "pladser", "mangler"), on=_GROUP, maintain_order="left").drop(
            _GROUP
        )

    @property
    def words(self) -> list[str]:
        """A sentence per group: "6.1, under 30: 34 frister, 20 ledige pladser: 14 mangler fra uge 39."; none without places."""
        if not self.has_places:
            return []
        told = self.groups.select(group(), "forfalder", "pladser", "svar")
        return [
            f"{name}: {danish.count(due, 'frist', 'frister')}, {danish.count(places, 'ledig plads', 'ledige pladser')}: {answer}."
            for name, due, places, answer in told.iter_rows()
        ]


def group() -> pl.Expr:
    """A target group and age group in words: "6.1, under 30"."""
    return pl.concat_str(_GROUP, separator=", ", ignore_nulls=True)


def write_needs(page: Page, row: int, needs: Needs, paper: Paper) -> int:
    """Write the table from this row on, and give back the row after it."""
    book, rows, words = page.book, needs.table, needs.words
    paper.keep(row, rows.height + len(words) + 3)
    page.text(row, 0, "Behov for tilbud", book.look(bold=True, font_size=12))
    if rows.is_empty():
        page.text(row + 1, 0, "Ingen borgere mangler at få et tilbud aftalt i de uger, der ses på.")
        return row + 3
    for column, name in enumerate(rows.columns):
        page.text(row + 1, column, name.capitalize(), book.look(**HEAD, align="right") if column else book.look(**HEAD))
    for number, (name, *counts) in enumerate(rows.iter_rows(), row + 2):
        page.text(number, 0, name, book.look(**LINE))
        for column, count in enumerate(counts, 1):
            page.number(number, column, count, book.look(**LINE, **FIGURE))
    for number, told in enumerate(words, row + 2 + rows.height):
        page.text(number, 0, told)
    return row + rows.height + len(words) + 3
