"""A register of targets and promises, held against an audit and its forecasts: for `rettid targets` and `rettid report`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rettid.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

    from rettid.cli.opening import Opening
    from rettid.followup import Followup
    from rettid.forecasts import Forecasts
    from rettid.intake.sources import SourceFile
    from rettid.summary import Summary
    from rettid.targets.model import Register

DEFAULT = Path("maal.toml")

MaalFil = Annotated[
    Path | None,
    typer.Option(
        metavar="FIL", help="Filen med mål, initiativer og løfter: .toml eller Excel. Ellers maal.toml her i mappen."
    ),
]


def register_of(path: Path | None, opening: Opening, unit: str | None = None) -> tuple[Register, SourceFile]:
    """The register of the file; of one unit where it is named. Raises UsageError."""
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
    return (register if unit is None else _of_unit(register, unit)), source


def _of_unit(register: Register, unit: str) -> Register:
    with_unit = {each.enhed for each in register.maal} | {each.enhed for each in register.initiativer}
    units = {*register.enheder, *with_unit} - {""}
    if unit not in units:
        raise UsageError(
            f'--enhed: enheden "{unit}" findes ikke i målfilen. Der er: {", ".join(sorted(units)) or "ingen enheder"}.'
        )
    maal = tuple(each for each in register.maal if each.enhed == unit)
    own = {each.initiativ for each in maal}
    initiatives = tuple(each for each in register.initiativer if each.enhed == unit or each.id in own)
    return replace(register, enheder=(unit,), maal=maal, initiativer=initiatives)


def manifest_of(source: SourceFile | None) -> dict[str, Any]:
    """What a manifest says of the file with the register; nothing where there is none."""
    return {} if source is None else {"maal_fil": {"navn": source.navn, "sha256": source.sha256}}


def forecasts_of(summary: Summary, aim: float | None) -> Forecasts | None:
    """The forecasts of the month in which R1 reaches `aim` percent; None where no aim was asked about."""
    from rettid.forecasts import Forecasts

    return None if aim is None else Forecasts(summary, aim)


def followed(register: Register, summary: Summary, made: Forecasts | None = None) -> Followup:
    """The register held against the audit, with the forecasts beside its promises."""
    from rettid.followup import Followup, forecasts

    if made is None:
        return Followup(register, summary.pr, summary, summary.judged_by)
    months, notes = _months(made)
    return Followup(register, summary.pr, summary, summary.judged_by, forecasts(months), noter=notes)


def _months(made: Forecasts) -> tuple[pl.DataFrame, list[str]]:
    """The months of the jobcentre's forecasts (`targets.columns.FORECAST`), and what to say of them."""
    import polars as pl

    from rettid.screen import danish
    from rettid.targets.columns import FORECAST

    own = [each for each in made.answers if each.ejer == "jobcenter"]
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
        notes.append(
            f"Prognosen er for, hvornår R1 når {danish.percent(made.maal)}, med et 80 %-interval (se rettid forecast)."
        )
    return pl.DataFrame(rows, schema=FORECAST, orient="row"), notes
