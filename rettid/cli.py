"""The command line: parse, call, print, exit. Everything heavy is imported inside the command that needs it.

Exit codes (`spec.md` § 6): 0 done; 1 done, and a threshold that the user set is broken; 2 wrong use or unreadable
input; 70 a fault in rettid itself.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from click import Abort, ClickException
from click.exceptions import Exit

from rettid import __version__, danish_help
from rettid.errors import RettidError, UsageError, reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rettid.configuration import Configuration
    from rettid.inspection import Inspection
    from rettid.intake import Reading
    from rettid.intake.mapping import Proposal
    from rettid.intake.profiles import OwnProfiles
    from rettid.rules import Pack
    from rettid.summary import Summary

DONE, BROKEN, WRONG, FAULT = 0, 1, 2, 70

app = typer.Typer(
    cls=danish_help.Group,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="rettid holder jobcentrets frister op mod loven: jobsamtaler og første tilbud, sag for sag.",
)

Files = Annotated[list[Path], typer.Argument(metavar="FIL...", help="Udtræk: filer (.xlsx, .csv) eller en mappe.")]
Pr = Annotated[
    str | None, typer.Option(metavar="DATO", help="Den dag, der regnes pr. Ellers udtræksdatoen i filen, ellers i dag.")
]
Profile = Annotated[
    str | None,
    typer.Option(
        metavar="NAVN",
        help="Hvordan filen læses: workbase, fasit, momentum, kanonisk eller en .toml-fil. Ellers ses det på overskrifterne.",
    ),
]
Key = Annotated[
    Path | None,
    typer.Option(metavar="FIL", help="Filen med den hemmelige nøgle, som borgere kendes på. Ellers brugerens egen."),
]
Encoding = Annotated[
    str | None,
    typer.Option(metavar="NAVN", help="Tekstfilers tegnkodning: utf-8, cp1252, cp850 … Ellers ses det på bogstaverne."),
]
Password = Annotated[
    bool,
    typer.Option(
        "--adgangskode",
        help="Spørg om adgangskoden til beskyttede projektmapper. Uden spørgsmål: sæt den i RETTID_ADGANGSKODE.",
    ),
]
Setup = Annotated[
    Path | None,
    typer.Option(metavar="FIL", help="Opsætningen. Ellers rettid.toml her i mappen eller i din indstillingsmappe."),
]
Rules = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="STI", help="Døm efter disse regelsider (fil eller mappe) i stedet for de medfølgende. Kan gentages."
    ),
]


@app.command(cls=danish_help.Command)
def audit(
    filer: Files,
    *,
    pr: Pr = None,
    kendt_pr: Annotated[
        str | None, typer.Option(metavar="DATO", help="Regn kun med det, der var registreret denne dag.")
    ] = None,
    profil: Profile = None,
    regler: Rules = None,
    lokal: Annotated[
        list[str] | None,
        typer.Option(metavar="PAKKE", help="Døm også efter denne lokale pakke, fx broendby-2018. Kan gentages."),
    ] = None,
    periode: Annotated[
        str | None,
        typer.Option(
            metavar="PERIODE",
            help="Frister i denne periode: 2018H2, 2018K3, 2018-08 eller 2018-07-01..2018-12-31. Ellers de 13 uger op til dagen.",
        ),
    ] = None,
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Vis kun dette team.")] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="json, csv eller parquet: alle forpligtelser som data.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FIL", help="Skriv til denne fil i stedet for skærmen.")] = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
    fejl_under: Annotated[
        str | None,
        typer.Option(metavar="PROCENT", help="Slut med kode 1, hvis en andel efter loven er under denne procent."),
    ] = None,
) -> int:
    """Fik borgerne samtaler og tilbud til tiden, og hvad er næste skridt?"""
    from rettid import spans

    form = _format(format, out)
    setup = _configuration(opsaetning)
    threshold = setup.fejl_under if fejl_under is None else _percent(fejl_under)
    known = spans.parse_day(kendt_pr, "--kendt-pr") if kendt_pr is not None else None
    asked = spans.parse_day(pr, "--pr") if pr is not None else None
    spans.parse_span(periode, asked or date(2000, 1, 1))
    packs = _packs(regler, lokal, setup)
    reading = _read(filer, profil, noegle, packs, _Opening(kodning, adgangskode, setup))
    today = asked or reading.extracted or _today()
    summary = _summary(
        reading=reading,
        packs=packs,
        pr=today,
        kendt_pr=known,
        span=spans.parse_span(periode, today),
        team=team,
        guessed_day=not (asked or reading.extracted),
        **_of_configuration(setup),
    )
    _deliver(summary, form, out)
    return _below(summary, threshold)


@app.command(cls=danish_help.Command)
def check(
    filer: Files,
    *,
    pr: Pr = None,
    profil: Profile = None,
    regler: Rules = None,
    lokal: Annotated[
        list[str] | None,
        typer.Option(metavar="PAKKE", help="Døm også efter denne lokale pakke, fx broendby-2018. Kan gentages."),
    ] = None,
    periode: Annotated[
        str | None,
        typer.Option(metavar="PERIODE", help="Frister i denne periode, fx 2018H2. Ellers de 13 uger op til dagen."),
    ] = None,
    kolonner: Annotated[bool, typer.Option("--kolonner", help="Vis alle kolonner, også dem, der er klare.")] = False,
    maal: Annotated[
        str | None,
        typer.Option(
            metavar="PROCENT",
            help="Hold andelene op mod dette mål, fx 80: nået, ikke nået eller afhængigt af registreringen.",
        ),
    ] = None,
    format: Annotated[str | None, typer.Option(metavar="FORMAT", help="json: alt som data.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FIL", help="Skriv til denne fil i stedet for skærmen.")] = None,
    fix_list: Annotated[
        Path | None,
        typer.Option("--fix-list", metavar="MAPPE", help="Skriv en retteliste (CSV) pr. sagsbehandler i denne mappe."),
    ] = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvad står der i udtrækket, hvordan blev det læst, og hvad skal rettes?"""
    from rettid import spans
    from rettid.inspection import Inspection

    as_data = _check_format(format, out)
    setup = _configuration(opsaetning)
    target = _percent(maal, "--maal") if maal is not None else None
    asked = spans.parse_day(pr, "--pr") if pr is not None else None
    spans.parse_span(periode, asked or date(2000, 1, 1))
    packs = _packs(regler, lokal, setup)
    reading = _read(filer, profil, noegle, packs, _Opening(kodning, adgangskode, setup))
    today = asked or reading.extracted or _today()
    inspection = Inspection(
        _summary(
            reading=reading,
            packs=packs,
            pr=today,
            kendt_pr=None,
            span=spans.parse_span(periode, today),
            team=None,
            guessed_day=not (asked or reading.extracted),
            **_of_configuration(setup),
        )
    )
    if as_data:
        _deliver_data(inspection, out)
    else:
        from rettid.screen.check import show_check

        show_check(inspection, sys.stdout, given=[str(path) for path in filer], columns=kolonner, target=target)
    if fix_list is not None:
        _write_fix_lists(inspection, fix_list)
    return DONE


@app.command(cls=danish_help.Command)
def explain(
    hvad: Annotated[
        str | None, typer.Argument(metavar="KODE", help="Koden på en anmærkning, fx RT-S03. Ellers vises alle koder.")
    ] = None,
) -> int:
    """Hvad betyder en kode, og hvad gør man?"""
    from rettid.screen.explain import show_code, show_codes

    show_codes(sys.stdout) if hvad is None else show_code(hvad, sys.stdout)
    return DONE


@app.command("map", cls=danish_help.Command)
def map_columns(
    filer: Files,
    *,
    out: Annotated[Path | None, typer.Option(metavar="FIL", help="Skriv profilen til denne fil (.toml).")] = None,
    skriv: Annotated[
        bool, typer.Option("--skriv", help="Spørg ikke: skriv et udkast med forslag og spørgsmål som kommentarer.")
    ] = False,
    overskriv: Annotated[bool, typer.Option("--overskriv", help="Skriv hen over en profil, der findes.")] = False,
    profil: Profile = None,
    noegle: Key = None,
    kodning: Encoding = None,
    adgangskode: Password = False,
    opsaetning: Setup = None,
) -> int:
    """Hvad betyder kolonnerne i et udtræk, som rettid ikke kender?"""
    from rettid.screen import map as screen

    setup = _configuration(opsaetning)
    packs = _packs(None, None, setup)
    opening = _Opening(kodning, adgangskode, setup)
    proposal = _proposal(filer, profil, packs, opening)
    if skriv or not _at_a_terminal():
        if out is None:
            print(_profile_text(proposal, _profile_name(filer), filer), end="")
        else:
            _write_text(_toml_file(out), _profile_text(proposal, out.stem, filer), overwrite=overskriv)
        screen.show_proposal(proposal, sys.stderr)
        return _say(f"Prøv den: rettid check {filer[0]} --profil {out or 'PROFIL.toml'}", DONE)
    if not proposal.is_open:
        screen.show_proposal(proposal, sys.stdout)
        return _say(f"Der er intet at spørge om. Næste: rettid audit {filer[0]}", DONE)
    answered = screen.interview(proposal, screen.User(_asked, sys.stdout))
    name = out.stem if out else _profile_name(filer)
    _prove(filer, _profile_text(answered, name, filer), noegle, packs, opening)
    place = _toml_file(out) if out else _profile_place(name)
    if place is None:
        return _say("Profilen er ikke skrevet.", DONE)
    _write_text(place, _profile_text(answered, place.stem, filer), overwrite=overskriv)
    found = place.parent == _own_folder()
    return _say(f"Næste: rettid audit {filer[0]}{'' if found else f' --profil {place}'}", DONE)


@app.command(cls=danish_help.Command)
def init(
    filer: Annotated[
        list[Path] | None, typer.Argument(metavar="[FIL...]", help="Et udtræk, som profilen kan ses af.")
    ] = None,
    *,
    ja: Annotated[bool, typer.Option("--ja", help="Spørg ikke: skriv filen med det, rettid selv kan se.")] = False,
    overskriv: Annotated[bool, typer.Option("--overskriv", help="Skriv hen over en rettid.toml, der findes.")] = False,
) -> int:
    """Hvordan laves en rettid.toml, så det samme ikke skal siges hver gang?"""
    from rettid.configuration import FILE_NAME, Configuration, as_text
    from rettid.rules import load_packs

    place = Path(FILE_NAME)
    if place.exists() and not overskriv:
        raise UsageError(f"{place}: filen findes. Ret den, eller lav den om med: rettid init --overskriv")
    if not ja and not _at_a_terminal():
        raise UsageError(
            "rettid init spørger, og her er ingen at spørge. Tag det, rettid selv kan se: rettid init --ja"
        )
    local = [pack.id for pack in load_packs() if pack.art == "lokal"]
    values = Configuration(profil=_profile_of(filer))
    if not ja:
        from rettid.intake import profiles
        from rettid.screen.init import interview
        from rettid.screen.map import User

        own = _own_profiles(Configuration(mappe=Path()))
        values = interview(values, local, [*own.gyldige, *profiles.shipped()], User(_asked, sys.stdout))
    if values.noegle is not None:
        from rettid.intake import secret

        secret.make(values.noegle)
        _say(
            f"{values.noegle}: nøglen er klar, og kun du kan læse den. Gem den: uden den kan lister ikke sammenlignes.",
            DONE,
        )
    _write_text(place, as_text(values, local), overwrite=True)
    return _say("Næste: rettid check FIL", DONE)


def _profile_of(paths: list[Path] | None) -> str | None:
    """The profile that reads an export, if one does."""
    if not paths:
        return None
    from rettid.configuration import Configuration

    return _proposal(paths, None, (), _Opening(None, ask=False, setup=Configuration())).profil or None


@app.command(cls=danish_help.Command)
def rules(
    pakke: Annotated[
        str | None, typer.Argument(metavar="PAKKE", help="Vis kravene i denne pakke. Ellers alle pakker.")
    ] = None,
    *,
    regler: Rules = None,
    proev: Annotated[bool, typer.Option("--proev", help="Kør hvert gennemregnet eksempel på siderne.")] = False,
) -> int:
    """Hvilke regler regnes der efter, og hvor sikre er de?"""
    from rettid.rules import load_packs
    from rettid.screen.rules import show_pack, show_packs, show_proofs

    packs = load_packs(regler)
    chosen = packs if pakke is None else [_named(pakke, packs)]
    if proev:
        from rettid.proof import prove

        return DONE if show_proofs(prove(chosen), sys.stdout) else BROKEN
    show_pack(chosen[0], sys.stdout) if pakke else show_packs(chosen, sys.stdout)
    return DONE


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer's callback
    if wanted:
        print(f"rettid {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Vis versionen.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command of `sys.argv` and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:  # noqa: PLR0911 - one place where every fault meets its code
    """Run one command and return its exit code; every message has been printed."""
    try:
        return _run(list(arguments))
    except RettidError as fault:
        return _say(str(fault), WRONG)
    except ClickException as fault:
        return _say(danish_help.fault(fault), WRONG)
    except (Abort, KeyboardInterrupt):
        return _say("Afbrudt. Intet er skrevet.", WRONG)
    except BrokenPipeError:
        # The reader has gone. Python would still try to flush to it on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as fault:
        return (
            _say(f"Svaret kan ikke skrives ({reason(fault)}).", WRONG)
            if fault.errno == errno.ENOSPC
            else _own_fault(fault)
        )
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as fault:  # noqa: BLE001 - the outermost place: a fault of ours ends as 70; Polars' panics are no Exceptions
        return _own_fault(fault)


def _run(arguments: list[str]) -> int:
    # Not app(): Click would answer a closed pipe and Ctrl-C itself, in English and with codes of its own.
    command = typer.main.get_command(app)
    try:
        with command.make_context("rettid", arguments) as context:
            code = command.invoke(context) or DONE
    except Exit as done:
        code = done.exit_code
    sys.stdout.flush()
    return int(code)


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


def _own_fault(fault: BaseException) -> int:
    """Say where in rettid it happened. Neither values nor the fault's own words: they may hold CPR numbers."""
    places = "".join(traceback.format_tb(fault.__traceback__))
    text = (
        f"Fejl i rettid {__version__} ({type(fault).__name__}). Det er ikke din fejl. "
        f"Send denne tekst til den, der vedligeholder rettid:\n{places}"
    )
    return _say(text, FAULT)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - a Danish calendar day on a Danish machine


def _configuration(path: Path | None) -> Configuration:
    from rettid import configuration

    return configuration.found() if path is None else configuration.load(path)


def _packs(paths: list[Path] | None, local: list[str] | None, setup: Configuration) -> list[Pack]:
    """The packs to judge by: those given, else those of the configuration, else the shipped law; and the local ones named."""
    from rettid.rules import load_packs

    shipped = load_packs()
    own = paths or setup.regler
    given = list(load_packs(own)) if own else [pack for pack in shipped if pack.art == "lov"]
    known = [pack for pack in shipped if pack.art == "lokal"]
    named = [_named(name, known) for name in dict.fromkeys(local or ())]
    if not local:
        with _told_of(setup):
            named = [_named(name, known) for name in dict.fromkeys(setup.lokale_pakker)]
    return given + [pack for pack in named if pack.id not in {other.id for other in given}]


@contextmanager
def _told_of(setup: Configuration) -> Iterator[None]:
    """Names the configuration in a fault of what it says."""
    try:
        yield
    except UsageError as fault:
        raise UsageError(f"{setup.fil}: {fault}") from fault


def _named(name: str, packs: Sequence[Pack]) -> Pack:
    from difflib import get_close_matches

    names = {pack.id: pack for pack in packs}
    if name in names:
        return names[name]
    near = get_close_matches(name, names, n=1)
    meant = f' Mente du "{near[0]}"?' if near else f" Der er: {', '.join(sorted(names))}."
    raise UsageError(f'Pakken "{name}" findes ikke.{meant} Se dem alle med: rettid rules')


class _Opening:
    """How the user wants the files opened: the encoding of texts, whether to ask for passwords, and what is set up."""

    def __init__(self, encoding: str | None, ask: bool, setup: Configuration) -> None:  # noqa: FBT001 - as the options come
        self.encoding, self.ask, self.setup = encoding, ask, setup
        self._given: dict[str, str] = {}

    def password(self, name: str) -> str | None:
        """The password of a workbook: asked for at the terminal without echo, once, else that of the environment."""
        if not self.ask:
            return os.environ.get("RETTID_ADGANGSKODE")
        if not sys.stdin.isatty():
            raise UsageError("--adgangskode: der er ingen at spørge. Sæt adgangskoden i RETTID_ADGANGSKODE i stedet.")
        from getpass import getpass

        if name not in self._given:
            self._given[name] = getpass(f"Adgangskode til {name}: ")
        return self._given[name]


def _read(
    paths: list[Path], profile: str | None, key: Path | None, packs: Sequence[Pack], opening: _Opening
) -> Reading:
    from dataclasses import replace

    from rettid.configuration import with_teams
    from rettid.intake import read, secret
    from rettid.rules import codes_named

    setup = opening.setup
    if key is not None:
        secret.local_key(key)
    elif setup.noegle is not None:
        with _told_of(setup):
            secret.local_key(setup.noegle)
    own = _own_profiles(setup)
    with _progress(opening) as progress:
        reading = read(
            paths,
            profile=profile if profile is not None else _own_profile(setup, own),
            own_profiles=own,
            key_file=key or setup.noegle,
            extra_codes=codes_named(packs),
            progress=progress,
            password=opening.password,
            kodning=opening.encoding,
        )
    return replace(reading, tables=with_teams(reading.tables, setup.team))


def _own_profile(setup: Configuration, own: OwnProfiles) -> str | None:
    """The profile that the configuration names, once it is known to be usable."""
    if setup.profil is not None:
        from rettid.intake import profiles

        with _told_of(setup):
            profiles.find(setup.profil, own)
    return setup.profil


def _proposal(paths: list[Path], profile: str | None, packs: Sequence[Pack], opening: _Opening) -> Proposal:
    from rettid.intake import propose
    from rettid.rules import codes_named

    with _progress(opening) as progress:
        return propose(
            paths,
            profile=profile,
            own_profiles=_own_profiles(opening.setup),
            extra_codes=codes_named(packs),
            progress=progress,
            password=opening.password,
            kodning=opening.encoding,
        )


def _profile_text(proposal: Proposal, name: str, paths: list[Path]) -> str:
    from rettid.intake.profile_text import profile_text

    return profile_text(proposal, name, [path.resolve().name for path in paths])


def _prove(paths: list[Path], text: str, key: Path | None, packs: Sequence[Pack], opening: _Opening) -> None:
    """Read the files with the profile that is about to be written, and show what came of each row."""
    from tempfile import TemporaryDirectory

    from rettid.screen.map import show_proof

    with TemporaryDirectory() as folder:
        draft = Path(folder) / "profil.toml"
        draft.write_text(text, encoding="utf-8")
        try:
            show_proof(_read(paths, str(draft), key, packs, opening), sys.stdout)
        except RettidError as fault:
            print(f"\nUdtrækket kan ikke læses med profilen endnu:\n{fault}")


def _profile_name(paths: list[Path]) -> str:
    from rettid.intake.names import snake

    return snake(paths[0].resolve().stem).replace("_", "-") or "profil"


def _profile_place(name: str) -> Path | None:
    """Where the user wants the profile; None for nowhere."""
    here, own = Path(f"{name}.toml"), _own_folder() / f"{name}.toml"
    print(
        f"\nSkriv profilen: 1 her i mappen ({here})   2 i din indstillingsmappe, så rettid selv finder den   - slet ikke"
    )
    while (answer := _asked("Hvor? [2]: ") or "2") not in ("1", "2", "-"):
        print("Skriv 1, 2 eller -.")
    return {"1": here, "2": own, "-": None}[answer]


def _toml_file(out: Path) -> Path:
    if out.suffix != ".toml":
        raise UsageError(f"--out {out}: filen skal ende på .toml, for eksempel --out {out.stem}.toml.")
    return out


def _write_text(path: Path, text: str, *, overwrite: bool) -> None:
    """Write a file that the user will edit. One that is there already is kept, unless the user says otherwise."""
    from rettid.output import write_files

    if path.exists() and not overwrite:
        if not _at_a_terminal():
            raise UsageError(
                f"{path}: filen findes. Vælg et andet navn med --out, eller skriv hen over den med --overskriv."
            )
        if _asked(f"{path} findes. Skriv hen over den? [n]: ").lower() not in ("j", "ja"):
            raise Abort
    if path.parent == _own_folder():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_files({path: lambda file: file.write(text.encode())})
    _say(f"{path} er skrevet.", DONE)


def _own_folder() -> Path:
    """Where the user's own profiles are found by themselves."""
    from rettid.configuration import user_folder

    return user_folder() / "profiler"


def _own_profiles(setup: Configuration) -> OwnProfiles:
    from rettid.intake import profiles

    beside = [] if setup.mappe is None else [setup.mappe, setup.mappe / "profiler"]
    own = profiles.own([*beside, _own_folder()])
    for fault in own.oedelagte.values():
        _say(f"NB: {fault}", DONE)
    return own


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _asked(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError as end:
        raise Abort from end


def _progress(opening: _Opening) -> Any:
    from contextlib import nullcontext

    if opening.ask or not sys.stderr.isatty():  # a bar that moves would write over the question
        return nullcontext()
    from rettid.progress import bar

    return bar(sys.stderr)


def _of_configuration(setup: Configuration) -> dict[str, Any]:
    return {
        "opsaetning": (setup.fil, setup.sha256) if setup.fil else None,
        "kommune": setup.kommune,
        "registreret_senest_dage": setup.registreret_senest_dage,
    }


def _summary(
    *, reading: Reading, packs: Sequence[Pack], pr: date, kendt_pr: date | None, team: str | None, **more: Any
) -> Summary:
    from rettid.engine import audit as judge
    from rettid.quality.deadlines import marked
    from rettid.summary import Summary

    funds = marked(judge(reading.tables, packs, pr=pr, kendt_pr=kendt_pr), reading.tables)
    summary = Summary(reading, funds, packs, pr=pr, kendt_pr=kendt_pr, team=team, **more)
    if team is not None and team not in summary.teams:
        raise UsageError(
            f'--team: teamet "{team}" findes ikke i udtrækket. Der er: {", ".join(summary.teams) or "ingen team"}.'
        )
    return summary


def _format(form: str | None, out: Path | None) -> str | None:
    from rettid.output import FORMATS

    if form is not None and form not in FORMATS:
        raise UsageError(f'--format: "{form}" er ikke et format. Vælg blandt: {", ".join(FORMATS)}.')
    if form is None and out is not None:
        form = out.suffix.removeprefix(".").lower()
        if form not in FORMATS:
            raise UsageError(
                f"--out {out}: sig også, hvilket format filen skal have: --format {' eller '.join(FORMATS)}."
            )
    return form


def _percent(text: str | None, option: str = "--fejl-under") -> float | None:
    if text is None:
        return None
    try:
        percent = float(text.replace(",", ".").removesuffix("%"))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise UsageError(
            f'{option}: "{text}" er ikke en procent. Skriv et tal fra 0 til 100, for eksempel {option} 80.'
        )
    return percent


def _deliver(summary: Summary, form: str | None, out: Path | None) -> None:
    if form is None:
        from rettid.screen.first import show_first

        show_first(summary, sys.stdout)
        return
    from rettid.manifest import manifest
    from rettid.output import write
    from rettid.screen import danish

    write(summary.funds, form, out, manifest(summary))
    if out is not None:
        _say(f"{out}: {danish.whole(summary.funds.height)} forpligtelser skrevet.", DONE)


def _check_format(form: str | None, out: Path | None) -> bool:
    """Whether `rettid check` is asked for data; it has one format."""
    if form not in (None, "json"):
        raise UsageError(f'--format: "{form}" er ikke et format for check. Der er ét: json.')
    if form is None and out is not None and out.suffix.lower() != ".json":
        raise UsageError(f"--out {out}: sig også, hvilket format filen skal have: --format json.")
    return form is not None or out is not None


def _deliver_data(inspection: Inspection, out: Path | None) -> None:
    from rettid.check_document import as_bytes
    from rettid.output import write_files

    content = as_bytes(inspection)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    write_files({out: lambda file: file.write(content)})
    _say(f"{out}: skrevet.", DONE)


def _write_fix_lists(inspection: Inspection, folder: Path) -> None:
    from rettid.fixlists import write_lists
    from rettid.screen import danish

    lists = write_lists(inspection.findings, folder)
    tasks = danish.count(sum(lists.values()), "ting at rette", "ting at rette")
    _say(f"{folder}: {danish.count(len(lists), 'retteliste', 'rettelister')} skrevet, {tasks} i alt.", DONE)


def _below(summary: Summary, threshold: float | None) -> int:
    from rettid.screen import danish

    if threshold is None:
        return DONE
    for event, why in summary.untold.items():
        _say(f"Grænsen er ikke prøvet for {danish.EVENTS[event]}: {why}.", DONE)
    broken = [(what, rate) for what, rate in summary.by_law if 100 * rate["andel"] < threshold]
    for what, rate in broken:
        _say(f"Under grænsen på {danish.decimal(threshold)} %: {what}, {danish.share(rate)}.", BROKEN)
    return BROKEN if broken else DONE
