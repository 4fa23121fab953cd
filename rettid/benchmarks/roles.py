"""Which column of a published table is what: the area, the period, a part of the people, or a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from rettid.benchmarks.figures import HIDDEN
from rettid.intake.names import normalise

AREA = frozenset({"omraade", "omraader", "area", "kommune", "kommuner", "geografi", "region", "landsdel"})
PERIOD = frozenset({"periode", "perioder", "period", "tid", "maaned", "kvartal", "aar", "periodejobindsats"})
DIMENSIONS = frozenset(
    (
        *(
            "koen",
            "alder",
            "aldersgruppe",
            "herkomst",
            "akasse",
            "ydelse",
            "ydelsesgruppe",
            "ydelsesgrupper",
            "varighed",
        ),
        *("maalgruppe", "visitationskategori", "tilbudstype", "redskab", "uddannelse", "samtaletype", "samtaleform"),
    )
)
"""Columns that tell people apart even where they hold numbers."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers: where it stands, what it is called, and the period or the area that its heading names."""

    at: int
    label: str
    periode: str | None = None
    omraade: str | None = None


def columns_of(headings: list[str], cells: pl.DataFrame, named_values: frozenset[int] | None = None) -> Parts:
    """Which column is the area, the period, a dimension or a number, by its heading and, where that tells nothing, its cells.

    `named_values`: the columns that the file itself calls numbers.
    """
    keys = [normalise(heading) for heading in headings]
    area = next((at for at, key in enumerate(keys) if key in AREA), None)
    period = next((at for at, key in enumerate(keys) if key in PERIOD), None)
    rest = [at for at in range(len(headings)) if at not in (area, period) and headings[at].strip()]
    told = [at for at in rest if (at in named_values if named_values is not None else _is_number(cells, at, keys[at]))]
    seen: dict[str, int] = {}
    values = []
    for at in told:
        label = " ".join(headings[at].replace(" : ", ": ").split())
        seen[label] = seen.get(label, 0) + 1
        values.append(Column(at, label if seen[label] == 1 else f"{label} ({seen[label]})"))
    return Parts(area, period, {at: headings[at].strip() for at in rest if at not in told}, tuple(values))


@dataclass(frozen=True, slots=True)
class Parts:
    """The columns of a table by what they are."""

    area: int | None
    period: int | None
    dimensions: dict[int, str]
    values: tuple[Column, ...]


def _is_number(cells: pl.DataFrame, at: int, key: str) -> bool:
    """Whether most of what is not hidden in the column are numbers; one that is hidden throughout is one by its heading."""
    if key in DIMENSIONS:
        return False
    column = cells[str(at)]
    if column.dtype != pl.String:
        return True
    text = column.drop_nulls().str.strip_chars().str.to_lowercase()
    told = text.filter(~text.is_in(HIDDEN))
    if told.is_empty():
        return bool(re.search(r"antal|andel|pct|procent|gennemsnit|vaerdi", key))
    share = told.str.contains(r"^[-+]?[\d.,\s]*\d\s*(%|pct\.?)?$").mean()
    return isinstance(share, float) and share > 0.5
