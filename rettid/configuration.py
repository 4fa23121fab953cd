"""`rettid.toml`: what a jobcentre decides once. Read by the command line only, and passed on as values.

An option on the command line always wins. Paths are relative to the file.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import tomltext
from rettid.errors import UsageError, reason
from rettid.intake.names import normalise
from rettid.periods import Period, parse_period
from rettid.spans import parse_day
from rettid.store.address import is_url
from rettid.store.retention import EXAMPLES, parse_keep
from rettid.tables import EVENTS, Tables
from rettid.tomltext import TomlError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE_NAME = "rettid.toml"
KEYS = (
    *("kommune", "profil", "regler", "lokale_pakker", "valg", "noegle", "graenser", "historik", "team", "lister"),
    *("vikar", "kompetencer", "brud"),
)
LIMITS = ("fejl_under", "registreret_senest_dage")
BREAK = ("dato", "hvad")
LISTS = ("horisont", "forberedelse", "kolonner", "a_kasse")
HISTORY = ("sted", "slet_aeldre_end")


@dataclass(frozen=True, slots=True)
class Configuration:
    """The values of a `rettid.toml`; an empty one where there is none.

    `fil` and `sha256` say which file it was, `mappe` where it lies. `profil` is a name or a path. `fejl_under` is a
    percentage, `registreret_senest_dage` a number of days. `historik_sted` is a folder or the URL of a database, which may
    hold a password and is never shown (`store.address.shown`); `slet_aeldre_end` how long runs are kept in it. `team`: per
    team its caseworkers. Of the lists: `horisont` how far ahead they look, `forberedelse` the lead time per kind of event
    or "pakke/krav", `kolonner` the optional columns, `a_kasse` whether the a-kasse's duties stand there. `vikar` and
    `kompetencer`: the rows of a cover plan as they stand, each with `linje`, its line in the file (`coverplan.from_toml` reads them).
    """

    fil: str = ""
    sha256: str = ""
    mappe: Path | None = None
    kommune: str = ""
    profil: str | None = None
    regler: tuple[Path, ...] = ()
    lokale_pakker: tuple[str, ...] = ()
    valg: tuple[str, ...] = ()
    noegle: Path | None = None
    fejl_under: float | None = None
    registreret_senest_dage: int | None = None
    historik_sted: str | None = field(default=None, repr=False)
    slet_aeldre_end: Period | None = None
    team: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    horisont: Period | None = None
    forberedelse: Mapping[str, Period] = field(default_factory=lambda: MappingProxyType({}))
    kolonner: tuple[str, ...] = ()
    a_kasse: bool = False
    vikar: tuple[Mapping[str, Any], ...] = ()
    kompetencer: tuple[Mapping[str, Any], ...] = ()
    brud: tuple[tuple[date, str], ...] = ()


def user_folder() -> Path:
    """The user's configuration folder."""
    import platformdirs  # noqa: PLC0415  only when a file is looked for

    return Path(platformdirs.user_config_dir("rettid"))


def found() -> Configuration:
    """The configuration of the working folder, else of the user's configuration folder, else an empty one.

    Raises UsageError where nobody can tell whether there is one.
    """
    for path in (Path(FILE_NAME), user_folder() / FILE_NAME):
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as fault:
            raise UsageError(
                f"{path}: opsætningen kan ikke åbnes ({reason(fault)}). Bed om adgang til mappen, eller vælg en anden med --opsaetning."
            ) from fault
        return load(path)
    return Configuration()


def load(path: Path) -> Configuration:
    """The configuration in the file. Raises UsageError naming the line and the key."""
    try:
        content = path.read_bytes()
        given = tomltext.loads(content.decode())
    except OSError as fault:
        raise UsageError(
            f"{path}: opsætningen kan ikke åbnes ({reason(fault)}). Lav en med rettid init, eller ret stien efter --opsaetning."
        ) from fault
    except UnicodeDecodeError as fault:
        raise UsageError(f"{path.name}: opsætningen er ikke UTF-8. Gem den som en UTF-8-tekstfil.") from fault
    except TomlError as fault:
        raise UsageError(
            f"{path.name}, {fault.sted}: opsætningen er ikke gyldig TOML: {fault.hvad}. Ret linjen."
        ) from fault
    return _Reader(path.name, content.decode(), path.parent).configuration(given, hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns what TOML holds into values, and names the line where that can't be done."""

    name: str
    text: str
    folder: Path

    def configuration(self, given: Mapping[str, Any], sha256: str) -> Configuration:
        self._only(given, KEYS)
        limits, lists = self._table(given, "graenser"), self._table(given, "lister")
        self._only(limits, LIMITS)
        self._only(lists, LISTS)
        history = self._table(given, "historik")
        self._only(history, HISTORY)
        profile = self._text(given, "profil")
        key = self._text(given, "noegle")
        return Configuration(
            fil=self.name,
            sha256=sha256,
            mappe=self.folder,
            kommune=self._text(given, "kommune"),
            profil=(str(self.folder / profile) if profile.endswith(".toml") else profile) or None,
            regler=tuple(self.folder / each for each in self._texts(given, "regler")),
            lokale_pakker=self._texts(given, "lokale_pakker"),
            valg=self._texts(given, "valg"),
            noegle=self.folder / key if key else None,
            fejl_under=self._number(limits, "fejl_under", 0, 100, "en procent fra 0 til 100"),
            registreret_senest_dage=self._days(limits, "registreret_senest_dage"),
            historik_sted=self._place(self._text(history, "sted")),
            slet_aeldre_end=self._keep(self._text(history, "slet_aeldre_end")),
            team=self._teams(given),
            horisont=self._period(lists, "horisont") if "horisont" in lists else None,
            forberedelse=self._leads(lists),
            kolonner=self._texts(lists, "kolonner"),
            a_kasse=self._yes(lists, "a_kasse"),
            vikar=self._rows(given, "vikar"),
            kompetencer=self._rows(given, "kompetencer"),
            brud=tuple(self._break(row) for row in self._rows(given, "brud")),
        )

    def _break(self, row: Mapping[str, Any]) -> tuple[date, str]:
        """A row of `[[brud]]`: its day, as a date or as text, and what it was."""
        where = f'{self.name}, linje {row["linje"]}, "brud"'
        given = {key: value for key, value in row.items() if key != "linje"}
        if set(given) != set(BREAK) or not isinstance(given["hvad"], str) or not given["hvad"].strip():
            raise UsageError(f'{where}: skriv dato = 2018-11-01 og hvad = "nyt fagsystem", og ikke andet.')
        day = given["dato"]
        if isinstance(day, str):
            return parse_day(day, where), given["hvad"].strip()
        if not isinstance(day, date) or isinstance(day, datetime):
            raise UsageError(f"{where}: dato skal være en dato, fx dato = 2018-11-01.")
        return day, given["hvad"].strip()

    def _leads(self, lists: Mapping[str, Any]) -> Mapping[str, Period]:
        leads = self._table(lists, "forberedelse")
        for name in leads:
            if name not in EVENTS and name.count("/") != 1:
                raise self._fault(
                    name, f'"{name}" er ikke noget at forberede. Skriv samtale, tilbud eller "pakke/krav" = "4 uger".'
                )
        return MappingProxyType({name: self._period(leads, name) for name in leads})

    def _period(self, given: Mapping[str, Any], key: str) -> Period:
        try:
            return parse_period(self._text(given, key))
        except ValueError as fault:
            raise self._fault(key, f'"{key}" skal være en tid som "14 dage", "6 uger" eller "1 måned".') from fault

    def _yes(self, given: Mapping[str, Any], key: str) -> bool:
        value = given.get(key, False)
        if not isinstance(value, bool):
            raise self._fault(key, f'"{key}" skal være true eller false.')
        return value

    def _place(self, place: str) -> str | None:
        return (place if is_url(place) else str(self.folder / place)) if place else None

    def _keep(self, text: str) -> Period | None:
        try:
            return parse_keep(text) if text else None
        except ValueError as fault:
            raise self._fault(
                "slet_aeldre_end", f'"slet_aeldre_end" skal være en periode i citationstegn: {EXAMPLES}.'
            ) from fault

    def _teams(self, given: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
        teams = self._table(given, "team")
        found = {team: self._texts(teams, team) for team in teams}
        owners: dict[str, str] = {}
        for team, names in found.items():
            for name in names:
                if owners.setdefault(normalise(name), team) != team:
                    other = owners[normalise(name)]
                    raise self._fault(team, f'"{name}" står både i "{other}" og "{team}". Lad navnet stå ét sted.')
        return MappingProxyType(found)

    def _only(self, given: Mapping[str, Any], known: Iterable[str]) -> None:
        names = list(known)
        for key in given:
            if key not in names:
                near = get_close_matches(key, names, n=1)
                meant = f'Mente du "{near[0]}"?' if near else f"Der er: {', '.join(names)}."
                raise self._fault(key, f'nøglen "{key}" kendes ikke. {meant}')

    def _table(self, given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = given.get(key, {})
        if not isinstance(value, dict):
            raise self._fault(key, f'"{key}" skal være et afsnit: skriv [{key}] på en linje for sig.')
        return value

    def _rows(self, given: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
        """The tables `[[key]]`, each with `linje`."""
        rows = given.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._fault(key, f'"{key}" skal være rækker: skriv [[{key}]] på en linje for sig før hver.')
        numbered = list(enumerate(self.text.splitlines(), start=1))
        begun = [at for at, line in numbered if re.match(rf"\s*\[\[\s*[\"']?{key}[\"']?\s*\]\]", line)]
        named = [at for at, line in numbered if re.match(rf"\s*{key}\s*=", line)]
        places = begun if len(begun) == len(rows) else (named[:1] or [1]) * len(rows)
        return tuple(row | {"linje": line} for row, line in zip(rows, places, strict=True))

    def _text(self, given: Mapping[str, Any], key: str) -> str:
        value = given.get(key, "")
        if not isinstance(value, str):
            raise self._fault(key, f'"{key}" skal være en tekst i citationstegn.')
        return value.strip()

    def _texts(self, given: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = given.get(key, [])
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise self._fault(key, f'"{key}" skal være en liste af tekster, fx ["a", "b"].')
        return tuple(word.strip() for word in words if word.strip())

    def _number(self, given: Mapping[str, Any], key: str, low: float, high: float, what: str) -> float | None:
        value = given.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self._fault(key, f'"{key}" skal være {what}.')
        return float(value)

    def _days(self, given: Mapping[str, Any], key: str) -> int | None:
        number = self._number(given, key, 0, 366, "et antal dage fra 0 til 366")
        if number is not None and number != int(number):
            raise self._fault(key, f'"{key}" skal være et helt antal dage.')
        return None if number is None else int(number)

    def _fault(self, key: str, what: str) -> UsageError:
        spelled = rf'^\s*(?:\[\s*)?["\']?{re.escape(key)}["\']?\s*(?:=|\])'
        lines = [number for number, line in enumerate(self.text.splitlines(), start=1) if re.match(spelled, line)]
        where = f"{self.name}, linje {lines[0]}" if lines else self.name
        return UsageError(f"{where}: {what}")


def with_teams(tables: Tables, teams: Mapping[str, Iterable[str]]) -> Tables:
    """The tables with `team` of `forloeb` and `ansvar` filled by caseworker where the export has none."""
    if not teams:
        return tables
    team_of = {normalise(name): team for team, names in teams.items() for name in names}
    filled = {name: _filled(tables[name], team_of) for name in ("forloeb", "ansvar") if tables.supplied(name)}
    return Tables({**tables.frames, **filled}, tables.partial)


def _filled(rows: pl.LazyFrame, team_of: Mapping[str, str]) -> pl.LazyFrame:
    names = rows.select(pl.col("sagsbehandler").unique().drop_nulls()).collect()["sagsbehandler"]
    known = {name: team_of[normalise(name)] for name in names if normalise(name) in team_of}
    if not known:
        return rows
    own = pl.col("sagsbehandler").replace_strict(
        list(known), list(known.values()), default=None, return_dtype=pl.String
    )
    return rows.with_columns(pl.coalesce("team", own).alias("team"))


def as_text(values: Configuration, shipped: Iterable[str] = ()) -> str:
    """The text of a commented `rettid.toml` with these values; what is empty stands as a comment.

    `shipped` are the local packs that come with rettid.
    """
    packs = ", ".join(map(_quoted, values.lokale_pakker))
    key = values.noegle.as_posix() if values.noegle else ""
    limit = "" if values.fejl_under is None else f"{values.fejl_under:g}"
    lines = [
        "# Opsætning af rettid. Linjer, der begynder med #, tæller ikke med. Et tilvalg på kommandolinjen vinder altid.",
        "# Stier regnes fra den mappe, filen ligger i.",
        "",
        "# Kommunens navn, som det vises.",
        _line("kommune", _quoted(values.kommune), values.kommune, '"Køge"'),
        "",
        "# Hvordan udtræk læses: workbase, fasit, momentum, kanonisk, en profil fra rettid map eller en .toml-fil.",
        "# Uden linjen ses der på overskrifterne.",
        _line("profil", _quoted(values.profil or ""), values.profil, '"workbase"'),
        "",
        f"# Lokale pakker, der dømmes efter ved siden af loven. Medfølgende: {', '.join(shipped) or 'ingen'}.",
        _line("lokale_pakker", f"[{packs}]", packs, '["broendby-2018"]'),
        "",
        "# Svar på det, en regelside lader dig vælge (se rettid rules PAKKE --vis).",
        '# valg = ["broendby-2018/graense=foer"]',
        "",
        "# Egne regelsider i stedet for de medfølgende.",
        '# regler = ["regler/"]',
        "",
        "# Filen med den hemmelige nøgle, som borgere kendes på. Alle, der sammenligner lister, skal bruge samme fil.",
        _line("noegle", _quoted(key), key, '"noegle"'),
        "",
        "[graenser]",
        "# Slut med kode 1, hvis en andel efter loven er under denne procent.",
        _line("fejl_under", limit, limit, "80"),
        "# Så mange dage efter samtalen skal den være registreret.",
        "# registreret_senest_dage = 14",
        "",
        "# Hvor kørslerne gemmes (en mappe eller postgresql://…), og hvor længe.",
        "[historik]",
        _line("sted", _quoted(values.historik_sted or ""), values.historik_sted, '"historik"'),
        _line("slet_aeldre_end", f'"{values.slet_aeldre_end}"', str(values.slet_aeldre_end or ""), '"24 måneder"'),
        "",
        "# Hvem der er i hvilket team, hvis udtrækket ikke siger det.",
        "[team]",
        *(f"{_quoted(name)} = [{', '.join(map(_quoted, people))}]" for name, people in values.team.items()),
    ]
    if not values.team:
        lines.append('# "Dagpengeteamet" = ["Ida Holm", "Bo Lund"]')
    lines += [
        "",
        "# Listerne til mødet hver 14. dag (rettid lists).",
        "[lister]",
        "# Så langt frem skal den seneste ansvarlige dag ligge for at komme med.",
        '# horisont = "6 uger"',
        "# Flere kolonner: hjemmel, tema, maalgruppe, a_kasse, team, lokal_frist, frist_system, arvet, afvigelse, pakke, bemaerkning.",
        '# kolonner = ["hjemmel", "frist_system"]',
        "",
        "# Så lang tid før fristen skal det sættes i gang: seneste ansvarlige dag er fristen minus denne tid.",
        "[lister.forberedelse]",
        '# samtale = "14 dage"',
        '# tilbud = "4 uger"',
        '# "dagpenge-2017/foerste-tilbud" = "6 uger"',
        "",
        "# Dage, hvor en tendens begynder forfra: en ny lov, et nyt fagsystem (rettid trend). En række for hver.",
        "# [[brud]]",
        "# dato = 2018-11-01",
        '# hvad = "nyt fagsystem"',
    ]
    return "\n".join(lines) + "\n"


def _line(key: str, value: str, given: str | None, example: str) -> str:
    return f"{key} = {value}" if given else f"# {key} = {example}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
