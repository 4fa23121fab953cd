"""The days away that are asked about, and every other day on which somebody can't cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.cover.due import WINDOWS
from rettid.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from rettid.cover.people import Roster
    from rettid.cover.plan import Plan


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is away and when, as the options say it; what they leave out the plan says. `overskredne`: what was missed before too."""

    fravaerende: tuple[str, ...] = ()
    fra: date | None = None
    til: date | None = None
    overskredne: bool = False


def windows(asked: Asked, plan: Plan, known: Roster, pr: date) -> pl.DataFrame:
    """The days away (WINDOWS), by person and day; days that meet are one absence.

    Persons and days as asked; else the plan's absences, of those asked for and within the days asked for, and without a
    first day those that are not over on `pr`. Raises UsageError for an unknown person, and where nobody is away.
    """
    names = [_found(name, known) for name in asked.fravaerende]
    if names and asked.fra and asked.til:
        days = pl.DataFrame({"person": names}).with_columns(fra=pl.lit(asked.fra), til=pl.lit(asked.til))
    else:
        days = _planned(plan, names, asked.fra or pr, asked)
    if days.is_empty():
        raise UsageError(_nobody(asked, names, pr))
    return _joined(days.select(*WINDOWS))


def _joined(days: pl.DataFrame) -> pl.DataFrame:
    """The days away of each person, with windows that meet or overlap taken as one."""
    ordered = days.unique().sort("person", "fra", "til")
    before = pl.col("til").cum_max().shift().over("person")
    begins = (pl.col("fra") > before.dt.offset_by("1d")).fill_null(value=True)
    return (
        ordered.with_columns(run=begins.cast(pl.Int64).cum_sum())
        .group_by("person", "run")
        .agg(pl.col("fra").min(), pl.col("til").max())
        .select(*WINDOWS)
        .sort("person", "fra")
    )


def _found(name: str, known: Roster) -> str:
    person = known.find(name)
    if person is None:
        raise UsageError(f"--fravaerende: {known.unknown(name)} Skriv navnet, som det står i udtrækket.")
    return person


def _planned(plan: Plan, names: list[str], first: date, asked: Asked) -> pl.DataFrame:
    days = plan.absences.select(pl.col("fravaerende").alias("person"), "fra", "til")
    own = days.filter(pl.col("person").is_in(names)) if names else days
    clipped = own.filter(pl.col("til") >= first)
    if asked.fra is not None:
        clipped = clipped.with_columns(fra=pl.max_horizontal("fra", pl.lit(asked.fra)))
    if asked.til is not None:
        clipped = clipped.with_columns(til=pl.min_horizontal("til", pl.lit(asked.til)))
    return clipped.filter(pl.col("fra") <= pl.col("til"))


def _nobody(asked: Asked, names: list[str], pr: date) -> str:
    who = " eller ".join(names) if names else "nogen"
    since = f"fra {asked.fra or pr:%d-%m-%Y}" + (f" til {asked.til:%d-%m-%Y}" if asked.til else "")
    return (
        f"Planen har intet fravær for {who} {since}. "
        'Skriv det i planen, eller sig det selv: --fravaerende "NAVN" --fra DATO --til DATO.'
    )


def all_away(plan: Plan, asked_for: pl.DataFrame) -> pl.DataFrame:
    """Every day away that is known: WINDOWS and `sted`, where it is written (empty for the options)."""
    own = plan.people.drop_nulls("borte_fra")
    parts = [
        plan.absences.select(pl.col("fravaerende").alias("person"), "fra", "til", "sted"),
        own.select(pl.col("sagsbehandler").alias("person"), fra="borte_fra", til="borte_til", sted="sted"),
        asked_for.select(*WINDOWS, sted=pl.lit("")),
    ]
    return pl.concat(parts)


def covers_away(plan: Plan, asked_for: pl.DataFrame, away: pl.DataFrame) -> list[str]:
    """The faults of plan rows whose cover is away herself on a day of an absence that is asked about."""
    rows = plan.absences.drop_nulls("vikar").select("sted", "vikar", "fravaerende", "fra", "til")
    used = rows.join(asked_for, left_on="fravaerende", right_on="person", suffix="_w").with_columns(
        fra=pl.max_horizontal("fra", "fra_w"), til=pl.min_horizontal("til", "til_w")
    )
    met = used.join(away, left_on="vikar", right_on="person", suffix="_v").filter(
        pl.col("fra") <= pl.col("til"), pl.col("fra") <= pl.col("til_v"), pl.col("fra_v") <= pl.col("til")
    )
    # An absence that is asked about stands in the plan too, unless the options alone say it.
    written = pl.col("sted_v") != ""
    told = met.filter(written | ~written.any().over("sted"))
    shown = told.select("sted", "vikar", "fra_v", "til_v", "sted_v").unique().sort("sted", "fra_v", "sted_v")
    return [
        f"{place}: {name} er selv væk {first:%d-%m-%Y} til {last:%d-%m-%Y}{f' ({other})' if other else ''}. "
        "Vælg en anden vikar, eller del dagene."
        for place, name, first, last, other in shown.iter_rows()
    ]
