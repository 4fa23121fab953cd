"""Rows of all sheets to the canonical tables: ids, events to their forløb, duplicates, events from case rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from rettid.intake import accounts
from rettid.intake.accounts import aside_rows
from rettid.intake.sources import THREADS
from rettid.tables import BOOKED, HELD, SCHEMAS, SOURCE, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rettid.intake.blocks import Part

SPANS = {"fravaer": ("startdato", "slutdato"), "ansvar": ("fra", "til")}
"""Tables whose rows last: such a row belongs to every forløb it overlaps."""
DAYS = {"samtaler": "dato", "tilbud": "startdato", "ledighed": "maaned", "fravaer": "startdato", "ansvar": "fra"}

PARTIAL = {"samtaler": "samtaler mellem første og seneste samtale", "tilbud": "tilbudstype og varighed"}
"""What a case-per-row export does not tell (`tables.Tables.partial`)."""
EXPORT = "_udtraek"
"""While rows are linked: the export a row came with. Two systems may number and know the same citizen apart."""
_NO_START = "uden-start"
_AGAIN = "Rækken gentager en tidligere række."


@dataclass(slots=True)
class Linked:
    """The tables, which of them are partial and why, and the rows that fell away on the way."""

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    partial: dict[str, str] = field(default_factory=dict)
    set_aside: list[pl.DataFrame] = field(default_factory=list)


def link(parts: Sequence[Part]) -> Linked:
    """The canonical tables of all parts, in the order of the sheets; every row belongs to a forløb of `forloeb`."""
    linked = Linked()
    several = len({part.gruppe for part in parts}) > 1
    stacked = {
        name: _stack(_of_exports([part for part in parts if part.tabel == name], several=several)) for name in SCHEMAS
    }
    faste = {name: value for part in parts if part.tabel == "forloeb" for name, value in part.faste.items()}
    forloeb = _unique_forloeb(_with_ids(stacked["forloeb"]), linked)
    linked.frames["forloeb"] = forloeb
    supplied = [name for name in SCHEMAS if name != "forloeb" and stacked[name].width]
    with ThreadPoolExecutor(THREADS) as pool:
        for name, (events, aside) in zip(
            supplied, pool.map(lambda name: _table(name, stacked[name], forloeb), supplied), strict=True
        ):
            linked.frames[name] = events
            linked.set_aside += aside
    _unpivot(forloeb, faste, linked)
    linked.frames["forloeb"] = _ordered("forloeb", forloeb)
    return linked


def _of_exports(parts: Sequence[Part], *, several: bool) -> list[pl.DataFrame]:
    """The parts' frames, where there are several exports each row with the one it came with."""
    return [part.frame.with_columns(pl.lit(part.gruppe).alias(EXPORT)) if several else part.frame for part in parts]


def _table(name: str, events: pl.DataFrame, forloeb: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """A table of events, each with its forløb and none twice, and the rows that fell away."""
    known, lost = _attach(name, events, forloeb)
    unique, repeated = _without_duplicates(_ordered(name, known))
    return unique, [
        aside_rows(lost, accounts.NO_PERIOD, "Forløbet eller borgeren findes ikke blandt forløbene i udtrækket."),
        aside_rows(repeated, accounts.DUPLICATE, _AGAIN),
    ]


def _stack(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """One frame of all; a column of the user's own that is a Date in one and text in another becomes text."""
    if len(frames) < 2:
        return frames[0] if frames else pl.DataFrame()
    kinds: dict[str, set[pl.DataType]] = {}
    for frame in frames:
        for name, kind in frame.schema.items():
            kinds.setdefault(name, set()).add(kind)
    mixed = [name for name, found in kinds.items() if len(found) > 1]
    return pl.concat(
        [
            frame.with_columns(pl.col(name).cast(pl.String) for name in mixed if name in frame.columns)
            for frame in frames
        ],
        how="diagonal",
    )


def _ordered(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of the table, SOURCE, then the export's own; an event's `borger_id` has done its work."""
    known = [*SCHEMAS[name], *SOURCE]
    return frame[[*known, *[column for column in frame.columns if column not in {*known, "borger_id", EXPORT}]]]


def _with_ids(forloeb: pl.DataFrame) -> pl.DataFrame:
    """Forløb with both ids.

    A derived `forloeb_id` is borger_id-startdato, with ydelse where two begin the same day. A case whose citizen is not
    known has a `borger_id` of its own.
    """
    if forloeb["forloeb_id"].null_count():
        start = pl.col("startdato").dt.to_string("%Y-%m-%d").fill_null(_NO_START)
        base = pl.col("borger_id") + "-" + start
        shared = (pl.col("ydelse").n_unique().over(base) > 1) & pl.col("forloeb_id").is_null()
        benefit = pl.col("ydelse").fill_null("").str.to_lowercase().str.replace_all(r"[^\p{L}\d]+", "-")
        derived = pl.when(shared).then(base + "-" + benefit).otherwise(base)
        forloeb = forloeb.with_columns(pl.coalesce("forloeb_id", derived).alias("forloeb_id"))
    if forloeb["borger_id"].null_count():
        forloeb = forloeb.with_columns(pl.coalesce("borger_id", "ukendt-" + pl.col("forloeb_id")).alias("borger_id"))
    return forloeb


def _unique_forloeb(forloeb: pl.DataFrame, linked: Linked) -> pl.DataFrame:
    """One row per forløb: the first; a later one is a repetition, or says something else."""
    if forloeb["forloeb_id"].n_unique() == forloeb.height:
        return forloeb
    content = forloeb.select(pl.exclude([*SOURCE, EXPORT])).hash_rows()
    first = pl.DataFrame({"id": forloeb["forloeb_id"], "hash": content}).select(pl.col("hash").first().over("id"))[
        "hash"
    ]
    later, same = ~forloeb["forloeb_id"].is_first_distinct(), content == first
    linked.set_aside += [
        aside_rows(forloeb.filter(later & same), accounts.DUPLICATE, _AGAIN),
        aside_rows(
            forloeb.filter(later & ~same),
            accounts.OTHER_CONTENT,
            "Forløbet er nævnt i en tidligere række med andet indhold; den første er brugt.",
        ),
    ]
    return forloeb.filter(~later)


def _attach(name: str, events: pl.DataFrame, forloeb: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Events with a `forloeb_id` of `forloeb`, and those without."""
    if events["forloeb_id"].null_count():
        known = events.filter(pl.col("forloeb_id").is_not_null())
        events = pl.concat([known, *_within_exports(name, events.filter(pl.col("forloeb_id").is_null()), forloeb)])
    # By 64-bit hash, three times faster than by text: that an unknown id is taken for a known one has odds of 1 : 10¹³.
    known_ids = forloeb["forloeb_id"].hash()
    found = events["forloeb_id"].hash().is_in(known_ids.implode()) & events["forloeb_id"].is_not_null()
    if found.all():
        return events, events.clear()
    return events.filter(found), events.filter(~found)


def _within_exports(name: str, events: pl.DataFrame, forloeb: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Events of citizens linked to the forløb of their own export; of an export without the citizen, to any."""
    if EXPORT not in events.columns:
        yield _by_citizen(name, events, forloeb)
        return
    for (export,), rows in events.group_by(EXPORT, maintain_order=True):
        linked = _by_citizen(name, rows, forloeb.filter(pl.col(EXPORT) == export))
        yield linked.filter(pl.col("forloeb_id").is_not_null())
        yield _by_citizen(name, linked.filter(pl.col("forloeb_id").is_null()), forloeb)


def _by_citizen(name: str, events: pl.DataFrame, forloeb: pl.DataFrame) -> pl.DataFrame:
    """Events of citizens with the `forloeb_id` they belong to, null where the citizen has none."""
    periods = forloeb.select(
        "borger_id", "forloeb_id", pl.col("startdato").alias("_fra"), pl.col("slutdato").alias("_til")
    )
    periods = periods.sort("_fra", "forloeb_id", nulls_last=True)
    numbered = events.drop("forloeb_id").with_row_index("_nr")
    if name in SPANS:
        linked = _overlapping(numbered, periods, *SPANS[name])
        rest = numbered.join(linked.select("_nr"), on="_nr", how="anti")
        linked = pl.concat([linked, _latest(rest, periods, DAYS[name])])
    else:
        linked = _latest(numbered, periods, DAYS[name])
    return linked.sort("_nr", "forloeb_id").select(events.columns)


def _overlapping(events: pl.DataFrame, periods: pl.DataFrame, first: str, last: str) -> pl.DataFrame:
    """One row per event and forløb of the citizen that share a day; open ends are open."""
    both = events.join(periods, on="borger_id", how="inner")
    before_end = pl.col("_til").is_null() | (pl.col(first) <= pl.col("_til"))
    after_start = pl.col("_fra").is_null() | pl.col(last).is_null() | (pl.col(last) >= pl.col("_fra"))
    return both.filter(before_end & after_start).drop("_fra", "_til")


def _latest(events: pl.DataFrame, periods: pl.DataFrame, day: str) -> pl.DataFrame:
    """Each event with the citizen's forløb of the latest start on or before its day, else the citizen's first."""
    first = periods.unique("borger_id", keep="first", maintain_order=True).select("borger_id", "forloeb_id")
    if first.height == periods.height:
        return events.join(first, on="borger_id", how="left")
    begun = periods.drop_nulls("_fra").select("borger_id", "_fra", "forloeb_id")
    placed = events.sort(day).join_asof(
        begun, left_on=day, right_on="_fra", by="borger_id", strategy="backward", check_sortedness=False
    )
    # join_asof keeps the right key only where its name differs.
    joined = placed.join(first.rename({"forloeb_id": "_foerste"}), on="borger_id", how="left")
    filled = joined.with_columns(pl.coalesce("forloeb_id", "_foerste").alias("forloeb_id"))
    return filled.drop("_foerste", "_fra", strict=False)


def _without_duplicates(events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Events, each once, and the later of rows that agree in all but where they stand."""
    content = events[[name for name in events.columns if name not in SOURCE]]
    # Few rows agree in forløb, day and type: only these are compared in full.
    hashes = content[content.columns[:3]].hash_rows()
    ordered = hashes.sort()
    shared = ordered.filter(ordered == ordered.shift(1))
    suspects = hashes.is_in(shared.implode())
    later = content.filter(suspects).select(again=~pl.struct(pl.all()).is_first_distinct())["again"]
    if not later.any():
        return events, events.clear()
    repeated = pl.repeat(value=False, n=events.height, eager=True).scatter(suspects.arg_true(), later)
    return events.filter(~repeated), events.filter(repeated)


def _unpivot(forloeb: pl.DataFrame, faste: Mapping[str, str], linked: Linked) -> None:
    """The interviews and first offers of a case-per-row export, where no sheet lists them; such tables are partial."""
    held = _events(forloeb, {"foerste_samtale": HELD, "seneste_samtale": HELD, "naeste_samtale": BOOKED}, "dato")
    if held is not None and "samtaler" not in linked.frames:
        kind = pl.lit(faste.get("samtaletype", UNKNOWN)).alias("samtaletype")
        linked.frames["samtaler"] = _complete("samtaler", held.with_columns(kind))
        linked.partial["samtaler"] = PARTIAL["samtaler"]
    begun = _events(forloeb, {"foerste_tilbud": "igang"}, "startdato")
    if begun is not None and "tilbud" not in linked.frames:
        kind = pl.lit(faste.get("tilbudstype", UNKNOWN)).alias("tilbudstype")
        linked.frames["tilbud"] = _complete("tilbud", begun.with_columns(kind))
        linked.partial["tilbud"] = PARTIAL["tilbud"]


def _events(forloeb: pl.DataFrame, columns: Mapping[str, str], day: str) -> pl.DataFrame | None:
    found = [name for name in columns if name in forloeb.columns]
    if not found:
        return None
    each = [
        forloeb.select(
            "forloeb_id", pl.col(name).alias(day), pl.lit(columns[name]).alias("status"), *SOURCE
        ).drop_nulls(day)
        for name in found
    ]
    return pl.concat(each).unique(["forloeb_id", day], keep="first", maintain_order=True)


def _complete(name: str, events: pl.DataFrame) -> pl.DataFrame:
    lacking = {column: kind for column, kind in SCHEMAS[name].items() if column not in events.columns}
    return _ordered(
        name, events.with_columns(pl.lit(None, dtype=kind).alias(column) for column, kind in lacking.items())
    )
