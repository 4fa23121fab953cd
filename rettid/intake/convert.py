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

from rettid.errors import IntakeError
from rettid.intake.names import normalise
from rettid.tables import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from rettid.intake.profiles import DateOrder

FIRST_DAY, LAST_DAY = date(1900, 1, 2), date(2100, 12, 31)
"""Typed outside are no dates; 1 January 1900 itself is a system's "no date"."""
FIRST_SERIAL, LAST_SERIAL = 36526, 55000
EMPTY = "(tom)"
"""What a blank cell is called in accounts of unknown values."""

_SAMPLE = 1000
_EPOCH = date(1899, 12, 30)
_BLANKS = ("", "-", "--", "?", ".", "ingen", "null", "none", "n/a", "#i/t", "#n/a")
_PLAIN = ("%Y-%m-%d", "%d-%m-%Y")
_TIME = r"(?:[T ,]+(?:kl\.? ?)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?)?$"
_DMY = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME
_YMD = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME
_SHORT_YEAR = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2})" + _TIME
_STAMP = r"^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)? ?(Z|z|[+-]\d{2}:?\d{2})$"
_NO_DAY = r"^(?:00?[-/.]00?[-/.]0{2,4}|0000-00-00|(?:9\d|29)99[-/.].*|.*[-/.](?:9\d|29)99)(?: .*)?$"
_NO_DAYS = ("1900-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1800-01-01", "0001-01-01")


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed column, and per row whether a text was there that could not be read; None when there was none."""

    values: pl.Series
    failed: pl.Series | None


def dates(
    texts: pl.Series, order: DateOrder = "dmy", *, where: str = "", loose: bool = True, past: bool = False
) -> Typed:
    """The Date of each text, null where it is blank, a "no date" (`31-12-9999`, `-`) or unreadable.

    `order` settles two-digit years, which count as 20yy; `past` (birth dates) refuses them. `loose` takes Excel serial
    numbers and eight digits too. Stamps with a zone become the Danish day. Raises IntakeError, naming `where`, for a
    column with the month first.
    """
    if texts.null_count() == len(texts):
        return Typed(pl.Series(texts.name, [None] * len(texts), dtype=pl.Date), None)
    if (plain := _plain(texts)) is not None:
        return Typed(plain, None)
    unique = texts.drop_nulls().unique()
    read = _by_form(unique, order, loose=loose, short=not past)
    _refuse_month_first(read, where)
    days = texts.replace_strict(unique, read["day"], return_dtype=pl.Date)
    bad = read.filter(pl.col("day").is_null() & ~pl.col("blank"))["raw"]
    return Typed(days, texts.is_in(bad.implode()).fill_null(value=False) if len(bad) else None)


def _plain(texts: pl.Series) -> pl.Series | None:
    """The column when every text is one plain date form and in range; else None."""
    for form in _PLAIN:
        days = texts.str.to_date(form, strict=False)
        if days.null_count() == texts.null_count():
            # Day numbers: a year such as -17 is a Date to Polars, but none to Python.
            low, high = days.to_physical().min(), days.to_physical().max()
            inside = (
                isinstance(low, int) and isinstance(high, int) and low >= _day(FIRST_DAY) and high <= _day(LAST_DAY)
            )
            return days if inside else None
    return None


def _day(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _by_form(unique: pl.Series, order: DateOrder, *, loose: bool, short: bool) -> pl.DataFrame:
    """Per unique text: `raw`, `text` (cleaned), `day`, `blank` (a "no date")."""
    read = pl.DataFrame({"raw": unique}).with_columns(text=_clean(pl.col("raw")))
    text = pl.col("text")
    days = [_zoned(text), _ordered(text, _YMD, "ymd"), _ordered(text, _DMY, "dmy")]
    if short:
        days.append(_short_year(text, order))
    if loose:
        days += [_serial(text), text.str.to_date("%Y%m%d", strict=False), text.str.to_date("%d%m%Y", strict=False)]
    inside = [pl.when(day.is_between(FIRST_DAY, LAST_DAY)).then(day) for day in days]
    no_day = text.str.contains(_NO_DAY) | _ordered(text, _YMD, "ymd").cast(pl.String).is_in(_NO_DAYS)
    no_day |= _ordered(text, _DMY, "dmy").cast(pl.String).is_in(_NO_DAYS).fill_null(value=False)
    blank = text.str.to_lowercase().is_in(_BLANKS) | no_day.fill_null(value=False)
    return read.with_columns(day=pl.coalesce(inside), blank=blank).with_columns(
        day=pl.when(~pl.col("blank")).then(pl.col("day"))
    )


def _clean(text: pl.Expr) -> pl.Expr:
    """Without the wrappings of a spreadsheet: `="…"`, a leading apostrophe, blanks of every kind."""
    bare = text.str.replace_all("[\u00a0\u200b\ufeff]", " ").str.strip_chars()
    return bare.str.strip_prefix("=").str.strip_chars("\"'").str.strip_chars()


def _ordered(text: pl.Expr, form: str, order: DateOrder) -> pl.Expr:
    year, month, day = (1, 2, 3) if order == "ymd" else (3, 2, 1)
    return _to_date(*(text.str.extract(form, part) for part in (year, month, day)))


def _short_year(text: pl.Expr, order: DateOrder) -> pl.Expr:
    year, month, day = (1, 2, 3) if order == "ymd" else (3, 2, 1)
    century = "20" + text.str.extract(_SHORT_YEAR, year).str.zfill(2)
    return _to_date(century, text.str.extract(_SHORT_YEAR, month), text.str.extract(_SHORT_YEAR, day))


def _to_date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    iso = pl.concat_str(year, month.str.zfill(2), day.str.zfill(2), separator="-")
    return iso.str.to_date("%Y-%m-%d", strict=False)


def _zoned(text: pl.Expr) -> pl.Expr:
    """A stamp with Z or an offset, as the day it is in Denmark: `2026-09-03T22:00:00Z` is 4 September."""
    clock = text.str.extract(_STAMP, 2)
    seconds = pl.when(clock.str.len_bytes() == 5).then(clock + ":00").otherwise(clock)
    zone = text.str.extract(_STAMP, 3).str.to_uppercase().str.replace("Z", "+0000", literal=True).str.replace(":", "")
    stamp = (text.str.extract(_STAMP, 1) + " " + seconds + zone).str.to_datetime("%Y-%m-%d %H:%M:%S%z", strict=False)
    return stamp.dt.convert_time_zone("Europe/Copenhagen").dt.date()


def _serial(text: pl.Expr) -> pl.Expr:
    number = text.str.extract(r"^(\d{5})(?:[.,]\d+)?$").cast(pl.Int32, strict=False)
    inside = pl.when(number.is_between(FIRST_SERIAL, LAST_SERIAL)).then(number)
    return pl.lit(_EPOCH) + pl.duration(days=inside)


def _refuse_month_first(read: pl.DataFrame, where: str) -> None:
    if not where:
        return
    parts = read.select(
        first=pl.col("text").str.extract(_DMY, 1).cast(pl.Int32),
        second=pl.col("text").str.extract(_DMY, 2).cast(pl.Int32),
    )
    month_first = parts.filter((pl.col("second") > 12) & (pl.col("first") <= 12)).height
    if month_first >= 2 and not (parts["first"] > 12).any():
        raise IntakeError(
            f"{where}: datoerne har måneden først (amerikansk rækkefølge), og kan ikke læses sikkert. "
            "Lav udtrækket igen med danske datoer (dd-mm-åååå) eller ISO-datoer (åååå-mm-dd)."
        )


def numbers(texts: pl.Series) -> Typed:
    """The Float64 of each text. A comma is the decimal sign; without any comma in the column, a full stop is.

    Hours are below a thousand, so a lone full stop is never a thousands separator.
    """
    plain = texts.cast(pl.Float64, strict=False)
    if plain.null_count() == texts.null_count():
        return Typed(plain, None)
    bare = texts.str.replace_all("[\u00a0 ]", "")
    if texts.str.contains(",", literal=True).any():
        bare = bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    values = bare.cast(pl.Float64, strict=False)
    if values.null_count() == texts.null_count():
        return Typed(values, None)
    failed = values.is_null() & texts.is_not_null() & ~texts.str.strip_chars().str.to_lowercase().is_in(_BLANKS)
    return Typed(values, failed if failed.any() else None)


_TRUE = frozenset(normalise(word) for word in ("ja", "j", "sand", "true", "1", "x", "y", "yes", "deltog", "deltaget"))
_FALSE = frozenset(
    normalise(word) for word in ("nej", "n", "falsk", "false", "0", "no", "deltog ikke", "ikke deltaget")
)


def booleans(texts: pl.Series) -> Typed:
    """Ja/nej as Boolean, blank as null. A column of nothing but X and blanks says no where it is blank."""
    unique = texts.drop_nulls().unique()
    keys = {raw: normalise(raw) for raw in unique}
    yes, no = ([raw for raw, key in keys.items() if key in words] for words in (_TRUE, _FALSE))
    bad = [raw for raw, key in keys.items() if key and key not in _TRUE | _FALSE]
    cell = pl.col("cell")
    no_where_blank = set(keys.values()) == {"x"}
    read = pl.DataFrame({"cell": texts}).select(
        pl.when(_one_of(cell, yes)).then(statement=True).when(no_where_blank | _one_of(cell, no)).then(statement=False)
    )
    return Typed(read.to_series(), texts.is_in(bad).fill_null(value=False) if bad else None)


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


def date_or_text(cells: pl.Series) -> pl.Series:
    """A column of the user's own: Date when every text in it is a date, else text."""
    read = dates(cells, loose=False)
    return names(cells) if read.failed is not None else read.values
