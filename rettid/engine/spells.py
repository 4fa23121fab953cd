"""What the law takes for one period: forløb that are one, and whose interviews count (`spec.md` § 3, "Periods of law").

A law pack says so under `[periode]`. Where no law pack that covers a forløb does, the tables are as they were read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from rettid.benefits import same_benefit
from rettid.engine.coverage import covered_by
from rettid.tables import SCHEMAS, SOURCE, Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.rules import Pack

STOOD_ON = "staar_paa"
"""On an interview that counts in a period though it stands on another of the citizen's forløb: that forløb's id."""

_ORDER = ("startdato", "slutdato", "forloeb_id")
_OPEN = date(9999, 12, 31)
_OF_THE_LAST = ("ydelse", "slutdato", "team", "sagsbehandler", "frist_system", "rettighedsdato_system", "udtraeksdato")
_OF_THE_CITIZEN = ("navn", "foedselsdato")
_SAME_INTERVIEW = tuple(name for name in SCHEMAS["samtaler"] if name != "sagsbehandler")


@dataclass(frozen=True)
class Spells:
    """The tables as the law reads them, and how they became so.

    `tables`: a period has one row of `forloeb`, under the id of its first part, and the events of all its parts.
    `forloeb`: `fra`, `til`: the id of each forløb that continues a period, and the id of the period. A period's first
    part, and a forløb that is a period alone, are not in it. `samtaler`: the interviews that count in a period though
    they stand on another forløb of the citizen: the columns of `samtaler` (and `kilde_*` where the rows were read with
    them), `forloeb_id` the period, `staar_paa` the period on which the interview stands. In `tables` they carry `staar_paa` too.
    """

    tables: Tables
    forloeb: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"fra": pl.String, "til": pl.String}))
    samtaler: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={**SCHEMAS["samtaler"], STOOD_ON: pl.String})
    )


def spells(tables: Tables, packs: Sequence[Pack], pr: date) -> Spells:
    """The periods of law of the tables on the reference day `pr`, by the `[periode]` of the law packs that cover a forløb."""
    law = sorted((pack for pack in packs if pack.art == "lov"), key=lambda pack: pack.id)
    asking = [pack for pack in law if _joins(pack) or pack.periode.borgerens_samtaler]
    if not asking:
        return Spells(tables)
    columns = ("forloeb_id", "borger_id", "ydelse", "maalgruppe", "startdato", "slutdato")
    cases = tables["forloeb"].select(columns).filter(pl.col("borger_id").is_not_null()).collect()
    several = cases.filter(pl.col("borger_id").is_duplicated())
    covers = several.select(covered_by(pack).any().alias(pack.id) for pack in asking)
    ruling = [pack for pack in asking if covers.item(0, pack.id)]
    if not ruling:
        return Spells(tables)
    begun = several.filter(pl.col("startdato") <= pr)
    ids = _continuing(begun, [pack for pack in ruling if _joins(pack)], pr)
    whole = _joined(tables, ids, pr) if ids.height else tables
    copies = _counting(whole, [pack for pack in ruling if pack.periode.borgerens_samtaler], pr)
    return Spells(_with(whole, copies), ids, copies) if copies.height else Spells(whole, ids)


def _joins(pack: Pack) -> bool:
    return _by_month(pack) or bool(pack.periode.fortsaetter_fra)


def _by_month(pack: Pack) -> bool:
    return pack.periode.brydes_af == "kalendermåned"


def _continuing(cases: pl.DataFrame, packs: Sequence[Pack], pr: date) -> pl.DataFrame:
    """`fra`, `til` of the forløb that continue a period which an earlier one began."""
    runs = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("startdato"))
    known = cases.drop_nulls(["ydelse", "startdato", "maalgruppe"]).filter(runs)
    chains = _chains(known, [pack for pack in packs if _by_month(pack)], pr)
    heads = chains.group_by("_kaede", maintain_order=True).agg(
        pl.col("forloeb_id", "borger_id", "_ydelse", "startdato", "maalgruppe").first(), pl.col("_til").max()
    )
    placed = chains.join(heads.select("_kaede", til=_begun_in(heads, packs)), on="_kaede")
    return placed.select("til", fra="forloeb_id").filter(pl.col("fra") != pl.col("til")).select("fra", "til")


def _chains(cases: pl.DataFrame, packs: Sequence[Pack], pr: date) -> pl.DataFrame:
    """The forløb with `_ydelse`, `_til` and `_kaede`: those of one benefit between which no whole month lies, in order.

    The first is covered by a pack that names the groups of all; one that no pack covers is a chain alone.
    """
    same = ["borger_id", "_ydelse"]
    rows = cases.with_columns(
        _ydelse=same_benefit(pl.col("ydelse")), _til=_end(pr), _pakke=_first_covering(packs)
    ).sort(*same, *_ORDER, nulls_last=True)
    reached = pl.col("_til").cum_max().shift(1).over(same)
    begins = rows.select(~_unbroken(reached, pl.col("startdato")).fill_null(value=False)).to_series()
    while True:  # a turn for every change to a group that the first's pack does not name: hardly ever more than one
        chained = rows.with_columns(_kaede=begins.cum_sum())
        further = chained.select(_cut(packs)).to_series() & ~begins
        if not further.any():
            return chained
        begins |= further


def _cut(packs: Sequence[Pack]) -> pl.Expr:
    """Where a chain has to begin anew: at every forløb to its first covered one, else where its pack lacks the group."""
    pack, own = pl.col("_pakke").first().over("_kaede"), pl.col("_pakke").is_not_null()
    covered = own.cum_sum().over("_kaede")
    named = [(pack == at) & _names(each, pl.col("maalgruppe")) for at, each in enumerate(packs)]
    apart = ~pl.any_horizontal(pl.lit(value=False), *named).fill_null(value=False)
    first_apart = apart & (apart.cum_sum().over("_kaede") == 1)
    return pl.when(pack.is_null()).then((covered == 0) | (own & (covered == 1))).otherwise(first_apart)


def _first_covering(packs: Sequence[Pack]) -> pl.Expr:
    """The place in `packs` of the first that covers a forløb by its own start."""
    places = [pl.when(covered_by(pack)).then(pl.lit(at, pl.Int32)) for at, pack in enumerate(packs)]
    return pl.coalesce(*places, pl.lit(None, pl.Int32))


def _names(pack: Pack, group: pl.Expr) -> pl.Expr:
    return pl.lit(value=True) if pack.maalgruppe is None else group.is_in(pack.maalgruppe)


def _end(pr: date) -> pl.Expr:
    """The last day; the end of time where it is open or lies after the reference day."""
    return pl.when(pl.col("slutdato") <= pr).then("slutdato").fill_null(_OPEN)


def _unbroken(until: pl.Expr, start: pl.Expr) -> pl.Expr:
    """Whether no whole calendar month lies between the last day of one and the first of the next."""
    months = [day.dt.year().cast(pl.Int32) * 12 + day.dt.month() for day in (until, start)]
    return months[1] - months[0] <= 1


def _begun_in(heads: pl.DataFrame, packs: Sequence[Pack]) -> pl.Series:
    """Per chain the id of the forløb that began its period: its own first, or that of the benefit it continues from."""
    own = heads["forloeb_id"]
    onward = [pack for pack in packs if pack.periode.fortsaetter_fra]
    if not onward:
        return own
    allowed = [
        covered_by(pack)
        & _names(pack, pl.col("maalgruppe_ny"))
        & pl.col("_ydelse").is_in(_alike(pack.periode.fortsaetter_fra))
        for pack in onward
    ]
    pairs = heads.join(heads, on="borger_id", suffix="_ny").filter(
        pl.col("startdato") < pl.col("startdato_ny"),
        pl.col("_ydelse") != pl.col("_ydelse_ny"),
        _unbroken(pl.col("_til"), pl.col("startdato_ny")),
        pl.any_horizontal(allowed),
    )
    latest = pairs.sort("startdato", "_til", "forloeb_id").unique("forloeb_id_ny", keep="last", maintain_order=True)
    begun, before = own, None
    while before is None or (begun != before).any():  # a turn for each benefit in a row; the starts go back in time
        before, begun = begun, begun.replace(latest["forloeb_id_ny"], latest["forloeb_id"])
    return begun


def _alike(benefits: Sequence[str]) -> list[str]:
    return pl.DataFrame({"ydelse": benefits}).select(same_benefit(pl.col("ydelse"))).to_series().to_list()


def _joined(tables: Tables, ids: pl.DataFrame, pr: date) -> Tables:
    """The tables with one forløb for each period and its parts' rows under its id."""
    return Tables(
        {
            name: _one_each(frame, ids, pr)
            if name == "forloeb"
            else frame.with_columns(pl.col("forloeb_id").replace(ids["fra"], ids["til"]))
            for name, frame in tables.frames.items()
        },
        tables.partial,
    )


def _one_each(forloeb: pl.LazyFrame, ids: pl.DataFrame, pr: date) -> pl.LazyFrame:
    """One row per period: the first part's, with what the last part and the citizen's first known say instead."""
    begun = ids.select(forloeb_id=pl.col("til").unique()).with_columns(_periode="forloeb_id")
    members = pl.concat([begun, ids.select(forloeb_id="fra", _periode="til")])
    parts = forloeb.join(members.lazy(), on="forloeb_id").sort(*_ORDER, nulls_last=True)
    names = forloeb.collect_schema().names()
    own = {*SCHEMAS["forloeb"], *SOURCE}
    by_end = [_end(pr), pl.col("startdato"), pl.col("forloeb_id")]
    whole = parts.group_by("_periode", maintain_order=True).agg(
        pl.col(name).sort_by(by_end).last()
        if name in _OF_THE_LAST or name not in own
        else pl.col(name).drop_nulls().first()
        if name in _OF_THE_CITIZEN
        else pl.col(name).first()
        for name in names
    )
    alone = forloeb.join(members.lazy(), on="forloeb_id", how="anti", maintain_order="left")
    return pl.concat([alone, whole.select(names)])


def _counting(tables: Tables, packs: Sequence[Pack], pr: date) -> pl.DataFrame:
    """The interviews that count in another of the citizen's periods: first day in the period to its end."""
    if not packs or not tables.supplied("samtaler"):
        return Spells(tables).samtaler
    citizens = (
        tables["forloeb"]
        .filter(pl.col("borger_id").is_not_null())
        .select("forloeb_id", "borger_id", "startdato", "slutdato", _taeller=pl.any_horizontal(map(covered_by, packs)))
        .filter(pl.len().over("borger_id") > 1)
    )
    periods = citizens.filter("_taeller").select("borger_id", _til="forloeb_id", _fra="startdato", _slut=_end(pr))
    rows = tables["samtaler"].join(citizens.select("forloeb_id", "borger_id"), on="forloeb_id", maintain_order="left")
    found = rows.join(periods, on="borger_id", maintain_order="left_right").filter(
        pl.col("forloeb_id") != pl.col("_til"), pl.col("dato").is_between("_fra", "_slut")
    )
    columns = [name for name in tables["samtaler"].collect_schema().names() if name != STOOD_ON]
    moved = found.with_columns(pl.col("forloeb_id").alias(STOOD_ON), forloeb_id="_til").select(*columns, STOOD_ON)
    once = moved.unique(_SAME_INTERVIEW, keep="first", maintain_order=True)
    return once.join(
        tables["samtaler"], on=_SAME_INTERVIEW, how="anti", nulls_equal=True, maintain_order="left"
    ).collect()


def _with(tables: Tables, copies: pl.DataFrame) -> Tables:
    """The tables with the copies after the interviews that stand there."""
    interviews = pl.concat([tables["samtaler"], copies.lazy()], how="diagonal")
    return Tables({**tables.frames, "samtaler": interviews}, tables.partial)
