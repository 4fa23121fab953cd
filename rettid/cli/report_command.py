"""`rettid report`: what the chief sends upwards. The options; the work is in `reporting`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rettid.cli.app import command
from rettid.cli.benchmark_command import Area  # noqa: TC001 - Typer looks at it
from rettid.cli.following import MaalFil  # noqa: TC001 - as above
from rettid.cli.options import (  # noqa: TC001 - Typer looks at them
    Choices,
    Encoding,
    Files,
    Key,
    Local,
    Password,
    Pr,
    Profile,
    Rules,
    Setup,
)


@command("report")
def report(
    filer: Files,
    *,
    periode: Annotated[
        str | None,
        typer.Option(metavar="PERIODE", help="Fristernes periode: 2018H2, 2018K3, 2018-08, 2018 eller to datoer."),
    ] = None,
    slags: Annotated[
        str | None,
        typer.Option(
            metavar="SLAGS", help="ministerium, udvalg, maaned eller alt; flere med komma. Ellers ministerium."
        ),
    ] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="docx, xlsx, pdf eller html; flere med komma. Ellers docx.")
    ] = None,
    out: Annotated[Path, typer.Option(metavar="MAPPE", help="Mappen, som rapporten skrives i.")] = Path("rapport"),
    skabelon: Annotated[
        Path | None,
        typer.Option(metavar="FIL", help="Kommunens eget brevpapir (.docx) med feltet {{ indhold }}. Ellers rettids."),
    ] = None,
    forrige: Annotated[
        Path | None,
        typer.Option(
            metavar="FIL",
            help="Manifestet fra den forrige rapport, så intet kan regnes ud. Ellers det nyeste i mappen.",
        ),
    ] = None,
    benchmark: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FIL",
            help="Offentliggjorte tal ved siden af jeres: fra Jobindsats eller benchmark.csv. Kan gentages.",
        ),
    ] = None,
    omraade: Area = None,
    maal_fil: MaalFil = None,
    prognose: Annotated[
        str | None,
        typer.Option(
            metavar="PROCENT", help="Sig, i hvilken måned så mange procent af fristerne ventes holdt til tiden."
        ),
    ] = None,
    med_raekker: Annotated[
        bool,
        typer.Option("--med-raekker", help="Månedens side (html) får sagerne bag hvert tal med, ved deres sagsnummer."),
    ] = False,
    pr: Pr = None,
    kendt_pr: Annotated[
        str | None, typer.Option("--kendt-pr", metavar="DATO", help="Regn kun med det, der var registreret den dag.")
    ] = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Kun dette team.")] = None,
    profil: Profile = None,
    regler: Rules = None,
    lokal: Local = None,
    valg: Choices = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvad skal ministeriet, udvalget og månedens møde have at vide?"""
    from rettid.cli.judging import Question
    from rettid.cli.opening import Opening, configured
    from rettid.cli.reporting import Order, made

    question = Question(filer, pr, profil, regler, lokal, periode, noegle, kendt_pr, team, valg)
    order = Order(
        question,
        slags or "ministerium",
        format or "docx",
        out,
        skabelon,
        forrige,
        med_raekker,
        benchmark,
        omraade,
        maal_fil,
        prognose,
    )
    return made(order, lambda: Opening(kodning, adgangskode, configured(opsaetning)))
