"""When two spellings of `ydelse` are one benefit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_APART = r"\([^)]*\)|\b(åbenlyst?|job-?parate?|aktivitetsparate?|uddannelsesparate?)\b"
"""What exports write beside a benefit: parentheses, and the citizen's visitation. Both change without a new benefit."""


def same_benefit(benefit: pl.Expr) -> pl.Expr:
    """The text by which spellings of one benefit are alike: "Kontanthjælp", "kontanthjælp (jobparat)", "Jobparat kontanthjælpsmodtager".

    Letter case, signs, parentheses, visitation and "modtager" apart. Names that differ otherwise are two benefits.
    """
    bare = benefit.str.to_lowercase().str.replace_all(_APART, " ").str.replace_all(r"[^\p{L}\d]+", "")
    return bare.str.replace(r"s?modtagere?$", "")
