"""Funds → the lines of the lists: every open duty that somebody must act on within the horizon.

A line is a fund, with the day it must be acted on, who must act, and whom it belongs to *now*. A case without a
responsible caseworker is a line too: until somebody has it, nobody reads the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from rettid.deviations import recorded_reasons
from rettid.engine.identity import text_hash
from rettid.periods import HORIZON, Period
from rettid.tables import COMING, FUND_SCHEMA, MISSING, Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from rettid.rules import Pack

LINE_SCHEMA: dict[str, pl.DataType] = {
    "fund_id": pl.String(),
    "forloeb_id": pl.String(),
    "sag": pl.String(),
    "navn": pl.String(),
    "borger_id": pl.String(),
    "maalgruppe": pl.String(),
    "aldersgruppe": pl.String(),
    "a_kasse": pl.String(),
    "team": pl.String(),
    "sagsbehandler": pl.String(),
    "ejer": pl.String(),
    "art": pl.String(),
    "pakke": pl.String(),
    "krav": pl.String(),
    "titel": pl.String(),
    "tema": pl.String(),
    "nr": pl.Int32(),
    "haendelse": pl.String(),
    "hjemmel": pl.String(),
    "aabner": pl.Date(),
    "ansvarlig_dag": pl.Date(),
    "frist": pl.Date(),
    "dage": pl.Int32(),
    "planlagt": pl.Date(),
    "bolden": pl.String(),
    "status": pl.String(),
    "arvet": pl.Boolean(),
    "frist_system": pl.Date(),
    "bemaerkning": pl.String(),
    "afvigelse": pl.String(),
}
"""The columns of a line. `ansvarlig_dag`: the last day on which the duty can be set going in time; `bolden`: one of
HOLDERS; `team` and `sagsbehandler` as they are now; `arvet`: whether somebody else had the case on the deadline;
`frist_system`: the case system's own day for the same kind of event; `afvigelse`: the deliberate deviation that is
recorded on the case, in words, where the law does not exempt it (`deviations`)."""

US, CITIZEN, A_KASSE, OTHERS = "os", "borgeren", "a-kassen", "andre"
HOLDERS = (US, CITIZEN, A_KASSE, OTHERS)
"""Who has the ball: the one whose move is the next."""

NOBODY = "uden_ansvarlig"
"""The status and the krav of a line that says a case has nobody responsible."""

SYSTEM_DAY = {"samtale": "frist_system", "tilbud": "rettighedsdato_system"}
"""The case system's own day, per kind of event."""

LEAD = MappingProxyType({"samtale": Period(14, "dage"), "tilbud": Period(4, "uger")})
"""How long before its deadline an event must be set going, where the municipality has not said otherwise."""

LONGEST_HORIZON = Period(26, "uger")
"""Duties are not made further ahead than this (`spec.md` § 3)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the municipality wants on its lists.

    `forberedelse`: the lead time per kind of event, or per "pakke/krav", which wins. `horisont`: how far ahead the
    last responsible day may lie. `med_a_kasse`: whether the a-kasse's duties stand there too.
    """

    horisont: Period = HORIZON
    forberedelse: Mapping[str, Period] = field(default_factory=lambda: LEAD)
    med_a_kasse: bool = False

    def lead(self, pack: str, krav: str, event: str) -> Period:
        """The lead time of a krav."""
        return self.forberedelse.get(f"{pack}/{krav}") or self.forberedelse.get(event) or LEAD[event]


def lines(  # noqa: PLR0913 - what a line rests on, each apart
    funds: pl.DataFrame, cases: pl.DataFrame, tables: Tables, *, packs: Iterable[Pack], choice: Choice, pr: date
) -> pl.DataFrame:
    """The lines with the columns of LINE_SCHEMA: cases that nobody has, what is overdue, then by last responsible day.

    `cases` are the open cases (`caseload.open_cases`); a fund whose case is not among them is no line.
    """
    open_funds = funds.filter(pl.col("aaben"), pl.col("status").is_in([MISSING, COMING]), _owner(choice))
    timed = with_last_day(open_funds, choice).filter(
        (pl.col("status") == MISSING) | (pl.col("ansvarlig_dag") <= choice.horisont.after_day(pr))
    )
    now = cases.select("forloeb_id", "sag", "navn", nu_team="team", nu="sagsbehandler")
    joined = (
        timed.with_columns(then=pl.col("sagsbehandler").cast(pl.String))
        .drop("team", "sagsbehandler")
        .join(now, on="forloeb_id")
        .rename({"nu_team": "team", "nu": "sagsbehandler"})
        .with_columns(arvet=pl.col("then").ne_missing(pl.col("sagsbehandler")) & pl.col("then").is_not_null())
        .join(_titles(packs), on=["pakke", "krav"], how="left")
    )
    reasons = recorded_reasons(open_funds, tables, pr=pr).select("fund_id", "afvigelse")
    told = _with_system_day(_with_holder(joined, tables), tables).join(reasons, on="fund_id", how="left")
    return ordered(pl.concat([told.select(*LINE_SCHEMA), _orphans(cases, tables, pr)]))


def ordered(rows: pl.DataFrame) -> pl.DataFrame:
    """The lines in the order of every list: cases that nobody has, then what is overdue, then the rest, each by its day."""
    urgency = pl.when(pl.col("status") == NOBODY).then(0).when(pl.col("status") == MISSING).then(1).otherwise(2)
    day = pl.when(pl.col("status") == MISSING).then("frist").otherwise("ansvarlig_dag")
    return (
        rows.with_columns(urgency=urgency, day=day)
        .sort("urgency", "day", "frist", "forloeb_id", "pakke", "krav", "nr")
        .drop("urgency", "day")
    )


def with_last_day(funds: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """The funds as text and days with `ansvarlig_dag`: the deadline less the lead time of the krav."""
    text = funds.with_columns(
        pl.col(name).cast(pl.String) for name, kind in FUND_SCHEMA.items() if kind == pl.Categorical
    )
    kinds = text.select("pakke", "krav", "haendelse").unique().drop_nulls().sort("pakke", "krav")
    days = [
        pl.when(pl.col("pakke") == pack, pl.col("krav") == krav).then(
            choice.lead(pack, krav, event).before(pl.col("frist"))
        )
        for pack, krav, event in kinds.iter_rows()
    ]
    return text.with_columns(ansvarlig_dag=pl.coalesce(days) if days else pl.lit(None, dtype=pl.Date))


def _owner(choice: Choice) -> pl.Expr:
    return pl.lit(value=True) if choice.med_a_kasse else pl.col("ejer") == "jobcenter"


def _titles(packs: Iterable[Pack]) -> pl.DataFrame:
    named = [(pack.id, krav.id, krav.titel, krav.tema or None) for pack in packs for krav in pack.krav]
    return pl.DataFrame(named, schema=dict.fromkeys(("pakke", "krav", "titel", "tema"), pl.String), orient="row")


def _with_holder(rows: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """The rows with `bolden`: ours where nothing is booked in time, else whoever the booking waits for."""
    by = (
        tables["samtaler"]
        .filter(pl.col("status") != "aflyst")
        .group_by("forloeb_id", "dato")
        .agg(holder=pl.col("afholdt_af").min())
        .select("forloeb_id", "holder", planlagt="dato", haendelse=pl.lit("samtale"))
        .collect()
    )
    waits = (
        pl.when(pl.col("ejer") == "a-kasse").then(pl.lit(A_KASSE))
        .when(pl.col("planlagt").is_null() | (pl.col("planlagt") > pl.col("frist")) & (pl.col("status") == COMING)).then(pl.lit(US))
        .when(pl.col("haendelse") == "tilbud").then(pl.lit(OTHERS))
        .when(pl.col("holder") == "a_kasse").then(pl.lit(A_KASSE))
        .when(pl.col("holder") == "anden_aktoer").then(pl.lit(OTHERS))
        .otherwise(pl.lit(CITIZEN))
    )  # fmt: skip
    return rows.join(by, on=["forloeb_id", "planlagt", "haendelse"], how="left").with_columns(bolden=waits)


def _with_system_day(rows: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    own = tables["forloeb"].select("forloeb_id", *SYSTEM_DAY.values()).collect()
    day = pl.coalesce(
        pl.when(pl.col("haendelse") == event).then(pl.col(column)) for event, column in SYSTEM_DAY.items()
    )
    return rows.join(own, on="forloeb_id", how="left").with_columns(frist_system=day)


def _orphans(cases: pl.DataFrame, tables: Tables, pr: date) -> pl.DataFrame:
    """A line for each open case without a responsible caseworker (inventory F-01)."""
    own = cases.filter(pl.col("sagsbehandler").is_null()).sort("forloeb_id")
    about = tables["forloeb"].select("forloeb_id", "borger_id", "maalgruppe", "a_kasse").collect()
    told = own.join(about, on="forloeb_id", how="left", maintain_order="left").with_columns(
        fund_id=_hexadecimal(own["forloeb_id"]),
        krav=pl.lit(NOBODY),
        titel=pl.lit("Sagen mangler en ansvarlig"),
        haendelse=pl.lit("ansvar"),
        ejer=pl.lit("jobcenter"),
        status=pl.lit(NOBODY),
        ansvarlig_dag=pl.lit(pr),
        bolden=pl.lit(US),
        arvet=pl.lit(value=False),
    )
    missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in LINE_SCHEMA.items() if name not in told.columns]
    return told.with_columns(missing).select(*LINE_SCHEMA).cast(LINE_SCHEMA)  # type: ignore[arg-type]


def _hexadecimal(cases: pl.Series) -> pl.Series:
    """An id per case for the line that says nobody has it, the same in every run."""
    numbers = text_hash(cases + f"/{NOBODY}")
    return pl.Series([f"{number:016x}" for number in numbers], dtype=pl.String)
