"""`rettid trend`: a measure month by month or fortnight by fortnight, and whether it has changed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rettid.cli.app import command
from rettid.cli.delivering import audit_format, write_data
from rettid.cli.history_command import opened
from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening, configured
from rettid.cli.options import Choices, Encoding, Key, Local, Out, Password, Pr, Profile, Rules, Setup, say
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import polars as pl

    from rettid.configuration import Configuration
    from rettid.statistics.control import Break
    from rettid.trend import Step, Trend

Exports = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FIL...]", help="Udtræk: filer (Excel, CSV, ods, zip) eller en mappe."),
]

EACH = "hver"
"""What `--kendt-pr` says for the last day of each period."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The series that is asked for, as the options stand."""

    maal: tuple[str, ...]
    efter: str
    periode: str | None
    known: tuple[str, ...]
    breaks: tuple[Break, ...]
    monday: date | None
    team: str | None


@dataclass(frozen=True, slots=True)
class Way:
    """Where the answer goes: the screen, or data in a format (to a file); the numbers, or the cases that differ."""

    form: str | None
    out: Path | None
    forskelle: bool


@command()
def trend(
    filer: Exports = None,
    *,
    pr: Pr = None,
    kendt_pr: Annotated[
        str | None,
        typer.Option(
            metavar="hver|DATO",
            help="hver: vis også hver periode, som den var kendt, da den sluttede, og sagerne, der er forskel på. "
            "En dato: regn kun med det, der var registreret den dag.",
        ),
    ] = None,
    periode: Annotated[
        str | None,
        typer.Option(
            metavar="PERIODE",
            help="Fra og til: 2017-09..2018-12, 2018 eller 2018H2. Ellers de seneste 24 måneder eller 26 gange 14 dage.",
        ),
    ] = None,
    efter: Annotated[
        str | None, typer.Option(metavar="måned|14dage", help="Måned for måned (ellers), eller 14 dage ad gangen.")
    ] = None,
    mandag: Annotated[
        str | None,
        typer.Option(
            metavar="DATO", help="En mandag, som 14 dage regnes fra, fx en dag med lister. Ellers 01-01-2018."
        ),
    ] = None,
    maal: Annotated[
        str | None,
        typer.Option(
            metavar="MÅL",
            help="R1 (frister til tiden, ellers), RP (personer med alt til tiden), R2 (åbne brud), med komma imellem.",
        ),
    ] = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Vis kun dette team.")] = None,
    brud: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DATO=HVAD",
            help='En dag, hvor tallene begynder forfra: 2018-11-01="nyt fagsystem". Kan gentages. Ellers dem i rettid.toml.',
        ),
    ] = None,
    fra_historik: Annotated[
        str | None,
        typer.Option(
            metavar="STED",
            help="Vis, hvad de gemte kørsler (en mappe eller postgresql://…) sagde, i stedet for et udtræk.",
        ),
    ] = None,
    forskelle: Annotated[
        bool,
        typer.Option("--forskelle", help="Som data: sagerne, der er forskel på, i stedet for tallene."),
    ] = False,
    profil: Profile = None,
    regler: Rules = None,
    lokal: Local = None,
    valg: Choices = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: tallene (eller sagerne) som data.")
    ] = None,
    out: Out = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Går det bedre eller dårligere, eller er det almindelig variation?"""
    way = Way(audit_format(format, out), out, forskelle)
    each = (kendt_pr or "").strip().lower() == EACH
    setup = configured(opsaetning)
    known = _known(each=each, history=fra_historik is not None)
    asked = Asked(_measures(maal), _step(efter), periode, known, _breaks(brud, setup), _monday(mandag), team)
    if forskelle and not (each and way.form):
        raise UsageError("--forskelle giver sagerne som data. Skriv --kendt-pr hver --forskelle --format csv.")
    if fra_historik is not None:
        given = (filer, profil, regler, lokal, valg, noegle, kodning, adgangskode, None if each else kendt_pr)
        if any(given):
            raise UsageError(
                "--fra-historik: de gemte kørsler er dømt. Spørg uden FIL, --profil, --regler, --lokal, --valg, --noegle, "
                "--kodning, --adgangskode og --kendt-pr DATO."
            )
        return _of_history(fra_historik, pr, asked, setup, way)
    if not filer:
        raise UsageError(
            "Sig, hvilket udtræk der skal læses: rettid trend FIL, eller: rettid trend --fra-historik MAPPE"
        )
    question = Question(filer, pr, profil, regler, lokal, periode, noegle, None if each else kendt_pr, team, valg)
    return _of_export(question, Opening(kodning, adgangskode, setup), asked, way)


def _of_export(question: Question, opening: Opening, asked: Asked, way: Way) -> int:
    """The series of an export, judged as of each period."""
    from rettid.manifest import manifest
    from rettid.trend import THEN, Export, Trend
    from rettid.trend.grounds import grounds

    summary = judged(question, opening)
    tables, packs = summary.reading.tables, summary.judged_by
    found = _steps(asked, summary.pr, _first_start(summary.tables["forloeb"]))
    told = grounds(tables, packs, found)
    if THEN in asked.known and not told.dated:
        raise UsageError(
            f"--kendt-pr {EACH}: udtrækket har ingen registreringsdatoer, så det kan ikke siges, hvad der var kendt hvornår. "
            "Spørg uden, eller vis de gemte kørsler med --fra-historik."
        )
    source = Export(tables, packs, summary.all_funds, summary.pr, summary.kendt_pr, asked.team)
    answer = Trend(source, found, asked.maal, asked.known, asked.breaks, summary.untold)
    if way.form is not None:
        return _deliver(answer, way.form, way, manifest(summary) | _manifest(asked, answer))
    from rettid.screen.trend import show_trend

    show_trend(answer, summary, told, sys.stdout)
    return DONE


def _of_history(place: str, pr: str | None, asked: Asked, setup: Configuration, way: Way) -> int:
    """The series of the runs that are stored."""
    import json

    import polars as pl

    from rettid import __version__
    from rettid.trend import Trend
    from rettid.trend.stored import COLUMNS, Stored, run_of_each

    store = opened(place, setup)
    for fault in store.faults():
        say(f"NB: {fault}", DONE)
    runs = _runs(store.runs(), pr, asked.team, setup.kommune)
    found = _steps(asked, runs["pr"][-1], runs["pr"][0])
    chosen = run_of_each(runs, found)
    ids = list(dict.fromkeys([*chosen.values(), runs["koersel"][-1]]))
    funds = store.funds(ids, COLUMNS)
    by_id = {run: funds.filter(pl.col("koersel") == run).drop("koersel") for run in ids}
    answer = Trend(Stored(runs, by_id, chosen, asked.team), found, asked.maal, asked.known, asked.breaks)
    told = runs.filter(pl.col("koersel").is_in(ids))
    if way.form is not None:
        rest = {"rettid": __version__, "koersler": json.loads(told.write_json())}
        return _deliver(answer, way.form, way, rest | _manifest(asked, answer))
    from rettid.screen.trend import show_history

    show_history(answer, told, asked.team, sys.stdout)
    return DONE


def _runs(whole: pl.DataFrame, pr: str | None, team: str | None, kommune: str) -> pl.DataFrame:
    """The runs that can be one series, up to the day; those of the team itself where there are any. Raises UsageError."""
    import polars as pl

    from rettid.spans import parse_day
    from rettid.store.choice import series

    day = None if pr is None else parse_day(pr, "--pr")
    runs = series(whole, None, team if team in whole["team"].to_list() else None, kommune).plain()
    runs = runs if day is None else runs.filter(pl.col("pr") <= day)
    if runs.is_empty():
        raise UsageError("Historikken har ingen kørsler at vise. Gem den første med: rettid lists FIL --out MAPPE")
    return runs


def _steps(asked: Asked, pr: date, first: date | None) -> Sequence[Step]:
    from rettid.spans import parse_span
    from rettid.trend import latest, steps
    from rettid.trend.steps import A_LIST_DAY

    monday = asked.monday or A_LIST_DAY
    if asked.periode is None:
        return latest(asked.efter, first, pr, monday)
    return steps(asked.efter, parse_span(asked.periode, pr), pr, monday)


def _first_start(cases: pl.LazyFrame) -> date | None:
    import polars as pl

    return cases.select(pl.col("startdato").min()).collect().item()  # type: ignore[no-any-return]


def _measures(text: str | None) -> tuple[str, ...]:
    """The measures that `--maal` names. Raises UsageError for one that is not there."""
    from rettid.trend import MEASURES

    asked = [part.strip().upper() for part in (text or MEASURES[0]).split(",")]
    for part in asked:
        if part not in MEASURES:
            raise UsageError(
                f'--maal: "{part}" har ingen tendens. Vælg blandt {", ".join(MEASURES)}, for eksempel --maal R1,R2.'
            )
    return tuple(name for name in MEASURES if name in asked)


def _step(text: str | None) -> str:
    """Months or fortnights. Raises UsageError for anything else."""
    from rettid.rates.drill import plain
    from rettid.trend.steps import KINDS, MONTH

    names = {plain(name): name for name in KINDS}
    asked = plain((text or MONTH).replace(" ", ""))
    if asked not in names:
        raise UsageError(f'--efter: "{text}" er ikke en periode. Vælg --efter måned eller --efter 14dage.')
    return names[asked]


def _known(*, each: bool, history: bool) -> tuple[str, ...]:
    """What is shown: an export as it is known now, a history as it was said then; both where each day is asked for."""
    from rettid.trend import NOW, THEN

    if each:
        return (NOW, THEN)
    return (THEN,) if history else (NOW,)


def _breaks(texts: list[str] | None, setup: Configuration) -> tuple[Break, ...]:
    """The breaks of the options, else those of the configuration, by day. Raises UsageError for one without a day or a reason."""
    from rettid.spans import parse_day
    from rettid.statistics.control import Break

    if not texts:
        return tuple(sorted((Break(day, why) for day, why in setup.brud), key=lambda one: one.dag))
    found = []
    for text in texts:
        day, _, why = text.partition("=")
        if not why.strip():
            raise UsageError(
                f'--brud: "{text}" siger ikke, hvad der skete. Skriv for eksempel --brud 2018-11-01="nyt fagsystem".'
            )
        found.append(Break(parse_day(day, "--brud"), why.strip()))
    return tuple(sorted(found, key=lambda one: one.dag))


def _monday(text: str | None) -> date | None:
    from rettid.rhythm import parse_rhythm

    return None if text is None else parse_rhythm(text, None, "--mandag").first


def _manifest(asked: Asked, answer: Trend) -> dict[str, Any]:
    """What was asked of the series."""
    breaks = [{"dato": each.dag.isoformat(), "hvad": each.grund} for each in asked.breaks]
    first, last = answer.found[0].span.first, answer.found[-1].span.last
    return {
        "tendens": {
            "maal": list(asked.maal), "efter": asked.efter, "kendt": list(asked.known), "team": asked.team,
            "periode": [first.isoformat(), last.isoformat()], "brud": breaks,
        }
    }  # fmt: skip


def _deliver(answer: Trend, form: str, way: Way, rest: dict[str, Any]) -> int:
    """The numbers, or the cases that differ, as data with a manifest."""
    rows = answer.differences if way.forskelle else answer.series
    write_data(rows, form, way.out, rest)
    return DONE
