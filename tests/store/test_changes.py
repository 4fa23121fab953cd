"""What happened between two runs: told row by row, and so that the two lists balance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.periods import Period
from rettid.store.changes import CHANGES, COLUMNS, SAME, balance, changed, listed
from rettid.store.frames import FUNDS
from rettid.tables import STATUSES
from tests.cli.asking import FASIT
from tests.depth import tries
from tests.store.runs import run_of

THEN, NOW = date(2018, 8, 13), date(2018, 8, 27)
BASE = {
    "forloeb_id": "f", "art": "lov", "ejer": "jobcenter", "haendelse": "samtale", "pakke": "dagpenge-2017", "krav": "k", "nr": 1,
    "team": "Nord", "sagsbehandler": "Åse",
}  # fmt: skip


def funds(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(FUNDS) | BASE | row for row in rows], schema=FUNDS)


def fund(status: str, frist: str = "2018-08-20", *, aaben: bool | None = None, **more: Any) -> dict[str, Any]:
    is_open = status in {"mangler", "kommende", "undtaget"} if aaben is None else aaben
    return {"fund_id": "a", "status": status, "frist": date.fromisoformat(frist), "aaben": is_open, **more}


def told_of(before: dict[str, Any] | None, after: dict[str, Any] | None) -> pl.DataFrame:
    both = (funds(*([before] if before else [])), funds(*([after] if after else [])))
    return changed(*both, (THEN, NOW))


@pytest.mark.parametrize(
    ("before", "after", "change", "why"),
    [
        (fund("kommende"), fund("mangler"), "forvaerret", None),
        (fund("mangler"), fund("mangler"), "fortsat", None),
        (fund("kommende", "2018-09-20"), fund("kommende", "2018-09-20"), "fortsat", None),
        (None, fund("kommende", "2018-10-08"), "ny", None),
        (None, fund("kommende", "2018-10-09"), None, None),
        (fund("kommende", "2018-10-08"), fund("kommende", "2018-10-08"), "ny", None),
        (fund("rettidig"), fund("mangler"), "ny", None),
        (fund("kommende"), fund("kommende", "2018-09-01"), "flyttet", None),
        (fund("mangler", "2018-08-01"), fund("kommende", "2018-09-01"), "flyttet", None),
        (fund("kommende"), fund("rettidig"), "loest", None),
        (fund("mangler"), fund("for_sent"), "loest", None),
        (fund("kommende", "2018-10-30"), fund("rettidig", "2018-10-30"), None, None),
        (fund("mangler"), None, "fjernet", "ikke i udtrækket mere"),
        (fund("mangler"), fund("mangler", aaben=False), "fjernet", "slut, bruddet står"),
        (fund("kommende"), fund("bortfaldet"), "fjernet", "slut før fristen"),
        (fund("kommende"), fund("undtaget"), "fjernet", "undtaget"),
        (fund("mangler"), fund("kan_ikke_afgoeres"), "fjernet", "kan ikke længere afgøres"),
        (fund("kommende"), fund("kommende", "2018-12-01"), "fjernet", "fristen er længere frem"),
        (fund("kommende"), fund("kommende", aaben=False), "fjernet", "forløbet er slut"),
        (fund("rettidig"), fund("for_sent"), "rettet", None),
        (fund("undtaget"), fund("rettidig"), "rettet", None),
        (fund("rettidig"), fund("rettidig"), None, None),
        (fund("rettidig"), None, None, None),
        (None, fund("for_sent"), None, None),
    ],
)
def test_what_happened_to_a_duty(before: Any, after: Any, change: str | None, why: str | None) -> None:
    told = told_of(before, after)
    assert told.columns == list(COLUMNS)
    assert told["aendring"].to_list() == ([change] if change else [])
    assert told["aarsag"].to_list() == ([why] if change else [])


def test_a_row_tells_then_and_now_and_who_can_act() -> None:
    row = told_of(fund("kommende", "2018-08-20"), fund("mangler", "2018-08-21", team_nu="Syd", dage=6)).row(
        0, named=True
    )
    assert (row["status_foer"], row["status"]) == ("kommende", "mangler")
    assert (row["frist_foer"], row["frist"]) == (date(2018, 8, 20), date(2018, 8, 21))
    assert (row["team"], row["sagsbehandler"], row["dage"]) == ("Syd", None, 6)
    gone = told_of(fund("mangler", team_nu="Syd", sagsbehandler_nu="Bo"), None).row(0, named=True)
    assert (gone["team"], gone["sagsbehandler"], gone["krav"], gone["nr"]) == ("Syd", "Bo", "k", 1)
    assert (gone["status"], gone["frist"], gone["status_foer"]) == (None, None, "mangler")


def test_the_horizon_is_that_of_each_runs_own_day() -> None:
    coming = fund("kommende", "2018-09-11")
    both = funds(coming), funds(coming)
    assert changed(*both, (THEN, NOW), Period(15, "dage"))["aendring"].to_list() == ["ny"]
    assert changed(*both, (THEN, NOW), Period(14, "dage")).is_empty()
    assert changed(*both, (THEN, NOW), Period(1, "måneder"))["aendring"].to_list() == ["fortsat"]


def any_funds() -> st.SearchStrategy[pl.DataFrame]:
    row = st.fixed_dictionaries(
        {
            "fund_id": st.sampled_from("abcdefgh"),
            "status": st.sampled_from(STATUSES),
            "frist": st.none() | st.integers(-30, 90).map(lambda days: THEN + timedelta(days)),
            "aaben": st.none() | st.booleans(),
        }
    )

    def known(each: dict[str, Any]) -> dict[str, Any]:
        kind = ord(each["fund_id"]) % 3
        return each | {"art": ["lov", "lov", "lokal"][kind], "ejer": ["jobcenter", "a-kasse", "jobcenter"][kind]}

    return st.lists(row.map(known), max_size=8, unique_by=lambda each: each["fund_id"]).map(lambda rows: funds(*rows))


@given(before=any_funds(), after=any_funds())
@tries(30)
def test_the_two_lists_balance(before: pl.DataFrame, after: pl.DataFrame) -> None:
    told = changed(before, after, (THEN, NOW))
    counts = balance(told)
    stay = pl.col("forvaerret") + pl.col("flyttet") + pl.col("fortsat")
    assert counts.filter(pl.col("foer") != stay + pl.col("loest") + pl.col("fjernet")).is_empty()
    assert counts.filter(pl.col("nu") != stay + pl.col("ny")).is_empty()
    for funds_then, day, column in ((before, THEN, "foer"), (after, NOW, "nu")):
        near = (pl.col("status") == "kommende") & (pl.col("frist") <= day + timedelta(42))
        on_list = funds_then.filter(pl.col("aaben"), (pl.col("status") == "mangler") | near).height
        assert counts[column].sum() == on_list
    assert told["fund_id"].is_unique().all()
    assert listed(told).height == counts.select(pl.sum_horizontal(CHANGES)).sum().item()
    places = told["aendring"].replace_strict([*CHANGES, SAME], range(7))
    assert places.is_sorted()
    assert changed(after.sample(fraction=1, shuffle=True, seed=1), after, (NOW, NOW))[
        "aendring"
    ].unique().to_list() in ([], [SAME])


def test_koeges_fortnight() -> None:
    """The sample's 13 and 27 August 2018, counted from the funds of the two days without `changes`."""
    before, after = (dict(zip(each.fund["fund_id"], each.fund.to_dicts(), strict=True)) for each in _fortnight())
    counts = balance(changed(*(each.fund for each in _fortnight()), (THEN, NOW))).to_dicts()

    def on_list(fund: dict[str, Any] | None, day: date) -> bool:
        if not fund or not fund["aaben"]:
            return False
        return fund["status"] == "mangler" or (fund["status"] == "kommende" and fund["frist"] <= day + timedelta(42))

    def count(test: Any) -> int:
        return sum(bool(test(before.get(each), after.get(each))) for each in {*before, *after})

    total = {name: sum(row[name] for row in counts) for name in ("foer", "nu", "ny", "loest", "forvaerret", "fjernet")}
    met = ("rettidig", "for_sent")
    assert total == {
        "foer": count(lambda then, _: on_list(then, THEN)),
        "nu": count(lambda _, now: on_list(now, NOW)),
        "ny": count(lambda then, now: on_list(now, NOW) and not on_list(then, THEN)),
        "loest": count(lambda then, now: on_list(then, THEN) and now and now["status"] in met),
        "forvaerret": count(
            lambda then, now: (
                on_list(then, THEN) and on_list(now, NOW) and (then["status"], now["status"]) == ("kommende", "mangler")
            )
        ),
        "fjernet": count(
            lambda then, now: on_list(then, THEN) and not on_list(now, NOW) and not (now and now["status"] in met)
        ),
    }
    assert total == {"foer": 136, "nu": 127, "ny": 43, "loest": 41, "forvaerret": 10, "fjernet": 11}


def _fortnight() -> tuple[Any, Any]:
    return run_of(FASIT, "2018-08-13"), run_of(FASIT, "2018-08-27")
