"""How each column of a sheet was understood, with a few masked values (`accounts.COLUMNS`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.intake import accounts, cpr
from rettid.intake.names import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.intake.headers import SheetMatch
    from rettid.intake.sources import RawSheet

OWN, LEFT_OUT, EMPTY = "egen kolonne", "ikke læst ind: fritekst, helbred eller CPR", "tom"
"""Forms of columns that feed no field of a table."""

CPR, NAME, ID = "CPR-nummer", "navn", "id"
"""Forms whose values could tell who someone is."""

_SAMPLE, _SHOWN = 200, 3


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the column at a position: the field `tabel.kolonne` it feeds (or none), and what it was read as."""

    at: int
    felt: str
    form: str


def account(sheet: RawSheet, match: SheetMatch, rows: pl.DataFrame, seen: Sequence[Seen]) -> pl.DataFrame:
    """The account of every column of the sheet that has a header or a value, from the rows that may be data."""
    found: dict[int, list[Seen]] = {}
    for each in dict.fromkeys(seen):
        found.setdefault(each.at, []).append(each)
    told = []
    for at, header in enumerate(match.names):
        cells = rows[str(at)]
        filled = len(cells) - cells.null_count()
        if not header.strip() and not filled:
            continue
        uses = found.get(at, [Seen(at, "", EMPTY if not filled else OWN)])
        told += [
            {
                "fil": sheet.fil,
                "ark": sheet.ark,
                "kolonne": shown(header),
                "felt": use.felt,
                "form": use.form,
                "udfyldt": filled,
                "eksempler": _examples(cells, use),
            }
            for use in [use for use in uses if use.felt] or uses[:1]
        ]
    return pl.DataFrame(told, schema=accounts.COLUMNS)


def shown(header: str) -> str:
    """The header as an account and a message show it: on one line, and without what could be a CPR number."""
    return re.sub(cpr.LIKE_ANYWHERE, cpr.NOT_SHOWN, one_line(header))


def _examples(cells: pl.Series, use: Seen) -> str:
    """Up to three of the first values, masked."""
    if use.form == LEFT_OUT:
        return ""
    sample = cells.head(_SAMPLE).drop_nulls()
    unique = sample.unique(maintain_order=True)
    if use.form.startswith(OWN) and use.form.endswith("tekst") and len(unique) * 4 > len(sample):
        shown = unique.head(_SHOWN).rename("v").to_frame().select(_initials(pl.col("v")))
    else:
        shown = unique.head(_SHOWN).rename("v").to_frame().select(_masked(pl.col("v"), use.form))
    return "; ".join(dict.fromkeys(shown.to_series().to_list()))


def _masked(value: pl.Expr, form: str) -> pl.Expr:
    if form == CPR:
        return pl.lit(cpr.MASK)
    if form == NAME:
        return _initials(value)
    if form == ID:
        return pl.when(cpr.is_like(value)).then(pl.lit(cpr.MASK)).otherwise(value.str.slice(0, 2) + "…")
    return cpr.masked(value.str.strip_chars())


def _initials(value: pl.Expr) -> pl.Expr:
    """`Jens Hansen`: "J. H."; a value of digits alone is no name, and shows as it is."""
    letters = value.str.extract_all(r"\p{L}[\p{L}'’-]*").list.eval(pl.element().str.slice(0, 1) + ".").list.join(" ")
    return pl.when(letters != "").then(letters).otherwise(cpr.masked(value))
