"""A cover plan: who is away when, who covers, and who can cover what; held up against the caseload it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rettid.cover.people import Roster

_TEXT, _DATE, _TEXTS = pl.String(), pl.Date(), pl.List(pl.String())

ABSENCES: dict[str, pl.DataType] = {
    "sted": _TEXT,
    "fravaerende": _TEXT,
    "fra": _DATE,
    "til": _DATE,
    "vikar": _TEXT,
    "sag": _TEXT,
    "maalgrupper": _TEXTS,
    "aldersgrupper": _TEXTS,
}
"""One row per absence and cover: where it is written, who is away from and to which day (both included), and who covers
what (nobody where `vikar` is null). Without `sag` the cover has all the cases of the one away; the groups narrow that
down, and an empty list does not."""

PEOPLE: dict[str, pl.DataType] = {
    "sted": _TEXT,
    "sagsbehandler": _TEXT,
    "maalgrupper": _TEXTS,
    "aldersgrupper": _TEXTS,
    "hoejst": pl.Int64(),
    "borte_fra": _DATE,
    "borte_til": _DATE,
}
"""One row per person, or several where she is away several times: the groups she can take (an empty list: all), how many
interviews and offers she can take at most (null: no limit), and days on which she can't."""

MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """The absences (ABSENCES) and the people who could cover (PEOPLE), as they were written; `noter` are remarks about the reading."""

    absences: pl.DataFrame
    people: pl.DataFrame
    noter: tuple[str, ...] = ()


def empty() -> Plan:
    """A plan that says nothing."""
    return Plan(pl.DataFrame(schema=ABSENCES), pl.DataFrame(schema=PEOPLE))


def refuse(faults: Iterable[str]) -> None:
    """Raises UsageError with all the faults, a line each, by the place they begin with; nothing where there is none."""
    told = sorted(dict.fromkeys(faults), key=_place)
    if len(told) > MOST_FAULTS:
        told = [*told[:MOST_FAULTS], f"Der er {len(told) - MOST_FAULTS} fejl mere i planen."]
    if told:
        raise UsageError("\n".join(told))


def _place(fault: str) -> list[tuple[str, int]]:
    """Row 9 comes before row 10."""
    parts = re.split(r"(\d+)", fault.partition(": ")[0])
    return [(text, int(number or 0)) for text, number in zip(parts[::2], [*parts[1::2], ""], strict=True)]


def settled(plan: Plan, known: Roster, cases: pl.DataFrame, groups: Sequence[str]) -> Plan:
    """The plan with every person by the name she is shown by, and `sag` as the `forloeb_id` that is meant.

    `cases` are all forløb (`forloeb_id`, `sag`), `groups` the target groups that are known. Raises UsageError, naming
    the rows, for an unknown person, case or group, for someone who covers for herself, and for two covers of one case.
    """
    refuse([*_strangers(plan, known), *_unknown_cases(plan, cases), *_unknown_groups(plan, groups)])
    absences = plan.absences.with_columns(_named(plan.absences, name, known) for name in ("fravaerende", "vikar"))
    people = plan.people.with_columns(_named(plan.people, "sagsbehandler", known))
    meant = cases.with_columns(pl.concat_list("sag", "forloeb_id").list.unique().alias("_number")).explode("_number")
    by_case = absences.join(
        meant.select(sag="_number", meant="forloeb_id"), on="sag", how="left", maintain_order="left"
    )
    found = by_case.with_columns(sag=pl.col("meant")).drop("meant")
    refuse([*_own_covers(found), *_two_covers(found), *_two_limits(people)])
    return replace(plan, absences=found, people=people)


def _named(rows: pl.DataFrame, column: str, known: Roster) -> pl.Series:
    typed = rows[column].drop_nulls().unique().to_list()
    found = {name: known.find(name) for name in typed}
    return rows[column].replace_strict(list(found), list(found.values()), default=None, return_dtype=pl.String)


def _strangers(plan: Plan, known: Roster) -> list[str]:
    new = "En ny vikar skal stå i kompetencerne."
    return [
        f"{row['sted']}: {known.unknown(row[column])}{f' {new}' if column == 'vikar' else ''}"
        for column in ("fravaerende", "vikar")
        for row in plan.absences.drop_nulls(column).iter_rows(named=True)
        if known.find(row[column]) is None
    ]


def _unknown_cases(plan: Plan, cases: pl.DataFrame) -> list[str]:
    """Without the number itself: it may be a citizen's."""
    numbers = pl.concat([cases["sag"], cases["forloeb_id"]]).implode()
    rows = plan.absences.filter(pl.col("sag").is_not_null(), ~pl.col("sag").is_in(numbers))
    says = "sagen er ikke i udtrækket. Skriv sagens nummer, som det står i udtrækket, eller lad feltet stå tomt for alle sager."
    return [f"{place}: {says}" for place in rows["sted"]]


def _unknown_groups(plan: Plan, groups: Sequence[str]) -> list[str]:
    tables = [table.select("sted", pl.col("maalgrupper").alias("g")) for table in (plan.absences, plan.people)]
    rows = pl.concat(tables).explode("g").drop_nulls().filter(~pl.col("g").is_in(groups))
    return [
        f'{place}: målgruppen "{group}" kendes ikke. Der er: {", ".join(groups)}. '
        "Har Excel gjort 6.1 til en dato, så formatér kolonnen som tekst."
        for place, group in rows.iter_rows()
    ]


def _own_covers(absences: pl.DataFrame) -> list[str]:
    rows = absences.filter(pl.col("vikar") == pl.col("fravaerende"))
    return [
        f"{place}: {name} kan ikke dække sig selv. Skriv en anden vikar, eller lad feltet stå tomt."
        for place, name in rows.select("sted", "vikar").iter_rows()
    ]


def rank() -> pl.Expr:
    """How closely a row names what it covers: 2 a case, 1 some groups, 0 all the cases. The closest row covers."""
    narrowed = (pl.col("maalgrupper").list.len() > 0) | (pl.col("aldersgrupper").list.len() > 0)
    return pl.when(pl.col("sag").is_not_null()).then(2).when(narrowed).then(1).otherwise(0)


def _two_covers(absences: pl.DataFrame) -> list[str]:
    """Pairs of rows that give what is the same to two."""
    rows = absences.drop_nulls("vikar").with_columns(rank=rank()).with_row_index("nr")
    pairs = rows.join(rows, on=["fravaerende", "rank"], suffix="_b").filter(
        pl.col("nr") < pl.col("nr_b"),
        pl.col("vikar") != pl.col("vikar_b"),
        pl.col("fra") <= pl.col("til_b"),
        pl.col("fra_b") <= pl.col("til"),
        pl.col("sag").eq_missing(pl.col("sag_b")),
        *(_may_be_same(name) for name in ("maalgrupper", "aldersgrupper")),
    )
    return [_clash(row) for row in pairs.sort("nr", "nr_b").iter_rows(named=True)]


def _may_be_same(groups: str) -> pl.Expr:
    own, other = pl.col(groups), pl.col(f"{groups}_b")
    return (own.list.len() == 0) | (other.list.len() == 0) | (own.list.set_intersection(other).list.len() > 0)


def _clash(row: dict[str, Any]) -> str:
    what = "den samme sag" if row["sag"] is not None else f"sager fra {row['fravaerende']}"
    return (
        f"{row['sted']}: {row['vikar']} og {row['vikar_b']} ({row['sted_b']}) dækker {what} i de samme dage. "
        "Lad kun én stå, eller del dagene."
    )


def _two_limits(people: pl.DataFrame) -> list[str]:
    limits = people.drop_nulls("hoejst").group_by("sagsbehandler", maintain_order=True).agg(pl.col("hoejst", "sted"))
    several = limits.filter(pl.col("hoejst").list.n_unique() > 1)
    return [
        f"{places[1]}: {name} har flere grænser for, det højeste antal. Skriv tallet én gang."
        for name, _, places in several.iter_rows()
    ]


def by_plan(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Who covers each row (`plads`, `person`, `dag`, …) by the plan: `plads`, `vikar`; a row that nobody covers is left out."""
    covers = plan.absences.drop_nulls("vikar").with_columns(rank=rank())
    met = rows.join(covers, left_on="person", right_on="fravaerende", suffix="_plan").filter(
        pl.col("dag").is_between(pl.col("fra"), pl.col("til")),
        pl.col("sag_plan").is_null() | (pl.col("sag_plan") == pl.col("forloeb_id")),
        within("maalgruppe", "maalgrupper"),
        within("aldersgruppe", "aldersgrupper"),
    )
    closest = met.sort("plads", "rank", "vikar", descending=[False, True, False])
    return closest.unique("plads", keep="first", maintain_order=True).select("plads", "vikar")


def within(value: str, groups: str) -> pl.Expr:
    """Whether a value is in a list of groups; an empty list takes everything."""
    return (pl.col(groups).list.len() == 0) | pl.col(value).is_in(pl.col(groups)).fill_null(value=False)
