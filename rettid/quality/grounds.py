"""What the checks look at: the tables with the place of each row, beside the forløb it belongs to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.spells import STOOD_ON
from rettid.tables import SCHEMAS, SOURCE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.rules import Pack
    from rettid.tables import Tables

BORDERLINE = "graensestempel"
"""The reader's mark on a row whose date was taken from a stamp of fixed UTC time."""

LATE_REGISTRATION = 14
"""Days from the interview to its registration that pass without remark (`spec.md` § 5, R6), unless the user says other."""

PLACE = ("tabel", "nr")
"""Which table, and which of its rows, a finding is about; findings carry it until they are shown."""


@dataclass(frozen=True, eq=False)
class Grounds:
    """One reading, as the law reads it (`engine.spells`), and what it was judged to be, as lazy frames.

    Every table has the columns of its schema, SOURCE, `graensestempel`, `tabel` and `nr` (the row's place in the
    table); `forloeb` also has `aaben`: begun, and not ended by the reference day.
    """

    tables: Tables
    funds: pl.DataFrame
    packs: Sequence[Pack]
    pr: date
    senest_dage: int = LATE_REGISTRATION

    @cached_property
    def forloeb(self) -> pl.LazyFrame:
        """The forløb, with `aaben`."""
        ended = (pl.col("slutdato") <= self.pr).fill_null(value=False)
        coming = (pl.col("startdato") > self.pr).fill_null(value=False)
        return self._table("forloeb").with_columns(aaben=~ended & ~coming)

    @cached_property
    def samtaler(self) -> pl.LazyFrame:
        """The interviews, each where it stands: one that also counts in another period of the citizen is not told twice."""
        return self._table("samtaler").filter(pl.col(STOOD_ON).is_null()).drop(STOOD_ON)

    @cached_property
    def tilbud(self) -> pl.LazyFrame:
        """The offers."""
        return self._table("tilbud")

    @cached_property
    def fravaer(self) -> pl.LazyFrame:
        """The absences and exemptions."""
        return self._table("fravaer")

    @cached_property
    def periods(self) -> pl.LazyFrame:
        """`forloeb_id`, `fra`, `til`, `tilmeldt`, `aaben` of each forløb, to set beside its events."""
        return self.forloeb.select("forloeb_id", "aaben", fra="startdato", til="slutdato", tilmeldt="tilmeldingsdato")

    def told(self, table: str, column: str) -> bool:
        """Whether any row says anything in the column; else it was not in the export."""
        return bool(self.tables[table].select(pl.col(column).is_not_null().any()).collect().item())

    def _table(self, name: str) -> pl.LazyFrame:
        frame = self.tables[name]
        told = frame.collect_schema().names()
        marks = SOURCE | {BORDERLINE: pl.Boolean()} | ({STOOD_ON: pl.String()} if name == "samtaler" else {})
        lacking = [pl.lit(None, dtype=kind).alias(column) for column, kind in marks.items() if column not in told]
        columns = frame.with_columns(lacking).select(*SCHEMAS[name], *marks).cast(dict(marks))  # type: ignore[arg-type]
        return columns.with_row_index("nr").with_columns(tabel=pl.lit(name))


def found(rows: pl.LazyFrame, kode: str, besked: pl.Expr) -> pl.LazyFrame:
    """A finding for each of the rows: the columns of FINDING_SCHEMA and PLACE."""
    return rows.select(
        kode=pl.lit(kode),
        fil="kilde_fil",
        ark="kilde_ark",
        raekke="kilde_raekke",
        forloeb_id="forloeb_id",
        besked=besked,
        tabel="tabel",
        nr="nr",
    )


def sentence(text: str, *parts: pl.Expr | str) -> pl.Expr:
    """The text with each `{}` filled in by an expression or column; null where one is null.

    Not `pl.format`, which panics when a stretch of the rows that are streamed is empty (Polars 2.1).
    """
    pieces = text.split("{}")
    filled = [pl.col(part) if isinstance(part, str) else part for part in parts]
    between = [each for piece, part in zip(pieces, filled, strict=False) for each in (pl.lit(piece), part)]
    return pl.concat_str([*between, pl.lit(pieces[len(filled)])])


def whole(kode: str, besked: str) -> pl.LazyFrame:
    """A finding that concerns all of the export."""
    row = {
        "kode": kode,
        "fil": None,
        "ark": None,
        "raekke": None,
        "forloeb_id": None,
        "besked": besked,
        "tabel": "",
        "nr": None,
    }
    kinds = {name: pl.String() for name in row} | {"raekke": pl.UInt32(), "nr": pl.UInt32()}
    return pl.LazyFrame([row], schema=kinds)


def day(column: str | pl.Expr) -> pl.Expr:
    """A date as Danes write it, 31-12-2018."""
    expression = pl.col(column) if isinstance(column, str) else column
    return expression.dt.to_string("%d-%m-%Y").fill_null("ingen dato")


def danish(value: date) -> str:
    """A date as Danes write it, 31-12-2018."""
    return f"{value:%d-%m-%Y}"


@cache
def words(kind: str) -> tuple[str, ...]:
    """The words of `ord.toml` under `kind`, in lower case."""
    read = tomllib.loads(Path(__file__).with_name("ord.toml").read_text(encoding="utf-8"))
    return tuple(word.lower() for word in read[kind])


def is_system(name: pl.Expr) -> pl.Expr:
    """Whether a caseworker's name is that of a system: the whole name, or its first word."""
    lower = name.str.strip_chars().str.to_lowercase()
    single = [word for word in words("systemer") if " " not in word]
    return (lower.is_in(words("systemer")) | lower.str.extract(r"^(\p{L}+)[\s_-]").is_in(single)).fill_null(value=False)


def is_nobody(name: pl.Expr) -> pl.Expr:
    """Whether a caseworker's name is empty or says that there is none."""
    return name.is_null() | name.str.strip_chars().str.to_lowercase().is_in(words("ingen")).fill_null(value=False)


def is_team(name: pl.Expr, teams: pl.Series) -> pl.Expr:
    """Whether a caseworker's name is one of `teams` (in lower case) or begins with "Team "."""
    lower = name.str.strip_chars().str.to_lowercase()
    return (lower.is_in(teams.implode()) | lower.str.starts_with("team ")).fill_null(value=False)
