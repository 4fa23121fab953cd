"""`rettid forecast`: the month in which R1 reaches a target, as an interval."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format, percent, write_data
from rettid.cli.judging import Question, judged
from rettid.cli.numbers import count_in
from rettid.cli.opening import Opening, configured
from rettid.cli.options import Choices, Encoding, Files, Key, Out, Password, Pr, Profile, Rules, Setup  # noqa: TC001 - Typer looks at them
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rettid.forecasts import Forecasts, Room

FEWEST_WEEKS, MOST_WEEKS = 4, 104


@command()
def forecast(
    filer: Files,
    *,
    maal: Annotated[str, typer.Option(metavar="PROCENT", help="Målet for R1, fx 80.")],
    uger: Annotated[int, typer.Option(metavar="N", help="Hvor mange uger frem der regnes (4 til 104).")] = 52,
    loefte: Annotated[
        str | None, typer.Option(metavar="DATO", help="En lovet dag: vis, hvor tit målet er nået inden den.")
    ] = None,
    samtaler_pr_uge: Annotated[
        str | None, typer.Option(metavar="N", help="Højst så mange samtaler om ugen. Ellers som det har været.")
    ] = None,
    tilbud_pr_uge: Annotated[
        str | None, typer.Option(metavar="N", help="Højst så mange tilbud begyndt om ugen. Ellers som det har været.")
    ] = None,
    flere_samtaler: Annotated[
        str | None,
        typer.Option(metavar="N", help="Så mange samtaler om ugen mere end nu, brugt på de nærmeste frister."),
    ] = None,
    flere_tilbud: Annotated[
        str | None, typer.Option(metavar="N", help="Så mange tilbud om ugen mere end nu, brugt på de nærmeste frister.")
    ] = None,
    historik_fra: Annotated[
        str | None, typer.Option(metavar="DATO", help="Brug kun frister fra denne dag, fx dagen for en omlægning.")
    ] = None,
    froe: Annotated[int, typer.Option(metavar="TAL", help="Frøet for lodtrækningen: det samme giver det samme.")] = 1,
    pr: Pr = None,
    profil: Profile = None,
    regler: Rules = None,
    valg: Choices = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Kun dette teams frister.")] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: månederne som data.")
    ] = None,
    out: Out = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvornår når rettidigheden målet, og hvor sikkert er det?"""
    from rettid.forecasts import Forecasts
    from rettid.spans import parse_day

    form, aim = audit_format(format, out), percent(maal, "--maal")
    assert aim is not None  # noqa: S101 - it was given
    if not FEWEST_WEEKS <= uger <= MOST_WEEKS:
        raise UsageError(f"--uger {uger}: prognosen kan række fra {FEWEST_WEEKS} til {MOST_WEEKS} uger frem.")
    fra = None if historik_fra is None else parse_day(historik_fra, "--historik-fra")
    promised = None if loefte is None else parse_day(loefte, "--loefte")
    room = _rooms(
        samtale={"--samtaler-pr-uge": samtaler_pr_uge, "--flere-samtaler": flere_samtaler},
        tilbud={"--tilbud-pr-uge": tilbud_pr_uge, "--flere-tilbud": flere_tilbud},
    )
    question = Question(filer, pr, profil, regler, None, None, noegle, team=team, valg=valg)
    summary = judged(question, Opening(kodning, adgangskode, configured(opsaetning)))
    _deliver(Forecasts(summary, aim, uger, froe, room, fra, promised), form, out)
    return DONE


def _rooms(**options: Mapping[str, str | None]) -> dict[str, Room]:
    """The room of each event for which any was named: the most, and the more."""
    from rettid.forecasts import Room

    found = {
        event: [None if text is None else float(count_in(text, option, "12")) for option, text in each.items()]
        for event, each in options.items()
    }
    return {
        event: Room(most, more or 0.0) for event, (most, more) in found.items() if most is not None or more is not None
    }


def _deliver(forecasts: Forecasts, form: str | None, out: Path | None) -> None:
    if form is None:
        from rettid.screen.forecast import show_forecast

        show_forecast(forecasts, sys.stdout)
        return

    write_data(forecasts.table, form, out, _manifest(forecasts) if out else {}, ("måned", "måneder"))


def _manifest(forecasts: Forecasts) -> dict[str, Any]:
    """The manifest of an audit, what was asked, and each forecast: its month and interval, and its back-test."""
    from rettid.manifest import manifest

    return manifest(forecasts.summary) | {"prognose": forecasts.told}
