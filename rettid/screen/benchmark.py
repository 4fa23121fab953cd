"""`rettid benchmark`: the own rates beside the country's and other municipalities', by name and never ranked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from rettid.benchmarks.figures import MUNICIPALITY, OTHER, PERCENT, WARNING, name_of
from rettid.benchmarks.judgement import by_name, is_area
from rettid.rates import FEWEST_FOR_PERCENT
from rettid.rates.cells import TOO_FEW
from rettid.screen import danish
from rettid.screen.first import what_was_read
from rettid.screen.paper import bullets, indented, show, table, title
from rettid.screen.published import found_in, labels, own_name, points, share, source, value, when
from rettid.statistics.funnel import dispersion, funnel

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.summary import Summary

_FEW_AREAS = 5

MOST_ROWS = 40
"""Figures shown on the screen; all of them are in the machine formats."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The own rates (`own.OWN`) and what they were held against: `against` as `judged` gives it, `beside` as `peers` does."""

    rates: pl.DataFrame
    figures: pl.DataFrame
    against: pl.DataFrame
    beside: pl.DataFrame
    own_area: str | None = None

    def parts(self, maal: str) -> Iterable[tuple[dict[str, Any], Comparison]]:
        """What is said of one of the rates, measure by measure: a figure of each, and the rows of that measure."""
        for first in (
            self.figures.filter(sammenlign=maal).unique(_MEASURE, keep="first", maintain_order=True).to_dicts()
        ):
            same = pl.all_horizontal(pl.col(name).eq_missing(pl.lit(first[name], pl.String)) for name in _MEASURE)
            own, own_rows = (pl.col("sammenlign") == maal) & same, (pl.col("maal") == maal) & same
            rows = (self.against.filter(own_rows), self.beside.filter(own_rows))
            yield first, Comparison(self.rates.filter(maal=maal), self.figures.filter(own), *rows, self.own_area)


_MEASURE = ("fil", "maaling", "delmaaling", "opdeling")


def show_comparison(found: Comparison, summary: Summary, out: TextIO) -> None:
    """Print the own rates beside the figures, rate by rate."""
    show(_comparison(found, summary), out)


def _comparison(found: Comparison, summary: Summary) -> Iterable[RenderableType]:
    period = f"{danish.day(summary.span.first)} til {danish.day(summary.span.last)}"
    team = f" · {summary.team}" if summary.team else ""
    yield Text(f"Jeres tal ved siden af andres pr. {danish.day(summary.pr)}{team} · frister {period}", style="bold")
    yield from what_was_read(summary)
    for rate in found.rates.to_dicts():
        yield title(own_name(rate["maal"]))
        yield indented([f"Jeres: {share(rate)}"])
        for figure, part in found.parts(rate["maal"]):
            yield indented([f"Mod »{name_of(figure)}« ({source(figure)})"])
            yield from _against(part.against)
            yield from _beside(part.beside)
            yield from _funnel(part.figures, rate, found.own_area)
    yield title("Det hviler sammenligningen på")
    yield bullets([*_basis(found.figures, summary, found.own_area)])


def _against(rows: pl.DataFrame) -> Iterable[RenderableType]:
    if rows.is_empty():
        return
    made = table("Område", "Periode", "Deres tal", "Forskel", "Jeres er")
    for row in rows.to_dicts():
        made.add_row(row["omraade"], when(row), _their_share(row), _gap(row), row["dom"] or row["grund"])
    yield made
    yield indented(["Forskel: jeres mindre deres i procentpoint, med 95 %-interval."], "dim")


def _beside(rows: pl.DataFrame) -> Iterable[RenderableType]:
    if rows.is_empty():
        return
    made = table("Kommune", "Periode", "Deres tal", "Forskel", "")
    for row in rows.head(MOST_ROWS).to_dicts():
        made.add_row(row["omraade"], when(row), _their_share(row), _gap(row), row["dom"] or row["grund"])
    yield made
    more = [f"{danish.further(rows.height - MOST_ROWS)}. Se dem alle med --format csv."] * (rows.height > MOST_ROWS)
    chance = ["Af mange sammenligninger viser omkring hver tyvende en forskel, der ikke er der."] * (rows.height > 1)
    yield indented(["I navneorden, ikke efter tal.", *more, *chance], "dim")


def _their_share(row: dict[str, Any]) -> str:
    return share(row, "deres_") or "–"


def _gap(row: dict[str, Any]) -> str:
    if row["forskel"] is None:
        return "–"
    gap, low, high = (points(100 * row[name]) for name in ("forskel", "forskel_lav", "forskel_hoej"))
    return f"{gap} ({low} til {high})"


def _funnel(figures: pl.DataFrame, rate: dict[str, Any], own_area: str | None) -> Iterable[RenderableType]:
    """The municipalities that tell their numbers, and the own one, around their common share."""
    towns = figures.filter(
        pl.col("omraadetype") == MUNICIPALITY, pl.col("taeller").is_not_null(), pl.col("enhed") == PERCENT
    )
    if own_area is not None:
        towns = towns.filter(~is_area(towns["omraade"], own_area))
    own = {"omraade": own_area or "jeres", "taeller": rate["taeller"], "naevner": rate["naevner"]}
    if towns.is_empty() or not rate["naevner"]:
        return
    everyone = pl.concat([towns.select("omraade", "taeller", "naevner"), pl.DataFrame([own], schema=_POINT)])
    named = funnel(everyone.sort(by_name(pl.col("omraade")), "naevner"))
    made = table("Tragten", "Andel", "95 % af tilfældet", "99,8 %", "")
    for row in named.to_dicts():
        inner, outer = (f"{_pct(row[f'nedre{edge}'])}–{_pct(row[f'oevre{edge}'])}" for edge in ("95", "998"))
        few = row["naevner"] < FEWEST_FOR_PERCENT
        made.add_row(row["omraade"], _counted(row, few=few), inner, outer, TOO_FEW if few else row["plads"])
    yield Text("")
    yield made
    yield indented(_of_funnel(named), "dim")


_POINT = {"omraade": pl.String(), "taeller": pl.Int64(), "naevner": pl.Int64()}

FEWEST_FOR_SPREAD = 10
"""Under this number of municipalities nothing is said about their spread."""


def _pct(andel: float) -> str:
    return danish.decimal(100 * andel, 0)


def _counted(row: dict[str, Any], *, few: bool) -> str:
    counts = f"{danish.whole(row['taeller'])} af {danish.whole(row['naevner'])}"
    return counts if few else f"{counts} = {danish.decimal(100 * row['andel'])} %"


def _of_funnel(named: pl.DataFrame) -> Iterable[str]:
    centre = danish.decimal(100 * named["midte"][0])
    yield f"Så langt fra {centre} % (kommunerne under ét) bringer tilfældet alene en kommune af den størrelse."
    times, more = dispersion(named)
    if more and named.height >= FEWEST_FOR_SPREAD:
        yield (
            f"Kommunerne er {danish.decimal(times)} gange så spredte, som tilfældet gør dem: de er forskellige på andre måder, "
            "og en kommune uden for grænserne skiller sig ikke ud for det."
        )


def _basis(figures: pl.DataFrame, summary: Summary, own_area: str | None) -> Iterable[str]:
    rows = figures.to_dicts()
    for part in figures.partition_by(*_MEASURE, "periode", maintain_order=True):
        first = part.row(0, named=True)
        same = (first["fra"], first["til"]) == (summary.span.first, summary.span.last)
        areas = ", ".join(part["omraade"]) if part.height <= _FEW_AREAS else f"{danish.whole(part.height)} områder"
        other = "" if same else " En anden periode end jeres."
        yield f"{name_of(first)}, {when(first)}, {areas}: {found_in(first)}.{other}"
    yield from dict.fromkeys(f"{row['omraade']}: {row['bemaerkning']}" for row in rows if row["bemaerkning"])
    spans = {(row["fra"], row["til"]) for row in rows} - {(summary.span.first, summary.span.last)}
    if len(spans) == 1:
        first, last = spans.pop()
        yield f"Regn jeres tal for deres periode med: --periode {first.isoformat()}..{last.isoformat()}"
    if any(row["definition"] == OTHER for row in rows):
        yield WARNING
    yield from labels(rows)
    if own_area is not None and is_area(figures["omraade"], own_area).any():
        yield f"{own_area} står selv i filen. Hvorfor det tal er et andet end jeres, siger: rettid reconcile"
    if any(row["taeller"] is None and row["vaerdi"] is not None for row in rows):
        yield "Land, regioner og landsdele, der er offentliggjort uden tæller og nævner, er taget som nøjagtige; kommuner er ikke."


def show_figures(figures: pl.DataFrame, out: TextIO) -> None:
    """Print what files of published figures hold, a row per figure."""
    show(_figures(figures), out)


def _figures(figures: pl.DataFrame) -> Iterable[RenderableType]:
    hidden = int(figures["skjult"].sum())
    yield Text(
        f"{danish.count(figures.height, 'offentliggjort tal', 'offentliggjorte tal')}, heraf {danish.whole(hidden)} skjult",
        style="bold",
    )
    made = table("Måling", "Område", "Periode", "Tal")
    for row in figures.head(MOST_ROWS).to_dicts():
        made.add_row(name_of(row), row["omraade"], when(row), value(row))
    yield made
    if figures.height > MOST_ROWS:
        yield indented([f"{danish.further(figures.height - MOST_ROWS)}. Se dem alle med --format csv."], "dim")
    rows = figures.unique("fil", keep="first", maintain_order=True).to_dicts()
    told = [f"{row['fil']}: {row['titel'] or row['maaling']}. Første tal: {found_in(row)}." for row in rows]
    warned = [WARNING] if (figures["definition"] == OTHER).any() else []
    yield bullets([*told, *warned, *labels(figures.to_dicts()), *_hidden(hidden)])


def _hidden(number: int) -> Iterable[str]:
    if number:
        yield "Et skjult tal er ikke 0: Jobindsats skjuler tal under 3."


def show_development(moved: pl.DataFrame, figures: pl.DataFrame, own_area: str | None, out: TextIO) -> None:
    """Print how monthly figures have moved: `moved` as `developed` gives it, `figures` what it was made of."""
    show(_development(moved, figures, own_area), out)


def _development(moved: pl.DataFrame, figures: pl.DataFrame, own_area: str | None) -> Iterable[RenderableType]:
    yield Text("Udviklingen på en måned og et år", style="bold")
    for part in moved.partition_by("maaling", "delmaaling", "opdeling", maintain_order=True):
        first = part.row(0, named=True)
        yield title(f"{name_of(first)}, {when(first)}")
        own = own_area is not None and is_area(part["omraade"], own_area).any()
        made = table(
            "Område", when(first).capitalize(), "På et år", "På en måned", *([f"{own_area} mod det: år", "måned"] if own else []),
            numbers=True,
        )  # fmt: skip
        for row in part.to_dicts():
            beside = [points(row["mod_eget_aar"]), points(row["mod_eget_maaned"])] if own else []
            made.add_row(row["omraade"], value(row), _change(row, "paa_et_aar"), _change(row, "paa_en_maaned"), *beside)
        yield made
    rows = figures.unique("fil", keep="first", maintain_order=True).to_dicts()
    notes = [f"Kilde: {found_in(row)}." for row in rows]
    yield bullets(
        [
            *notes,
            "Ændring i procent af det, det var (af en andel: i procentpoint). Forskelle mellem områder er i point.",
            *labels(figures.to_dicts()),
        ]
    )


def _change(row: dict[str, Any], name: str) -> str:
    if row[name] is None:
        return "kendes ikke"
    return f"{points(row[name])} {'point' if row['enhed'] == PERCENT else '%'}"
