"""Sheets whose rows come from `rettid.responsible`: every open case and what it lacks, and the cases that went from hand to hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.lists.layout import Column
from rettid.lists.sheets.table import Heading, table
from rettid.lists.shown import whose
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.lists.sheets.book import Page

_CASE = (Column("borger", "Borger", 27, "long"), Column("sag", "Sag", 22, "long"))
"""Who it is about: as on the other sheets where that is told, else the case number."""

CASES = (
    Column("team", "Team", 18, "long"),
    Column("sagsbehandler", "Sagsbehandler", 22, "long"),
    Column("naeste_frist", "Næste frist (lov)", 11, "date"),
    Column("aabne_brud", "Overskredne frister", 13, "number"),
    Column("frist_system", "Systemets frist, samtale", 12, "date"),
    Column("rettighedsdato_system", "Systemets frist, tilbud", 12, "date"),
    Column("mangler", "Mangler i fagsystemet", 40, "long"),
)
HANDOVERS = (
    Column("dag", "Dag", 11, "date"),
    Column("fra_sagsbehandler", "Fra", 24, "long"),
    Column("til_sagsbehandler", "Til", 24, "long"),
    Column("skift", "Skift på en måned", 11, "number"),
)

FIELDS = {
    "har_startdato": "startdato",
    "har_sagsbehandler": "sagsbehandler",
    "har_ansvarlig": "ansvarlig",
    "har_foedselsdato": "fødselsdato",
    "har_maalgruppe": "målgruppe",
    "har_systemfrist": "frist i fagsystemet",
    "har_frist": "frist",
}
"""What a case may lack."""


def write_cases(page: Page, title: str, rows: pl.DataFrame) -> None:
    """Write every open case, one row each, with what it lacks; how many lack what stands above (inventory F-17)."""
    lacking = {word: rows.filter(~pl.col(field)).height for field, word in FIELDS.items() if field in rows.columns}
    told = " · ".join(f"{word} {danish.whole(number)}" for word, number in lacking.items() if number)
    complete = "Ingen mangler noget." if lacking and not told else f"Mangler: {told}." if told else ""
    summary = f"{danish.count(rows.height, 'åben sag', 'åbne sager')}. {complete}".rstrip()
    _write(page, Heading(title, "Alle forløb, der løber på listens dag, hvert én gang.", summary), CASES, rows)


def write_handovers(page: Page, title: str, rows: pl.DataFrame) -> None:
    """Write the changes of caseworker of the cases that went from hand to hand (inventory B-04)."""
    told = f"{danish.count(rows.height, 'skift', 'skift')}." if rows.height else "Ingen sag har skiftet så ofte."
    legend = "Åbne sager, der har skiftet sagsbehandler mindst to gange på en måned: en række for hvert skift."
    _write(page, Heading(title, legend, told), HANDOVERS, rows)


def _write(page: Page, heading: Heading, columns: Sequence[Column], rows: pl.DataFrame) -> None:
    who = next(column for column in _CASE if column.key in rows.columns)
    named = rows.with_columns(whose()) if "sagsbehandler" in rows.columns else rows
    table(page, heading, (who, *columns), named)
