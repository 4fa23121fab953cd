"""What a command works on: the configuration, the packs, the export."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rettid.cli.options import say
from rettid.errors import DONE, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rettid.configuration import Configuration
    from rettid.intake import Reading
    from rettid.intake.mapping import Proposal
    from rettid.intake.profiles import OwnProfiles
    from rettid.rules import Pack


def configured(path: Path | None) -> Configuration:
    """The configuration that was named, else the one that is found; an empty one where there is none."""
    from rettid import configuration

    return configuration.found() if path is None else configuration.load(path)


def packs_asked_for(
    paths: list[Path] | None, local: list[str] | None, setup: Configuration, valg: list[str] | None = None
) -> list[Pack]:
    """The packs to judge by: those given, else those of the configuration, else the shipped law; and the local ones named.

    Their questions are answered by `valg`, and where it says nothing by the configuration.
    """
    from rettid.rules import check_asked, load_packs

    with told_of(setup):
        decided = answers(setup.valg, "valg")
    chosen = decided | answers(valg or (), "--valg")
    shipped = load_packs(valg=chosen)
    own = paths or setup.regler
    given = list(load_packs(own, chosen)) if own else [pack for pack in shipped if pack.art == "lov"]
    check_asked(chosen, [*shipped, *given])
    known = [pack for pack in shipped if pack.art == "lokal"]
    named = [pack_named(name, known) for name in dict.fromkeys(local or ())]
    if not local:
        with told_of(setup):
            named = [pack_named(name, known) for name in dict.fromkeys(setup.lokale_pakker)]
    return given + [pack for pack in named if pack.id not in {other.id for other in given}]


def answers(texts: Iterable[str], option: str) -> dict[str, str]:
    """Answers to the pages' questions, `PAKKE/VALG=SVAR`. Raises UsageError for anything else."""
    found = {}
    for text in texts:
        name, equals, answer = (part.strip() for part in text.partition("="))
        if not (equals and answer and "/" in name):
            raise UsageError(
                f'{option}: "{text}" er ikke et svar på et valg. Skriv PAKKE/VALG=SVAR, for eksempel broendby-2018/graense=foer.'
            )
        found[name] = answer
    return found


@contextmanager
def told_of(setup: Configuration) -> Iterator[None]:
    """Names the configuration in a fault of what it says."""
    try:
        yield
    except UsageError as fault:
        raise UsageError(f"{setup.fil}: {fault}") from fault


def pack_named(name: str, packs: Sequence[Pack]) -> Pack:
    """The pack of that name. Raises UsageError with the nearest name."""
    from difflib import get_close_matches

    names = {pack.id: pack for pack in packs}
    if name in names:
        return names[name]
    near = get_close_matches(name, names, n=1)
    meant = f' Mente du "{near[0]}"?' if near else f" Der er: {', '.join(sorted(names))}."
    raise UsageError(f'Pakken "{name}" findes ikke.{meant} Se dem alle med: rettid rules')


class Opening:
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


def read_export(
    paths: list[Path],
    profile: str | None,
    key: Path | None,
    packs: Sequence[Pack],
    opening: Opening,
    *,
    keep_cpr: bool = False,
) -> Reading:
    """The export, with the teams of the configuration; with the citizens' CPR numbers only where they were asked for."""
    from dataclasses import replace

    from rettid.configuration import with_teams
    from rettid.intake import read, secret
    from rettid.rules import codes_named

    setup = opening.setup
    if key is not None:
        secret.local_key(key)
    elif setup.noegle is not None:
        with told_of(setup):
            secret.local_key(setup.noegle)
    own = own_profiles(setup)
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
            keep_cpr=keep_cpr,
        )
    return replace(reading, tables=with_teams(reading.tables, setup.team))


def _own_profile(setup: Configuration, own: OwnProfiles) -> str | None:
    """The profile that the configuration names, once it is known to be usable."""
    if setup.profil is not None:
        from rettid.intake import profiles

        with told_of(setup):
            profiles.find(setup.profil, own)
    return setup.profil


def own_folder() -> Path:
    """Where the user's own profiles are found by themselves."""
    from rettid.configuration import user_folder

    return user_folder() / "profiler"


def own_profiles(setup: Configuration) -> OwnProfiles:
    """The user's own profiles; of each that can't be used it is said why."""
    from rettid.intake import profiles

    beside = [] if setup.mappe is None else [setup.mappe, setup.mappe / "profiler"]
    own = profiles.own([*beside, own_folder()])
    for fault in own.oedelagte.values():
        say(f"NB: {fault}", DONE)
    return own


def proposal_for(paths: list[Path], profile: str | None, packs: Sequence[Pack], opening: Opening) -> Proposal:
    """What the columns of the export may mean."""
    from rettid.intake import propose
    from rettid.rules import codes_named

    with _progress(opening) as progress:
        return propose(
            paths,
            profile=profile,
            own_profiles=own_profiles(opening.setup),
            extra_codes=codes_named(packs),
            progress=progress,
            password=opening.password,
            kodning=opening.encoding,
        )


def _progress(opening: Opening) -> Any:
    from contextlib import nullcontext

    if opening.ask or not sys.stderr.isatty():  # a bar that moves would write over the question
        return nullcontext()
    from rettid.progress import bar

    return bar(sys.stderr)
