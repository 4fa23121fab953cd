"""A cover plan as people write it, in Excel or in `rettid.toml`, to a `cover.Plan`.

A sheet or text file is known by its headings: one that has *Fraværende* holds absences and covers, one that has
*Sagsbehandler* holds what people can take. Everything wrong is said at once, each thing with its file and row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.cover.plan import ABSENCES, PEOPLE, Plan, refuse
from rettid.errors import UsageError
from rettid.intake import cpr, sources
from rettid.intake.dates import BLANKS, dates
from rettid.intake.names import normalise, one_line
from rettid.tables import AGE_GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from rettid.intake.sources import RawSheet, SourceFile

Password = Callable[[str], str | None]

SEARCHED_ROWS = 30
"""Rows in which the headings are looked for: a title may stand above them."""

FORMAT = (
    "En vikarplan har kolonnerne Fraværende, Fra, Til og Vikar (og, hvis I vil, Sag, Målgrupper og Aldersgrupper). "
    "En oversigt over kompetencer har Sagsbehandler, Målgrupper, Aldersgrupper, Højst, Borte fra og Borte til."
)

_GROUPS = {"maalgrupper": ("Målgrupper", "Målgruppe"), "aldersgrupper": ("Aldersgrupper", "Aldersgruppe", "Alder")}
_ABSENCES = {
    "fravaerende": ("Fraværende", "Fraværende sagsbehandler", "Hvem er væk"),
    "fra": ("Fra", "Fra dato", "Fra og med"),
    "til": ("Til", "Til dato", "Til og med"),
    "vikar": ("Vikar", "Afløser", "Dækkes af"),
    "sag": ("Sag", "Sagsnr.", "Sagsnummer"),
    **_GROUPS,
}
_PEOPLE = {
    "sagsbehandler": ("Sagsbehandler", "Navn", "Medarbejder"),
    **_GROUPS,
    "hoejst": ("Højst", "Højst samtaler", "Maks.", "Max."),
    "borte_fra": ("Borte fra", "Væk fra", "Fra"),
    "borte_til": ("Borte til", "Væk til", "Til"),
}
"""What a column may be called; the first is the name that is shown."""
_KINDS = ((_ABSENCES, ("fravaerende", "fra", "til", "vikar")), (_PEOPLE, ("sagsbehandler",)))
"""The kinds of table, each with the columns that must be there."""

_NAMES = ("fravaerende", "vikar", "sagsbehandler")
_NOT_A_GROUP = ("", "alle")
_NOTHING = (*BLANKS, "–")
_DIGITS = re.compile(r"\d{5,}")


@dataclass(frozen=True, slots=True)
class _Rows:
    """A table as text, a column per field and `sted`, null where it is blank; `notes` about its columns."""

    columns: Mapping[str, tuple[str, ...]]
    frame: pl.DataFrame
    notes: tuple[str, ...] = ()


def read(paths: Sequence[Path], password: Password | None = None) -> tuple[Plan, list[SourceFile]]:
    """The plan in the files (text or workbooks; several tables are one plan), and the files.

    Raises UsageError with every fault and where it stands, IntakeError for a file that can't be opened.
    """
    sheets, files = sources.load(paths, password=password)
    tables = {sheet.sted: _table(sheet) for sheet in sheets if not sheet.cells.is_empty()}
    if not any(tables.values()):
        raise UsageError(f"{sheets[0].sted}: overskrifterne er ikke en vikarplans. {FORMAT}")
    skipped = [
        f"{place} er ikke læst: overskrifterne er ikke en vikarplans." for place, rows in tables.items() if not rows
    ]
    return _plan([rows for rows in tables.values() if rows], skipped), files


def from_toml(name: str, vikar: Sequence[Mapping[str, Any]], kompetencer: Sequence[Mapping[str, Any]]) -> Plan:
    """The plan that the tables `[[vikar]]` and `[[kompetencer]]` of the file `name` hold; each has `linje`, its line.

    Raises UsageError with every fault and its line.
    """
    given = [(table, rows) for (table, _), rows in zip(_KINDS, (vikar, kompetencer), strict=True) if rows]
    refuse([fault for table, rows in given for row in rows for fault in _odd_keys(name, table, row)])
    return _plan([_Rows(table, _told(name, table, rows)) for table, rows in given], [])


def _odd_keys(name: str, table: Mapping[str, Any], row: Mapping[str, Any]) -> list[str]:
    odd = [key for key in row if key not in table and key != "linje"]
    return [f'{name}, linje {row["linje"]}: nøglen "{key}" kendes ikke. Der er: {", ".join(table)}.' for key in odd]


def _told(name: str, table: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    texts = {field: [_text(row.get(field)) for row in rows] for field in table}
    places = [f"{name}, linje {row['linje']}" for row in rows]
    return _blanked(pl.DataFrame({"sted": places} | texts, schema=dict.fromkeys(["sted", *table], pl.String)))


def _text(value: object) -> str | None:
    """A value of TOML as it would stand in a cell; a date as ISO."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return None if value is None else str(value)


def _table(sheet: RawSheet) -> _Rows | None:
    """The rows below the headings; None where the first rows have none. Raises UsageError where a column is missing."""
    for at, cells in enumerate(sheet.cells.head(SEARCHED_ROWS).iter_rows()):
        heads = {normalise(cell): place for place, cell in enumerate(cells) if cell}
        for columns, needed in _KINDS:
            spelled = {field: [heads.get(normalise(name)) for name in names] for field, names in columns.items()}
            places = {field: next((p for p in found if p is not None), None) for field, found in spelled.items()}
            if places[needed[0]] is not None and sum(place is not None for place in places.values()) > 1:
                missing = [columns[field][0] for field in needed if places[field] is None]
                refuse(f"{sheet.sted}: kolonnen {name} mangler. {FORMAT}" for name in missing)
                return _body(sheet, at, columns, places)
    return None


def _body(
    sheet: RawSheet, header: int, columns: Mapping[str, tuple[str, ...]], places: Mapping[str, int | None]
) -> _Rows:
    rows = sheet.cells[header + 1 :].with_row_index("raekke", offset=sheet.foerste_raekke + header + 1)
    fields = {
        field: pl.lit(None, dtype=pl.String) if place is None else pl.col(str(place)) for field, place in places.items()
    }
    frame = rows.select(pl.format("{}, række {}", pl.lit(sheet.sted), "raekke").alias("sted"), **fields)
    heads = sheet.cells.row(header)
    used = {place for place in places.values() if place is not None}
    odd = [str(one_line(head)) for place, head in enumerate(heads) if head and place not in used]
    notes = [f'{sheet.sted}: kolonnen "{_DIGITS.sub("…", head)}" er ikke brugt.' for head in odd]
    unnamed = [pl.col(str(place)) for place, head in enumerate(heads) if not head]
    wide = rows.filter(pl.any_horizontal(cell.is_not_null() for cell in unnamed)) if unnamed else rows.clear()
    refuse(f"{sheet.sted}, række {row}: der står noget ud for en kolonne uden overskrift." for row in wide["raekke"])
    return _Rows(columns, _blanked(frame), tuple(notes))


def _blanked(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that say something, with null for what says nothing."""
    fields = pl.exclude("sted")
    text = frame.with_columns(fields.str.strip_chars())
    blank = text.with_columns(pl.when(~fields.str.to_lowercase().is_in(_NOTHING)).then(fields).name.keep())
    return blank.filter(pl.any_horizontal(fields.is_not_null()))


def _plan(tables: Sequence[_Rows], notes: Sequence[str]) -> Plan:
    typed, faults = [], []
    for rows in tables:
        frame, told = _typed(rows)
        typed.append(frame)
        faults += [*_numbers_of_citizens(rows), *told]
    refuse(faults)
    absences, people = (
        pl.concat([schema_frame, *(frame for frame in typed if frame.columns == schema_frame.columns)])
        for schema_frame in (pl.DataFrame(schema=ABSENCES), pl.DataFrame(schema=PEOPLE))
    )
    return Plan(absences, people, (*notes, *(note for rows in tables for note in rows.notes)))


def _typed(rows: _Rows) -> tuple[pl.DataFrame, list[str]]:
    """The table with dates, numbers and lists, and what is wrong in it."""
    shown = {field: names[0] for field, names in rows.columns.items()}
    frame, faults = rows.frame, []
    for field in ("fra", "til", "borte_fra", "borte_til"):
        if field in frame.columns:
            found = dates(frame[field], where=f"Vikarplanen, {shown[field]}")
            faults += _not_dates(frame.filter(found.failed), field, shown) if found.failed is not None else []
            frame = frame.with_columns(found.values.alias(field))
    if "hoejst" in frame.columns:
        whole = pl.col("hoejst").str.extract(r"^(\d{1,6})(?:[.,]0+)?$").cast(pl.Int64)
        wrong = frame.filter(pl.col("hoejst").is_not_null(), whole.is_null())
        faults += [f"{place}: {shown['hoejst']} skal være et helt tal fra 0 og op." for place in wrong["sted"]]
        frame = frame.with_columns(hoejst=whole)
    frame = frame.with_columns(_groups("maalgrupper", _decimals), _groups("aldersgrupper", _ages))
    said = "fravaerende" if "fravaerende" in frame.columns else "sagsbehandler"
    empty = [f"{place}: {shown[said]} er tom. Skriv navnet." for place in frame.filter(pl.col(said).is_null())["sted"]]
    return frame, [*faults, *empty, *_odd_days(rows.frame, frame, shown), *_odd_ages(frame)]


def _not_dates(rows: pl.DataFrame, field: str, shown: Mapping[str, str]) -> list[str]:
    return [
        f'{place}: {shown[field]}, "{_DIGITS.sub("…", text)}", er ikke en dato. Skriv for eksempel 06-08-2018.'
        for place, text in rows.select("sted", field).iter_rows()
    ]


def _odd_days(texts: pl.DataFrame, frame: pl.DataFrame, shown: Mapping[str, str]) -> list[str]:
    """Rows with one day and not the other (an absence must have both), and rows that end before they begin."""
    first, last = ("fra", "til") if "fra" in frame.columns else ("borte_fra", "borte_til")
    must = pl.lit(value=first == "fra")
    faults = []
    for field, other in ((first, last), (last, first)):
        blank = texts.filter(pl.col(field).is_null(), must | pl.col(other).is_not_null())
        faults += [f"{place}: {shown[field]} er tom. Skriv dagen, eller et skøn." for place in blank["sted"]]
    wrong = frame.filter(pl.col(first) > pl.col(last)).select("sted", first, last)
    return faults + [_turned(place, begins, ends) for place, begins, ends in wrong.iter_rows()]


def _turned(place: str, begins: date, ends: date) -> str:
    return f"{place}: fraværet slutter {ends:%d-%m-%Y}, før det begynder {begins:%d-%m-%Y}. Byt om på de to datoer."


def _groups(field: str, spelled: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """The groups that a cell names: an empty list where it names none, or all."""
    parts = spelled(pl.col(field)).str.replace_all(r"\s*(?:[;,/&]|\bog\b)\s*", ";").str.split(";")
    named = parts.list.eval(pl.element().filter(~pl.element().str.to_lowercase().is_in(_NOT_A_GROUP)))
    return named.fill_null([]).list.unique().list.sort().alias(field)


def _decimals(text: pl.Expr) -> pl.Expr:
    """Excel in Danish writes 6.1 as 6,1."""
    return text.str.replace_all(r"(^|[^.\d])(\d+),(\d+)", "${1}${2}.${3}")


def _ages(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all(r"\s*[-–—]\s*", "-").str.replace_all(r"\s*\+", "+")


def _odd_ages(frame: pl.DataFrame) -> list[str]:
    odd = frame.select("sted", age="aldersgrupper").explode("age").drop_nulls().filter(~pl.col("age").is_in(AGE_GROUPS))
    return [
        f'{place}: aldersgruppen "{_DIGITS.sub("…", age)}" kendes ikke. Der er: {", ".join(AGE_GROUPS)}.'
        for place, age in odd.iter_rows()
    ]


def _numbers_of_citizens(rows: _Rows) -> list[str]:
    """Cells that hold a CPR number, which is told but not repeated. Nothing else may be said of such a row."""
    fields = [field for field in (*_NAMES, "sag") if field in rows.columns]
    held = [rows.frame.filter(cpr.looks_like_cpr(rows.frame[field], nine=False))["sted"] for field in fields]
    return [
        f"{place}: her står et CPR-nummer. Skriv sagens nummer i stedet; CPR-numre hører ikke til i planen."
        for places in held
        for place in places
    ]
