"""The committee's page: one A4 in plain Danish, without personal data, small cells hidden (inventory K-09). Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rettid.report import parts, promises
from rettid.report.measures import EVENT_NAMES
from rettid.report.model import Report, Section
from rettid.report.numbers import AGE
from rettid.report.provenance import period
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rettid.report.guard import Guarded
    from rettid.report.numbers import Numbers
    from rettid.report.promises import Initiative
    from rettid.report.sources import Sources

_PANEL, _LOW = 64, 40
"""The height of a chart's panel, in pixels, without and with what lies ahead: both fit on the page with the rest."""

_PLAIN = {
    "samtale": ("samtaler, som borgerne havde krav på", "blev holdt til tiden"),
    "tilbud": ("borgere, der skulle have deres første tilbud", "fik det til tiden"),
}


def committee(guarded: Guarded, sources: Sources) -> Report:
    """The page of the audit's period."""
    numbers = guarded.numbers
    summary = numbers.summary
    ahead = list(_ahead(sources))
    drawn = parts.trend(numbers, _LOW if ahead else _PANEL, sources.brud)
    return Report(
        slags="udvalg",
        titel="Får de ledige deres samtaler og tilbud til tiden?",
        undertitel=f"Status til udvalget: frister {period(numbers.span)}, opgjort pr. {danish.day(summary.pr)}",
        kommune=summary.kommune,
        pr=summary.pr,
        afsnit=[
            Section("status", "Status", list(plainly(numbers)), tabeller=[parts.overview(numbers)]),
            Section(
                "udvikling", "Udvikling", tabeller=parts.by_group(numbers, AGE), diagrammer=[drawn] if drawn else []
            ),
            Section("herfra", "Hvad sker der nu?", ahead, skriv=["jobcentrets vurdering i to-tre linjer"]),
            Section("laes", "Sådan læses tallene", [" ".join([_READ, *guarded.noter])]),
        ],
        trykt=guarded.trykt.to_dicts(),
    )


_READ = (
    "I parentes står, hvor sikkert tallet er: med så få frister kan tilfældigheder flytte det inden for de to grænser "
    "(95 %). Under 10 vises ingen procent."
)


def plainly(numbers: Numbers) -> Iterable[str]:
    """Each kind of duty in a plain sentence: "Af 544 samtaler … blev 417 holdt til tiden"."""
    for event in numbers.events():
        share = numbers.frame("R1", event)["andel"][0]
        waiting = numbers.frame("R2", event).row(0, named=True)
        if share["naevner"] is None:
            yield f"{EVENT_NAMES[event]}: {share['bemaerkning']}."
        elif not share["naevner"]:
            yield f"{EVENT_NAMES[event]}: ingen i målgruppen."
        else:
            yield _sentence(event, share["taeller"], share["naevner"], waiting["antal"])


def _sentence(event: str, met: int, every: int, waiting: int | None) -> str:
    who, what = _PLAIN[event]
    verb, _, rest = what.partition(" ")
    still = "" if waiting is None else f" I dag er {danish.whole(waiting)} frister overskredet og endnu ikke opfyldt."
    return f"Af {danish.whole(every)} {who}, {verb} {danish.whole(met)} {rest}.{still}"


def _ahead(sources: Sources) -> Iterable[str]:
    yield from (promises.told(replace(forecast, note=""), sources.loefte) for forecast in sources.prognoser)
    if sources.initiativer:
        yield f"Initiativer: {'; '.join(map(_in_short, sources.initiativer))}."


def _in_short(initiative: Initiative) -> str:
    promised = f", lovet {danish.day(initiative.lovet)}" if initiative.lovet else ""
    return f"{initiative.navn} ({initiative.status}{promised})"
