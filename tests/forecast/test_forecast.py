"""The forecast: always an interval, the same with the same seed, silent on too little, and never later for more room."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.forecast import TOO_FEW, TOO_SHORT, Asked, Capacity, Forecast, forecast, per_event
from rettid.forecast.draws import binomial, generator, shared_out
from rettid.forecast.drift import drift, lean
from rettid.forecast.duties import duties
from rettid.forecast.ledger import Due, Ledger, ledger
from rettid.forecast.outlook import Outlook, nearest
from rettid.forecast.simulation import Simulation
from rettid.screen.forecast import trust, when
from tests.depth import tries
from tests.forecast.making import DAY, PR, WEEK, duty, funds_of, office

FEW_RUNS = 40


def asked(maal: float = 80, **more: object) -> Asked:
    return Asked(maal, uger=26, runs=FEW_RUNS, **more)  # type: ignore[arg-type]


@cache
def steady(share: float = 0.75, weeks: int = 104) -> pl.DataFrame:
    return office(lambda _: share, weeks=weeks)


@cache
def made(maal: float = 80, seed: int = 1) -> Forecast:
    return forecast(steady(), PR, asked(maal, seed=seed))


@cache
def counts() -> Ledger:
    return ledger(duties(steady(), PR))


def outlook(made: Forecast) -> Outlook:
    assert made.outlook is not None, made.hvorfor
    return made.outlook


# --- When there is an answer -----------------------------------------------------------------------------------


def test_nothing_is_forecast_from_less_than_twelve_fortnights() -> None:
    short, enough = forecast(steady(weeks=27), PR, asked()), forecast(steady(weeks=29), PR, asked())
    assert (short.weeks, short.hvorfor, short.outlook) == (23, TOO_SHORT, None)
    assert TOO_SHORT == "der er for få uger i udtrækket til en prognose"
    assert enough.weeks >= 24
    assert enough.outlook is not None


def test_nothing_is_forecast_where_three_months_have_too_few_for_a_percentage() -> None:
    rare = funds_of(*(duty(str(n), PR - n * 4 * WEEK, PR - n * 4 * WEEK - 20 * DAY, None) for n in range(1, 26)))
    assert forecast(rare, PR, asked()).hvorfor == TOO_FEW


def test_no_duties_give_no_forecast() -> None:
    assert forecast(steady().clear(), PR, asked()).hvorfor == TOO_SHORT


def test_all_in_time_is_there_already_and_none_in_time_never() -> None:
    perfect, hopeless = (outlook(forecast(office(lambda _, share=share: share), PR, asked())) for share in (1.0, 0.0))
    assert perfect.interval == (date(2018, 12, 1),) * 3
    assert perfect.never == 0
    assert hopeless.interval == (None, None, None)
    assert hopeless.never == 1
    assert set(perfect.table["r1_lav"]) | set(perfect.table["r1_hoej"]) == {1.0}
    assert set(hopeless.table["naaet"]) == {0.0}


def test_the_month_is_never_said_without_its_interval() -> None:
    assert "(80 %: " in when(outlook(made()))
    months = [date(2019, month, 1) for month in range(1, 7)]
    # R1 over three months is whole in the third month of a run of good ones: January, April, May, June, and once too late.
    runs = [{month: Due(10, 10 if month >= first else 0) for month in months_to_august()} for first in months[:5]]
    told = Outlook(runs * 2, {}, months, 80)
    assert told.reached == [*[date(2019, month, 1) for month in (1, 1, 4, 4, 5, 5, 6, 6)], None, None]
    assert when(told) == "maj 2019 (80 %: januar 2019 til efter juni 2019)"
    assert when(Outlook(runs[:4] * 5, {}, months, 80)) == "april 2019 (80 %: januar 2019 til juni 2019)"
    assert when(Outlook(runs[:1], {}, months, 80)) == "januar 2019 (80 %: januar 2019)"
    assert (
        when(Outlook(runs[4:], {}, months, 80))
        == "ikke inden udgangen af juni 2019 (80 %: ikke inden udgangen af juni 2019)"
    )


def months_to_august() -> list[date]:
    return [date(2019, month, 1) for month in range(1, 9)]


def test_a_target_is_reached_in_the_first_of_three_months_in_a_row() -> None:
    months = [date(2019, month, 1) for month in range(1, 6)]
    shares = {1: 10, 2: 0, 3: 10, 4: 10, 5: 10, 6: 10, 7: 10}
    run = {date(2019, month, 1): Due(10, timely) for month, timely in shares.items()}
    known = {date(2018, 11, 1): Due(10, 10), date(2018, 12, 1): Due(10, 10)}
    told = Outlook([run], known, months, 80)
    # R1 over three months: January 30/30, then 20/30, 20/30, 20/30, and from May on 30/30.
    assert [round(share, 3) for share in told.table["r1_midt"]] == [1, 0.667, 0.667, 0.667, 1]
    assert told.table["paa_maalet"].to_list() == [1, 0, 0, 0, 1]
    assert told.table["naaet"].to_list() == [0, 0, 0, 0, 1]
    assert told.reached == [date(2019, 5, 1)]
    assert (told.reached_by(date(2019, 5, 30)), told.reached_by(date(2019, 5, 31))) == (0, 1)


# --- The same seed, the same answer ----------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_answer_and_another_seed_another() -> None:
    same, other = (forecast(steady().reverse(), PR, asked(seed=seed)) for seed in (1, 2))
    assert outlook(same).table.equals(outlook(made()).table)
    assert made().backtest.equals(same.backtest)
    assert not outlook(other).table.equals(outlook(made()).table)


def test_draws_are_those_of_the_seed() -> None:
    """On every machine and under every version of Python: these very numbers."""
    random = generator(1, "prøve")
    assert [binomial(random, 20, 0.3) for _ in range(6)] == [5, 8, 3, 5, 7, 4]
    assert binomial(generator(1, "prøve"), 1000, 0.3) == 306


@pytest.mark.parametrize(("number", "chance"), [(10, 0.3), (10, 0.9), (400, 0.02), (400, 0.5), (400, 0.99)])
def test_a_binomial_draw_has_its_mean_and_its_spread(number: int, chance: float) -> None:
    random = generator(1)
    drawn = pl.Series([binomial(random, number, chance) for _ in range(4000)])
    spread = (number * chance * (1 - chance)) ** 0.5
    assert drawn.is_between(0, number).all()
    assert abs(float(drawn.mean()) - number * chance) < 5 * spread / 4000**0.5
    assert float(drawn.std()) == pytest.approx(spread, rel=0.06)


@tries(50)
@given(st.integers(0, 10**6), st.integers(0, 200), st.lists(st.integers(0, 9), min_size=1).filter(any))
def test_what_is_dealt_out_adds_up_and_nobody_gets_who_has_no_weight(
    seed: int, number: int, weights: list[int]
) -> None:
    dealt = shared_out(generator(seed), number, weights)
    assert sum(dealt) == number
    assert all(weight or not got for weight, got in zip(weights, dealt, strict=True))


# --- More room is never worse ----------------------------------------------------------------------------------


@tries(4)
@given(st.integers(0, 500), st.floats(0, 30), st.floats(0, 30), st.floats(0, 5), st.floats(0, 5))
def test_more_room_never_makes_it_later(seed: int, room: float, more: float, extra: float, further: float) -> None:
    for number in range(2):
        less, greater = (
            Simulation(counts(), PR, 30, capacity=Capacity(loft, flere)).run(seed, number)
            for loft, flere in ((room, extra), (room + more, extra + further))
        )
        assert {month: due.forfaldne for month, due in less.items()} == {m: due.forfaldne for m, due in greater.items()}
        assert all(less[month].rettidige <= greater[month].rettidige + 1e-9 for month in less)


def test_room_enough_is_as_no_limit_at_all_and_no_room_lets_nothing_be_in_time() -> None:
    free, wide, none = (Simulation(counts(), PR, 26, capacity=Capacity(loft)).run(1, 0) for loft in (None, 10**6, 0))
    assert wide == free
    assert none[date(2019, 1, 1)].rettidige > 0  # what is met already is
    assert {due.rettidige for month, due in none.items() if month > date(2019, 2, 1)} == {0}


def test_more_events_a_week_save_as_many_deadlines_a_week_at_most() -> None:
    now, more = (Simulation(counts(), PR, 26, capacity=Capacity(None, flere)).run(1, 0) for flere in (0, 1.0))
    gained = sum(due.rettidige for due in more.values()) - sum(due.rettidige for due in now.values())
    assert 20 <= gained <= 26


# --- What the model looks up -----------------------------------------------------------------------------------


def test_the_state_of_a_day_in_the_past_is_what_an_export_of_that_day_held() -> None:
    """Duties known, met and gone at a lag, counted from today's funds, are those that the funds cut off at that day give."""
    now = counts()
    for back in (3, 10, 30):
        then = PR - back * WEEK
        held = ledger(duties(_as_known(steady(), then), then))
        for week in range(min(back, 4)):
            seen = held.standing.get((week, week + 1), {})
            told = now.standing.get((week - back, week + 1), {})
            assert {day: (each.aabne, each.moedte) for day, each in seen.items()} == {
                day: (each.aabne, each.moedte) for day, each in told.items()
            }


def _as_known(funds: pl.DataFrame, day: date) -> pl.DataFrame:
    """The funds without anything that happened after the day."""
    met, end = (pl.when(pl.col(name) <= day).then(pl.col(name)).alias(name) for name in ("moedt", "slutdato"))
    opened = funds.filter(pl.col("aabner") <= day).with_columns(met, end)
    rows = opened.select("forloeb_id", "frist", "aabner", "moedt", "slutdato").rows()
    return funds_of(*(duty(*row, pr=day) for row in rows))


def test_a_duty_stands_at_the_lags_between_its_opening_and_its_end() -> None:
    monday = PR - 4 * WEEK
    opened = duty("A", monday + 2 * DAY, monday - 20 * DAY, monday - 6 * DAY)
    lapsed = duty("B", monday + 2 * DAY, monday - 20 * DAY, None, monday - 13 * DAY)
    standing = ledger(duties(funds_of(opened, lapsed), PR)).standing
    of = {lag: standing.get((-4, lag), {}).get(2) for lag in range(1, 6)}
    assert of[1] == (0, 0, 0, 1, 0)  # its own week: met the week before; the other has left
    assert of[2] == (1, 0, 1, 0, 0)  # a week before: not met yet
    assert of[3] == (2, 1, 1, 0, 0)  # the other was still there
    assert (of[4], of[5]) == (None, None)  # their windows were not open


@pytest.mark.parametrize("lag", [1, 2, 5, 26])
def test_what_stood_at_a_lag_and_what_was_not_known_then_are_all_that_fell_due(lag: int) -> None:
    for week in range(-40, 0):
        stood = counts().standing.get((week, lag), {}).values()
        known = sum(each.aabne - each.aabne_ude + each.moedte - each.moedte_ude for each in stood)
        rest = sum(due.forfaldne for due in counts().unknown(week, lag).values())
        assert known + rest == counts().due_in(range(week, week + 1)).forfaldne


def test_bookings_that_history_had_too_do_not_count_twice() -> None:
    ahead = [duty(f"A{n}", PR + 3 * DAY, PR - 25 * DAY, None) for n in range(40)]
    # With a week left four of ten unmet ones are met in time here; a booking for one in four is part of that.
    some = [row | {"planlagt": PR + DAY} if number % 4 == 0 else row for number, row in enumerate(ahead)]
    without, with_some = (
        _in_first_week(Simulation(ledger(duties(pl.concat([steady(0.7), funds_of(*rows)]), PR)), PR, 8), 0)
        for rows in (ahead, some)
    )
    assert with_some == pytest.approx(without, abs=0.06)


def test_bookings_beyond_what_history_gives_count_on_top() -> None:
    ahead = [duty(f"A{n}", PR + 3 * DAY, PR - 25 * DAY, None) for n in range(40)]
    past = steady(0.5)
    unbooked, booked = (
        pl.concat([past, funds_of(*(row | more for row in ahead))]) for more in ({}, {"planlagt": PR + DAY})
    )
    shares = [
        _in_first_week(Simulation(ledger(duties(funds, PR)), PR, 8, held=held), 0)
        for funds, held in ((unbooked, 1.0), (booked, 1.0), (booked, 0.0))
    ]
    assert shares[1] > shares[0] + 0.2
    assert shares[2] == pytest.approx(shares[0], abs=0.1)


def _in_first_week(simulation: Simulation, seed: int) -> float:
    runs = [simulation.run(seed, number)[date(2019, 1, 1)] for number in range(30)]
    return sum(due.rettidige for due in runs) / sum(due.forfaldne for due in runs)


def test_practice_that_does_not_move_has_no_drift_and_a_jump_has() -> None:
    still, jumped = (_weekly(in_time) for in_time in (lambda _: 8, lambda week: 9 if week >= -26 else 5))
    weeks = range(-52, 0)
    assert (drift(still, weeks), lean(still, weeks, 0.0)) == (0, 0)
    moved = drift(jumped, weeks)
    assert 0.1 < moved < 0.4
    assert 0 < lean(jumped, weeks, moved) < 0.2  # the last quarter is 0.9, the year 0.7


def _weekly(in_time: object) -> Ledger:
    due = {week: {(0, 1): Due(10, in_time(week))} for week in range(-52, 0)}  # type: ignore[operator]
    return Ledger({}, due, {}, -52, {}, {}, {})


def test_drift_by_hand() -> None:
    """Quarters of 91 and 117 of 130: a change of 0,2 squared less twice 0,8·0,2/130; and nearly all of the last 0,1 is kept."""
    weeks = range(-26, 0)
    moved = drift(_weekly(lambda week: 9 if week >= -13 else 7), weeks)
    assert moved == pytest.approx((0.04 - 2 * 0.16 / 130) ** 0.5)
    assert lean(_weekly(lambda week: 9 if week >= -13 else 7), weeks, moved) == pytest.approx(
        0.1 * moved**2 / (moved**2 + 0.16 / 130)
    )


def test_one_interview_may_meet_several_duties() -> None:
    day = PR - 10 * DAY
    both = [duty("A", PR - 5 * DAY, PR - 30 * DAY, day) | {"krav": name} for name in ("k", "l")]
    assert per_event(funds_of(*both, duty("B", PR - 5 * DAY, PR - 30 * DAY, day)), PR) == 1.5
    assert per_event(funds_of(), PR) == 1


# --- The back-test ---------------------------------------------------------------------------------------------


def test_every_month_is_forecast_from_its_eve_with_what_lay_before() -> None:
    tried = made().backtest
    assert set(tried["maaneder_frem"]) == {1, 2, 3}
    assert tried["maaned"].n_unique() == 12
    assert (tried["set_fra"] <= tried["maaned"]).all()
    assert (tried.filter(maaneder_frem=1)["maaned"] - tried.filter(maaneder_frem=1)["set_fra"]).max() < timedelta(
        days=7
    )


def test_no_month_is_forecast_from_less_than_twelve_fortnights() -> None:
    tried = forecast(steady(weeks=44), PR, asked()).backtest
    first = PR + ledger(duties(steady(weeks=44), PR)).first * WEEK
    assert 0 < tried["maaned"].n_unique() < 5
    assert tried["set_fra"].min() >= first + 24 * WEEK


def test_what_came_after_the_origin_does_not_change_what_was_forecast() -> None:
    """The last quarter is altered; the forecasts made before it are the same."""
    bad = steady().with_columns(
        moedt=pl.when(pl.col("frist") < PR - 13 * WEEK).then("moedt"),
        status=pl.when((pl.col("frist") < PR - 13 * WEEK) | (pl.col("status") == "bortfaldet"))
        .then("status")
        .otherwise(pl.lit("mangler")),
    )
    before = date(2018, 9, 1)
    one, other = made().backtest, forecast(bad, PR, asked()).backtest
    columns = ["set_fra", "maaned", "lav", "hoej"]
    early = pl.col("set_fra") <= before
    assert one.filter(early).select(columns).equals(other.filter(early).select(columns))
    assert not one["inden_for"].equals(other["inden_for"])


@pytest.mark.slow
@pytest.mark.parametrize(("a_week", "seeds"), [(4, 10), (20, 4)])
def test_where_all_is_chance_four_of_five_months_lie_within(a_week: int, seeds: int) -> None:
    tried = [forecast(office(lambda _: 0.8, a_week=a_week, seed=seed), PR, asked()).backtest for seed in range(seeds)]
    share = pl.concat(tried)["inden_for"].mean()
    assert 0.7 < share < 0.9


def test_the_screen_says_whether_the_interval_held() -> None:
    schema = {"maaned": pl.Date, "maaneder_frem": pl.Int64, "inden_for": pl.Boolean}

    def tried(hits: int) -> pl.DataFrame:
        each = [(month, ahead) for month in range(1, 13) for ahead in (1, 2, 3)]
        rows = [(date(2018, month, 1), ahead, place < hits) for place, (month, ahead) in enumerate(each)]
        return pl.DataFrame(rows, schema=schema, orient="row")

    assert trust(tried(30))[0].startswith(
        "Afprøvning: 30 af 36 forudsagte måneder = 83,3 % lå inden for 80 %-intervallet"
    )
    assert "kan ikke skelnes fra 80 %" in trust(tried(30))[1]
    assert "læs intervallerne som for smalle" in trust(tried(9))[1]
    assert "bredere, end de behøver" in trust(tried(35))[1]
    assert nearest(list(range(1, 11)), 0.1) == 1
