"""Frames → tables in HTML, a whole column at a time. Whatever stands in a cell is text and never markup. Pure."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from rettid.lists.shown import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rettid.lists.layout import Column, Kind

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
"""What HTML can't hold, and signs that turn the text around; tabs and line breaks stay."""
_NUMBER = r"\d{6}-\w{4}$"
"""A CPR number at the end of whom a row is about: it is not broken over two lines."""
_DATE = 6.5
_ROOM = {"borger": 14.5, "krav_nr": 18.0, "note": 13.5, "dage": 6.0}
"""The width of a date in ems with the air beside it, and of what has to stand on paper in another proportion than on a sheet."""


def escaped(text: pl.Expr) -> pl.Expr:
    """The text as HTML, empty for none; a line break is one LF."""
    whole = text.cast(pl.String).fill_null("").str.replace_all("\r\n?", "\n").str.replace_all(_CONTROL, "")
    return whole.str.replace_many(list(_ENTITIES), list(_ENTITIES.values()))


def date_text(day: pl.Expr) -> pl.Expr:
    """The day as 31-12-2018, a dash for none."""
    return day.dt.strftime("%d-%m-%Y").fill_null("–")


def days_text(days: pl.Expr) -> pl.Expr:
    """Days over or in hand in words: "3 over", "i dag", "om 5"."""
    return (
        pl.when(days > 0).then(pl.format("{} over", days))
        .when(days == 0).then(pl.lit("i dag"))
        .when(days < 0).then(pl.format("om {}", -days))
    )  # fmt: skip


def urgency(state: pl.Expr, days: pl.Expr) -> pl.Expr:
    """The mark of a state, which a screen reader reads as the state's name, and the days beside it; as HTML."""
    marks = {
        name: f'<span class="tegn" role="img" aria-label="{escape(name)}">{mark}</span> '
        for name, mark in SYMBOLS.items()
    }
    mark = state.replace_strict(marks, default="", return_dtype=pl.String)
    return pl.concat_str(pl.lit('<span class="hel">'), mark, escaped(days_text(days)), pl.lit("</span>"))


def table(  # noqa: PLR0913 - a table, and what is special about it
    caption: str,
    columns: Sequence[Column],
    rows: pl.DataFrame,
    *,
    heading: str = "borger",
    made: Mapping[str, pl.Expr] | None = None,
    repeated: str = "",
) -> Iterator[str]:
    """The table of the rows. `heading` is the column that says what a row is about; `made` are columns that are HTML already.

    `repeated` stands above the headings on every printed page, with the caption beside it.
    """
    cells = [_cell(column, (made or {}).get(column.key), heading=column.key == heading) for column in columns]
    lines = rows.select(pl.concat_str(pl.lit("<tr>"), *cells, pl.lit("</tr>"))).to_series()
    yield f'<div class="rul">\n<table class="liste">\n<caption>{escape(caption)}</caption>'
    yield "<colgroup>" + "".join(f'<col class="k-{column.key}">' for column in columns) + "</colgroup>\n<thead>"
    if repeated:
        told = f"<b>{escape(repeated)}</b> {escape(caption)}"
        yield f'<tr class="gentag" aria-hidden="true"><td colspan="{len(columns)}">{told}</td></tr>'
    yield "<tr>" + "".join(f'<th scope="col">{_heading(column)}</th>' for column in columns) + "</tr></thead>"
    yield "<tbody>"
    yield from lines
    yield "</tbody>\n</table>\n</div>"


def widths(*tables: Sequence[Column]) -> str:
    """The style that gives each column its share of the page, by key."""
    rules = {column.key: f"col.k-{column.key} {{ width: {_width(column)}em; }}" for each in tables for column in each}
    return "\n".join(rules[key] for key in sorted(rules)) + "\n"


def _width(column: Column) -> float:
    """The width of a column in ems, of which all share the page: half of a sign's, but dates and case numbers stay whole."""
    return _ROOM.get(column.key, max(column.width / 2, _DATE) if column.kind == "date" else column.width / 2)


def _heading(column: Column) -> str:
    """The heading, which may be broken after a stroke."""
    return escape(column.heading).replace("/", "/<wbr>")


def _cell(column: Column, made: pl.Expr | None, *, heading: bool) -> pl.Expr:
    tag, kind = ("th", ' scope="row"') if heading else ("td", _class(column.kind))
    text = made if made is not None else escaped(_text(column))
    if heading:
        text = text.str.replace(_NUMBER, '<span class="hel">$0</span>')
    return pl.concat_str(pl.lit(f"<{tag}{kind}>"), text, pl.lit(f"</{tag}>"))


def _class(kind: Kind) -> str:
    return {"long": ' class="lang"', "date": ' class="dag"', "number": ' class="tal"'}.get(kind, "")


def _text(column: Column) -> pl.Expr:
    return date_text(pl.col(column.key)) if column.kind == "date" else pl.col(column.key)
