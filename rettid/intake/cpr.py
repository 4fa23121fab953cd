"""CPR numbers: cleaned, judged, keyed, and turned into birth dates (`formats.md` § 8). The number goes no further.

Only who asks for them (`numbers`, by way of `personal`) gets them beside the tables.

Modulus 11 is no test: numbers without it have been issued since 2007.
"""

from __future__ import annotations

import hmac
from datetime import date
from functools import lru_cache

import polars as pl

GOOD, SUBSTITUTE = "gyldigt", "erstatningsnummer"
USABLE = (GOOD, SUBSTITUTE)
REASONS = {
    "tomt": "der er intet CPR-nummer",
    "ukendt": "CPR-nummeret er 0000000000 (ukendt person)",
    "maskeret": "CPR-nummeret er maskeret",
    "afrundet": "CPR-nummeret er afrundet af Excel og kan ikke genskabes",
    "ugyldigt": "CPR-nummeret er ikke et CPR-nummer",
}
"""Why a CPR number of a class can't be used."""

ID_LENGTH = 16
MASK = "######-####"
"""What is shown for a CPR number."""
_LIKE = r"^\W*\d{6}\W?\d{4}(?:[.,]0+)?\W*$"
_LIKE_NINE = r"^\W*\d{5,6}\W?\d{4}(?:[.,]0+)?\W*$"
WITH_NAME = r"\p{L}{2,}.*[\s(,;:]\d{6}[-–—]?[\dXx*#]{4}\b|\b\d{6}[-–—]?[\dXx*#]{4}[\s),;:].*\p{L}{2,}"
"""A cell with a CPR number (perhaps masked) and a name."""
_WITHIN = r"\b(\d{6}[-–—]?[\dXx*#]{4})"
NOT_SHOWN = "(vises ikke)"
LIKE_ANYWHERE = r"\d{1,2}[./]?\d{2}[./]?\d{2}\s?[-–—]?\s?[\dA-Zx*]{4}|\d{2}\s\d{2}\s\d{2}\s?[-–—]?\s?\d{2}\s?\d{2}"
"""What could be a CPR number within a text, however its digits are set apart; NOT_SHOWN stands in its place."""


def read(cells: pl.Series, key: bytes) -> pl.DataFrame:
    """Per cell, in order: `borger_id` (null where unusable), `foedselsdato`, `klasse`, `mistet_nul`; never the number.

    Nine digits have lost their first zero, which `mistet_nul` tells; hyphens, blanks, `.0`, a leading apostrophe,
    `="…"` and a name beside the number are taken away.
    """
    judged = _judged(cells)
    usable = judged["klasse"].is_in(USABLE)
    ids = [citizen_id(number, key) if good else None for number, good in zip(judged["cpr"], usable, strict=True)]
    keyed = judged.select(
        "raa",
        "klasse",
        (pl.col("cpr") != pl.col("bar")).fill_null(value=False).alias("mistet_nul"),
        living(pl.col("foedselsdato")).alias("foedselsdato"),
        pl.Series("borger_id", ids, dtype=pl.String),
    )
    joined = pl.DataFrame({"raa": cells}).join(keyed, on="raa", how="left", nulls_equal=True, maintain_order="left")
    return joined.select("borger_id", "foedselsdato", "klasse", "mistet_nul")


def numbers(cells: pl.Series) -> pl.Series:
    """Per cell the number itself as `DDMMÅÅ-XXXX`, null where it can't be used."""
    number = pl.concat_str(pl.col("cpr").str.slice(0, 6), pl.lit("-"), pl.col("cpr").str.slice(6))
    judged = _judged(cells).select("raa", nummer=pl.when(pl.col("klasse").is_in(USABLE)).then(number))
    joined = pl.DataFrame({"raa": cells}).join(judged, on="raa", how="left", nulls_equal=True, maintain_order="left")
    return joined["nummer"]


def _judged(cells: pl.Series) -> pl.DataFrame:
    """Per different cell: `raa`, `bar`, `cpr` (ten characters), `foedselsdato`, `klasse`."""
    unique = pl.DataFrame({"raa": cells.unique()}).with_columns(bar=_bare(_alone(cells)))
    unique = unique.with_columns(cpr=_padded(pl.col("bar")))
    return unique.with_columns(foedselsdato=_birth_date(pl.col("cpr"))).with_columns(klasse=_class())


def _alone(cells: pl.Series) -> pl.Expr:
    """The cells without a name beside the number: `Jens Hansen (610180-1234)`."""
    raw = pl.col("raa")
    if not cells.str.contains(WITH_NAME).any():
        return raw
    return pl.when(raw.str.contains(WITH_NAME)).then(raw.str.extract(_WITHIN)).otherwise(raw)


@lru_cache(maxsize=1 << 20)
def citizen_id(number: str, key: bytes) -> str:
    """The citizen's id: the first 16 hex digits of HMAC-SHA256 of the ten characters under the local secret."""
    return hmac.digest(key, number.encode(), "sha256").hex()[:ID_LENGTH]


def looks_like_cpr(cells: pl.Series, *, nine: bool = True) -> pl.Series:
    """Per cell, whether it reads as a CPR number: ten digits that begin with a day and a month; `nine`: or nine."""
    near = cells.str.len_bytes().is_between(9, 16).fill_null(value=False)
    if not near.any():
        return near
    unique = pl.DataFrame({"raa": cells.filter(near).unique()}).filter(
        pl.col("raa").str.contains(_LIKE_NINE if nine else _LIKE)
    )
    if not unique.height:
        return pl.repeat(value=False, n=len(cells), eager=True)
    found = unique.with_columns(cpr=_clean(pl.col("raa"))).filter(_birth_date(pl.col("cpr")).is_not_null())["raa"]
    return cells.is_in(found.implode()).fill_null(value=False)


def masked(text: pl.Expr) -> pl.Expr:
    """The text as a message may show it: at most 40 signs, and nothing that could be a CPR number."""
    return text.str.replace_all(LIKE_ANYWHERE, NOT_SHOWN).str.slice(0, 40)


def is_like(text: pl.Expr) -> pl.Expr:
    """Whether the text has something in it that could be a CPR number."""
    return text.str.contains(LIKE_ANYWHERE)


def _clean(raw: pl.Expr) -> pl.Expr:
    """The ten characters without what programs put around them, and with the zero they lost."""
    return _padded(_bare(raw))


def _bare(raw: pl.Expr) -> pl.Expr:
    bare = raw.str.replace_all(r"[\s\u200b\ufeff\"'=]", "").str.replace(r"[.,]0+$", "")
    joined = bare.str.replace_all(r"^(\d{2})[./](\d{2})[./](\d{2})", "$1$2$3").str.replace(
        r"^(\d{5,6})[-–—](.{4})$", "$1$2"
    )
    return joined.str.to_uppercase()


def _padded(upper: pl.Expr) -> pl.Expr:
    """A number of nine digits with the zero it lost; fewer are no number."""
    return pl.when(upper.str.contains(r"^\d{9}$|^\d{5}[A-Z]")).then("0" + upper).otherwise(upper)


def _birth_date(cpr: pl.Expr) -> pl.Expr:
    """The birth date of ten digits; null where there is none. Day + 60 marks a substitute number."""
    part = [
        cpr.str.slice(start, length).cast(pl.Int32, strict=False) for start, length in ((0, 2), (2, 2), (4, 2), (6, 1))
    ]
    day, month, year, seventh = part
    late = pl.when(seventh.is_in([4, 9])).then(pl.when(year <= 36).then(2000).otherwise(1900))
    long_ago = pl.when(year <= 57).then(2000).otherwise(1800)
    century = pl.when(seventh <= 3).then(1900).when(seventh.is_in([4, 9])).then(late).otherwise(long_ago)
    number = (century + year) * 10000 + month * 100 + pl.when(day > 60).then(day - 60).otherwise(day)
    ten_digits = cpr.str.contains(r"^\d{10}$")
    return pl.when(ten_digits).then(number.cast(pl.String)).str.to_date("%Y%m%d", strict=False)


def living(born: pl.Expr) -> pl.Expr:
    """The birth date, null before 1900: no one in an export is that old, so the number is wrong about its century."""
    return pl.when(born >= date(1900, 1, 1)).then(born)


def _class() -> pl.Expr:
    """The class of the column `cpr` (cleaned), with `foedselsdato` beside it."""
    cpr, born = pl.col("cpr"), pl.col("foedselsdato").is_not_null()
    return (
        pl.when(cpr.is_null() | (cpr == ""))
        .then(pl.lit("tomt"))
        .when(cpr.str.contains(r"^0+$"))
        .then(pl.lit("ukendt"))
        .when(cpr.str.contains(r"^\d{6}[X*#]{4}$"))
        .then(pl.lit("maskeret"))
        .when(cpr.str.contains(r"^\d[.,]?\d*E\+?\d+$"))
        .then(pl.lit("afrundet"))
        .when(born & cpr.str.contains(r"^[0-3]"))
        .then(pl.lit(GOOD))
        .when(born | cpr.str.contains(r"^[0-7]\d[01]\d{3}[A-Z0-9]{4}$") & cpr.str.contains("[A-Z]"))
        .then(pl.lit(SUBSTITUTE))
        .otherwise(pl.lit("ugyldigt"))
    )
