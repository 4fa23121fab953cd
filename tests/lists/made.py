"""Lists of a few cases written by hand, and what the list before says once people have typed on it."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import Tables, audit, load_packs
from rettid.findings import FINDING_SCHEMA
from rettid.intake import Reading, accounts
from rettid.intake.sources import SourceFile
from rettid.lists.memory import ROW_SCHEMA, Before
from rettid.lists.model import Lists
from rettid.spans import parse_span
from rettid.summary import Summary
from tests.asking import EXAMPLE, caseload, citizen, held, on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Row = dict[str, Any]
Case = "tuple[Row, Sequence[Row]]"

FIRST, SECOND = "2018-08-13", "2018-08-27"
"""The Mondays of two lists."""


def person(number: int, worker: str | None = "Ida Holm", team: str | None = "Team A", **more: Any) -> Row:
    """A citizen of 26 since Monday 2 July 2018, whose first offer is due on 1 October."""
    return (
        citizen(
            f"{4700 + number}",
            foedselsdato=on("1992-05-12"),
            navn=f"Navn{number} Efternavn",
            sagsbehandler=worker,
            team=team,
            a_kasse="3F",
        )
        | more
    )


def lists_of(
    *cases: tuple[Row, Sequence[Row]],
    pr: str = SECOND,
    before: Before | None = None,
    by: Sequence[Path] = (EXAMPLE,),
    ansvar: list[Row] | None = None,
    **more: Any,
) -> Lists:
    """The lists of these cases by the example page."""
    tables, packs, day = Tables.from_rows(caseload(*cases) | {"ansvar": ansvar}), load_packs(list(by)), on(pr)
    summary = Summary(_reading(tables), audit(tables, packs, pr=day), packs, day, parse_span(None, day))
    return Lists(summary, before=before, **more)


def _reading(tables: Tables) -> Reading:
    return Reading(
        tables=tables,
        sheets=(),
        set_aside=pl.DataFrame(schema=accounts.SET_ASIDE),
        unknown=pl.DataFrame(schema=accounts.UNKNOWNS),
        extracted=None,
        profiles=("kanonisk",),
        files=(SourceFile("udtræk.xlsx", "a" * 64),),
        columns=pl.DataFrame(schema=accounts.COLUMNS),
        findings=pl.DataFrame(schema=FINDING_SCHEMA),
    )


def typed(lists: Lists, handling: str | None = None, note: str | None = None) -> Before:
    """The list, read back with this handling and note on every row of it."""
    day = lists.summary.pr
    text = {"handling": handling, "note": note}
    rows = lists.lines.with_columns(
        **{name: pl.lit(value, dtype=pl.String) for name, value in text.items()},
        noteret=pl.lit(day if handling or note else None, dtype=pl.Date),
    )
    gone = [each.select(*ROW_SCHEMA) for each in (lists.since.solved, lists.since.left)]
    return Before(f"rettid-liste-{day}.xlsx", day, lists.since.pr, pl.concat([rows.select(*ROW_SCHEMA), *gone]))


def everybody() -> tuple[tuple[Row, Sequence[Row]], ...]:
    """Three cases of Ida's, two of Bo's in another team, and one that nobody has."""
    return (
        (person(11), []),
        (person(12), [held("2018-07-05")]),
        (person(13, startdato=on("2018-05-01")), []),
        (person(21, "Bo Lund", "Team B"), []),
        (person(22, "Bo Lund", "Team B", startdato=on("2018-04-02")), []),
        (person(31, None, None), []),
    )


@functools.cache
def fortnight() -> Lists:
    """The list of 27 August, held up against the typed-on list of 13 August; between them 4711 had an interview and 4721 ended."""
    first = lists_of(*everybody(), pr=FIRST)
    cases = [
        (row | {"slutdato": on("2018-08-20")}, events) if row["forloeb_id"] == "4721" else (row, events)
        for row, events in everybody()
    ]
    cases[0] = (cases[0][0], [held("2018-08-16")])
    return lists_of(*cases, pr=SECOND, before=typed(first, "Indkaldt", "ringet op"))


def by_name(lists: Lists, numbers: Mapping[str, str]) -> Lists:
    """The lists with citizens by name and CPR number: `numbers` by case."""
    rows = [(f"borger-{case}", number) for case, number in numbers.items()]
    return replace(lists, cpr=pl.DataFrame(rows, schema={"borger_id": pl.String, "cpr": pl.String}, orient="row"))


def reassigned(lists: Lists, owners: Mapping[str, tuple[str | None, str | None]]) -> Lists:
    """The lists with the caseworker and the team that each case has now; what was due when is as it was."""
    reading = lists.summary.reading
    rows = [(case, *who) for case, who in owners.items()]
    columns = dict.fromkeys(("forloeb_id", "sagsbehandler", "team"), pl.String)
    given = pl.LazyFrame(rows, schema=columns, orient="row")
    forloeb = reading.tables["forloeb"].drop("sagsbehandler", "team").join(given, on="forloeb_id").collect().lazy()
    tables = Tables({**reading.tables.frames, "forloeb": forloeb}, reading.tables.partial)
    return replace(lists, summary=replace(lists.summary, reading=replace(reading, tables=tables)))
