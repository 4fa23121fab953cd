"""A cell of a report as people read it: Danish numbers, numerator and denominator first (`spec.md` § 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rettid.rates.cells import NOBODY
from rettid.report.model import HIDDEN
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rettid.report.model import Column, Table

NOTHING = "–"


def rows(table: Table) -> Iterator[list[str]]:
    """The rows of the table as text, cell by cell."""
    for row in table.raekker.iter_rows(named=True):
        yield [cell(column, row) for column in table.kolonner]


def cell(column: Column, row: Mapping[str, Any]) -> str:
    """One cell as text."""
    value = row[column.id]
    if column.slags == "andel":
        return share(value)
    if value is None and column.slags != "tekst":
        return HIDDEN if row.get("skjult") else NOTHING
    return _plain(column.slags, value)


def share(value: Mapping[str, Any] | None) -> str:
    """A share: "29 af 44 = 65,9 % (51,1–78,1)", or why there is none."""
    if value is None or value["naevner"] is None:
        return (value and value["bemaerkning"]) or NOBODY
    return danish.share({**value, "rettidige": value["taeller"], "forfaldne": value["naevner"]})


def percent(value: float) -> str:
    """A share of 1 as a percentage: "65,9 %"."""
    return f"{danish.decimal(100 * value)} %"


def _plain(kind: str, value: Any) -> str:  # noqa: ANN401 - whatever a frame holds
    match kind:
        case "antal":
            return danish.whole(value)
        case "dage":
            return danish.decimal(value, 0 if value == int(value) else 1)
        case "decimal":
            return danish.decimal(value)
        case "dag":
            return danish.day(value)
        case _:
            return NOTHING if value is None else str(value)


def counts(value: Mapping[str, Any]) -> str:
    """A share's counts only: "29/44"; nothing where there are none."""
    return "" if value["naevner"] is None else f"{danish.whole(value['taeller'])}/{danish.whole(value['naevner'])}"
