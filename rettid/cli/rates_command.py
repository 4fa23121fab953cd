"""`rettid rates`: R1 to R6 and RP by group, and the rows behind a number."""

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
    from collections.abc import Iterable
    from pathlib import Path

    from rettid.rates.drill import Cell
    from rettid.ratetables import RateTables


@command()
def rates(
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
        typer.Option(
            metavar="PERIODE",
            help="Frister i denne periode: 2018H2, 2018K3, 2018-08 eller 2018-07-01..2018-12-31. Ellers de 13 uger op til dagen.",
        ),
    ] = None,
    efter: Annotated[
        str | None,
        typer.Option(
            metavar="NAVNE",
            help="Del op efter krav, nr, team, sagsbehandler, aldersgruppe, maalgruppe, a_kasse, maaned, kvartal, halvaar: "
            "et eller flere, med komma imellem, det største først.",
        ),
    ] = None,
    tal: Annotated[
        str | None, typer.Option(metavar="TAL", help="Kun disse tal: R1, RP, R5, R2, R3, R4, R6, med komma imellem.")
    ] = None,
    nyledige_fra: Annotated[
        str | None,
        typer.Option(
            metavar="DATO", help="Vis dem, hvis forløb begyndte denne dag eller senere, ved siden af de andre."
        ),
    ] = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Vis kun dette team.")] = None,
    raekker: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAVN=VÆRDI",
            help='Vis rækkerne bag ét tal, fx "tal=R1;team=Team A;nr=3". En tom værdi er dem, der ingen har.',
        ),
    ] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: tallene (eller rækkerne) som data.")
    ] = None,
    out: Out = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvor stor en del er til tiden, delt op efter krav, team, alder og måned?"""
    from rettid.rates.catalogue import NAMES
    from rettid.ratetables import RateTables
    from rettid.spans import parse_day

    form = audit_format(format, out)
    groupings, chosen = _groupings(efter), _numbers(tal) or NAMES
    since = None if nyledige_fra is None else parse_day(nyledige_fra, "--nyledige-fra")
    cell = _cell(raekker, newcomers=since is not None)
    question = Question(filer, pr, profil, regler, lokal, periode, noegle, kendt_pr, team, valg)
    summary = judged(question, Opening(kodning, adgangskode, configured(opsaetning)))
    _deliver(RateTables(summary, groupings, since, chosen), cell, form, out)
    return DONE


def _groupings(text: str | None) -> list[str]:
    """The groupings that `--efter` names. Raises UsageError for one that is not there, or is there twice."""
    from rettid.rates.groupings import GROUPINGS

    return _listed(text, "--efter", GROUPINGS, "en opdeling", "krav,team")


def _numbers(text: str | None) -> list[str]:
    """The rates that `--tal` names; R5 stands beside R1."""
    from rettid.rates.catalogue import NAMES

    asked = _listed(text and text.upper(), "--tal", NAMES, "et tal", "R1,RP")
    return [*(["R1"] if "R5" in asked and "R1" not in asked else []), *asked]


def _listed(text: str | None, option: str, known: Iterable[str], what: str, example: str) -> list[str]:
    from difflib import get_close_matches

    from rettid.rates.drill import plain

    if text is None:
        return []
    names = {plain(name): name for name in known}
    given = [part.strip() for part in text.split(",")]
    for part in given:
        if plain(part) not in names:
            near = get_close_matches(plain(part), names, n=1)
            meant = f' Mente du "{names[near[0]]}"?' if near else ""
            raise UsageError(
                f'{option}: "{part}" er ikke {what}.{meant} Der er: {", ".join(names.values())}. Skriv for eksempel {option} {example}.'
            )
    found = [names[plain(part)] for part in given]
    if len(set(found)) < len(found):
        raise UsageError(f"{option} {text}: det samme står to gange. Skriv hvert navn én gang.")
    return found


def _cell(texts: list[str] | None, *, newcomers: bool) -> Cell | None:
    """The number that `--raekker` asks into."""
    from rettid.rates.drill import parse_cell
    from rettid.rates.groupings import COHORT

    if not texts:
        return None
    cell = parse_cell(texts)
    if COHORT in cell.grupper and not newcomers:
        raise UsageError("--raekker: kohorte kræver, at du siger fra hvilken dag: --nyledige-fra 2018-09-01.")
    return cell


def _deliver(rates: RateTables, cell: Cell | None, form: str | None, out: Path | None) -> None:
    """The numbers, or the rows behind one of them: on the screen, or as data with a manifest."""
    rows = rates.cells if cell is None else rates.behind(cell)
    if form is None:
        from rettid.screen.rate_rows import show_rows
        from rettid.screen.rates import show_rates

        show_rates(rates, sys.stdout) if cell is None else show_rows(rates, cell, rows, sys.stdout)
        return

    write_data(rows, form, out, _manifest(rates, cell))


def _manifest(rates: RateTables, cell: Cell | None) -> dict[str, Any]:
    """The manifest of an audit, and what was asked of it."""
    from rettid.manifest import manifest

    since = rates.nyledige_fra
    asked: dict[str, Any] = {"nyledige_fra": since.isoformat() if since else None}
    if cell is None:
        return manifest(rates.summary) | asked | {"efter": list(rates.by), "tal": list(rates.chosen)}
    return manifest(rates.summary) | asked | {"raekker": {"tal": cell.tal, "linje": cell.linje, **cell.grupper}}
