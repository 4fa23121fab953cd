"""Every measure on random tables against a slow recomputation, citizen by citizen; what rests on funds is counted over from the funds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from rettid import Tables, audit, load_packs
from rettid.measures import Asked, load_measures, measured
from rettid.measures.mix import COUNTS
from rettid.rates import wilson
from rettid.rules.pack import Unbroken
from rettid.spans import Span
from tests import cases
from tests.depth import seeded
from tests.measures import slow

Row = dict[str, Any]

DAY = timedelta(days=1)
LAW = [replace(pack, periode=Unbroken()) for pack in load_packs() if pack.art == "lov"]
"""The law without its periods, which have a reference of their own; a page's example shows that the measures follow them."""
MEASURES = {measure.id: measure for measure in load_measures()}
OF_ROWS = {"andel": slow.share, "aktivering": slow.activation, "langtid": slow.longterm}


@cache
def some_tables(seed: int, size: int = 70) -> tuple[dict[str, list[Row] | None], date]:
    """Random tables whose forløb start where the measures turn: so many months (or a pause more) before the day, or a day beside."""
    rng = Random(seed)
    pr = rng.choice([date(2018, 12, 31), date(2019, 2, 28), date(2020, 2, 29), date(2021, 5, 14), date(2025, 6, 30)])
    tables = cases.random_tables(rng, size, pr)
    for row in tables["forloeb"]:
        row["maalgruppe"] = rng.choice(["6.1", "6.1", "6.1", "6.2", "6.3", "6.8", None])
        if rng.random() < 0.1:
            row["borger_id"] = f"B{rng.randint(1, size):04d}"
        if rng.random() < 0.7:
            months, more = rng.choice([1, 3, 6, 9, 12, 12, 16, 20]), rng.choice([-1, 0, 0, 1, 7, 14, 15])
            start = pr - relativedelta(months=months) - more * DAY
            moved = start - row["startdato"] if row["startdato"] else timedelta()
            row["startdato"] = start
            row["slutdato"] = rng.choice([None, None, None, pr, pr - DAY, pr + DAY])
            for name, columns in (
                ("samtaler", ["dato"]),
                ("tilbud", ["startdato", "slutdato", "planlagt_slutdato"]),
                ("fravaer", ["startdato", "slutdato"]),
            ):
                for event in tables[name] or []:
                    if event["forloeb_id"] == row["forloeb_id"]:
                        event.update({column: event[column] + moved for column in columns if event[column]})
    add_events(rng, tables, pr)
    for event in tables["tilbud"] or []:
        if rng.random() < 0.3:
            event["tilbudstype"] = rng.choice(
                ["oevrig_vejledning_opkvalificering", "mentor", "andet", "virksomhedspraktik"]
            )
    return tables, pr


def add_events(rng: Random, tables: dict[str, list[Row] | None], pr: date) -> None:
    """A joint interview, and an offer of a month, on some day of every third forløb."""
    for row in tables["forloeb"]:
        own = {"forloeb_id": row["forloeb_id"], "registreret": None}
        days = (pr - row["startdato"]).days if row["startdato"] else 0
        for name, share in (("samtaler", 0.35), ("tilbud", 0.35)):
            if days < 1 or tables[name] is None or rng.random() > share:
                continue
            day = row["startdato"] + rng.randrange(days) * DAY
            joint = {"dato": day, "samtaletype": "faelles_jobsamtale", "status": "afholdt"}
            offer = {
                "tilbudstype": "virksomhedspraktik",
                "status": "gennemfoert",
                "startdato": day,
                "slutdato": day + 30 * DAY,
            }
            empty = dict.fromkeys(("planlagt_slutdato", "afgivet"))
            tables[name].append(own | (joint if name == "samtaler" else empty | offer))


def asked(tables: dict[str, list[Row] | None], pr: date, span: Span | None = None) -> Asked:
    """The measures' question of these rows."""
    return Asked(Tables.from_rows(tables), LAW, pr, span)


def said_by(result: Any, line: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """The persons of a measure as the slow recomputation says them."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in result.persons.filter(raekke=line.id).iter_rows(named=True):
        who = row["borger_id"] or row["forloeb_id"]
        said = (row["antal"], row["kraevet"]) if line.metode == "dage" else row["taeller"]
        found.setdefault((line.id, row["gruppe"]), {})[who] = said
    return found


@cache
def answers(name: str, seed: int) -> slow.Answers:
    """The slow recomputation of one measure."""
    tables, pr = some_tables(seed)
    return OF_ROWS[MEASURES[name].slags](slow.read(MEASURES[name].path), tables, pr)


@seeded(2)
@pytest.mark.parametrize("name", [name for name, measure in MEASURES.items() if measure.slags in OF_ROWS])
def test_the_persons_are_those_of_the_rows(name: str, seed: int) -> None:
    tables, pr = some_tables(seed)
    measure = MEASURES[name]
    span = Span(pr.replace(day=1), pr)
    day = pr if (pr + DAY).month != pr.month else None
    if measure.maaneder and day is None:
        pytest.skip("målet tages ved månedens udgang")
    result = measured(measure, asked(tables, pr, span if measure.maaneder else None))
    again = answers(name, seed)
    for line in measure.linjer:
        needed = ("ledighed",) if line.metode == "timer" else line.tables
        expected = {key: who for key, who in again.items() if key[0] == line.id and who}
        if any(tables[table] is None for table in needed):
            expected = {}
            assert result.numbers.filter(raekke=line.id)["bemaerkning"].str.starts_with("kan ikke opgøres").all()
        assert said_by(result, line) == expected


def test_the_random_tables_reach_every_line() -> None:
    of_rows = [measure for measure in MEASURES.values() if measure.slags in OF_ROWS]
    lines = {
        f"{measure.id}/{line.id}"
        for measure in of_rows
        for line in measure.linjer
        if line.metode != "dage" and line.id != "aktivitetsparate"
    }
    reached: dict[str, set[Any]] = defaultdict(set)
    unreached = lines
    for seed in range(12):
        for measure in of_rows:
            for (line, _), who in answers(measure.id, seed).items():
                reached[f"{measure.id}/{line}"] |= {said for said in who.values() if isinstance(said, bool)}
        unreached = {line for line in lines if reached[line] != {True, False}}
        if not unreached:
            break
    assert not unreached


@seeded(2)
def test_the_numbers_are_the_persons_counted(seed: int) -> None:
    tables, pr = some_tables(seed)
    for measure in MEASURES.values():
        if measure.slags == "vifte":
            continue
        result = measured(measure, asked(tables, pr))
        for row in result.numbers.filter(~result.numbers["dag"].is_null()).iter_rows(named=True):
            own = result.persons.filter(raekke=row["raekke"], dag=row["dag"], gruppe=row["gruppe"])
            if row["naevner"] is None:
                assert own.is_empty()
                continue
            by_days = any(line.id == row["raekke"] and line.metode == "dage" for line in measure.linjer)
            counted = (own["antal"].sum(), own["kraevet"].sum()) if by_days else (own["taeller"].sum(), own.height)
            if measure.slags != "kvote" and row["taeller"] is not None:
                assert (row["taeller"], row["naevner"]) == counted
            if row["naevner"] < 10 or row["taeller"] is None:
                assert (row["andel"], row["lav"], row["hoej"]) == (None, None, None)
            else:
                assert row["andel"] == pytest.approx(row["taeller"] / row["naevner"])
                if not by_days:
                    assert (row["lav"], row["hoej"]) == pytest.approx(wilson(row["taeller"], row["naevner"]))


@seeded(2)
def test_ams_counts_who_is_overdue_in_the_second_week(seed: int) -> None:
    tables, pr = some_tables(seed)
    measure = MEASURES["ams-2011-status"]
    result = measured(measure, asked(tables, pr))
    day = pr.replace(day=14) if pr.day >= 14 else (pr.replace(day=1) - DAY).replace(day=14)
    assert result.days == (day,)
    funds = audit(Tables.from_rows(tables), LAW, pr=day).to_dicts()
    for line in measure.linjer:
        if any(tables[table] is None for table in line.tables):
            continue
        lacking = {
            fund["forloeb_id"]
            for fund in funds
            if fund["status"] == "mangler"
            and fund["ejer"] == "jobcenter"
            and fund["haendelse"] == line.haendelse
            and fund["slutdato"] is None
        }
        there: dict[str, bool] = {}
        for row in tables["forloeb"]:
            over = row["slutdato"] is not None and row["slutdato"] < day
            if row["maalgruppe"] in line.maalgruppe and row["startdato"] and row["startdato"] <= day and not over:
                who = row["borger_id"] or row["forloeb_id"]
                there[who] = there.get(who, False) or row["forloeb_id"] in lacking
        assert said_by(result, line).get((line.id, "alle"), {}) == there


@seeded(2)
def test_early_effort_counts_who_missed_at_six_months(seed: int) -> None:
    tables, pr = some_tables(seed)
    measure = MEASURES["star-tidlig-2020"]
    if tables["samtaler"] is None or tables["tilbud"] is None:
        return
    result = measured(measure, asked(tables, pr))
    six = {
        (pack.id, krav.id)
        for pack in LAW
        for krav in pack.krav
        if krav.form == "senest" and str(krav.senest) == "6 måneder" and not krav.alder and krav.ejer == "jobcenter"
    }
    missed: dict[date, dict[str, bool]] = {day: {} for day in result.days}
    for fund in audit(Tables.from_rows(tables), LAW, pr=pr).to_dicts():
        if (fund["pakke"], fund["krav"]) not in six or fund["status"] not in {"rettidig", "for_sent", "mangler"}:
            continue
        month = (fund["frist"].replace(day=1) + relativedelta(months=1)) - DAY
        ended = fund["slutdato"] is not None and fund["slutdato"] < fund["frist"]
        if month in missed and fund["frist"] < pr and not ended:
            who = fund["borger_id"] or fund["forloeb_id"]
            missed[month][who] = missed[month].get(who, False) or fund["status"] != "rettidig"
    for day, expected in missed.items():
        own = result.persons.filter(dag=day, gruppe="alle")
        assert {row["borger_id"] or row["forloeb_id"]: row["taeller"] for row in own.iter_rows(named=True)} == expected


@seeded(2)
def test_the_mix_is_every_begun_offer_once(seed: int) -> None:
    tables, pr = some_tables(seed)
    if tables["tilbud"] is None:
        return
    result = measured(MEASURES["tilbudsvifte"], asked(tables, pr))
    first = pr - 13 * 7 * DAY + DAY
    own = {row["forloeb_id"]: row for row in tables["forloeb"]}
    expected: dict[tuple[str, bool], int] = defaultdict(int)
    for row in tables["tilbud"]:
        if slow.begun(row, pr) and first <= row["startdato"] <= pr:
            expected[row["tilbudstype"] or "ukendt", counts(row, own[row["forloeb_id"]], pr)] += 1
    found: dict[tuple[str, bool], int] = defaultdict(int)
    for row in result.numbers.iter_rows(named=True):
        found[row["raekke"], row["gruppe"] == COUNTS] += row["taeller"]
    assert found == expected


def counts(offer: Row, forloeb: Row, pr: date) -> bool:
    """Whether the offer counts for some krav of the forløb's law pack on its own first day."""
    start, day = forloeb["startdato"], offer["startdato"]
    for pack in LAW:
        covers = start and forloeb["maalgruppe"] in pack.maalgruppe and pack.gaelder_fra <= start
        if not covers or (pack.gaelder_til and start > pack.gaelder_til):
            continue
        for krav in pack.krav:
            if krav.haendelse != "tilbud" or krav.form == "andel" or offer["tilbudstype"] not in (krav.typer or ()):
                continue
            excluded = any(
                offer["tilbudstype"] in one.typer and (one.fra or date.min) <= day <= (one.til or date.max)
                for one in krav.taeller_ikke
            )
            last = slow.end_as_read(offer["slutdato"], pr) or offer["planlagt_slutdato"]
            short = krav.min_varighed and last and (last - day).days + 1 < (krav.min_varighed.after_day(day) - day).days
            if not excluded and not short:
                return True
    return False
