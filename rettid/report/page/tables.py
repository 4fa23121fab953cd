"""A report's tables in HTML: what is sorted and how stands on the headings, and what a cell holds is text, never markup. Pure."""

from __future__ import annotations

from html import escape
from math import isnan
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.report.model import Column, Table
from rettid.report.shown import cell, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rettid.report.model import CellKind, Provenance

WHOLE = "I alt"
"""The row that is the sum of the others: it stays where it stands."""

_SORTED_AS = {"tekst": "tekst", "antal": "tal", "dage": "tal", "decimal": "tal", "dag": "dag"}
"""How a column is sorted, by kind; a share is not: nobody is ranked by a percentage (`spec.md` § 5)."""

_CLASS = {"antal": "tal", "dage": "tal", "decimal": "tal", "dag": "dag"}
_FEW = 20
_NOT_TOLD = ("maaned_nr", "procent", "ud", "haendelse", "naevner", "afsnit")
"""Columns of a chart's data that only draw it: a place, a label, a bar that goes down, and an event that `kind` names."""

_FIRST = ("kind", "maaned", "uge", "omraade", "antal", "personer")
_HEADINGS = {
    "kind": "Hvad",
    "maaned": "Periode",
    "uge": "Uger efter start",
    "antal": "Antal",
    "lav": "95 %-interval fra",
    "hoej": "til",
    "middel": "Gennemsnit",
    "aabne_foer": "Åbne før",
    "indfriet": "Indfriet for sent",
    "ophoert": "Forløbet sluttede",
    "aabne": "Åbne efter",
    "omraade": "Område",
    "andel": "Andel",
    "midte": "Kommunerne under ét",
    "nedre": "Nedre grænse",
    "oevre": "Øvre grænse",
    "nedre95": "95 %: fra",
    "oevre95": "95 %: til",
    "nedre998": "99,8 %: fra",
    "oevre998": "99,8 %: til",
    "plads": "Mod grænserne",
    "brud": "Her begynder tallene forfra",
    "tegn": "Tegn",
    "da": "Som kendt da",
    "antal_da": "Antal, som kendt da",
}


def block(table: Table) -> Iterator[str]:
    """The table with its note and what its numbers rest on."""
    yield f'<div class="blok" id="{escape(table.id)}"><h3>{escape(table.titel)}</h3>'
    yield from grid(table, "kun-hoert")
    if table.note:
        yield f'<p class="note">{escape(table.note)}</p>'
    yield from rests_on(table.herkomst)
    yield "</div>"


def grid(table: Table, caption: str = "", kind: str = "") -> Iterator[str]:
    """The table itself, with classes of its caption and its own if any; the first column says what a row is about."""
    heads = [head(column, grouping=_is_grouping(column, at, table)) for at, column in enumerate(table.kolonner)]
    yield from opened(table.titel, heads, caption, kind)
    rows = list(table.raekker.iter_rows(named=True))
    first = table.kolonner[0].id
    for whole in (False, True):
        lines = [_row(table.kolonner, row) for row in rows if (row[first] == WHOLE) is whole]
        if lines:
            yield "<tbody>"
            yield from lines
            yield "</tbody>"
    yield "</table></div>"


def opened(title: str, heads: Sequence[str], caption: str = "", kind: str = "", more: str = "") -> Iterator[str]:
    """A table with its caption and headings; its bodies and its end are to come. `more`: attributes of the table."""
    yield f'<div class="rul" tabindex="0" role="region" aria-label="{escape(title)}">\n<table{_of_class(kind)}{more}>'
    yield f"<caption{_of_class(caption)}>{escape(title)}</caption>"
    yield f"<thead><tr>{''.join(heads)}</tr></thead>"


def _of_class(name: str) -> str:
    return f' class="{name}"' if name else ""


def head(column: Column, *, grouping: bool = False) -> str:
    """A column's heading, with how it is sorted, and whether rows can be chosen by it."""
    how = f' data-slags="{_SORTED_AS[column.slags]}"' if column.slags in _SORTED_AS else ""
    kind = f' class="{_CLASS[column.slags]}"' if column.slags in _CLASS else ""
    return f'<th scope="col"{kind}{how}{" data-gruppe" if grouping else ""}>{escape(column.titel)}</th>'


def rests_on(provenance: Provenance) -> Iterator[str]:
    """What the numbers rest on, folded away on the screen and open on paper."""
    yield '<details class="herkomst"><summary>Det hviler tallene på</summary><dl>'
    for heading, words in provenance.lines():
        yield f"<dt>{escape(heading)}</dt><dd>{escape(words)}</dd>"
    yield "</dl></details>"


def share(text: str) -> str:
    """A share in words as HTML: the counts, and the percentage with its interval smaller beside them."""
    counts, sign, rest = text.partition(" = ")
    if not sign:
        counts, sign, rest = text.partition(" (")
        return f'<span class="hel">{escape(counts)}</span>' + (
            f' <span class="lille">({escape(rest)}</span>' if sign else ""
        )
    percentage, _, interval = rest.partition(" (")
    return f'<span class="hel">{escape(counts)} = {escape(percentage)}</span> <span class="lille">({escape(interval)}</span>'


def of_data(title: str, data: pl.DataFrame, names: Mapping[str, str], herkomst: Provenance) -> Table:
    """The numbers behind a chart as a table: what it is of and how many first; headings from `names` where it has them."""
    there = [name for name in data.columns if name not in _NOT_TOLD]
    told = [*(name for name in _FIRST if name in there), *(name for name in there if name not in _FIRST)]
    columns = [
        Column(name, _HEADINGS.get(name) or names.get(name) or _heading(name), _kind(data[name])) for name in told
    ]
    return Table("", title, columns, data.select(_words(data[name]) for name in told), herkomst)


def _heading(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _kind(values: pl.Series) -> CellKind:
    if isinstance(values.dtype, pl.Struct):
        return "andel"
    if values.dtype == pl.Date:
        return "dag"
    if values.dtype.is_integer():
        return "antal"
    return "decimal" if values.dtype.is_float() and not _is_share(values) else "tekst"


def _is_share(values: pl.Series) -> bool:
    """Whether the numbers are shares of 1."""
    return values.dtype.is_float() and bool(values.drop_nulls().drop_nans().is_between(0, 1).all())


def _words(values: pl.Series) -> pl.Series:
    """Shares of 1 as percentages, truths as words; all else as it is."""
    if values.dtype == pl.Boolean:
        return pl.select(
            pl.when(values).then(pl.lit("ja")).when(~values).then(pl.lit("nej")).alias(values.name)
        ).to_series()
    if not _is_share(values):
        return values
    texts = [None if value is None or isnan(value) else percent(value) for value in values]
    return pl.Series(values.name, texts, dtype=pl.String)


def _is_grouping(column: Column, at: int, table: Table) -> bool:
    """Whether rows can be chosen by it: words that several rows have in common."""
    if at == 0 and len(table.kolonner) > 1 and table.kolonner[1].slags != "tekst":
        return False
    return column.slags == "tekst" and 1 < table.raekker[column.id].n_unique() <= min(_FEW, table.raekker.height - 1)


def _row(columns: Sequence[Column], row: Mapping[str, Any]) -> str:
    """A row, of which the first cell is the heading."""
    first, *others = columns
    texts = "".join(_cell(column, cell(column, row)) for column in others)
    kind = ' class="sum"' if row[first.id] == WHOLE else ""
    return f'<tr{kind}><th scope="row">{escape(cell(first, row))}</th>{texts}</tr>'


def _cell(column: Column, text: str) -> str:
    if column.slags == "andel":
        return f"<td>{share(text)}</td>"
    kind = f' class="{_CLASS[column.slags]}"' if column.slags in _CLASS else ""
    return f"<td{kind}>{escape(text)}</td>"
