"""`rettid exits`: who got an offer and who left without, then who left the benefit; last what is taken for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from rettid.exits import EXIT_DAYS, OFFER_DAYS
from rettid.forecast.exits import EXIT, OFFER
from rettid.rates import FEWEST_FOR_PERCENT
from rettid.screen import danish
from rettid.screen import exit_words as words
from rettid.screen.first import what_was_read
from rettid.screen.paper import bullets, indented, show, table, title
from rettid.statistics.incidence import EVENT, LEFT, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    import polars as pl
    from rich.console import RenderableType

    from rettid.exits import Exits


def show_exits(exits: Exits, out: TextIO) -> None:
    """Print the curves at the days that are asked about."""
    show(_screen(exits), out)


def _screen(exits: Exits) -> Iterable[RenderableType]:
    summary, span = exits.summary, exits.span
    begun = f" · forløb begyndt {danish.day(span.first)} til {danish.day(span.last)}" if span else ""
    team = f" · {summary.team}" if summary.team else ""
    yield Text(f"Tilbud og afgang pr. {danish.day(summary.pr)}{team}{begun}", style="bold")
    yield from what_was_read(summary)
    yield from _offers(exits)
    yield from _exits(exits)
    yield title("Sådan er der regnet")
    yield bullets(_method(exits))


def _offers(exits: Exits) -> Iterable[RenderableType]:
    yield title("Tid til første tilbud")
    if why := exits.summary.untold.get("tilbud"):
        yield indented([f"Tilbud kan ikke afgøres: {why}."])
        return
    yield indented([_outcomes(exits.offers, fik="fik et tilbud", forlod="forlod ydelsen uden", aaben="er i gang uden")])
    rows = table("", "Inden for", "Fik tilbud (95 %)", "Forlod uden", "Hverken", numbers=True)
    for group, spells in exits.groups(exits.offers):
        for row in exits.shares(spells, OFFER, OFFER_DAYS).iter_rows(named=True):
            others = [words.percent(row[name]) for name in ("andel_forlod", "andel_hverken")]
            told = others if words.enough(spells, row) else ["", ""]
            rows.add_row(*_labels(group, row, OFFER_DAYS), words.share(spells, row), *told)
    yield rows
    yield indented([_half(exits.median(exits.offers, OFFER), "har fået et tilbud")])


def _exits(exits: Exits) -> Iterable[RenderableType]:
    yield title("Afgang fra ydelsen")
    yield indented([_outcomes(exits.exits, fik="er afsluttet", aaben="er i gang")])
    rows = table("", "Inden for", "Afsluttet (95 %)", "Talt op", "Endnu ikke fulgt så længe", numbers=True)
    for group, spells in exits.groups(exits.exits):
        for row in exits.shares(spells, EXIT, EXIT_DAYS).iter_rows(named=True):
            share = words.share(spells, row)
            seen = f"{danish.whole(row['set'])} af {danish.whole(spells.height)}"
            rows.add_row(*_labels(group, row, EXIT_DAYS), share, seen, danish.whole(spells.height - row["fulgt"]))
    yield rows
    yield indented([_half(exits.median(exits.exits, EXIT), "er afsluttet"), *_mean(exits)])


def _labels(group: str, row: dict[str, Any], days: tuple[int, ...]) -> list[str]:
    return [group if row["dag"] == days[0] else "", words.WITHIN[row["dag"]]]


def _outcomes(spells: pl.DataFrame, **names: str) -> str:
    """How many there are, and how many of each outcome."""
    codes = {"fik": EVENT, "forlod": LEFT, "aaben": OPEN}
    parts = [f"{danish.whole(spells.filter(udfald=codes[code]).height)} {name}" for code, name in names.items()]
    return f"{danish.count(spells.height, 'forløb', 'forløb')}: {', '.join(parts)}."


def _half(day: int | None, what: str) -> str:
    if day is None:
        return f"Færre end halvdelen {what}, så længe nogen er fulgt."
    return f"Halvdelen {what} efter {danish.days(day)}."


def _mean(exits: Exits) -> list[str]:
    mean = exits.mean
    if mean is None or exits.exits.height < FEWEST_FOR_PERCENT:
        return []
    span = f"{danish.decimal(mean.lav)}–{danish.decimal(mean.hoej)}"
    return [
        f"I gennemsnit {danish.decimal(mean.dage)} dage på ydelsen inden for de første {danish.days(mean.graense)} ({span}).",
        "Gennemsnittet for dem, der er afsluttet, vises ikke: det udelader dem, der er længst.",
    ]


def _method(exits: Exits) -> list[str]:
    lines = [
        (
            "Fik tilbud: Aalen og Johansens kurve. Den, der forlader ydelsen før tilbuddet, kan ikke få det og tæller for sig; "
            "den, der er i gang uden, tæller, så længe der er fulgt. Én minus Kaplan-Meier ville være for højt, "
            "og andelen af de afsluttede ville være en anden."
        ),
        (
            "Afsluttet: her er der kun én udgang, og kurven er Kaplan-Meiers. Åbne forløb tæller til dagen. Slutdatoen er forløbets; "
            "om borgeren kom i job, siger udtrækket ikke."
        ),
        "Dage er kalenderdage fra startdatoen. 6 måneder er regnet som 183 dage, 12 som 365. Tilbud er dem, lovens krav tæller.",
    ]
    if exits.too_early:
        lines.append(
            f"{danish.count(exits.too_early, 'forløb', 'forløb')} begyndt før udtrækkets første slutdato er ikke med: det ser ud, som om "
            "udtrækket ikke har dem, der sluttede før den dag, og så er det kun de lange, der er tilbage."
        )
    return lines
