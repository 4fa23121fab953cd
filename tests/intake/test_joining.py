"""Forløb put together: no covered day is lost, twice is once, and the order of rows says nothing."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from rettid.intake.joining import EXPORT, Export, join
from rettid.tables import SCHEMAS, SOURCE
from tests.depth import tries

BASE = date(2018, 1, 1)
LAST = 60

SPAN = st.tuples(
    st.sampled_from(["B1", "B2"]),
    st.sampled_from(["A-dagpenge", None]),
    st.sampled_from(["6.1", "6.2", None]),
    st.none() | st.integers(0, 30),
    st.none() | st.integers(-2, 20),
)


def frame(rows: list[dict[str, Any]], *more: str) -> pl.DataFrame:
    schema = {**SCHEMAS["forloeb"], **SOURCE, **dict.fromkeys(more, pl.String())}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")


def cases(spans: list[tuple[Any, ...]], prefix: str = "F") -> list[dict[str, Any]]:
    return [
        {
            "forloeb_id": f"{prefix}{at}",
            "borger_id": citizen,
            "ydelse": benefit,
            "maalgruppe": group,
            "startdato": None if first is None else BASE + timedelta(first),
            "slutdato": None if first is None or length is None else BASE + timedelta(first + length),
            "kilde_fil": "a.csv",
            "kilde_ark": "",
            "kilde_raekke": at + 2,
        }
        for at, (citizen, benefit, group, first, length) in enumerate(spans)
    ]


def covered(forloeb: pl.DataFrame) -> set[tuple[Any, ...]]:
    days = set()
    for citizen, benefit, first, last in forloeb.select("borger_id", "ydelse", "startdato", "slutdato").iter_rows():
        if first is not None:
            until = (last or BASE + timedelta(LAST)) - first
            days |= {(citizen, benefit, first + timedelta(at)) for at in range(until.days + 1)}
    return days


@tries(30)
@given(st.lists(SPAN, max_size=7), st.integers(0, 100))
def test_parts_become_one_forloeb(spans: list[tuple[Any, ...]], seed: int) -> None:
    rows = cases(spans)
    whole, once = frame(rows), join(frame(rows))
    assert covered(whole) <= covered(once.forloeb)
    assert len(covered(once.forloeb) - covered(whole)) <= len(rows), "at most one uncovered day per seam"
    assert join(once.forloeb).forloeb.equals(once.forloeb)
    mixed = join(frame(random.Random(seed).sample(rows, len(rows))))
    assert mixed.forloeb.sort("forloeb_id").equals(once.forloeb.sort("forloeb_id"))
    assert sorted(mixed.ids.rows()) == sorted(once.ids.rows())
    assert set(once.ids["til"]) <= set(once.forloeb["forloeb_id"])
    assert set(once.ids["fra"]) | set(once.forloeb["forloeb_id"]) == set(whole["forloeb_id"])
    assert whole.height - once.forloeb.height == once.ids.height
    assert once.findings.height == once.antal


@tries(30)
@given(st.lists(SPAN, max_size=5), st.lists(SPAN, max_size=5), st.integers(0, 100))
def test_two_exports_become_one_caseload(old: list[tuple[Any, ...]], new: list[tuple[Any, ...]], seed: int) -> None:
    exports = [Export("gammelt", BASE + timedelta(40)), Export("nyt", BASE + timedelta(50))]
    rows = [row | {EXPORT: "gammelt"} for row in cases(old, "G")] + [row | {EXPORT: "nyt"} for row in cases(new, "N")]
    joined = join(frame(rows, EXPORT), exports)
    kept = set(joined.forloeb["forloeb_id"])
    assert set(joined.ids["fra"]) | kept == {row["forloeb_id"] for row in rows}
    assert set(joined.ids["til"]) <= kept
    assert set(joined.sager) <= kept
    starts = {row["forloeb_id"]: row["startdato"] for row in rows}
    ends = dict(joined.forloeb.select("forloeb_id", "startdato").iter_rows())
    for name, final in [*joined.ids.iter_rows(), *((name, name) for name in kept)]:
        assert starts[name] is None or ends[final] <= starts[name], "the true start is the earliest"
    mixed = join(frame(random.Random(seed).sample(rows, len(rows)), EXPORT), exports)
    assert mixed.forloeb.sort("forloeb_id").equals(joined.forloeb.sort("forloeb_id"))


def test_a_plain_export_is_handed_back_untouched() -> None:
    whole = frame(cases([("B1", None, "6.1", 1, 5), ("B2", None, "6.1", 6, None)]))
    assert join(whole).forloeb is whole
