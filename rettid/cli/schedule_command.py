"""`rettid schedule`: what makes the lists come by themselves."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Annotated

import typer

from rettid.cli.app import command
from rettid.cli.options import Setup, say
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rettid.schedule import Plan


@command()
def schedule(
    mappe: Annotated[
        Path, typer.Argument(metavar="UDTRÆKSMAPPE", help="Mappen, hvor udtrækkene lægges; det nyeste tages.")
    ],
    tilvalg: Annotated[
        list[str] | None,
        typer.Argument(metavar="[-- TILVALG...]", help="Flere tilvalg til rettid lists, skrevet efter to streger."),
    ] = None,
    *,
    out: Annotated[Path, typer.Option(metavar="MAPPE", help="Mappen, hvor listerne skal skrives.")],
    fra: Annotated[str, typer.Option(metavar="DATO", help="Den mandag, den første liste laves.")],
    uger: Annotated[
        str | None,
        typer.Option(
            metavar="UGER", help="lige eller ulige: bliv i de uger, også efter et år med 53. Ellers hver 14. dag."
        ),
    ] = None,
    kl: Annotated[str, typer.Option(metavar="TID", help="Klokkeslættet.")] = "06.30",
    hoejst_gammel: Annotated[
        str, typer.Option("--hoejst-gammel", metavar="PERIODE", help="Hvor gammelt udtrækket må være.")
    ] = "7 dage",
    form: Annotated[
        str | None,
        typer.Option(metavar="FORM", help="Kun cron, systemd eller windows, uden forklaring. Ellers dem alle."),
    ] = None,
    skriv: Annotated[
        Path | None,
        typer.Option(metavar="FIL", help="Skriv formen til denne fil; systemds to filer får hver sin endelse."),
    ] = None,
    overskriv: Annotated[bool, typer.Option("--overskriv", help="Skriv hen over en fil, der findes.")] = False,
    program: Annotated[
        str | None, typer.Option(metavar="STI", help="Stien til rettid dér, hvor listerne skal laves. Ellers denne.")
    ] = None,
    opsaetning: Setup = None,
) -> int:
    """Hvordan laves listerne af sig selv hver anden mandag?"""
    from rettid.rhythm import parse_rhythm
    from rettid.schedule import FORMS, Plan, parse_time
    from rettid.unattended import parse_age

    if form is not None and form not in FORMS:
        raise UsageError(f'--form: "{form}" er ikke en form. Vælg blandt: {", ".join(FORMS)}.')
    if skriv is not None and form is None:
        raise UsageError(f"--skriv {skriv}: sig også, hvilken form filen skal have: --form {' eller '.join(FORMS)}.")
    hour, minute = parse_time(kl)
    plan = Plan(
        _program(program),
        _full(mappe),
        _full(out),
        parse_rhythm(fra, uger, "--fra"),
        hour,
        minute,
        str(parse_age(hoejst_gammel)),
        (*_configuration(opsaetning), *_options(tilvalg or ())),
    )
    if plan.udtraek == plan.out:
        raise UsageError(f"--out {out}: listerne kan ikke ligge mellem udtrækkene. Vælg en anden mappe.")
    code = _deliver(plan, form, skriv, overwrite=overskriv)
    _tell(plan)
    return code


def _deliver(plan: Plan, form: str | None, file: Path | None, *, overwrite: bool) -> int:
    from rettid.cli.judging import today
    from rettid.screen import schedule as screen

    if form is None:
        screen.show_plan(plan, today(), sys.stdout)
        return DONE
    if file is None:
        sys.stdout.write(screen.raw(plan, form))
        return DONE
    return _write(plan, form, file, overwrite=overwrite)


def _write(plan: Plan, form: str, file: Path, *, overwrite: bool) -> int:
    from rettid.output import write_files
    from rettid.schedule import as_windows_file, texts
    from rettid.screen.schedule import next_step

    stem = file.with_suffix("") if form == "systemd" and file.suffix in (".service", ".timer") else file
    files = {
        file if form != "systemd" else stem.with_name(f"{stem.name}{ending}"): (
            as_windows_file(text) if form == "windows" else text.encode()
        )
        for ending, text in texts(plan, form, name=stem.name).items()
    }
    if there := [path for path in files if path.exists() and not overwrite]:
        raise UsageError(f"{there[0]}: filen findes. Vælg et andet navn, eller skriv hen over den med --overskriv.")
    write_files({path: lambda out, content=content: out.write(content) for path, content in files.items()})  # type: ignore[misc]
    return say(f"{' og '.join(map(str, files))}: skrevet. {next_step(form, stem.name)}", DONE)


def _tell(plan: Plan) -> None:
    """What may go wrong on this very machine; nothing of a machine that is another one."""
    if plan.program == "rettid":
        say("Stien til rettid kendes ikke. Skriv den med --program, for uden den finder cron ikke rettid.", DONE)
    if Path(plan.udtraek).is_absolute() and not Path(plan.udtraek).is_dir():
        say(f"{plan.udtraek}: mappen findes ikke her på maskinen.", DONE)


def _full(path: Path) -> str:
    """The path from the root; a path of Windows is left alone where it is none of this machine's."""
    return str(path) if PureWindowsPath(path).drive else str(path.absolute())


def _program(given: str | None) -> str:
    """Where rettid is: what was given, else beside the Python that runs it, else what the shell finds."""
    if given is not None:
        return _full(Path(given)) if len(Path(given).parts) > 1 else given
    for name in ("rettid", "rettid.exe"):
        if (beside := Path(sys.executable).with_name(name)).is_file():
            return str(beside)
    return shutil.which("rettid") or "rettid"


def _configuration(given: Path | None) -> Iterable[str]:
    """The configuration that counts here, for whoever runs the command from another folder."""
    from rettid.configuration import FILE_NAME

    file = given or Path(FILE_NAME)
    return ("--opsaetning", _full(file)) if given or file.is_file() else ()


def _options(given: Iterable[str]) -> Iterable[str]:
    words = tuple(given)
    if words and not words[0].startswith("-"):
        raise UsageError(
            f'"{words[0]}" er for meget. Flere tilvalg til rettid lists skrives efter to streger for sig selv (--).'
        )
    return words
