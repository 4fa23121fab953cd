"""Which sheets and columns the lists have. The writer and the reader of workbooks share it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rettid.lists.memory import ROW_SCHEMA

Kind = Literal["text", "long", "date", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: the key of the frame, its heading, its width in characters, and what its cells hold."""

    key: str
    heading: str
    width: float
    kind: Kind = "text"


MARK = Column("siden_sidst", "Siden sidst", 10)
HANDLING = Column("handling", "Handling", 18)
NOTE = Column("note", "Note", 34, "long")
NOTED = Column("noteret", "Noteret", 11, "date")
KEY = Column("fund_id", "rettid-id", 18)
"""The hidden last column of every sheet with notes: what a row is known by, however people sort and move it."""

NINE: tuple[Column, ...] = (
    Column("ansvarlig_dag", "Seneste ansvarlige dag", 12, "date"),
    Column("frist", "Frist (lov)", 11, "date"),
    Column("dage", "Dage tilbage/over", 13, "number"),
    Column("krav_nr", "Krav og nr.", 34, "long"),
    Column("borger", "Borger", 27, "long"),
    Column("aldersgruppe", "Alder", 9),
    Column("planlagt", "Næste aftale", 11, "date"),
    Column("bolden", "Bolden er hos", 11),
    NOTE,
)
"""The nine columns of a caseworker's sheet, in the order in which she reads them. `handling` stands before the note,
`siden_sidst` first, and `noteret` after the note."""

OPTIONAL: tuple[Column, ...] = (
    Column("hjemmel", "Paragraf", 24, "long"),
    Column("tema", "Tema", 24, "long"),
    Column("maalgruppe", "Målgruppe", 10),
    Column("a_kasse", "A-kasse", 16),
    Column("team", "Team", 16),
    Column("lokal_frist", "Lokal frist", 11, "date"),
    Column("frist_system", "Systemets frist", 11, "date"),
    Column("arvet", "Arvet", 7),
    Column("afvigelse", "Registreret afvigelse", 24, "long"),
    Column("pakke", "Regler", 16),
    Column("bemaerkning", "Bemærkning", 34, "long"),
)
"""Columns that `--kolonner` adds, between the ball and the handling. `lokal_frist` is there by itself where a local pack is
judged by, `afvigelse` where a deviation is recorded."""

HANDLINGS = (
    "Indkaldt",
    "Tilbud bestilt",
    "Afventer borgeren",
    "Afventer a-kassen",
    "Afventer andre",
    "Rettes i fagsystemet",
    "Bevidst afvigelse (skriv grunden)",
)
"""The drop-down of HANDLING. Anything else may be typed as well."""

BALL_OF = {"Afventer borgeren": "borgeren", "Afventer a-kassen": "a-kassen", "Afventer andre": "andre"}
"""Who has the ball when people say so themselves: they know better than the booking does."""

OVERVIEW, ORPHANS = "Overblik", "Uden ansvarlig"
NO_DEADLINE, NO_INTERVIEW = "Uden frist", "Mangler samtale"
ALL_CASES, HANDOVERS = "Alle sager", "Skift af ansvarlig"
SOLVED, LEFT = "Løst siden sidst", "Fjernet fra listen"
SET_ASIDE, ABOUT = "Frasorterede rækker", "Om listen"
FOR_READING = (OVERVIEW, NO_DEADLINE, NO_INTERVIEW, ALL_CASES, HANDOVERS, SET_ASIDE, ABOUT)
"""Sheets that are made for reading. A row on which somebody has written all the same is taken along as it stands."""
DATA = "rettid-data"
"""The sheet that nobody sees: the rows as they were written, by which the next list knows what people have changed."""

SHEETS = (OVERVIEW, ORPHANS, NO_DEADLINE, NO_INTERVIEW, ALL_CASES, HANDOVERS, SOLVED, LEFT, SET_ASIDE, ABOUT, DATA)
"""The names no caseworker's sheet can have. The caseworkers' come after ORPHANS, by name."""

VERSION = "1"
"""The version of the layout, in the sheet DATA."""

META = (
    "rettid-liste",
    "pr",
    "foer_pr",
    "kommune",
    "team",
    "maskine-id",
    "rettid",
    "kolonner",
    "tekster",
    "laesetekster",
)
"""Rows 1–10 of DATA: the name in column A, the value from column B on (what no cell can hold goes on in the next one).

`kolonner`: JSON list of the keys of the caseworkers' columns from left to right, those that each row's `vist` has a text
for. `tekster`: JSON list of the texts of ours that stand above the tables of sheets with KEY, and in A1 of the others; what
else stands there, people have written. `laesetekster`: the fingerprints (`prints`) of the texts of the sheets FOR_READING."""

DATA_HEADER = 11
"""The row of DATA that has the names of DATA_COLUMNS; its rows follow."""

DATA_COLUMNS = (*ROW_SCHEMA, "ark", "vist")
"""Each row of DATA is one text, a JSON list: what ROW_SCHEMA has, days in ISO and null where there is nothing; the sheet on
which the row stands; then `vist`, the texts shown there in the order of `kolonner`, days in ISO and numbers plain, or of a
row without `fund_id` its cells from column A on. What is too long for a cell goes on in the next one. One cell takes a
fifteenth of the time that fifteen do."""

OWN_ROWS = "Egne rækker (skrevet i hånden)"
"""What stands above the rows that people wrote themselves, below the table."""


def worker_columns(chosen: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of a caseworker's sheet, from left to right, with the optional ones of `chosen`; KEY is the last."""
    extra = tuple(column for column in OPTIONAL if column.key in chosen)
    return (MARK, *NINE[:-1], *extra, HANDLING, NOTE, NOTED, KEY)
