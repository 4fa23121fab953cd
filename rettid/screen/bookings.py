"""`rettid bookings`: the steps by team and week, the causes beside them, and the duties that were not met in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from rettid.bookings import CAUSES, STEPS, WEEK
from rettid.rates.groupings import KIND, WHOLE
from rettid.screen import danish
from rettid.screen.first import what_was_read
from rettid.screen.paper import bullets, indented, show, table, title
from rettid.summary import kind_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.summary import Summary

    Row = dict[str, Any]

MOST_ROWS, MOST_CASES = 60, 40
"""Groups and duties shown on the screen; the rest are in the machine formats."""

_STEPS = dict(zip(STEPS, ("Forfaldne", "Booket", "Holdt", "Til\ntiden"), strict=True))
_HEADINGS = dict(
    zip(
        CAUSES,
        (
            "Ikke\nbooket",
            "Booket\nfor sent",
            "Ude-\nblevet",
            "Aflyst",
            "Flyttet",
            "Uden\nresultat",
            "Tæller\nikke",
        ),
        strict=True,
    )
)
_NOBODY = {"team": "uden team", "sagsbehandler": "uden ansvarlig"}


def show_bookings(summary: Summary, steps: pl.DataFrame, duties: pl.DataFrame | None, out: TextIO) -> None:
    """Print the steps; with `duties` those of them that were not met in time too."""
    show(_screen(summary, steps, duties), out)


def _screen(summary: Summary, steps: pl.DataFrame, duties: pl.DataFrame | None) -> Iterable[RenderableType]:
    span, team = summary.span, f" · {summary.team}" if summary.team else ""
    yield Text(
        f"Fra frist til samtale pr. {danish.day(summary.pr)}{team} · frister {danish.day(span.first)} til {danish.day(span.last)}",
        style="bold",
    )
    yield from what_was_read(summary)
    if why := summary.untold.get("samtale"):
        yield indented([f"Samtaler: kan ikke afgøres: {why}."])
        return
    if steps.is_empty():
        yield indented(["Ingen samtaler havde frist i perioden."])
        return
    for kind in steps.select(KIND).unique(maintain_order=True).iter_rows(named=True):
        own = steps.filter(pl.col(name).eq_missing(pl.lit(kind[name])) for name in KIND)
        yield from _kind(own, kind_name((kind["lokal_pakke"] or "", kind["ejer"], kind["haendelse"])))
    if duties is not None:
        yield from _cases(summary, duties.filter(~pl.col("til_tiden")))
    yield title("Sådan læses det")
    yield bullets(_meanings(steps))


def _kind(steps: pl.DataFrame, name: str) -> Iterable[RenderableType]:
    """One table: the whole, then the groups; causes that nobody has are left out."""
    causes = [cause for cause in CAUSES if steps[cause].sum()]
    rows = table("", *_STEPS.values(), *(_HEADINGS[cause] for cause in causes), numbers=True)
    for row in steps.head(MOST_ROWS).iter_rows(named=True):
        depth = 0 if row["niveau"] == WHOLE else row["niveau"].count(",") + 1
        label = Text(f"{'  ' * (depth - 1)}{_label(row)}", style="" if depth else "bold")
        rows.add_row(label, *(_whole(row[column]) for column in (*STEPS, *causes)))
    yield title(name)
    yield rows
    if steps.height > MOST_ROWS:
        yield indented([f"{danish.further(steps.height - MOST_ROWS)}. Se dem alle med --format csv."], "dim")


def _label(row: Row) -> str:
    if row["niveau"] == WHOLE:
        return "I alt"
    last = row["niveau"].split(",")[-1]
    return str(row[last] or _NOBODY.get(last, "ikke oplyst"))


def _cases(summary: Summary, late: pl.DataFrame) -> Iterable[RenderableType]:
    yield title(f"Ikke til tiden ({danish.whole(late.height)})")
    rows = table("Sag", "Krav", "Nr", "Frist", "Hvorfor", "Holdt", "Ansvarlig")
    rows.columns[0].no_wrap = True
    for row in late.head(MOST_CASES).iter_rows(named=True):
        rows.add_row(
            Text(summary.case_numbers.get(row["forloeb_id"], row["forloeb_id"])),
            Text(summary.titles.get((row["pakke"], row["krav"]), row["krav"])),
            str(row["nr"]),
            danish.day(row["frist"]),
            _why(row),
            danish.day(row["moedt"]),
            Text(row["sagsbehandler"] or "ingen"),
        )
    yield rows
    if late.height > MOST_CASES:
        yield indented([f"{danish.further(late.height - MOST_CASES)}. Se dem alle med --sager --format csv."], "dim")


def _why(row: Row) -> str:
    """The cause, and the day of the appointment that it is about."""
    cause = (row["aarsag"] or "?").replace("_", " ").replace("taeller", "tæller")
    return f"{cause} {danish.day(row['aftale'])}" if row["aftale"] else cause


def _meanings(steps: pl.DataFrame) -> Iterable[str]:
    yield "Forfaldne: dem, R1 tæller: frist i perioden og før dagen, forløbet i gang på fristen. Hvert trin er en del af det før."
    if steps["booket"].null_count():
        yield "Udtrækket har kun holdte samtaler: hvad der var booket, og hvorfor det ikke blev til noget, kan ikke ses."
        yield "Holdt: samtalen er holdt, også efter fristen. En udeblivelse er ikke holdt."
        return
    yield "Booket: der har været en aftale, som kunne opfylde kravet, hvad der så end blev af den."
    yield "Holdt: samtalen er holdt, også efter fristen. En udeblivelse er ikke holdt."
    yield (
        "Resten står efter, hvad der blev af den sidste aftale inden fristen. Booket for sent: den eneste aftale lå efter fristen. "
        "Uden resultat: dagen er gået, og det er ikke registreret, hvad der skete. Tæller ikke: samtalen blev holdt, men opfyldte et "
        "andet nummer, var én af flere, der skal til, eller manglede a-kassen."
    )
    yield "Andelen til tiden med interval: rettid rates." + (" Ugen er fristens." if WEEK in steps.columns else "")


def _whole(number: int | None) -> str:
    return "?" if number is None else danish.whole(number)
