"""Tables saved from jobindsats.dk as CSV or Excel: titles above, one or two rows of headings, notes below (`formats.md` § 6.6)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from rettid.benchmarks.figures import COUNTRY, HIDDEN, PART, REGION, REST, area_kind
from rettid.benchmarks.roles import AREA, PERIOD, Column, columns_of
from rettid.benchmarks.table import ROW, Published, numbered
from rettid.benchmarks.when import is_when
from rettid.errors import IntakeError
from rettid.intake.names import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.intake.sources import RawSheet

HEAD = 40
"""Rows in which the headings are looked for."""

_NUMBER = re.compile(r"[-+]?[\d.,\s]*\d\s*(%|pct\.?)?")
_AREA_LIKE = (COUNTRY, REST, REGION, PART)
_SAID = r"(?i)\b{word}\w*\b[^\d]{{0,25}}(\d{{1,2}})[-./](\d{{1,2}})[-./](\d{{4}})"

Row = list[str]


def read_sheet(sheet: RawSheet, sha256: str) -> Published | None:
    """The table of a sheet; None for a sheet without headings that name area and period."""
    rows = _texts(sheet.cells[:HEAD])
    at = _heading_row(rows)
    if at is None:
        return None
    long = _has(rows[at], AREA) and _has(rows[at], PERIOD)
    return _long(sheet, sha256, rows, at) if long else _crossed(sheet, sha256, rows, at)


def _texts(cells: pl.DataFrame) -> list[Row]:
    return [[(cell or "").strip() for cell in row] for row in cells.iter_rows()]


def _has(row: Row, names: frozenset[str]) -> bool:
    return any(normalise(cell) in names for cell in row)


def _heading_row(rows: Sequence[Row]) -> int | None:
    """The first row that names both area and period, or that has periods (or areas) for headings."""
    for at, row in enumerate(rows):
        filled = [cell for cell in row if cell]
        if len(filled) < 2 and not _whens(row):
            continue  # a title
        if _has(row, AREA) and _has(row, PERIOD):
            return at
        if _whens(row) or (_has(row, PERIOD) and any(area_kind(cell) in _AREA_LIKE for cell in filled)):
            return at
    return None


def _whens(row: Row) -> list[int]:
    """The places of a row's periods, where it has nothing else but names of key columns to their left."""
    found = [at for at, cell in enumerate(row) if cell and is_when(cell)]
    if not found or any(cell and at > found[0] and at not in found for at, cell in enumerate(row)):
        return []
    return found if found[0] > 0 and not any(_NUMBER.fullmatch(cell) for cell in row[: found[0]] if cell) else []


def _long(sheet: RawSheet, sha256: str, rows: list[Row], at: int) -> Published:
    """A table with a column for the area and one for the period."""
    body = _body(sheet, at + 1)
    parts = columns_of(rows[at], body)
    if not parts.values:
        raise IntakeError(
            f"{sheet.sted}, række {sheet.foerste_raekke + at}: tabellen har ingen kolonne med tal. "
            "Hent den igen med mindst én måling."
        )
    made = _published(sheet, sha256, rows[:at], body)
    made = replace(made, area=parts.area, period=parts.period, dimensions=parts.dimensions, values=parts.values)
    return _filled(made)


def _crossed(sheet: RawSheet, sha256: str, rows: list[Row], at: int) -> Published:
    """A table with periods or areas (and perhaps measures) for headings."""
    whens = _whens(rows[at])
    first = whens[0] if whens else next(n for n, cell in enumerate(rows[at]) if area_kind(cell) in _AREA_LIKE and cell)
    above, below = _measures(rows, at - 1, first), _measures(rows, at + 1, first)
    start = at + 1 + bool(below)
    labels = _spread(rows[at], first, whole=bool(below))
    measures = _spread(rows[at - 1], first, whole=True) if above else rows[at + 1] if below else [""] * len(rows[at])
    values = tuple(
        Column(n, " ".join(measures[n].split()), *((labels[n], None) if whens else (None, labels[n])))
        for n in range(first, len(rows[at]))
        if labels[n]
    )
    body = _body(sheet, start)
    names = [cell or (rows[at + 1][n] if below else "") for n, cell in enumerate(rows[at][:first])]
    keys = columns_of(names, body, frozenset())
    area, period = keys.area, keys.period
    if whens and area is None:
        area = next((n for n, name in enumerate(names) if not name), 0)
    made = _published(sheet, sha256, rows[: at - bool(above)], body)
    dimensions = {n: name for n, name in keys.dimensions.items() if n not in (area, period)}
    return _filled(
        replace(
            made,
            area=area,
            period=period,
            dimensions=dimensions,
            values=_named(values, made.titel or Path(made.fil).stem),
        )
    )


def _measures(rows: list[Row], at: int, first: int) -> bool:
    """Whether the row names measures over (or under) the headings: texts beside each other, none of them numbers."""
    if not 0 <= at < len(rows):
        return False
    told = [cell for cell in rows[at][first:] if cell]
    return bool(told) and not any(_NUMBER.fullmatch(cell) or cell.lower() in HIDDEN for cell in told)


def _spread(row: Row, first: int, *, whole: bool) -> Row:
    """The row with each heading repeated over the blank cells it stands for."""
    spread, last = list(row), ""
    for n in range(first, len(row)):
        last = row[n] or last
        spread[n] = last if whole else row[n]
    return spread


def _named(values: tuple[Column, ...], title: str) -> tuple[Column, ...]:
    """Columns without a measure of their own are called what the table is."""
    return tuple(replace(each, label=each.label or title) for each in values)


def _published(sheet: RawSheet, sha256: str, above: list[Row], body: pl.DataFrame) -> Published:
    """The table's place, its title (the texts above it) and the days that these or the notes below tell of."""
    titles = [cell for row in above for cell in row if cell]
    notes = [cell for row in _texts(body.drop(ROW)[-HEAD:]) for cell in row[:1] if cell]
    told = " \n".join([*titles, *notes])
    named = [text for text in titles if not re.match(r"(?i)(opdateret|hentet|udtrukket|kilde|periode|område)\b", text)]
    return Published(
        sheet.fil,
        sheet.ark,
        sha256,
        body,
        (),
        titel=named[0] if named else None,
        opdateret=_day(told, "opdater"),
        hentet=_day(told, "hentet") or _day(told, "udtruk"),
        workbook=not sheet.skilletegn,
    )


def _day(text: str, word: str) -> date | None:
    match = re.search(_SAID.format(word=word), text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def _body(sheet: RawSheet, start: int) -> pl.DataFrame:
    return numbered(sheet.cells[start:], sheet.foerste_raekke + start)


def _filled(table: Published) -> Published:
    """The table without blank rows and the notes below, each blank key filled with the one above it (merged cells)."""
    texts = [name for name in table.cells.columns if name != ROW]
    filled = {name: (pl.col(name).str.strip_chars() != "").fill_null(value=False) for name in texts}
    told = pl.any_horizontal(filled[str(column.at)] for column in table.values)
    rows = table.cells.with_columns(
        _told=told, _cells=pl.sum_horizontal(each.cast(pl.Int32) for each in filled.values())
    )
    last = rows.filter("_told")[ROW].max()
    if last is None:
        raise IntakeError(f"{table.place}: tabellen har ingen rækker med tal. Hent den igen.")
    dated = pl.lit(value=True) if table.period is None else filled[str(table.period)]
    hidden = (pl.col("_cells") > 0) & dated & ((pl.col(ROW) < last) | (pl.col("_cells") > 1))
    kept = rows.filter(pl.col("_told") | hidden)
    keys = [str(at) for at in (table.area, table.period) if at is not None]
    down = [pl.when(filled[name]).then(pl.col(name)).forward_fill().alias(name) for name in keys]
    return replace(table, cells=kept.with_columns(down).drop("_told", "_cells"))
