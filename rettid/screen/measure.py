"""`rettid measure`: the number first, then the recipe under it, then what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from rettid.caseload import with_case_number
from rettid.rules.words import VERIFIED, listed, word
from rettid.screen import danish
from rettid.screen.first import what_was_read
from rettid.screen.paper import bullets, indented, show, table, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.measures import Measure, Result
    from rettid.summary import Summary

MOST_CASES = 40
"""Cases shown on the screen; the rest are in the machine formats."""


def show_list(measures: Sequence[Measure], out: TextIO) -> None:
    """Print the measures, one row each."""
    rows = table("Mål", "Hvad", "Hvis", "Hvor sikkert")
    for measure in measures:
        rows.add_row(measure.id, measure.titel, measure.myndighed, VERIFIED[measure.efterproevet])
    notes = ["Se et måls opskrift med: rettid measure MÅL", "Tag det af et udtræk med: rettid measure MÅL FIL"]
    show([rows, indented(notes, "dim")], out)


def show_recipe(measure: Measure, out: TextIO) -> None:
    """Print how a measure is made, without taking it."""
    show([Text(f"{measure.id}: {measure.titel}", style="bold"), *_recipe(measure)], out)


def show_measure(result: Result, summary: Summary, out: TextIO, *, cases: bool) -> None:
    """Print the measure; with `cases` the cases behind it too."""
    show(_screen(result, summary, cases=cases), out)


def _screen(result: Result, summary: Summary, *, cases: bool) -> Iterable[RenderableType]:
    measure = result.measure
    team = f" · {summary.team}" if summary.team else ""
    yield Text(f"{measure.id}: {measure.titel} · pr. {danish.day(summary.pr)}{team}", style="bold")
    yield from what_was_read(summary)
    yield title("Tallet")
    yield _numbers(result)
    if result.numbers["lav"].is_not_null().any():
        yield indented(["I parentes: 95 %-interval. Få borgere giver bred usikkerhed."], "dim")
    if cases:
        yield from _cases(result, summary)
    yield from _recipe(measure)
    yield title("Det hviler tallet på")
    yield bullets(_basis(result, summary))


def _numbers(result: Result) -> RenderableType:
    numbers = _occupied(result)
    dated, grouped = (
        numbers["dag"].n_unique() > 1 or result.measure.slags == "status",
        set(numbers["gruppe"]) != {"alle"},
    )
    means = result.measure.gennemsnit
    headings = [""] + ["Dag"] * dated + [_group_heading(result)] * grouped + [_counted(result)] + ["Gennemsnit"] * means
    rows = table(*headings, "")
    said = None
    for row in numbers.iter_rows(named=True):
        cells = [row["titel"] if row["titel"] != said else ""]
        said = row["titel"]
        cells += ([danish.day(row["dag"]) if row["dag"] else "gennemsnit"] if dated else []) + (
            [row["gruppe"]] if grouped else []
        )
        cells += [_value(row)] + ([_mean(row)] if means else [])
        rows.add_row(*cells, "" if _untold(row) else row["bemaerkning"] or "")
    return rows


def _occupied(result: Result) -> pl.DataFrame:
    """The numbers without groups that hold nobody; a line that counts nobody at all stands once."""
    people, untold = pl.col("naevner"), pl.col("naevner").is_null()
    nobody = ~(untold | (people > 0)).any().over("raekke")
    first = pl.int_range(pl.len()).over("raekke") == 0
    if not result.measure.pr_maalgruppe:
        return result.numbers.filter(~nobody | first)
    first_untold = untold & (pl.int_range(pl.len()).over("raekke", "dag") == 0)
    return result.numbers.filter((people > 0) | first_untold | (nobody & first))


def _group_heading(result: Result) -> str:
    return "Ret og pligt" if result.measure.slags == "vifte" else "Målgruppe"


def _counted(result: Result) -> str:
    return {"vifte": "Tilbud", "aktivering": "Dage eller personer"}.get(result.measure.slags, "Personer")


def _untold(row: dict[str, Any]) -> bool:
    return row["naevner"] is None and (row["bemaerkning"] or "").startswith("kan ikke")


def _value(row: dict[str, Any]) -> str:
    """Numerator and denominator first, then the percentage and, where it has one, the interval."""
    if _untold(row):
        return str(row["bemaerkning"])
    if row["dag"] is None:
        return "for få til en procent" if row["andel"] is None else f"{danish.decimal(100 * row['andel'])} %"
    if row["taeller"] is None:
        return danish.count(row["naevner"], "person", "personer") if row["naevner"] else "ingen i målgruppen"
    if row["lav"] is None and row["andel"] is not None:
        return (
            f"{danish.whole(row['taeller'])} af {danish.whole(row['naevner'])} = {danish.decimal(100 * row['andel'])} %"
        )
    return danish.share({**row, "rettidige": row["taeller"], "forfaldne": row["naevner"]})


def _mean(row: dict[str, Any]) -> str:
    return "" if row["gennemsnit"] is None else danish.decimal(row["gennemsnit"])


def _cases(result: Result, summary: Summary) -> Iterable[RenderableType]:
    yield title("Sagerne bag")
    known = with_case_number(summary.reading.tables["forloeb"].collect())
    numbers = dict(known.select("forloeb_id", "sag").iter_rows())
    rows = table("Sag", "Række", "Dag", "Har", "Af", "I tælleren", "Team", "Ansvarlig")
    for row in _worst_first(result).head(MOST_CASES).iter_rows(named=True):
        rows.add_row(
            numbers[row["forloeb_id"]],
            row["raekke"],
            danish.day(row["dag"]),
            _whole(row["antal"]),
            _whole(row["kraevet"]),
            {True: "ja", False: "nej", None: "–"}[row["taeller"]],
            row["team"] or "uden team",
            row["sagsbehandler"] or "ingen",
        )
    yield rows
    more = result.persons.height - MOST_CASES
    if more > 0:
        yield indented([f"{danish.further(more)}. Se dem alle med --sager --format csv."], "dim")


def _worst_first(result: Result) -> pl.DataFrame:
    """The persons; under a line whose numerator holds those who lacked something, these first."""
    lines = result.measure.linjer
    lacking = [line.id for line in lines if line.hoejst is not None or result.measure.slags == "emne"]
    place = pl.col("raekke").replace_strict({line.id: at for at, line in enumerate(lines)}, default=len(lines))
    last = pl.col("raekke").is_in(lacking) & ~pl.col("taeller").fill_null(value=False)
    return result.persons.sort(last, place, maintain_order=True) if lacking else result.persons


def _whole(number: int | None) -> str:
    return "" if number is None else danish.whole(number)


def _recipe(measure: Measure) -> Iterable[RenderableType]:
    yield title("Opskriften")
    yield bullets(
        [
            f"Nævner: {measure.naevner}.",
            f"Tæller: {measure.taeller}.",
            *_seniority(measure),
            *_limits(measure),
            f"Kilde: {measure.myndighed}. {measure.kilde}",
            f"Hvor sikkert: {VERIFIED[measure.efterproevet]}, efterset {danish.day(measure.kontrolleret)}.",
            f"Forskellen: {measure.forskel}",
            *(f"Forbehold: {text}" for text in measure.forbehold),
        ]
    )


def _seniority(measure: Measure) -> Iterable[str]:
    if measure.slags == "andel":
        pauses = listed((word(kind) for kind in measure.pauser), "eller")
        yield (
            f"Tiden: sammenlagt ledighed for målgruppe {', '.join(measure.sammenlagt)} "
            f"(udbetalte timer, hvor udtrækket har dem, ellers dagene uden {pauses}), ellers kalendertid i forløbet."
        )


def _limits(measure: Measure) -> Iterable[str]:
    share = danish.decimal(100 * (measure.graense or 0), 0)
    if measure.i_traek is not None:
        yield f"Grænse: over {share} pct. {measure.i_traek} måneder i træk, og kun når mindst 10 personer er talt."
    elif measure.graense is not None:
        yield f"Grænse: under {share} pct. i gennemsnit af de seneste {measure.maaneder} måneders udgang."


def _basis(result: Result, summary: Summary) -> Iterable[str]:
    days = [danish.day(day) for day in result.days]
    of_period = result.measure.slags in ("vifte", "emne")
    times = "" if of_period else f" ({len(days)} målinger)"
    shown = f"{days[0]} til {days[-1]}{times}" if len(days) > 1 else days[0]
    yield f"{'Perioden' if of_period else 'Målt'} {shown}. Mål {result.measure.id} version {result.measure.version}."
    if result.measure.slags in {"status", "forfald", "kvote", "vifte"}:
        packs = [f"{pack.id} version {pack.edition}" for pack, _ in summary.packs if pack.art == "lov"]
        yield f"Lovpakker: {', '.join(packs) or 'ingen'}. Lokale pakker tæller ikke i et officielt mål."
    forloeb = summary.reading.tables["forloeb"]
    lost = (
        forloeb.filter(pl.col("startdato").is_null() | pl.col("maalgruppe").is_null()).select(pl.len()).collect().item()
    )
    if lost:
        yield f"{danish.count(lost, 'forløb', 'forløb')} uden startdato eller målgruppe er ikke med."
    if result.measure.pauser and not summary.reading.tables.supplied("fravaer"):
        yield "Fravær er ikke leveret: ledigheden kan være kortere end regnet."
