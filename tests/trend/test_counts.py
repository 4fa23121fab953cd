"""Whose numbers a series has: the team that had the case, the person in each agreement, and the runs that tell each period."""

from __future__ import annotations

from typing import Any

import polars as pl

from rettid import Tables, audit
from rettid.spans import Span, parse_span
from rettid.trend import MONTH, NOW, THEN, Export, Step, Trend, steps
from rettid.trend.replay import OF_A_FUND
from rettid.trend.stored import Stored, run_of_each
from tests.asking import begun, caseload, citizen, on
from tests.trend.made import ELSEWHERE, PACK, loaded

Row = dict[str, Any]
PR = on("2018-12-31")
AUTUMN = steps(MONTH, parse_span("2018-08..2018-11", PR), PR)
SEPTEMBER = Step("2018-09", Span(on("2018-09-01"), on("2018-09-30")))


def numbers(trend: Trend, maal: str, event: str = "tilbud", **where: Any) -> list[tuple[Any, ...]]:
    rows = trend.series.filter(maal=maal, haendelse=event, **where)
    return rows.select("taeller", "naevner").rows()


def moved_between_teams(team: str) -> Trend:
    """A citizen overdue from 1 August, whom Syd had through September and Nord from October on."""
    forloeb = citizen("F", startdato=on("2018-05-02"), tilmeldingsdato=on("2018-05-02"), team="Nord")
    rows = caseload((forloeb, []), ELSEWHERE) | {
        "ansvar": [
            {"forloeb_id": "F", "team": "Syd", "sagsbehandler": "S", "fra": on("2018-05-02"), "til": on("2018-09-30")},
            {"forloeb_id": "F", "team": "Nord", "sagsbehandler": "N", "fra": on("2018-10-02"), "til": None},
        ]
    }
    tables, packs = Tables.from_rows(rows), [loaded(PACK)]
    return Trend(Export(tables, packs, audit(tables, packs, pr=PR), PR, team=team), AUTUMN, ("R1", "R2"))


def test_a_deadline_is_theirs_who_had_it_and_a_breach_theirs_who_have_the_case_that_day() -> None:
    syd, nord = moved_between_teams("Syd"), moved_between_teams("Nord")
    assert numbers(syd, "R1") == [(0, 1), (0, 0), (0, 0), (0, 0)]
    assert [number for number, _ in numbers(syd, "R2")] == [1, 0, 0, 0]
    assert [number for number, _ in numbers(nord, "R2")] == [0, 1, 1, 1], "den 1. oktober siger forløbet selv Nord"


def test_a_person_is_looked_at_in_each_local_agreement_by_itself() -> None:
    """All in time by one, and not by the other."""
    local = PACK.replace('art = "lov"', 'art = "lokal"')
    packs = [
        loaded(local.replace('"proeve"', '"aftale-a"')),
        loaded(local.replace('"proeve"', '"aftale-b"').replace("91 dage", "70 dage")),
    ]
    forloeb = citizen("F", startdato=on("2018-07-01"), tilmeldingsdato=on("2018-07-01"))
    tables = Tables.from_rows(caseload((forloeb, [begun("2018-09-25")]), ELSEWHERE))
    trend = Trend(Export(tables, packs, audit(tables, packs, pr=PR), PR), [SEPTEMBER], ("RP",))
    assert numbers(trend, "RP", lokal_pakke="aftale-a") == [(1, 1)]
    assert numbers(trend, "RP", lokal_pakke="aftale-b") == [(0, 1)]


def test_law_and_agreement_and_a_kasse_are_never_one_series() -> None:
    packs = [loaded(PACK), loaded(PACK.replace('art = "lov"', 'art = "lokal"').replace('"proeve"', '"aftale"'))]
    forloeb = citizen("F", startdato=on("2018-07-01"), tilmeldingsdato=on("2018-07-01"))
    tables = Tables.from_rows(caseload((forloeb, [begun("2018-09-25")]), ELSEWHERE))
    trend = Trend(Export(tables, packs, audit(tables, packs, pr=PR), PR), [SEPTEMBER], known=(NOW, THEN))
    kinds = trend.series.filter(kendt=NOW).select("art", "lokal_pakke", "haendelse", "naevner").rows()
    assert kinds == [("lov", None, "samtale", 0), ("lov", None, "tilbud", 1), ("lokal", "aftale", "tilbud", 1)]


# --- The history ------------------------------------------------------------------------------------------------


def runs(*days: str) -> pl.DataFrame:
    """Runs of those days in the order they were saved."""
    rows = [(nr, f"k{nr}", on(day), None) for nr, day in enumerate(days, 1)]
    return pl.DataFrame(
        rows, schema={"loebenr": pl.Int64, "koersel": pl.String, "pr": pl.Date, "kendt_pr": pl.Date}, orient="row"
    )


def test_a_period_is_told_by_the_first_run_after_it() -> None:
    assert run_of_each(runs("2018-09-24", "2018-10-08", "2018-10-22"), [SEPTEMBER]) == {"2018-09": "k2"}
    assert run_of_each(runs("2018-09-24", "2018-09-30", "2018-10-01"), [SEPTEMBER]) == {"2018-09": "k3"}
    assert run_of_each(runs("2018-10-08", "2018-10-08"), [SEPTEMBER]) == {"2018-09": "k2"}, (
        "den sidst gemte af to samme dag"
    )


def test_a_run_of_the_last_day_will_do_and_one_too_late_will_not() -> None:
    assert run_of_each(runs("2018-09-29", "2018-09-30"), [SEPTEMBER]) == {"2018-09": "k2"}
    assert run_of_each(runs("2018-09-29", "2018-10-30"), [SEPTEMBER]) == {}
    assert run_of_each(runs("2018-10-29"), [SEPTEMBER]) == {"2018-09": "k1"}


def test_a_stored_breach_is_the_teams_that_had_the_case_on_the_day_of_the_run() -> None:
    tables, packs = (
        Tables.from_rows(caseload((citizen("F", startdato=on("2018-05-02")), []), ELSEWHERE)),
        [loaded(PACK)],
    )
    funds = audit(tables, packs, pr=on("2018-10-01")).select(OF_A_FUND)
    placed = funds.with_columns(team=pl.lit("Syd").cast(pl.Categorical), team_nu=pl.lit("Nord").cast(pl.Categorical))
    seen = {
        team: Trend(Stored(runs("2018-10-01"), {"k1": placed}, {"2018-09": "k1"}, team), [SEPTEMBER], ("R2",), (THEN,))
        for team in ("Syd", "Nord")
    }
    assert numbers(seen["Syd"], "R2") == [(0, None)]
    assert numbers(seen["Nord"], "R2") == [(1, None)]
