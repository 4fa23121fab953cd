"""The texts of the sheets that are only for reading, known again by their fingerprints: what has none, people have written. Pure.

A set of numbers takes a tenth of the room of the texts. Sorting, moving, hiding or deleting what is ours writes nothing new.
"""

from __future__ import annotations

import base64
from array import array
from typing import TYPE_CHECKING
from zlib import crc32

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_TEXT = r"^(?:-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|(?:\d{4}-\d\d-\d\d)?[ T]?(?:\d\d:\d\d:\d\d(?:\.\d+)?)?)$"
"""A number or a moment as the reader of workbooks gives it."""


def packed(texts: Iterable[str]) -> str:
    """The fingerprints of the texts as one text, the same in whatever order they come."""
    return base64.b64encode(array("I", sorted({_print(" ".join(text.split())) for text in texts})).tobytes()).decode()


def unpacked(text: str) -> frozenset[int]:
    """The fingerprints of `packed`. Raises ValueError for a text that is none of its."""
    found = array("I")
    found.frombytes(base64.b64decode(text, validate=True))
    return frozenset(found)


def written_on(sheet: pl.DataFrame, ours: frozenset[int]) -> pl.Series:
    """Whether a row of the sheet has a text that is not among `ours`; numbers and days are none."""
    words = pl.all().str.replace_all(r"\s+", " ").str.strip_chars()
    shown = sheet.select(words).with_row_index("raekke").unpivot(index="raekke", value_name="tekst").drop("variable")
    texts = shown.filter(~pl.col("tekst").str.contains(_NO_TEXT))
    new = [text for text in texts["tekst"].unique() if _print(text) not in ours]
    rows = texts.filter(pl.col("tekst").is_in(new))["raekke"].unique()
    return sheet.select(pl.int_range(pl.len(), dtype=pl.UInt32).is_in(rows.implode()).alias("skrevet"))["skrevet"]


def _print(text: str) -> int:
    return crc32(text.encode())
