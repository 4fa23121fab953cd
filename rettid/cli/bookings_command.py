"""`rettid bookings`: from deadline to interview, step by step, and where it stopped."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format, write_data
from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening, configured
from rettid.cli.options import (  # noqa: TC001 - Typer looks at them
    Choices,
    Encoding,
    Files,
    Key,
    Local,
    Out,
    Password,
    Pr,
    Profile,
    Rules,
    Setup,
)
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.summary import Summary

STANDARD = ((), ("team",), ("uge",))
"""The whole, by team and by week."""


@command()
def bookings(
    filer: Files,
    *,
    pr: Pr = None,
    kendt_pr: Annotated[
        str | None, typer.Option(metavar="DATO", help="Regn kun med det, der var registreret denne dag.")
    ] = None,
    profil: Profile = None,
    regler: Rules = None,
    lokal: Local = None,
    valg: Choices = None,
    periode: Annotated[
        str | None,
        typer.Option(metavar="PERIODE", help="Frister i denne periode: 2018H2, 2018K3 eller 2018-08. Ellers 13 uger."),
    ] = None,
    efter: Annotated[
        str | None,
        typer.Option(
            metavar="NAVNE",
            help="Del op efter uge, team, sagsbehandler, krav, maaned … med komma imellem. Ellers efter team og efter uge.",
        ),
    ] = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Vis kun dette team.")] = None,
    sager: Annotated[
        bool, typer.Option("--sager", help="Vis de forpligtelser, der ikke blev holdt til tiden, og hvorfor.")
    ] = False,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: trinnene (eller sagerne) som data.")
    ] = None,
    out: Out = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvor mange samtaler blev booket, holdt og holdt til tiden, og hvorfor ikke resten?"""
    form = audit_format(format, out)
    levels = STANDARD if efter is None else _levels(efter)
    question = Question(filer, pr, profil, regler, lokal, periode, noegle, kendt_pr, team, valg)
    summary = judged(question, Opening(kodning, adgangskode, configured(opsaetning)))
    _deliver(summary, levels, form, out, cases=sager)
    return DONE


def _levels(text: str) -> tuple[tuple[str, ...], ...]:
    """The levels that `--efter` names, the whole first. Raises UsageError for a name that is none, or stands twice."""
    from difflib import get_close_matches

    from rettid.bookings import BY
    from rettid.rates.drill import plain
    from rettid.rates.groupings import levels

    names = [plain(part) for part in text.split(",")]
    for name in names:
        if name not in BY:
            near = get_close_matches(name, BY, n=1)
            meant = f' Mente du "{near[0]}"?' if near else ""
            raise UsageError(f'--efter: "{name}" er ikke en opdeling.{meant} Der er: {", ".join(BY)}.')
    if len(set(names)) < len(names):
        raise UsageError(f"--efter {text}: det samme står to gange. Skriv hvert navn én gang.")
    return tuple(levels(names))


def _deliver(
    summary: Summary, levels: tuple[tuple[str, ...], ...], form: str | None, out: Path | None, *, cases: bool
) -> None:
    """The steps, or the duties behind them: on the screen, or as data with a manifest."""
    from rettid.bookings import counted, followed

    duties = followed(
        summary.tables, summary.judged_by, summary.funds, span=summary.span, pr=summary.pr, kendt_pr=summary.kendt_pr
    )
    if "samtale" in summary.untold:
        duties = duties.clear()
    steps = counted(duties, levels)
    if form is None:
        from rettid.screen.bookings import show_bookings

        show_bookings(summary, steps, duties if cases else None, sys.stdout)
        return

    rows = duties if cases else steps
    write_data(rows, form, out, _manifest(summary, levels))


def _manifest(summary: Summary, levels: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    from rettid.manifest import manifest

    return manifest(summary) | {"efter": [",".join(level) for level in levels if level]}
