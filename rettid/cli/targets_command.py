"""`rettid targets`: a register of targets and promises, held against an export and the day."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - Typer looks at it
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format, percent, write_data
from rettid.cli.following import MaalFil, followed, forecasts_of, manifest_of, register_of
from rettid.cli.judging import Question, judged, today
from rettid.cli.opening import Opening, configured, packs_asked_for
from rettid.cli.options import Choices, Encoding, Key, Local, Out, Password, Pr, Profile, Rules, Setup  # noqa: TC001 - Typer looks at them
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from rettid.followup import Followup
    from rettid.intake.sources import SourceFile
    from rettid.targets.model import Register

TABLES = ("maal", "initiativer", "loefter")


@command()
def targets(
    filer: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FIL...]", help="Udtræk, som målene beregnes af. Uden dem bruges kun de oplyste tal."),
    ] = None,
    *,
    maal_fil: MaalFil = None,
    pr: Pr = None,
    enhed: Annotated[str | None, typer.Option(metavar="ENHED", help="Vis kun denne enheds mål og initiativer.")] = None,
    prognose: Annotated[
        str | None,
        typer.Option(
            metavar="PROCENT",
            help="Regn ud, hvornår R1 når denne procent (rettid forecast), og sæt måneden ved siden af løfterne.",
        ),
    ] = None,
    profil: Profile = None,
    regler: Rules = None,
    lokal: Local = None,
    valg: Choices = None,
    tabel: Annotated[
        str, typer.Option(metavar="TABEL", help="Hvilken tabel der skrives som data: maal, initiativer eller loefter.")
    ] = "maal",
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: tabellen som data.")
    ] = None,
    out: Out = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvad er lovet, til hvornår, hvad er nået, og hvad siger prognosen?"""
    form = audit_format(format, out)
    if tabel not in TABLES:
        raise UsageError(f'--tabel: "{tabel}" er ikke en tabel. Vælg blandt: {", ".join(TABLES)}.')
    aim = percent(prognose, "--prognose")
    if aim is not None and not filer:
        raise UsageError("--prognose regnes af et udtræk. Skriv også udtrækket: rettid targets FIL --prognose 80.")
    opening = Opening(kodning, adgangskode, configured(opsaetning))
    register, source = register_of(maal_fil, opening, enhed)
    question = Question(filer or [], pr, profil, regler, lokal, None, noegle, valg=valg)
    summary = judged(question, opening) if filer else None
    follow = (
        _without_export(register, question, opening)
        if summary is None
        else followed(register, summary, forecasts_of(summary, aim))
    )
    _deliver(follow, tabel, form, out, source)
    return DONE


def _without_export(register: Register, question: Question, opening: Opening) -> Followup:
    """The register by what it states itself; the law is only asked whether a target counts people after their own deadline."""
    from rettid.followup import Followup

    late = any(each.beregnes is not None and each.beregnes.efter is not None for each in register.maal)
    packs = packs_asked_for(question.regler, question.lokal, opening.setup, question.valg) if late else ()
    return Followup(register, _day(question.pr), packs=packs)


def _day(pr: str | None) -> date:
    from rettid.spans import parse_day

    return today() if pr is None else parse_day(pr, "--pr")


def _deliver(followup: Followup, name: str, form: str | None, out: Path | None, source: SourceFile) -> None:
    if form is None:
        from rettid.screen.targets import show_targets

        show_targets(followup, sys.stdout)
        return

    rows: pl.DataFrame = getattr(followup, name)
    write_data(rows, form, out, _manifest(followup, name, source))


def _manifest(followup: Followup, name: str, source: SourceFile) -> dict[str, Any]:
    """The manifest of an audit where there is an export, and the register."""
    from rettid import __version__
    from rettid.manifest import manifest

    common = {"rettid": __version__} if followup.summary is None else manifest(followup.summary)
    return common | {"pr": followup.pr.isoformat()} | manifest_of(source) | {"tabel": name}
