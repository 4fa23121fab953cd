"""Who is who: the names of an export and of a plan, matched as one person spells another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import polars as pl

from rettid.quality.cases import spelling
from rettid.quality.grounds import is_nobody, is_system, is_team

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rettid.tables import Tables

_NUMBER = re.compile(r"\d{5,}")


@dataclass(frozen=True, slots=True)
class Roster:
    """The persons that are known: each spelling that was met, and the one name they are shown by."""

    shown: Mapping[str, str]
    _forms: Mapping[str, str]

    def find(self, typed: str) -> str | None:
        """The person that is meant: by the letter, else by what spellings of one name have in common; None for nobody."""
        return self.shown.get(typed) or self._forms.get(_form(typed))

    def unknown(self, typed: str) -> str:
        """That nobody is called so, with the nearest name."""
        known = {name.casefold(): name for name in self._forms.values()}
        near = get_close_matches(typed.casefold(), sorted(known), n=1)
        meant = f' Mente du "{known[near[0]]}"?' if near else ""
        return f'"{_NUMBER.sub("…", typed)}" kendes ikke.{meant}'

    def near(self, name: str) -> str | None:
        """Another name that this one looks like, None where there is none."""
        others = {other.casefold(): other for other in self._forms.values() if other != name}
        near = get_close_matches(name.casefold(), sorted(others), n=1, cutoff=0.85)
        return others[near[0]] if near else None


def roster(names: Iterable[str]) -> Roster:
    """The persons of these names; of several spellings of one person the first is the name shown.

    >>> known = roster(["Bo Lund", "LUND, BO", "Ida Holm"])
    >>> known.find("bo lund"), known.find("LUND, BO"), known.find("Per")
    ('Bo Lund', 'Bo Lund', None)
    >>> known.unknown("Ida Hlm")
    '"Ida Hlm" kendes ikke. Mente du "Ida Holm"?'
    """
    forms: dict[str, str] = {}
    shown = {name: forms.setdefault(_form(name), name) for name in names}
    return Roster(shown, forms)


def names_in(tables: Tables) -> list[str]:
    """The caseworkers of the export, now or before, as they are spelled: the commonest first, then by name; no systems and no teams."""
    columns = ["sagsbehandler", "team"]
    rows = pl.concat([tables[name].select(columns) for name in ("forloeb", "ansvar")]).collect()
    teams = rows["team"].drop_nulls().str.strip_chars().str.to_lowercase().unique()
    name = pl.col("sagsbehandler")
    persons = rows.filter(~is_nobody(name), ~is_system(name), ~is_team(name, teams))
    counted = persons.group_by("sagsbehandler").len().sort("len", "sagsbehandler", descending=[True, False])
    return counted["sagsbehandler"].to_list()


def with_person(rows: pl.DataFrame, known: Roster) -> pl.DataFrame:
    """The rows with `person`: the name that `sagsbehandler` is shown by, null for nobody known."""
    spelled, shown = list(known.shown), list(known.shown.values())
    person = pl.col("sagsbehandler").replace_strict(spelled, shown, default=None, return_dtype=pl.String)
    return rows.with_columns(person=person)


def _form(name: str) -> str:
    """What two spellings of one name have in common; the name itself where it has no letters."""
    return spelling(name) or name.strip()
