"""`rettid capacity`: interviews, then offers, week by week against what there is room for; last what is taken for granted."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rich.text import Text

from rettid.needs import shown_name
from rettid.screen import danish
from rettid.screen.first import what_was_read
from rettid.screen.paper import bullets, indented, show, table, title
from rettid.screen.whatif import number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import TextIO

    import polars as pl
    from rich.console import RenderableType

    from rettid.capacities import Capacities


def show_capacity(capacities: Capacities, out: TextIO) -> None:
    """Print the weeks."""
    show(_screen(capacities), out)


def _screen(capacities: Capacities) -> Iterable[RenderableType]:
    summary = capacities.summary
    team = f" · {summary.team}" if summary.team else ""
    yield Text(
        f"Kapacitet pr. {danish.day(summary.pr)}{team} · {danish.count(capacities.uger, 'uge', 'uger')}", style="bold"
    )
    yield from what_was_read(summary)
    yield title("Samtaler, der skal holdes")
    yield from _part(capacities, "samtale", capacities.interviews)
    yield title("Tilbud, der skal begynde")
    yield from _part(capacities, "tilbud", capacities.offers)
    if "tilbud" not in summary.untold:
        yield from _groups(capacities)
    yield title("Sådan er der regnet")
    yield bullets(_method(capacities))


def _part(capacities: Capacities, event: str, plan: pl.DataFrame) -> Iterable[RenderableType]:
    if why := capacities.summary.untold.get(event):
        yield indented([f"Kan ikke afgøres: {why}."])
        return
    with_room = bool(plan["ledige"].is_not_null().all())
    slots = {"samtale": "Ledige tider", "tilbud": "Ledige starter"}[event]
    rows = table("Uge", "Forfalder", "Aftalt", *[slots, *_OF_ROOM] * with_room, numbers=True)
    for week in plan.iter_rows(named=True):
        room = [danish.whole(week["ledige"] or 0), danish.whole(week["holdes"] or 0), _label(week["senest"])]
        counts = [danish.whole(week["forfalder"]), danish.whole(week["aftalt"])]
        rows.add_row(_label(week["mandag"]), *counts, *[*room, _short(week["mangler"])] * with_room)
    yield rows
    yield indented(_summed(capacities, event, plan, with_room=with_room))


_OF_ROOM = ["I ugen", "Sidste ansvarlige uge", "Mangler"]


def _label(monday: date | None) -> str:
    return "–" if monday is None else f"{monday.isocalendar().week} ({danish.day(monday)})"


def _short(number: int | None) -> str:
    return danish.whole(number) if number else ""


def _summed(capacities: Capacities, event: str, plan: pl.DataFrame, *, with_room: bool) -> list[str]:
    """How many a week on average, and whether there is room."""
    due = int(plan["forfalder"].sum())
    lines = [f"I alt {danish.whole(due)}, {number(round(due / plan.height, 1))} om ugen."]
    if event == "samtale" and capacities.krav:
        lines.append(
            "Kan ikke vente: " + ", ".join(f"{name} {danish.whole(many)}" for name, many in capacities.krav) + "."
        )
    if not with_room:
        return lines
    missing = plan.filter(plan["mangler"] > 0)
    if missing.is_empty():
        return [*lines, "Der er plads til alle."]
    first = missing["mandag"][0]
    return [*lines, f"Der mangler {danish.whole(int(plan['mangler'].sum()))}, fra uge {_label(first)}."]


def _groups(capacities: Capacities) -> Iterable[RenderableType]:
    groups = capacities.groups
    if groups.is_empty():
        return
    known = bool(groups["pladser"].is_not_null().any())
    rows = table("Målgruppe", "Alder", "Forfalder", *["Ledige pladser", ""] * known)
    for group in groups.iter_rows(named=True):
        room = [danish.whole(group["pladser"] or 0), group["svar"] or ""]
        rows.add_row(group["maalgruppe"], group["aldersgruppe"], danish.whole(group["forfalder"]), *room * known)
    yield rows
    yield indented(_places(capacities))


def _places(capacities: Capacities) -> list[str]:
    """What the places of the catalogue give."""
    catalogue, starts = capacities.catalogue, capacities.starts
    if catalogue is None:
        return ["Uden tilbudsvifte: giv de pladser, der er, med --tilbudsvifte FIL."]
    lines = list(catalogue.noter)
    if starts:
        each = list(starts.items())
        steps = [each[0], *(now for before, now in pairwise(each) if now[1] != before[1])]
        lines += [f"Mulige starter pr. uge fra {danish.day(monday)}: {number(float(many))}." for monday, many in steps]
    names = catalogue.places.select(shown_name().alias("navn"))["navn"].unique(maintain_order=True)
    return [*lines, f"Tilbudsvifte: {', '.join(names)} ({catalogue.fil})."]


def _method(capacities: Capacities) -> list[str]:
    lines = [
        (
            "Forfalder: åbne forpligtelser efter loven, jobcentrets, uden aftale, i den uge, hvor fristen er; "
            "det overskredne er i den første uge. Én samtale opfylder ét nummer af hvert krav, borgeren har et åbent vindue i, "
            "og holdes så sent, den første frist tillader."
        ),
        "Aftalt: det, der allerede er i kalenderen den uge, hvem det end er for; det optager også tider.",
    ]
    if capacities.samtaler_pr_uge is not None or capacities.ophold:
        lines.append(
            "I ugen: planen, hvis alt bliver gjort så sent, det kan nås. Sidste ansvarlige uge: den uge, hvor den første af ugens "
            "frister skal holdes, for at der er plads til alle. Mangler: det, der ikke er tider til, selv om man begynder nu."
        )
    if capacities.ophold:
        lines.append(
            f"Pladserne er løbende: en plads er en borgers i {capacities.ophold}, så mulige starter pr. uge er pladser / ophold."
        )
    elif capacities.catalogue:
        lines.append(
            'Hver ledig plads er én start. Er pladserne løbende, så sig, hvor længe et ophold varer: --ophold "8 uger".'
        )
    lines.append("Nye borgere og frister, der først opstår senere, er ikke med: de sidste uger er derfor for lave.")
    return lines
