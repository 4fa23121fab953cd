"""A report of a few cases written by hand, as a page; caseworkers and teams have the worst names that people can have."""

from __future__ import annotations

import functools
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from rettid.manifest import manifest
from rettid.report.model import SHARE, Column, Diagram, Provenance, Report, Section, Table
from rettid.report.page import Explorer, page
from tests.asking import held, on
from tests.lists.made import lists_of, person

if TYPE_CHECKING:
    from rettid.summary import Summary

SCRIPT, QUOTED, EMOJI = "<script>alert(1)</script>", 'O\'Neill "Ærø" & søn', "Åse 🙂 Ågård"

RESTS_ON = Provenance("R1: til tiden", "åbne sager", "uge 22 til 34", "27-08-2018", "eksempel version 1")

ROWS = (
    ("Team 10", (12, 15), 40, date(2018, 5, 1)),
    ("Ørsted", (3, 4), None, None),
    ("Åkjær", (29, 44), 1744, date(2017, 12, 31)),
    ("Team 2", (0, 0), 7, date(2018, 10, 2)),
    ("Ærø", (9, 10), -3, date(2018, 5, 2)),
    ("Aase", (1, 12), 7, date(2016, 2, 29)),
    ("I alt", (54, 85), 1744, date(2018, 10, 2)),
)
"""Name, numerator and denominator, days, and a day of each group; some have none."""


@functools.cache
def audited() -> Summary:
    """Cases of four caseworkers in two teams, and one that nobody has."""
    cases = [
        (person(11, SCRIPT, "Team A"), [held("2018-07-05"), held("2018-07-30")]),
        (person(12, SCRIPT, "Team A"), []),
        (person(13, QUOTED, "Team A", startdato=on("2018-05-01")), [held("2018-05-10")]),
        (person(14, QUOTED, "Team A", foedselsdato=on("1970-05-12")), [held("2018-07-20")]),
        (person(21, EMOJI, "Team Å"), []),
        (person(22, "Bo Lund", "Team Å", startdato=on("2018-04-02")), [held("2018-06-01")]),
        (person(31, None, None), []),
    ]
    return lists_of(*cases, pr="2018-08-27").summary


def teams() -> Table:
    """ROWS as a report's table: a name, a share, a number and a day."""
    rows = [
        {
            "gruppe": name,
            "andel": {
                "taeller": hits, "naevner": of, "andel": hits / of if of > 9 else None,
                "lav": 0.5 if of > 9 else None, "hoej": 0.9 if of > 9 else None, "bemaerkning": None,
            },
            "dage": days,
            "dag": day,
        }
        for name, (hits, of), days, day in ROWS
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema={"gruppe": pl.String, "andel": SHARE, "dage": pl.Int64, "dag": pl.Date})
    columns = (
        Column("gruppe", "Gruppe"),
        Column("andel", "Til tiden", "andel"),
        Column("dage", "Længste brud", "dage"),
        Column("dag", "Sidst", "dag"),
    )
    return Table("grupper", "Grupperne", columns, frame, RESTS_ON, "Rækkefølgen er navnenes.")


def notes() -> Table:
    """Fourteen rows of words: what a filter is for."""
    rows = [(f"Nr. {number}", ("Ja", "Nej", "Måske")[number % 3], f"ord {number}") for number in range(1, 15)]
    frame = pl.DataFrame(rows, schema=["navn", "svar", "note"], orient="row")
    columns = (Column("navn", "Navn"), Column("svar", "Svar"), Column("note", "Note"))
    return Table("svar", "Svarene", columns, frame, RESTS_ON)


def chart() -> Diagram:
    """Two months as a line."""
    data = pl.DataFrame({"maaned": ["jul 18", "aug 18"], "andel": [0.5, 0.625], "maaned_nr": [1, 2]})
    spec = {
        "width": 300, "height": 100, "data": {"values": data.to_dicts()}, "mark": {"type": "line", "clip": True},
        "encoding": {
            "x": {"field": "maaned", "type": "nominal", "sort": None},
            "y": {"field": "andel", "type": "quantitative"},
        },
    }  # fmt: skip
    alt = "Andelen stiger fra 50,0 % i juli til 62,5 % i august."
    return Diagram("tendens", "Til tiden måned for måned", spec, alt, data, RESTS_ON)


@functools.cache
def report(kind: str = "maaned") -> Report:
    """A report with one of everything."""
    sections = (
        Section("svaret", "Fik borgerne det til tiden?", ["54 af 85 = 63,5 %."], [teams(), notes()], [chart()]),
        Section("ord", "Chefens ord", skriv=[f"hvad {SCRIPT} gør"], udeladt=["Ingen benchmark er givet."]),
    )
    return Report(kind, "Månedspakke", "pr. 27-08-2018", "Køge & Omegn", on("2018-08-27"), sections)  # type: ignore[arg-type]


@functools.cache
def whole(*, rows: bool) -> str:
    """The page of it all, with the rows behind or without."""
    return page(report(), manifest(audited()), Explorer(audited(), raekker=rows))
