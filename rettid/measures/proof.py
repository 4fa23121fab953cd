"""The pages of the measures put to the proof: every worked example is measured and held against its facit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.measures import ALL_GROUPS, Asked, Result, measured
from rettid.rules import read_page
from rettid.rules.examples import ANYTHING, STANDARD_GROUP, read_diaries, value_of
from rettid.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rettid.measures.definition import Measure
    from rettid.rules import Pack
    from rettid.rules.examples import Example

_COLUMNS = {
    "række": "raekke",
    "dag": "dag",
    "gruppe": "gruppe",
    "forløb": "forloeb_id",
    "tæller": "taeller",
    "nævner": "naevner",
    "antal": "antal",
    "krævet": "kraevet",
    "bemærkning": "bemaerkning",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """One example and what it found: no differences when the page and the measure agree."""

    measure: Measure
    example: Example
    differences: tuple[str, ...]


def prove(measures: Iterable[Measure], packs: Sequence[Pack]) -> list[Proof]:
    """Every example of every measure's page, measured. Raises RuleError when an example can't be read."""
    return [
        _proof(measure, example, packs)
        for measure in measures
        for example in read_diaries(read_page(measure.path), STANDARD_GROUP, _expected)
    ]


def _proof(measure: Measure, example: Example, packs: Sequence[Pack]) -> Proof:
    assert example.pr is not None  # noqa: S101 - read_diaries sees to it
    result = measured(measure, Asked(Tables.from_rows(example.tables), packs, example.pr))
    return Proof(measure, example, tuple(text for row in example.expected for text in _differences(row, result)))


def _differences(wanted: dict[str, Any], result: Result) -> list[str]:
    """What the measure says of a line, or of one forløb in it, otherwise than the facit."""
    said = _of_case(wanted, result) if "forloeb_id" in wanted else _of_line(wanted, result)
    name = " ".join(str(wanted[key]) for key in ("raekke", "forloeb_id") if key in wanted)
    if said is None:
        return [f"{name}: målet har ikke den række"]
    return [
        f"{name}, {column}: siden siger {value}, målet siger {said[column]}"
        for column, value in wanted.items()
        if said[column] != value
    ]


def _chosen(wanted: dict[str, Any], frame: pl.DataFrame) -> pl.DataFrame:
    chosen = frame.filter(pl.col("raekke") == wanted["raekke"])
    for column in ("dag", "gruppe"):
        if column in wanted:
            chosen = chosen.filter(pl.col(column) == wanted[column])
    if "gruppe" not in wanted and ALL_GROUPS in chosen["gruppe"]:
        chosen = chosen.filter(pl.col("gruppe") == ALL_GROUPS)
    return chosen


def _of_line(wanted: dict[str, Any], result: Result) -> dict[str, Any] | None:
    chosen = _chosen(wanted, result.numbers).sort("dag", nulls_last=False)
    return chosen.row(-1, named=True) if chosen.height else None


def _of_case(wanted: dict[str, Any], result: Result) -> dict[str, Any]:
    """What is said of one forløb: 1 or 0 for whether the denominator and the numerator hold it."""
    chosen = _chosen(wanted, result.persons).filter(pl.col("forloeb_id") == wanted["forloeb_id"]).sort("dag")
    if chosen.is_empty():
        return wanted | {"naevner": 0, "taeller": None, "antal": None, "kraevet": None}
    row = chosen.row(-1, named=True)
    return row | {"naevner": 1, "taeller": None if row["taeller"] is None else int(row["taeller"])}


def _expected(row: dict[str, str]) -> dict[str, Any]:
    """A row of the outcome in the measure's own columns and types."""
    unknown = [name for name in row if name not in _COLUMNS]
    if unknown:
        raise ValueError(f'kolonnen "{unknown[0]}" kendes ikke. Et facit kan have: {", ".join(_COLUMNS)}')
    if "række" not in row:
        raise ValueError('et facit skal have kolonnen "række"')
    return {_COLUMNS[name]: value_of(cell) for name, cell in row.items() if cell != ANYTHING}
