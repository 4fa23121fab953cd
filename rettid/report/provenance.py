"""What every number of a report rests on, in words that are printed under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.report.model import Provenance
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rettid.spans import Span
    from rettid.summary import Summary

DEFINITIONS: Mapping[str, str] = {
    "R1": (
        "Frister til tiden (R1): af de frister, der faldt i perioden og før dagen, og hvor forløbet var i gang på fristen, "
        "dem, der blev opfyldt senest på fristen. Undtagne og uafgjorte er ikke med."
    ),
    "RP": (
        "Borgere med alt til tiden (RP): af de borgere, der havde mindst én sådan frist, dem, der fik dem alle til tiden."
    ),
    "R2": (
        "Åbne brud (R2): frister, der er overskredet og ikke opfyldt på dagen, i forløb, der stadig er i gang; alderen er "
        "dage siden fristen. En borger bliver stående, til borgeren har fået det, loven kræver."
    ),
    "strøm": (
        "Strømmen af brud: nye brud er månedens frister, der ikke blev opfyldt til tiden. De forlader listen, når borgeren "
        "får det, loven kræver, for sent, eller når forløbet slutter. Åbne er dem, der står tilbage ved månedens udgang."
    ),
    "tendens": "Frister til tiden (R1) for hver måned, som de kendes nu, efter den måned, fristen lå i.",
    "tendens-da": (
        "Frister til tiden (R1) for hver måned, efter den måned, fristen lå i. Som kendt nu: alt, der er registreret. Som "
        "kendt da: gjort op dagen efter måneden med det, der var registreret på dens sidste dag. Grænser og tegn er dem for "
        "»som kendt da«, for der havde alle måneder lige lang tid til registrering."
    ),
    "mål": (
        "Mål, initiativer og løfter, som målfilen har dem. Et beregnet tal er talt i udtrækket og holdt op mod målet uafrundet; et oplyst "
        "er kommunens eget. Under 10 afgøres ingen andel."
    ),
    "kurver": (
        "Tid til første tilbud og afgang: dage fra forløbets start. Den, der forlader ydelsen uden tilbud, kan ikke få det og tæller for "
        "sig (Aalen og Johansens kurve); den, der er i gang, tæller, så længe der er fulgt. Om borgeren kom i job, siger udtrækket ikke."
    ),
}
"""Each measure by its id in `spec.md` § 5 or its name here."""

INTERVAL = "I parentes 95 %-interval (Wilson; når en borger tæller flere gange, er borgerne klynger). Under 10 gives ingen procent."


def provenance(summary: Summary, measure: str, span: Span | None = None) -> Provenance:
    """What numbers of the measure (or of several, "R1 RP") rest on; of the days of `span`, else of the reference day."""
    return Provenance(
        definition=" ".join(DEFINITIONS[name] for name in measure.split()),
        population=population(summary),
        periode=f"pr. {danish.day(summary.pr)}" if span is None else period(span),
        datadato=data_date(summary),
        pakker=packs(summary),
    )


def population(summary: Summary) -> str:
    """Whose duties are counted."""
    team = f" i {summary.team}" if summary.team else ""
    return f"borgere{team} i udtrækket, med frister efter loven, som jobcentret svarer for"


def period(span: Span) -> str:
    """The days of a period."""
    return f"{danish.day(span.first)} til {danish.day(span.last)}"


def data_date(summary: Summary) -> str:
    """Which day the data are of, and how late anything was registered in them."""
    known = f", som kendt {danish.day(summary.kendt_pr)}" if summary.kendt_pr else ""
    extracted = summary.reading.extracted
    made = f"udtræk af {danish.day(extracted)}" if extracted else "udtræk uden dato"
    latest = summary.latest_registration
    last = f", seneste registrering {danish.day(latest)}" if latest else ""
    return f"{made}{last}; regnet pr. {danish.day(summary.pr)}{known}"


def packs(summary: Summary) -> str:
    """The packs of law that judged some forløb, with their versions."""
    named = [f"{pack.id} version {pack.edition}" for pack, _ in summary.packs if pack.art == "lov"]
    return ", ".join(named) or "ingen regelside dækker forløbene"
