"""`rettid history`: the runs that `rettid lists` has stored, what changed between two of them, and how old ones go."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format, write_data
from rettid.cli.judging import today
from rettid.cli.opening import configured
from rettid.cli.options import Out, Setup, say
from rettid.errors import DONE, UsageError, typed

if TYPE_CHECKING:
    import polars as pl

    from rettid.configuration import Configuration
    from rettid.periods import Period
    from rettid.store import Store

NEARBY = ("historik", "lister/historik")
"""Where a history is looked for when nobody says where it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which two runs are compared, of whom, and how far ahead their lists look."""

    siden: str
    til: str | None
    kommune: str | None
    team: str | None
    horisont: Period
    egen: str = ""
    """The municipality of the configuration."""


@command()
def history(
    *,
    sted: Annotated[
        str | None,
        typer.Option(
            metavar="STED",
            help="Hvor historikken ligger: en mappe eller postgresql://… Ellers det i rettid.toml, ellers mappen historik.",
        ),
    ] = None,
    siden: Annotated[
        str | None,
        typer.Option(metavar="DATO", help="Vis, hvad der er ændret siden kørslen pr. denne dag (eller med dette id)."),
    ] = None,
    til: Annotated[
        str | None, typer.Option(metavar="DATO", help="Sammenlign med kørslen pr. denne dag. Ellers den nyeste.")
    ] = None,
    horisont: Annotated[
        str | None,
        typer.Option(metavar="PERIODE", help="Hvor langt frem en frist er på listen, fx 4 uger. Ellers 6 uger."),
    ] = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Kun kørsler for dette team.")] = None,
    kommune: Annotated[str | None, typer.Option(metavar="NAVN", help="Kun kørsler for denne kommune.")] = None,
    slet_aeldre_end: Annotated[
        str | None,
        typer.Option(metavar="PERIODE", help="Slet kørsler pr. en dag, der er længere tilbage end dette, fx 2 år."),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(metavar="FORMAT", help="json, csv eller parquet: kørslernes andele eller ændringerne som data."),
    ] = None,
    out: Out = None,
    opsaetning: Setup = None,
) -> int:
    """Hvad sagde de tidligere kørsler, og hvad er ændret siden?"""
    form = audit_format(format, out)
    setup = configured(opsaetning)
    if til is not None and siden is None:
        raise UsageError("--til: sig også, hvad der skal sammenlignes med: --siden DATO.")
    if slet_aeldre_end is not None:
        keep = _keep(slet_aeldre_end)
        if siden or team or kommune or form:
            raise UsageError(
                "--slet-aeldre-end gælder hele historikken og står alene. Andre tilvalg end --sted kan ikke bruges sammen med det."
            )
        return _deleted(opened(sted, setup), keep)
    ahead = _horizon(horisont)
    store = opened(sted, setup)
    for fault in store.faults():
        say(f"NB: {fault}", DONE)
    if siden is None:
        return _list(store, kommune, team, form, out)
    return _compare(store, Asked(siden, til, kommune, team, ahead, setup.kommune), form, out)


def opened(place: str | None, setup: Configuration) -> Store:
    """The history that is named, else that of the configuration, else the one that lies nearby. Raises UsageError."""
    from rettid.store import open_store
    from rettid.store.address import is_url

    named = place or setup.historik_sted
    if named is None:
        named = _nearby()
    elif not is_url(named) and not Path(named).is_dir():
        whose = "--sted" if place else f'{setup.fil}, "sted"'
        raise UsageError(
            f"{whose}: der er ingen mappe {typed(named)}. Ret stien, eller lav historikken med: rettid lists FIL --out MAPPE"
        )
    return open_store(named)


def _nearby() -> str:
    found = [name for name in NEARBY if Path(name).is_dir()]
    if len(found) > 1:
        raise UsageError(
            f"Der er to historikker her: {' og '.join(found)}. Vælg den ene: rettid history --sted {found[0]}"
        )
    if not found:
        raise UsageError(
            "Der er ingen historik her. Sig, hvor den ligger, med --sted MAPPE, eller lav den med: rettid lists FIL --out lister"
        )
    return found[0]


def _list(store: Store, kommune: str | None, team: str | None, form: str | None, out: Path | None) -> int:
    import polars as pl

    from rettid.store.choice import only

    runs = only(store.runs(), kommune, team)
    rates = store.rates().filter(pl.col("maal") == "R1", pl.col("niveau") == "alle")
    rates = rates.filter(pl.col("koersel").is_in(runs["koersel"].implode()))
    if form is not None:
        kept = [
            "koersel",
            "art",
            "ejer",
            "haendelse",
            "pakke",
            "taeller",
            "naevner",
            "andel",
            "lav",
            "hoej",
            "forbehold",
        ]
        return _deliver(runs.join(rates.select(kept), on="koersel", maintain_order="left_right"), form, out, runs)
    if runs.is_empty():
        return say("Historikken er tom. Gem den første kørsel med: rettid lists FIL --out MAPPE", DONE)
    from rettid.screen.history import show_runs

    show_runs(runs, rates, sys.stdout)
    return DONE


def _compare(store: Store, asked: Asked, form: str | None, out: Path | None) -> int:
    import polars as pl

    from rettid.store.changes import balance, changed, listed
    from rettid.store.choice import series

    comparable = series(store.runs(), asked.kommune, asked.team, asked.egen)
    before = comparable.named(asked.siden, "--siden")
    after = comparable.newest() if asked.til is None else comparable.named(asked.til, "--til")
    if (before["pr"], before["loebenr"]) >= (after["pr"], after["loebenr"]):
        raise UsageError(
            f"--siden {asked.siden}: kørslen er ikke ældre end den, den skal sammenlignes med. "
            "Vælg en tidligere. Se dem med: rettid history"
        )
    ids = (before["koersel"], after["koersel"])
    funds = store.funds(ids)
    then, now = (funds.filter(pl.col("koersel") == run) for run in ids)
    told = changed(then, now, (before["pr"], after["pr"]), asked.horisont)
    if form is not None:
        return _deliver(listed(told), form, out, comparable.runs.filter(pl.col("koersel").is_in(ids)))
    from rettid.screen.history import show_changes

    show_changes(listed(told), balance(told), (before, after), asked.horisont, sys.stdout)
    return DONE


def _deliver(frame: pl.DataFrame, form: str, out: Path | None, runs: pl.DataFrame) -> int:
    """The rows as data; the manifest tells of the runs they rest on."""
    import json

    from rettid import __version__

    rest: dict[str, Any] = {"rettid": __version__, "koersler": json.loads(runs.write_json())}
    write_data(frame, form, out, rest)
    return DONE


def _deleted(store: Store, keep: Period) -> int:
    from rettid.screen import danish
    from rettid.store.retention import first_kept

    first = first_kept(keep, today())
    number = store.delete_before(first)
    return say(f"{danish.count(number, 'kørsel', 'kørsler')} fra før {danish.day(first)} slettet.", DONE)


def _keep(text: str) -> Period:
    from rettid.store.retention import EXAMPLES, parse_keep

    try:
        return parse_keep(text)
    except ValueError as fault:
        raise UsageError(f'--slet-aeldre-end: "{text}" er ikke en periode. Skriv for eksempel {EXAMPLES}.') from fault


def _horizon(text: str | None) -> Period:
    from rettid.periods import HORIZON, parse_period

    try:
        period = HORIZON if text is None else parse_period(text)
    except ValueError as fault:
        raise UsageError(
            f'--horisont: "{text}" er ikke en periode. Skriv for eksempel 14 dage, 6 uger eller 2 måneder.'
        ) from fault
    if period.days_at_most > 366:
        raise UsageError(f'--horisont: "{text}" er for langt. Vælg højst et år.')
    return period
