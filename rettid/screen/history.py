"""`rettid history`: the runs there are, or what changed between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from rettid.rates import FEWEST_FOR_PERCENT
from rettid.screen import danish
from rettid.screen.paper import indented, show, table, title
from rettid.screen.reasons import STATUS
from rettid.store.changes import CHANGES, CORRECTED, LEFT, MOVED, NEW, SAME, SOLVED, WORSE
from rettid.summary import kind_name
from rettid.tables import COMING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.periods import Period

MOST_RUNS = 52
"""Runs shown, the latest: two years of fortnights."""

MOST_ROWS = 15
"""Duties shown of each change; all of them are in the machine formats."""

SIGNS = 8
"""Signs of an id that are shown; they may stand for it in a command."""

WORDS = {
    WORSE: "Forværret: fristen er overskredet siden",
    NEW: "Nye på listen",
    MOVED: "Frist flyttet",
    SOLVED: "Løst",
    LEFT: "Fjernet fra listen",
    CORRECTED: "Rettet bagud: var afgjort og er nu afgjort anderledes",
}

_HEADINGS = {
    "foer": "Da", SOLVED: "Løst", LEFT: "Fjernet", NEW: "Nye", WORSE: "Forværret", MOVED: "Flyttet", SAME: "Uændret",
    "nu": "Nu", CORRECTED: "Rettet",
}  # fmt: skip

_STATUS = {**STATUS, COMING: "kommende"}

_KIND = ("art", "ejer", "haendelse", "pakke")


def show_runs(runs: pl.DataFrame, rates: pl.DataFrame, out: TextIO) -> None:
    """Print the runs, the latest last: `runs` as `frames.RUNS`, `rates` those of R1 of everybody with `koersel`."""
    show(_runs(runs, rates), out)


def show_changes(
    told: pl.DataFrame, counts: pl.DataFrame, runs: tuple[dict[str, Any], dict[str, Any]], horizon: Period, out: TextIO
) -> None:
    """Print what changed between two runs: `told` and `counts` as `changes.listed` and `changes.balance`."""
    show(_changes(told, counts, runs, horizon), out)


def _runs(runs: pl.DataFrame, rates: pl.DataFrame) -> Iterable[RenderableType]:
    yield Text(f"Historik: {danish.count(runs.height, 'kørsel', 'kørsler')}", style="bold")
    shown = runs.tail(MOST_RUNS)
    if runs.height > shown.height:
        yield indented(
            [f"De {danish.whole(shown.height)} seneste. {danish.further(runs.height - shown.height)} findes."], "dim"
        )
    kinds = _kinds(rates)
    several = {name: shown[name].drop_nulls().n_unique() > 0 for name in ("kommune", "team")}
    headings = [word for name, word in (("kommune", "Kommune"), ("team", "Team")) if several[name]]
    rows = table("Pr.", "Kørsel", *headings, "Filer", "Fund", *kinds)
    told = {(row["koersel"], kind_name(_kind(row))): row for row in rates.to_dicts()}
    for run in shown.to_dicts():
        names = [run[name] or "–" for name in several if several[name]]
        counts = [danish.whole(run["antal_filer"]), danish.whole(run["antal_fund"])]
        rows.add_row(
            _day(run),
            run["koersel"][:SIGNS],
            *names,
            *counts,
            *(_rate(told.get((run["koersel"], kind))) for kind in kinds),
        )
    yield rows
    notes = ["Til tiden af forfaldne i hver kørsels periode (13 uger op til dagen, hvor intet andet er valgt)."]
    if shown["kendt_pr"].drop_nulls().len():
        notes.append("*: kun med det, der var kendt på en tidligere dag.")
    yield indented(notes, "dim")
    yield title("Dømt efter")
    yield indented(judged_by(shown))


def _day(run: dict[str, Any]) -> str:
    return danish.day(run["pr"]) + ("*" if run["kendt_pr"] else "")


def _kind(row: dict[str, Any]) -> tuple[str, str, str]:
    return (row["pakke"] or "") if row["art"] == "lokal" else "", row["ejer"], row["haendelse"]


def _kinds(rows: pl.DataFrame) -> list[str]:
    """The names of the kinds of duty: law first, the jobcentre's own first."""
    kinds = rows.select(_KIND).unique().sort(_KIND, descending=[True, True, False, False], nulls_last=False)
    return list(dict.fromkeys(kind_name(_kind(row)) for row in kinds.to_dicts()))


def _rate(row: dict[str, Any] | None) -> str:
    if row is None:
        return "–"
    if row["forbehold"]:
        return str(row["forbehold"])
    if not row["naevner"]:
        return "ingen"
    counts = f"{danish.whole(row['taeller'])} af {danish.whole(row['naevner'])}"
    return counts if row["naevner"] < FEWEST_FOR_PERCENT else f"{counts} = {danish.decimal(100 * row['andel'])} %"


def judged_by(runs: pl.DataFrame) -> list[str]:
    """Which packs the runs were judged by, told again only where they change."""
    same = (runs["pakker"].fill_null("") != runs["pakker"].fill_null("").shift(1)).fill_null(value=True)
    return [f"fra {danish.day(run['pr'])}: {run['pakker'] or 'ingen'}" for run in runs.filter(same).to_dicts()]


def _changes(
    told: pl.DataFrame, counts: pl.DataFrame, runs: tuple[dict[str, Any], dict[str, Any]], horizon: Period
) -> Iterable[RenderableType]:
    before, after = runs
    team = f" · {after['team']}" if after["team"] else ""
    yield Text(f"Ændringer fra {danish.day(before['pr'])} til {danish.day(after['pr'])}{team}", style="bold")
    yield indented(
        [f"Kørsel {before['koersel'][:SIGNS]} og {after['koersel'][:SIGNS]}", *_differences(before, after)], "dim"
    )
    rows = table("På listen", *_HEADINGS.values(), numbers=True)
    for row in counts.to_dicts():
        rows.add_row(kind_name(_kind(row)), *(danish.whole(row[name]) for name in _HEADINGS))
    yield rows if counts.height else Text("Ingen forpligtelser på nogen af listerne.")
    yield indented([f"På listen: åbne, og fristen er overskredet eller højst {horizon} væk."], "dim")
    for change in CHANGES:
        yield from _section(change, told.filter(pl.col("aendring") == change))


def _section(change: str, told: pl.DataFrame) -> Iterable[RenderableType]:
    if told.is_empty():
        return
    yield title(f"{WORDS[change]} ({danish.whole(told.height)})")
    rows = table("Frist", "Fund", "Ansvarlig", "Krav", "Da", "Nu")
    for row in told.head(MOST_ROWS).to_dicts():
        who = row["sagsbehandler"] or row["team"] or "uden ansvarlig"
        frist = danish.day(row["frist"] or row["frist_foer"])
        rows.add_row(frist, row["fund_id"][:SIGNS], who, f"{row['krav'] or '–'} nr. {row['nr']}", *_then_and_now(row))
    yield rows
    if told.height > MOST_ROWS:
        yield indented([f"{danish.further(told.height - MOST_ROWS)}. Se dem alle med --format csv."], "dim")


def _then_and_now(row: dict[str, Any]) -> tuple[str, str]:
    if row["aendring"] == MOVED:
        return f"frist {danish.day(row['frist_foer'])}", _STATUS[row["status"]]
    was = _STATUS.get(row["status_foer"] or "", "fandtes ikke")
    now = row["aarsag"] or _STATUS[row["status"]]
    return ("længere frem" if was == now == _STATUS[COMING] else was), now


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What makes the runs less easy to compare."""
    notes = {
        "pakker": "De to kørsler er ikke dømt efter de samme pakker: en frist kan være en anden, uden at sagen er det.",
        "rettid": f"De er lavet af to udgaver af rettid: {before['rettid']} og {after['rettid']}.",
        "noegle": "De er lavet med hver sin nøgle: forløb uden sagsnummer kan ikke genkendes fra den ene til den anden.",
    }
    return [f"NB: {note}" for name, note in notes.items() if before[name] != after[name]]
