"""Caseloads and plans of a few rows, written as a person would say them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import Tables
from rettid.cover import Asked, Caseload, Cover, Plan, cover
from rettid.cover.plan import ABSENCES, PEOPLE
from rettid.tables import FUND_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]

PR = date(2018, 8, 6)
WINDOW = (date(2018, 8, 6), date(2018, 8, 24))
"""Monday to Friday, three weeks."""


def aug(day: int) -> date:
    """A day of August 2018; the 6th is a Monday."""
    return date(2018, 8, day)


def case(name: str, worker: str | None = "Bo Lund", **more: Any) -> Row:
    """An open forløb that someone has now."""
    return {
        "forloeb_id": name,
        "borger_id": f"borger-{name}",
        "navn": f"Kai {name}",
        "maalgruppe": "6.1",
        "startdato": date(2018, 1, 1),
        "sagsbehandler": worker,
        "team": "Nord",
    } | more


def duty(of: str, frist: date, planlagt: date | None = None, **more: Any) -> Row:
    """An unmet duty of the jobcentre by law."""
    row = {
        "forloeb_id": of,
        "borger_id": f"borger-{of}",
        "maalgruppe": "6.1",
        "aldersgruppe": "30-49",
        "ejer": "jobcenter",
        "pakke": "lov",
        "art": "lov",
        "krav": "samtale",
        "nr": 1,
        "haendelse": "samtale",
        "frist": frist,
        "planlagt": planlagt,
        "status": "mangler" if frist < PR else "kommende",
        "aaben": True,
    } | more
    return row | {"fund_id": f"{row['forloeb_id']}/{row['pakke']}/{row['krav']}/{row['nr']}/{row['haendelse']}"}


def funds(rows: Sequence[Row]) -> pl.DataFrame:
    """The duties as the engine would give them."""
    return pl.DataFrame(
        [{name: row.get(name) for name in FUND_SCHEMA} for row in rows], schema=FUND_SCHEMA, orient="row"
    )


def absent(
    who: str = "Bo Lund", by: str | None = None, fra: date = WINDOW[0], til: date = WINDOW[1], **more: Any
) -> Row:
    """A row of a plan: who is away, and who covers."""
    return {"fravaerende": who, "vikar": by, "fra": fra, "til": til, "maalgrupper": [], "aldersgrupper": []} | more


def able(who: str, hoejst: int | None = None, **more: Any) -> Row:
    """A person who could cover."""
    return {"sagsbehandler": who, "hoejst": hoejst, "maalgrupper": [], "aldersgrupper": []} | more


def plan(*rows: Row) -> Plan:
    """The rows of `absent` and of `able` as a plan, each with its place."""
    placed = [row | {"sted": f"vikar.csv, række {at}"} for at, row in enumerate(rows, start=2)]
    absences, people = ([row for row in placed if field in row] for field in ("fravaerende", "sagsbehandler"))
    return Plan(*(
        pl.DataFrame([{name: row.get(name) for name in schema} for row in given], schema=schema, orient="row")
        for given, schema in ((absences, ABSENCES), (people, PEOPLE))
    ))  # fmt: skip


def asked_for(
    cases: Sequence[Row], duties: Sequence[Row], said: Plan, asked: Asked | None = None, pr: date = PR
) -> Cover:
    """The cover list of these cases and duties."""
    caseload = Caseload(funds(duties), Tables.from_rows({"forloeb": cases}), pr, grupper=("6.1", "6.2"))
    return cover(caseload, said, asked or Asked())


def told(found: Cover, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of the list, row by row."""
    return found.rows.select(columns).rows()
