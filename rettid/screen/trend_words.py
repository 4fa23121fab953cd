"""A series in words: what a period is called, what its numbers are, and what they say together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.screen import danish
from rettid.statistics.control import BASELINE
from rettid.trend.counts import NO_RUN
from rettid.trend.replay import THEN
from rettid.trend.signals import ABOVE, BELOW, CHANGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rettid.summary import Summary
    from rettid.trend import Trend
    from rettid.trend.grounds import Grounds

    Row = dict[str, Any]

MEASURES = {
    "R1": "frister til tiden (R1)",
    "RP": "personer med alt til tiden (RP)",
    "R2": "åbne brud, når perioden er slut (R2)",
}

SHARES = {"R1": "Til tiden", "RP": "Alt til tiden", "R2": "Åbne brud"}

_NEVER, _TOO_FEW = "Ingen tendens: ingen periode har mindst 10.", "Ingen tendens: for få punkter."
_CHARTS = {"p": "p-kort", "xmr": "XmR-kort"}


def period(row: Row) -> str:
    """2018-12, or the ISO weeks of a fortnight.

    >>> from datetime import date
    >>> period({"periode": "2020-U53", "fra": date(2020, 12, 28), "til": date(2021, 1, 10)})
    'uge 53-1 2020'
    """
    if "U" not in row["periode"]:
        return str(row["periode"])
    (year, first, _), (_, last, _) = row["fra"].isocalendar(), row["til"].isocalendar()
    return f"uge {first}-{last} {year}"


def number(row: Row, *, interval: bool = True) -> str:
    """Numerator and denominator, then the percentage and its interval; or why there is none."""
    if row["taeller"] is None:
        return str(row["bemaerkning"] or NO_RUN)
    if row["naevner"] is None:
        return f"{danish.whole(row['taeller'])} hos {danish.count(row['borgere'], 'borger', 'borgere')}"
    unknown = row["kan_ikke_afgoeres"]
    if not row["naevner"] and unknown:
        return f"kan ikke afgøres ({danish.whole(unknown)})"
    text = danish.share({**row, "rettidige": row["taeller"], "forfaldne": row["naevner"]})
    return text if interval else text.partition(" (")[0]


def limits(row: Row) -> str:
    """The limits that the period is held against, in per cent or in breaches; nothing where there are none.

    >>> limits({"nedre": 0.648, "oevre": 0.807, "maal": "R1"}), limits({"nedre": 0.0, "oevre": 10.6, "maal": "R2"})
    ('64,8–80,7', '0,0–10,6')
    """
    if row["nedre"] is None:
        return ""
    return "–".join(danish.decimal(row[name] * _scale(row)) for name in ("nedre", "oevre"))


def sign(row: Row) -> str:
    """The signal of the period, with its mark, and whether it begins a stretch."""
    signal = row["signal"] or ("" if row["vaerdi"] is None else "for få punkter")
    words = [signal, row["maerke"] or "", "brud" if row["brud"] else ""]
    return " · ".join(word for word in words if word)


def verdict(series: pl.DataFrame) -> str:
    """What the series says, in a sentence or two: `series` as `Trend.series`, one measure, kind and what was known."""
    points = series.filter(pl.col("signal").is_not_null()).to_dicts()
    if series["taeller"].null_count() == series.height:
        return f"Ingen tendens: {number(series.row(-1, named=True))}."
    if not points:
        return _NEVER if series["vaerdi"].null_count() == series.height else _TOO_FEW
    last = points[-1]
    told = f"{_latest(points)}{_before(points)}"
    if last["fra"] != series["fra"].max():
        told += f" {period(last)} er den seneste periode med et tal at holde op mod grænserne."
    if last["foreloebig"]:
        base = sum(row["afsnit"] == last["afsnit"] for row in points)
        told += f" Grænserne er foreløbige: {danish.count(base, 'punkt', 'punkter')}, og der skal {BASELINE} til."
    return told


def stretches(series: pl.DataFrame) -> Iterator[str]:
    """The mean and the limits of each stretch, a sentence each."""
    points = series.filter(pl.col("vaerdi").is_not_null())
    for part in points.partition_by("afsnit", maintain_order=True):
        row, base = part.row(0, named=True), min(part.height, BASELINE)
        begin = f" ({row['brud']})" if row["brud"] else ""
        if row["nedre"] is None:
            yield f"Fra {period(row)}{begin}: for få punkter til grænser."
            continue
        percent = "" if row["maal"] == "R2" else " %"
        own = "grænserne følger nævneren" if row["kort"] == "p" else f"grænser {limits(row)}"
        trial = ", foreløbige" if row["foreloebig"] else ""
        yield (
            f"Fra {period(row)}{begin}: middel {danish.decimal(row['middel'] * _scale(row))}{percent}, {own}{trial} "
            f"({_CHARTS[row['kort']]} af de første {danish.count(base, 'punkt', 'punkter')})."
        )


def of_an_export(trend: Trend, summary: Summary, grounds: Grounds) -> Iterable[str]:
    """What the reader must know of a series that is told from one export."""
    if THEN in trend.known:
        yield "Som kendt da: dømt dagen efter perioden, kun med det, der var registreret på dens sidste dag. Tegnene er dens."
        yield "Forløbs start og slut har ingen registreringsdato og regnes som kendt hele tiden."
        if grounds.undated:
            yield f"{danish.count(grounds.undated, 'række', 'rækker')} uden registreringsdato regnes også som kendt hele tiden."
    elif grounds.dated:
        yield "Som kendt nu: de seneste perioder kan stadig ændre sig, for der registreres bagud. Se hvor meget: --kendt-pr hver."
    if trend.found[-1].span.last >= summary.pr:
        yield f"Frister på selve dagen, {danish.day(summary.pr)}, er ikke med endnu."
    if grounds.earlier:
        yield _not_whole(grounds)
    for pack, day in grounds.laws:
        if all(each.dag != day for each in trend.breaks):
            yield f'{pack} gælder forløb fra {danish.day(day)}. Er tallene nogle andre derfra, så skriv --brud {day}="ny lov".'


def _not_whole(grounds: Grounds) -> str:
    missing = "så gamle perioder tæller kun dem, der stadig er her"
    if grounds.first_end is None:
        return f"NB: Udtrækket har kun forløb, der ikke er slut, {missing}. Tag de afsluttede med i udtrækket."
    return f"NB: Ingen forløb i udtrækket er slut før {danish.day(grounds.first_end)}, {missing}, hvis der var andre."


def _latest(points: list[Row]) -> str:
    """What the last period says, and since when."""
    last = points[-1]
    if last["signal"] in CHANGES:
        since = last
        for row in reversed(points):
            if row["signal"] != last["signal"] or row["afsnit"] != last["afsnit"]:
                break
            since = row
        return f"{str(last['signal']).capitalize()} niveau, set fra {period(since)}."
    if last["signal"] in (ABOVE, BELOW):
        return f"{period(last)} er {last['signal']}. Én periode er ikke en ændring: se, hvad den næste siger."
    mean = f"middel {danish.decimal(last['middel'] * _scale(last))}{'' if last['maal'] == 'R2' else ' %'}"
    still = "Intet tegn på ændring endnu" if last["foreloebig"] else "Ingen ændring"
    return f"{still}: {period(last)} er {last['signal']} ({mean})."


def _before(points: list[Row]) -> str:
    """Which earlier periods told of a change, where the last one does not."""
    if points[-1]["signal"] in CHANGES:
        return ""
    told = [row for row in points if row["signal"] in CHANGES]
    return f" Tidligere sås {told[-1]['signal']} (senest {period(told[-1])})." if told else ""


def _scale(row: Row) -> int:
    return 1 if row["maal"] == "R2" else 100
