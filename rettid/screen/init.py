"""`rettid init`: the questions behind a `rettid.toml`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rettid.screen.paper import indented, show, title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.configuration import Configuration
    from rettid.screen.map import User

KEY_FILE = Path("noegle")


def interview(
    defaults: Configuration, local_packs: Sequence[str], profiles: Sequence[str], user: User
) -> Configuration:
    """What the user wants in the configuration; an empty answer takes the default."""
    show(
        [title("Opsætning af rettid"), indented(["Enter tager det, der står i [ ]. Alt kan rettes i filen bagefter."])],
        user.out,
    )
    name = user.ask("Kommunens navn [intet]: ") or defaults.kommune
    values = replace(defaults, kommune=name, profil=_profile(defaults.profil, profiles, user))
    values = replace(values, lokale_pakker=_packs(local_packs, user), team=_teams(user), fejl_under=_limit(user))
    return replace(values, noegle=KEY_FILE if _key(user) else None)


def _profile(default: str | None, known: Sequence[str], user: User) -> str | None:
    _say(user, f"Hvordan udtræk læses: {', '.join(known)}. Ellers ser rettid selv på overskrifterne.")
    while (answer := user.ask(f"Profil [{default or 'se selv'}]: ") or default) and answer not in known:
        _say(user, f'Profilen "{answer}" findes ikke.')
        default = None
    return answer or None


def _packs(known: Sequence[str], user: User) -> tuple[str, ...]:
    _say(user, f"Lokale pakker, der kan dømmes efter ved siden af loven: {', '.join(known)}.")
    while True:
        chosen = _words(user.ask("Hvilke, med komma imellem [ingen]: "))
        unknown = [name for name in chosen if name not in known]
        if not unknown:
            return chosen
        _say(user, f'Pakken "{unknown[0]}" findes ikke.')


def _teams(user: User) -> dict[str, tuple[str, ...]]:
    _say(user, "Siger udtrækket ikke, hvilket team en sagsbehandler er i, kan det stå her.")
    teams: dict[str, tuple[str, ...]] = {}
    while team := user.ask("Teamets navn [ikke flere]: "):
        teams[team] = _words(user.ask(f"Sagsbehandlere i {team}, med komma imellem: "))
    return teams


def _limit(user: User) -> float | None:
    _say(user, "rettid kan slutte med kode 1, når en andel er under en grænse.")
    while answer := user.ask("Grænse i procent [ingen]: "):
        number = answer.replace(",", ".").removesuffix("%").strip()
        if number.replace(".", "", 1).isdecimal() and float(number) <= 100:
            return float(number)
        _say(user, "Skriv et tal fra 0 til 100.")
    return None


def _key(user: User) -> bool:
    _say(
        user,
        "Borgere kendes på en hemmelig nøgle. Skal flere kunne sammenligne lister, skal de bruge samme nøglefil.",
        f'Den lægges i filen "{KEY_FILE}" her i mappen. Gem den sikkert, og giv den kun til dem.',
    )
    return user.ask("Lav en fælles nøglefil? j/n [n]: ").lower() in ("j", "ja")


def _words(answer: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in answer.split(",") if word.strip())


def _say(user: User, *lines: str) -> None:
    show([indented(["", *lines])], user.out)
