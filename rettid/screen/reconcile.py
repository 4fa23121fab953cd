"""`rettid reconcile`: the own number, the official one, and what each difference of definition moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from rettid.benchmarks.figures import OTHER, WARNING
from rettid.benchmarks.gap import ASSUMED, KNOWN, OURS, REST, THEIRS
from rettid.screen import danish
from rettid.screen.first import what_was_read
from rettid.screen.paper import bullets, indented, show, table, title
from rettid.screen.published import found_in, labels, measured, own_name, points, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.benchmarks import Official
    from rettid.summary import Summary

_NAMES = {OURS: "Jeres tal", REST: "Uforklaret rest", THEIRS: "Det officielle tal"}


def show_gap(
    gap: pl.DataFrame,
    figure: Mapping[str, Any],
    official: Official,
    maal: tuple[str, bool],
    summary: Summary,
    out: TextIO,
) -> None:
    """Print the reconciliation: `gap` as `gap.reconciled` gives it; `maal` is the own number and whether its name was inferred."""
    show(_screen(gap, figure, official, maal, summary), out)


def _screen(
    gap: pl.DataFrame, figure: Mapping[str, Any], official: Official, maal: tuple[str, bool], summary: Summary
) -> Iterable[RenderableType]:
    name, inferred = maal
    yield Text(f"Afstemning pr. {danish.day(summary.pr)}: {own_name(name)}", style="bold")
    yield from what_was_read(summary)
    ours = gap.row(0, named=True)
    period = f"{danish.day(summary.span.first)} til {danish.day(summary.span.last)}"
    numbers = table("", "")
    numbers.show_header = False
    numbers.add_row("Jeres tal", f"{share(ours)}, {period}")
    numbers.add_row("Det officielle tal", f"{_pct(official.andel)} %: {measured(figure)}")
    numbers.add_row("Forskellen", _difference(ours["andel"], official.andel))
    yield numbers
    yield title("Hvad forklarer forskellen?")
    yield _steps(gap)
    yield indented(_sums(gap))
    yield from _not_taken(gap)
    yield title("Sådan læses det")
    yield bullets([*_basis(gap, figure, name, inferred=inferred)])


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
    rows, shown, last = gap.to_dicts(), [], None
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
    known, assumed = (
        round(sum(change for _, basis, change in moved if basis == wanted), 1) for wanted in (KNOWN, ASSUMED)
    )
    rest = round(sum(change for step, _, change in moved if step == REST), 1)
    yield (
        f"I alt {points(round(known + assumed + rest, 1))} point = {points(known)} af kendte forskelle, {points(assumed)} af antagelser "
        f"og {points(rest)} uforklaret."
    )


def _not_taken(gap: pl.DataFrame) -> Iterable[RenderableType]:
    rows = gap.filter(pl.col("grund").is_not_null()).to_dicts()
    if rows:
        yield title("Ikke skiftet, og derfor i resten")
        yield bullets([f"{row['beskrivelse']}: {row['grund']}." for row in rows])


def _basis(gap: pl.DataFrame, figure: Mapping[str, Any], name: str, *, inferred: bool) -> Iterable[str]:
    yield "Hvert trin regner jeres tal om med én definition mere, oven på dem før. I en anden orden (--skift) kan trinene fordele sig anderledes; summen er den samme."
    if (gap["grundlag"] == ASSUMED).any():
        yield (
            "Kendt: det officielle tal siger det selv. Antaget: sådan ville tallet flytte sig, hvis det officielle er regnet sådan; "
            "ved I, at det ikke er, så lad trinnet være ude med --skift."
        )
    if inferred:
        yield f"Holdt op mod {name}, fordi målingens navn peger på det. Vælg et andet med --maal."
    yield f"Det officielle tal: {found_in(figure)}." + (f" {figure['bemaerkning']}" if figure["bemaerkning"] else "")
    if figure["definition"] == OTHER:
        yield WARNING.partition(" (se:")[0] + "."
    yield from labels([figure])
