"""What stands on filled-in sheets: tables by their headings, and which row is about which duty. Pure.

A row is known by its hidden KEY. Where that and what the row shows are of two duties (somebody sorted without the
hidden column), what it shows decides: it was beside that the note was typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import ListError
from rettid.lists import alike
from rettid.lists.layout import HANDLING, KEY, MARK, NOTE, NOTED, OPTIONAL, worker_columns
from rettid.lists.memory import LEFT, SOLVED

if TYPE_CHECKING:
    from typing import Any

CELL_SCHEMA: dict[str, pl.DataType] = {
    "ark": pl.UInt32(),
    "raekke": pl.UInt32(),
    "kolonne": pl.UInt32(),
    "tekst": pl.String(),
    "formel": pl.Boolean(),
}
"""The number of the sheet, row and column from 1, the text that is seen, and whether a formula gives it."""

SHEET_SCHEMA: dict[str, pl.DataType] = {"ark": pl.UInt32(), "fil": pl.String(), "navn": pl.String()}
"""A sheet: its number, the name of its workbook, its own."""

COLUMNS = {column.heading: column for column in worker_columns(tuple(each.key for each in OPTIONAL))}
"""The columns by their headings."""

TYPED = (HANDLING.key, NOTE.key)
_OURS = (MARK.heading, HANDLING.heading, NOTE.heading, NOTED.heading)
_WHO = ("borger", "krav_nr", "frist", "ansvarlig_dag")
"""What tells one row from all others, for those who read it."""

_DAYS = tuple(column.key for column in COLUMNS.values() if column.kind == "date")


@dataclass(frozen=True, slots=True)
class Filled:
    """Filled-in workbooks of one day, put together.

    `sheets` has SHEET_SCHEMA, `cells` and `comments` CELL_SCHEMA; the sheet that nobody sees is not among them.
    `written`: the rows as that sheet has them: `fil`, `memory.ROW_SCHEMA`, `ark` (the name) and `vist` (list of texts, by
    `columns` for the caseworkers' rows). `texts`: ours above the tables; None where the workbook does not say.
    """

    sheets: pl.DataFrame
    cells: pl.DataFrame
    comments: pl.DataFrame
    written: pl.DataFrame
    columns: tuple[str, ...]
    texts: frozenset[str] | None

    @property
    def duties(self) -> pl.DataFrame:
        """The written rows that are about a duty, each once."""
        known = self.written.filter(pl.col("fund_id").is_not_null())
        return known.unique("fund_id", keep="first", maintain_order=True)

    @property
    def lines(self) -> pl.DataFrame:
        """Those of them that stood on somebody's sheet."""
        return self.duties.filter(~pl.col("siden_sidst").is_in([SOLVED, LEFT]))

    def beside(self, rows: pl.DataFrame, stood: pl.DataFrame) -> pl.DataFrame:
        """The rows (`ark`, `fund_id`, …) with what `stood` (`fil`, `fund_id`, …) has of the duty: in its own workbook, else in the first.

        Workbooks of one day may be of two runs: one that was killed half-way, or one that wrote fewer of them.
        """
        first = stood.unique("fund_id", keep="first", maintain_order=True).drop("fil")
        if self.sheets["fil"].n_unique() == 1:
            return rows.join(first, on="fund_id", how="left", maintain_order="left")
        placed = rows.join(self.sheets.select("ark", "fil"), on="ark", maintain_order="left").with_row_index("_nr")
        keys = ["fil", "fund_id"]
        own, other = (placed.join(stood, on=keys, how=how) for how in ("semi", "anti"))
        both = [own.join(stood, on=keys, how="left"), other.join(first, on="fund_id", how="left")]
        return pl.concat(both).sort("_nr").drop("_nr", "fil")

    def place(self, ark: int, raekke: int | None = None) -> str:
        """A place as a message names it: file, sheet and row."""
        sheet = self.sheets.row(by_predicate=pl.col("ark") == ark, named=True)
        return f'{sheet["fil"]}, ark "{sheet["navn"]}"' + (f", række {raekke}" if raekke else "")


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables with KEY: `heads` (`ark`, `overskrift`: the row of the headings) and `columns` (`ark`, `kolonne`, `navn`, `key`).

    A column that is not ours, or of which there are two, has no `key`. `body`: the cells below the headings, with them.
    """

    heads: pl.DataFrame
    columns: pl.DataFrame
    body: pl.DataFrame


def tables(filled: Filled) -> Tables:
    """The tables of the sheets. Raises ListError where a column by which rows are known, or with what people typed, is gone."""
    words = filled.cells.with_columns(navn=pl.col("tekst").str.strip_chars())
    heads = (
        words.filter(pl.col("navn") == KEY.heading).group_by("ark").agg(overskrift=pl.col("raekke").min()).sort("ark")
    )
    key = pl.col("navn").replace_strict({name: each.key for name, each in COLUMNS.items()}, default=None)
    columns = (
        words.join(heads, left_on=["ark", "raekke"], right_on=["ark", "overskrift"])
        .sort("ark", "kolonne")
        .select("ark", "kolonne", "navn", key=key.cast(pl.String))
    )
    first = pl.struct("ark", "key").is_first_distinct()
    columns = columns.with_columns(key=pl.when(first).then("key"))
    _check_columns(filled, words, heads, columns)
    below = filled.cells.join(heads, on="ark").filter(pl.col("raekke") > pl.col("overskrift")).drop("overskrift")
    return Tables(heads, columns, below.join(columns, on=["ark", "kolonne"], how="left", maintain_order="left"))


def _check_columns(filled: Filled, words: pl.DataFrame, heads: pl.DataFrame, columns: pl.DataFrame) -> None:
    for column in (HANDLING, NOTE):
        lost = heads.join(columns.filter(pl.col("key") == column.key), on="ark", how="anti")
        if lost.height:
            raise _column_gone(filled.place(lost.item(0, "ark")), column.heading)
    marks = words.filter(pl.col("navn").is_in(_OURS)).group_by("ark", "raekke").agg(pl.col("navn").n_unique())
    alike_ = filled.sheets.filter(
        pl.col("navn").is_in(filled.duties["ark"].implode())
        | pl.col("ark").is_in(marks.filter(pl.col("navn") > 1)["ark"].implode())
    )
    lost = alike_.join(heads, on="ark", how="anti")
    if lost.height:
        raise _column_gone(filled.place(lost.item(0, "ark")), KEY.heading)


def _column_gone(place: str, heading: str) -> ListError:
    hidden = " (den er skjult, yderst til højre)" if heading == KEY.heading else ""
    return ListError(
        f'{place}: kolonnen "{heading}"{hidden} er slettet, eller overskriften er ændret, så rettid kan ikke se, hvad der er '
        "skrevet til hvilken sag. Fortryd det i Excel, eller hent en tidligere udgave af filen. "
        "Er arket en kopi, så slet det. Gem, og prøv igen."
    )


def rows(filled: Filled, found: Tables) -> pl.DataFrame:
    """Each row of the tables: `ark`, `raekke`, `fund_id` (null for a row that is about no duty of ours), `handling`, `note`.

    Raises ListError for a row that shows another citizen than the one it is known by.
    """
    keys = (KEY.key, *TYPED, *_WHO)
    text = pl.col("tekst")
    seen = (
        found.body.group_by("ark", "raekke", maintain_order=True)
        .agg(text.filter(pl.col("key") == key).first().alias(key) for key in keys)
        .with_columns(pl.col(KEY.key).str.strip_chars())
        .filter(pl.col(KEY.key).ne_missing(KEY.heading))
    )
    stood = as_written(filled).select("fil", "fund_id", *(pl.col(key).alias(f"stod_{key}") for key in _WHO))
    shown = stood.unique("fund_id", keep="first", maintain_order=True).drop("fil")
    told = filled.beside(seen, stood)
    same = pl.all_horizontal(pl.col(key).eq_missing(pl.col(f"stod_{key}")) for key in _WHO)
    if told.select((same & pl.col("fund_id").is_in(shown["fund_id"].implode())).all()).item():
        return seen.select("ark", "raekke", "fund_id", *TYPED)
    return _identified(filled, found, told, shown).select("ark", "raekke", "fund_id", *TYPED)


def as_written(filled: Filled) -> pl.DataFrame:
    """The lines as each workbook has them written: `fil`, `fund_id`, a column for each key of the caseworkers' sheets, days in Danish."""
    cell = pl.col("vist").list
    places = {key: number for number, key in enumerate(filled.columns)}
    told = {
        key: _in_danish(cell.get(places[key], null_on_oob=True)) if key in places else pl.lit(None, pl.String)
        for key in dict.fromkeys((*_WHO, *filled.columns))
        if key != KEY.key
    }
    nothing = pl.col(pl.String).exclude("fil", "fund_id").replace("", None)
    known = filled.written.filter(pl.col("fund_id").is_not_null(), ~pl.col("siden_sidst").is_in([SOLVED, LEFT]))
    lines = known.unique(["fil", "fund_id"], keep="first", maintain_order=True)
    return lines.select("fil", "fund_id", **told).with_columns(nothing)


def _in_danish(text: pl.Expr) -> pl.Expr:
    return text.str.replace(r"^(\d{4})-(\d{2})-(\d{2})$", "$3-$2-$1")


def says(key: str, column: str) -> pl.Expr:
    """What the cell of a column says, whose key is `key` (`alike.meaning`)."""
    return alike.meaning(pl.col(column), pl.lit(key in _DAYS))


def _identified(filled: Filled, found: Tables, told: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """The rows with the duty each is about, where some of them have been changed."""
    whole = found.columns.filter(pl.col("key").is_in(_WHO)).group_by("ark").len().filter(len=len(_WHO))["ark"]
    can_tell = pl.col("ark").is_in(whole.implode())
    meant = told.with_columns(says(key, name).alias(name) for key in _WHO for name in (key, f"stod_{key}"))
    stood = shown.with_columns(says(key, f"stod_{key}").alias(key) for key in _WHO).select("fund_id", *_WHO)
    one = stood.filter(pl.struct(_WHO).is_unique()).rename({"fund_id": "viser"})
    known = pl.col("fund_id").is_in(filled.duties["fund_id"].implode())
    line = pl.col("fund_id").is_in(shown["fund_id"].implode())
    same = pl.all_horizontal(pl.col(key) == pl.col(f"stod_{key}") for key in _WHO)
    emptied = (pl.col("borger") == "") & (pl.col("krav_nr") == "")
    trusted = known & (~line | ~can_tell | same)
    judged = meant.join(one, on=list(_WHO), how="left", maintain_order="left").with_columns(
        er=pl.when(trusted).then("fund_id")
        .when(can_tell & pl.col("viser").is_not_null()).then("viser")
        .when(known & ~emptied).then("fund_id"),
    )  # fmt: skip
    other, other_duty = (pl.col(key) != pl.col(f"stod_{key}") for key in ("borger", "krav_nr"))
    taken = pl.col("borger").is_in(stood["borger"].implode())
    lost = judged.filter(~trusted, pl.col("er") == pl.col("fund_id"), other, other_duty | taken)
    if lost.height:
        raise _mixed_up(filled, lost.row(0, named=True))
    return judged.with_columns(fund_id="er")


def _mixed_up(filled: Filled, row: dict[str, Any]) -> ListError:
    return ListError(
        f"{filled.place(row['ark'], row['raekke'])}: rækken viser en anden borger end den, den blev skrevet for, så rettid kan ikke se, "
        "hvem noten er om. Det sker, når der sorteres med kun nogle af kolonnerne. Fortryd det i Excel, "
        "eller hent en tidligere udgave af filen. Gem, og prøv igen."
    )
