"""`rettid exits`: time to the first offer, and exits from the benefit, with open cases counted as long as they were followed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format, write_data
from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening, configured
from rettid.cli.options import Choices, Encoding, Files, Key, Out, Password, Pr, Profile, Rules, Setup  # noqa: TC001 - Typer looks at them
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.exits import Exits


@command()
def exits(
    filer: Files,
    *,
    periode: Annotated[
        str | None, typer.Option(metavar="PERIODE", help="Kun forløb begyndt i denne periode, fx 2018H1.")
    ] = None,
    efter: Annotated[
        str | None, typer.Option(metavar="NAVN", help="Del op efter aldersgruppe, maalgruppe, a_kasse eller team.")
    ] = None,
    pr: Pr = None,
    profil: Profile = None,
    regler: Rules = None,
    valg: Choices = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Kun dette teams forløb.")] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: kurverne som data.")
    ] = None,
    out: Out = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvor mange får et tilbud, hvor mange forlader ydelsen, og hvornår?"""
    from rettid.exits import Exits

    form, by = audit_format(format, out), _grouping(efter)
    question = Question(filer, pr, profil, regler, None, periode, noegle, team=team, valg=valg)
    summary = judged(question, Opening(kodning, adgangskode, configured(opsaetning)))
    _deliver(Exits(summary, summary.span if periode else None, by), form, out)
    return DONE


def _grouping(text: str | None) -> str | None:
    from rettid.forecast.exits import GROUPS

    if text is None:
        return None
    found = text.strip().lower().replace("-", "_").replace("å", "aa")
    if found not in GROUPS:
        raise UsageError(f'--efter: "{text}" er ikke en opdeling af kurverne. Der er: {", ".join(GROUPS)}.')
    return found


def _deliver(exits: Exits, form: str | None, out: Path | None) -> None:
    if form is None:
        from rettid.screen.exits import show_exits

        show_exits(exits, sys.stdout)
        return
    from rettid.manifest import manifest

    asked = {
        "begyndt": [day.isoformat() for day in (exits.span.first, exits.span.last)] if exits.span else None,
        "efter": exits.by,
    }
    write_data(exits.table, form, out, manifest(exits.summary) | asked)
