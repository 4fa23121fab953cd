"""One file per caseworker and per team: everything is in one of them, and nothing of another's. Issue 5.3, F-14."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.lists import parts
from tests.asking import held
from tests.depth import tries
from tests.lists.made import FIRST, everybody, fortnight, lists_of, person, reassigned, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rettid.lists.model import Lists
    from rettid.lists.parts import OwnLists

WORKERS = ("Ida Holm", "Bo Lund", "O'Neill/Ærø [x]", "ikke tildelt", None)
TEAMS = ("Team A", "Team B", None)


def rows(lists: Lists) -> list[tuple[str, str]]:
    """Every line and every row that has gone, with what became of it."""
    found = lists.since
    return [
        (row["fund_id"], row["siden_sidst"])
        for each in (found.lines, found.solved, found.left)
        for row in each.to_dicts()
    ]


def together(divided: Mapping[str, OwnLists]) -> list[tuple[str, str]]:
    return sorted(row for part in divided.values() for row in rows(part))


def cases_shown(lists: Lists) -> set[str]:
    """Every case that stands in any frame a writer is given."""
    found = lists.since
    frames = [found.lines, found.solved, found.left, lists.without_deadline, lists.missing_interviews, lists.cases]
    frames += [lists.summary.cases, lists.summary.actions]
    return {case for frame in frames for case in frame["forloeb_id"]}


def test_each_caseworker_has_a_file_and_so_have_the_cases_that_nobody_has() -> None:
    divided = parts.by_caseworker(fortnight())
    assert list(divided) == ["bo-lund", "ida-holm", "uden-ansvarlig"]
    assert [part.workers for part in divided.values()] == [["Bo Lund"], ["Ida Holm"], []]
    assert cases_shown(divided["ida-holm"]) == {"4711", "4712", "4713"}
    assert cases_shown(divided["bo-lund"]) == {"4721", "4722"}
    assert cases_shown(divided["uden-ansvarlig"]) == {"4731"}
    assert [part.orphans for part in divided.values()] == [0, 0, 1]


def test_solved_and_left_rows_follow_the_one_who_had_them() -> None:
    divided = parts.by_caseworker(fortnight())
    assert set(divided["ida-holm"].since.solved["sag"]) == {"4711"}
    assert divided["ida-holm"].since.left.is_empty()
    assert divided["bo-lund"].since.solved.is_empty()
    assert set(divided["bo-lund"].since.left["sag"]) == {"4721"}
    assert set(divided["bo-lund"].since.left["note"].drop_nulls()) == {"ringet op"}


def test_the_figures_are_her_own_and_add_up_to_the_whole() -> None:
    whole = fortnight()
    divided = parts.by_caseworker(whole)
    for name, part in divided.items():
        workers = part.summary.caseload["sagsbehandler"].to_list()
        assert workers == [{"bo-lund": "Bo Lund", "ida-holm": "Ida Holm"}.get(name)]
    mine = pl.concat([part.summary.caseload for part in divided.values()])
    assert mine.sort("team", "sagsbehandler", nulls_last=True).equals(whole.summary.caseload)
    for at, (_, _, duties, _) in enumerate(whole.summary.answers):
        told = [part.summary.answers[at][2] for part in divided.values()]
        assert sum(each["forfaldne"] for each in told if each) == (duties or {}).get("forfaldne", 0)


def test_a_case_that_has_changed_hands_is_hers_who_has_it_and_its_late_duty_his_who_had_it() -> None:
    """What is open is where it lies now; what was due is counted where the responsibility lay on the deadline."""
    row = person(11, "Ida Holm", startdato=person(13)["startdato"].replace(month=5))
    moved = {"forloeb_id": row["forloeb_id"], "sagsbehandler": "Bo Lund", "team": "Team A"}
    moved |= {"fra": row["startdato"], "til": row["startdato"].replace(month=8, day=20)}
    whole = lists_of((row, []), (person(21, "Bo Lund"), []), ansvar=[moved])
    divided = parts.by_caseworker(whole)
    assert cases_shown(divided["bo-lund"]) == {"4721"}
    assert cases_shown(divided["ida-holm"]) == {"4711"}
    bos, idas = (divided[name].summary.caseload.row(0, named=True) for name in ("bo-lund", "ida-holm"))
    assert bos["forfaldne"] > idas["forfaldne"]
    assert idas["mangler"] > 0


def test_one_file_per_team() -> None:
    divided = parts.by_team(fortnight())
    assert list(divided) == ["team-a", "team-b", "uden-team"]
    assert divided["team-a"].workers == ["Ida Holm"]
    assert cases_shown(divided["team-b"]) == {"4721", "4722"}
    assert set(divided["team-b"].since.left["sag"]) == {"4721"}
    assert together(divided) == sorted(rows(fortnight()))


def test_a_row_that_has_left_the_export_goes_to_the_team_of_the_one_who_had_it() -> None:
    before = typed(lists_of(*everybody(), pr=FIRST))
    gone = [case for case in everybody() if case[0]["forloeb_id"] != "4721"]
    assert set(parts.by_team(lists_of(*gone, before=before))["team-b"].since.left["sag"]) == {"4721"}


def test_a_team_called_uden_team_does_not_take_the_file_of_those_without() -> None:
    divided = parts.by_team(lists_of((person(11, team="Uden team"), []), (person(12, team=None), [])))
    assert {slug: part.whose.navn for slug, part in divided.items()} == {"uden-team": "Uden team", "uden-team-2": None}


def test_a_word_for_nobody_is_nobody() -> None:
    divided = parts.by_caseworker(lists_of((person(11, "Ikke tildelt"), []), (person(12, None), [])))
    assert list(divided) == ["uden-ansvarlig"]
    assert divided["uden-ansvarlig"].orphans == 2


def test_a_caseworker_with_nothing_left_but_solved_rows_still_has_a_file() -> None:
    before = typed(lists_of((person(11, "Kaj Ås"), []), (person(12), []), pr=FIRST))
    divided = parts.by_caseworker(lists_of((person(12), []), before=before))
    assert divided["kaj-aas"].workers == ["Kaj Ås"]
    assert divided["kaj-aas"].lines.is_empty()
    assert divided["kaj-aas"].since.left.height > 0


def test_what_people_wrote_on_other_sheets_is_not_hers_to_see() -> None:
    own = pl.DataFrame({"ark": ["Ida Holm", "Bo Lund"], "celler": [["min egen"], ["Bos egen"]]})
    whole = fortnight()
    assert whole.before is not None
    before = replace(whole.before, own=own, deleted=frozenset(whole.lines["fund_id"]))
    part = parts.only(replace(whole, before=before), "Ida Holm")
    assert part.before is not None
    assert part.before.own["celler"].to_list() == [["min egen"]]
    assert set(part.before.rows["sagsbehandler"]) == {"Ida Holm"}
    assert part.before.deleted == set(part.lines["fund_id"])


@functools.cache
def judged() -> tuple[Lists, Lists]:
    cases = [(person(at), []) for at in range(5)]
    return lists_of(*cases, pr=FIRST), lists_of(
        *[(row, [held("2018-08-16")] * (at % 2)) for at, (row, _) in enumerate(cases)]
    )


@pytest.mark.parametrize("divide", [parts.by_caseworker, parts.by_team])
@given(data=st.data())
@tries(6)
def test_the_parts_are_the_whole_and_nobody_has_another_s_case(
    divide: Callable[[Lists], Mapping[str, OwnLists]], data: st.DataObject
) -> None:
    who = st.tuples(st.sampled_from(WORKERS), st.sampled_from(TEAMS))
    cases = st.sets(st.integers(4700, 4704).map(str), min_size=1)
    earlier, later = (reassigned(lists, {case: data.draw(who) for case in data.draw(cases)}) for lists in judged())
    whole = replace(later, before=typed(earlier, note="ringet"))
    divided = divide(whole)
    assert together(divided) == sorted(rows(whole))
    column = "sagsbehandler" if divide is parts.by_caseworker else "team"
    for part in divided.values():
        lines = [part.lines, part.cases, part.without_deadline, part.since.solved, part.since.left]
        owners = {owner for frame in lines for owner in frame[column]}
        assert {None if owner == "ikke tildelt" else owner for owner in owners} <= {part.whose.navn}
