"""`rettid reconcile`: why the own number and the official one differ. The options; the work is in `reconciling`."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer looks at it
from typing import Annotated

import typer

from rettid.cli.app import command
from rettid.cli.benchmark_command import Area, Breakdown, Unit  # noqa: TC001 - Typer looks at them
from rettid.cli.delivering import audit_format
from rettid.cli.judging import Question
from rettid.cli.opening import Opening, configured
from rettid.cli.options import (  # noqa: TC001 - Typer looks at them
    Choices,
    Encoding,
    Files,
    Key,
    Out,
    Password,
    Pr,
    Profile,
    Rules,
    Setup,
)


@command()
def reconcile(
    filer: Files,
    *,
    officiel: Annotated[
        Path,
        typer.Option(
            metavar="FIL", help="Filen med det officielle tal: fra Jobindsats (JSON, CSV, Excel) eller benchmark.csv."
        ),
    ],
    maal: Annotated[
        str | None,
        typer.Option(
            metavar="TAL",
            help="Jeres tal: R1/samtale, R1/tilbud, RP/samtale, RP/tilbud eller et officielt mål og dets række, fx star-passiv/passiv-12.",
        ),
    ] = None,
    periode: Annotated[
        str | None,
        typer.Option(metavar="PERIODE", help="Jeres tals periode, fx 2018H2. Ellers de 13 uger op til dagen."),
    ] = None,
    omraade: Area = None,
    maaling: Annotated[
        str | None, typer.Option(metavar="TEKST", help="Hvilken måling i filen: en del af dens navn.")
    ] = None,
    opdeling: Breakdown = None,
    officiel_periode: Annotated[
        str | None,
        typer.Option(
            metavar="PERIODE", help="Det officielle tals periode, fx 2018M12. Ellers jeres, ellers den seneste."
        ),
    ] = None,
    maalgruppe: Annotated[
        str | None,
        typer.Option(
            metavar="NR", help="De målgrupper, det officielle tal er for, fx 6.2,6.3. Ellers dem, filen siger."
        ),
    ] = None,
    datadato: Annotated[
        str | None,
        typer.Option(metavar="DATO", help="Den dag, det officielle tal er opgjort. Ellers den, filen siger."),
    ] = None,
    skift: Annotated[
        str | None,
        typer.Option(
            metavar="TRIN",
            help="Kun disse trin, i denne orden: periode, maalgruppe, registrering, haendelsesdato, undtagne, forloeb, personer.",
        ),
    ] = None,
    enhed: Unit = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: trinene som data.")
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
    """Hvorfor er det officielle tal et andet end jeres?"""
    from rettid.cli.benchmarking import Order
    from rettid.cli.reconciling import reconcile as explained

    form = audit_format(format, out)
    question = Question(filer, pr, profil, regler, None, periode, noegle, valg=valg)
    order = Order([officiel], maal, omraade, maaling, opdeling, officiel_periode, enhed, maalgruppe, datadato, skift)
    return explained(question, order, Opening(kodning, adgangskode, configured(opsaetning)), form, out)
