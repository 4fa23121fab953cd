"""Small cells hidden in what leaves the team, and kept from being found: within a table, between tables, and between reports.

A count of 1-4 people (`presets`) tells of single people, and so does one that can be found by subtraction. `lines` hides groups
of one grouping, `blocks` cells of two, `since` what has come since an earlier report; `guard` brings them to agree. Every
hidden small count can, by all that is printed, be nobody's and be more than a few; `tests/disclosure` attacks that by
linear programming.

What the guard is not told it can't see. Tables of the same people must have the same `population`; parts of a whole are groups of
one table, never tables of their own; what differs by a subset (with and without the exempt) is a grouping too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.disclosure.frames import PLACE, PRINTED, TABLES, groups_of, populations
from rettid.disclosure.guard import Hidden, hidden
from rettid.disclosure.presets import JOBINDSATS, NHS, PRESETS, STANDARD, Preset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rettid.disclosure.counts import Population

__all__ = [
    "HIDDEN",
    "JOBINDSATS",
    "NHS",
    "PRESETS",
    "PRINTED",
    "STANDARD",
    "TABLES",
    "Guarded",
    "Preset",
    "hiding",
    "printed",
    "protected",
]

HIDDEN = "skjult"
"""What stands for a hidden count. All have the same mark: which of them is small, and which hides it, is not told."""


@dataclass(frozen=True)
class Guarded:
    """The tables with small cells hidden, and what to remember of them.

    `tabeller`: the rows that were given with `maerke`; `taeller` and `naevner` are empty where they are hidden, and `maerke` is
    what stands instead (with `naevner` but no `taeller`: instead of the numerator). `trykt`: PRINTED, the cells of every
    report so far and of this one, for the next. `noter`: what to say below the tables, a Danish sentence each.
    """

    tabeller: pl.DataFrame
    trykt: pl.DataFrame
    noter: tuple[str, ...]


def protected(
    tables: pl.DataFrame, before: pl.DataFrame | None = None, *, preset: Preset = STANDARD, rapport: str = ""
) -> Guarded:
    """The tables (columns of TABLES) with every small cell hidden and what would tell of it, also against reports `before` (PRINTED).

    `rapport` names this one among them, by its day. Rounded numbers are not held against earlier ones: the rounding hides
    the difference. Raises ValueError for tables that don't add up.
    """
    given = tables.with_columns(pl.lit(None).alias(name) for name in TABLES if name not in tables.columns).select(
        pl.col(name).cast(dtype) for name, dtype in TABLES.items()
    )
    known = pl.DataFrame(schema=PRINTED) if before is None else before
    compared = known if preset.afrund is None else known.clear()
    found = {name: (people, hidden(people, preset)) for name, people in populations(given, compared).items()}
    rows = [_shown(row, found[row["population"]][1], preset) for row in given.iter_rows(named=True)]
    shown = pl.DataFrame(rows, schema=TABLES | {"maerke": pl.String()})
    news = [_remembered(name, *own, preset, rapport) for name, own in found.items()]
    return Guarded(shown, pl.concat([known, *news]), tuple(_notes(found, shown, preset)))


def printed(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """The printed cells of reports (PRINTED) as a manifest holds them: a list of objects."""
    return pl.DataFrame(list(rows), schema=PRINTED)


def hiding(preset: Preset) -> str:
    """The sentence that says what is hidden."""
    return f"Tal på 1-{preset.mindst - 1} er skjult, og det samme er tal, der ville røbe dem, også sammen med tidligere rapporter."


def _shown(row: dict[str, Any], out: Hidden, preset: Preset) -> dict[str, Any]:
    """A cell as it is printed."""
    groups = list(groups_of(row))
    if not groups:
        return _whole(row, out, preset)
    if _is_hidden(groups, out):
        return row | {"taeller": None, "naevner": None, "borgere": None, "maerke": HIDDEN}
    return row | _rounded(row, preset) | {"maerke": None}


def _whole(row: dict[str, Any], out: Hidden, preset: Preset) -> dict[str, Any]:
    if out.omfang == "intet":
        mark = preset.mark if preset.small(row["naevner"]) else HIDDEN
        return row | {"taeller": None, "naevner": None, "borgere": None, "maerke": mark}
    numbers = _rounded(row, preset)
    if out.omfang == "antal":
        return row | numbers | {"taeller": None, "maerke": HIDDEN}
    return row | numbers | {"maerke": None}


def _is_hidden(groups: list[tuple[str, str]], out: Hidden) -> bool:
    if len(groups) == 1:
        return out.group(*groups[0])
    (one, left), (other, right) = groups
    return out.cell((one, other), (left, right))


def _rounded(row: dict[str, Any], preset: Preset) -> dict[str, Any]:
    return {name: None if row[name] is None else preset.shown(row[name]) for name in ("taeller", "naevner")}


def _remembered(name: str, people: Population, out: Hidden, preset: Preset, rapport: str) -> pl.DataFrame:
    """The cells of a population as they are printed, sums too; nothing where nothing is shown of it."""
    cells: list[dict[str, Any]] = []
    if out.omfang != "intet":
        cells.append({"row": people.ialt})
    if out.omfang == "tabeller":
        cells += [
            {"efter": by, "gruppe": group, "row": None if out.group(by, group) else row}
            for by, line in people.linjer.items()
            for group, row in line.items()
        ]
        cells += [
            {
                "efter": one,
                "gruppe": left,
                "kryds": other,
                "krydsgruppe": right,
                "row": None if out.cell((one, other), (left, right)) else row,
            }
            for (one, other), table in people.kryds.items()
            for (left, right), row in table.items()
            if left is not None and right is not None
        ]
    rows = [_numbers(cell, out, preset) | {"rapport": rapport, "population": name} for cell in cells]
    return pl.DataFrame(rows, schema=PRINTED)


def _numbers(cell: dict[str, Any], out: Hidden, preset: Preset) -> dict[str, Any]:
    row = cell["row"]
    place = {name: cell.get(name) for name in PLACE}
    counts = {} if row is None else {kind: preset.shown(number) for kind, number in row.counts.items()}
    hits = counts.get("taeller") if out.omfang == "tabeller" else None
    people = None if row is None else row.borgere
    return place | {"taeller": hits, "naevner": counts.get("naevner"), "borgere": people}


def _notes(found: Mapping[str, tuple[Population, Hidden]], shown: pl.DataFrame, preset: Preset) -> Iterable[str]:
    if shown["maerke"].null_count() < shown.height:
        yield hiding(preset)
    if preset.afrund is not None:
        yield f"Tallene er afrundet til nærmeste {preset.afrund}."
    for people, out in found.values():
        if out.omfang == "intet" and not preset.small(people.ialt.counts["naevner"]):
            yield "En tabel er ikke vist: ændringen siden en tidligere rapport er så lille, at den ville røbe enkelte personer."
            return
