"""The lists of one caseworker, or of one team: a whole set of lists of which nothing is shown but what is theirs.

A part is a `Lists` like any other, so that every writer can write it. Each line, and each row that has gone, is in
exactly one part; the figures of a part are its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from rettid import fixlists
from rettid.lists.layout import ORPHANS
from rettid.lists.memory import Since
from rettid.lists.model import Lists
from rettid.quality.grounds import is_nobody
from rettid.summary import Summary
from rettid.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rettid.lists.memory import Before

NO_TEAM = "uden-team"
LONGEST_NAME = 31
"""Characters in the name of a sheet, which is called after its caseworker."""


@dataclass(frozen=True, slots=True)
class Whose:
    """A caseworker or a team, by the column that names them; `navn` is None for those that nobody, or no team, has."""

    kolonne: str
    navn: str | None


def _owner(column: str) -> pl.Expr:
    """Who a row belongs to, null where the name says that it is nobody."""
    name = pl.col(column).cast(pl.String)
    return pl.when(~is_nobody(name)).then(name)


class Divided:
    """A frame with the rows of each owner found once; those of one are then looked up."""

    def __init__(self, frame: pl.DataFrame, owners: pl.DataFrame) -> None:
        """`owners`: `ejer` and `nr`, the number of a row that is theirs; a row may be of several."""
        found = owners.unique().sort("ejer", "nr").group_by("ejer", maintain_order=True).agg("nr")
        self._frame, self._rows = frame, found["nr"]
        self._at = {owner: number for number, owner in enumerate(found["ejer"].to_list())}

    def of(self, owner: str | None) -> pl.DataFrame:
        """The rows of the owner, in the order of the frame."""
        at = self._at.get(owner)
        return self._frame.clear() if at is None else self._frame[self._rows[at]]


def _owned(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The owner of each row, by `column`: `ejer` and `nr`."""
    return rows.select(ejer=_owner(column), nr=pl.int_range(pl.len(), dtype=pl.UInt32))


@dataclass(frozen=True)
class _Among:
    """What is the same for every part of an audit: the tables in memory, and whose each fund is."""

    tables: Tables
    all_funds: Divided
    """On the deadline, or of a case that they have now."""
    funds: Divided
    """On the deadline."""
    column: str
    others: dict[str, Divided] = field(default_factory=dict)

    def theirs(self, what: str, rows: pl.DataFrame, owner: str | None) -> pl.DataFrame:
        """The owner's of these rows; `what` they are is the same for every part."""
        if what not in self.others:
            self.others[what] = Divided(rows, _owned(rows, self.column))
        return self.others[what].of(owner)

    @classmethod
    def of(cls, summary: Summary, column: str) -> _Among:
        """The audit, divided by `column`."""
        tables = Tables(
            {name: frame.collect().lazy() for name, frame in summary.tables.frames.items()}, summary.tables.partial
        )
        funds, cases = summary.all_funds, summary.cases.select("forloeb_id", ejer=_owner(column))
        now = funds.select("forloeb_id", nr=pl.int_range(pl.len(), dtype=pl.UInt32)).join(cases, on="forloeb_id")
        then = _owned(funds, column)
        everyone = pl.concat([then, now.select("ejer", "nr")])
        return cls(tables, Divided(funds, everyone), Divided(summary.funds, _owned(summary.funds, column)), column)


@dataclass(frozen=True)
class OwnSummary(Summary):
    """The audit as one caseworker or team may see it: their duties on the deadline, their cases now, their figures."""

    whole: Summary = field(kw_only=True, repr=False)
    whose: Whose = field(kw_only=True)
    among: _Among = field(kw_only=True, repr=False)

    @cached_property
    def tables(self) -> Tables:
        """The tables, with nobody's cases but those that they have, or had on a deadline."""
        ids = pl.concat([self.all_funds["forloeb_id"], self.cases["forloeb_id"]]).unique().implode()
        own = pl.col("forloeb_id").is_in(ids)
        held = self.among.tables
        return Tables({name: frame.filter(own) for name, frame in held.frames.items()}, held.partial)

    @cached_property
    def funds(self) -> pl.DataFrame:
        """The funds that were theirs on the deadline."""
        return self.among.funds.of(self.whose.navn)

    @cached_property
    def cases(self) -> pl.DataFrame:
        """The open cases that they have now."""
        return self.among.theirs("cases", self.whole.cases, self.whose.navn)

    @cached_property
    def caseload(self) -> pl.DataFrame:
        """Their rows of the whole caseload."""
        return self.among.theirs("caseload", self.whole.caseload, self.whose.navn)


@dataclass(frozen=True)
class OwnLists(Lists):
    """The lists of one caseworker or team, `whose`, out of the `whole`."""

    whole: Lists = field(kw_only=True, repr=False)
    whose: Whose = field(kw_only=True)
    among: _Among = field(kw_only=True, repr=False)

    @cached_property
    def cases(self) -> pl.DataFrame:
        """The open cases that they have now."""
        return self.among.theirs("cases", self.whole.cases, self.whose.navn)

    @cached_property
    def since(self) -> Since:
        """What has happened to their rows. A row that has gone is of the one who had it on the list before."""
        found, owner = self.whole.since, self.whose.navn
        theirs = self.among.theirs
        return Since(
            theirs("lines", found.lines, owner),
            theirs("solved", found.solved, owner),
            theirs("left", found.left, owner),
            found.pr,
        )

    @cached_property
    def workers(self) -> list[str]:
        """The caseworker alone, also one who has nothing left; of a team all of its own."""
        if self.whose.kolonne == "sagsbehandler":
            return [self.whose.navn] if self.whose.navn is not None else []
        return super().workers

    @cached_property
    def _deadlines(self) -> tuple[pl.DataFrame, tuple[str, ...]]:
        rows, untold = self.whole._deadlines  # noqa: SLF001 - the same class
        return self.among.theirs("deadlines", rows, self.whose.navn), untold


def only(lists: Lists, worker: str | None) -> OwnLists:
    """What one caseworker may see; of None the cases that nobody has."""
    return _part(lists, Whose("sagsbehandler", worker), _Among.of(lists.summary, "sagsbehandler"))


def of_team(lists: Lists, team: str | None) -> OwnLists:
    """What one team has; of None the cases without a team."""
    return _part(lists, Whose("team", team), _Among.of(lists.summary, "team"))


def by_caseworker(lists: Lists) -> Mapping[str, OwnLists]:
    """A part for everybody with a case, a line or a row that has gone, by a safe file name; that of nobody last."""
    return _parts(lists, "sagsbehandler", caseworkers(lists))


def by_team(lists: Lists) -> Mapping[str, OwnLists]:
    """A part for every team with a case, a line or a row that has gone, by a safe file name; that of no team last."""
    return _parts(lists, "team", _named(lists, "team", NO_TEAM))


def caseworkers(lists: Lists) -> Mapping[str, str | None]:
    """By a safe file name everybody with a case, a line or a row that has gone; None, last, where some are nobody's."""
    return _named(lists, "sagsbehandler", fixlists.NOBODY)


def _named(lists: Lists, column: str, nobody: str) -> Mapping[str, str | None]:
    found = lists.since
    rows = (lists.cases, found.lines, found.solved, found.left)
    owners = pl.concat([each.select(_owner(column).alias("navn")) for each in rows])["navn"].unique().sort()
    names = owners.drop_nulls().to_list()
    slugs = {file.removesuffix(".csv"): name for file, name in zip(fixlists.file_names(names), names, strict=True)}
    return slugs | ({free(nobody, slugs): None} if owners.null_count() else {})


def _parts(lists: Lists, column: str, owners: Mapping[str, str | None]) -> Mapping[str, OwnLists]:
    among = _Among.of(lists.summary, column)
    return {slug: _part(lists, Whose(column, name), among) for slug, name in owners.items()}


def _part(lists: Lists, whose: Whose, among: _Among) -> OwnLists:
    summary = _own_summary(lists.summary, whose, among)
    part = OwnLists(summary, lists.choice, None, lists.cpr, lists.columns, whole=lists, whose=whose, among=among)
    return part if lists.before is None else replace(part, before=_own_before(lists.before, part))


def _own_before(before: Before, part: OwnLists) -> Before:
    """What the list before says of their rows and of the sheets called after them."""
    found = part.since
    ids = {*found.lines["fund_id"], *found.solved["fund_id"], *found.left["fund_id"]}
    rows = before.rows.filter(pl.col("fund_id").is_in(ids))
    sheets = [name[:LONGEST_NAME] for name in part.workers] or [ORPHANS]
    here = pl.col("ark").is_in(sheets)
    own, edited = before.own.filter(here), before.edited.filter(here)
    return replace(before, rows=rows, own=own, edited=edited, deleted=before.deleted & ids)


def _own_summary(summary: Summary, whose: Whose, among: _Among) -> OwnSummary:
    given = {each.name: getattr(summary, each.name) for each in fields(Summary)}
    given["all_funds"] = among.all_funds.of(whose.navn)
    return OwnSummary(**given, whole=summary, whose=whose, among=among)


def free(slug: str, taken: Mapping[str, object]) -> str:
    """The name, with the first number that makes it one of its own."""
    number = 2
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free
