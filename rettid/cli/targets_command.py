"""`rettid targets`: a register of targets and promises, held against an export and the day."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format, percent
from rettid.cli.judging import Question, judged, today
from rettid.cli.opening import Opening, configured, packs_asked_for
from rettid.cli.options import DONE, Choices, Encoding, Key, Local, Out, Password, Pr, Profile, Rules, Setup, say
from rettid.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from rettid.followup import Followup
    from rettid.intake.sources import SourceFile
    from rettid.summary import Summary
    from rettid.targets.model import Register

DEFAULT = Path("maal.toml")
TABLES = ("maal", "initiativer", "loefter")


@command()
def targets(
    filer: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FIL...]", help="Udtræk, som målene beregnes af. Uden dem bruges kun de oplyste tal."),
    ] = None,
    *,
    maal_fil: Annotated[
        Path | None,
        typer.Option(
            metavar="FIL",
            help="Filen med mål, initiativer og løfter: .toml eller Excel. Ellers maal.toml her i mappen.",
        ),
    ] = None,
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
    register, source = _register(maal_fil, opening, enhed)
    question = Question(filer or [], pr, profil, regler, lokal, None, noegle, valg=valg)
    summary = judged(question, opening) if filer else None
    _deliver(_followed(register, question, opening, summary, aim), tabel, form, out, source)
    return DONE


def _register(path: Path | None, opening: Opening, unit: str | None) -> tuple[Register, SourceFile]:
    """The register of the file; of one unit where it is named. Raises UsageError."""
    from dataclasses import replace

    from rettid import targetfile
    from rettid.measures import load_measures
    from rettid.targets.build import build

    if path is None and not DEFAULT.is_file():
        raise UsageError(
            "Hvilken fil har målene? Sig det med --maal-fil FIL (.toml eller Excel), eller læg en maal.toml her i mappen."
        )
    written, source = targetfile.read(path or DEFAULT, opening.password)
    named = any("/" in entry.tekst.get("beregnes", "") for entry in written.raekker.get("maal", ()))
    measures = load_measures() if named else ()
    register = build(written, [f"{measure.id}/{line.id}" for measure in measures for line in measure.linjer])
    if unit is None:
        return register, source
    with_unit = {each.enhed for each in register.maal} | {each.enhed for each in register.initiativer}
    units = {*register.enheder, *with_unit} - {""}
    if unit not in units:
        raise UsageError(
            f'--enhed: enheden "{unit}" findes ikke i målfilen. Der er: {", ".join(sorted(units)) or "ingen enheder"}.'
        )
    maal = tuple(each for each in register.maal if each.enhed == unit)
    own = {each.initiativ for each in maal}
    initiatives = tuple(each for each in register.initiativer if each.enhed == unit or each.id in own)
    return replace(register, enheder=(unit,), maal=maal, initiativer=initiatives), source


def _followed(
    register: Register, question: Question, opening: Opening, summary: Summary | None, aim: float | None
) -> Followup:
    from rettid.followup import Followup, forecasts

    if summary is None:
        # The law is only asked whether a target counts people after their own deadline.
        late = any(each.beregnes is not None and each.beregnes.efter is not None for each in register.maal)
        packs = packs_asked_for(question.regler, question.lokal, opening.setup, question.valg) if late else ()
        return Followup(register, _day(question.pr), packs=packs)
    made, notes = (None, []) if aim is None else _forecast(summary, aim)
    expected = {} if made is None else forecasts(made)
    return Followup(register, summary.pr, summary, summary.judged_by, expected, noter=notes)


def _forecast(summary: Summary, aim: float) -> tuple[pl.DataFrame, list[str]]:
    """The months of the jobcentre's forecasts (`targets.columns.FORECAST`), and what to say of them."""
    import polars as pl

    from rettid.forecasts import Forecasts
    from rettid.screen import danish
    from rettid.targets.columns import FORECAST

    own = [each for each in Forecasts(summary, aim).answers if each.ejer == "jobcenter"]
    found = [
        (each.haendelse, each.forecast.outlook.interval) for each in own if each.forecast and each.forecast.outlook
    ]
    rows = [(event, middle, low, high) for event, (low, middle, high) in found]
    notes = [
        f"Ingen prognose for {danish.EVENTS[each.haendelse]}: {each.hvorfor.rstrip('.')}."
        for each in own
        if each.hvorfor
    ]
    if rows:
        share = danish.decimal(aim, 0 if aim.is_integer() else 1)
        notes.append(f"Prognosen er for, hvornår R1 når {share} %, med et 80 %-interval (se rettid forecast).")
    return pl.DataFrame(rows, schema=FORECAST, orient="row"), notes


def _day(pr: str | None) -> date:
    from rettid.spans import parse_day

    return today() if pr is None else parse_day(pr, "--pr")


def _deliver(followup: Followup, name: str, form: str | None, out: Path | None, source: SourceFile) -> None:
    if form is None:
        from rettid.screen.targets import show_targets

        show_targets(followup, sys.stdout)
        return
    from rettid.output import write
    from rettid.screen import danish

    rows: pl.DataFrame = getattr(followup, name)
    write(rows, form, out, _manifest(followup, name, source))
    if out is not None:
        say(f"{out}: {danish.count(rows.height, 'række', 'rækker')} skrevet.", DONE)


def _manifest(followup: Followup, name: str, source: SourceFile) -> dict[str, Any]:
    """The manifest of an audit where there is an export, and the register."""
    from rettid import __version__
    from rettid.manifest import manifest

    common = {"rettid": __version__} if followup.summary is None else manifest(followup.summary)
    register = {"maal_fil": {"navn": source.navn, "sha256": source.sha256}, "tabel": name}
    return common | {"pr": followup.pr.isoformat()} | register
