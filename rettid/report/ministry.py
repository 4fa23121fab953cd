"""The ministry account: the minister's questions as headings, numbers filled in, the prose left to the chief (M-01). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.report import parts, promises, published, shown
from rettid.report.measures import EVENT_NAMES
from rettid.report.method import appendix
from rettid.report.model import Report, Section
from rettid.report.numbers import AGE, KRAV
from rettid.report.provenance import period, provenance
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rettid.report.guard import Guarded
    from rettid.report.numbers import Numbers
    from rettid.report.sources import Sources

QUESTIONS = (
    "Hvilke nye initiativer er igangsat for at rette op på den manglende aktive indsats?",
    "Hvordan følges der op på initiativerne?",
    "Hvornår forventes lovgivningens krav at være opfyldt?",
)
"""The three questions of the minister's letters of 2018."""

_FOLLOWED = "Der følges op på de samme tal hver gang: hvor mange frister der blev holdt, og hvem der stadig venter."

NO_TARGETS = "Ingen målfil er givet (--maal-fil), så initiativerne kan ikke nævnes her."
NO_FORECAST = "Der er ingen prognose: sig med --prognose, hvor mange procent til tiden der skal nås."


def ministry(guarded: Guarded, sources: Sources) -> Report:
    """The account of the audit's period."""
    numbers = guarded.numbers
    summary = numbers.summary
    return Report(
        slags="ministerium",
        titel="Redegørelse om rettidighed i beskæftigelsesindsatsen",
        undertitel=f"Frister {period(numbers.span)}, opgjort pr. {danish.day(summary.pr)}",
        kommune=summary.kommune,
        pr=summary.pr,
        afsnit=[
            _summary(numbers),
            _initiatives(numbers, sources),
            _followup(numbers, sources),
            _when(numbers, sources),
        ],
        bilag=[appendix(numbers, guarded.noter)],
        trykt=guarded.trykt.to_dicts(),
    )


def _summary(numbers: Numbers) -> Section:
    return Section("kort", "Kort sagt", list(in_short(numbers)), tabeller=[parts.overview(numbers)])


def in_short(numbers: Numbers) -> Iterable[str]:
    """The headline of each kind of duty in a sentence."""
    for event in numbers.events():
        timely = shown.share(numbers.frame("R1", event)["andel"][0])
        yield f"{EVENT_NAMES[event]} til tiden: {timely}."


def _initiatives(numbers: Numbers, sources: Sources) -> Section:
    found = sources.initiativer
    rests_on = provenance(numbers.summary, "mål")
    tables = [promises.initiatives(found, rests_on)] if found else []
    why = [NO_TARGETS] if found is None else [] if found else ["Målfilen har ingen initiativer."]
    return Section(
        "initiativer",
        QUESTIONS[0],
        tabeller=tables,
        skriv=["hvad hvert initiativ går ud på, hvem det er for, og hvorfor I valgte det"],
        udeladt=why,
    )


def _followup(numbers: Numbers, sources: Sources) -> Section:
    drawn = parts.trend(numbers, breaks=sources.brud)
    tables = [table for grouping in (KRAV, AGE) for table in parts.by_group(numbers, grouping)]
    others = published.beside(numbers, sources.benchmark)
    why = [] if drawn else ["Udviklingen kan ikke tegnes: der er for få måneder, der kan vises."]
    return Section(
        "opfoelgning",
        QUESTIONS[1],
        [_FOLLOWED, *others.ord],
        tabeller=[*tables, *others.tabeller],
        diagrammer=[*([drawn] if drawn else []), *others.diagrammer],
        skriv=["hvem der følger op, hvor tit, og hvad der sker, når tallene er for lave"],
        udeladt=[*why, *others.udeladt],
    )


def _when(numbers: Numbers, sources: Sources) -> Section:
    told = [promises.told(forecast, sources.loefte) for forecast in sources.prognoser]
    return Section(
        "hvornaar",
        QUESTIONS[2],
        [*told, *distance(numbers)],
        tabeller=[parts.overdue(numbers)],
        skriv=["hvad der skal til, for at loven er opfyldt til den tid, og hvad der kan komme i vejen"],
        udeladt=[] if told else [NO_FORECAST],
    )


def distance(numbers: Numbers) -> Iterable[str]:
    """How far it is to the law: how many of the period's deadlines were not met in time."""
    for event in numbers.events():
        share = numbers.frame("R1", event)["andel"][0]
        if share["naevner"]:
            missed = share["naevner"] - share["taeller"]
            yield (
                f"{EVENT_NAMES[event]}: loven kræver alle frister holdt. I perioden blev {danish.whole(missed)} af "
                f"{danish.whole(share['naevner'])} ikke holdt."
            )
