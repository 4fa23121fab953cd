"""`rettid reconcile`: the own number, the official one, and what each difference of definition moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from rettid.benchmarks.choice import compared_with
from rettid.benchmarks.figures import OTHER, WARNING
from rettid.benchmarks.gap import ASSUMED, KNOWN, OURS, REST, THEIRS
from rettid.screen import danish
from rettid.screen.first import what_was_read
from rettid.screen.paper import bullets, indented, show, table, title
from rettid.screen.published import found_in, is_rate, labels, measured, own_name, points, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.summary import Summary

_NAMES = {OURS: "Jeres tal", REST: "Uforklaret rest", THEIRS: "Det officielle tal"}


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The steps as `gap.reconciled` gives them, the figure (a row of FIGURES), and the own number that was held against it."""

    gap: pl.DataFrame
    figure: Mapping[str, Any]
    andel: float
    """The official number, a share of 1."""
    maal: str
    named: bool
    """Whether the user or the file named the own number; else the words of the figure's name did."""


def show_gap(found: Reconciliation, summary: Summary, out: TextIO) -> None:
    """Print the reconciliation: the two numbers, the steps between them, and what was not switched."""
    show(_screen(found, summary), out)


def _screen(found: Reconciliation, summary: Summary) -> Iterable[RenderableType]:
    yield Text(f"Afstemning pr. {danish.day(summary.pr)}: {own_name(found.maal)}", style="bold")
    yield from what_was_read(summary)
    ours = found.gap.row(0, named=True)
    numbers = table("", "")
    numbers.show_header = False
    period = f", {danish.day(summary.span.first)} til {danish.day(summary.span.last)}" if is_rate(found.maal) else ""
    numbers.add_row("Jeres tal", f"{share(ours)}{period}")
    numbers.add_row("Det officielle tal", f"{_pct(found.andel)} %: {measured(found.figure)}")
    numbers.add_row("Forskellen", _difference(ours["andel"], found.andel))
    yield numbers
    yield title("Hvad forklarer forskellen?")
    yield _steps(found.gap)
    yield indented(_sums(found.gap))
    yield from _not_taken(found.gap)
    yield title("Sådan læses det")
    yield bullets([*_basis(found)])


def _pct(andel: float) -> str:
    return danish.decimal(100 * andel)


def _rounded(andel: float) -> float:
    """Per cent as it is printed, so that what is printed adds up."""
    return round(100 * andel, 1)


def _difference(ours: float, theirs: float) -> str:
    gap = round(_rounded(ours) - _rounded(theirs), 1)
    if not gap:
        return "Ingen: tallene er ens."
    return f"Jeres er {danish.decimal(abs(gap))} procentpoint {'højere' if gap > 0 else 'lavere'}."


def changes(gap: pl.DataFrame) -> list[tuple[dict[str, Any], float | None]]:
    """Each row and what it moves, in points with one decimal, such that they add up to the printed gap."""
    rows, shown = gap.to_dicts(), list[tuple[dict[str, Any], float | None]]()
    last: float | None = None
    for row in rows:
        reached = row["andel"] if row["trin"] != REST else rows[-1]["andel"]
        moved = None if row["aendring"] is None or last is None else round(_rounded(reached) - last, 1)
        if reached is not None and (row["aendring"] is not None or row["trin"] == OURS):
            last = _rounded(reached)
        shown.append((row, moved))
    return shown


def _steps(gap: pl.DataFrame) -> RenderableType:
    made = table("Trin", "Tallet efter trinnet", "Point", "Grundlag")
    made.columns[2].justify = "right"
    for row, moved in changes(gap):
        if row["grund"] is not None:
            continue
        name = _NAMES.get(row["trin"], row["beskrivelse"])
        after = f"{_pct(row['andel'])} %" if row["trin"] == THEIRS else "" if row["trin"] == REST else share(row)
        made.add_row(name, after, points(moved), row["grundlag"] or "")
    return made


def _sums(gap: pl.DataFrame) -> Iterable[str]:
    """What is known, what is assumed and what is left, which together are the gap."""
    moved = [(row["trin"], row["grundlag"], change) for row, change in changes(gap) if change is not None]
    known, assumed = (_total(change for _, basis, change in moved if basis == wanted) for wanted in (KNOWN, ASSUMED))
    rest = _total(change for step, _, change in moved if step == REST)
    yield (
        f"I alt {points(_total([known, assumed, rest]))} point = {points(known)} af kendte forskelle, {points(assumed)} af antagelser "
        f"og {points(rest)} uforklaret."
    )
    if assumed:
        yield f"Uden antagelserne er {points(_total([assumed, rest]))} point uforklaret."


def _total(changes: Iterable[float]) -> float:
    return round(sum(changes), 1)


def _not_taken(gap: pl.DataFrame) -> Iterable[RenderableType]:
    rows = gap.filter(pl.col("grund").is_not_null()).to_dicts()
    if rows:
        yield title("Ikke skiftet (hvad det måtte betyde, ligger i resten)")
        yield bullets([f"{row['beskrivelse']}: {row['grund']}." for row in rows])


def _basis(found: Reconciliation) -> Iterable[str]:
    yield (
        "Hvert trin regner jeres tal om med én definition mere, oven på dem før. I en anden orden (--skift) kan trinene "
        "fordele sig anderledes; summen er den samme."
    )
    if (found.gap["grundlag"] == ASSUMED).any():
        yield (
            "Kendt: det officielle tal siger det selv. Antaget: så meget flytter det hos jer, hvis det officielle tal er regnet sådan. "
            "En lille rest beviser ikke en antagelse; ved I, at den ikke passer, så lad trinnet være ude med --skift."
        )
    yield from _which(found)
    note = f" {found.figure['bemaerkning']}" if found.figure["bemaerkning"] else ""
    yield f"Det officielle tal: {found_in(found.figure)}.{note}"
    if found.figure["definition"] == OTHER:
        yield WARNING
    yield from labels([found.figure])


def _which(found: Reconciliation) -> Iterable[str]:
    """Why this own number; and where the figure's name speaks of something else."""
    pointed = compared_with({**found.figure, "sammenlign": None})
    if not found.named:
        yield f"Holdt op mod {found.maal}, fordi målingens navn peger på det. Vælg et andet med --maal."
    elif pointed is not None and is_rate(found.maal) and pointed.partition("/")[2] != found.maal.partition("/")[2]:
        yield f"NB: målingens navn peger på {pointed}, men den er holdt op mod {found.maal}."
