"""The cover list in words: what a row asks for, who has it, and what a number of rows is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rettid.cover import COVERED, SELF, UNCOVERED
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from rettid.cover import Cover

LABEL = "Forslag – ikke en beslutning"
"""What stands over every proposal."""

_MEANT = {
    "samtale": ("Hold samtalen", "Aftal og hold samtale", "Ryk samtalen frem til fristen"),
    "tilbud": ("Start tilbuddet", "Find og start tilbud", "Ryk starten frem til fristen"),
}


def to_do(row: Mapping[str, Any], pr: date) -> str:
    """What must be done about a row of `Cover.rows`; the dates stand beside it."""
    booked, overdue = row["planlagt"], row["frist"] < pr
    hold, arrange, advance = _MEANT[row["haendelse"]]
    if row["daekning"] == SELF:
        return "Intet: aftalt uden for fraværet"
    if booked is None:
        return f"{arrange} nu, fristen er overskredet" if overdue else arrange
    if booked <= row["frist"]:
        return hold
    return f"{hold}, fristen er overskredet" if overdue else advance


def duty(row: Mapping[str, Any], titles: Mapping[tuple[str, str], str]) -> str:
    """The krav and its number, and how many more the same event settles."""
    number = f" nr. {row['nr']}" if row["nr"] > 1 else ""
    more = f" (+{row['flere']})" if row["flere"] else ""
    return f"{titles.get((row['pakke'], row['krav']), row['krav'])}{number}{more}"


def holder(row: Mapping[str, Any]) -> str:
    """Who has the row: a cover, the one away herself, or nobody."""
    return str(row["vikar"]) if row["daekning"] == COVERED else "selv" if row["daekning"] == SELF else "UDÆKKET"


def headline(cover: Cover) -> str:
    """How much falls due, how much of it nobody covers, and how much can't be told."""
    kinds = cover.rows["daekning"]
    counts = {kind: int((kinds == kind).sum()) for kind in (UNCOVERED, COVERED, SELF)}
    own = f", {danish.whole(counts[SELF])} er aftalt uden for fraværet" if counts[SELF] else ""
    unknown = f" Desuden kan {danish.whole(cover.undecided)} ikke afgøres." if cover.undecided else ""
    if cover.rows.is_empty():
        return f"Intet forfalder.{unknown}"
    return (
        f"{danish.whole(cover.rows.height)} forfalder: {danish.count(counts[UNCOVERED], 'er udækket', 'er udækkede')}, "
        f"{danish.count(counts[COVERED], 'er dækket', 'er dækkede')}{own}.{unknown}"
    )


def remarks(cover: Cover) -> list[str]:
    """What the list leaves out and rests on, then the notes of the plan."""
    lines = [
        "Med er jobcentrets samtaler og tilbud efter loven med frist eller aftale i fraværet, hvor den fraværende har sagen nu.",
        "En frist på en weekend eller helligdag forfalder sidste hverdag før.",
    ]
    if cover.missed:
        lines.append(
            f"{danish.count(cover.missed, 'samtale eller tilbud', 'samtaler og tilbud')} var overskredet før fraværet uden en ny aftale "
            "og er ikke med. Tag dem med: --overskredne"
        )
    return [*lines, *cover.notes]


def basis(cover: Cover) -> list[str]:
    """How the proposal was made."""
    who = (
        "Mulige er dem, der står i kompetencerne"
        if cover.competences
        else "Planen siger intet om kompetencer, så mulige er kollegerne i sagens team"
    )
    return [
        f"{who}. En samtale eller et tilbud tæller én, og ingen foreslås på en dag, hvor de selv er væk.",
        "Fordelt, så alle i alt får så lige meget som muligt af det, der forfalder i de samme dage: egne, planens og de foreslåede.",
    ]
