"""What a column holds, seen from its values alone: the evidence that a mapping is proposed by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from rettid.intake import convert, cpr
from rettid.intake.dates import How, dates

if TYPE_CHECKING:
    from rettid.intake.convert import CodeBook

MOSTLY = 0.8
"""The share of values that must agree before a kind is named."""

_INITIALS = re.compile(r"\b(\w)[\w'’.-]*")
_NAME = re.compile(r"^[A-ZÆØÅÉÜÖÄ][\w'’.-]+(?:[ ,]+[A-ZÆØÅÉÜÖÄ][\w'’.-]*)+$")
_ID = re.compile(r"(?=.*\d)[\w./-]{7,}$")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")
_DAY = re.compile(r"(\d{1,4}[-./]\d{1,2}[-./]\d{1,4})(?:[T ].*)?$")


@dataclass(frozen=True)
class Contents:
    """The filled cells of a column: `values` has `raa` and `antal`, the most frequent first, then as they come."""

    values: pl.DataFrame

    @classmethod
    def of(cls, cells: pl.Series) -> Contents:
        """The contents of a column's cells."""
        texts = cells.alias("raa").str.strip_chars()
        filled = texts.filter(texts.str.len_bytes() > 0)
        counted = pl.DataFrame({"raa": filled}).group_by("raa", maintain_order=True).agg(antal=pl.len())
        return cls(counted.sort("antal", descending=True, maintain_order=True))

    @cached_property
    def filled(self) -> int:
        """The number of filled cells."""
        return int(self.values["antal"].sum())

    @cached_property
    def dates(self) -> float:
        """The share that reads as dates as they are written, serial numbers aside."""
        return self._dates(How(loose=False))

    @cached_property
    def any_dates(self) -> float:
        """The share that reads as dates in a column that is known to hold them."""
        return self._dates(How())

    @cached_property
    def cprs(self) -> float:
        """The share that reads as CPR numbers."""
        return self._share(cpr.looks_like_cpr(self._raws))

    @cached_property
    def numbers(self) -> float:
        """The share that reads as numbers."""
        return self._share(convert.numbers(self._raws).values.is_not_null())

    def known(self, book: CodeBook) -> float:
        """The share that a code book knows."""
        return self._share(pl.Series([book.code_of(raw) is not None for raw in self._raws], dtype=pl.Boolean))

    def unknown(self, book: CodeBook) -> list[tuple[str, int]]:
        """The values that a code book doesn't know, each with its number, most frequent first."""
        return [(raw, number) for raw, number in self.values.iter_rows() if book.code_of(raw) is None]

    @property
    def form(self) -> str:
        """What the values are, in a word or two."""
        if not self.filled:
            return "tom"
        if self.cprs >= MOSTLY:
            return "CPR-numre"
        if self.dates >= MOSTLY:
            return "datoer"
        return "tal" if self.numbers >= MOSTLY else "tekst"

    def samples(self, most: int = 3) -> tuple[str, ...]:
        """Some values as they may be shown: CPR numbers as ######-####, names as initials, ids cut short."""
        return tuple(dict.fromkeys(masked(raw) for raw in self._raws.head(most)))

    @property
    def _raws(self) -> pl.Series:
        return self.values["raa"]

    def _dates(self, how: How) -> float:
        return self._share(dates(self._raws, how).values.is_not_null())

    def _share(self, hits: pl.Series) -> float:
        if not self.filled:
            return 0.0
        return float(self.values["antal"].filter(hits.fill_null(value=False)).sum()) / self.filled


def masked(raw: str) -> str:
    """A value as a person may be shown it who is to say what its column holds; an ISO date as a Dane writes it.

    >>> masked("Bo Hansen"), masked("610180-1234"), masked("15.00.00-A26-1-16"), masked("2018-07-02 10:30:00")
    ('B. H.', '######-####', '15.0…', '02-07-2018')
    """
    text = raw.strip()
    if day := _DAY.match(text):
        return _ISO.sub(r"\3-\2-\1", day[1])
    if cpr.looks_like_cpr(pl.Series([text])).item():
        return cpr.MASK
    if _NAME.match(text):
        return initials(text)
    if _ID.match(text):
        return f"{text[:4]}…"
    shown = str(pl.select(cpr.masked(pl.lit(text))).item())
    return shown if len(shown) <= 24 else f"{shown[:23]}…"


def initials(name: str) -> str:
    """The initials of a name."""
    return " ".join(f"{letter}." for letter in _INITIALS.findall(name))
