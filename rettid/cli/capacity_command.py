"""`rettid capacity`: interviews and offers due week by week, against slots and places."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format, write_data
from rettid.cli.judging import Question, judged
from rettid.cli.numbers import count_in, period_in
from rettid.cli.opening import Opening, configured
from rettid.cli.options import Choices, Encoding, Files, Key, Out, Password, Pr, Profile, Rules, Setup  # noqa: TC001 - Typer looks at them
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from rettid.capacities import Capacities

Places = Annotated[Path | None, typer.Option(metavar="FIL", help="Tilbudsviften med pladser (CSV eller Excel).")]


@command()
def capacity(
    filer: Files,
    *,
    uger: Annotated[int, typer.Option(metavar="N", help="Hvor mange uger frem (1 til 26).")] = 13,
    samtaler_pr_uge: Annotated[
        str | None, typer.Option(metavar="N", help="Så mange samtaler kan der holdes om ugen i alt.")
    ] = None,
    tilbudsvifte: Places = None,
    ophold: Annotated[
        str | None,
        typer.Option(
            metavar="TID", help="Pladserne er løbende, og så længe varer et ophold. Ellers er en plads én start."
        ),
    ] = None,
    pr: Pr = None,
    profil: Profile = None,
    regler: Rules = None,
    valg: Choices = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Kun dette teams sager.")] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: ugerne som data.")
    ] = None,
    out: Out = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvor mange samtaler og tilbud skal der være plads til uge for uge, og hvornår er det for sent?"""
    from rettid.capacities import Capacities
    from rettid.catalogue import read_catalogue
    from rettid.needs import MOST_WEEKS

    form = audit_format(format, out)
    if not 1 <= uger <= MOST_WEEKS:
        raise UsageError(f"--uger {uger}: frister kendes fra 1 til {MOST_WEEKS} uger frem.")
    if ophold is not None and tilbudsvifte is None:
        raise UsageError("--ophold: sig også, hvor mange pladser der er: --tilbudsvifte FIL.")
    stay = None if ophold is None else period_in(ophold, "--ophold", "8 uger")
    slots = None if samtaler_pr_uge is None else count_in(samtaler_pr_uge, "--samtaler-pr-uge", "12")
    catalogue = None if tilbudsvifte is None else read_catalogue(tilbudsvifte)
    question = Question(filer, pr, profil, regler, None, None, noegle, team=team, valg=valg)
    summary = judged(question, Opening(kodning, adgangskode, configured(opsaetning)))
    _deliver(Capacities(summary, uger, slots, catalogue, stay), form, out)
    return DONE


def _deliver(capacities: Capacities, form: str | None, out: Path | None) -> None:
    if form is None:
        from rettid.screen.capacity import show_capacity

        show_capacity(capacities, sys.stdout)
        return
    from rettid.manifest import manifest

    write_data(capacities.table, form, out, manifest(capacities.summary) | capacities.told, ("uge", "uger"))
