"""Rows of all sheets to the canonical tables: ids, events to their forløb, duplicates, events from case rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import polars as pl

from rettid import continuity
from rettid.findings import FINDING_SCHEMA, STRANGERS
from rettid.intake import accounts, joining, numbers, repeats, tasks
from rettid.intake.accounts import aside_rows
from rettid.intake.blocks import EDGE
from rettid.intake.joining import EXPORT, Export
from rettid.intake.profiles import INTERVIEWS
from rettid.intake.repeats import AGAIN, MULTIPLIED, OTHER_EXPORT
from rettid.intake.sources import THREADS
from rettid.tables import BOOKED, HELD, SCHEMAS, SOURCE, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from rettid.intake.blocks import Part
    from rettid.intake.joining import Joined
    from rettid.intake.repeats import Clock

SPANS = {"fravaer": ("startdato", "slutdato"), "ansvar": ("fra", "til")}
"""Tables whose rows last: such a row belongs to every forløb it overlaps."""
DAYS = {"samtaler": "dato", "tilbud": "startdato", "ledighed": "maaned", "fravaer": "startdato", "ansvar": "fra"}

PARTIAL = {"samtaler": "samtaler mellem første og seneste samtale", "tilbud": "tilbudstype og varighed"}
"""What a case-per-row export does not tell (`tables.Tables.partial`)."""
NOT_TOLD = "om samtalerne er holdt: ingen af dem har en kendt status"
"""What an export lacks that lists interviews and of none says whether it was held."""
_NO_START = "uden-start"
_DONE = {"borger_id", EXPORT, MULTIPLIED}
"""Columns of an event that have done their work once it has found its forløb."""


@dataclass(slots=True)
class Linked:
    """The tables, which of them are partial and why, the rows that fell away on the way, and what was put together.

    `findings` are rows of FINDING_SCHEMA, `joined` the number of forløb that a system had split, `continuity` the
    report of `continuity.compare` on the two newest exports.
    """

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    partial: dict[str, str] = field(default_factory=dict)
    set_aside: list[pl.DataFrame] = field(default_factory=list)
    findings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDING_SCHEMA))
    joined: int = 0
    continuity: pl.DataFrame | None = None


def link(parts: Sequence[Part], days: Mapping[str, date] | None = None, clock: Clock | None = None) -> Linked:
    """The canonical tables of all parts, in the order of the sheets; every row belongs to a forløb of `forloeb`.

    `days` says of an export (`Part.gruppe`) when it was made, where its forløb don't. `clock` tells the time of day of
    rows of a table, which the Date columns no longer have.
    """
    linked = Linked()
    several = len({part.gruppe for part in parts}) > 1
    stacked = {
        name: _stack([_marked(part, several=several) for part in parts if part.tabel == name]) for name in SCHEMAS
    }
    faste = {name: value for part in parts if part.tabel == "forloeb" for name, value in part.faste.items()}
    supplied = [name for name in SCHEMAS if name != "forloeb" and stacked[name].width]
    exports = _exports(parts, days or {})
    forloeb = _with_ids(_known_citizens(stacked["forloeb"]) if several else stacked["forloeb"])
    forloeb, shared = numbers.apart(forloeb)
    for name in supplied:
        if shared is None:
            break
        stacked[name], whose = numbers.of_citizen(stacked[name], shared)
        linked.set_aside.append(aside_rows(whose, accounts.WHOSE, numbers.WHOSE))
    forloeb, told = tasks.with_deadlines(_unique_forloeb(forloeb, linked), parts)
    linked.set_aside += told
    used_twice = _shared_numbers(forloeb) if several else None
    if used_twice is not None:
        forloeb = _own_ids(forloeb, used_twice)
        stacked |= {name: _own_ids(stacked[name], used_twice) for name in supplied}
    joined = joining.join(forloeb, exports if len(exports) > 1 else (), used_twice)

    def table(name: str) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        known, lost = _attach(name, stacked[name], forloeb)
        known, older = repeats.of_two_exports(name, joined.moved(known), joined.sager, exports)
        unique, repeated = repeats.once(name, known, clock)
        return _ordered(name, unique), [
            aside_rows(lost, accounts.NO_PERIOD, "Forløbet eller borgeren findes ikke blandt forløbene i udtrækket."),
            aside_rows(older, accounts.DUPLICATE, OTHER_EXPORT),
            aside_rows(repeated, accounts.DUPLICATE, AGAIN),
        ]

    again: dict[str, pl.DataFrame] = {}
    with ThreadPoolExecutor(THREADS) as pool:
        for name, (events, aside) in zip(supplied, pool.map(table, supplied), strict=True):
            linked.frames[name] = events
            linked.set_aside += aside
            again[name] = aside[-1]
    linked.partial |= {part.tabel: part.partial for part in parts if part.partial}
    if _none_is_told(linked.frames.get("samtaler")):
        linked.partial["samtaler"] = NOT_TOLD
    _unpivot(forloeb, faste, joined, linked)
    linked.frames = {"forloeb": _ordered("forloeb", joined.forloeb), **linked.frames}
    folded = repeats.folded(parts, again, linked.set_aside)
    told_of = [joined.findings, folded, numbers.findings(shared), _strangers(forloeb, exports)]
    linked.findings, linked.joined = pl.concat(told_of), joined.antal
    linked.continuity = _continuity(joined, exports)
    return linked


def _marked(part: Part, *, several: bool) -> pl.DataFrame:
    """The part's frame, where there are several exports with the one it came with, and whether its rows are multiplied."""
    frame = part.frame.with_columns(pl.lit(part.gruppe).alias(EXPORT)) if several else part.frame
    return frame.with_columns(pl.lit(value=True).alias(MULTIPLIED)) if part.joined else frame


def _exports(parts: Sequence[Part], days: Mapping[str, date]) -> list[Export]:
    """The exports that hold forløb, oldest first: by the day they were made, else the latest day they know of.

    Of two that say the same the one that was given first is the older.
    """
    names = dict.fromkeys(part.gruppe for part in parts if part.tabel == "forloeb")
    found = [_export(name, [part for part in parts if part.gruppe == name], days.get(name)) for name in names]
    return sorted(found, key=lambda export: export.dag.toordinal() if export.dag else 0)


def _export(name: str, parts: Sequence[Part], titled: date | None) -> Export:
    """When an export was made, as near as it says: `udtraeksdato`, its title rows, the latest registration or start."""
    made = [part.frame["udtraeksdato"] for part in parts if part.tabel == "forloeb"]
    known = [part.frame["startdato"] for part in parts if part.tabel == "forloeb"]
    known += [part.frame["registreret"] for part in parts if "registreret" in part.frame.columns]
    said, latest = (cast("date | None", pl.concat(each).max()) for each in (made, known))
    return Export(name, said or titled or latest, sagt=bool(said or titled))


def _strangers(forloeb: pl.DataFrame, exports: Sequence[Export]) -> pl.DataFrame:
    """STRANGERS for each of several exports that has no citizen in common with another; of two, for the newer."""
    if len(exports) < 2:
        return pl.DataFrame(schema=FINDING_SCHEMA)
    in_several = forloeb.filter(pl.col(EXPORT).n_unique().over("borger_id") > 1)[EXPORT].unique()
    lonely = [export.navn for export in exports if export.navn not in in_several]
    first = forloeb.unique(EXPORT, keep="first", maintain_order=True)
    files = dict(first.select(EXPORT, "kilde_fil").iter_rows())
    found = [
        {
            "kode": STRANGERS,
            "fil": files[name],
            "ark": "",
            "besked": f"Ingen af borgerne her står i {' eller '.join(file for other, file in files.items() if other != name)}.",
        }
        for name in (lonely if len(exports) > 2 else lonely[1:])
        if name in files
    ]
    return pl.DataFrame(found, schema=FINDING_SCHEMA)


def _continuity(joined: Joined, exports: Sequence[Export]) -> pl.DataFrame | None:
    if joined.parts is None or len(exports) < 2:
        return None
    old, new = (joined.parts.filter(pl.col(EXPORT) == export.navn) for export in exports[-2:])
    return continuity.compare(old, new, exports[-2].dag, exports[-1].dag)


def _known_citizens(forloeb: pl.DataFrame) -> pl.DataFrame:
    """The forløb with the citizen that another row of the same case number and start knows."""
    nobody = pl.col("borger_id").is_null()
    if not forloeb["borger_id"].null_count():
        return forloeb
    same = ["forloeb_id", "startdato"]
    known = forloeb.filter(~nobody).drop_nulls(same).group_by(same).agg(pl.col("borger_id").unique())
    one = known.filter(pl.col("borger_id").list.len() == 1).with_columns(_kendt=pl.col("borger_id").list.first())
    found = forloeb.join(one.select(*same, "_kendt"), on=same, how="left", maintain_order="left")
    return found.with_columns(borger_id=pl.coalesce("borger_id", "_kendt")).drop("_kendt")


def _shared_numbers(forloeb: pl.DataFrame) -> pl.DataFrame | None:
    """`forloeb_id`, `nummer`, EXPORT and `borger_id` of the case numbers that several exports use; None without any."""
    shared = forloeb.filter(pl.col("forloeb_id").is_duplicated())
    if shared.is_empty():
        return None
    own = pl.concat_str("forloeb_id", EXPORT, separator="\x1f")
    return shared.select(own.alias("forloeb_id"), pl.col("forloeb_id").alias("nummer"), EXPORT, "borger_id")


def _own_ids(rows: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """The rows with the id that the case number has in their own export.

    A row of an export without the case belongs to it as long as the number means one citizen in all exports.
    """
    own = numbers.select(EXPORT, "nummer", _egen="forloeb_id")
    any_ = numbers.filter(pl.col("borger_id").n_unique().over("nummer") == 1).unique("nummer", keep="last")
    found = rows.join(
        own, left_on=[EXPORT, "forloeb_id"], right_on=[EXPORT, "nummer"], how="left", maintain_order="left"
    )
    known = any_.select("nummer", _anden="forloeb_id")
    found = found.join(known, left_on="forloeb_id", right_on="nummer", how="left", maintain_order="left")
    return found.with_columns(forloeb_id=pl.coalesce("_egen", "_anden", "forloeb_id")).drop("_egen", "_anden")


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
    return frame[[*known, *[column for column in frame.columns if column not in {*known, *_DONE}]]]


def _with_ids(forloeb: pl.DataFrame) -> pl.DataFrame:
    """Forløb with both ids.

    A derived `forloeb_id` is borger_id-startdato, with ydelse where two begin the same day. A case whose citizen is not
    known has a `borger_id` of its own.
    """
    if forloeb["forloeb_id"].null_count():
        start = pl.col("startdato").dt.to_string("%Y-%m-%d").fill_null(_NO_START)
        base = pl.col("borger_id") + "-" + start
        same = [base, *([EXPORT] if EXPORT in forloeb.columns else [])]
        shared = (pl.col("ydelse").n_unique().over(same) > 1) & pl.col("forloeb_id").is_null()
        benefit = pl.col("ydelse").fill_null("").str.to_lowercase().str.replace_all(r"[^\p{L}\d]+", "-")
        derived = pl.when(shared).then(base + "-" + benefit).otherwise(base)
        forloeb = forloeb.with_columns(pl.coalesce("forloeb_id", derived).alias("forloeb_id"))
    if forloeb["borger_id"].null_count():
        forloeb = forloeb.with_columns(
            pl.coalesce("borger_id", numbers.UNKNOWN_CITIZEN + pl.col("forloeb_id")).alias("borger_id")
        )
    return forloeb


def _unique_forloeb(forloeb: pl.DataFrame, linked: Linked) -> pl.DataFrame:
    """One row per forløb of an export: the first; a later one is a repetition, or says something else."""
    same = ["forloeb_id", *([EXPORT] if EXPORT in forloeb.columns else [])]
    if forloeb.select(same).n_unique() == forloeb.height:
        return forloeb
    content = repeats.content(forloeb, SCHEMAS["forloeb"]).hash_rows()
    first = forloeb.select(*same, hash=content).select(pl.col("hash").first().over(same))["hash"]
    later, again = ~forloeb.select(pl.struct(same).is_first_distinct()).to_series(), content == first
    linked.set_aside += [
        aside_rows(forloeb.filter(later & again), accounts.DUPLICATE, AGAIN),
        aside_rows(
            forloeb.filter(later & ~again),
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
    if name == "ledighed":  # a month's hours are those of the forløb that runs at its end
        numbered = numbered.with_columns(pl.col("maaned").dt.month_end())
    if name in SPANS:
        linked = _overlapping(numbered, periods, *SPANS[name])
        rest = numbered.join(linked.select("_nr"), on="_nr", how="anti")
        linked = pl.concat([linked, _latest(rest, periods, DAYS[name])])
    else:
        linked = _latest(numbered, periods, DAYS[name])
    if name == "ledighed":
        linked = linked.with_columns(pl.col("maaned").dt.month_start())
    return linked.sort("_nr", "forloeb_id").select(events.columns)


def _overlapping(events: pl.DataFrame, periods: pl.DataFrame, first: str, last: str) -> pl.DataFrame:
    """One row per event and forløb of the citizen that share a day; open ends are open."""
    both = events.join(periods, on="borger_id", how="inner")
    before_end = pl.col("_til").is_null() | (pl.col(first) <= pl.col("_til"))
    after_start = pl.col("_fra").is_null() | pl.col(last).is_null() | (pl.col(last) >= pl.col("_fra"))
    return both.filter(before_end & after_start).drop("_fra", "_til")


def _latest(events: pl.DataFrame, periods: pl.DataFrame, day: str) -> pl.DataFrame:
    """Each event with the citizen's forløb that runs on its day, of several the latest.

    None does: that of the latest start on or before its day; before all of them: the citizen's first. Such an event
    lies outside its forløb and counts for nothing, but it is not lost.
    """
    first = periods.unique("borger_id", keep="first", maintain_order=True).select("borger_id", "forloeb_id")
    if first.height == periods.height:
        return events.join(first, on="borger_id", how="left")
    begun = periods.drop_nulls("_fra").select("borger_id", "_fra", "forloeb_id", "_til")
    placed = events.sort(day).join_asof(
        begun, left_on=day, right_on="_fra", by="borger_id", strategy="backward", check_sortedness=False
    )
    # join_asof keeps the right key only where its name differs.
    joined = placed.join(first.rename({"forloeb_id": "_foerste"}), on="borger_id", how="left")
    over = joined.filter(pl.col("_til") < pl.col(day)).select("_nr", "borger_id", day)
    runs = (pl.col("_fra") <= pl.col(day)) & (pl.col("_til").is_null() | (pl.col("_til") >= pl.col(day)))
    running = over.join(begun, on="borger_id").filter(runs).sort("_fra", "forloeb_id")
    latest = running.unique("_nr", keep="last", maintain_order=True).select("_nr", _loeber="forloeb_id")
    joined = joined.join(latest, on="_nr", how="left")
    filled = joined.with_columns(pl.coalesce("_loeber", "forloeb_id", "_foerste").alias("forloeb_id"))
    return filled.drop("_loeber", "_foerste", "_fra", "_til", strict=False)


def _unpivot(forloeb: pl.DataFrame, faste: Mapping[str, str], joined: Joined, linked: Linked) -> None:
    """The interviews and first offers of a case-per-row export, where no sheet lists them; such tables are partial."""
    held = _events(forloeb, {"foerste_samtale": HELD, "seneste_samtale": HELD, "naeste_samtale": BOOKED}, "dato")
    if held is not None and "samtaler" not in linked.frames:
        kind = pl.lit(faste.get("samtaletype", UNKNOWN)).alias("samtaletype")
        linked.frames["samtaler"] = _complete("samtaler", _each_once(joined.moved(held), "dato").with_columns(kind))
        if not _all_known(forloeb):
            linked.partial["samtaler"] = PARTIAL["samtaler"]
    begun = _events(forloeb, {"foerste_tilbud": "igang"}, "startdato")
    if begun is not None and "tilbud" not in linked.frames:
        kind = pl.lit(faste.get("tilbudstype", UNKNOWN)).alias("tilbudstype")
        linked.frames["tilbud"] = _complete("tilbud", _each_once(joined.moved(begun), "startdato").with_columns(kind))
        linked.partial["tilbud"] = PARTIAL["tilbud"]


def _none_is_told(interviews: pl.DataFrame | None) -> bool:
    """Whether there are interviews, and of none it is known whether it was held, booked or called off."""
    if interviews is None or interviews.is_empty():
        return False
    return bool((interviews["status"].is_null() | (interviews["status"] == UNKNOWN)).all())


def _all_known(forloeb: pl.DataFrame) -> bool:
    """Whether every case has had no more interviews than its dates tell."""
    if INTERVIEWS not in forloeb.columns:
        return False
    dates = [name for name in ("foerste_samtale", "seneste_samtale") if name in forloeb.columns]
    known = pl.concat_list(dates).list.drop_nulls().list.n_unique()
    return bool(forloeb.select((pl.col(INTERVIEWS) <= known).fill_null(value=False).all()).item())


def _events(forloeb: pl.DataFrame, columns: Mapping[str, str], day: str) -> pl.DataFrame | None:
    found = [name for name in columns if name in forloeb.columns]
    if not found:
        return None
    edge = [EDGE] if EDGE in forloeb.columns else []
    each = [
        forloeb.select(
            "forloeb_id", pl.col(name).alias(day), pl.lit(columns[name]).alias("status"), *edge, *SOURCE
        ).drop_nulls(day)
        for name in found
    ]
    return pl.concat(each)


def _each_once(events: pl.DataFrame, day: str) -> pl.DataFrame:
    return events.unique(["forloeb_id", day], keep="first", maintain_order=True)


def _complete(name: str, events: pl.DataFrame) -> pl.DataFrame:
    lacking = {column: kind for column, kind in SCHEMAS[name].items() if column not in events.columns}
    return _ordered(
        name, events.with_columns(pl.lit(None, dtype=kind).alias(column) for column, kind in lacking.items())
    )
