"""What columns and sheets are called, over all systems: `profiler/synonymer.toml` and the shipped profiles together."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from rettid.intake import profiles
from rettid.intake.names import normalise
from rettid.tables import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The merged table of synonyms. Words are in normal form (`names.normalise`) but in `stavet`.

    `felter`: per table the field of each word. `stavet`: per table and field the headers as they are spelled.
    `tvetydige` are words that mean one thing here and another there, `kendte` words of columns that rettid does not
    use. `navne`: per table the words in the names of its sheets. `arter`: per table what a row of it is called in a
    column that tells the kinds apart. `kraever`: per table what it can't do without, each entry one of several fields.
    """

    felter: Mapping[str, Mapping[str, str]]
    stavet: Mapping[tuple[str, str], tuple[str, ...]]
    tvetydige: frozenset[str]
    kendte: frozenset[str]
    navne: Mapping[str, frozenset[str]]
    arter: Mapping[str, frozenset[str]]
    kraever: Mapping[str, tuple[tuple[str, ...], ...]]

    @property
    def egne(self) -> Mapping[str, frozenset[str]]:
        """Per table the fields that no other table has: these tell what a sheet is."""
        owners = Counter(field for words in self.felter.values() for field in set(words.values()))
        return {
            table: frozenset(field for field in words.values() if owners[field] == 1)
            for table, words in self.felter.items()
        }

    def headers(self, table: str, field: str, most: int = 3) -> list[str]:
        """Some headers that the field is known by, as they are spelled; those that mean only one thing first."""
        spelled = self.stavet.get((table, field), (field,))
        return sorted(spelled, key=lambda word: normalise(word) in self.tvetydige)[:most]


@cache
def synonyms() -> Synonyms:
    """The synonyms that come with rettid."""
    given = tomllib.loads((profiles.FOLDER / f"{profiles.SYNONYMS}.toml").read_text(encoding="utf-8"))
    spelled = _spelled(given)
    words: dict[str, dict[str, str]] = {table: {} for table in SCHEMAS}
    for (table, field), headers in spelled.items():
        for header in headers:
            words[table].setdefault(normalise(header), field)
    own = profiles.shipped()[profiles.CANONICAL]
    return Synonyms(
        felter=MappingProxyType({table: MappingProxyType(fields) for table, fields in words.items()}),
        stavet=MappingProxyType(spelled),
        tvetydige=_normal(given["tvetydige"]),
        kendte=_normal(given["kendte"]),
        navne=MappingProxyType({table: _normal(names) for table, names in given["navne"].items()}),
        arter=MappingProxyType({table: _normal(names) for table, names in given["arter"].items()}),
        kraever=MappingProxyType({block.tabel: block.kraever for block in own.ark}),
    )


def _spelled(given: Mapping[str, Mapping[str, list[str]]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Per table and field every header: those of synonymer.toml, then those of the shipped profiles."""
    found: dict[tuple[str, str], list[str]] = {}
    for table in SCHEMAS:
        for field, words in {**given["faelles"], **given[table]}.items():
            found.setdefault((table, field), []).extend(words)
    for profile in profiles.shipped().values():
        for block in (block for block in profile.ark if block.tabel in SCHEMAS):
            for field, headers in block.kolonner.items():
                one = [header for header in headers if " + " not in header]  # two columns together are no synonym
                found.setdefault((block.tabel, field), []).extend(one)
    return {place: _once(words) for place, words in found.items()}


def _once(words: Iterable[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(normalise(word), word)
    return tuple(first.values())


def _normal(words: Iterable[str]) -> frozenset[str]:
    return frozenset(normalise(word) for word in words)
