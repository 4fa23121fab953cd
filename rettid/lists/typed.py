"""Rows of filled-in lists × the rows as they were written → what people have typed by now, and what they changed. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import ListError
from rettid.lists import alike
from rettid.lists.layout import HANDLING, KEY, NOTE
from rettid.lists.memory import EDIT_SCHEMA, ROW_SCHEMA
from rettid.lists.seen import TYPED, as_written, says

if TYPE_CHECKING:
    from datetime import date

    from rettid.lists.seen import Filled, Tables

LONGEST = 32_767
"""Characters of a cell, as Excel counts them: an emoji is two."""

_PLACE = ("ark", "raekke")
_HEADINGS = {column.key: column.heading for column in (HANDLING, NOTE)}


def with_remarks(filled: Filled, found: Tables, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that are about a duty, with `note` followed by what else people wrote in the row, in brackets.

    That is comments on any of its cells, and cells of columns that people made themselves; not the values of formulas.
    Raises ListError for what is then too long for a cell.
    """
    about = rows.filter(pl.col("fund_id").is_not_null())
    beside = _beside(filled, found, about)
    headed = (
        pl.when(pl.col("navn").is_null())
        .then(pl.format("({})", "tekst"))
        .otherwise(pl.format("({}: {})", "navn", "tekst"))
    )
    place = [*_PLACE, "kolonne"]
    extra = pl.concat(
        [
            beside.select(*place, sagt=headed),
            filled.comments.select(*place, sagt=pl.format("(kommentar: {})", pl.col("tekst").str.strip_chars())),
        ]
    )
    told = (
        extra.sort(place, maintain_order=True).group_by(_PLACE, maintain_order=True).agg(pl.col("sagt").str.join(" "))
    )
    note = pl.when(pl.col("sagt").is_null()).then("note").otherwise(
        pl.concat_str(alike.lines(pl.col("note")), "sagt", separator=" ", ignore_nulls=True)
    )  # fmt: skip
    noted = about.join(told, on=_PLACE, how="left", maintain_order="left").with_columns(note=note)
    wide = pl.col("note").str.len_chars() + pl.col("note").str.count_matches(r"[\x{10000}-\x{10FFFF}]") > LONGEST
    long = noted.filter(pl.col("sagt").is_not_null(), wide)
    if long.height:
        raise ListError(
            f"{filled.place(*long.row(0)[:2])}: noten bliver for lang til en celle, når kommentarer og egne kolonner kommer med. "
            "Gør den kortere, gem, og prøv igen."
        )
    return noted.drop("sagt")


def _beside(filled: Filled, found: Tables, about: pl.DataFrame) -> pl.DataFrame:
    """Cells in columns that are not ours.

    The sheets of what is solved or has left have other columns of ours; there only one without a heading is people's.
    """
    lines = about.join(filled.lines, on="fund_id", how="semi")
    told = found.body.filter(pl.col("key").is_null(), ~pl.col("formel"), pl.col("tekst").str.strip_chars() != "")
    headed = told.filter(pl.col("navn").is_not_null()).join(lines, on=_PLACE, how="semi")
    return pl.concat([headed, told.filter(pl.col("navn").is_null())])


def typed(filled: Filled, rows: pl.DataFrame, pr: date) -> pl.DataFrame:
    """The written rows (`memory.ROW_SCHEMA`) with what people have typed by now; `rows` as `with_remarks`, `pr` the list's day.

    A text that has changed, held up against its own workbook, is of that day; an unchanged one keeps its own, and so does
    that of a row that is nowhere. Where a row stands several times, an empty text yields to the other; in another workbook
    one as it was written yields as well. Raises ListError where two texts are left.
    """
    fil = filled.sheets.select("ark", "fil")
    known = filled.written.filter(pl.col("fund_id").is_not_null())
    stood = known.select("fil", "fund_id", *(pl.col(key).alias(f"stod_{key}") for key in TYPED))
    both = filled.beside(rows, stood.unique(["fil", "fund_id"], keep="first", maintain_order=True))
    told = (
        pl.concat(
            both.select("fund_id", *_PLACE, felt=pl.lit(key), tekst=pl.col(key), stod=pl.col(f"stod_{key}"))
            for key in TYPED
        )
        .join(fil, on="ark", maintain_order="left")
        .with_columns(sagt=alike.lines(pl.col("tekst")), stod_sagt=alike.lines(pl.col("stod")))
        .sort(_PLACE, maintain_order=True)
    )
    _check(filled, told, ("fund_id", "felt", "fil"))
    by_file = told.sort(pl.col("sagt").is_null(), maintain_order=True).unique(
        ["fund_id", "felt", "fil"], keep="first", maintain_order=True
    )
    new = by_file.filter(pl.col("sagt").ne_missing(pl.col("stod_sagt")))
    _check(filled, new, ("fund_id", "felt"))
    changed = new.unique(["fund_id", "felt"], keep="first", maintain_order=True).with_columns(
        tekst=pl.when(pl.col("sagt").is_not_null()).then("tekst")
    )
    return _put_in(filled, changed, pr)


def _check(filled: Filled, told: pl.DataFrame, within: tuple[str, ...]) -> None:
    """Raise ListError where a duty has two texts, of those that are alike in `within`."""
    twice = told.filter(pl.col("sagt").is_not_null(), pl.col("sagt").drop_nulls().n_unique().over(within) > 1)
    if twice.is_empty():
        return
    one = twice.row(0, named=True)
    same = pl.all_horizontal(pl.col(name) == one[name] for name in within)
    other = twice.filter(same, pl.col("sagt") != one["sagt"]).row(0, named=True)
    heading = _HEADINGS[one["felt"]]
    raise ListError(
        f"{filled.place(one['ark'], one['raekke'])}, og {filled.place(other['ark'], other['raekke'])}: rækkerne er om det samme krav "
        f'i den samme sag, men der står hver sit under "{heading}". Skriv det, der skal gælde, i den ene, og slet den anden. '
        "Gem, og prøv igen."
    )


def _put_in(filled: Filled, changed: pl.DataFrame, pr: date) -> pl.DataFrame:
    """The written rows with the changed texts in their places."""
    told = filled.duties
    for key in TYPED:
        new = changed.filter(pl.col("felt") == key).select(
            "fund_id", pl.col("tekst").alias(f"ny_{key}"), pl.lit(value=True).alias(f"aendret_{key}")
        )
        told = told.join(new, on="fund_id", how="left", maintain_order="left")
    now = {key: pl.when(f"aendret_{key}").then(f"ny_{key}").otherwise(key) for key in TYPED}
    any_changed = pl.any_horizontal(pl.col(f"aendret_{key}").fill_null(value=False) for key in TYPED)
    nothing = pl.all_horizontal(now[key].is_null() for key in TYPED)
    day = pl.when(nothing).then(None).when(any_changed).then(pl.lit(pr)).otherwise("noteret")
    return told.with_columns(**now, noteret=day).select(*ROW_SCHEMA)


def edited(filled: Filled, found: Tables, rows: pl.DataFrame) -> pl.DataFrame:
    """Cells of ours that people changed (`memory.EDIT_SCHEMA`), sheet by sheet from the top. `rows` as `with_remarks`."""
    shown = as_written(filled)
    keys = [key for key in shown.columns if key not in ("fil", "fund_id", *TYPED, KEY.key)]
    stood = shown.unpivot(keys, index=["fil", "fund_id"], variable_name="key", value_name="stod")
    cells = found.body.select(*_PLACE, "key", staar="tekst").filter(pl.col("key").is_not_null())
    both = (
        rows.select(*_PLACE, "fund_id")
        .join(filled.sheets.select("ark", "fil"), on="ark")
        .join(found.columns.filter(pl.col("key").is_in(keys)).select("ark", "key", "navn"), on="ark")
        .join(stood, on=["fil", "fund_id", "key"])
        .join(cells, on=[*_PLACE, "key"], how="left")
        .filter(pl.col("stod").ne_missing(pl.col("staar")))
    )
    parts = [part.filter(says(str(key), "stod") != says(str(key), "staar")) for (key,), part in both.group_by("key")]
    named = filled.sheets.select("ark", ark_navn="navn")
    changed = pl.concat([both.clear(), *parts]).join(named, on="ark").sort("ark", "raekke", "key")
    return changed.select(
        pl.col("ark_navn").alias("ark"),
        "raekke",
        pl.col("navn").alias("kolonne"),
        pl.col("stod", "staar").fill_null(""),
    ).match_to_schema(EDIT_SCHEMA)


def taken_out(filled: Filled, rows: pl.DataFrame) -> frozenset[str]:
    """The lines that stand on no sheet any more."""
    return frozenset(filled.lines.join(rows, on="fund_id", how="anti")["fund_id"])
