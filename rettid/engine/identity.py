"""Identities that stay the same over runs, machines and library versions (`spec.md` § 4, `fund_id`).

Polars' own hash changes with its version, and hashlib would need a loop over the rows. So: splitmix64, in Polars'
wrapping integers, over eight bytes of text at a time.
"""

from __future__ import annotations

import polars as pl

_HEX = pl.Series("hex", [f"{number:04x}" for number in range(1 << 16)])


def text_hash(text: pl.Series) -> pl.Series:
    """A 64-bit number per text, the same wherever it is computed; an empty text and a missing one count the same."""
    text = text.fill_null("")
    size = text.str.len_bytes().cast(pl.UInt64)
    longest = int(size.max() or 0)  # type: ignore[arg-type]
    padded = pl.lit(text.str.pad_end(longest + 8, "\0").cast(pl.Binary))
    starts, mixed = range(0, longest, 8), _mix(size)
    chunks = pl.select(
        padded.bin.slice(start, 8).bin.reinterpret(dtype=pl.UInt64(), endianness="little").alias(str(start))
        for start in starts
    )
    for start, chunk in zip(starts, chunks, strict=True):
        mixed = _mix(mixed ^ chunk).zip_with(size > start, mixed)
    return mixed


def fund_ids(case_hash: pl.Series, krav_hash: pl.Series, nr: pl.Series) -> pl.Series:
    """Sixteen hexadecimal digits for a forløb, a krav of a pack and a number, given the hashes of the first two."""
    mixed = _mix(_mix(case_hash ^ krav_hash) + nr.cast(pl.UInt64))
    parts = [(mixed // (1 << shift) % (1 << 16)).cast(pl.UInt32) for shift in (48, 32, 16, 0)]
    return pl.select(fund_id=pl.concat_str([_HEX.gather(part) for part in parts])).to_series()


def _mix(number: pl.Series) -> pl.Series:
    """The finishing step of splitmix64."""
    number = number + 0x9E3779B97F4A7C15
    number = (number ^ (number // (1 << 30))) * 0xBF58476D1CE4E5B9
    number = (number ^ (number // (1 << 27))) * 0x94D049BB133111EB
    return number ^ (number // (1 << 31))
