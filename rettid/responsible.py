"""Who has the case: the cases that nobody has, or several, or that went from hand to hand, and what each case lacks.

What `ansvar` says of the reference day counts before what stands on the forløb (inventory F-01, F-17, B-04). An export
without `ansvar` can tell neither of several at once nor of handovers: ask `tables.supplied("ansvar")` before saying "none".
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.caseload import jobcentre_by_law
from rettid.engine.days import case_day, case_of, to_date
from rettid.engine.responsibility import Responsibility
from rettid.quality import completeness
from rettid.quality.grounds import Grounds, is_nobody, is_system, is_team, sentence
from rettid.quality.holders import holders_now, rows_on
from rettid.tables import COMING, MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.rules import Pack
    from rettid.tables import Tables

MONTH = timedelta(days=31)
"""The days up to and including the reference day in which two handovers are one too many (inventory B-04)."""

NOBODY = "ingen sagsbehandler"

UNCLEAR_SCHEMA: dict[str, pl.DataType] = {
    "forloeb_id": pl.String(),
    "sag": pl.String(),
    "navn": pl.String(),
    "team": pl.String(),
    "hvad": pl.String(),
    "hvem": pl.String(),
}

HANDOVER_SCHEMA: dict[str, pl.DataType] = {
    "forloeb_id": pl.String(),
    "sag": pl.String(),
    "dag": pl.Date(),
    "fra_sagsbehandler": pl.String(),
    "til_sagsbehandler": pl.String(),
    "skift": pl.Int64(),
}

CASE_SCHEMA: dict[str, pl.DataType] = {
    "forloeb_id": pl.String(),
    "sag": pl.String(),
    "team": pl.String(),
    "sagsbehandler": pl.String(),
    "har_startdato": pl.Boolean(),
    "har_sagsbehandler": pl.Boolean(),
    "har_ansvarlig": pl.Boolean(),
    "har_foedselsdato": pl.Boolean(),
    "har_maalgruppe": pl.Boolean(),
    "har_systemfrist": pl.Boolean(),
    "har_frist": pl.Boolean(),
    "frist_system": pl.Date(),
    "rettighedsdato_system": pl.Date(),
    "naeste_frist": pl.Date(),
    "aabne_brud": pl.Int64(),
    "mangler": pl.String(),
}

_FIELDS = {
    "har_startdato": ("startdato", "startdato"),
    "har_sagsbehandler": ("sagsbehandler", "sagsbehandler"),
    "har_foedselsdato": ("foedselsdato", "fødselsdato"),
    "har_maalgruppe": ("maalgruppe", "målgruppe"),
}
"""Per column of a case what `completeness` calls it, and its name in words."""


def unclear(tables: Tables, cases: pl.DataFrame, pr: date) -> pl.DataFrame:
    """The open cases that have no caseworker, and after them those that have several: the columns of `UNCLEAR_SCHEMA`.

    `cases` as `caseload.open_cases`. `hvad` is "ingen sagsbehandler", "et system har sagen", "et team har sagen" or "flere
    på én gang", `hvem` whom the data names. Each case once; within a kind by team, then case. A team leader's first rows
    (inventory F-01).
    """
    parts = [without_caseworker(tables, cases, pr), with_several(tables, cases, pr)]
    return pl.concat([pl.DataFrame(schema=UNCLEAR_SCHEMA), *parts])


def without_caseworker(tables: Tables, cases: pl.DataFrame, pr: date) -> pl.DataFrame:
    """The open cases without a person who has them: see `unclear`. A system or a team is no person."""
    name = pl.col("sagsbehandler")
    teams = pl.concat([tables[table].select("team") for table in ("forloeb", "ansvar")]).collect().to_series()
    known = teams.drop_nulls().str.strip_chars().str.to_lowercase().unique()
    why = (
        pl.when(is_nobody(name)).then(pl.lit(NOBODY))
        .when(is_system(name)).then(pl.lit("et system har sagen"))
        .when(is_team(name, known)).then(pl.lit("et team har sagen"))
    )  # fmt: skip
    held = cases.select("forloeb_id", "sag", "navn").join(holders_now(tables, pr), on="forloeb_id")
    return (
        held.with_columns(hvad=why, hvem=name)
        .filter(pl.col("hvad").is_not_null())
        .select(pl.col(column).cast(dtype) for column, dtype in UNCLEAR_SCHEMA.items())
        .sort(pl.col("hvad") != NOBODY, "hvad", "team", "sag", "forloeb_id", nulls_last=True)
    )


def with_several(tables: Tables, cases: pl.DataFrame, pr: date) -> pl.DataFrame:
    """The open cases that several have on `pr` by `ansvar`: see `unclear`.

    On the day of a handover the one who ends is not counted beside the one who begins.
    """
    handed = ((pl.col("fra") == pr).any() & (pl.col("til") == pr) & (pl.col("fra") != pr)).over("forloeb_id")
    since = sentence("{} (fra {})", "sagsbehandler", pl.col("fra").dt.strftime("%d-%m-%Y").fill_null("ukendt dag"))
    several = (
        rows_on(tables, pr)
        .filter(~is_nobody(pl.col("sagsbehandler")))
        .filter(~handed.fill_null(value=False))
        .sort("forloeb_id", "fra", "sagsbehandler", nulls_last=False)
        .unique(["forloeb_id", "sagsbehandler"], keep="last", maintain_order=True)
        .group_by("forloeb_id", maintain_order=True)
        .agg(hvem=since.str.join(" og "), antal=pl.len())
        .filter(pl.col("antal") > 1)
    )
    return (
        cases.lazy()
        .join(several, on="forloeb_id")
        .with_columns(hvad=pl.lit("flere på én gang"))
        .select(pl.col(column).cast(dtype) for column, dtype in UNCLEAR_SCHEMA.items())
        .sort("team", "sag", "forloeb_id", nulls_last=True)
        .collect()
    )


def handovers(tables: Tables, cases: pl.DataFrame, pr: date) -> pl.DataFrame:
    """The open cases that changed caseworker at least twice in `MONTH`, a row per handover: the columns of `HANDOVER_SCHEMA`.

    Whoever began last holds a case, as on a fund; when he ends and another still has it, it goes back. A time without anybody
    is no handover of its own. `skift` is how many the case had in the month. Sorted by case and day (inventory B-04).
    """
    numbered = cases.select("forloeb_id", "sag").sort("forloeb_id").with_row_index("case").lazy()
    numbered = numbered.with_columns(pl.col("case").cast(pl.Int64))
    rows = tables["ansvar"].join(numbered.select("forloeb_id", "case"), on="forloeb_id")
    held = Responsibility.of(numbered, rows)
    case, day = case_of(pl.col("key")), pl.col("key") - case_day(case_of(pl.col("key")), 0)
    changes = (
        held.holders[1:].with_columns(held.changes.alias("key")).filter("known").cast({"sagsbehandler": pl.String})
    )
    return (
        changes.lazy()
        .filter(~is_nobody(pl.col("sagsbehandler")))
        .with_columns(case=case, dag=to_date(day))
        .with_columns(fra_sagsbehandler=pl.col("sagsbehandler").shift().over("case", order_by="key"))
        .filter(pl.col("sagsbehandler") != pl.col("fra_sagsbehandler"), pl.col("dag") > pr - MONTH, pl.col("dag") <= pr)
        .with_columns(skift=pl.len().over("case"), til_sagsbehandler="sagsbehandler")
        .filter(pl.col("skift") > 1)
        .join(numbered, on="case")
        .select(pl.col(column).cast(dtype) for column, dtype in HANDOVER_SCHEMA.items())
        .sort("sag", "forloeb_id", "dag")
        .collect()
    )


def case_table(
    tables: Tables, funds: pl.DataFrame, packs: Sequence[Pack], cases: pl.DataFrame, pr: date
) -> pl.DataFrame:
    """What each open case has and lacks, field by field: the columns of `CASE_SCHEMA`, a row per case of `cases` (inventory F-17).

    `funds` are all the funds of the tables by `packs`. `har_frist`: rettid could work out a deadline; `har_systemfrist`: the
    system has one; `naeste_frist` the next day by law that the jobcentre must act by, `aabne_brud` how many it has passed.
    `mangler` names the fields that are empty. Sorted by team, caseworker and case, nobody's first.
    """
    grounds = Grounds(tables, funds, packs, pr)
    holders = holders_now(tables, pr)
    filled = completeness.open_cases(grounds, holders).with_columns(
        *(pl.col(field).alias(column) for column, (field, _) in _FIELDS.items()),
        har_ansvarlig=pl.col(completeness.OWNER),
        har_systemfrist=pl.any_horizontal("frist_system", "rettighedsdato_system"),
        har_frist=pl.col(completeness.DEADLINE),
    )
    words = {column: word for column, (_, word) in _FIELDS.items()} | {
        "har_systemfrist": "frist i fagsystemet",
        "har_frist": "frist",
    }
    lacks = [pl.when(~pl.col(column)).then(pl.lit(word)) for column, word in words.items()]
    mangler = pl.concat_str(lacks, separator=", ", ignore_nulls=True)
    system = tables["forloeb"].select("forloeb_id", "frist_system", "rettighedsdato_system").collect()
    return (
        cases.select("forloeb_id", "sag")
        .join(filled.drop("frist_system", "rettighedsdato_system", "sagsbehandler", "team"), on="forloeb_id")
        .join(holders, on="forloeb_id")
        .join(system, on="forloeb_id")
        .join(_ahead(funds), on="forloeb_id", how="left")
        .with_columns(pl.col("aabne_brud").fill_null(0), mangler=pl.when(mangler != "").then(mangler))
        .select(pl.col(column).cast(dtype) for column, dtype in CASE_SCHEMA.items())
        .sort("team", "sagsbehandler", "sag", "forloeb_id", nulls_last=False)
    )


def _ahead(funds: pl.DataFrame) -> pl.DataFrame:
    """`naeste_frist` and `aabne_brud` of each forløb with an open duty by law of the jobcentre."""
    status = pl.col("status")
    return (
        jobcentre_by_law(funds)
        .filter("aaben")
        .group_by("forloeb_id")
        .agg(naeste_frist=pl.col("frist").filter(status == COMING).min(), aabne_brud=(status == MISSING).sum())
    )
