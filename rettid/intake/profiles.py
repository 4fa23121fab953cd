"""Profiles: what a system calls its sheets, columns and values, as data (`profiler/*.toml`).

A profile is strict: a key that is not known is an error, with the nearest known key. `koder.toml` holds what all share.
"""

from __future__ import annotations

import codecs
import difflib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import polars as pl

from rettid import tomltext
from rettid.errors import UsageError, reason
from rettid.intake.names import normalise
from rettid.tables import CODES, SCHEMAS, Schema
from rettid.tomltext import TomlError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(__file__).parent / "profiler"
SHARED, SYNONYMS = "koder", "synonymer"
"""Files of the folder that are no profiles."""
CANONICAL = "kanonisk"
DateOrder = Literal["dmy", "mdy", "ymd"]

IDS = ("forloeb_id", "borger_id", "cpr")
CASE_EVENTS = ("foerste_samtale", "seneste_samtale", "naeste_samtale", "foerste_tilbud")
"""Dates of a case-per-row export that are un-pivoted to events where no sheet lists the events."""
INTERVIEWS = "antal_samtaler"
"""How many interviews a case has had: where the dates are as many, its history is complete."""
TWO_DATES = ("afholdt_dato", "planlagt_dato")

TASKS = "opgaver"
TASK_SCHEMA: Schema = {
    "forloeb_id": pl.String(),
    "titel": pl.String(),
    "tilstand": pl.String(),
    "frist": pl.Date(),
    "sagsbehandler": pl.String(),
}
"""A task: what it is about, whether it is done, and its deadline."""
TABLES = {**SCHEMAS, TASKS: TASK_SCHEMA}
"""What a block may read: the canonical tables, and lists of tasks."""
EXTRA_COLUMNS = {"forloeb": (*CASE_EVENTS, INTERVIEWS), "samtaler": TWO_DATES}
"""Names that a profile may give columns of a table beside those of its schema."""
_BLOCK_KEYS = (
    *("tabel", "navne", "naar", "kraever", "kolonner", "ekstra", "faste"),
    *("fyld_ned", "ark_er", "gentaget"),
)
_EXTRA_FIXED = {"forloeb": ("samtaletype", "tilbudstype")}


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Rows whose cell under one of the headers `kolonne` is one of `er`, compared in normal form."""

    kolonne: tuple[str, ...]
    er: frozenset[str]


@dataclass(frozen=True, slots=True)
class SheetProfile:
    """How one table is read from a sheet.

    `kolonner` maps canonical names (and those of the user's own, from `ekstra`) to accepted headers, first match wins.
    Two headers with " + " between them are one value together. Of each entry of `kraever` one column must be found.
    `faste` are values for every row, where no column has them. `fyld_ned` are columns whose blank cells are filled from
    above, `ark_er` the column that the sheet's name fills. `gentaget` has, per table, the headers of columns that repeat
    with a number, `{nr}`, in every row.
    """

    tabel: str
    navne: tuple[str, ...]
    naar: RowFilter | None
    kraever: tuple[tuple[str, ...], ...]
    kolonner: Mapping[str, tuple[str, ...]]
    faste: Mapping[str, str]
    fyld_ned: tuple[str, ...] = ()
    ark_er: str = ""
    gentaget: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """A system's exports.

    `dato` is the order of dates where a column proves none, `decimal` the decimal sign where a column proves none
    (empty: not declared), `tegnsaet` the encoding of its text files (empty: found out). `overskrifter` are all accepted
    headers in normal form.
    """

    navn: str
    titel: str
    dato: DateOrder
    ark: tuple[SheetProfile, ...]
    vaerdier: Mapping[str, Mapping[str, str]]
    overskrifter: frozenset[str]
    decimal: str = ""
    tegnsaet: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """What every profile shares: synonyms in normal form to code, per code list; and headers never taken in."""

    koder: Mapping[str, Mapping[str, str]]
    udelades: tuple[str, ...]


@cache
def shipped() -> Mapping[str, Profile]:
    """The profiles that come with rettid, by name."""
    files = sorted(FOLDER.glob("*.toml"))
    return MappingProxyType({file.stem: load(file) for file in files if file.stem not in (SHARED, SYNONYMS)})


@dataclass(frozen=True, slots=True)
class OwnProfiles:
    """The user's own profiles by name, and per name why another can't be used."""

    gyldige: Mapping[str, Profile]
    oedelagte: Mapping[str, str]


NONE_OF_OWN = OwnProfiles(MappingProxyType({}), MappingProxyType({}))


def own(folders: Iterable[Path]) -> OwnProfiles:
    """The profiles in the folders: every TOML file with an `[[ark]]`.

    A broken one, or a folder that can't be opened, is kept apart with its fault. Where two have one name, that of the first folder counts.
    """
    good: dict[str, Profile] = {}
    broken: dict[str, str] = {}
    files: list[Path] = []
    for folder in folders:
        try:
            files += sorted(file for file in folder.iterdir() if file.suffix == ".toml")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as fault:
            broken[str(folder)] = f"{folder}: profilerne her er ikke læst ({reason(fault)}). Bed om adgang til mappen."
    for file in files:
        try:
            if "ark" in _toml(file):
                profile = load(file)
                good.setdefault(profile.navn, profile)
        except UsageError as fault:
            broken.setdefault(file.stem, str(fault))
    return OwnProfiles(MappingProxyType(good), MappingProxyType(broken))


def find(profile: str | Path, known: OwnProfiles = NONE_OF_OWN) -> Profile:
    """The profile of that name, the user's own before the shipped, or the one in the TOML file.

    Raises UsageError when there is none, or when it can't be used.
    """
    name = str(profile)
    if name in known.gyldige:
        return known.gyldige[name]
    if name in known.oedelagte:
        raise UsageError(known.oedelagte[name])
    if name in shipped():
        return shipped()[name]
    path = Path(profile)
    if path.suffix == ".toml" or path.is_file():
        return load(path)
    names = [*known.gyldige, *shipped()]
    raise UsageError(
        f'Profilen "{profile}" findes ikke{_nearest(name, names)}. Vælg en af {", ".join(names)}, eller en TOML-fil.'
    )


def load(path: Path) -> Profile:
    """The profile in the file. Raises UsageError that names the key."""
    where = path.name
    given = _toml(path)
    _only(where, given, ("navn", "titel", "dato", "decimal", "tegnsaet", "ark", "vaerdier"))
    order = given.get("dato", "dmy")
    if order not in get_args(DateOrder):
        raise UsageError(f'{where}: dato = "{order}" kendes ikke. Skriv "dmy", "mdy" eller "ymd".')
    decimal = given.get("decimal", "")
    if decimal not in ("", ",", "."):
        raise UsageError(f'{where}: decimal = "{decimal}" kendes ikke. Skriv "," eller ".".')
    blocks = given.get("ark", [])
    if not isinstance(blocks, list) or not blocks:
        raise UsageError(f"{where}: profilen har ingen [[ark]]. Skriv mindst ét, med tabel og kolonner.")
    sheets = tuple(_block(f"{where}, ark nr. {number}", block) for number, block in enumerate(blocks, start=1))
    return Profile(
        navn=str(given.get("navn", path.stem)),
        titel=str(given.get("titel", given.get("navn", path.stem))),
        dato=cast("DateOrder", order),
        ark=sheets,
        vaerdier=_values(where, given.get("vaerdier", {})),
        overskrifter=frozenset(
            normalise(word) for sheet in sheets for words in sheet.kolonner.values() for word in words
        ),
        decimal=decimal,
        tegnsaet=_encoding(where, str(given.get("tegnsaet", ""))),
    )


def _encoding(where: str, name: str) -> str:
    if name in ("", "auto"):
        return ""
    try:
        return codecs.lookup(name).name
    except LookupError as fault:
        raise UsageError(f'{where}: tegnsaet = "{name}" kendes ikke. Skriv fx "utf-8" eller "cp1252".') from fault


@cache
def shared() -> Shared:
    """The synonyms of `koder.toml`."""
    given = _toml(FOLDER / f"{SHARED}.toml")
    skipped = tuple(normalise(word) for word in given.pop("udelades")["overskrifter"])
    return Shared(
        MappingProxyType({name: _synonyms(codes) for name, codes in given.items()}),
        skipped,
    )


def code_words(listed: str) -> Mapping[str, tuple[str, ...]]:
    """The words of a code list as `koder.toml` spells them, per code."""
    return {code: tuple(words) for code, words in _toml(FOLDER / f"{SHARED}.toml")[listed].items()}


def is_private(header: str) -> bool:
    """Whether a column of that header is free text or about health, and never taken in."""
    return any(word in normalise(header) for word in shared().udelades)


def _synonyms(codes: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    return MappingProxyType({normalise(word): code for code, words in codes.items() for word in (code, *words)})


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomltext.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise UsageError(
            f"{path.name}: profilen kan ikke åbnes ({reason(fault)}). Se efter, om stien er rigtig."
        ) from fault
    except UnicodeDecodeError as fault:
        raise UsageError(f"{path.name}: profilen er ikke UTF-8. Gem den som en UTF-8-tekstfil.") from fault
    except TomlError as fault:
        raise UsageError(
            f"{path.name}, {fault.sted}: profilen er ikke gyldig TOML: {fault.hvad}. Ret linjen."
        ) from fault


def _block(where: str, given: Mapping[str, Any]) -> SheetProfile:
    _only(where, given, _BLOCK_KEYS)
    table = str(given.get("tabel", ""))
    _known(where, "tabel", table, TABLES)
    columns = given.get("kolonner", {})
    own = (*TABLES[table], *IDS, *EXTRA_COLUMNS.get(table, ()))
    for column in columns:
        _known(where, "kolonner", column, own)
    fixed = given.get("faste", {})
    for column in fixed:
        _known(where, "faste", column, (*TABLES[table], *_EXTRA_FIXED.get(table, ())))
    extra = given.get("ekstra", {})
    required = tuple((each,) if isinstance(each, str) else tuple(each) for each in given.get("kraever", ()))
    for column in (column for either in required for column in either):
        _known(where, "kraever", column, (*own, *extra))
    return SheetProfile(
        tabel=table,
        navne=tuple(given.get("navne", ())),
        naar=_filter(where, given.get("naar")),
        kraever=required,
        kolonner=MappingProxyType({name: _texts(words) for name, words in {**columns, **extra}.items()}),
        faste=MappingProxyType({name: str(value) for name, value in fixed.items()}),
        fyld_ned=_columns(where, "fyld_ned", given.get("fyld_ned", ()), own),
        ark_er="".join(_columns(where, "ark_er", given.get("ark_er", ()), SCHEMAS.get(table, {}))),
        gentaget=_repeated(f"{where}, gentaget", given.get("gentaget", {})),
    )


def _columns(where: str, what: str, given: str | Iterable[str], own: Iterable[str]) -> tuple[str, ...]:
    names, known = _texts(given), tuple(own)
    for name in names:
        _known(where, what, name, known)
    return names


def _repeated(where: str, given: Mapping[str, Any]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found = {}
    for table, columns in given.items():
        _known(where, "tabel", table, ("samtaler",))
        _columns(where, "kolonnen", columns, SCHEMAS[table])
        found[table] = MappingProxyType({name: _texts(words) for name, words in columns.items()})
        lacking = [word for words in found[table].values() for word in words if "{nr}" not in word]
        if lacking or "dato" not in columns:
            raise UsageError(f"{where}: skriv en dato, og {{nr}} i hver overskrift, hvor tallet står. Ret profilen.")
    return MappingProxyType(found)


def _filter(where: str, given: Mapping[str, Any] | None) -> RowFilter | None:
    if given is None:
        return None
    _only(f"{where}, naar", given, ("kolonne", "er"))
    if not given.get("kolonne") or not given.get("er"):
        raise UsageError(f"{where}, naar: skriv både kolonne (overskriften) og er (listen af værdier).")
    return RowFilter(_texts(given["kolonne"]), frozenset(normalise(value) for value in _texts(given["er"])))


def _values(where: str, given: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    for name in given:
        _known(f"{where}, vaerdier", "kodelisten", name, (*CODES, "maalgruppe"))
    return MappingProxyType(
        {name: MappingProxyType({normalise(raw): code for raw, code in pairs.items()}) for name, pairs in given.items()}
    )


def _texts(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _only(where: str, given: Mapping[str, Any], known: Iterable[str]) -> None:
    for key in given:
        _known(where, "nøglen", key, known)


def _known(where: str, what: str, key: str, known: Iterable[str]) -> None:
    names = list(known)
    if key not in names:
        raise UsageError(f'{where}: {what} "{key}" kendes ikke{_nearest(key, names)}. Ret profilen.')


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f'; mente du "{near[0]}"?' if near else ""
