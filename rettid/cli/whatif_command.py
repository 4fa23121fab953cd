"""`rettid whatif`: the history once more with one thing changed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format, write_data
from rettid.cli.judging import Question, judged
from rettid.cli.numbers import count_in, period_in, range_in, whole
from rettid.cli.opening import Opening, configured
from rettid.cli.options import Choices, Encoding, Files, Key, Out, Password, Pr, Profile, Rules, Setup  # noqa: TC001 - Typer looks at them
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.whatifs import WhatIf, Wondering

_MOST_ANSWERS = 27


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options, as they stand."""

    startuge: str | None
    tilbud: str | None
    forsinkelse: str | None
    timer: str | None
    minutter: str | None
    pladser: str | None
    ophold: str | None
    tidligst: str | None
    vaek: str | None
    fra: str | None
    til: str | None
    aftalt_ved: str | None


@command()
def whatif(
    filer: Files,
    *,
    startuge: Annotated[
        str | None,
        typer.Option(metavar="UGER", help="Tilbuddet begynder efter så mange ugers ledighed: 10 eller 8..12."),
    ] = None,
    tilbud: Annotated[str | None, typer.Option(metavar="NAVN", help="Ved --startuge: tilbuddets navn.")] = None,
    forsinkelse: Annotated[
        str | None,
        typer.Option(metavar="TID", help="Ved --startuge: også hvis hver start er så meget forsinket. Ellers 8 dage."),
    ] = None,
    timer: Annotated[
        str | None, typer.Option(metavar="TIMER", help="Så mange flere timer om ugen til samtaler: 7 eller 7..10.")
    ] = None,
    minutter: Annotated[
        str | None, typer.Option(metavar="N", help="Ved --timer: minutter til en samtale. Ellers 45.")
    ] = None,
    pladser: Annotated[
        str | None, typer.Option(metavar="ANTAL", help="Så mange løbende pladser i tilbud: 70, eller 20..70 for begge.")
    ] = None,
    ophold: Annotated[
        str | None,
        typer.Option(metavar="TID", help="Ved --startuge og --pladser: så længe varer et tilbud. Ellers 8 uger."),
    ] = None,
    tidligst: Annotated[
        str | None,
        typer.Option(
            metavar="TID", help="Ved --pladser: tidligst så længe før fristen begynder et tilbud. Ellers 4 uger."
        ),
    ] = None,
    vaek: Annotated[
        str | None, typer.Option(metavar="NAVN", help="Denne sagsbehandler er væk fra --fra til --til.")
    ] = None,
    fra: Annotated[str | None, typer.Option(metavar="DATO", help="Ved --vaek: den første dag.")] = None,
    til: Annotated[str | None, typer.Option(metavar="DATO", help="Ved --vaek: den sidste dag.")] = None,
    aftalt_ved: Annotated[
        str | None, typer.Option(metavar="NR", help="Tilbuddet aftales ved denne samtale i stedet for ved den næste.")
    ] = None,
    periode: Annotated[
        str | None, typer.Option(metavar="PERIODE", help="Frister i denne periode. Ellers de 52 uger op til dagen.")
    ] = None,
    pr: Pr = None,
    profil: Profile = None,
    regler: Rules = None,
    valg: Choices = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: linjerne som data.")
    ] = None,
    out: Out = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvad var der sket, hvis én ting var anderledes: tidligere tilbud, flere timer, flere pladser, en kollega væk?"""
    from rettid.whatifs import WhatIf

    form = audit_format(format, out)
    wondering = _wondering(
        _Asked(startuge, tilbud, forsinkelse, timer, minutter, pladser, ophold, tidligst, vaek, fra, til, aftalt_ved)
    )
    question = Question(filer, pr, profil, regler, None, periode, noegle, valg=valg)
    summary = judged(question, Opening(kodning, adgangskode, configured(opsaetning)))
    _deliver(WhatIf(summary, wondering, summary.span if periode else None), form, out)
    return DONE


def _wondering(asked: _Asked) -> Wondering:
    """The one question that the options ask. Raises UsageError for none or several, and for what can't be read."""
    questions = {
        "--startuge": (asked.startuge, _start_week),
        "--timer": (asked.timer, _hours),
        "--pladser": (asked.pladser, _places),
        "--vaek": (asked.vaek, _absence),
        "--aftalt-ved": (asked.aftalt_ved, _earlier_interview),
    }
    given = [option for option, (value, _) in questions.items() if value is not None]
    if len(given) != 1:
        told = f"Der er spurgt om {' og '.join(given)}" if given else "Der er ikke spurgt om noget"
        raise UsageError(f"{told}. Spørg om én ting ad gangen: {', '.join(questions)}. For eksempel --timer 7..10.")
    return questions[given[0]][1](asked)


def _start_week(asked: _Asked) -> Wondering:
    from rettid.screen.wonderings import start_week

    weeks = [whole(each, "--startuge", 1, 52) for each in range_in(asked.startuge or "", "--startuge", "8..12")]
    if weeks[1] - weeks[0] >= _MOST_ANSWERS:
        raise UsageError(f"--startuge {asked.startuge}: højst {_MOST_ANSWERS} uger ad gangen.")
    slip = period_in(asked.forsinkelse or "8 dage", "--forsinkelse", "8 dage")
    stay = period_in(asked.ophold or "8 uger", "--ophold", "8 uger")
    return start_week(asked.tilbud or "tilbuddet", range(weeks[0], weeks[1] + 1), stay, slip.days_at_most)


def _hours(asked: _Asked) -> Wondering:
    from rettid.screen.wonderings import hours

    numbers = list(dict.fromkeys(range_in(asked.timer or "", "--timer", "7..10")))
    minutes = count_in(asked.minutter or "45", "--minutter", "45")
    if not minutes:
        raise UsageError("--minutter: en samtale tager mere end 0 minutter. Skriv for eksempel --minutter 45.")
    return hours(numbers, minutes)


def _places(asked: _Asked) -> Wondering:
    from rettid.screen.wonderings import places

    numbers = [whole(each, "--pladser", 0, 100_000) for each in range_in(asked.pladser or "", "--pladser", "20..70")]
    stay = period_in(asked.ophold or "8 uger", "--ophold", "8 uger")
    return places(list(dict.fromkeys(numbers)), stay, period_in(asked.tidligst or "4 uger", "--tidligst", "4 uger"))


def _absence(asked: _Asked) -> Wondering:
    from rettid.screen.wonderings import absence
    from rettid.spans import parse_day

    if asked.fra is None or asked.til is None or asked.vaek is None:
        raise UsageError("--vaek: sig også hvornår: --fra DATO --til DATO.")
    first, last = parse_day(asked.fra, "--fra"), parse_day(asked.til, "--til")
    if first > last:
        raise UsageError("--til ligger før --fra: fraværet slutter, før det begynder. Byt om på de to datoer.")
    return absence(asked.vaek, first, last)


def _earlier_interview(asked: _Asked) -> Wondering:
    from rettid.screen.wonderings import earlier_interview

    return earlier_interview(whole(count_in(asked.aftalt_ved or "", "--aftalt-ved", "2"), "--aftalt-ved", 1, 20))


def _deliver(asked: WhatIf, form: str | None, out: Path | None) -> None:
    if form is None:
        from rettid.screen.whatif import show_what_if

        show_what_if(asked, sys.stdout)
        return
    from rettid.manifest import manifest

    write_data(asked.table, form, out, manifest(asked.summary) | asked.told, ("linje", "linjer"))
