"""The funnel of caseworkers: of persons, with exact limits, without a name, and silent where there is too little."""

from __future__ import annotations

import json

import polars as pl

from rettid.ratetables import RateTables
from rettid.report.page.funnels import of_caseworkers
from rettid.statistics.funnel import quantile
from tests.report.paged import audited


def _cells(*counts: tuple[str, int, int]) -> pl.DataFrame:
    """RP of interviews: name, numerator and denominator of each caseworker, and of all."""
    made = RateTables(audited(), ("team", "sagsbehandler"), chosen=("RP",)).cells.clear()
    whole = ("i alt", None, sum(hits for _, hits, _ in counts), sum(of for *_, of in counts))
    rows = [whole, *(("team,sagsbehandler", *each) for each in counts)]
    plain = pl.DataFrame(rows, schema=["niveau", "sagsbehandler", "taeller", "naevner"], orient="row")
    return pl.concat([made, plain.with_columns(tal=pl.lit("RP"))], how="diagonal_relaxed")


def test_the_points_stand_between_the_binomials_own_limits() -> None:
    drawn = of_caseworkers(
        _cells(("Ida", 15, 20), ("Bo", 24, 30), ("Eva", 2, 12), ("Per", 5, 9)), "Samtaler", "0", audited()
    )
    assert drawn is not None
    middle = 46 / 71
    limits = [tuple(quantile(of, middle, part) / of for part in (0.025, 0.975)) for of in (12, 20, 30)]
    assert drawn.data.select("nedre95", "oevre95").rows() == limits
    assert drawn.data["personer"].to_list() == ["2 af 12", "15 af 20", "24 af 30"]
    assert "64,8 %" in drawn.alt
    assert "2 af 3 ligger, hvor tilfældet alene kan lægge dem" in drawn.alt
    assert "1 med under 10 personer er ikke tegnet" in drawn.alt
    for name in ("Ida", "Bo", "Eva", "Per"):
        assert name not in json.dumps(drawn.spec) + drawn.alt


def test_two_are_no_funnel() -> None:
    assert of_caseworkers(_cells(("Ida", 15, 20), ("Bo", 24, 30), ("Per", 5, 9)), "Samtaler", "0", audited()) is None
