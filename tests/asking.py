"""How a test asks `rettid` about a few cases: rows as a person would write them, one page, one fund."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import Tables, audit, load_packs
from rettid.rules import SHIPPED
from rettid.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = dict[str, Any]
on = date.fromisoformat

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "tests" / "data" / "eksempelpakke.toml"
START = on("2018-07-02")
PR = on("2018-12-31")
ALWAYS = Span(on("2005-01-01"), on("2030-12-31"))


def held(day: str, kind: str = "jobsamtale", **more: Any) -> Row:
    """An interview that was held."""
    return {
        "dato": on(day),
        "samtaletype": kind,
        "status": "afholdt",
        "samtaleform": "personligt",
        "afholdt_af": "jobcenter",
    } | more


def begun(day: str, **more: Any) -> Row:
    """An offer that has begun."""
    return {"startdato": on(day), "tilbudstype": "virksomhedspraktik", "status": "igang"} | more


def absence(first: str, last: str, kind: str = "arbejde") -> Row:
    """An absence from a day to a day."""
    return {"art": "fravaer", "fravaerstype": kind, "startdato": on(first), "slutdato": on(last)}


def citizen(name: str = "F1", **more: Any) -> Row:
    """A forløb of target group 6.1 from Monday 2 July 2018, of a citizen of 38 unless said otherwise."""
    return {
        "forloeb_id": name,
        "borger_id": f"borger-{name}",
        "maalgruppe": "6.1",
        "startdato": START,
        "tilmeldingsdato": START,
        "foedselsdato": on("1980-05-12"),
    } | more


def caseload(*cases: tuple[Row, Sequence[Row]]) -> dict[str, list[Row]]:
    """Tables of cases, each a forløb and its events; an event finds its table by its columns."""
    tables: dict[str, list[Row]] = {"forloeb": [], "samtaler": [], "tilbud": [], "fravaer": []}
    for forloeb, events in cases:
        tables["forloeb"].append(forloeb)
        for event in events:
            table = "samtaler" if "dato" in event else "tilbud" if "tilbudstype" in event else "fravaer"
            tables[table].append(event | {"forloeb_id": forloeb["forloeb_id"]})
    return tables


def page(name: str) -> Path:
    """A shipped rule page."""
    return SHIPPED / f"{name}.md"


def judge(
    cases: Sequence[tuple[Row, Sequence[Row]]],
    krav: str | None = None,
    *,
    by: Path = EXAMPLE,
    pr: date = PR,
    valg: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """The funds of the cases by one page, of one krav if one is named."""
    found = audit(Tables.from_rows(caseload(*cases)), load_packs([by], valg), pr=pr)
    return found if krav is None else found.filter(pl.col("krav") == krav)


def one(
    *events: Row,
    krav: str,
    by: Path = EXAMPLE,
    pr: date = PR,
    nr: int = 1,
    valg: Mapping[str, str] | None = None,
    **forloeb: Any,
) -> Row:
    """The fund of one citizen."""
    return only(judge([(citizen(**forloeb), events)], krav, by=by, pr=pr, valg=valg).filter(pl.col("nr") == nr))


def only(frame: pl.DataFrame) -> Row:
    """The one row."""
    (row,) = frame.to_dicts()
    return row


def verdict(fund: Row) -> tuple[str, str | None, str]:
    """Deadline, the day it was met, status."""
    return str(fund["frist"]), str(fund["moedt"]) if fund["moedt"] else None, fund["status"]


def export(folder: Path, tables: dict[str, list[Row]]) -> Path:
    """The tables that have rows as an export in rettid's own layout: a folder of CSV files."""
    folder.mkdir()
    for name, rows in tables.items():
        if rows:
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(dict.fromkeys(column for row in rows for column in row)))
                writer.writeheader()
                writer.writerows(rows)
    return folder
