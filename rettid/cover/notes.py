"""What a person should know of a plan that can be used as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rettid.cover.people import Roster
    from rettid.cover.plan import Plan


def about_people(plan: Plan, known: Roster, in_export: Iterable[str]) -> list[str]:
    """Persons of the plan's competences whom the export does not have: a new colleague, or a slip of the pen."""
    met = {known.find(name) for name in in_export}
    new = [name for name in plan.people["sagsbehandler"].unique().sort() if name not in met]
    return [
        f"{name} står i kompetencerne, men har ingen sager i udtrækket.{f' Ligner {near}.' if (near := known.near(name)) else ''}"
        for name in new
    ]


def about_cases(plan: Plan, windows: pl.DataFrame, cases: pl.DataFrame) -> list[str]:
    """Plan rows of an absence asked about whose case is not among the open cases of the one away: they cover nothing."""
    asked_for = plan.absences.drop_nulls("sag").filter(pl.col("fravaerende").is_in(windows["person"].implode()))
    own = cases.select(fravaerende="person", sag="forloeb_id")
    return [
        f"{place}: sagen er ikke blandt {name}s åbne sager, så rækken dækker ingenting."
        for place, name in asked_for.join(own, on=["fravaerende", "sag"], how="anti")
        .select("sted", "fravaerende")
        .unique(maintain_order=True)
        .iter_rows()
    ]


def about_absences(windows: pl.DataFrame, cases: pl.DataFrame, pr: date) -> list[str]:
    """Absences that are over already, and persons away who have no open cases."""
    over = windows.filter(pl.col("til") < pr)
    without = windows.filter(~pl.col("person").is_in(cases["person"].implode()))["person"].unique().sort()
    past = [
        f"{row['person']}s fravær slutter {row['til']:%d-%m-%Y}, før den dag, der er regnet pr.: her står kun det, der stadig mangler."
        for row in over.iter_rows(named=True)
    ]
    return past + [f"{name} har ingen åbne sager." for name in without]


def about_covers(rows: pl.DataFrame, able: pl.DataFrame, people: pl.DataFrame, candidates: pl.DataFrame) -> list[str]:
    """Covers of the plan who get more than they can take at most, or what they have no competence for; the plan stands."""
    over = people.filter(pl.col("daekker") > pl.col("hoejst"))
    said = rows.filter(pl.col("vikar").is_in(candidates["sagsbehandler"].implode()))
    strange = said.join(able, left_on=["plads", "vikar"], right_on=["plads", "sagsbehandler"], how="anti")
    return [
        *(
            f"{row['sagsbehandler']} dækker {row['daekker']} efter planen, men kan højst tage {row['hoejst']}."
            for row in over.iter_rows(named=True)
        ),
        *(
            f"{name} dækker {number} efter planen uden at have kompetencen."
            for name, number in strange.group_by("vikar").len().sort("vikar").iter_rows()
        ),
    ]


def about_undecided(counts: pl.DataFrame) -> list[str]:
    """What may fall due and can't be told (`due.undecided`)."""
    return [
        f"{number} {'forpligtelse' if number == 1 else 'forpligtelser'} kan ikke afgøres, fordi der mangler {field or 'oplysninger'}, "
        "og er ikke med. Se hvorfor med: rettid check"
        for field, number in counts.iter_rows()
    ]
