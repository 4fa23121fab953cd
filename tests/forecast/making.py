"""Made-up offices: funds of interviews every four weeks, met in time with a chance that a test chooses week by week."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import Tables
from rettid.tables import FUND_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable

Row = dict[str, Any]

PR = date(2018, 12, 31)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
BETWEEN = timedelta(days=28)


def office(
    in_time: Callable[[int], float],
    *,
    weeks: int = 104,
    a_week: int = 3,
    leaving: float = 0.005,
    seed: int = 1,
    pr: date = PR,
) -> pl.DataFrame:
    """The funds of an office that `a_week` citizens come to, of whom `leaving` go every day.

    `in_time(w)` is the chance that a duty due w weeks before `pr` is met by its deadline; the others are met some weeks late.
    """
    random = Random(seed)
    starts = [pr - week * WEEK + random.randrange(7) * DAY for week in range(weeks, 0, -1) for _ in range(a_week)]
    rows = [
        row
        for number, start in enumerate(starts)
        for row in _citizen(random, str(number), start, in_time, leaving=leaving, pr=pr)
    ]
    columns = {name: [row.get(name) for row in rows] for name in FUND_SCHEMA}
    return pl.DataFrame(columns, schema=FUND_SCHEMA, strict=False)


def _citizen(
    random: Random, name: str, start: date, in_time: Callable[[int], float], *, leaving: float, pr: date
) -> list[Row]:
    days = next((day for day in range(1, (pr - start).days + 1) if random.random() < leaving), None)
    end = None if days is None else start + days * DAY
    rows, opens = [], start
    while opens <= pr and (end is None or opens <= end):
        rows.append(_duty(random, name, opens, end, in_time, pr=pr))
        opens += BETWEEN
    return rows


def _duty(
    random: Random, name: str, opens: date, end: date | None, in_time: Callable[[int], float], *, pr: date
) -> Row:
    deadline = opens + BETWEEN
    timely = random.random() < in_time(max((pr - deadline).days // 7, 0))
    met: date | None = (
        opens + random.randrange(29) * DAY if timely else deadline + (1 + int(random.expovariate(1 / 20))) * DAY
    )
    if met is not None and (met > pr or (end is not None and met > end)):
        met = None
    return duty(name, deadline, opens, met, end, pr=pr)


def duty(name: str, deadline: date, opens: date, met: date | None, end: date | None = None, *, pr: date = PR) -> Row:
    """The fund of an interview by law of the jobcentre, with the status that its days give."""
    if met is not None:
        status = "rettidig" if met <= deadline else "for_sent"
    elif end is not None and end < deadline:
        status = "bortfaldet"
    else:
        status = "mangler" if deadline < pr else "kommende"
    days = {"aabner": opens, "forfald": deadline, "frist": deadline, "moedt": met, "slutdato": end}
    fixed = {"art": "lov", "ejer": "jobcenter", "haendelse": "samtale", "pakke": "p", "krav": "k", "nr": 1}
    return {"forloeb_id": name, "status": status, "aaben": met is None and end is None, **days, **fixed}


def funds_of(*rows: Row) -> pl.DataFrame:
    """Funds of such rows."""
    columns = {name: [row.get(name) for row in rows] for name in FUND_SCHEMA}
    return pl.DataFrame(columns, schema=FUND_SCHEMA, strict=False)


def tables(**rows: list[Row] | None) -> Tables:
    """Tables of plain rows; target group 6.1 where a forløb does not say."""
    forloeb = [{"maalgruppe": "6.1", "borger_id": row["forloeb_id"]} | row for row in rows.pop("forloeb") or []]
    return Tables.from_rows({"forloeb": forloeb} | rows)


INTERVIEW = {"samtaletype": "jobsamtale", "samtaleform": "personligt", "afholdt_af": "jobcenter", "status": "afholdt"}
OFFER = {"tilbudstype": "virksomhedspraktik", "status": "igang"}
