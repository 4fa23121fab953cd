"""Checks that need the funds: a row is doubtful for what it does to a deadline."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.quality.grounds import BORDERLINE, day, found, sentence
from rettid.quality.replay import DUTY, replayed
from rettid.tables import COMING, FUND_SCHEMA, MISSING

if TYPE_CHECKING:
    from rettid.quality.grounds import Grounds
    from rettid.tables import Tables

REMARK = "grænsetilfælde ±1 dag"
"""What `bemaerkning` says of a fund that hangs on a day that may be one off."""


def registered_after_the_deadline(grounds: Grounds) -> pl.LazyFrame:
    """RT-S14. Absences without which a deadline of the forløb, already past when the absence was registered, would fall earlier or count.

    Each is tried by judging the forløb without it. Not caught: two absences that only together move a deadline.
    """
    suspects = _late_absences(grounds)
    if suspects.is_empty():
        return found(grounds.fravaer.limit(0), "RT-S14", pl.lit(""))
    variants = suspects.select("forloeb_id", variant=pl.col("nr").cast(pl.String))
    without = replayed(
        grounds.tables,
        grounds.packs,
        variants,
        {"fravaer": lambda rows: rows.filter(pl.col("nr").cast(pl.String) != pl.col("variant"))},
        pr=grounds.pr,
    )
    key = list(DUTY)
    moved = (
        without.lazy()
        .select(*key, "variant", uden="frist", uden_status="status")
        .join(grounds.funds.lazy().select(*key, "frist", "status"), on=key)
        .join(suspects.lazy().select("registreret", place="nr", variant=pl.col("nr").cast(pl.String)), on="variant")
        .filter(
            (pl.col("frist") > pl.col("uden"))
            | ((pl.col("status") == "undtaget") & (pl.col("uden_status") != "undtaget")),
            pl.col("registreret") > pl.col("uden"),
        )
        .group_by(nr="place")
        .agg(uden=pl.col("uden").min(), frist=pl.col("frist").sort_by("uden").first())
    )
    rows = grounds.fravaer.join(moved, on="nr").sort("nr")
    says = sentence(
        "Fravær fra {}, registreret {}: fristen var {} og er nu {}.",
        day("startdato"), day("registreret"), day("uden"), day("frist"),
    )  # fmt: skip
    return found(rows, "RT-S14", says)


def _late_absences(grounds: Grounds) -> pl.DataFrame:
    """The absences that were registered later than some deadline of the forløb can have been without them."""
    span = pl.col("slutdato").fill_null(grounds.pr) - pl.col("startdato") + timedelta(days=1)
    dated = grounds.funds.lazy().drop_nulls("frist").select("forloeb_id", "frist")
    return (
        grounds.fravaer.filter(pl.col("registreret") > pl.col("startdato"), pl.col("startdato") <= grounds.pr)
        .with_columns(span=span)
        .join(dated, on="forloeb_id")
        .filter(pl.col("frist") >= pl.col("startdato"), pl.col("frist") - pl.col("span") < pl.col("registreret"))
        .select("forloeb_id", "nr", "registreret")
        .unique()
        .sort("nr")
        .collect()
    )


def borderline(grounds: Grounds) -> pl.LazyFrame:
    """RT-S26, on the event that met the duty, or on the forløb whose start it counts from."""
    parts = []
    for kind, table, date in (("samtale", "samtaler", "dato"), ("tilbud", "tilbud", "startdato")):
        near = _near(grounds.funds.lazy()).filter(pl.col("haendelse") == kind).select("forloeb_id", "moedt", "frist")
        rows = getattr(grounds, table).filter(pl.col(BORDERLINE).fill_null(value=False))
        met = rows.join(
            near.unique(["forloeb_id", "moedt"]), left_on=["forloeb_id", date], right_on=["forloeb_id", "moedt"]
        )
        says = sentence("Mødt {}, fristen er {}, og datoen kommer fra et fast klokkeslæt.", day(date), day("frist"))
        parts.append(found(met.sort("nr"), "RT-S26", says))
    starts = grounds.forloeb.filter(pl.col(BORDERLINE).fill_null(value=False))
    near = _near(grounds.funds.lazy()).select("forloeb_id", "moedt", "frist").unique("forloeb_id")
    says = sentence("Mødt {}, fristen er {}, og startdatoen kommer fra et fast klokkeslæt.", day("moedt"), day("frist"))
    parts.append(found(starts.join(near, on="forloeb_id").sort("nr"), "RT-S26", says))
    return pl.concat(parts)


def marked(funds: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """The funds with `REMARK` added to `bemaerkning` where the verdict hangs on one day that may be one off."""
    doubtful = [
        tables[name].filter(pl.col(BORDERLINE)).select("forloeb_id", moedt=date).collect()
        for name, date in (("samtaler", "dato"), ("tilbud", "startdato"))
        if BORDERLINE in tables[name].collect_schema().names()
    ]
    starts = (
        tables["forloeb"].filter(pl.col(BORDERLINE)).select("forloeb_id").collect().to_series()
        if BORDERLINE in tables["forloeb"].collect_schema().names()
        else pl.Series(dtype=pl.String)
    )
    if not any(frame.height for frame in doubtful) and starts.is_empty():
        return funds
    days = pl.concat([pl.DataFrame(schema={"forloeb_id": pl.String, "moedt": pl.Date}), *doubtful]).unique()
    hit = funds.select(
        (
            pl.struct("forloeb_id", "moedt").is_in(days.to_struct().implode())
            | pl.col("forloeb_id").is_in(starts.implode())
        )
        & _is_near()
    ).to_series()
    before = pl.col("bemaerkning").cast(pl.String)
    said = pl.concat_str([before, pl.lit(REMARK)], separator="; ", ignore_nulls=True)
    return funds.with_columns(
        pl.when(hit).then(said).otherwise(before).cast(FUND_SCHEMA["bemaerkning"]).alias("bemaerkning")
    )


def _is_near() -> pl.Expr:
    """Met exactly on the deadline, or the day after it."""
    return ((pl.col("moedt") - pl.col("frist")).dt.total_days().is_between(0, 1)).fill_null(value=False)


def _near(funds: pl.LazyFrame) -> pl.LazyFrame:
    return funds.filter(_is_near())


def other_deadline(grounds: Grounds) -> pl.LazyFrame:
    """RT-S27, open forløb with an open duty by law. Not where any duty of the forløb, with or without grace, is due on the system's day."""
    law = grounds.funds.lazy().filter(pl.col("art") == "lov", pl.col("frist").is_not_null())
    ours = law.filter(pl.col("aaben"), pl.col("status").is_in([COMING, MISSING]))
    nearest = ours.group_by("forloeb_id").agg(pl.col("frist").min())
    rows = grounds.forloeb.filter("aaben", pl.col("frist_system").is_not_null()).join(nearest, on="forloeb_id")
    for name in ("frist", "forfald"):
        same = law.select("forloeb_id", pl.col(name).alias("frist_system"))
        rows = rows.join(same, on=["forloeb_id", "frist_system"], how="anti")
    says = sentence("Systemets frist er {}. rettids første åbne frist er {}.", day("frist_system"), day("frist"))
    return found(rows.sort("nr"), "RT-S27", says)
