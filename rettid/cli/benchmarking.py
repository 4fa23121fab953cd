"""The work of `rettid benchmark` and `rettid reconcile`: which figure, which own number, and where the answer goes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rettid.cli.judging import Question, judged
from rettid.cli.options import DONE, say
from rettid.errors import UsageError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import polars as pl

    from rettid.benchmarks import Official, Recount
    from rettid.benchmarks.choice import Wanted
    from rettid.benchmarks.gap import Step
    from rettid.cli.opening import Opening
    from rettid.measures import Line, Measure
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
    return read_figures(order.officielle, enhed=order.enhed, password=opening.password, kodning=opening.encoding)


def wanted(order: Order, opening: Opening) -> Wanted:
    """Which figure is named; the municipality of the configuration where no area is."""
    from rettid.benchmarks.choice import Wanted
    from rettid.benchmarks.when import parse_when

    try:
        when = parse_when(order.officiel_periode) if order.officiel_periode is not None else None
    except ValueError as fault:
        raise UsageError(f"--officiel-periode: {fault}.") from fault
    return Wanted(order.omraade or opening.setup.kommune or None, order.maaling, order.opdeling, when)


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
    return _deliver(pl.concat([against, beside]), form, out, _manifest(summary, found))


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
    return _deliver(found, form, out, {"rettid": _version(), "officielle": _files(found)})


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
    return _deliver(moved, form, out, {"rettid": _version(), "officielle": _files(found)})


def reconcile(question: Question, order: Order, opening: Opening, form: str | None, out: Path | None) -> int:
    """`rettid reconcile`: the steps from the own number to the official one."""
    from rettid.benchmarks import Definition, reconciled
    from rettid.benchmarks.choice import of_one_measure, of_the_period
    from rettid.rates import FEWEST_FOR_PERCENT
    from rettid.screen import danish

    steps = _steps(order.skift)
    data_day = _day(order.datadato)
    found, named = published(order, opening), wanted(order, opening)
    meant = of_one_measure(found, named)
    maal = _own_number(order.maal, meant.row(0, named=True))
    measure = _measure(maal)
    summary = judged(question, opening)
    figure = of_the_period(meant, summary.span)
    recount = _recount(maal, measure, summary)
    own = Definition(summary.span, summary.pr)
    if (why := recount.untold(own)) is not None:
        raise UsageError(
            f"Jeres eget tal kan ikke opgøres: {why.removeprefix('kan ikke opgøres: ')}. Lav udtrækket igen med det."
        )
    count = recount.counted(own)
    if count.naevner < FEWEST_FOR_PERCENT:
        said = danish.share({"rettidige": count.taeller, "forfaldne": count.naevner})
        raise UsageError(f"Jeres eget tal kan ikke afstemmes: {said}. Vælg en længere periode med --periode.")
    official = _official(figure, order, data_day)
    gap = reconciled(recount, own, official, steps)
    if form is None:
        from rettid.screen.reconcile import Reconciliation, show_gap

        named_it = order.maal is not None or bool(figure["sammenlign"])
        show_gap(Reconciliation(gap, figure, official.andel, maal, named_it), summary, sys.stdout)
        return DONE
    told = {name: figure[name] for name in ("maaling", "delmaaling", "omraade", "periode", "vaerdi", "fil", "raekke")}
    return _deliver(gap, form, out, _manifest(summary, found) | {"maal": maal, "officielt_tal": told})


def _own_number(maal: str | None, figure: dict[str, Any]) -> str:
    from rettid.benchmarks import OWN_MEASURES
    from rettid.benchmarks.choice import compared_with
    from rettid.benchmarks.figures import name_of

    own = maal or compared_with(figure)
    if own is None:
        raise UsageError(
            f"Sig med --maal, hvilket af jeres tal »{name_of(figure)}« skal holdes op mod: {', '.join(OWN_MEASURES)} "
            "eller et officielt mål og dets række, fx star-passiv/passiv-12."
        )
    return own


def _measure(maal: str) -> tuple[Measure, Line] | None:
    """The official measure and the row of it that `maal` names; None for one of the own rates. Raises UsageError."""
    from rettid.benchmarks import OWN_MEASURES
    from rettid.cli.measuring import measure_named

    if maal in OWN_MEASURES:
        return None
    name, slash, row = maal.partition("/")
    if not slash:
        raise UsageError(
            f'--maal: "{maal}" siger ikke hvilken række. Vælg blandt {", ".join(OWN_MEASURES)}, eller skriv MÅL/RÆKKE '
            f"som star-passiv/passiv-12; se målene med: rettid measure"
        )
    measure = measure_named(name)
    line = next((each for each in measure.linjer if each.id == row), None)
    if line is None or measure.slags in ("kvote", "vifte"):
        rows = ", ".join(each.id for each in measure.linjer)
        raise UsageError(
            f'--maal: målet {name} har ikke en række "{row}", der kan afstemmes. Der er: {rows or "ingen"}.'
        )
    return measure, line


def _recount(maal: str, measure: tuple[Measure, Line] | None, summary: Summary) -> Recount:
    from rettid.benchmarks import Recount

    tables = summary.reading.tables
    if measure is not None:
        return Recount(tables, summary.judged_by, maal, *measure)
    return Recount(tables, summary.judged_by, maal).knowing(summary.all_funds, summary.pr)


def _official(figure: dict[str, Any], order: Order, data_day: date | None) -> Official:
    from rettid.benchmarks import Official
    from rettid.spans import Span

    groups = order.maalgruppe or figure["maalgruppe"]
    return Official(
        figure["vaerdi"] / 100,
        Span(figure["fra"], figure["til"]),
        tuple(part.strip() for part in groups.split(",") if part.strip()) if groups else None,
        data_day or figure["opdateret"],
    )


def _day(text: str | None) -> date | None:
    from rettid.spans import parse_day

    return parse_day(text, "--datadato") if text is not None else None


def _steps(text: str | None) -> list[Step]:
    """The steps that were named, in that order; all of them where none was."""
    from rettid.benchmarks import STEPS

    if text is None:
        return list(STEPS.values())
    names = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [name for name in names if name not in STEPS]
    if unknown or not names:
        said = f'"{unknown[0]}" er ikke et trin' if unknown else "der er ikke nævnt noget trin"
        raise UsageError(f"--skift: {said}. Trinene er: {', '.join(STEPS)}.")
    return [STEPS[name] for name in names]


def _deliver(frame: pl.DataFrame, form: str, out: Path | None, manifest: dict[str, Any]) -> int:
    from rettid.output import write
    from rettid.screen import danish

    write(frame, form, out, manifest)
    if out is not None:
        say(f"{out}: {danish.count(frame.height, 'række', 'rækker')} skrevet.", DONE)
    return DONE


def _manifest(summary: Summary, found: pl.DataFrame) -> dict[str, Any]:
    from rettid.manifest import manifest

    kept = {name: value for name, value in manifest(summary).items() if name not in {"forpligtelser", "andele"}}
    return kept | {"officielle": _files(found)}


def _files(found: pl.DataFrame) -> list[dict[str, Any]]:
    names = found.unique(["fil", "fil_sha256"], keep="first", maintain_order=True)
    return [{"navn": row["fil"], "sha256": row["fil_sha256"]} for row in names.to_dicts()]


def _version() -> str:
    from rettid import __version__

    return __version__
