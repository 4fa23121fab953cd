"""`rettid trend`: per kind of duty what the series says, its periods, and the cases that are told otherwise now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from rettid.rates.groupings import KIND
from rettid.screen import danish
from rettid.screen.first import footnotes, what_was_read
from rettid.screen.history import SIGNS, judged_by
from rettid.screen.paper import bullets, indented, show, table, title
from rettid.screen.reasons import STATUS
from rettid.screen.trend_words import MEASURES, SHARES, limits, number, of_an_export, period, sign, stretches, verdict
from rettid.summary import kind_name
from rettid.tables import COMING
from rettid.trend import NOW, THEN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.summary import Summary
    from rettid.trend import Trend
    from rettid.trend.grounds import Grounds

    Row = dict[str, Any]

MOST_CASES = 20
"""Cases shown, the latest periods first; all of them are in the machine formats."""

_HEADINGS = {NOW: "Som kendt nu", THEN: "Som kendt da"}
_EXPLAINED = {
    "R1": "R1: frister i perioden, for forløb i gang på fristen; til tiden af dem.",
    "RP": "RP: borgere med sådan en frist i perioden; dem, der fik alt til tiden.",
    "R2": "R2: forpligtelser, der mangler dagen efter perioden, i forløb, der er i gang.",
}


def show_trend(trend: Trend, summary: Summary, grounds: Grounds, out: TextIO) -> None:
    """Print the series of an export."""
    known = f" · som kendt {danish.day(summary.kendt_pr)}" if summary.kendt_pr else ""
    parts = [
        _heading(trend, f"pr. {danish.day(summary.pr)}{known}", summary.team),
        *what_was_read(summary),
        *_series(trend),
        *_cases(trend),
        title("Det siger tallene"),
        bullets([*_meanings(trend), *of_an_export(trend, summary, grounds)]),
        title("Det hviler tallene på"),
        bullets(footnotes(summary)),
    ]
    show(parts, out)


def show_history(trend: Trend, runs: pl.DataFrame, team: str | None, out: TextIO) -> None:
    """Print the series of a history; `runs` are those it is told from."""
    newest = runs["pr"][-1]
    parts = [
        _heading(trend, f"fra historikken, nyeste kørsel pr. {danish.day(newest)}", team),
        *_series(trend),
        *_cases(trend),
        title("Det siger tallene"),
        bullets([*_meanings(trend), *_of_a_history(trend, runs)]),
        title("Dømt efter"),
        indented(judged_by(runs)),
    ]
    show(parts, out)


def _heading(trend: Trend, when: str, team: str | None) -> RenderableType:
    """As of when, which periods, and whose."""
    first, last = (danish.day(day) for day in (trend.found[0].span.first, trend.found[-1].span.last))
    whose = f" · {team}" if team else ""
    return Text(f"Tendens {when}{whose} · {first} til {last}", style="bold")


def _series(trend: Trend) -> Iterable[RenderableType]:
    """A table per measure and kind of duty; an empty kind is left out where others are not."""
    for part in trend.series.partition_by("maal", *KIND, maintain_order=True):
        row = part.row(0, named=True)
        name = kind_name((row["lokal_pakke"] or "", row["ejer"], row["haendelse"]))
        yield title(f"{name}: {MEASURES[row['maal']]}")
        views = {known: part.filter(pl.col("kendt") == known) for known in trend.known}
        yield from _table(trend, views)


def _table(trend: Trend, views: dict[str, pl.DataFrame]) -> Iterable[RenderableType]:
    judged = views[trend.known[-1]]
    if not any(_tells_of_any(view) for view in views.values()):
        yield indented([number(judged.row(-1, named=True)).capitalize() + "."])
        return
    yield indented([verdict(judged)])
    several = len(views) > 1
    headings = [_HEADINGS[known] for known in views] if several else [SHARES[judged["maal"][0]]]
    rows = table("Periode", *headings, "Grænser", "Tegn")
    for told in zip(*(view.to_dicts() for view in views.values()), strict=True):
        shown = [number(row, interval=place == 0) for place, row in enumerate(told)]
        rows.add_row(period(told[-1]), *shown, limits(told[-1]), sign(told[-1]))
    yield rows
    yield indented([*stretches(judged), *_years_before(judged)], "dim")


def _tells_of_any(series: pl.DataFrame) -> bool:
    """Whether any period has anybody in it, or anything that nobody can decide."""
    return bool(series.select(pl.any_horizontal(pl.col("taeller", "naevner", "kan_ikke_afgoeres") > 0).any()).item())


def _years_before(series: pl.DataFrame) -> Iterable[str]:
    """What the same weeks of the year before were, of the fortnights that are held against them."""
    for row in series.filter(pl.col("aaret_foer").is_not_null()).to_dicts():
        yield f"{period(row)} ({row['maerke']}): samme uger året før {danish.decimal(100 * row['aaret_foer'])} %."


def _cases(trend: Trend) -> Iterable[RenderableType]:
    """The cases that a period counts otherwise now."""
    then = trend.series.filter(pl.col("kendt") == THEN, pl.col("pr").is_not_null())
    if len(trend.known) < 2 or then.is_empty():
        return
    whole = trend.differences
    if whole.is_empty():
        yield title("Forskel på »som kendt da« og »som kendt nu«")
        yield indented(["Ingen: det, der er registreret siden, ændrer ingen af perioderne."])
    for told in whole.partition_by("maal", maintain_order=True):
        number = danish.count(told.height, "forpligtelse", "forpligtelser")
        yield title(f"Forskel på »som kendt da« og »som kendt nu«, {told['maal'][0]}: {number}")
        rows = table("Periode", "Sag", "Krav", "Da", "Nu", "Hvorfor")
        for row in told.head(MOST_CASES).to_dicts():
            sag = row["sag"] or row["fund_id"][:SIGNS]
            rows.add_row(row["periode"], sag, f"{row['krav']} nr. {row['nr']}", _then(row), _now(row), _why(row))
        yield rows
        if told.height > MOST_CASES:
            yield indented(
                [f"{danish.further(told.height - MOST_CASES)}. Se dem alle med --forskelle --format csv."], "dim"
            )


def _then(row: Row) -> str:
    return _status(row["status_da"])


def _now(row: Row) -> str:
    """How the duty is judged now, or where its deadline went."""
    moved = row["frist_nu"] is not None and row["frist_da"] not in (None, row["frist_nu"])
    return f"frist {danish.day(row['frist_nu'])}" if moved else _status(row["status_nu"])


def _status(status: str | None) -> str:
    return "fandtes ikke" if status is None else "kommende" if status == COMING else STATUS[status]


def _why(row: Row) -> str:
    return f"reg. {danish.day(row['registreret'])}" if row["registreret"] else row["aarsag"] or "–"


def _meanings(trend: Trend) -> Iterable[str]:
    yield from (text for maal, text in _EXPLAINED.items() if maal in trend.measures)
    yield "I parentes: 95 %-interval. Under 10 gives ingen procent, og perioden er ikke med i grænserne."
    yield (
        "Grænserne er den variation, der plejer at være. Én periode uden for dem er et tegn at se efter, ikke en ændring. "
        "En ændring er 7 på samme side af midten, 7 på stribe op eller ned, eller 2 af 3 tæt på en grænse."
    )
    yield "Hold aldrig en periode op mod den før: det meste af forskellen er tilfældig."
    for each in trend.breaks:
        if any(step.span.first < each.dag <= step.span.last for step in trend.found):
            yield f"Bruddet {danish.day(each.dag)} ({each.grund}) ligger inde i en periode: den regnes med til tiden før."
    if any(step.maerke for step in trend.found):
        yield "juli, jul: 14 dage, hvor der arbejdes anderledes. De holdes op mod samme uger året før, når de er med i rækken."


def _of_a_history(trend: Trend, runs: pl.DataFrame) -> Iterable[str]:
    """What the reader must know of a series that is told from stored runs."""
    yield "Som kendt da: den første kørsel efter perioden. Som kendt nu: den nyeste kørsel, om de forløb, der stadig var i dens udtræk."
    if "R2" in trend.measures:
        yield "R2 er brud på kørslens egen dag og kan kun vises som kendt da."
    if runs["pakker"].n_unique() > 1:
        yield 'Kørslerne er ikke dømt efter de samme pakker. Er tallene nogle andre derfra, så skriv --brud DATO="nye regler".'
