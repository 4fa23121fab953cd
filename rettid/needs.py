"""Offers that fall due against places that are free: how many are short, in which group and from which week (inventory K-02).

Weeks are ISO weeks, the first the one the reference day lies in. A place is one citizen's: it serves a deadline when it
fits the group, is free no later than the deadline and is not closed before the reference day. The places are dealt out
so that as few as possible are short, and the earliest deadlines have theirs first: what is short is short as late as it
can be. That is a maximum flow of least cost (`networkx`), where an earlier deadline costs less: the sets of deadlines
that the places can serve are the independent sets of a transversal matroid, so the cheapest of the largest is the one
that takes the earliest first.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.caseload import jobcentre_by_law
from rettid.tables import AGE_GROUPS, COMING, MISSING, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

GROUP = ("maalgruppe", "aldersgruppe")

MOST_WEEKS = 26
"""How far ahead duties are made (`spec.md` § 3)."""

BEFORE = "før"
"""What the column of the deadlines that are past is called."""

PLACE_SCHEMA: dict[str, pl.DataType] = {
    "navn": pl.String(),
    "maalgruppe": pl.List(pl.String()),
    "aldersgruppe": pl.List(pl.String()),
    "pladser": pl.Int64(),
    "fra": pl.Date(),
    "til": pl.Date(),
    "slags": pl.String(),
    "udbyder": pl.String(),
    "foelsom": pl.Boolean(),
}
"""Free places: whom they are for (empty: everybody), how many, and from and to which day they can be begun (empty: open)."""

DUE_SCHEMA: dict[str, pl.DataType] = {
    "forloeb_id": pl.String(),
    "maalgruppe": pl.String(),
    "aldersgruppe": pl.String(),
    "frist": pl.Date(),
    "mandag": pl.Date(),
}

NEED_SCHEMA: dict[str, pl.DataType] = {
    "maalgruppe": pl.String(),
    "aldersgruppe": pl.String(),
    "mandag": pl.Date(),
    "uge": pl.String(),
    "forfalder": pl.Int64(),
    "daekket": pl.Int64(),
    "mangler": pl.Int64(),
}

_MASKED = "andet tilbud"

_IN_ORDER = (
    pl.col("maalgruppe"),
    pl.col("aldersgruppe").replace_strict(
        AGE_GROUPS, range(len(AGE_GROUPS)), default=len(AGE_GROUPS), return_dtype=pl.Int32
    ),
)
"""Groups as they are listed and, in one week, served: by target group, the young first, an unknown age last."""


def weeks(pr: date, uger: int) -> list[date]:
    """The Mondays of the `uger` ISO weeks from the one that `pr` lies in."""
    assert 1 <= uger <= MOST_WEEKS  # noqa: S101 - the command sees to it
    monday = pr - timedelta(days=pr.weekday())
    return [monday + timedelta(weeks=week) for week in range(uger)]


def offers_due(funds: pl.DataFrame, pr: date, uger: int) -> pl.DataFrame:
    """The forløb that need an offer: the columns of `DUE_SCHEMA`, sorted by deadline and forløb, each forløb once.

    Those with an open duty by law of the jobcentre to begin an offer, without a booked one, whose deadline is past or lies
    in the `uger` weeks (`weeks`); of several duties the earliest. `mandag` is the Monday of the deadline's week, empty
    where it is past. A group that is not known is "ukendt".
    """
    last = weeks(pr, uger)[-1] + timedelta(days=6)
    return (
        jobcentre_by_law(funds)
        .lazy()
        .filter(
            pl.col("haendelse") == "tilbud",
            pl.col("status").is_in([MISSING, COMING]),
            pl.col("aaben"),
            pl.col("planlagt").is_null(),
            pl.col("frist") <= last,
        )
        .sort("frist", "forloeb_id")
        .unique("forloeb_id", keep="first", maintain_order=True)
        .with_columns(pl.col(GROUP).cast(pl.String).fill_null(UNKNOWN))
        .with_columns(mandag=pl.when(pl.col("frist") >= pr).then(pl.col("frist").dt.truncate("1w")))
        .select(*DUE_SCHEMA)
        .collect()
    )


def need(due: pl.DataFrame, places: pl.DataFrame | None, pr: date, uger: int) -> pl.DataFrame:
    """The need per group and week: the columns of `NEED_SCHEMA`, sorted by group, the deadlines that are past first.

    `due` as `offers_due`, `places` as `PLACE_SCHEMA`; without places `daekket` and `mangler` are empty. Every group of
    `due` has a row for every week. Where groups share places, the earlier week has them, and in one week the groups in order.
    """
    each = pl.DataFrame({"mandag": [None, *weeks(pr, uger)]}, schema={"mandag": pl.Date})
    counts = due.group_by(*GROUP, "mandag").agg(forfalder=pl.len())
    covered = _covered(due, places, pr, uger)
    return (
        due.select(GROUP)
        .unique()
        .join(each, how="cross")
        .join(counts, on=[*GROUP, "mandag"], how="left", nulls_equal=True)
        .join(covered, on=[*GROUP, "mandag"], how="left", nulls_equal=True)
        .with_columns(pl.col("forfalder").fill_null(0).cast(pl.Int64), uge=_label(pl.col("mandag")))
        .with_columns(
            pl.lit(None, dtype=pl.Int64).alias("daekket") if places is None else pl.col("daekket").fill_null(0)
        )
        .with_columns(mangler=pl.col("forfalder") - pl.col("daekket"))
        .select(*NEED_SCHEMA)
        .sort(*_IN_ORDER, "mandag", nulls_last=False)
    )


def per_group(needed: pl.DataFrame, places: pl.DataFrame | None, pr: date, uger: int) -> pl.DataFrame:
    """A row per group: `maalgruppe`, `aldersgruppe`, `forfalder`, `pladser`, `mangler`, `fra_uge`, `svar`, sorted.

    `needed` as `need`. `pladser` are the free places that fit the group (shared ones count for each that may have them),
    `fra_uge` the first week in which some are short. `svar` says it: "14 mangler fra uge 39", "3 mangler allerede",
    "dækket"; empty without places.
    """
    short = pl.col("mangler") > 0
    groups = needed.group_by(GROUP).agg(
        pl.col("forfalder", "mangler").sum(),
        fra_uge=pl.col("uge").sort_by("mandag", nulls_last=False).filter(short).first(),
    )
    fitting = [None] * groups.height if places is None else _fitting(groups, _usable(places, pr, uger))
    known = places is not None
    since = pl.when(pl.col("fra_uge") == BEFORE).then(pl.lit("allerede")).otherwise(pl.format("fra {}", "fra_uge"))
    said = pl.when(short).then(pl.format("{} mangler {}", "mangler", since)).otherwise(pl.lit("dækket"))
    return (
        groups.with_columns(
            pl.Series("pladser", fitting, dtype=pl.Int64), pl.when(pl.lit(known)).then("mangler").alias("mangler")
        )
        .with_columns(svar=pl.when(pl.lit(known)).then(said))
        .select(*GROUP, "forfalder", "pladser", "mangler", "fra_uge", "svar")
        .sort(_IN_ORDER)
    )


def wide(needed: pl.DataFrame) -> pl.DataFrame:
    """The deadlines as a table to read: `maalgruppe`, `aldersgruppe`, a column per week ("før", "uge 36", …) and `i alt`."""
    labels = needed.select("mandag", "uge").unique().sort("mandag", nulls_last=False)["uge"]
    columns = [pl.col("forfalder").filter(pl.col("uge") == label).sum().alias(label) for label in labels]
    return needed.group_by(GROUP).agg(*columns, pl.col("forfalder").sum().alias("i alt")).sort(_IN_ORDER)


def shown_name() -> pl.Expr:
    """The name of a place as others may read it: an offer that tells of health is "andet tilbud" (inventory F-22)."""
    return pl.when(pl.col("foelsom").fill_null(value=False)).then(pl.lit(_MASKED)).otherwise("navn")


def _label(monday: pl.Expr) -> pl.Expr:
    week = pl.format("uge {}", monday.dt.week())
    return pl.when(monday.is_null()).then(pl.lit(BEFORE)).otherwise(week)


# --- The places ------------------------------------------------------------------------------------------------


def _usable(places: pl.DataFrame, pr: date, uger: int) -> pl.DataFrame:
    """The places that can be begun from `pr` to the last week's Sunday, `fra` no earlier than `pr`."""
    last = weeks(pr, uger)[-1] + timedelta(days=6)
    since = pl.max_horizontal(pl.col("fra").fill_null(pr), pl.lit(pr))
    return places.with_columns(fra=since).filter(
        pl.col("pladser") > 0, pl.col("fra") <= last, pl.col("til").is_null() | (pl.col("til") >= pl.col("fra"))
    )


def _fits(group: Sequence[str], place: Mapping[str, Sequence[str] | None]) -> bool:
    """Whether a place is for the group; an empty list is everybody."""
    return all(not (asked := place[name]) or own in asked for name, own in zip(GROUP, group, strict=True))


def _fitting(groups: pl.DataFrame, usable: pl.DataFrame) -> list[int]:
    """How many of the places fit each of the groups."""
    each = usable.select(*GROUP, "pladser").to_dicts()
    return [
        sum(place["pladser"] for place in each if _fits(group, place)) for group in groups.select(GROUP).iter_rows()
    ]


def _covered(due: pl.DataFrame, places: pl.DataFrame | None, pr: date, uger: int) -> pl.DataFrame:
    """`daekket` per group and week of `due`: how many of the deadlines have a place."""
    schema = {**{name: DUE_SCHEMA[name] for name in (*GROUP, "mandag")}, "daekket": pl.Int64()}
    if places is None or due.is_empty():
        return pl.DataFrame(schema=schema)
    usable = _usable(places, pr, uger)
    opens = usable["fra"].unique().sort()
    # A deadline that is past can be served, late, by whatever opens in the weeks; days between two openings are alike.
    reach = pl.when(pl.col("mandag").is_null()).then(pl.lit(weeks(pr, uger)[-1] + timedelta(days=6))).otherwise("frist")
    cells = (
        due.with_columns(aabnet=pl.lit(opens).search_sorted(reach, side="right"))
        .group_by("mandag", "aabnet", *GROUP)
        .len()
        .sort("mandag", "aabnet", *_IN_ORDER, nulls_last=False)
    )
    served = _served(cells.select(*GROUP, "aabnet", "len").rows(), _kinds(cells, usable, opens.to_list()))
    return (
        cells.with_columns(pl.Series("daekket", served, dtype=pl.Int64))
        .group_by(*GROUP, "mandag")
        .agg(pl.col("daekket").sum())
        .cast(schema)  # type: ignore[arg-type]
    )


Kind = tuple[frozenset[tuple[str, ...]], int]
"""Places alike: the groups they fit, and the number of their opening day among the opening days."""


def _kinds(cells: pl.DataFrame, usable: pl.DataFrame, opens: list[date]) -> Counter[Kind]:
    """How many places there are of each kind."""
    groups = cells.select(GROUP).unique().rows()
    kinds: Counter[Kind] = Counter()
    for place in usable.to_dicts():
        fits = frozenset(group for group in groups if _fits(group, place))
        kinds[fits, opens.index(place["fra"])] += place["pladser"]
    return kinds


def _served(cells: Iterable[tuple[str, str, int, int]], kinds: Mapping[Kind, int]) -> list[int]:
    """How many deadlines of each cell (group, openings reached, deadlines) have a place; the first cells first."""
    import networkx as nx  # noqa: PLC0415 - a tenth of a second, and only where there is a catalogue

    graph = nx.DiGraph()
    graph.add_nodes_from(["deadlines", "places"])
    for number, (*group, reached, deadlines) in enumerate(cells):
        graph.add_edge("deadlines", number, capacity=deadlines, weight=number)
        graph.add_edges_from((number, kind) for kind in kinds if tuple(group) in kind[0] and kind[1] < reached)
    graph.add_edges_from((kind, "places", {"capacity": number}) for kind, number in kinds.items())
    return list(nx.max_flow_min_cost(graph, "deadlines", "places")["deadlines"].values())
