"""Funds as a test says them, what every number rests on, and how a cell is asked into."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import polars as pl
from hypothesis import strategies as st

from rettid.rates.catalogue import CASES, FUNDS, INTERVIEWS, WAITING, Basis
from rettid.rates.drill import Cell, behind, parse_cell
from rettid.rates.groupings import COHORT, KIND, WHOLE, columns_of
from rettid.spans import Span
from rettid.tables import AGE_GROUPS, FUND_SCHEMA, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = dict[str, Any]
on = date.fromisoformat

PR = on("2018-12-31")
HALF_YEAR = Span(on("2018-07-01"), on("2018-12-31"))

DUTY = {
    "art": "lov", "ejer": "jobcenter", "haendelse": "samtale", "pakke": "p", "krav": "k", "nr": 1, "status": "mangler",
    "frist": on("2018-10-01"), "aabner": on("2018-09-01"), "team": "A", "sagsbehandler": "Bo", "aldersgruppe": "30-49",
}  # fmt: skip


def funds(*rows: Row) -> pl.DataFrame:
    """Funds; what a row leaves out is a missed interview of the law, of a citizen of its own, due on 1 October 2018."""
    given = [
        DUTY | {"fund_id": f"fund{number}", "forloeb_id": f"F{number}", "borger_id": f"B{number}"} | row
        for number, row in enumerate(rows)
    ]
    plain = pl.DataFrame(
        [{name: row.get(name) for name in FUND_SCHEMA} | {COHORT: row.get(COHORT)} for row in given],
        schema=FUND_SCHEMA | {COHORT: pl.String()},
        orient="row",
    )
    late = pl.coalesce("moedt", pl.lit(PR)) - pl.col("frist")
    return plain.with_columns(dage=pl.coalesce("dage", late.dt.total_days()).cast(pl.Int32))


def basis(frame: pl.DataFrame, *, span: Span = HALF_YEAR, **more: Any) -> Basis:
    """What the rates rest on, with the funds' forløb as the open cases, one interview to each."""
    known = ("borger_id", "maalgruppe", "aldersgruppe", "a_kasse", "team", "sagsbehandler", COHORT)
    cases = (
        frame.sort("fund_id").group_by("forloeb_id", maintain_order=True).agg(pl.col(known).first()).sort("forloeb_id")
    )
    whole = cases.with_row_index("samtale").with_columns(
        *(pl.lit(None, dtype=pl.String).alias(name) for name in ("art", "ejer", "haendelse", "pakke", "krav")),
        i_taeller=pl.col("samtale") % 3 > 0,
        frist=pl.lit(None, dtype=pl.Date),
    )
    rows = {FUNDS: frame, WAITING: frame, CASES: whole, INTERVIEWS: whole}
    return Basis(rows, span, PR, **more)


def asked_for(cell: Row, groupings: Sequence[str]) -> Cell:
    """A row of the cells as a person asks for it with `--raekker`."""
    level = [] if cell["niveau"] == WHOLE else cell["niveau"].split(",")
    names = columns_of(level)
    given = {"tal": cell["tal"], "linje": cell["linje"]}
    if cell["tal"] != "R6":
        given |= {name: cell[name] for name in KIND}
    given |= {name: cell[name] for name in names if name not in ("pakke", "krav")}
    if "krav" in names:
        given["krav"] = f"{cell['pakke']}/{cell['krav']}"
    text = ";".join(f"{name}={'' if value is None else str(value).replace(';', ';;')}" for name, value in given.items())
    assert set(level) <= set(groupings)
    return parse_cell([text])


def counted(cell: Cell, rests_on: Basis) -> tuple[int, int]:
    """How many things the rows behind a cell have in the numerator and in the denominator."""
    rows = behind(cell, rests_on)
    return rows.filter("i_taeller")["enhed"].n_unique(), rows["enhed"].n_unique()


NAMES = ("A", "B", "Å;b", "x=y", None)
_PACKS = ("lov-1", "lov-1", "lov-1", "lov-2", "lokal-1", "lokal-2")


def caseload(number: int, seed: int) -> pl.DataFrame:
    """So many funds of a few citizens, who change team and caseworker, with holes everywhere."""
    rng = Random(seed)
    return funds(*(_fund(rng) for _ in range(number)))


random_funds = st.builds(caseload, st.integers(0, 60), st.integers(0, 10**6))


def _day(rng: Random) -> date:
    return on("2018-06-20") + timedelta(days=rng.randrange(204))


def _fund(rng: Random) -> Row:
    frist = _day(rng) if rng.random() < 0.9 else None
    status = rng.choice(STATUSES) if frist else "kan_ikke_afgoeres"
    met = {"rettidig": -rng.randint(0, 40), "for_sent": rng.randint(1, 70)}.get(status)
    case, pack = rng.randint(1, 6), rng.choice(_PACKS)
    return {
        "forloeb_id": f"F{case}",
        "borger_id": rng.choice([f"B{case // 2}", None]),
        "art": pack.split("-")[0],
        "pakke": pack,
        "krav": rng.choice("kl"),
        "nr": rng.randint(1, 2),
        "ejer": rng.choice(["jobcenter", "jobcenter", "a-kasse"]),
        "haendelse": rng.choice(["samtale", "samtale", "tilbud"]),
        "status": status,
        "frist": frist,
        "moedt": frist + timedelta(days=met) if frist and met is not None else None,
        "aabner": rng.choice([None, _day(rng)]),
        "slutdato": rng.choice([None, None, _day(rng)]),
        "aaben": rng.random() < 0.7,
        "team": rng.choice(NAMES),
        "sagsbehandler": rng.choice(NAMES),
        "aldersgruppe": rng.choice([*AGE_GROUPS, None]),
        "maalgruppe": rng.choice(["6.1", "6.2"]),
        "a_kasse": rng.choice(["3F", None]),
        COHORT: rng.choice(["nyledige", "bestand", None]),
    }


def only(rows: pl.DataFrame | Iterable[Row]) -> Row:
    """The one row."""
    (row,) = rows.to_dicts() if isinstance(rows, pl.DataFrame) else list(rows)
    return row
