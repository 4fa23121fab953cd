"""Findings about the data: every code stands once, in `anmaerkninger.toml`, with what it means and what to do.

A finding says what is odd about a file, a column or a row; it never changes a verdict. (A *fund* is another thing: a
duty, decided.)
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Severity = Literal["fejl", "advarsel", "oplysning"]
SEVERITIES: tuple[Severity, ...] = ("fejl", "advarsel", "oplysning")
"""`fejl`: a verdict may be wrong until it is put right. `advarsel`: look at it. `oplysning`: this is how it was read."""

FINDING_SCHEMA: dict[str, pl.DataType] = {
    "kode": pl.String(),
    "fil": pl.String(),
    "ark": pl.String(),
    "raekke": pl.UInt32(),
    "forloeb_id": pl.String(),
    "besked": pl.String(),
}
"""One finding per row. `raekke` is null where it concerns a whole file, sheet or column; `forloeb_id` where no forløb is meant.

`besked` says in Danish what stands there; it never holds a CPR number.
"""


SPLIT, IN_SEVERAL, SAME_NUMBER, TWO_CITIZENS = "RT-S22", "RT-S23", "RT-S29", "RT-S31"
"""A forløb that a system had split; one that stands in several exports; a number that two cases, or two citizens of one
export, share."""
STRANGERS = "RT-F13"
"""An export none of whose citizens is in the others."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding about a file or sheet as the reader met it: its code, what stands there, and the row if it is one."""

    kode: str
    besked: str
    raekke: int | None = None


@dataclass(frozen=True, slots=True)
class FindingKind:
    """What a code means: a short title, how grave it is, what lies behind it, what to do about it, an example."""

    kode: str
    titel: str
    alvor: Severity
    hvad: str
    goer: str
    eksempel: str = ""


@cache
def catalogue() -> Mapping[str, FindingKind]:
    """Every code, in the order of the file."""
    text = Path(__file__).with_name("anmaerkninger.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            code: FindingKind(
                code,
                kind["titel"],
                cast("Severity", kind["alvor"]),
                kind["hvad"],
                kind["goer"],
                kind.get("eksempel", ""),
            )
            for code, kind in tomllib.loads(text).items()
        }
    )


def of_sheet(fil: str, ark: str, findings: Iterable[Finding]) -> pl.DataFrame:
    """The findings of one sheet as rows of FINDING_SCHEMA."""
    rows = [
        {"kode": each.kode, "fil": fil, "ark": ark, "raekke": each.raekke, "besked": each.besked} for each in findings
    ]
    return pl.DataFrame(rows, schema=FINDING_SCHEMA)


def counted(number: int, one: str, several: str) -> str:
    """The number with its words.

    >>> counted(1, "række har", "rækker har"), counted(2, "række har", "rækker har")
    ('1 række har', '2 rækker har')
    """
    return f"{number} {one if number == 1 else several}"


def of_rows(rows: pl.DataFrame, code: str, message: pl.Expr) -> pl.DataFrame:
    """A finding on each of the rows, which carry `forloeb_id` and tables.SOURCE."""
    return rows.select(
        pl.lit(code).alias("kode"),
        pl.col("kilde_fil").alias("fil"),
        pl.col("kilde_ark").alias("ark"),
        pl.col("kilde_raekke").alias("raekke"),
        "forloeb_id",
        message.alias("besked"),
    )


def together(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Findings of several sources in the order of file, sheet and row; those of a whole sheet first."""
    whole = pl.concat([pl.DataFrame(schema=FINDING_SCHEMA), *parts], how="diagonal")
    return whole.select(*FINDING_SCHEMA).sort("fil", "ark", "raekke", "kode", "besked", nulls_last=False)
