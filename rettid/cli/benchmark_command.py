"""`rettid benchmark`: the own rates beside published ones. The options; the work is in `benchmarking`."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer looks at it
from typing import Annotated

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format
from rettid.cli.judging import Question
from rettid.cli.opening import Opening, configured
from rettid.cli.options import (  # noqa: TC001 - Typer looks at them
    Choices,
    Encoding,
    Key,
    Out,
    Password,
    Pr,
    Profile,
    Rules,
    Setup,
)
from rettid.errors import UsageError

Area = Annotated[
    str | None,
    typer.Option(
        metavar="NAVN", help="Hvilket område i filen der er jeres, fx Hillerød. Ellers kommune i rettid.toml."
    ),
]
Breakdown = Annotated[
    str | None, typer.Option(metavar="TEKST", help="Hvilken del af borgerne, hvor filen er delt op. Ellers alle.")
]
Unit = Annotated[
    str | None,
    typer.Option(metavar="ENHED", help="Hvad andele fra 0 til 1 er, hvor filen ikke siger det: procent eller andel."),
]


@command()
def benchmark(
    filer: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FIL...]", help="Udtræk, som jeres tal regnes af. Ellers vises kun, hvad der står i --mod."
        ),
    ] = None,
    *,
    mod: Annotated[
        list[Path],
        typer.Option(
            metavar="FIL",
            help="Offentliggjorte tal: fra Jobindsats (JSON, CSV, Excel) eller benchmark.csv. Kan gentages.",
        ),
    ],
    maal: Annotated[
        str | None,
        typer.Option(metavar="TAL", help="Jeres tal: R1/samtale, R1/tilbud, RP/samtale eller RP/tilbud."),
    ] = None,
    periode: Annotated[
        str | None,
        typer.Option(metavar="PERIODE", help="Jeres tals periode, fx 2018H2. Ellers de 13 uger op til dagen."),
    ] = None,
    udvikling: Annotated[
        bool, typer.Option("--udvikling", help="Vis, hvordan månedstallene har flyttet sig på en måned og et år.")
    ] = False,
    omraade: Area = None,
    maaling: Annotated[str | None, typer.Option(metavar="TEKST", help="Kun målinger med dette i navnet.")] = None,
    opdeling: Breakdown = None,
    officiel_periode: Annotated[
        str | None,
        typer.Option(metavar="PERIODE", help="Tallenes periode, fx 2018M12. Ellers jeres, ellers den seneste."),
    ] = None,
    enhed: Unit = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Kun dette team.")] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: sammenligningerne som data.")
    ] = None,
    out: Out = None,
    pr: Pr = None,
    profil: Profile = None,
    regler: Rules = None,
    valg: Choices = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvordan ligger I ved siden af landet og andre kommuner?"""
    from rettid.cli.benchmarking import Order, compare, show_contents, show_movement

    form = audit_format(format, out)
    opening = Opening(kodning, adgangskode, configured(opsaetning))
    order = Order(mod, maal, omraade, maaling, opdeling, officiel_periode, enhed)
    if udvikling and filer:
        raise UsageError("--udvikling viser kun tallene i --mod. Lad udtrækket være væk.")
    if udvikling:
        return show_movement(order, opening, form, out)
    if not filer:
        return show_contents(order, opening, form, out)
    question = Question(filer, pr, profil, regler, None, periode, noegle, team=team, valg=valg)
    return compare(question, order, opening, form, out)
