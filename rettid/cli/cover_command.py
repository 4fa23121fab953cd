"""`rettid cover`: what falls due while somebody is away, and who takes it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rettid.cli.app import command
from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening, configured
from rettid.cli.options import Choices, Encoding, Files, Key, Out, Password, Pr, Profile, Rules, Setup, say
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.cover import Asked, Cover, Plan
    from rettid.summary import Summary

WORKBOOK = "xlsx"

Plans = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FIL",
        help="Vikarplanen (CSV eller Excel) med kolonnerne Fraværende, Fra, Til og Vikar; også kompetencer. "
        "Kan gentages. Ellers rækkerne i rettid.toml.",
    ),
]


@command()
def cover(
    filer: Files,
    *,
    fravaerende: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAVN", help="Den, der er væk, som navnet står i udtrækket. Kan gentages. Ellers alle i planen."
        ),
    ] = None,
    fra: Annotated[
        str | None, typer.Option(metavar="DATO", help="Fraværets første dag. Ellers som planen siger.")
    ] = None,
    til: Annotated[
        str | None, typer.Option(metavar="DATO", help="Fraværets sidste dag. Ellers som planen siger.")
    ] = None,
    plan: Plans = None,
    overskredne: Annotated[
        bool,
        typer.Option(
            "--overskredne", help="Tag også det med, der var overskredet før fraværet og ikke har en ny aftale."
        ),
    ] = False,
    pr: Pr = None,
    profil: Profile = None,
    regler: Rules = None,
    valg: Choices = None,
    format: Annotated[
        str | None,
        typer.Option(metavar="FORMAT", help="json, csv eller parquet: rækkerne som data. xlsx: et ark pr. vikar."),
    ] = None,
    out: Out = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvad forfalder, mens en kollega er væk, hvem dækker, og hvad er udækket?"""
    from rettid import cover as room

    form = _format(format, out)
    setup = configured(opsaetning)
    opening = Opening(kodning, adgangskode, setup)
    asked = _asked(fravaerende, fra, til, overskredne=overskredne)
    said, sources = _plan(plan, opening)
    if not (asked.fravaerende and asked.fra and asked.til) and said.absences.is_empty():
        raise UsageError(
            'Hvem er væk, og hvornår? Sig det med --fravaerende "NAVN" --fra DATO --til DATO, eller giv en vikarplan med --plan FIL.'
        )
    summary = judged(Question(filer, pr, profil, regler, None, None, noegle, valg=valg), opening)
    groups = {group for pack in summary.judged_by for group in pack.maalgruppe or ()}
    colleagues = tuple(name for names in setup.team.values() for name in names)
    caseload = room.Caseload(summary.all_funds, summary.tables, summary.pr, tuple(sorted(groups)), colleagues)
    _deliver(room.cover(caseload, said, asked), summary, form, out, sources)
    return DONE


def _format(form: str | None, out: Path | None) -> str | None:
    """The format that is asked for; None for the screen."""
    from rettid.output import FORMATS

    every = [*FORMATS, WORKBOOK]
    if form is not None and form not in every:
        raise UsageError(f'--format: "{form}" er ikke et format. Vælg blandt: {", ".join(every)}.')
    if form == WORKBOOK and out is None:
        raise UsageError("--format xlsx: en projektmappe skal skrives til en fil. Sig hvilken, fx --out vikar.xlsx.")
    if form is None and out is not None:
        form = out.suffix.removeprefix(".").lower()
        if form not in every:
            raise UsageError(
                f"--out {out}: sig også, hvilket format filen skal have: --format {' eller '.join(every)}."
            )
    return form


def _asked(names: list[str] | None, first: str | None, last: str | None, *, overskredne: bool) -> Asked:
    from rettid.cover import Asked
    from rettid.spans import parse_day

    fra = parse_day(first, "--fra") if first is not None else None
    til = parse_day(last, "--til") if last is not None else None
    if fra and til and fra > til:
        raise UsageError("--til ligger før --fra: fraværet slutter, før det begynder. Byt om på de to datoer.")
    return Asked(tuple(names or ()), fra, til, overskredne)


def _plan(paths: list[Path] | None, opening: Opening) -> tuple[Plan, list[dict[str, str]]]:
    """The plan of the option, and the files it was read from; the kind of rows that it does not have, the configuration has."""
    from dataclasses import replace

    from rettid import coverplan

    setup = opening.setup
    if not paths:
        return coverplan.from_toml(setup.fil, setup.vikar, setup.kompetencer), []
    plan, files = coverplan.read(paths, opening.password)
    rest = coverplan.from_toml(
        setup.fil,
        setup.vikar if plan.absences.is_empty() else (),
        setup.kompetencer if plan.people.is_empty() else (),
    )
    both = replace(
        plan,
        absences=rest.absences if plan.absences.is_empty() else plan.absences,
        people=rest.people if plan.people.is_empty() else plan.people,
    )
    return both, [{"navn": file.navn, "sha256": file.sha256} for file in files]


def _deliver(
    cover: Cover, summary: Summary, form: str | None, out: Path | None, sources: Sequence[dict[str, str]]
) -> None:
    if form is None:
        from rettid.screen.cover import show_cover

        show_cover(cover, summary, sys.stdout)
        return
    from rettid.screen.cover_words import headline

    manifest = _manifest(cover, summary, sources)
    if form == WORKBOOK and out is not None:
        from rettid.coverbook import write_workbook

        write_workbook(cover, summary, out, manifest)
    else:
        from rettid.output import write

        write(cover.data, form, out, manifest)
    if out is not None:
        say(f"{out}: skrevet. {headline(cover)}", DONE)


def _manifest(cover: Cover, summary: Summary, sources: Sequence[dict[str, str]]) -> dict[str, Any]:
    """The manifest of an audit, with the days away and the plan in place of the period and its rates."""
    from rettid.manifest import manifest

    kept = {
        name: value
        for name, value in manifest(summary).items()
        if name not in {"periode", "team", "forpligtelser", "andele"}
    }
    days = [[name, first.isoformat(), last.isoformat()] for name, first, last in cover.windows.iter_rows()]
    return kept | {"fravaer": days, "plan": list(sources), "raekker": cover.rows.height}
