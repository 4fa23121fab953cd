"""Brøndby's two lists as sheets: cases without a deadline or with another than ours, and interviews that are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.lists.deadlines import DIFFERS, NO_DEADLINE, UNTOLD
from rettid.lists.layout import Column
from rettid.lists.sheets.table import LINE, Heading, table
from rettid.lists.shown import OVERDUE, SYMBOLS, duty, whose
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.lists.sheets.book import Page

ONLY_READ = "Skriv noter på sagsbehandlerens ark; dette ark laves forfra hver gang."

WHAT = {NO_DEADLINE: "▲ uden frist", UNTOLD: "? kan ikke afgøres", DIFFERS: "≠ afviger"}

_WHO = (
    Column("sagsbehandler", "Sagsbehandler", 20, "long"),
    Column("team", "Team", 16, "long"),
    Column("borger", "Borger", 27, "long"),
)
_DUTY = (Column("krav_nr", "Krav og nr.", 34, "long"), Column("hjemmel", "Paragraf", 42, "long"))

_WITHOUT = (
    Column("hvad_ord", "Hvad", 18),
    *_WHO,
    Column("haendelse", "Slags", 9),
    Column("frist_system", "Systemets frist", 11, "date"),
    Column("frist", "Frist efter loven", 11, "date"),
    Column("forskel", "Forskel i dage", 12, "number"),
    *_DUTY,
    Column("mangler_felt", "Mangler for at kunne afgøres", 17, "long"),
)

_MISSING = (
    *_WHO,
    *_DUTY[:1],
    Column("frist", "Frist (lov)", 11, "date"),
    Column("dage", "Dage over", 10, "number"),
    Column("frist_system", "Systemets frist", 11, "date"),
    Column("planlagt", "Næste aftale", 11, "date"),
    *_DUTY[1:],
)


def write_without_deadline(page: Page, title: str, rows: pl.DataFrame, untold: Sequence[str]) -> None:
    """Write the cases whose deadline the system lacks, can't be decided, or differs. An empty first kind is the goal."""
    what = pl.col("hvad").replace_strict(WHAT, return_dtype=pl.String)
    shown = rows.with_columns(whose(), hvad_ord=what, krav_nr=duty())
    counts = {kind: int((rows["hvad"] == kind).sum()) for kind in WHAT}
    told = " · ".join(f"{WHAT[kind]}: {danish.whole(number)}" for kind, number in counts.items())
    goal = "" if counts[NO_DEADLINE] else " Målet er nået: ingen åben sag står uden frist."
    events = " og ".join(danish.EVENTS[event] for event in untold)
    silent = f" Udtrækket siger ikke fagsystemets egen frist for {events}." if untold else ""
    legend = (
        "Åbne sager, hvor fagsystemet ingen frist har, hvor fristen ikke kan afgøres, eller hvor systemets dag ikke er "
        "en frist efter loven. Forskel: så mange dage ligger systemets dag efter vores."
    )
    later = page.book.look(num_format="+#,##0;-#,##0;0", align="left", **LINE)
    looks = {"forskel": [later] * shown.height}
    table(page, Heading(title, legend, f"{told}.{goal}{silent}"), _WITHOUT, shown, looks)


def write_missing_interviews(page: Page, title: str, rows: pl.DataFrame) -> None:
    """Write the interviews that are missing in their interval by law, the longest overdue first."""
    shown = rows.with_columns(whose(), krav_nr=duty())
    told = danish.count(rows.height, "samtale mangler", "samtaler mangler")
    summary = f"{told}." if rows.height else "Ingen samtaler mangler."
    legend = f"Borgere, der mangler en samtale i et interval efter loven. {ONLY_READ}"
    over = page.book.look(num_format=f'"{SYMBOLS[OVERDUE]} "#,##0', align="left", bold=True, **LINE)
    table(page, Heading(title, legend, summary), _MISSING, shown, {"dage": [over] * shown.height})
