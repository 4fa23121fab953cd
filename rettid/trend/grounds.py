"""What an export can bear of a series: which rows have a registration date, how far back it is whole, which laws began on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine import covered_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.rules import Pack
    from rettid.tables import Tables
    from rettid.trend.steps import Step

_REGISTERED = ("samtaler", "tilbud", "fravaer")


@dataclass(frozen=True, slots=True)
class Grounds:
    """See the module."""

    dated: int
    """Rows with a registration date."""
    undated: int
    """Rows without one: they count as known all along."""
    first_end: date | None
    """The earliest day on which a forløb ended; None where none has."""
    earlier: int
    """How many of the periods are over before that day: whoever had left by then is not in the export."""
    laws: Sequence[tuple[str, date]]
    """The law packs that cover a forløb and began within the series, and when."""


def grounds(tables: Tables, packs: Sequence[Pack], found: Sequence[Step]) -> Grounds:
    """What the export can bear of a series of these periods."""
    dated, undated = _registrations(tables)
    cases = tables["forloeb"].collect()
    first_end: date | None = cases["slutdato"].min()  # type: ignore[assignment]
    earlier = sum(first_end is None or step.span.last < first_end for step in found)
    return Grounds(dated, undated, first_end, earlier, _began(cases, packs, found))


def _registrations(tables: Tables) -> tuple[int, int]:
    """How many rows have a registration date, and how many have none."""
    days = pl.concat([tables[name].select("registreret") for name in _REGISTERED])
    dated, rows = days.select(pl.col("registreret").count(), rows=pl.len()).collect().row(0)
    return dated, rows - dated


def _began(cases: pl.DataFrame, packs: Sequence[Pack], found: Sequence[Step]) -> list[tuple[str, date]]:
    first, last = found[0].span.first, found[-1].span.last
    law = [pack for pack in packs if pack.art == "lov" and pack.gaelder_fra and first < pack.gaelder_fra <= last]
    at_work = [pack for pack in law if cases.select(covered_by(pack).any()).item()]
    return sorted(
        ((pack.id, pack.gaelder_fra) for pack in at_work if pack.gaelder_fra), key=lambda one: (one[1], one[0])
    )
