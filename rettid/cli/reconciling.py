"""The work of `rettid reconcile`: the own number, the official one, and the steps between them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rettid.cli.benchmarking import Order, published, traced, wanted
from rettid.cli.delivering import write_data
from rettid.cli.judging import Question, judged
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from rettid.benchmarks import Official, Recount
    from rettid.benchmarks.gap import Step
    from rettid.cli.opening import Opening
    from rettid.measures import Line, Measure
    from rettid.summary import Summary


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
    write_data(gap, form, out, traced(summary, found) | {"maal": maal, "officielt_tal": told})
    return DONE


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
