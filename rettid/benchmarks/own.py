"""The own rates as figures are held against them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.rates import persons, r1
from rettid.tables import EVENTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from rettid.spans import Span

OWN: dict[str, pl.DataType] = {
    "maal": pl.String(),
    "taeller": pl.Int64(),
    "naevner": pl.Int64(),
    "andel": pl.Float64(),
    "lav": pl.Float64(),
    "hoej": pl.Float64(),
}


def own_rates(funds: pl.DataFrame, span: Span, pr: date, untold: Mapping[str, str]) -> pl.DataFrame:
    """R1 and RP of the law and the jobcentre, as `judged` takes them: "R1/samtale", "R1/tilbud", "RP/samtale", "RP/tilbud".

    Columns OWN. A rate without members has denominator 0; one of an event that is not told (`Summary.untold`) has no row.
    """
    law = funds.filter(pl.col("art") == "lov", pl.col("ejer") == "jobcenter")
    rows = []
    for name, rate in (("R1", r1), ("RP", persons)):
        found = {row["haendelse"]: row for row in rate(law, span, pr).to_dicts()}
        rows += [_row(f"{name}/{event}", found.get(event)) for event in EVENTS if event not in untold]
    return pl.DataFrame(rows, schema=OWN, orient="row")


def _row(maal: str, found: dict[str, object] | None) -> dict[str, object]:
    if found is None:
        return {"maal": maal, "taeller": 0, "naevner": 0, "andel": None, "lav": None, "hoej": None}
    return {
        "maal": maal,
        "taeller": found["rettidige"],
        "naevner": found["forfaldne"],
        **{name: found[name] for name in ("andel", "lav", "hoej")},
    }
