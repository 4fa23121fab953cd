"""`rettid lists`: the fortnightly lists. The options; the work is in `listing`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rettid.cli.app import command
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


@command("lists")
def lists(
    filer: Files,
    *,
    out: Annotated[Path, typer.Option(metavar="MAPPE", help="Mappen, som listerne skrives i.")] = Path("lister"),
    pr: Pr = None,
    horisont: Annotated[
        str | None,
        typer.Option(
            metavar="TID", help="Så langt frem må den seneste ansvarlige dag ligge, fx 8 uger. Ellers 6 uger."
        ),
    ] = None,
    ugentlig: Annotated[
        bool,
        typer.Option("--ugentlig", help="Listen til den ugentlige gennemgang: kun det, der skal ske inden to uger."),
    ] = False,
    kolonner: Annotated[
        str | None,
        typer.Option(
            metavar="NAVNE",
            help="Flere kolonner: paragraf, tema, målgruppe, a-kasse, team, systemets frist, arvet, regler, bemærkning.",
        ),
    ] = None,
    a_kasse: Annotated[bool, typer.Option("--a-kasse", help="Tag også a-kassens frister med.")] = False,
    delt: Annotated[
        bool, typer.Option("--delt", help="Skriv også en fil pr. sagsbehandler, til den, der kun må se sit eget.")
    ] = False,
    pr_team: Annotated[bool, typer.Option("--pr-team", help="Skriv en fil pr. team i stedet for én fil.")] = False,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Kun sager, som dette team har nu.")] = None,
    forrige: Annotated[
        Path | None,
        typer.Option(metavar="FIL", help="Listen fra sidst, med det, I har skrevet. Ellers den nyeste i mappen."),
    ] = None,
    foerste: Annotated[
        bool, typer.Option("--foerste", help="Hold ikke listen op mod en tidligere; begynd forfra.")
    ] = False,
    format: Annotated[
        str | None,
        typer.Option(metavar="FORMAT", help="xlsx, html, ics, csv, json eller parquet; flere med komma. Ellers xlsx."),
    ] = None,
    tilbudsvifte: Annotated[
        Path | None, typer.Option(metavar="FIL", help="Ledige pladser i tilbud (CSV eller Excel), til behovet pr. uge.")
    ] = None,
    adgangskode_fil: Annotated[
        Path | None,
        typer.Option("--adgangskode-fil", metavar="FIL", help="Lås projektmapperne med koden i filens første linje."),
    ] = None,
    personhenfoerbar: Annotated[
        bool, typer.Option("--personhenfoerbar", help="Vis borgernes navne og CPR-numre i stedet for initialer.")
    ] = False,
    nyeste: Annotated[bool, typer.Option("--nyeste", help="FIL er en mappe: tag det nyeste udtræk i den.")] = False,
    hoejst_gammel: Annotated[
        str | None, typer.Option("--hoejst-gammel", metavar="TID", help="Afvis et udtræk, der er ældre, fx 7 dage.")
    ] = None,
    hver_14_dag_fra: Annotated[
        str | None,
        typer.Option("--hver-14-dag-fra", metavar="DATO", help="Lav kun listen hver 14. dag fra denne mandag."),
    ] = None,
    uger: Annotated[
        str | None, typer.Option(metavar="UGER", help="Lav kun listen i lige eller ulige uger (ISO).")
    ] = None,
    historik: Annotated[
        str | None,
        typer.Option(
            metavar="STED", help="Hvor kørslen gemmes: en mappe eller postgresql://… Ellers historik i listernes mappe."
        ),
    ] = None,
    profil: Profile = None,
    regler: Rules = None,
    lokal: Local = None,
    valg: Choices = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
    fejl_under: Annotated[
        str | None,
        typer.Option(metavar="PROCENT", help="Slut med kode 1, hvis en andel efter loven er under denne procent."),
    ] = None,
) -> int:
    """Hvem skal gøre hvad inden hvilken dag, og hvad er der sket siden sidste liste?"""
    from rettid.cli.judging import Question
    from rettid.cli.listing import made
    from rettid.cli.ordering import Order

    question = Question(
        filer, pr, profil, regler, lokal, None, noegle, team=team, valg=valg, personhenfoerbar=personhenfoerbar
    )
    order = Order(
        question=question,
        out=out,
        horisont=horisont,
        ugentlig=ugentlig,
        kolonner=kolonner,
        a_kasse=a_kasse,
        delt=delt,
        pr_team=pr_team,
        forrige=forrige,
        foerste=foerste,
        format=format,
        tilbudsvifte=tilbudsvifte,
        adgangskode_fil=adgangskode_fil,
        nyeste=nyeste,
        hoejst_gammel=hoejst_gammel,
        hver_14_dag_fra=hver_14_dag_fra,
        uger=uger,
        historik=historik,
        kodning=kodning,
        spoerg=adgangskode,
        opsaetning=opsaetning,
        fejl_under=fejl_under,
    )
    return made(order)
