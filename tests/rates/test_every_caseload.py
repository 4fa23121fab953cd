"""What holds of the rates of every caseload: sums agree at every level, every cell opens to its own rows, nothing is ranked."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from rettid.output import as_bytes
from rettid.rates.catalogue import RATES
from rettid.rates.cells import NUMBERS, cells
from rettid.rates.groupings import COHORT, GROUPINGS, KIND, WHOLE, columns_of
from rettid.rates.members import PLACES
from rettid.tables import AGE_GROUPS
from tests.depth import tries
from tests.rates.asking import HALF_YEAR, PR, asked_for, basis, caseload, counted, funds, random_funds

if TYPE_CHECKING:
    from random import Random

    from tests.rates.asking import Row

GROUPED = st.lists(st.sampled_from([*GROUPINGS, COHORT]), unique=True, max_size=3)
KEY = ["tal", "linje", *KIND]


def above(row: Row, groupings: list[str]) -> tuple[object, ...]:
    """The cell that a cell is a part of."""
    level = row["niveau"].split(",")[:-1]
    own = columns_of(level)
    groups = [row[name] if name in own else None for name in columns_of(groupings)]
    return (",".join(level) or WHOLE, *(row[name] for name in KEY), *groups)


@tries(4)
@given(random_funds, GROUPED)
def test_the_parts_add_up_to_the_sum_at_every_level(frame: pl.DataFrame, groupings: list[str]) -> None:
    """Persons add up over the places where they stand; not over krav and months, in which the same person stands again."""
    columns = columns_of(groupings)
    rows = cells(basis(frame), groupings).to_dicts()
    whole = {(row["niveau"], *(row[name] for name in (*KEY, *columns))): row for row in rows}
    parts: dict[tuple[object, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row["niveau"] != WHOLE and (row["tal"] != "RP" or row["niveau"].split(",")[-1] in PLACES):
            for name in ("taeller", "naevner", "kan_ikke_afgoeres"):
                parts[above(row, groupings)][name] += row[name] or 0
    for key, sums in parts.items():
        assert {name: whole[key][name] or 0 for name in sums} == sums


@tries(4)
@given(random_funds, GROUPED, st.randoms(use_true_random=False))
def test_every_cell_opens_to_its_numerator_and_denominator(
    frame: pl.DataFrame, groupings: list[str], rng: Random
) -> None:
    """B-21: a cell lists exactly its numerator and denominator."""
    rests_on = basis(frame)
    rows = [row for row in cells(rests_on, groupings).to_dicts() if row["naevner"] or row["taeller"]]
    for row in rng.sample(rows, min(25, len(rows))):
        inside, all_of_them = counted(asked_for(row, groupings), rests_on)
        if row["naevner"] is not None:
            assert all_of_them == row["naevner"], row
        if row["taeller"] is not None:
            assert inside == row["taeller"], row


@tries(4)
@given(random_funds, st.sampled_from([(), ("team",), ("sagsbehandler",), ("krav",), ("krav", "team"), ("maaned",)]))
def test_the_counts_are_those_of_a_count_by_hand(frame: pl.DataFrame, by: tuple[str, ...]) -> None:
    """R1, RP and R5 once more, fund by fund, in plain Python."""
    duties: dict[tuple[object, ...], list[tuple[bool, bool]]] = defaultdict(list)
    persons: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for fund in frame.sort("frist", "forloeb_id", "pakke", "krav", "nr").to_dicts():
        day, end = fund["frist"], fund["slutdato"]
        asked = day is not None and HALF_YEAR.first <= day <= HALF_YEAR.last and day < PR and not (end and end < day)
        if not asked or fund["status"] not in ("rettidig", "for_sent", "mangler", "undtaget"):
            continue
        own = fund | {"maaned": f"{day:%Y-%m}"}
        kind = (own["art"], own["pakke"] if own["art"] == "lokal" else None, own["ejer"], own["haendelse"])
        groups = tuple(own[name] for name in columns_of(by))
        duties[kind + groups].append((own["status"] == "rettidig", own["status"] == "undtaget"))
        if own["status"] != "undtaget":
            again = tuple(own[name] for name in columns_of(by) if name not in PLACES)
            persons[(*kind, *again, own["borger_id"] or own["forloeb_id"])].append(own)
    people: dict[tuple[object, ...], list[bool]] = defaultdict(list)
    for key, theirs in persons.items():
        kind, groups = key[:4], tuple(theirs[-1][name] for name in columns_of(by))
        people[kind + groups].append(all(fund["status"] == "rettidig" for fund in theirs))
    wanted = {("R1", *key): (sum(x for x, _ in found), sum(not e for _, e in found)) for key, found in duties.items()}
    wanted |= {("R5", *key): (sum(x for x, _ in found), len(found)) for key, found in duties.items()}
    wanted |= {("RP", *key): (sum(found), len(found)) for key, found in people.items()}
    level = ",".join(by) or WHOLE
    rows = cells(basis(frame), by, ("R1", "R5", "RP")).filter(pl.col("naevner") > 0, niveau=level)
    found = rows.select("tal", *KIND, *columns_of(by), "taeller", "naevner").rows()
    assert {row[:-2]: row[-2:] for row in found} == {key: counts for key, counts in wanted.items() if counts[1]}


@tries(4)
@given(random_funds, GROUPED)
def test_a_percentage_only_from_ten_on_and_inside_its_interval(frame: pl.DataFrame, groupings: list[str]) -> None:
    for row in cells(basis(frame), groupings).to_dicts():
        shown = row["andel"] is not None
        of_a_share = row["tal"] in {rate.tal for rate in RATES if rate.is_share}
        assert shown == (of_a_share and row["naevner"] >= 10)
        assert (row["lav"] is not None) == (row["hoej"] is not None) == shown
        if shown:
            assert 0 <= row["lav"] <= row["andel"] <= row["hoej"] <= 1
            assert row["andel"] == row["taeller"] / row["naevner"]
        if row["naevner"] == 0:
            assert row["bemaerkning"] == "ingen i målgruppen"


@tries(4)
@given(random_funds, GROUPED)
@example(caseload(9, 1), ["nr", "krav"])  # both levels have the same columns
def test_the_order_of_the_rows_read_changes_nothing(frame: pl.DataFrame, groupings: list[str]) -> None:
    first, second = (cells(basis(rows), groupings) for rows in (frame, frame.sample(fraction=1, shuffle=True, seed=7)))
    assert as_bytes(first, "csv") == as_bytes(second, "csv")


@tries(4)
@given(random_funds)
def test_groups_come_by_name_and_ages_by_age(frame: pl.DataFrame) -> None:
    for name in ("team", "aldersgruppe"):
        rows = cells(basis(frame), [name], ["R1"]).filter(niveau=name)
        for _, own in rows.group_by(*KIND):
            there = own[name].drop_nulls().to_list()
            assert there == sorted(there, key=AGE_GROUPS.index if name == "aldersgruppe" else str)
            assert own[name].to_list()[len(there) :] in ([], [None])


def test_an_empty_caseload_has_the_columns_and_the_two_questions_of_the_law() -> None:
    found = cells(basis(funds().clear()), ["krav", "team"])
    assert found.columns == ["tal", "linje", "niveau", *KIND, "pakke", "krav", "team", *NUMBERS]
    asked = found.filter(tal="R1").select("haendelse", "taeller", "naevner", "andel", "bemaerkning").rows()
    assert asked == [(event, 0, 0, None, "ingen i målgruppen") for event in ("samtale", "tilbud")]
