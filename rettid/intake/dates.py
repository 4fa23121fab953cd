"""Text columns to dates (`formats.md` § 5.4): the whole column decides how each value is read.

A column of plain dates is parsed in one pass; any other by its unique values, of which there are few.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import IntakeError
from rettid.findings import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.intake.profiles import DateOrder

FIRST_DAY, LAST_DAY = date(1900, 1, 2), date(2100, 12, 31)
"""Typed outside are no dates; 1 January 1900 itself is a system's "no date"."""
FIRST_SERIAL, LAST_SERIAL = 36526, 49674
"""Excel's numbers of 1 January 2000 and 31 December 2035."""
BLANKS = ("", "-", "--", "?", ".", "..", "ingen", "null", "none", "n/a", "#i/t", "#n/a", "(tom)", "(blank)")

_EPOCH = date(1899, 12, 30)
_PLAIN = {"%Y-%m-%d": "dato åååå-mm-dd", "%d-%m-%Y": "dato dd-mm-åååå"}
_TIME = r"(?:[T ,]+(?:kl\.? ?)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?)?$"
_THREE = r"^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})" + _TIME
_YMD = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME
_STAMP = r"^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)? ?(Z|z|[+-]\d{2}:?\d{2})$"
_WORDED = r"^(?:\p{L}+dag,? +(?:den|d\.) *)?(\d{1,2})[. -]*(\p{L}{3,9})[. -]*(\d{4}|\d{2})" + _TIME
_WEEK_FIRST = r"^(?:uge|u|w)\.? *(\d{1,2})[ ,./-]+(\d{4})$"
_YEAR_FIRST = r"^(\d{4})[ ,./-]*(?:uge|u|w)\.? *(\d{1,2})$"
_MONTH_BEFORE = r"^(\p{L}{3,9}|\d{1,2})\.?[ /.-]+(\d{4})$"
_MONTH_AFTER = r"^(\d{4})[ /.-]?m?(\d{1,2})$"
_NO_DAY = r"^(?:00?[-/.]00?[-/.]0{2,4}|0000-00-00|(?:9\d|29)99[-/.].*|.*[-/.](?:9\d|29)99)(?: .*)?$"
_NO_DAYS = ("1900-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1800-01-01", "0001-01-01")
_MONTHS = {
    word: f"{number:02}"
    for number, words in enumerate(
        (
            ("jan", "januar", "january"),
            ("feb", "februar", "february"),
            ("mar", "marts", "march"),
            ("apr", "april"),
            ("maj", "may"),
            ("jun", "juni", "june"),
            ("jul", "juli", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("okt", "oct", "oktober", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for word in words
}
_STRAY = 20
"""Where one order is proven this many times as often as the other, the other are misprints, not an order."""
_AMERICAN = "Lav udtrækket igen med danske datoer (dd-mm-åååå) eller ISO-datoer (åååå-mm-dd)."


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed column, and how it was read.

    `failed` says per row whether a text was there that could not be read; None when there was none. `form` is what the
    values were read as. `told` are codes and texts of findings about the column. `graense` says per row whether the day
    comes from a stamp that may be a day off; None when none does.
    """

    values: pl.Series
    failed: pl.Series | None
    form: str = ""
    told: tuple[tuple[str, str], ...] = ()
    graense: pl.Series | None = None


@dataclass(frozen=True, slots=True)
class How:
    """What is declared of a date column.

    `order` is followed where the column proves none, and settles two-digit years; they count as 20yy, and `past` (birth
    dates) refuses them. `loose` takes Excel's day numbers and eight digits too, `weeks` the notation of weeks, as the
    week's Sunday; `months` a month without a day ("2020-01", "januar 2020"), as its first.
    """

    order: DateOrder = "dmy"
    loose: bool = True
    past: bool = False
    weeks: bool = False
    months: bool = False


def dates(texts: pl.Series, how: How | None = None, *, rows: pl.Series | None = None, where: str = "") -> Typed:
    """The Date of each text, null where it is blank, a "no date" (`31-12-9999`, `-`) or unreadable.

    Whether day or month stands first is what the column proves, else what `how` declares. Examples are named by `rows`
    (row numbers). Raises IntakeError, naming `where`, for a column with the month first, or with both orders.
    """
    how = how or How()
    if texts.null_count() == len(texts):
        return Typed(pl.Series(texts.name, [None] * len(texts), dtype=pl.Date), None, "tom")
    if (plain := _plain(texts, how.order)) is not None:
        return plain
    unique = _parted(texts.drop_nulls().unique())
    if how.order == "ymd" and (unique["year"].str.len_bytes() == 4).any():
        how = replace(how, order="dmy")  # years stand last in this column, those of two digits too
    cells = pl.DataFrame({"raw": texts, "row": rows if rows is not None else pl.repeat(None, len(texts), eager=True)})
    followed = _followed(unique, how.order, cells, where)
    read = _by_form(unique, followed, how)
    days = texts.replace_strict(read["raw"], read["day"], return_dtype=pl.Date)
    bad = read.filter(pl.col("day").is_null() & ~pl.col("blank"))["raw"]
    edge = read.filter("edge")["raw"]
    return Typed(
        days,
        texts.is_in(bad.implode()).fill_null(value=False) if len(bad) else None,
        _forms(read),
        _told(read, followed, how.order, cells),
        texts.is_in(edge.implode()).fill_null(value=False) if len(edge) else None,
    )


def _plain(texts: pl.Series, order: DateOrder) -> Typed | None:
    """The column when every text is one plain date form and in range; else None."""
    for form, name in _PLAIN.items():
        if order == "mdy" and form.startswith("%d"):
            continue
        days = texts.str.to_date(form, strict=False)
        if days.null_count() == texts.null_count():
            # Day numbers: a year such as -17 is a Date to Polars, but none to Python.
            low, high = days.to_physical().min(), days.to_physical().max()
            inside = (
                isinstance(low, int) and isinstance(high, int) and low >= _day(FIRST_DAY) and high <= _day(LAST_DAY)
            )
            return Typed(days, None, name) if inside else None
    return None


def _day(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _parted(unique: pl.Series) -> pl.DataFrame:
    """Per unique text: `raw`, `text` (cleaned), and of `d-d-year` the parts `one`, `mark`, `two`, `year`."""
    table = pl.DataFrame({"raw": unique}).with_columns(text=_clean(pl.col("raw")))
    text = pl.col("text")
    return table.with_columns(
        one=text.str.extract(_THREE, 1).cast(pl.Int32),
        mark=text.str.extract(_THREE, 2),
        two=text.str.extract(_THREE, 3).cast(pl.Int32),
        year=text.str.extract(_THREE, 4),
    )


def _clean(text: pl.Expr) -> pl.Expr:
    """Without the wrappings of a spreadsheet: `="…"`, a leading apostrophe, blanks of every kind."""
    bare = text.str.replace_all("[\u00a0\u202f\u200b\ufeff]", " ").str.strip_chars()
    return bare.str.strip_prefix("=").str.strip_chars("\"'").str.strip_chars()


def _of_order(order: DateOrder) -> pl.Expr:
    """The `d-d-year` texts whose parts tell about day and month; with the year first, two digits do not."""
    return pl.col("one").is_not_null() & (pl.lit(order != "ymd") | (pl.col("year").str.len_bytes() == 4))


_DAY_FIRST = (pl.col("one") > 12) & (pl.col("two") <= 12)
_MONTH_FIRST = (pl.col("two") > 12) & (pl.col("one") <= 12)
_OPEN = (pl.col("one") <= 12) & (pl.col("two") <= 12) & (pl.col("one") != pl.col("two"))


def _followed(unique: pl.DataFrame, order: DateOrder, cells: pl.DataFrame, where: str) -> DateOrder:
    """The order the column proves, else the declared one. Raises IntakeError for one that can't be read safely."""
    told = unique.filter(_of_order(order))
    day_first, month_first = told.filter(_DAY_FIRST), told.filter(_MONTH_FIRST)
    days, months = day_first.height, month_first.height
    if order == "mdy":
        days, months = months, days
    declared: DateOrder = "mdy" if order == "mdy" else "dmy"
    other: DateOrder = "dmy" if order == "mdy" else "mdy"
    if not where or months * _STRAY <= days:
        return declared
    if not days and (months >= 2 or told.filter(_OPEN).height):
        if other == "dmy":
            return other
        raise IntakeError(
            f"{where}: datoerne har måneden først (amerikansk rækkefølge), fx {_shown(month_first, cells)}, og kan ikke "
            f'læses sikkert. {_AMERICAN} Eller skriv dato = "mdy" i profilen.'
        )
    if days and months >= 2:
        raise IntakeError(
            f"{where}: nogle datoer har dagen først, fx {_shown(day_first, cells, 1)}, og andre måneden, fx "
            f"{_shown(month_first, cells, 1)}. Dag og måned kan ikke skelnes sikkert. {_AMERICAN}"
        )
    return declared


def _by_form(unique: pl.DataFrame, followed: DateOrder, how: How) -> pl.DataFrame:
    """Per unique text also `day`, `form`, `edge` (its stamp may be a day off) and `blank` (a "no date")."""
    text = pl.col("text")
    no_day = text.str.contains(_NO_DAY)
    for iso in (_iso(text, _YMD, 1, 2, 3), _iso(text, _THREE, 4, 3, 1)):
        no_day |= iso.is_in(_NO_DAYS).fill_null(value=False)
    read = unique.with_columns(blank=text.str.to_lowercase().is_in(BLANKS) | no_day.fill_null(value=False))
    read = _tried(read, [_iso_dates(), *_three_parts(followed, how.order, short=not how.past)])
    read = read.with_columns(edge=pl.lit(value=False))
    rest = pl.col("day").is_null() & ~pl.col("blank")
    left = read.filter(rest)
    if not left.height:
        return read
    ways = [
        _stamps(),
        *_worded(short=not how.past),
        *(_digits() if how.loose else ()),
        *(_weeks() if how.weeks else ()),
        *(_months() if how.months else ()),
    ]
    found = _tried(left.drop("day", "form"), ways).with_columns(edge=_robot(text).fill_null(value=False))
    return pl.concat([read.filter(~rest), found.select(read.columns)])


Way = tuple[pl.Expr | str, pl.Expr]
"""What a way of reading is called, and the Date it gives or null."""


def _tried(read: pl.DataFrame, ways: Sequence[Way]) -> pl.DataFrame:
    """With `day` and `form`: the first of the ways that gives a day in range."""
    days = [pl.when(day.is_between(FIRST_DAY, LAST_DAY) & ~pl.col("blank")).then(day) for _, day in ways]
    named = read.with_columns(day.alias(f"_{at}") for at, day in enumerate(days))
    tried = [pl.col(f"_{at}") for at in range(len(ways))]
    forms = [
        pl.when(day.is_not_null()).then(pl.lit(name) if isinstance(name, str) else name)
        for day, (name, _) in zip(tried, ways, strict=True)
    ]
    return named.with_columns(day=pl.coalesce(tried), form=pl.coalesce(forms)).select(*read.columns, "day", "form")


def _to_date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    iso = pl.concat_str(year, month.str.zfill(2), day.str.zfill(2), separator="-")
    return iso.str.to_date("%Y-%m-%d", strict=False)


def _iso(text: pl.Expr, form: str, year: int, month: int, day: int) -> pl.Expr:
    parts = [text.str.extract(form, part) for part in (year, month, day)]
    return pl.concat_str(parts[0], parts[1].str.zfill(2), parts[2].str.zfill(2), separator="-")


def _iso_dates() -> Way:
    return "dato åååå-mm-dd", _iso(pl.col("text"), _YMD, 1, 2, 3).str.to_date("%Y-%m-%d", strict=False)


def _three_parts(followed: DateOrder, order: DateOrder, *, short: bool) -> list[Way]:
    """`d-d-year` in the order followed; two-digit years in that order too, or with the year first."""
    mark, year = pl.col("mark"), pl.col("year")
    one, two = pl.col("one").cast(pl.String), pl.col("two").cast(pl.String)
    day, month = (two, one) if followed == "mdy" else (one, two)
    front = ("mm", "dd") if followed == "mdy" else ("dd", "mm")
    two_digits = year.str.len_bytes() == 2
    ways: list[Way] = [
        (
            pl.concat_str(pl.lit("dato " + front[0]), mark, pl.lit(front[1]), mark, pl.lit("åååå")),
            pl.when(~two_digits).then(_to_date(year, month, day)),
        )
    ]
    if not short:
        return ways
    if order == "ymd":
        name = pl.concat_str(pl.lit("dato åå"), mark, pl.lit("mm"), mark, pl.lit("dd"))
        return [*ways, (name, pl.when(two_digits).then(_to_date("20" + one.str.zfill(2), two, year)))]
    name = pl.concat_str(pl.lit("dato " + front[0]), mark, pl.lit(front[1]), mark, pl.lit("åå"))
    return [*ways, (name, pl.when(two_digits).then(_to_date("20" + year, month, day)))]


def _utc(text: pl.Expr) -> pl.Expr:
    """A stamp with Z or an offset as a time in UTC."""
    clock = text.str.extract(_STAMP, 2)
    seconds = pl.when(clock.str.len_bytes() == 5).then(clock + ":00").otherwise(clock)
    zone = text.str.extract(_STAMP, 3).str.to_uppercase().str.replace("Z", "+0000", literal=True).str.replace(":", "")
    return (text.str.extract(_STAMP, 1) + " " + seconds + zone).str.to_datetime("%Y-%m-%d %H:%M:%S%z", strict=False)


def _stamps() -> Way:
    """A stamp as the day it is in Denmark: `2026-09-03T22:00:00Z` is 4 September."""
    return "tidsstempel UTC → dansk dag", _utc(pl.col("text")).dt.convert_time_zone("Europe/Copenhagen").dt.date()


def _robot(text: pl.Expr) -> pl.Expr:
    """Whether a stamp is 22:00, 23:00 or 00:00 UTC sharp and yet not midnight in Denmark."""
    utc = _utc(text)
    local = utc.dt.convert_time_zone("Europe/Copenhagen")
    sharp = utc.dt.hour().is_in([22, 23, 0]) & (utc.dt.minute() == 0) & (utc.dt.second() == 0)
    return sharp & (local.dt.hour() != 0)


def _worded(*, short: bool) -> list[Way]:
    """`2. jan. 2024`, `tirsdag den 2. januar 2024`."""
    text = pl.col("text").str.to_lowercase()
    month = text.str.extract(_WORDED, 2).replace_strict(_MONTHS, default=None, return_dtype=pl.String)
    day, year = text.str.extract(_WORDED, 1), text.str.extract(_WORDED, 3)
    two_digits = year.str.len_bytes() == 2
    ways: list[Way] = [("dato med månedsnavn", pl.when(~two_digits).then(_to_date(year, month, day)))]
    if short:
        ways.append(("dato med månedsnavn, åå", pl.when(two_digits).then(_to_date("20" + year, month, day))))
    return ways


def _digits() -> list[Way]:
    """Excel's day numbers, and eight digits."""
    text = pl.col("text")
    number = text.str.extract(r"^(\d{5})(?:[.,]\d+)?$").cast(pl.Int32, strict=False)
    inside = pl.when(number.is_between(FIRST_SERIAL, LAST_SERIAL)).then(number)
    eight = pl.when(text.str.contains(r"^\d{8}$")).then(text)
    return [
        ("Excel-dagstal", pl.lit(_EPOCH) + pl.duration(days=inside)),
        ("dato ååååmmdd", eight.str.to_date("%Y%m%d", strict=False)),
        ("dato ddmmåååå", eight.str.to_date("%d%m%Y", strict=False)),
    ]


def _weeks() -> list[Way]:
    text = pl.col("text").str.to_lowercase()
    year = pl.coalesce(text.str.extract(_WEEK_FIRST, 2), text.str.extract(_YEAR_FIRST, 1))
    week = pl.coalesce(text.str.extract(_WEEK_FIRST, 1), text.str.extract(_YEAR_FIRST, 2))
    sunday = (year + "-W" + week.str.zfill(2) + "-7").str.to_date("%G-W%V-%u", strict=False)
    return [("uge, læst som ugens søndag", sunday)]


def _months() -> list[Way]:
    """`2020-01`, `202001`, `2020M01`, `01-2020`, `januar 2020`: the month's first day."""
    text = pl.col("text").str.to_lowercase()
    named = text.str.extract(_MONTH_BEFORE, 1)
    month = pl.coalesce(named.replace_strict(_MONTHS, default=None, return_dtype=pl.String), named)
    before = _to_date(text.str.extract(_MONTH_BEFORE, 2), month, pl.lit("1"))
    after = _to_date(text.str.extract(_MONTH_AFTER, 1), text.str.extract(_MONTH_AFTER, 2), pl.lit("1"))
    return [("måned, læst som dens første dag", pl.coalesce(before, after))]


def _forms(read: pl.DataFrame) -> str:
    """The forms of the column, the most frequent first."""
    counted = read.drop_nulls("form").group_by("form").len().sort(["len", "form"], descending=[True, False])
    return "; ".join(counted["form"].to_list())


def _told(
    read: pl.DataFrame, followed: DateOrder, order: DateOrder, cells: pl.DataFrame
) -> tuple[tuple[str, str], ...]:
    """Findings: an order that nothing proves (slashes only), years of two digits, stamps that may be a day off."""
    told = []
    parts = read.filter(_of_order(order) & pl.col("day").is_not_null())
    unproven = parts.filter(_OPEN & (pl.col("mark") == "/"))
    if unproven.height and not parts.filter(_DAY_FIRST | _MONTH_FIRST).height:
        order_name = "måned/dag/år" if followed == "mdy" else "dag/måned/år"
        told.append(
            (
                "RT-K01",
                f"Intet i kolonnen viser, om dagen står først. Læst som {order_name}: {_shown(unproven, cells)}.",
            )
        )
    short = read.filter(
        pl.col("form").str.ends_with("åå") & ~pl.col("form").str.ends_with("åååå")
        | pl.col("form").str.contains("dato åå[-/.]")
    )
    if short.height:
        told.append(("RT-K02", f"Årstal med to cifre er læst som 20åå: {_shown(short, cells)}."))
    edge = read.filter("edge")
    if edge.height:
        stamps = counted(int(cells["raw"].is_in(edge["raw"].implode()).sum()), "tidsstempel", "tidsstempler")
        told.append(
            (
                "RT-K06",
                f"{stamps} er 22:00, 23:00 eller 00:00 UTC uden at være midnat i Danmark: {_shown(edge, cells)}.",
            )
        )
    return tuple(told)


def _shown(read: pl.DataFrame, cells: pl.DataFrame, number: int = 2) -> str:
    """The first cells of the column with one of the values, each with its row number and, where it has one, its day."""
    found = cells.filter(pl.col("raw").is_in(read["raw"].implode())).unique("raw", keep="first", maintain_order=True)
    days = dict(zip(read["raw"], read["day"] if "day" in read.columns else [None] * read.height, strict=True))
    return " og ".join(
        ("" if row is None else f"række {row}: ")
        + f'"{raw.strip()[:30]}"'
        + ("" if days[raw] is None else f" (læst som {days[raw]:%d-%m-%Y})")
        for raw, row in found.head(number).select("raw", "row").iter_rows()
    )
