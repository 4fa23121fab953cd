"""A table as it was published → figures: which column is what, what is hidden, and what unit a number has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.benchmarks.figures import (
    FIGURES,
    HIDDEN,
    NUMBER,
    OTHER,
    PERCENT,
    UNCLEAR,
    area_kind,
    unit_of,
)
from rettid.benchmarks.when import parse_when
from rettid.errors import IntakeError
from rettid.intake.convert import numbers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from rettid.benchmarks.roles import Column

SHARES = "andel"
"""What `enhed` can say of a column whose unit is UNCLEAR: its numbers are shares of 1."""

GROUPS = {
    "y01": "6.1",
    "y36": "6.2,6.3",
    "y38": "6.4,6.5",
    "y07": "6.6",
    "y12": "6.7",
    "y11": "6.8",
    "y09": "6.9",
    "y04": "6.10",
}
"""The target groups of Jobindsats' tables by what their id begins with (`formats.md` § 6.5). y60 has had two populations."""

ROW = "raekke"

_TABLE_ID = r"(?<![a-z0-9])(y\d{2}[a-z]\d{2}[a-z]{0,2}|ptv[ac]\d{2}|smt\d{2}|otij\d{2})(?![a-z0-9])"


@dataclass(frozen=True)
class Published:
    """One table of a file: its columns by their parts, and its rows.

    `cells` has the columns "0", "1", …, text or (from JSON) numbers, and ROW, the row's number in the file.
    """

    fil: str
    ark: str
    sha256: str
    cells: pl.DataFrame
    values: tuple[Column, ...]
    area: int | None = None
    period: int | None = None
    dimensions: dict[int, str] = field(default_factory=dict)
    titel: str | None = None
    opdateret: date | None = None
    hentet: date | None = None
    workbook: bool = False

    @property
    def place(self) -> str:
        """The file and its sheet, as a message names them."""
        return f'{self.fil}, ark "{self.ark}"' if self.ark else self.fil


def figures_of(table: Published, enhed: str | None = None) -> pl.DataFrame:
    """The table's figures with the columns FIGURES, a row per row and column of numbers, in the order of the file.

    `enhed` says what its shares are where the file does not: "procent" or SHARES. Raises IntakeError, naming the row, for a
    number, a period or an area that can't be read.
    """
    rows = _keyed(table)
    parts = [_of_column(table, rows, column, enhed) for column in table.values]
    made = pl.concat(parts).sort("raekke", "_at", maintain_order=True).drop("_at")
    return _placed(table, made)


def _keyed(table: Published) -> pl.DataFrame:
    """The rows with `_omraade`, `_periode` and `opdeling`."""
    parts = [
        pl.when(_text(table, at) != "").then(pl.format("{}: {}", pl.lit(name), _text(table, at)))
        for at, name in table.dimensions.items()
    ]
    split = pl.concat_str(parts, separator="; ", ignore_nulls=True) if parts else pl.lit("")
    return table.cells.with_columns(
        _omraade=_text(table, table.area),
        _periode=_text(table, table.period),
        opdeling=pl.when(split != "").then(split),
    )


def _text(table: Published, at: int | None) -> pl.Expr:
    """A column of names; where JSON has numbers for names (2018), as whole ones."""
    if at is None:
        return pl.lit(None, dtype=pl.String)
    column = pl.col(str(at))
    whole = column if table.cells[str(at)].dtype == pl.String else column.cast(pl.Int64, strict=False)
    return whole.cast(pl.String).str.strip_chars()


def _of_column(table: Published, rows: pl.DataFrame, column: Column, enhed: str | None) -> pl.DataFrame:
    raw = rows[str(column.at)]
    values, hidden, unit = _numbers(table, rows["raekke"], raw, column, enhed)
    head, _, tail = column.label.partition(": ")
    titled = table.titel if not tail and table.titel else None
    return rows.select(
        "raekke",
        "opdeling",
        _at=pl.lit(column.at),
        maaling=pl.lit(titled or head.strip()),
        delmaaling=pl.lit(
            tail.strip() or (head.strip() if titled and head.strip() != titled else None), dtype=pl.String
        ),
        omraade=pl.lit(column.omraade) if column.omraade else pl.col("_omraade"),
        _periode=pl.lit(column.periode) if column.periode else pl.col("_periode"),
        vaerdi=values,
        skjult=hidden,
        enhed=pl.lit(unit),
    )


def _numbers(
    table: Published, places: pl.Series, raw: pl.Series, column: Column, enhed: str | None
) -> tuple[pl.Series, pl.Series, str]:
    """The numbers of a column, whether each is hidden, and their unit."""
    unit = unit_of(*reversed(column.label.split(": ")), table.titel)
    if raw.dtype != pl.String:
        values, signed = raw.cast(pl.Float64), False
    else:
        bare = raw.str.strip_chars().str.replace(r"\s*(%|pct\.?)$", "")
        signed = bool((bare != raw.str.strip_chars()).any())
        bare = (
            pl.DataFrame({"v": bare})
            .select(pl.when(~pl.col("v").str.to_lowercase().is_in(HIDDEN)).then("v"))
            .to_series()
        )
        read = numbers(bare, "." if table.workbook and unit != NUMBER else ",")
        if read.failed is not None and read.failed.any():
            at = int(read.failed.arg_true()[0])
            raise IntakeError(
                f"{table.place}, række {places[at]}: {shown(raw[at])} under »{column.label}« er ikke et tal. "
                "Ret tallet, eller skriv - hvis det er skjult."
            )
        values = read.values
    unit = PERCENT if signed else unit
    values, unit = _as_percent(values, unit, signed=signed, enhed=enhed)
    return values.alias("vaerdi"), values.is_null().alias("skjult"), unit


def _as_percent(values: pl.Series, unit: str, *, signed: bool, enhed: str | None) -> tuple[pl.Series, str]:
    """The numbers of a column of shares from 0 to 100; UNCLEAR where they may be shares of 1 and nobody has said."""
    if unit != PERCENT or signed:
        return values, unit
    known = values.drop_nulls()
    small = (
        bool(len(known)) and bool(known.is_between(0, 1).all()) and bool(known.is_between(0, 1, closed="none").any())
    )
    if small and enhed is None:
        return values, UNCLEAR
    return (100 * values if small and enhed == SHARES else values), unit


def _placed(table: Published, made: pl.DataFrame) -> pl.DataFrame:
    """The figures with the kinds of their areas and periods, and what holds for the whole file."""
    whens = _read_once(table, made, "_periode", parse_when, "perioden")
    kinds = _read_once(table, made, "omraade", _area, "området")
    table_id = _table_id(table)
    made = made.with_columns(
        kilde=pl.lit("Jobindsats"),
        tabel_id=pl.lit(table_id, dtype=pl.String),
        titel=pl.lit(table.titel, dtype=pl.String),
        omraadetype=_looked_up("omraade", kinds, pl.String()),
        periode=_looked_up("_periode", {text: when.code for text, when in whens.items()}, pl.String()),
        periodetype=_looked_up("_periode", {text: when.kind for text, when in whens.items()}, pl.String()),
        fra=_looked_up("_periode", {text: when.span.first for text, when in whens.items()}, pl.Date()),
        til=_looked_up("_periode", {text: when.span.last for text, when in whens.items()}, pl.Date()),
        ydelsesgruppe=pl.col("opdeling").str.extract(r"(?i)ydelse\w*: ([^;]+)"),
        maalgruppe=pl.lit(GROUPS.get((table_id or "")[:3]), dtype=pl.String),
        opdateret=pl.lit(table.opdateret, dtype=pl.Date),
        hentet=pl.lit(table.hentet, dtype=pl.Date),
        definition=pl.lit(OTHER),
        fil=pl.lit(table.fil),
        ark=pl.lit(table.ark),
        fil_sha256=pl.lit(table.sha256),
    )
    lacking = [pl.lit(None).alias(name) for name in FIGURES if name not in made.columns]
    return made.with_columns(lacking).select(pl.col(name).cast(dtype) for name, dtype in FIGURES.items())


def _looked_up(column: str, found: dict[str, Any], dtype: pl.DataType) -> pl.Expr:
    return pl.col(column).replace_strict(found, default=None, return_dtype=dtype)


def _read_once(
    table: Published, made: pl.DataFrame, column: str, parse: Callable[[str], Any], what: str
) -> dict[str, Any]:
    """What each of the column's texts stands for. Raises IntakeError naming the first row of one that stands for nothing."""
    found = {}
    for text, row in made.unique(column, keep="first", maintain_order=True).select(column, "raekke").iter_rows():
        if not text:
            raise IntakeError(f"{table.place}, række {row}: {what} mangler. Skriv {what} i rækken, eller slet den.")
        try:
            found[text] = parse(text)
        except ValueError as fault:
            said = str(fault) if text in str(fault) and shown(text) != _MASKED else f"{shown(text)} kan ikke læses"
            raise IntakeError(f"{table.place}, række {row}: {what} {said}. Ret den, eller slet rækken.") from fault
    return found


def _area(text: str) -> str:
    return area_kind(text)


_MASKED = "det, der står der,"


def shown(text: str, longest: int = 30) -> str:
    """A cell as a message names it; one with six digits in a row is not repeated, for it may be a CPR number."""
    return _MASKED if re.search(r"\d{6}", text) else f'"{" ".join(text.split())[:longest]}"'


def _table_id(table: Published) -> str | None:
    """The id of Jobindsats' table, where the title or the file's name has it."""
    for text in (table.titel or "", table.fil):
        if match := re.search(_TABLE_ID, text.lower()):
            return match[1]
    return None


def numbered(cells: pl.DataFrame, first: int) -> pl.DataFrame:
    """The cells with ROW, counted from `first`."""
    return cells.with_columns(pl.int_range(first, first + pl.len(), dtype=pl.Int64).alias(ROW))
