"""Which of the stored runs is meant: one municipality, one team, a day or an id. Pure; what is not clear is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.errors import UsageError
from rettid.spans import parse_day

if TYPE_CHECKING:
    from datetime import date

SHORTEST = 6
"""The fewest signs of a run's id that may stand for it."""

_ID = re.compile(r"[0-9a-f]+")
_MOST_DAYS = 6


@dataclass(frozen=True, slots=True)
class Series:
    """The runs that can be held against one another, and their day and order."""

    runs: pl.DataFrame

    def newest(self) -> dict[str, Any]:
        """The latest run of what was known on its own day. Raises UsageError where there is none."""
        plain = self.plain()
        if plain.is_empty():
            raise UsageError("Historikken har ingen kørsel at sammenligne med. Lav den næste med: rettid lists FIL")
        return plain.row(-1, named=True)

    def named(self, text: str, option: str) -> dict[str, Any]:
        """The run of the day, or whose id begins so. Of several that day the last saved. Raises UsageError."""
        if _ID.fullmatch(text) and len(text) >= SHORTEST:
            found = self.runs.filter(pl.col("koersel").str.starts_with(text))
            if found.height != 1:
                raise UsageError(
                    f'{option}: {found.height or "ingen"} kørsler har et id, der begynder med "{text}". Se dem med: rettid history'
                )
            return found.row(0, named=True)
        day = parse_day(text, option)
        found = self.plain().filter(pl.col("pr") == day)
        if found.is_empty():
            raise UsageError(
                f"{option}: der er ingen kørsel pr. {day:%d-%m-%Y}. {self._near(day)} Se dem alle med: rettid history"
            )
        return found.row(-1, named=True)

    def plain(self) -> pl.DataFrame:
        """Without those that asked what was known on an earlier day: they answer another question."""
        return self.runs.filter(pl.col("kendt_pr").is_null() | (pl.col("kendt_pr") >= pl.col("pr")))

    def _near(self, day: date) -> str:
        days = self.plain().select("pr").unique().sort((pl.col("pr") - day).abs(), "pr").head(_MOST_DAYS)["pr"].sort()
        return f"De nærmeste er {', '.join(f'{each:%d-%m-%Y}' for each in days)}." if len(days) else ""


def series(runs: pl.DataFrame, kommune: str | None, team: str | None, own: str = "") -> Series:
    """The runs of one municipality and of one team, or of all teams together where none is named. Raises UsageError.

    Where no municipality is named it is one's `own`, if it has runs; runs that don't say theirs go with any. Where no
    run is of all teams together, the one team there is is meant.
    """
    of = _of_kommune(runs, own if kommune is None and own in _names(runs, "kommune") else kommune)
    teams = _names(of, "team")
    if team is None and of["team"].null_count() == 0 and len(teams) > 1:
        raise UsageError(f"Historikken har kørsler for flere team: {', '.join(teams)}. Vælg med --team.")
    whole = of.filter(pl.col("team").is_null())
    return Series(only(of, None, team) if team is not None or whole.is_empty() else whole)


def only(runs: pl.DataFrame, kommune: str | None, team: str | None) -> pl.DataFrame:
    """The runs of the municipality and the team that are named; all where none is. Raises UsageError."""
    for column, name in (("kommune", kommune), ("team", team)):
        names = _names(runs, column)
        if name is not None and name not in names:
            raise UsageError(
                f'--{column}: historikken har ingen kørsel for "{name}". Der er: {", ".join(names) or "ingen"}.'
            )
        runs = runs if name is None else runs.filter(pl.col(column) == name)
    return runs


def _of_kommune(runs: pl.DataFrame, kommune: str | None) -> pl.DataFrame:
    names = _names(runs, "kommune")
    if kommune is None and len(names) > 1:
        raise UsageError(f"Historikken har kørsler for flere kommuner: {', '.join(names)}. Vælg med --kommune.")
    if kommune is not None:
        only(runs, kommune, None)
    return runs if kommune is None else runs.filter(pl.col("kommune").is_null() | (pl.col("kommune") == kommune))


def _names(runs: pl.DataFrame, column: str) -> list[str]:
    return runs[column].drop_nulls().unique().sort().to_list()
