"""Text columns to typed columns: dates, numbers, yes/no and codes (`formats.md` §§ 5.4, 5.5).

A column is decided as a whole: what its values prove holds for all of them. A column of plain dates is parsed in one
pass; any other by its unique values, of which there are few. Nothing is converted row by row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from rettid.intake.dates import BLANKS, How, Typed, dates
from rettid.intake.names import normalise
from rettid.tables import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

EMPTY = "(tom)"
"""What a blank cell is called in accounts of unknown values."""

_SAMPLE = 1000
_FIRST_LOOK = 20
_THREE_DIGITS = r"\d\D*\d\D*\d"


def numbers(texts: pl.Series, decimal: str = "") -> Typed:
    """The Float64 of each text; the column proves which of comma and full stop is the decimal sign.

    Where nothing proves it (`1.234`), `decimal` is followed, else the sign is read as decimal: all numbers taken in are
    hours, of which there are no thousands.
    """
    plain = texts.cast(pl.Float64, strict=False)
    if plain.null_count() == texts.null_count() and not texts.str.contains(f"^{_GROUPED}$").any():
        return Typed(plain, None, "tom" if plain.null_count() == len(plain) else "tal")
    unique = texts.drop_nulls().unique().sort()
    bare = {raw: _SPACES.sub("", raw).strip("=\"'") for raw in unique}
    proofs = {_decimal_of(text) for text in bare.values()} - {""}
    sign = proofs.pop() if len(proofs) == 1 else decimal
    read = {raw: _number(text, sign) for raw, text in bare.items()}
    values = texts.replace_strict(list(read), list(read.values()), return_dtype=pl.Float64)
    bad = [raw for raw, value in read.items() if value is None and bare[raw].lower() not in BLANKS]
    unproven = [raw for raw, text in bare.items() if re.fullmatch(_GROUPED, text)] if not sign else []
    told = []
    if unproven:
        shown = " og ".join(f'"{raw.strip()}" (læst som {read[raw]:g})'.replace(".", ",") for raw in unproven[:2])
        told.append(("RT-K07", f"Intet i kolonnen viser, om tegnet skiller tusinder eller decimaler: {shown}."))
    form = {",": "tal, decimalkomma", ".": "tal, decimalpunktum"}.get(sign, "tal")
    failed = texts.is_in(bad).fill_null(value=False) if bad else None
    return Typed(values, failed, form, tuple(told))


_GROUPED = r"-?[1-9]\d{0,2}[.,]\d{3}"
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")


def _decimal_of(text: str) -> str:
    """The decimal sign that one number proves; empty where it proves none."""
    marks = [sign for sign in text if sign in ",."]
    if not marks or re.fullmatch(_GROUPED, text) or not re.fullmatch(r"[-+]?[\d.,]*\d[\d.,]*", text):
        return ""
    if len(set(marks)) == 2:
        return marks[-1]
    return marks[0] if len(marks) == 1 else {",": ".", ".": ","}[marks[0]]


def _number(text: str, sign: str) -> float | None:
    """The number, with `sign` as decimal sign; without one, the sign that the number has."""
    sign = _decimal_of(text) or sign or ("," if "," in text else ".")
    thousands = "." if sign == "," else ","
    plain = text.replace(thousands, "").replace(sign, ".")
    return float(plain) if re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)", plain) else None


_TRUE = frozenset(
    normalise(word) for word in ("ja", "j", "sand", "true", "1", "x", "y", "yes", "deltog", "deltaget", "deltager")
)
_FALSE = frozenset(
    normalise(word)
    for word in ("nej", "n", "falsk", "false", "0", "no", "deltog ikke", "deltager ikke", "ikke deltaget")
)


DECLINED = frozenset(
    normalise(word)
    for word in (
        *("fravalgt", "fravalgt af borger", "fravalgt af borgeren", "borger har fravalgt", "borgeren har fravalgt"),
        *("valgt fra", "valgt fra af borgeren", "borgeren ønsker ikke a-kassen", "ønsker ikke a-kassens deltagelse"),
    )
)
"""What a column of whether the a-kasse took part says, in normal form, where the citizen wished it to stay away."""


def declined(texts: pl.Series) -> pl.Series:
    """True where the text is one of DECLINED, else null: the column says nothing of who did not decline."""
    words = [raw for raw in texts.drop_nulls().unique() if normalise(raw) in DECLINED]
    if not words:
        return pl.repeat(None, len(texts), dtype=pl.Boolean, eager=True)
    return (
        pl.DataFrame({"cell": texts}).select(pl.when(_one_of(pl.col("cell"), words)).then(statement=True)).to_series()
    )


def booleans(texts: pl.Series, also_no: frozenset[str] = frozenset()) -> Typed:
    """Ja/nej as Boolean, blank as null; `also_no` are further words for no, in normal form.

    A column of nothing but X and blanks says no where it is blank.
    """
    unique = texts.drop_nulls().unique()
    keys = {raw: normalise(raw) for raw in unique}
    yes, no = ([raw for raw, key in keys.items() if key in words] for words in (_TRUE, _FALSE | also_no))
    bad = [raw for raw, key in keys.items() if key and key not in _TRUE | _FALSE | also_no]
    cell = pl.col("cell")
    no_where_blank = set(keys.values()) == {"x"}
    read = pl.DataFrame({"cell": texts}).with_columns(
        read=pl.when(_one_of(cell, yes))
        .then(statement=True)
        .when(no_where_blank | _one_of(cell, no))
        .then(statement=False)
    )
    failed = texts.is_in(bad).fill_null(value=False) if bad else None
    return Typed(read["read"], failed, "ja/nej" if unique.len() else "tom")


def _one_of(cell: pl.Expr, values: Iterable[str]) -> pl.Expr:
    """Whether the cell is one of a few values: comparing is ten times faster than looking up."""
    return pl.any_horizontal(pl.lit(value=False), *(cell == value for value in values))


def texts(cells: pl.Series) -> pl.Series:
    """The texts without blanks around them; null where nothing is left."""
    bare = cells.str.strip_chars()
    if (bare.str.len_bytes() == 0).any():
        frame = pl.DataFrame({"text": bare})
        return frame.select(pl.when(pl.col("text") != "").then(pl.col("text")))["text"]
    return bare


def names(cells: pl.Series) -> pl.Series:
    """Names of people and places, as `texts`, without a CPR number among the words: `Jens Hansen (610180-1234)`."""
    sample = cells.head(_SAMPLE)
    if sample.n_unique() * 4 > len(sample):
        return _without_numbers(texts(cells))
    unique = cells.unique()
    clean = _without_numbers(texts(unique))
    same = clean.eq_missing(unique).all()
    return cells if same else cells.replace_strict(unique, clean, return_dtype=pl.String)


def _without_numbers(words: pl.Series) -> pl.Series:
    numbered = words.str.contains("[0-9]{6}").any()
    return words.str.replace_all(r"\s*\(?\b\d{6}[-–\s]?[\dX*]{4}\b\)?", "") if numbered else words


@dataclass(frozen=True, slots=True)
class CodeBook:
    """How the raw values of one code list become codes: the codes themselves and words in normal form."""

    codes: Collection[str]
    words: Mapping[str, str]

    def code_of(self, raw: str) -> str | None:
        """The code a raw value stands for; None when nothing knows it."""
        if raw in self.codes:
            return raw
        return self.words.get(normalise(raw))


def code_book(codes: Collection[str], shared: Mapping[str, str], own: Mapping[str, str]) -> CodeBook:
    """The book of a code list: a profile's own words win over the codes' names, and these over the shared synonyms."""
    return CodeBook(frozenset(codes) - own.keys(), {**shared, **{normalise(code): code for code in codes}, **own})


def codes(cells: pl.Series, book: CodeBook, *, blank_is_unknown: bool = False) -> tuple[pl.Series, pl.Series | None]:
    """The codes, and per row whether the value became "ukendt"; None when all were known.

    Blank cells stay null, or become "ukendt" with `blank_is_unknown` (a status that is not written is not held).
    """
    raws = cells.unique()
    mapping = {raw: book.code_of(raw.strip()) for raw in raws.drop_nulls() if raw.strip()}
    unknown = [raw for raw, code in mapping.items() if code is None]
    blanks = [raw for raw in raws.drop_nulls() if not raw.strip()]
    coded = cells
    if blanks or any(raw != code for raw, code in mapping.items()):
        table = {raw: code or UNKNOWN for raw, code in mapping.items()} | dict.fromkeys(blanks)
        coded = cells.replace_strict(list(table), list(table.values()), return_dtype=pl.String)
    failed = cells.is_in(unknown).fill_null(value=False) if unknown else None
    if blank_is_unknown and coded.null_count():
        empty = coded.is_null()
        failed = empty if failed is None else failed | empty
        coded = coded.fill_null(UNKNOWN)
    return coded, failed


_LEADING_GROUP = re.compile(r"(?:§\s*)?(6[.,]\d{1,2})(?!\d)")


def target_groups(cells: pl.Series, book: CodeBook) -> pl.Series:
    """Target groups as LAB § 6 numbers, always text (6.10 is not 6.1); what no one knows stays as it is written."""
    raws = cells.drop_nulls().unique()
    table = {raw: _target_group(raw.strip(), book) for raw in raws}
    if all(raw == code for raw, code in table.items()):
        return cells
    return cells.replace_strict(list(table), list(table.values()), return_dtype=pl.String)


def _target_group(raw: str, book: CodeBook) -> str | None:
    leading = _LEADING_GROUP.match(raw)
    number = leading[1].replace(",", ".") if leading else ""
    return number if number in book.codes else book.code_of(raw) or raw or None


NEW_LAW = date(2020, 1, 1)
"""From this day LAB § 6 numbers the target groups; before it, § 2 of the act that it replaced."""

_NEW_NUMBER_OF = {"1": "6.1", "2": "6.2", "3": "6.3", "7": "6.9"}
"""§ 2 of the old act → § 6, where the old number's meaning is verified. The others are not to be guessed at."""

_OLD_NUMBER = re.compile(
    r"(?:(?:lab)?\s*§\s*2\b[\s,]*(?:stk\.?\s*1[\s,]*)?nr\.?\s*|2[.,])(\d{1,2})(?!\d)", re.IGNORECASE
)
_BARE_NUMBER = re.compile(r"(?:nr\.?\s*)?(\d{1,2})", re.IGNORECASE)


def numbered_groups(
    cells: pl.Series, groups: pl.Series, start: pl.Series, codes: Collection[str], own: Collection[str] = ()
) -> tuple[pl.Series, pl.Series | None]:
    """The target groups, with numbers read under the law they belong to, and per row whether that is not verified.

    "§ 2, nr. 7" and "2.7" are the old act's; "nr. 7" and "7" that of the forløb's `start`: before NEW_LAW the old act's. A
    number of the old act that is not verified, or whose law can't be told, stays as it is written; so do the words
    `own` (in normal form) of a profile. None where no cell is such a number. `groups` are the cells as
    `target_groups` reads them.
    """
    raws = {raw: raw.strip() for raw in cells.drop_nulls().unique() if normalise(raw) not in own}
    old = {raw: found[1] for raw, text in raws.items() if (found := _OLD_NUMBER.match(text))}
    bare = {raw: found[1] for raw, text in raws.items() if (found := _BARE_NUMBER.fullmatch(text))}
    if not old and not bare:
        return groups, None
    numbers = {raw: str(int(number)) for raw, number in {**old, **bare}.items()}
    rows = pl.DataFrame({"cell": cells, "group": groups, "start": start}).with_columns(
        text=pl.col("cell").str.strip_chars(),
        number=pl.col("cell").replace_strict(
            list(numbers), list(numbers.values()), default=None, return_dtype=pl.String
        ),
        explicit=pl.col("cell").is_in(list(old)),
    )
    former = pl.col("number").replace_strict(_NEW_NUMBER_OF, default=None, return_dtype=pl.String)
    present = pl.lit("6.") + pl.col("number")
    is_new = (~pl.col("explicit") & (pl.col("start") >= NEW_LAW)).fill_null(value=False)
    either = pl.col("start").is_null() & ~pl.col("explicit") & (former != present)
    read = (
        pl.when(is_new)
        .then(pl.when(present.is_in(list(codes))).then(present).otherwise("text"))
        .when(either)
        .then("text")
        .otherwise(pl.coalesce(former, "text"))
    )
    told = rows.with_columns(
        read=pl.when(pl.col("number").is_not_null()).then(read).otherwise("group"),
        unsure=pl.col("number").is_not_null() & ~is_new & (read == pl.col("text")),
    )
    return told["read"], told["unsure"].fill_null(value=False)


def staff(cells: pl.Series) -> pl.Series:
    """Caseworkers as `names`; of an e-mail address what stands before the @, which is the initials."""
    words = names(cells)
    return words.str.replace(r"@\S+$", "") if words.str.contains("@", literal=True).any() else words


def date_or_text(cells: pl.Series) -> Typed:
    """A column of the user's own: Date when every text in it is a date, else text."""
    first = cells.drop_nulls().head(_FIRST_LOOK)
    could_be = first.str.contains(_THREE_DIGITS) | first.str.to_lowercase().is_in(BLANKS)
    if not could_be.all() or dates(first, How(loose=False)).failed is not None:
        return Typed(names(cells), None, "tekst")
    read = dates(cells, How(loose=False))
    return Typed(names(cells), None, "tekst") if read.failed is not None else read
