"""Earlier reports of people who overlap: what they printed told as earlier reports of the very population that is to be printed.

A team is part of everybody, a quarter of its half-year. Whoever has both reports subtracts one from the other, so the
difference is guarded like that between two reports of the same people (`since`, `lines`). Where the earlier report holds the
population within it (`hel`), its groups also say how many of each there can be at most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from rettid.disclosure.frames import PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

COUNTS = ("taeller", "naevner", "borgere")
_PLACE = ("efter", "gruppe", "kryds", "krydsgruppe")


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a population is of: the measure with its event, the days (none where it has no period), and the team (none: everybody)."""

    hvad: str
    first: date | None
    last: date | None
    team: str | None

    def overlaps(self, other: Whom) -> bool:
        """Whether somebody can be in both."""
        teams = self.team == other.team or None in (self.team, other.team)
        return self.hvad == other.hvad and teams and self._days_meet(other)

    def holds(self, other: Whom) -> bool:
        """Whether everybody of the other is in this one."""
        return self.overlaps(other) and self.team in (None, other.team) and self._days_hold(other)

    def _days_meet(self, other: Whom) -> bool:
        if self.first is None or self.last is None or other.first is None or other.last is None:
            return True
        return self.first <= other.last and other.first <= self.last

    def _days_hold(self, other: Whom) -> bool:
        if self.first is None or self.last is None or other.first is None or other.last is None:
            return True
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True, slots=True)
class Relative:
    """What an earlier report printed of people who overlap with the population; `hel`: all of the population is in it."""

    rows: pl.DataFrame
    hel: bool


def relatives(known: pl.DataFrame, name: str, whom: Callable[[str], Whom]) -> list[Relative]:
    """What was printed (PRINTED) of others than the population `name` that overlap with it, each named as a report of its own."""
    own = whom(name)
    others = {other: whom(other) for other in known["population"].unique().sort() if other != name}
    near = {other: each for other, each in others.items() if each.overlaps(own)}
    found = [
        Relative(_renamed(rows, name, f"{rapport} {other}"), hel=each.holds(own))
        for other, each in near.items()
        for (rapport,), rows in known.filter(population=other).group_by("rapport", maintain_order=True)
    ]
    return [*found, *_of_teams(known, name, own, others)]


def _of_teams(known: pl.DataFrame, name: str, own: Whom, others: Mapping[str, Whom]) -> list[Relative]:
    """What the latest reports of several teams tell together: of everybody their sum, of a team what is left without the others."""
    alike = {other: each for other, each in others.items() if replace(each, team=own.team) == own}
    teams = [_latest(known, other) for other, each in alike.items() if each.team is not None]
    if own.team is None:
        return [Relative(_renamed(_added(teams), name, "teamene"), hel=False)] if len(teams) > 1 else []
    everybody = [_latest(known, other) for other, each in alike.items() if each.team is None]
    if not everybody or not teams:
        return []
    rest = _added([everybody[0], *(_negative(rows) for rows in teams)])
    return [Relative(_renamed(rest, name, "resten"), hel=True)]


def _latest(known: pl.DataFrame, name: str) -> pl.DataFrame:
    rows = known.filter(population=name)
    return rows.filter(pl.col("rapport") == rows["rapport"].max())


def _negative(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(-pl.col(name) for name in COUNTS)


def _added(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The cells added together, of what all of them have; one that any of them hides is hidden, and so is what can't be.

    (What can't be is found where they are of different days.)
    """
    tables = pl.concat(part.select("efter").unique() for part in parts).group_by("efter").len()
    common = tables.filter(pl.col("len") == len(parts))["efter"]
    added = (
        pl.concat(parts)
        .filter(pl.col("efter").is_in(common.implode(), nulls_equal=True))
        .group_by(*_PLACE, maintain_order=True)
        .agg(
            pl.col("rapport", "population").first(),
            *(pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()) for name in COUNTS),
        )
    )
    right = (pl.col("naevner") >= 0) & pl.col("taeller").fill_null(0).is_between(0, pl.col("naevner"))
    counts = (pl.when(right).then(name).alias(name) for name in ("taeller", "naevner"))
    return added.with_columns(*counts, borgere=pl.lit(None)).filter(pl.col("gruppe").is_not_null() | right)


def _renamed(rows: pl.DataFrame, name: str, rapport: str) -> pl.DataFrame:
    renamed = rows.with_columns(population=pl.lit(name), rapport=pl.lit(rapport))
    return renamed.select(pl.col(column).cast(dtype) for column, dtype in PRINTED.items())


def told_of(rows: pl.DataFrame, part: pl.DataFrame, small: Callable[[int], bool], limit: int) -> bool:
    """Whether the cells of a whole (`rows`, PRINTED), with the total of a part of it, tell how few of a group are in the part or outside.

    `part`: the true cells of the part (`taeller`, `naevner` and their place). A group's few of the part may be nobody's only
    if the other groups have room for all of it; and so for those outside.
    """
    totals = rows.filter(pl.col("gruppe").is_null())
    if totals.is_empty():
        return False
    for kind in (pl.col("taeller"), pl.col("naevner") - pl.col("taeller"), pl.col("naevner")):
        whole, inside = totals.select(kind).item(0, 0), part.filter(pl.col("gruppe").is_null()).select(kind).item(0, 0)
        if whole is None or inside is None:
            continue
        cells = part.filter(pl.col("gruppe").is_not_null()).select("efter", "gruppe", inde=kind)
        found = rows.select("efter", "gruppe", rum=kind).join(cells, on=["efter", "gruppe"])
        for room, own in found.drop_nulls().select("rum", "inde").iter_rows():
            left = whole - room
            if small(own) and (inside > left or min(room, inside) < limit):
                return True
            if small(room - own) and (whole - inside > left or min(room, whole - inside) < limit):
                return True
    return False
