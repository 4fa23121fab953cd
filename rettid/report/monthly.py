"""The monthly pack for coordinator, team leader and department head (inventory K-07); it stays in the team. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.report import curves, followed, parts, promises, published
from rettid.report.method import appendix
from rettid.report.ministry import NO_FORECAST, in_short
from rettid.report.model import Report, Section
from rettid.report.numbers import AGE, KRAV, TEAM
from rettid.report.provenance import period, provenance
from rettid.screen import danish

if TYPE_CHECKING:
    from rettid.exits import Exits
    from rettid.report.numbers import Numbers
    from rettid.report.replayed import Replayed
    from rettid.report.sources import Sources


def monthly(numbers: Numbers, sources: Sources, replay: Replayed | None = None, exits: Exits | None = None) -> Report:
    """The pack of the audit's period, with every number as it is; `replay` are its months judged again, `exits` its curves."""
    summary = numbers.summary
    return Report(
        slags="maaned",
        titel="Månedens gennemgang af rettidigheden",
        undertitel=f"Frister {period(numbers.span)}, opgjort pr. {danish.day(summary.pr)}. Internt: små tal er ikke skjult.",
        kommune=summary.kommune,
        pr=summary.pr,
        afsnit=[
            _last_time(),
            _trend(numbers, sources, replay),
            _flow(numbers),
            *([] if exits is None else [_time(exits)]),
            _where(numbers),
            *_others(numbers, sources),
            *_promised(numbers, sources),
            _now(),
        ],
        bilag=[appendix(numbers)],
    )


def _last_time() -> Section:
    return Section(
        "sidst",
        "Det besluttede vi sidste måned",
        skriv=["hver beslutning fra sidste måned, hvem der havde den, og om den er gennemført"],
    )


def _trend(numbers: Numbers, sources: Sources, replay: Replayed | None) -> Section:
    drawn = parts.trend(numbers, breaks=sources.brud, replay=replay)
    told = [promises.told(forecast, sources.loefte) for forecast in sources.prognoser]
    again = [] if replay is None else [replay.table(event) for event in parts.monthly_events(numbers)]
    notes = () if replay is None else replay.notes()
    return Section(
        "tendens",
        "Går det frem?",
        [*in_short(numbers), *told, *parts.signs(numbers, sources.brud, replay), *notes],
        tabeller=[parts.overview(numbers), *again],
        diagrammer=[drawn] if drawn else [],
        udeladt=[] if told else [NO_FORECAST],
    )


def _flow(numbers: Numbers) -> Section:
    drawn, tables = parts.flow(numbers)
    return Section("stroem", "Brud ind og ud", tabeller=[parts.overdue(numbers), *tables], diagrammer=[drawn])


def _time(exits: Exits) -> Section:
    found = curves.shown(exits)
    drawn = [] if found.diagram is None else [found.diagram]
    why = [] if drawn else ["Kurverne kan ikke tegnes: der er for få forløb."]
    return Section("tid", "Hvor længe varer det?", found.ord, tabeller=[found.tabel], diagrammer=drawn, udeladt=why)


def _promised(numbers: Numbers, sources: Sources) -> list[Section]:
    """What the register of targets says, where one is given."""
    if sources.opfoelgning is None:
        return []
    rests_on = provenance(numbers.summary, "mål")
    tables = [
        *([promises.initiatives(sources.initiativer, rests_on)] if sources.initiativer else []),
        *followed.tables(sources.opfoelgning, rests_on),
    ]
    return [Section("lovet", "Hvad har vi lovet?", sources.opfoelgning.bemaerkninger, tabeller=tables)]


def _where(numbers: Numbers) -> Section:
    tables = [table for grouping in (TEAM, KRAV, AGE) for table in parts.by_group(numbers, grouping)]
    return Section(
        "hvor",
        "Hvor ligger det?",
        ["Rækkefølgen er navnenes, aldrig andelens."],
        tabeller=tables,
        skriv=["hvad der ligger bag de brud, der kom til i måneden"],
    )


def _others(numbers: Numbers, sources: Sources) -> list[Section]:
    """The published figures, where any are given."""
    if sources.benchmark is None:
        return []
    found = published.beside(numbers, sources.benchmark, intern=True)
    section = Section(
        "andre", "Hvordan ligger andre?", found.ord, found.tabeller, found.diagrammer, udeladt=found.udeladt
    )
    return [section]


def _now() -> Section:
    return Section(
        "beslut", "Det beslutter vi i dag", skriv=["hvad der skal ske, hvem der gør det, og hvornår det er gjort"]
    )
