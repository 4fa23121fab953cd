"""Published figures in words: what is measured, where and when, and where it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rettid.benchmarks import OWN_MEASURES
from rettid.benchmarks.figures import AVERAGE, COUNTRY, MEAN, PERCENT, REST, name_of
from rettid.benchmarks.when import parse_when
from rettid.screen import danish
from rettid.summary import kind_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MINUS = "\N{MINUS SIGN}"


def is_rate(maal: str) -> bool:
    """Whether an own number is one of rettid's rates, and not an official measure."""
    return maal in OWN_MEASURES


def own_name(maal: str) -> str:
    """What an own number is called: "Første tilbud, frister til tiden (R1/tilbud)"; an official measure by its own name."""
    rate, _, event = maal.partition("/")
    if not is_rate(maal):
        return maal
    what = "frister til tiden" if rate == "R1" else "personer med alt til tiden"
    return f"{kind_name(('', 'jobcenter', event))}, {what} ({maal})"


def value(figure: Mapping[str, Any]) -> str:
    """The figure's value in its unit."""
    if figure["vaerdi"] is None:
        return "skjult"
    if figure["enhed"] == PERCENT:
        return f"{danish.decimal(figure['vaerdi'])} %"
    whole = figure["enhed"] != MEAN and figure["vaerdi"] == int(figure["vaerdi"])
    return danish.whole(int(figure["vaerdi"])) if whole else danish.decimal(figure["vaerdi"])


def share(row: Mapping[str, Any], prefix: str = "") -> str:
    """A rate with its numbers first, where it has them; else the percentage that was published."""
    hits, trials, andel = (row[f"{prefix}{name}"] for name in ("taeller", "naevner", "andel"))
    if trials is None or hits is None:
        return "" if andel is None else f"{danish.decimal(100 * andel)} %"
    edges = {name: row[f"{prefix}{name}"] for name in ("lav", "hoej")}
    return danish.share({"rettidige": hits, "forfaldne": trials, "andel": andel, **edges})


def points(change: float | None) -> str:
    """A change in points, with its sign: the sign is the first thing that is read.

    >>> points(7.04), points(-0.96), points(0.0)
    ('+7,0', '−1,0', '0,0')
    """
    if change is None:
        return ""
    text = danish.decimal(abs(change))
    return text if text == danish.decimal(0) else f"{'+' if change > 0 else MINUS}{text}"


def when(figure: Mapping[str, Any]) -> str:
    """The figure's period as a Dane says it."""
    return parse_when(figure["periode"]).text


def source(figure: Mapping[str, Any]) -> str:
    """Whose figure it is, and how old."""
    table = f"{figure['kilde']} {figure['tabel_id'] or ''}".strip()
    known = [f"{what} {danish.day(figure[what])}" for what in ("opdateret", "hentet") if figure[what] is not None]
    return f"{table}; {', '.join(known) or 'uden dag for opdatering'}"


def found_in(figure: Mapping[str, Any]) -> str:
    """Where a figure was found, whose it is, and how old."""
    sheet = f", ark {figure['ark']}" if figure.get("ark") else ""
    return f"{figure['fil']}{sheet}, række {figure['raekke']} ({source(figure)})"


def labels(figures: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """What must be said of areas that are easily taken for each other."""
    kinds = {figure["omraadetype"] for figure in figures}
    if COUNTRY in kinds:
        yield "»Hele landet« rummer også jeres egne borgere."
    if REST in kinds:
        yield "»Resten af landet« er hele landet uden det område, der ses på: et andet tal end hele landet."
    if AVERAGE in kinds:
        yield "Et gennemsnit af kommuner vejer små og store lige: et andet tal end hele landet."


def measured(figure: Mapping[str, Any]) -> str:
    """What a figure measures, where and when."""
    return f"{name_of(dict(figure))}, {figure['omraade']}, {when(figure)}"
