"""The work of `rettid benchmark`: which figures, which own numbers, and where the answer goes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rettid.cli.delivering import write_data
from rettid.cli.judging import Question, judged
from rettid.cli.options import say
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from rettid.benchmarks.choice import Wanted
    from rettid.cli.opening import Opening
    from rettid.summary import Summary

UNITS = ("procent", "andel")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of published figures, as the options stand."""

    officielle: list[Path]
    maal: str | None = None
    omraade: str | None = None
    maaling: str | None = None
    opdeling: str | None = None
    officiel_periode: str | None = None
    enhed: str | None = None
    maalgruppe: str | None = None
    datadato: str | None = None
    skift: str | None = None


def published(order: Order, opening: Opening) -> pl.DataFrame:
    """The figures of the files that were named."""
    from rettid.benchmarks.read import read_figures

    if order.enhed is not None and order.enhed not in UNITS:
        raise UsageError(f'--enhed: "{order.enhed}" kendes ikke. Vælg blandt: {", ".join(UNITS)}.')
    return read_figures(
        order.officielle,
        enhed=order.enhed,
        password=opening.password,
        kodning=opening.encoding,
        told=lambda text: say(f"NB: {text}", DONE),
    )


def wanted(order: Order, opening: Opening) -> Wanted:
    """Which figure is named; the municipality of the configuration where no area is."""
    from rettid.benchmarks.choice import Wanted
    from rettid.benchmarks.when import parse_when

    try:
        when = parse_when(order.officiel_periode) if order.officiel_periode is not None else None
    except ValueError as fault:
        raise UsageError(f"--officiel-periode: {fault}.") from fault
    return Wanted(order.omraade or opening.setup.kommune or None, order.maaling, order.opdeling, when)


def meant(order: Order, opening: Opening) -> tuple[pl.DataFrame, str | None]:
    """The shares of the files, each with the own number it is held against (`sammenlign`), and which area is the own."""
    from rettid.benchmarks.choice import shares

    named = wanted(order, opening)
    return _compared(shares(published(order, opening), named), order.maal), named.omraade


def compare(question: Question, order: Order, opening: Opening, form: str | None, out: Path | None) -> int:
    """`rettid benchmark` with an export: the own rates held against the figures."""
    import polars as pl

    from rettid.benchmarks import judged as held_against
    from rettid.benchmarks import own_rates, peers
    from rettid.benchmarks.choice import in_period, shares
    from rettid.benchmarks.figures import MUNICIPALITY

    _check_maal(order.maal)
    found, named = published(order, opening), wanted(order, opening)
    meant = _compared(shares(found, named), order.maal)
    summary = judged(question, opening)
    chosen = in_period(meant, summary.span)
    rates = own_rates(summary.funds, summary.span, summary.pr, summary.untold)
    asked = rates.filter(pl.col("maal").is_in(chosen["sammenlign"].implode()))
    if asked.is_empty():
        raise UsageError(f"Jeres eget tal kan ikke opgøres: {_untold(summary)}. Lav udtrækket igen med det.")
    wide = chosen.filter(pl.col("omraadetype") != MUNICIPALITY)
    against, beside = held_against(asked, wide), peers(asked, chosen, named.omraade)
    if form is None:
        from rettid.screen.benchmark import Comparison, show_comparison

        show_comparison(Comparison(asked, chosen, against, beside, named.omraade), summary, sys.stdout)
        return DONE
    write_data(pl.concat([against, beside]), form, out, traced(summary, found))
    return DONE


def _untold(summary: Summary) -> str:
    from rettid.screen.danish import EVENTS

    return ", ".join(f"{EVENTS[event]} er {why}" for event, why in summary.untold.items()) or "der er ingen"


def _check_maal(maal: str | None) -> None:
    from rettid.benchmarks import OWN_MEASURES

    if maal is not None and maal not in OWN_MEASURES:
        raise UsageError(f'--maal: "{maal}" er ikke et af jeres tal. Vælg blandt: {", ".join(OWN_MEASURES)}.')


def _compared(chosen: pl.DataFrame, maal: str | None) -> pl.DataFrame:
    """The figures with the own number that each is held against. Raises UsageError where nothing says which."""
    import polars as pl

    from rettid.benchmarks import OWN_MEASURES
    from rettid.benchmarks.choice import compared_with
    from rettid.benchmarks.figures import name_of

    if maal is not None:
        return chosen.with_columns(sammenlign=pl.lit(maal))
    belongs = [compared_with(row) for row in chosen.to_dicts()]
    for row, own in zip(chosen.to_dicts(), belongs, strict=True):
        if own not in OWN_MEASURES:
            raise UsageError(
                f"{row['fil']}: sig med --maal, hvilket af jeres tal »{name_of(row)}« skal holdes op mod: {', '.join(OWN_MEASURES)}."
            )
    return chosen.with_columns(sammenlign=pl.Series(belongs, dtype=pl.String))


def show_contents(order: Order, opening: Opening, form: str | None, out: Path | None) -> int:
    """`rettid benchmark` without an export: what the files hold."""
    found = published(order, opening)
    if form is None:
        from rettid.screen.benchmark import show_figures

        show_figures(found, sys.stdout)
        return DONE
    write_data(found, form, out, {"rettid": _version(), "officielle": files(found)})
    return DONE


def show_movement(order: Order, opening: Opening, form: str | None, out: Path | None) -> int:
    """`rettid benchmark --udvikling`: how the monthly figures have moved."""
    from rettid.benchmarks import developed

    found, named = published(order, opening), wanted(order, opening)
    moved = developed(found, named.omraade, named.periode)
    if moved.is_empty():
        raise UsageError(
            "--udvikling: filen har ingen månedstal"
            + (f" for {named.periode.text}" if named.periode else "")
            + ". Hent målingen måned for måned."
        )
    if form is None:
        from rettid.screen.benchmark import show_development

        show_development(moved, found, named.omraade, sys.stdout)
        return DONE
    write_data(moved, form, out, {"rettid": _version(), "officielle": files(found)})
    return DONE


def traced(summary: Summary, found: pl.DataFrame) -> dict[str, Any]:
    """The manifest of an audit, with the files of published figures."""
    from rettid.manifest import manifest

    kept = {name: value for name, value in manifest(summary).items() if name not in {"forpligtelser", "andele"}}
    return kept | {"officielle": files(found)}


def files(found: pl.DataFrame) -> list[dict[str, Any]]:
    """The files of published figures, each with its hash."""
    names = found.unique(["fil", "fil_sha256"], keep="first", maintain_order=True)
    return [{"navn": row["fil"], "sha256": row["fil_sha256"]} for row in names.to_dicts()]


def _version() -> str:
    from rettid import __version__

    return __version__
